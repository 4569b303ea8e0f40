use std::time::Duration;

use super::{
    count::CountRange,
    family::Judged,
    matching::{Sides, median},
    node::{NodeComparison, NodeStatus},
    paths::PathComparison,
    samples::Samples,
    signed::SignedDuration,
    verdict::{Evidence, Verdict},
};
use crate::snapshot::CallGraph;

/// The whole of a [`Comparison`](super::Comparison) in numbers. Nodes of this library count as no function.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Summary {
    /// Wall time before: the scope's life, the median of the runs.
    pub total_time_before: Duration,
    /// Wall time after.
    pub total_time_after: Duration,
    /// Wall time before less after; positive where it got faster.
    pub time_saved: SignedDuration,
    /// The same in percent of the wall time before; `None` where that is zero.
    pub time_saved_pct: Option<f64>,
    /// What can be said about the wall time.
    pub verdict: Verdict,
    /// What that verdict rests on.
    pub evidence: Evidence,
    /// Σ self time of all functions before, this library's included.
    pub busy_time_before: Duration,
    /// The same after. The difference is the sum of the functions' differences to the nanosecond.
    pub busy_time_after: Duration,
    /// Functions whose verdict is `Improved`.
    pub improvements: usize,
    /// Functions whose verdict is `Regressed`.
    pub regressions: usize,
    /// Functions whose verdict is `Unchanged`.
    pub unchanged: usize,
    /// Functions of both sides whose verdict is `Inconclusive`.
    pub inconclusive: usize,
    /// Functions after only.
    pub nodes_added: usize,
    /// Functions before only.
    pub nodes_removed: usize,
    /// Functions of both sides.
    pub nodes_modified: usize,
    /// Functions before.
    pub nodes_before: usize,
    /// Functions after.
    pub nodes_after: usize,
    /// Call paths after only; those that merely go through other nodes of this library are not counted.
    pub paths_added: usize,
    /// Call paths before only, likewise.
    pub paths_removed: usize,
    /// Ended calls before.
    pub calls_before: CountRange,
    /// Ended calls after.
    pub calls_after: CountRange,
    /// Peak number of async calls before that waited for no async call of theirs.
    pub max_concurrent_tasks_before: CountRange,
    /// The same after.
    pub max_concurrent_tasks_after: CountRange,
    /// Runs before.
    pub runs_before: usize,
    /// Runs after.
    pub runs_after: usize,
    /// The confidence of every interval, in percent: 95 by default.
    pub confidence_pct: f64,
    /// Times that were tested together, and over which probabilities are corrected.
    pub tests: usize,
}

impl Summary {
    pub(super) fn new(
        graphs: Sides<&[CallGraph]>,
        wall: &Samples,
        (verdict, evidence): Judged,
        (error_rate, tests): (f64, usize),
        rows: &[NodeComparison],
        paths: &[PathComparison],
    ) -> Self {
        let (total_time_before, total_time_after) = (median(&wall.before), median(&wall.after));
        let time_saved = SignedDuration::between(total_time_after, total_time_before);
        let functions = || rows.iter().filter(|row| !row.is_library);
        let with_status = |status| functions().filter(|row| row.status == status).count();
        let modified = || functions().filter(|row| row.status == NodeStatus::Modified);
        let with_verdict = |verdict| modified().filter(|row| row.verdict == verdict).count();
        let on = |status| paths.iter().filter(|path| path.status == status && path.counts).count();
        let calls = graphs.map(|graphs| CountRange::of(graphs.iter().map(CallGraph::calls)));
        let concurrency = graphs
            .map(|graphs| CountRange::of(graphs.iter().map(|graph| graph.metadata().max_concurrent_tasks)));
        let (nodes_added, nodes_removed) = (with_status(NodeStatus::Added), with_status(NodeStatus::Removed));
        let nodes_modified = with_status(NodeStatus::Modified);
        Self {
            total_time_before,
            total_time_after,
            time_saved,
            time_saved_pct: time_saved.percent_of(total_time_before),
            verdict,
            evidence,
            busy_time_before: rows.iter().map(|row| row.self_before).sum(),
            busy_time_after: rows.iter().map(|row| row.self_after).sum(),
            improvements: with_verdict(Verdict::Improved),
            regressions: with_verdict(Verdict::Regressed),
            unchanged: with_verdict(Verdict::Unchanged),
            inconclusive: with_verdict(Verdict::Inconclusive),
            nodes_added,
            nodes_removed,
            nodes_modified,
            nodes_before: nodes_modified + nodes_removed,
            nodes_after: nodes_modified + nodes_added,
            paths_added: on(NodeStatus::Added),
            paths_removed: on(NodeStatus::Removed),
            calls_before: calls.before,
            calls_after: calls.after,
            max_concurrent_tasks_before: concurrency.before,
            max_concurrent_tasks_after: concurrency.after,
            runs_before: graphs.before.len(),
            runs_after: graphs.after.len(),
            confidence_pct: 100.0 * (1.0 - error_rate),
            tests,
        }
    }
}
