use std::{collections::BTreeMap, time::Duration};

use super::{
    count::{self, CountRange},
    matching::{Sides, median},
    node::NodeStatus,
    signed::{SignedDuration, nanos},
};
use crate::snapshot::CallGraph;

/// All calls from one function to another, before and after. Numbers of a side are medians of its runs.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct EdgeComparison {
    /// The calling function's place in [`Comparison::node_comparisons`](super::Comparison::node_comparisons).
    pub caller: usize,
    /// The called function's place there.
    pub callee: usize,
    /// On which sides such calls are.
    pub status: NodeStatus,
    /// Ended calls before.
    pub calls_before: CountRange,
    /// Ended calls after.
    pub calls_after: CountRange,
    /// The difference of the medians.
    pub calls_diff: i64,
    /// Σ durations of the calls that are outermost for this pair of functions, before.
    pub time_before: Duration,
    /// The same after.
    pub time_after: Duration,
    /// The difference.
    pub time_diff: SignedDuration,
}

/// Calls and time in every run of both sides.
#[derive(Debug, Clone)]
struct Runs {
    calls: Sides<Vec<u64>>,
    times: Sides<Vec<i128>>,
    seen: Sides<bool>,
}

/// Brings the edges of both sides together; `place` finds a function by its name.
pub(super) fn compare(graphs: Sides<&[CallGraph]>, place: impl Fn(&str) -> usize) -> Vec<EdgeComparison> {
    let lengths = graphs.map(<[CallGraph]>::len);
    let mut edges: BTreeMap<(usize, usize), Runs> = BTreeMap::new();
    for (is_after, graphs) in [(false, graphs.before), (true, graphs.after)] {
        for (run, graph) in graphs.iter().enumerate() {
            // Looking up a name once a node is cheaper than twice an edge.
            let rows: Vec<usize> = graph.nodes().iter().map(|node| place(node.full_name())).collect();
            for edge in graph.edges() {
                let (from, to) = edge.ends();
                let runs = edges.entry((rows[from], rows[to])).or_insert_with(|| Runs {
                    calls: lengths.map(|runs| vec![0; runs]),
                    times: lengths.map(|runs| vec![0; runs]),
                    seen: Sides::default(),
                });
                runs.calls.side(is_after)[run] = edge.calls();
                runs.times.side(is_after)[run] = nanos(edge.total_time());
                *runs.seen.side(is_after) = true;
            }
        }
    }
    edges
        .into_iter()
        .map(|((caller, callee), runs)| {
            let calls = runs.calls.map(|calls| CountRange::of(calls.into_iter()));
            let times = runs.times.map(|times| median(&times));
            EdgeComparison {
                caller,
                callee,
                status: NodeStatus::of(runs.seen.before, runs.seen.after),
                calls_before: calls.before,
                calls_after: calls.after,
                calls_diff: count::difference(calls.before.median, calls.after.median),
                time_before: times.before,
                time_after: times.after,
                time_diff: SignedDuration::between(times.before, times.after),
            }
        })
        .collect()
}
