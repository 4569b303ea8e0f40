//! The clock: the processor's counter where it is invariant, else the operating system's monotonic clock.

use std::sync::OnceLock;

use crate::nanos::Nanos;

/// A calibrated counter. Readings count nanoseconds from the clock's making.
#[derive(Debug)]
pub(crate) struct Clock {
    counter: quanta::Clock,
    epoch: u64,
    /// Nanoseconds in 2^[`SHIFT`] steps of the counter.
    scale: u64,
}

const SHIFT: u32 = 32;

static CLOCK: OnceLock<Clock> = OnceLock::new();

impl Clock {
    /// The process's clock; the first call calibrates it, which takes about a millisecond.
    pub(crate) fn get() -> &'static Self {
        CLOCK.get_or_init(|| {
            let counter = quanta::Clock::new();
            let scale = counter.delta_as_nanos(0, u64::MAX >> SHIFT << 1 | 1);
            let epoch = counter.raw();
            Self { epoch, scale: scale.max(1), counter }
        })
    }

    /// What it reads from.
    pub(crate) fn name(&self) -> &'static str {
        // The counter of every processor we know ticks at another rate than once a nanosecond.
        if self.scale == 1 << SHIFT { "operating system" } else { "processor counter" }
    }

    /// The present moment.
    ///
    /// It is converted here and not at the snapshot: a multiplication costs less than a nanosecond, and sums of
    /// whole nanoseconds obey the laws of the data exactly, which rounded sums of ticks would not.
    #[inline]
    pub(crate) fn now(&self) -> Nanos {
        let ticks = self.counter.raw().saturating_sub(self.epoch);
        Nanos(((u128::from(ticks) * u128::from(self.scale)) >> SHIFT) as u64)
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    #[test]
    fn agrees_with_the_standard_clock() {
        let clock = Clock::get();
        let (start, instant) = (clock.now(), Instant::now());
        std::thread::sleep(Duration::from_millis(20));
        let (ours, theirs) = (Duration::from(clock.now().since(start)), instant.elapsed());
        let difference = ours.abs_diff(theirs);
        assert!(difference < theirs / 10, "{ours:?} against {theirs:?}");
    }
}
