//! The clock: the processor's counter where it is steady, else the operating system's monotonic clock.

// What stands in for the standard library's clock where that panics.
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub(super) use web_time::Instant;

use std::sync::{
    OnceLock,
    atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering::Relaxed},
};
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
pub(super) use std::time::Instant;

use super::{counter, rate::Rate};
use crate::nanos::Nanos;

/// A moment, in the counter's own unit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Ticks(pub(crate) u64);

impl Ticks {
    /// Later than any other: no time has passed since.
    pub(crate) const NEVER: Self = Self(u64::MAX);
}

/// A calibrated clock.
#[derive(Debug)]
pub(crate) struct Clock {
    /// When it was calibrated, from which the operating system's clock counts.
    origin: OnceLock<Instant>,
    /// Those of its [`Rate`].
    scale: AtomicU64,
    shift: AtomicU32,
    /// Whether it reads the processor's counter.
    counts: AtomicBool,
}

static CLOCK: Clock = Clock {
    origin: OnceLock::new(),
    scale: AtomicU64::new(0),
    shift: AtomicU32::new(0),
    counts: AtomicBool::new(false),
};

impl Clock {
    /// The process's clock, calibrated: the first call takes about a millisecond.
    pub(crate) fn calibrated() -> &'static Self {
        CLOCK.origin();
        &CLOCK
    }

    /// The process's clock. A scope is open, so it is calibrated.
    #[inline]
    pub(crate) fn get() -> &'static Self {
        &CLOCK
    }

    fn origin(&self) -> Instant {
        *self.origin.get_or_init(|| {
            // Tests ask for the other clock with `ci/os-clock.sh`, and Miri knows no counter.
            let wanted = !cfg!(any(callflow_os_clock, miri));
            let counter = if wanted && counter::is_steady() { Rate::measured() } else { None };
            let rate = counter.unwrap_or(Rate::NANOSECONDS);
            self.scale.store(rate.scale, Relaxed);
            self.shift.store(rate.shift, Relaxed);
            self.counts.store(counter.is_some(), Relaxed);
            Instant::now()
        })
    }

    /// What it reads from.
    pub(crate) fn name(&self) -> &'static str {
        if self.counts.load(Relaxed) { "processor counter" } else { "operating system" }
    }

    /// The present moment.
    #[inline]
    pub(crate) fn now(&self) -> Ticks {
        self.quick_now().unwrap_or_else(|| self.unhurried_now())
    }

    /// Out of the way of the instruction that reads a counter.
    #[cold]
    fn unhurried_now(&self) -> Ticks {
        // 0 is no time.
        Ticks(1 + self.origin().elapsed().as_nanos() as u64)
    }

    /// The present moment where reading it takes one instruction.
    #[inline]
    pub(crate) fn quick_now(&self) -> Option<Ticks> {
        self.counts.load(Relaxed).then(|| Ticks(counter::read()))
    }

    /// The time from one moment to another; none when the counter went backwards.
    ///
    /// It rounds down, so the lengths of parts never exceed the length of the whole, and everything that is added
    /// up from here on are whole nanoseconds: the laws of the data hold exactly, which they would not if sums of
    /// ticks were rounded at the snapshot.
    #[inline]
    pub(crate) fn length(&self, from: Ticks, to: Ticks) -> Nanos {
        let rate = Rate { scale: self.scale.load(Relaxed), shift: self.shift.load(Relaxed) };
        rate.nanos(to.0.saturating_sub(from.0))
    }
}

#[cfg(all(test, not(callflow_loom)))]
mod tests {
    use std::{
        future::Future as _,
        pin::pin,
        process::Command,
        task::{Context as TaskContext, Waker},
        time::{Duration, Instant},
    };

    use super::*;
    use crate::{
        classify::Returned,
        reading::SiteKind,
        record::{enter, traced},
        site::Site,
    };

    #[test]
    fn the_clock_that_was_asked_for_is_read() {
        let clock = Clock::calibrated();
        let counts = counter::is_steady() && !cfg!(callflow_os_clock);
        assert_eq!(clock.quick_now().is_some(), counts);
        assert_eq!(clock.name(), if counts { "processor counter" } else { "operating system" });
    }

    #[test]
    fn agrees_with_the_standard_clock() {
        let clock = Clock::calibrated();
        let (start, instant) = (clock.now(), Instant::now());
        std::thread::sleep(Duration::from_millis(20));
        let (ours, theirs) = (Duration::from(clock.length(start, clock.now())), instant.elapsed());
        let difference = ours.abs_diff(theirs);
        assert!(difference < theirs / 10, "{ours:?} against {theirs:?}");
    }

    /// Runs the test below in a process of its own, in which no scope is ever open.
    #[test]
    fn calls_without_a_scope_read_no_clock() {
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "record::clock::tests::in_a_process_without_scopes", "--nocapture"])
            .env("CALLFLOW_WITHOUT_SCOPES", "1")
            .output()
            .unwrap();
        let printed = String::from_utf8_lossy(&child.stdout);
        assert!(child.status.success() && printed.contains("no clock was read"), "{child:?}");
    }

    /// See [`calls_without_a_scope_read_no_clock`]; by itself it has nothing to do.
    #[test]
    fn in_a_process_without_scopes() {
        static CALL: Site = Site::new(SiteKind::Sync, "clock", "call", "", 0, 0, || "").named("call");
        static TASK: Site = Site::new(SiteKind::Async, "clock", "task", "", 0, 0, || "").named("task");
        if std::env::var_os("CALLFLOW_WITHOUT_SCOPES").is_none() {
            return;
        }
        drop(enter(&CALL));
        let mut task = TaskContext::from_waker(Waker::noop());
        let inner = traced(&TASK, Returned, async { drop(enter(&CALL)) });
        assert!(pin!(traced(&TASK, Returned, inner)).poll(&mut task).is_ready());
        drop(traced(&TASK, Returned, async {}));
        assert!(CLOCK.origin.get().is_none(), "whoever reads the clock calibrates it first");
        println!("no clock was read");
    }

    #[test]
    fn a_counter_that_goes_backwards_gives_no_time() {
        assert_eq!(Clock::calibrated().length(Ticks(5), Ticks(3)), Nanos::ZERO);
    }
}
