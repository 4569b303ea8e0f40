use std::time::Duration;

use callflow_core::{CallGraph, TimelineCall, duration};

use crate::format::{Px, share};

use super::name::Name;

/// One await: the time between two polls of a call.
pub(crate) struct AwaitRow<'g> {
    pub(crate) node: usize,
    pub(crate) name: Name<'g>,
    /// Nothing more is to be found about it in the table of functions.
    pub(crate) is_library: bool,
    /// `lane 3`, for children of a `gather_traced`.
    pub(crate) lane: String,
    pub(crate) length: String,
    /// The length against the longest.
    pub(crate) bar: Px,
    pub(crate) start: String,
    /// After which poll of the call.
    pub(crate) after: String,
    /// The part of the call's duration that it took.
    pub(crate) part: String,
}

const MOST: usize = 20;
const BAR: f64 = 120.0;

/// An await of one call, with its place among the call's awaits.
struct Await {
    call: usize,
    start: Duration,
    end: Duration,
    poll: usize,
    is_over: bool,
}

/// The longest awaits of the timeline that waited for nothing traced: a call that waits for a traced call of
/// its own only repeats the awaits of that one.
pub(crate) fn longest(graph: &CallGraph) -> Vec<AwaitRow<'_>> {
    let calls: Vec<TimelineCall<'_>> = graph.timeline().calls().collect();
    let end = |call: &TimelineCall<'_>| call.end().unwrap_or(graph.wall_time());
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); calls.len()];
    for call in &calls {
        if let Some(parent) = call.parent() {
            children[parent].push(call.index());
        }
    }
    let mut awaits: Vec<Await> = Vec::new();
    for call in &calls {
        // Children and polls both come by start, so one walk over each tells what is in flight at a gap.
        let mut own = children[call.index()].iter().map(|&child| &calls[child]).peekable();
        let mut in_flight_until = Duration::ZERO;
        let mut slices = call.slices().peekable();
        let mut poll = 0;
        while let Some(slice) = slices.next() {
            poll += 1;
            let from = slice.end();
            while let Some(child) = own.next_if(|child| child.start() <= from) {
                in_flight_until = in_flight_until.max(end(child));
            }
            let next = slices.peek().map(|next| next.start());
            let is_over = next.is_some() || call.end().is_some();
            let to = next.unwrap_or_else(|| end(call));
            if to > from && in_flight_until <= from {
                awaits.push(Await { call: call.index(), start: from, end: to, poll, is_over });
            }
        }
        // Only the longest matter; what is kept stays small however long the timeline is.
        if awaits.len() > 4_096 {
            shorten(&mut awaits);
        }
    }
    shorten(&mut awaits);
    let longest = awaits.first().map_or(Duration::ZERO, |first| first.end.saturating_sub(first.start));
    awaits.iter().map(|gap| row(graph, &calls, gap, longest)).collect()
}

fn shorten(awaits: &mut Vec<Await>) {
    awaits.sort_by_key(|gap| (std::cmp::Reverse(gap.end.saturating_sub(gap.start)), gap.start, gap.call));
    awaits.truncate(MOST);
}

fn row<'g>(graph: &'g CallGraph, calls: &[TimelineCall<'g>], gap: &Await, longest: Duration) -> AwaitRow<'g> {
    let call = calls[gap.call];
    let length = gap.end.saturating_sub(gap.start);
    let whole = call.end().unwrap_or(graph.wall_time()).saturating_sub(call.start());
    let over = if gap.is_over { "" } else { ", still waiting" };
    // A call below a gather's lane is known by the lane's number.
    let mut above = std::iter::successors(Some(call), |call| Some(calls[call.parent()?]));
    let lane = above.find_map(TimelineCall::lane);
    AwaitRow {
        node: call.path().node_index(),
        name: Name::of(call.node()),
        is_library: call.node().is_library(),
        lane: lane.map_or(String::new(), |lane| format!("lane {lane}")),
        length: duration(length),
        bar: Px((share(length, longest) * BAR).max(1.0)),
        start: duration(gap.start),
        after: format!("after poll {} of {}{over}", gap.poll, call.slices().len()),
        part: crate::format::percent(share(length, whole)),
    }
}
