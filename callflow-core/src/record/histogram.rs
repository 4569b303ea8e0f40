//! Durations in log-linear buckets: 32 to each power of two, so a bucket is at most 3.2 % wide and its middle at
//! most 1.6 % from any value in it.

use super::arena::Once;
use super::sync::{AtomicU64, Relaxed};
use crate::nanos::Nanos;

/// Buckets of one power of two. (Models of loom get by with less.)
const STEPS: usize = if cfg!(callflow_loom) { 2 } else { 32 };
/// Powers of two.
const POWERS: usize = if cfg!(callflow_loom) { 2 } else { 64 };
/// Digits of a floating-point number's fraction that no bucket tells apart.
const IGNORED: u32 = f64::MANTISSA_DIGITS - 1 - STEPS.ilog2();
/// Where the floating-point number 1 would be.
const ONE: u64 = 1.0_f64.to_bits() >> IGNORED;

/// The buckets of one power of two, which are allocated when it is first counted. They share no cache line with what another
/// thread has allocated and writes.
#[derive(Debug)]
#[repr(align(64))]
struct Power([AtomicU64; STEPS]);

impl Power {
    // Out of the way of those who find theirs: it is put together on the stack.
    #[cold]
    #[inline(never)]
    fn new() -> Box<Self> {
        Box::new(Self(std::array::from_fn(|_| AtomicU64::new(0))))
    }
}

/// The counts of one site in one slab.
#[derive(Debug)]
pub(crate) struct Histogram {
    powers: [Once<Power>; POWERS],
}

impl Default for Histogram {
    fn default() -> Self {
        Self { powers: std::array::from_fn(|_| Once::default()) }
    }
}

/// The place of a bucket: which power of two, and which of its steps.
#[inline]
fn place(bucket: usize) -> (usize, usize) {
    (bucket / STEPS % POWERS, bucket % STEPS)
}

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
        let (power, step) = place(bucket(nanos));
        let Some(Power(steps)) = self.powers[power].get() else { return false };
        steps[step].store(steps[step].load(Relaxed) + 1, Relaxed);
        true
    }

    /// Counts one duration. It may allocate.
    pub(crate) fn count_first(&self, nanos: Nanos) {
        self.powers[place(bucket(nanos)).0].get_or_make(Power::new);
        let counted = self.count(nanos);
        debug_assert!(counted);
    }

    /// The middles of the buckets that are not empty, and their counts, ascending.
    pub(crate) fn read(&self) -> impl Iterator<Item = (Nanos, u64)> + '_ {
        let powers = self.powers.iter().zip((0..).step_by(STEPS));
        let buckets = powers.filter_map(|(power, first)| Some(power.get()?.0.iter().zip(first..))).flatten();
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
        assert!(bucket(LONGEST) < POWERS * STEPS);
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
