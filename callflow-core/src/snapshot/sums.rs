use super::node::Outcomes;
use crate::nanos::Nanos;

/// What calls add up to: those of a function, or those of one call path.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Sums {
    pub(crate) outcomes: Outcomes,
    pub(crate) in_flight: u64,
    pub(crate) never_polled: u64,
    pub(crate) polls: u64,
    pub(crate) total: Nanos,
    pub(crate) active: Nanos,
    pub(crate) own: Nanos,
    /// `own` without the probes' cost.
    pub(crate) own_net: Nanos,
    /// The same of `active`.
    pub(crate) active_net: Nanos,
}

impl Sums {
    pub(super) fn add(&mut self, other: &Self) {
        self.outcomes.add(other.outcomes);
        self.in_flight += other.in_flight;
        self.never_polled += other.never_polled;
        self.polls += other.polls;
        self.total += other.total;
        self.active += other.active;
        self.own += other.own;
        self.own_net += other.own_net;
        self.active_net += other.active_net;
    }

    /// Those that count something, under the names that files have for them.
    pub(super) fn counts(&self) -> [(&'static str, u64); 7] {
        let Outcomes { ok, error, panicked, cancelled } = self.outcomes;
        [
            ("ok", ok),
            ("error", error),
            ("panicked", panicked),
            ("cancelled", cancelled),
            ("in_flight", self.in_flight),
            ("never_polled", self.never_polled),
            ("polls", self.polls),
        ]
    }

    pub(super) fn times(&self) -> [Nanos; 5] {
        [self.total, self.active, self.own, self.own_net, self.active_net]
    }
}
