//! The clock: the processor's counter where it is invariant, else the operating system's monotonic clock.

#![cfg_attr(target_arch = "x86_64", expect(unsafe_code, reason = "reads the processor's counter"))]

use std::sync::{
    OnceLock,
    atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering::Relaxed},
};

#[cfg(not(callflow_os_clock))]
use quanta::Clock as Counter;

use crate::nanos::Nanos;

/// A moment, in the counter's own unit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Ticks(pub(crate) u64);

impl Ticks {
    /// Later than any other: no time has passed since.
    pub(crate) const NEVER: Self = Self(u64::MAX);
}

/// What stands in where tests want the clock of a machine without an invariant counter: `ci/os-clock.sh`.
#[cfg(callflow_os_clock)]
#[derive(Debug)]
struct Counter(std::time::Instant);

#[cfg(callflow_os_clock)]
impl Counter {
    fn new() -> Self {
        Self(std::time::Instant::now())
    }

    fn raw(&self) -> u64 {
        // Not 0, which is no time.
        1 + self.0.elapsed().as_nanos() as u64
    }

    #[expect(clippy::unused_self, reason = "as that of other counters")]
    fn delta_as_nanos(&self, from: u64, to: u64) -> u64 {
        to - from
    }
}

/// A calibrated counter.
#[derive(Debug)]
pub(crate) struct Clock {
    counter: OnceLock<Counter>,
    /// Nanoseconds in 2^64 ticks that were shifted by `shift` before.
    scale: AtomicU64,
    shift: AtomicU32,
    /// Whether `counter` reads the processor's counter.
    invariant: AtomicBool,
}

/// Ticks over which the counter is compared with nanoseconds.
const STRETCH: u64 = 1 << 32;

static CLOCK: Clock = Clock {
    counter: OnceLock::new(),
    scale: AtomicU64::new(0),
    shift: AtomicU32::new(0),
    invariant: AtomicBool::new(false),
};

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

    fn counter(&self) -> &Counter {
        self.counter.get_or_init(|| {
            let counter = Counter::new();
            let now = counter.raw();
            let nanos = counter.delta_as_nanos(now, now.wrapping_add(STRETCH)).max(1);
            // The largest scale that fits: `nanos` ÷ `STRETCH` × 2^64, halved once for every bit of the shift.
            let shift = (nanos / STRETCH + 1).next_power_of_two().trailing_zeros();
            let scale = ((u128::from(nanos) << 64) / u128::from(STRETCH)) >> shift;
            self.scale.store(scale as u64, Relaxed);
            self.shift.store(shift, Relaxed);
            // The operating system's clock ticks once a nanosecond, and no processor's counter that we know does.
            self.invariant.store(nanos != STRETCH, Relaxed);
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
        self.quick_now().unwrap_or_else(|| Ticks(self.counter().raw()))
    }

    /// The present moment where reading it takes one instruction.
    #[inline]
    pub(crate) fn quick_now(&self) -> Option<Ticks> {
        // What `raw` does here too, without the calls.
        #[cfg(target_arch = "x86_64")]
        if self.invariant.load(Relaxed) {
            // SAFETY: every x86-64 processor has the instruction, and `quanta` has found that it may be used.
            return Some(Ticks(unsafe { std::arch::x86_64::_rdtsc() }));
        }
        None
    }

    /// The time from one moment to another; none when the counter went backwards.
    ///
    /// It rounds down, so the lengths of parts never exceed the length of the whole, and everything that is added
    /// up from here on are whole nanoseconds: the laws of the data hold exactly, which they would not if sums of
    /// ticks were rounded at the snapshot.
    #[inline]
    pub(crate) fn length(&self, from: Ticks, to: Ticks) -> Nanos {
        let ticks = to.0.saturating_sub(from.0) << self.shift.load(Relaxed);
        Nanos(((u128::from(ticks) * u128::from(self.scale.load(Relaxed))) >> 64) as u64)
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
        assert_eq!(
            clock.quick_now().is_some(),
            clock.name() == "processor counter" && cfg!(target_arch = "x86_64")
        );
        assert!(!cfg!(callflow_os_clock) || clock.name() == "operating system");
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
        assert!(CLOCK.counter.get().is_none(), "whoever reads the clock calibrates it first");
        println!("no clock was read");
    }

    #[test]
    fn a_counter_that_goes_backwards_gives_no_time() {
        assert_eq!(Clock::calibrated().length(Ticks(5), Ticks(3)), Nanos::ZERO);
    }
}
