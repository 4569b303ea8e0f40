use std::{fmt, time::Duration};

use super::{
    count::{CountRange, ExactChange},
    matching::{Function, Sides, median, times},
    signed::SignedDuration,
    verdict::{Evidence, Samples, Verdict},
};
use crate::{
    reading::Outcome,
    snapshot::{Node, Outcomes},
};

/// On which sides something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NodeStatus {
    /// On both sides.
    Modified,
    /// After only.
    Added,
    /// Before only.
    Removed,
}

impl NodeStatus {
    /// The word for it: `modified`, `added` or `removed`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Modified => "modified",
            Self::Added => "added",
            Self::Removed => "removed",
        }
    }

    pub(super) fn of(before: bool, after: bool) -> Self {
        match (before, after) {
            (false, true) => Self::Added,
            (true, false) => Self::Removed,
            _ => Self::Modified,
        }
    }
}

impl fmt::Display for NodeStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// One function before and after.
///
/// Times of a side are medians of its runs, runs that did not call the function counting as zero; differences are
/// after less before. All times are raw: the probes' own cost is in them on both sides.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct NodeComparison {
    /// The full name that matched.
    pub name: String,
    /// The module it stands in, after or else before.
    pub module: String,
    /// Its source file, after or else before.
    pub file: String,
    /// Its line in that file, from 1; 0 where there is none.
    pub line: u32,
    /// Whether calls of it are futures.
    pub is_async: bool,
    /// Whether it is a node of this library, which takes part in no count of functions, improvements or
    /// regressions.
    pub is_library: bool,
    /// On which sides it is.
    pub status: NodeStatus,
    /// What can be said about its total time; `Inconclusive` where it is on one side only.
    pub verdict: Verdict,
    /// What the verdict rests on.
    pub evidence: Evidence,
    /// Σ durations of the outermost calls before.
    pub time_before: Duration,
    /// The same after.
    pub time_after: Duration,
    /// The difference; negative where it got faster.
    pub time_diff: SignedDuration,
    /// The difference in percent of the time before; `None` where that is zero.
    pub time_diff_pct: Option<f64>,
    /// Whether the verdict is [`Verdict::Improved`]: equal or slightly less time is no improvement.
    pub improvement: bool,
    /// Ended calls before.
    pub calls_before: u64,
    /// Ended calls after.
    pub calls_after: u64,
    /// The difference.
    pub calls_diff: i64,
    /// What can be said about its self time.
    pub self_verdict: Verdict,
    /// What that verdict rests on.
    pub self_evidence: Evidence,
    /// Time in the function itself before.
    pub self_before: Duration,
    /// The same after.
    pub self_after: Duration,
    /// The difference.
    pub self_diff: SignedDuration,
    /// The difference in percent of the self time before; `None` where that is zero.
    pub self_diff_pct: Option<f64>,
    /// Σ time the outermost calls ran before.
    pub active_before: Duration,
    /// The same after.
    pub active_after: Duration,
    /// The difference.
    pub active_diff: SignedDuration,
    /// Σ time the outermost calls were suspended before.
    pub await_before: Duration,
    /// The same after.
    pub await_after: Duration,
    /// The difference.
    pub await_diff: SignedDuration,
    /// Everything else before.
    pub before: NodeSide,
    /// Everything else after.
    pub after: NodeSide,
}

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
    fn new(runs: &[Option<&Node>]) -> Self {
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

impl NodeComparison {
    pub(super) fn new(
        function: &Function<'_>,
        (verdict, evidence): (Verdict, Evidence),
        (self_verdict, self_evidence): (Verdict, Evidence),
    ) -> Self {
        let runs = function.runs.as_ref().map(Vec::as_slice);
        let known = |runs: &[Option<&Node>]| runs.iter().any(Option::is_some);
        let some = runs.after.iter().chain(runs.before).flatten().next();
        let medians = |time: fn(&Node) -> Duration| {
            let Sides { before, after } = runs.map(|runs| median(&times(runs, time)));
            (before, after, SignedDuration::between(before, after))
        };
        let (time_before, time_after, time_diff) = medians(Node::total_time);
        let (self_before, self_after, self_diff) = medians(Node::self_time_raw);
        let (active_before, active_after, active_diff) = medians(Node::active_time_raw);
        let (await_before, await_after, await_diff) = medians(Node::await_time);
        let Sides { before, after } = runs.map(NodeSide::new);
        let (calls_before, calls_after) = (before.calls.median, after.calls.median);
        Self {
            name: function.name.to_owned(),
            module: some.map_or_else(String::new, |node| node.module().to_owned()),
            file: some.map_or_else(String::new, |node| node.file().to_owned()),
            line: some.map_or(0, |node| node.line()),
            is_async: some.is_some_and(|node| node.is_async()),
            is_library: some.is_some_and(|node| node.is_library()),
            status: NodeStatus::of(known(runs.before), known(runs.after)),
            verdict,
            evidence,
            time_before,
            time_after,
            time_diff,
            time_diff_pct: time_diff.percent_of(time_before),
            improvement: verdict == Verdict::Improved,
            calls_before,
            calls_after,
            calls_diff: super::count::difference(calls_before, calls_after),
            self_verdict,
            self_evidence,
            self_before,
            self_after,
            self_diff,
            self_diff_pct: self_diff.percent_of(self_before),
            active_before,
            active_after,
            active_diff,
            await_before,
            await_after,
            await_diff,
            before,
            after,
        }
    }

    /// The counts that differ between the sides in every run: evidence that needs no test.
    pub fn exact_changes(&self) -> Vec<ExactChange> {
        let (before, after) = (&self.before, &self.after);
        let concurrent = |side: &NodeSide| side.max_concurrent.unwrap_or_default();
        [
            ("calls", before.calls, after.calls),
            ("errors", before.error, after.error),
            ("panics", before.panicked, after.panicked),
            ("cancellations", before.cancelled, after.cancelled),
            ("polls", before.polls, after.polls),
            ("calls in flight", before.in_flight, after.in_flight),
            ("calls never polled", before.never_polled, after.never_polled),
            ("calls at one time", concurrent(before), concurrent(after)),
        ]
        .into_iter()
        .filter(|(_, before, after)| before.differs_from(*after))
        .map(|(what, before, after)| ExactChange { what, before, after })
        .collect()
    }
}

/// The samples of a function's total and self time.
pub(super) fn samples(function: &Function<'_>) -> (Samples, Samples) {
    let Sides { before, after } = function.runs.as_ref().map(Vec::as_slice);
    let of = |time: fn(&Node) -> Duration| Samples {
        before: times(before, time),
        after: times(after, time),
        median_call: None,
    };
    // Enough calls that one of them is not the median.
    let median_call = match (before, after) {
        (&[Some(before)], &[Some(after)]) if before.calls() == after.calls() && before.calls() >= 5 => {
            let median = |node: &Node| super::signed::nanos(node.percentile(0.5));
            Some((median(before), median(after)))
        }
        _ => None,
    };
    (Samples { median_call, ..of(Node::total_time) }, of(Node::self_time_raw))
}
