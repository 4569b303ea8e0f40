//! Durations in log-linear buckets: 32 to each power of two, so a bucket is at most 3.2 % wide and its middle at
//! most 1.6 % from any value in it.

use super::arena::Page;
use super::sync::{AtomicU64, Relaxed};
use crate::nanos::Nanos;

/// Buckets of one power of two, which are also one chunk of the page: they are allocated together.
const STEPS: u32 = super::arena::CHUNK as u32;
/// Powers of two below which a bucket holds one value.
const EXACT: u32 = STEPS.ilog2();
/// Buckets in all.
const BUCKETS: usize = ((64 - EXACT + 1) * STEPS) as usize;

/// The counts of one site in one slab.
pub(crate) type Histogram = Page<AtomicU64>;

#[inline]
fn bucket(nanos: Nanos) -> usize {
    let value = nanos.0;
    if value < u64::from(STEPS) {
        return value as usize;
    }
    // The shifted value has `EXACT` + 1 digits, the first of which counts as one more power.
    let power = 63 - EXACT - value.leading_zeros();
    (power * STEPS) as usize + (value >> power) as usize
}

/// The middle of a bucket.
fn middle(bucket: usize) -> Nanos {
    let (power, step) = ((bucket / STEPS as usize) as u32, (bucket % STEPS as usize) as u64);
    if power == 0 {
        return Nanos(step);
    }
    let width = 1_u64 << (power - 1);
    Nanos((u64::from(STEPS) + step) * width + width / 2)
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
        (0..BUCKETS).filter_map(|bucket| {
            let count = self.get(bucket)?.load(Relaxed);
            (count > 0).then(|| (middle(bucket), count))
        })
    }
}

#[cfg(all(test, not(callflow_loom)))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_last_bucket_is_the_last() {
        assert_eq!(bucket(Nanos(u64::MAX)), BUCKETS - 1);
        assert_eq!(bucket(Nanos(0)), 0);
    }

    proptest! {
        #[test]
        fn a_value_comes_back_within_the_promised_error(value: u64, shift in 0_u32..64) {
            let value = value >> shift;
            let middle = middle(bucket(Nanos(value))).0;
            prop_assert!(middle.abs_diff(value) as f64 <= 0.016 * value as f64, "{value} became {middle}");
        }

        #[test]
        fn buckets_keep_the_order(value: u64, shift in 0_u32..64) {
            let value = value >> shift;
            prop_assert!(bucket(Nanos(value)) <= bucket(Nanos(value.saturating_add(1))));
        }
    }
}
