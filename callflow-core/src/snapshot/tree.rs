use std::time::Duration;

use super::{
    graph::CallGraph,
    node::{Node, Outcomes},
    sums::Sums,
};
use crate::reading::Link;

/// One path of the tree, as the graph keeps it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Path {
    pub(crate) parent: Option<usize>,
    pub(crate) node: usize,
    pub(crate) link: Link,
    pub(crate) children: Vec<usize>,
    pub(crate) sums: Sums,
}

/// The calling-context tree: every distinct chain of calls with its own numbers.
#[derive(Debug, Clone, Copy)]
pub struct CallTree<'g> {
    pub(super) graph: &'g CallGraph,
}

impl<'g> CallTree<'g> {
    /// The calls that stand directly below the scope, heaviest first.
    pub fn roots(self) -> impl ExactSizeIterator<Item = CallPath<'g>> + DoubleEndedIterator {
        self.graph.roots.iter().map(move |&index| CallPath { graph: self.graph, index })
    }

    /// Every path, parents before their children.
    pub fn paths(self) -> impl ExactSizeIterator<Item = CallPath<'g>> + DoubleEndedIterator {
        (0..self.graph.paths.len()).map(move |index| CallPath { graph: self.graph, index })
    }

    /// The number of distinct call paths.
    pub fn len(self) -> usize {
        self.graph.paths.len()
    }

    /// Whether nothing was recorded.
    pub fn is_empty(self) -> bool {
        self.graph.paths.is_empty()
    }
}

/// One chain of calls from the scope's root, with the numbers of the calls at its end.
#[derive(Debug, Clone, Copy)]
pub struct CallPath<'g> {
    graph: &'g CallGraph,
    index: usize,
}

impl<'g> CallPath<'g> {
    pub(super) fn new(graph: &'g CallGraph, index: usize) -> Self {
        Self { graph, index }
    }

    fn path(self) -> &'g Path {
        &self.graph.paths[self.index]
    }

    /// Its place in [`CallTree::paths`].
    pub fn index(self) -> usize {
        self.index
    }

    /// The function at the end of the path.
    pub fn node(self) -> &'g Node {
        &self.graph.nodes()[self.path().node]
    }

    /// The place of [`node`](Self::node) in [`CallGraph::nodes`].
    pub fn node_index(self) -> usize {
        self.path().node
    }

    /// The path it was called from; `None` below the root.
    pub fn parent(self) -> Option<CallPath<'g>> {
        self.path().parent.map(|index| CallPath { index, ..self })
    }

    /// The paths called from it, heaviest first.
    pub fn children(self) -> impl ExactSizeIterator<Item = CallPath<'g>> + DoubleEndedIterator {
        self.path().children.iter().map(move |&index| CallPath { index, ..self })
    }

    /// Whether its calls began away from their caller: spawned, or under an attached context.
    pub fn is_detached(self) -> bool {
        self.path().link == Link::Detached
    }

    /// Ended calls.
    pub fn calls(self) -> u64 {
        self.path().sums.outcomes.calls()
    }

    /// How the calls ended.
    pub fn outcomes(self) -> Outcomes {
        self.path().sums.outcomes
    }

    /// Calls that had begun and not ended when the graph was taken.
    pub fn in_flight(self) -> u64 {
        self.path().sums.in_flight
    }

    /// Async calls dropped before their first poll.
    pub fn never_polled(self) -> u64 {
        self.path().sums.never_polled
    }

    /// Polls of the async calls.
    pub fn polls(self) -> u64 {
        self.path().sums.polls
    }

    /// Σ durations of the calls on this path.
    pub fn total_time(self) -> Duration {
        self.path().sums.total.into()
    }

    /// Time spent on this path itself, its callees and the probes' own cost left out.
    pub fn self_time(self) -> Duration {
        self.path().sums.own_net.into()
    }

    /// [`self_time`](Self::self_time) as it was measured, with the probes' cost.
    pub fn self_time_raw(self) -> Duration {
        self.path().sums.own.into()
    }

    /// Σ time the calls on this path ran, the probes' own cost left out.
    pub fn active_time(self) -> Duration {
        self.path().sums.active_net.into()
    }

    /// [`active_time`](Self::active_time) as it was measured, with the probes' cost.
    pub fn active_time_raw(self) -> Duration {
        self.path().sums.active.into()
    }

    /// Σ time the calls on this path were suspended.
    pub fn await_time(self) -> Duration {
        self.total_time().saturating_sub(self.active_time_raw())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use crate::{CallGraph, CallPath, reading::Reading, snapshot::sample::recording};

    #[test]
    fn a_path_waits_while_it_does_not_run() {
        let graph = CallGraph::from_reading(recording(1));
        for path in graph.call_tree().paths() {
            assert_eq!(path.await_time(), Duration::from_nanos(2_000 - 900));
        }
    }

    #[test]
    fn a_path_is_the_parent_of_its_children() {
        let graph = CallGraph::from_reading(recording(1));
        let tree = graph.call_tree();
        for path in tree.paths() {
            let above = path.children().map(|child| child.parent().map(CallPath::index));
            assert!(above.eq(path.children().map(|_| Some(path.index()))));
        }
        assert_eq!(tree.roots().len() + tree.paths().map(|path| path.children().len()).sum::<usize>(), 4);
    }

    #[test]
    fn what_holds_nothing_says_so() {
        for (reading, paths, calls) in [(Reading::default(), 0, 0), (recording(1), 4, 2)] {
            let graph = CallGraph::from_reading(reading);
            let (tree, timeline) = (graph.call_tree(), graph.timeline());
            assert_eq!((tree.len(), timeline.len()), (paths, calls));
            assert_eq!((tree.is_empty(), timeline.is_empty()), (paths == 0, calls == 0));
        }
    }
}
