use std::{fmt, time::Duration};

use super::{
    count::ExactChange,
    matching::{Function, Sides, median, times},
    side::NodeSide,
    signed::SignedDuration,
    verdict::{Evidence, Verdict},
};
use crate::snapshot::{Node, short_name};

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
    /// Whether calls of it are futures, be it on one side only.
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

impl NodeComparison {
    /// `Type::method`, or the function's name: the full name without the modules, as of [`Node::name`].
    pub fn short_name(&self) -> &str {
        short_name(&self.name)
    }

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
            is_async: before.max_concurrent.or(after.max_concurrent).is_some(),
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
