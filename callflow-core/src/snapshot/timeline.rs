use std::time::Duration;

use super::{graph::CallGraph, node::Node, tree::CallPath};
use crate::reading::{CallReading, Outcome, SliceReading};

/// The async calls that were kept one by one, in order of their start.
///
/// It is bounded: when it is full, later calls are left out whole and counted in
/// [`Metadata::timeline_left_out`](crate::Metadata::timeline_left_out), while all sums stay exact.
#[derive(Debug, Clone, Copy)]
pub struct Timeline<'g> {
    pub(super) graph: &'g CallGraph,
}

impl<'g> Timeline<'g> {
    /// The calls, by start.
    pub fn calls(self) -> impl ExactSizeIterator<Item = TimelineCall<'g>> + DoubleEndedIterator {
        let graph = self.graph;
        graph.calls.iter().enumerate().map(move |(index, call)| TimelineCall { graph, call, index })
    }

    /// The number of calls kept.
    pub fn len(self) -> usize {
        self.graph.calls.len()
    }

    /// Whether no async call was kept.
    pub fn is_empty(self) -> bool {
        self.graph.calls.is_empty()
    }

    /// The number of calls left out because the timeline was full.
    pub fn left_out(self) -> u64 {
        self.graph.metadata().timeline_left_out
    }
}

/// One async call of the timeline. Times count from the opening of the scope.
#[derive(Debug, Clone, Copy)]
pub struct TimelineCall<'g> {
    graph: &'g CallGraph,
    call: &'g CallReading,
    index: usize,
}

impl<'g> TimelineCall<'g> {
    /// Its place in [`Timeline::calls`].
    pub fn index(self) -> usize {
        self.index
    }

    /// The function called.
    pub fn node(self) -> &'g Node {
        self.path().node()
    }

    /// The chain of calls that it ended.
    pub fn path(self) -> CallPath<'g> {
        CallPath::new(self.graph, self.call.path)
    }

    /// The nearest async call above it, by its place in [`Timeline::calls`]; `None` when there is none or it
    /// was left out.
    pub fn parent(self) -> Option<usize> {
        self.call.parent
    }

    /// Its place among the children of a `gather_traced`, from 0; `None` for other calls.
    pub fn lane(self) -> Option<u32> {
        self.call.lane
    }

    /// Its first poll.
    pub fn start(self) -> Duration {
        self.call.start.into()
    }

    /// The end of its last segment; `None` while in flight.
    pub fn end(self) -> Option<Duration> {
        self.call.end.map(Duration::from)
    }

    /// How it ended; `None` while in flight.
    pub fn outcome(self) -> Option<Outcome> {
        self.call.outcome
    }

    /// Its segments, by start: its polls and, when it was dropped unfinished, its drop.
    pub fn slices(self) -> impl ExactSizeIterator<Item = Slice> + DoubleEndedIterator {
        self.call.slices.iter().map(|slice| Slice(*slice))
    }
}

/// One segment of a call in the timeline: a poll, or the drop of an unfinished future. Times count from the opening of the scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slice(SliceReading);

impl Slice {
    /// When it began.
    pub fn start(self) -> Duration {
        self.0.start.into()
    }

    /// When it ended.
    pub fn end(self) -> Duration {
        self.0.end.into()
    }

    /// The number, from 0, of the scope's place for a recording thread. A place is handed on when a thread
    /// ends, so one number may stand for several threads one after another.
    pub fn thread(self) -> u32 {
        self.0.thread
    }
}
