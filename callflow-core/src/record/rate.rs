//! How long a tick is.

use std::time::Duration;

use super::{clock::Instant, counter};
use crate::nanos::Nanos;

/// Nanoseconds for each tick, as a factor that costs one multiplication.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rate {
    /// Nanoseconds in 2^64 ticks that were shifted by `shift` before.
    pub(super) scale: u64,
    pub(super) shift: u32,
}

/// Readings from which a sample is taken: enough that one of them was not disturbed.
const READINGS: u32 = 100;
/// What is measured over. The error of a sample is a few nanoseconds.
const SPAN: Duration = Duration::from_millis(1);
/// Readings of a clock in which `SPAN` goes by, or else it stands still. Each takes 20 nanoseconds or more.
const PATIENCE: u32 = 1_000_000;

impl Rate {
    /// A tick is a nanosecond.
    pub(super) const NANOSECONDS: Self = Self { scale: 1 << 63, shift: 1 };

    /// As many nanoseconds in as many ticks; neither may be 0.
    fn of(nanos: u64, ticks: u64) -> Self {
        // The largest scale that fits: `nanos` ÷ `ticks` × 2^64, halved once for every bit of the shift.
        let shift = (nanos / ticks + 1).next_power_of_two().trailing_zeros();
        let scale = ((u128::from(nanos) << 64) / u128::from(ticks)) >> shift;
        Self { scale: scale as u64, shift }
    }

    /// That of the processor's counter, compared with the operating system's clock for a millisecond. None where one
    /// of them stands still.
    pub(super) fn measured() -> Option<Self> {
        let start = Sample::taken()?;
        (0..PATIENCE).find(|_| start.at.elapsed() >= SPAN)?;
        let end = Sample::taken()?;
        let nanos = (end.at - start.at).as_nanos() as u64;
        let ticks = end.ticks.checked_sub(start.ticks).filter(|&ticks| ticks > 0)?;
        Some(Self::of(nanos, ticks))
    }

    #[inline]
    pub(super) fn nanos(self, ticks: u64) -> Nanos {
        Nanos(((u128::from(ticks << self.shift) * u128::from(self.scale)) >> 64) as u64)
    }
}

/// What the counter and the operating system's clock said at one moment.
#[derive(Debug, Clone, Copy)]
struct Sample {
    ticks: u64,
    at: Instant,
}

impl Sample {
    /// Of several readings, that with the least time between the counter before and after. So an interrupt, or another
    /// process's turn, spoils none; between two samples it only makes the span longer.
    ///
    /// Only readings at which the operating system's clock has just moved on count: it may stand still for 100
    /// nanoseconds, and before the next step it is that late.
    fn taken() -> Option<Self> {
        let mut best: Option<(u64, Self)> = None;
        let mut last = Instant::now();
        for _ in 0..READINGS {
            let before = counter::read();
            let at = Instant::now();
            let doubt = counter::read().wrapping_sub(before);
            if at > last && best.is_none_or(|(least, _)| doubt < least) {
                best = Some((doubt, Self { ticks: before.wrapping_add(doubt / 2), at }));
            }
            last = at;
        }
        best.map(|(_, sample)| sample)
    }
}

#[cfg(all(test, not(callflow_loom)))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_tick_of_the_operating_system_is_a_nanosecond() {
        assert_eq!(Rate::of(1, 1), Rate::NANOSECONDS);
        assert_eq!(Rate::of(1_000_123, 1_000_123), Rate::NANOSECONDS);
        for ticks in [0, 1, 999_999_999, 1 << 62] {
            assert_eq!(Rate::NANOSECONDS.nanos(ticks), Nanos(ticks));
        }
    }

    proptest! {
        /// Never more than the true time, which parts of a whole rely on, and never less by more than rounding.
        #[test]
        fn ticks_take_their_share_of_the_measured_time(
            nanos in 1_000_000..100_000_000_u64,
            // From 1 MHz to 10 GHz.
            per_tick in 1_u64..10_000,
            spent in 0_u64..1 << 40,
        ) {
            let ticks = nanos * 10 / per_tick;
            let truth = u128::from(spent) * u128::from(nanos) / u128::from(ticks);
            let ours = u128::from(Rate::of(nanos, ticks).nanos(spent).0);
            prop_assert!(ours <= truth && truth - ours <= 1, "{ours} for {truth}");
        }
    }
}
