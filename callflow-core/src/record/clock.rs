//! The clock: the processor's counter where it is invariant, else the operating system's monotonic clock.

#![expect(unsafe_code, reason = "reads the processor's counter")]

use std::sync::{
    OnceLock,
    atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
};

use crate::nanos::Nanos;

/// A moment, in the counter's own unit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Ticks(pub(crate) u64);

/// A calibrated counter.
#[derive(Debug)]
pub(crate) struct Clock {
    counter: OnceLock<quanta::Clock>,
    /// Nanoseconds in 2^[`SHIFT`] ticks.
    scale: AtomicU64,
    /// Whether `counter` reads the processor's counter.
    invariant: AtomicBool,
}

const SHIFT: u32 = 32;

static CLOCK: Clock =
    Clock { counter: OnceLock::new(), scale: AtomicU64::new(0), invariant: AtomicBool::new(false) };

impl Clock {
    /// The process's clock, calibrated: the first call takes about a millisecond.
    pub(crate) fn calibrated() -> &'static Self {
        CLOCK.counter();
        &CLOCK
    }

    /// The process's clock. A scope is open, so it is calibrated.
    #[inline]
    pub(crate) fn get() -> &'static Self {
        &CLOCK
    }

    fn counter(&self) -> &quanta::Clock {
        self.counter.get_or_init(|| {
            let counter = quanta::Clock::new();
            let now = counter.raw();
            // The longest stretch that the counter can scale without losing digits.
            let scale = counter.delta_as_nanos(now, now.wrapping_add(1 << SHIFT)).max(1);
            self.scale.store(scale, Relaxed);
            // The operating system's clock ticks once a nanosecond, and no processor's counter that we know does.
            self.invariant.store(scale != 1 << SHIFT, Relaxed);
            counter
        })
    }

    /// What it reads from.
    pub(crate) fn name(&self) -> &'static str {
        if self.invariant.load(Relaxed) { "processor counter" } else { "operating system" }
    }

    /// The present moment.
    #[inline]
    pub(crate) fn now(&self) -> Ticks {
        // What `raw` does here too, without the calls.
        #[cfg(target_arch = "x86_64")]
        if self.invariant.load(Relaxed) {
            // SAFETY: every x86-64 processor has the instruction, and `quanta` has found that it may be used.
            return Ticks(unsafe { std::arch::x86_64::_rdtsc() });
        }
        self.read()
    }

    #[inline(never)]
    fn read(&self) -> Ticks {
        Ticks(self.counter().raw())
    }

    /// The time from one moment to another; none when the counter went backwards.
    ///
    /// It rounds down, so the lengths of parts never exceed the length of the whole, and everything that is added
    /// up from here on are whole nanoseconds: the laws of the data hold exactly, which they would not if sums of
    /// ticks were rounded at the snapshot.
    #[inline]
    pub(crate) fn length(&self, from: Ticks, to: Ticks) -> Nanos {
        let ticks = to.0.saturating_sub(from.0);
        Nanos(((u128::from(ticks) * u128::from(self.scale.load(Relaxed))) >> SHIFT) as u64)
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    #[test]
    fn agrees_with_the_standard_clock() {
        let clock = Clock::calibrated();
        let (start, instant) = (clock.now(), Instant::now());
        std::thread::sleep(Duration::from_millis(20));
        let (ours, theirs) = (Duration::from(clock.length(start, clock.now())), instant.elapsed());
        let difference = ours.abs_diff(theirs);
        assert!(difference < theirs / 10, "{ours:?} against {theirs:?}");
    }

    #[test]
    fn a_counter_that_goes_backwards_gives_no_time() {
        assert_eq!(Clock::calibrated().length(Ticks(5), Ticks(3)), Nanos::ZERO);
    }
}
