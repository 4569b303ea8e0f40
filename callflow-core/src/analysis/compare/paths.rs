use std::{collections::HashMap, time::Duration};

use super::{
    count::{self, CountRange},
    matching::{Sides, median},
    node::{NodeComparison, NodeStatus},
    signed::{SignedDuration, nanos},
};
use crate::snapshot::{CallGraph, CallPath};

/// One chain of calls before and after, matched by the names along it. Numbers of a side are medians of its runs.
///
/// Calls that began away from their caller and calls on top of it are one path here, so that spawning a call is no
/// new path; [`detached_before`](Self::detached_before) and [`detached_after`](Self::detached_after) tell.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PathComparison {
    /// The path it was called from, by its place in
    /// [`Comparison::path_comparisons`](super::Comparison::path_comparisons); `None` below the root.
    pub parent: Option<usize>,
    /// The function at its end, by its place in
    /// [`Comparison::node_comparisons`](super::Comparison::node_comparisons).
    pub node: usize,
    /// On which sides it is.
    pub status: NodeStatus,
    /// Whether it counts as added or removed. It does not when it ends in a node of this library, or when the
    /// other side has the same chain of the program's own functions: running calls in `gather_traced` moves them
    /// below its nodes and is no new path of the program.
    pub counts: bool,
    /// Whether calls of it began away from their caller, before.
    pub detached_before: bool,
    /// The same after.
    pub detached_after: bool,
    /// Ended calls before.
    pub calls_before: CountRange,
    /// Ended calls after.
    pub calls_after: CountRange,
    /// The difference of the medians.
    pub calls_diff: i64,
    /// Σ durations of the calls of this path before.
    pub time_before: Duration,
    /// The same after.
    pub time_after: Duration,
    /// The difference.
    pub time_diff: SignedDuration,
    /// Σ time these calls ran before.
    pub active_before: Duration,
    /// The same after.
    pub active_after: Duration,
    /// Time spent on this path itself before, its callees left out.
    pub self_before: Duration,
    /// The same after.
    pub self_after: Duration,
    /// The difference.
    pub self_diff: SignedDuration,
}

/// What one run recorded on a path.
#[derive(Debug, Clone, Copy, Default)]
struct Numbers {
    calls: u64,
    total: Duration,
    active: Duration,
    own: Duration,
}

#[derive(Debug)]
struct Union {
    parent: Option<usize>,
    node: usize,
    runs: Sides<Vec<Numbers>>,
    seen: Sides<bool>,
    detached: Sides<bool>,
}

/// Brings the call paths of both sides together; `place` finds a function by its name.
pub(super) fn compare(
    graphs: Sides<&[CallGraph]>,
    place: impl Fn(&str) -> usize,
    rows: &[NodeComparison],
) -> Vec<PathComparison> {
    let paths = union(graphs, place);
    let counts = counts(&paths, rows);
    paths
        .iter()
        .zip(counts)
        .map(|(path, counts)| {
            let runs = path.runs.as_ref();
            let calls = runs.map(|runs| CountRange::of(runs.iter().map(|run| run.calls)));
            let medians = |time: fn(&Numbers) -> Duration| {
                runs.map(|runs| median(&runs.iter().map(|run| nanos(time(run))).collect::<Vec<_>>()))
            };
            let (total, active) = (medians(|run| run.total), medians(|run| run.active));
            let own = medians(|run| run.own);
            PathComparison {
                parent: path.parent,
                node: path.node,
                status: NodeStatus::of(path.seen.before, path.seen.after),
                counts,
                detached_before: path.detached.before,
                detached_after: path.detached.after,
                calls_before: calls.before,
                calls_after: calls.after,
                calls_diff: count::difference(calls.before.median, calls.after.median),
                time_before: total.before,
                time_after: total.after,
                time_diff: SignedDuration::between(total.before, total.after),
                active_before: active.before,
                active_after: active.after,
                self_before: own.before,
                self_after: own.after,
                self_diff: SignedDuration::between(own.before, own.after),
            }
        })
        .collect()
}

/// One path for every chain of names of any run, parents before their children.
fn union(graphs: Sides<&[CallGraph]>, place: impl Fn(&str) -> usize) -> Vec<Union> {
    let lengths = graphs.map(<[CallGraph]>::len);
    let mut paths: Vec<Union> = Vec::new();
    let mut known: HashMap<(Option<usize>, usize), usize> = HashMap::new();
    for (is_after, graphs) in [(false, graphs.before), (true, graphs.after)] {
        for (run, graph) in graphs.iter().enumerate() {
            let rows: Vec<usize> = graph.nodes().iter().map(|node| place(node.full_name())).collect();
            let mut joined: Vec<usize> = Vec::with_capacity(graph.call_tree().len());
            for path in graph.call_tree().paths() {
                let parent = path.parent().map(|parent| joined[parent.index()]);
                let node = rows[path.node_index()];
                let index = *known.entry((parent, node)).or_insert_with(|| {
                    paths.push(Union {
                        parent,
                        node,
                        runs: lengths.map(|runs| vec![Numbers::default(); runs]),
                        seen: Sides::default(),
                        detached: Sides::default(),
                    });
                    paths.len() - 1
                });
                paths[index].add(path, is_after, run);
                joined.push(index);
            }
        }
    }
    paths
}

impl Union {
    fn add(&mut self, path: CallPath<'_>, is_after: bool, run: usize) {
        let numbers = &mut self.runs.side(is_after)[run];
        numbers.calls += path.calls();
        numbers.total += path.total_time();
        numbers.active += path.active_time_raw();
        numbers.own += path.self_time_raw();
        *self.seen.side(is_after) = true;
        *self.detached.side(is_after) |= path.is_detached();
    }
}

/// Whether each path is new or gone as a chain of the program's own functions, or would be on one side.
fn counts(paths: &[Union], rows: &[NodeComparison]) -> Vec<bool> {
    // The chain of every path with this library's nodes left out, and the sides on which it is.
    let mut chains: Vec<Option<usize>> = Vec::with_capacity(paths.len());
    let mut known: HashMap<(Option<usize>, usize), usize> = HashMap::new();
    let mut seen: Vec<Sides<bool>> = Vec::new();
    for path in paths {
        let above = path.parent.and_then(|parent| chains[parent]);
        if rows[path.node].is_library {
            chains.push(above);
            continue;
        }
        let chain = *known.entry((above, path.node)).or_insert_with(|| {
            seen.push(Sides::default());
            seen.len() - 1
        });
        seen[chain].before |= path.seen.before;
        seen[chain].after |= path.seen.after;
        chains.push(Some(chain));
    }
    // A chain that goes both directly and through this library is new or gone once.
    let mut counted = vec![false; seen.len()];
    let mut counts = |path: &Union, chain: Option<usize>| {
        let Some(chain) = chain.filter(|_| !rows[path.node].is_library) else { return false };
        let one_sided = seen[chain].before != seen[chain].after;
        one_sided && !std::mem::replace(&mut counted[chain], true)
    };
    paths.iter().zip(chains).map(|(path, chain)| counts(path, chain)).collect()
}
