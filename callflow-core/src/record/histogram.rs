//! Durations in log-linear buckets: 32 to each power of two, so a bucket is at most 3.2 % wide and its middle at
//! most 1.6 % from any value in it.

use super::arena::Page;
use super::sync::{AtomicU64, Relaxed};
use crate::nanos::Nanos;

/// Buckets of one power of two, which are also one chunk of the page: they are allocated together.
const STEPS: u64 = super::arena::CHUNK as u64;
/// Digits of a floating-point number's fraction that no bucket tells apart.
const IGNORED: u32 = f64::MANTISSA_DIGITS - 1 - STEPS.ilog2();
/// Where the floating-point number 1 would be.
const ONE: u64 = 1.0_f64.to_bits() >> IGNORED;
/// Buckets in all.
#[cfg(test)]
const BUCKETS: usize = (64 * STEPS) as usize;

/// The counts of one site in one slab.
pub(crate) type Histogram = Page<AtomicU64>;

/// A floating-point number has the bucket in its upper digits: the power of two and the first digits of the fraction.
/// Taken twice and one more, values up to 31 have a bucket each, and 0 has one too.
#[inline]
fn bucket(nanos: Nanos) -> usize {
    let value = (nanos.0 << 1 | 1).cast_signed() as f64;
    ((value.to_bits() >> IGNORED) - ONE) as usize
}

/// What a duration is read back as.
pub(crate) fn rounded(nanos: Nanos) -> Nanos {
    middle(bucket(nanos))
}

/// The middle of a bucket.
fn middle(bucket: usize) -> Nanos {
    let start = |bucket: u64| f64::from_bits((bucket + ONE) << IGNORED) as u64;
    let (from, to) = (start(bucket as u64), start(bucket as u64 + 1));
    // The odd numbers in between stand for values.
    Nanos((from / 2).midpoint((to - 1) / 2))
}

impl Histogram {
    /// Counts one duration, unless its power of two is counted for the first time. Only the thread that leases the slab
    /// may call it, and the next.
    #[inline]
    #[must_use]
    pub(crate) fn count(&self, nanos: Nanos) -> bool {
        let bucket = self.get(bucket(nanos));
        if let Some(bucket) = bucket {
            bucket.store(bucket.load(Relaxed) + 1, Relaxed);
        }
        bucket.is_some()
    }

    /// Counts one duration. It may allocate.
    pub(crate) fn count_first(&self, nanos: Nanos) {
        let bucket = self.get_or_make(bucket(nanos));
        bucket.store(bucket.load(Relaxed) + 1, Relaxed);
    }

    /// The middles of the buckets that are not empty, and their counts, ascending.
    pub(crate) fn read(&self) -> impl Iterator<Item = (Nanos, u64)> + '_ {
        let buckets = self.chunks().flat_map(|(first, chunk)| chunk.iter().zip(first..));
        let counts = buckets.map(|(count, bucket)| (bucket, count.load(Relaxed)));
        counts.filter(|(_, count)| *count > 0).map(|(bucket, count)| (middle(bucket), count))
    }
}

#[cfg(all(test, not(callflow_loom)))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_last_bucket_is_the_last() {
        assert!(bucket(LONGEST) < BUCKETS);
        assert_eq!(bucket(Nanos(0)), 0);
    }

    /// 73 years.
    const LONGEST: Nanos = Nanos(u64::MAX >> 3);

    #[test]
    fn small_values_are_exact() {
        for value in 0..32 {
            assert_eq!(middle(bucket(Nanos(value))), Nanos(value));
        }
    }

    proptest! {
        #[test]
        fn a_value_comes_back_within_the_promised_error(value in 0..LONGEST.0, shift in 0_u32..61) {
            let value = value >> shift;
            let middle = middle(bucket(Nanos(value))).0;
            prop_assert!(middle.abs_diff(value) as f64 <= 0.016 * value as f64, "{value} became {middle}");
        }

        #[test]
        fn buckets_keep_the_order(value in 0..LONGEST.0, shift in 0_u32..61) {
            let value = value >> shift;
            prop_assert!(bucket(Nanos(value)) <= bucket(Nanos(value + 1)));
        }
    }
}
