use std::time::Duration;

use super::{
    count::CountRange,
    matching::{median, times},
};
use crate::{
    reading::Outcome,
    snapshot::{Node, Outcomes},
};

/// What the runs of one side recorded of a function, besides its times.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct NodeSide {
    /// The total time in each run, in the order of the runs.
    pub times: Vec<Duration>,
    /// The self time in each run.
    pub self_times: Vec<Duration>,
    /// The median run's mean duration of a call.
    pub mean: Duration,
    /// The median run's shortest call.
    pub min: Duration,
    /// The median run's longest call.
    pub max: Duration,
    /// The median run's median call.
    pub p50: Duration,
    /// The duration that 95 % of the median run's calls did not exceed.
    pub p95: Duration,
    /// The duration that 99 % of the median run's calls did not exceed.
    pub p99: Duration,
    /// Ended calls.
    pub calls: CountRange,
    /// Calls that returned.
    pub ok: CountRange,
    /// Calls that returned `Err`.
    pub error: CountRange,
    /// Calls that unwound.
    pub panicked: CountRange,
    /// Async calls dropped after their first poll, unfinished.
    pub cancelled: CountRange,
    /// Calls that had begun and not ended.
    pub in_flight: CountRange,
    /// Async calls dropped before their first poll.
    pub never_polled: CountRange,
    /// Polls of the async calls.
    pub polls: CountRange,
    /// Peak number of its calls in flight at one time; `None` for sync functions.
    pub max_concurrent: Option<CountRange>,
}

impl NodeSide {
    pub(super) fn new(runs: &[Option<&Node>]) -> Self {
        let durations = |time: fn(&Node) -> Duration| -> Vec<Duration> {
            runs.iter().map(|node| node.map_or(Duration::ZERO, time)).collect()
        };
        // Of a call, so only runs with calls count.
        let called: Vec<Option<&Node>> = runs.iter().filter(|node| node.is_some()).copied().collect();
        let median = |time: &dyn Fn(&Node) -> Duration| median(&times(&called, time));
        let range = |of: fn(&Node) -> u64| CountRange::of(runs.iter().map(|node| node.map_or(0, of)));
        let is_async = called.iter().flatten().any(|node| node.is_async());
        Self {
            times: durations(Node::total_time),
            self_times: durations(Node::self_time_raw),
            mean: median(&Node::mean),
            min: median(&Node::min),
            max: median(&Node::max),
            p50: median(&|node| node.percentile(0.5)),
            p95: median(&|node| node.percentile(0.95)),
            p99: median(&|node| node.percentile(0.99)),
            calls: range(Node::calls),
            ok: range(|node| node.outcomes().ok),
            error: range(|node| node.outcomes().error),
            panicked: range(|node| node.outcomes().panicked),
            cancelled: range(|node| node.outcomes().cancelled),
            in_flight: range(Node::in_flight),
            never_polled: range(Node::never_polled),
            polls: range(Node::polls),
            max_concurrent: is_async.then(|| range(|node| node.max_concurrent().unwrap_or_default())),
        }
    }

    /// How the calls ended. Of several runs each is the median, so that they may not add up to the calls.
    pub fn outcomes(&self) -> Outcomes {
        Outcomes {
            ok: self.ok.median,
            error: self.error.median,
            panicked: self.panicked.median,
            cancelled: self.cancelled.median,
        }
    }

    /// The count of one outcome.
    pub fn of(&self, outcome: Outcome) -> CountRange {
        match outcome {
            Outcome::Ok => self.ok,
            Outcome::Error => self.error,
            Outcome::Panicked => self.panicked,
            Outcome::Cancelled => self.cancelled,
        }
    }

    /// Polls a call; `None` without calls or for sync functions.
    pub fn polls_per_call(&self) -> Option<f64> {
        let polled = self.max_concurrent.is_some() && self.calls.median > 0;
        polled.then(|| self.polls.median as f64 / self.calls.median as f64)
    }
}
