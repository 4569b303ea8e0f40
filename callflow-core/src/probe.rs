//! What recording itself costs, and what is left of a time without it.

use std::ops::Mul;

use crate::nanos::Nanos;

/// A span of time in picoseconds: costs are added up by the million, and a nanosecond each would be felt.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Picos(pub u64);

impl Picos {
    /// In nanoseconds.
    pub fn as_nanos(self) -> f64 {
        self.0 as f64 / 1e3
    }
}

impl Mul<u64> for Picos {
    type Output = Nanos;

    fn mul(self, times: u64) -> Nanos {
        Nanos((u128::from(self.0) * u128::from(times) / 1_000) as u64)
    }
}

/// What the probes of one call cost, as measured on the machine that recorded.
///
/// A call's own time holds what lies between its two clock reads (*inside*); the rest (*outside*) falls to its caller.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProbeCost {
    /// Of a sync call, in its own time.
    pub sync_inside: Picos,
    /// Of a sync call, in its caller's time.
    pub sync_outside: Picos,
    /// Of a poll, in the future's own time.
    pub poll_inside: Picos,
    /// Of a poll, in the time of whoever polls.
    pub poll_outside: Picos,
    /// Of an async call beyond its polls, in its caller's time.
    pub async_outside: Picos,
}

impl ProbeCost {
    /// Whether it was measured.
    pub fn is_known(&self) -> bool {
        *self != Self::default()
    }
}

/// What it costs on top of that to keep an async call, or a poll, in the timeline.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TimelineCost {
    /// Of a kept call, in its own time.
    pub call_inside: Picos,
    /// Of a kept call beyond its polls, in its caller's time.
    pub call_outside: Picos,
    /// Of a kept poll, in the time of whoever polls.
    pub poll_outside: Picos,
}
