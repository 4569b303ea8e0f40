//! Two bare clock reads around the body that all cases share: the least that measuring a call can cost.

use std::{hint::black_box, sync::LazyLock, time::Instant};

use quanta::Clock;

static CLOCK: LazyLock<Clock> = LazyLock::new(Clock::new);

/// It reads the counter that the library reads, where both trust it.
pub(crate) fn clock() -> &'static Clock {
    &CLOCK
}

/// What every measured function does.
#[inline(always)]
#[expect(clippy::inline_always, reason = "the cases differ by what is around it")]
pub(crate) fn body(n: u64) -> u64 {
    black_box(n).wrapping_mul(31)
}

#[inline(never)]
pub(crate) fn plain(n: u64) -> u64 {
    body(n)
}

#[inline(never)]
pub(crate) fn two_clocks(clock: &Clock, n: u64) -> u64 {
    let start = clock.raw();
    let value = body(n);
    black_box(clock.raw().wrapping_sub(start));
    value
}

#[inline(never)]
pub(crate) fn two_instants(n: u64) -> u64 {
    let start = Instant::now();
    let value = body(n);
    black_box(start.elapsed());
    value
}
