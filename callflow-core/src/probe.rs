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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_are_rounded_once_they_are_added_up() {
        assert_eq!([Picos(1_500) * 1, Picos(1_500) * 3, Picos(400) * 1_000], [1, 4, 400].map(Nanos));
        assert_eq!(Picos(u64::MAX) * 1_000, Nanos(u64::MAX), "more picoseconds than 64 bits hold");
        assert_eq!(format!("{} {}", Picos(1_500).as_nanos(), Picos(0).as_nanos()), "1.5 0");
    }

    #[test]
    fn a_cost_is_known_where_any_part_of_it_is() {
        assert!(!ProbeCost::default().is_known());
        assert!(ProbeCost { async_outside: Picos(1), ..ProbeCost::default() }.is_known());
    }
}
