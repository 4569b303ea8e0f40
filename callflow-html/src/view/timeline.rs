use callflow_core::{AsyncStats, CallGraph, TimelineCall, count};

use crate::format::{Px, counted};

use super::{
    axis::{Axis, Tick, end},
    call_bar::{CallBar, Lane},
    curve::Curve,
    lanes,
};

/// Every async call on its lane, below the concurrency curve and on the same axis.
pub(crate) struct TimelineView {
    pub(crate) curve: Curve,
    pub(crate) ticks: Vec<Tick>,
    pub(crate) bars: Vec<CallBar>,
    /// The height of all lanes.
    pub(crate) height: Px,
    /// The height of one lane, less a hair.
    pub(crate) lane: Px,
    /// How much of the timeline is drawn.
    pub(crate) note: String,
}

const MOST_CALLS: usize = 2_000;
const MOST_LANES: usize = 400;

impl TimelineView {
    pub(crate) fn new(graph: &CallGraph, stats: &AsyncStats) -> Self {
        let axis = Axis::new(graph);
        let kept = graph.timeline().len();
        let calls = longest(graph);
        let taken = lanes::pack(graph, &calls);
        let lanes = taken.iter().map(|seat| seat.lane + 1).max().unwrap_or(0).min(MOST_LANES);
        let below = taken.iter().filter(|seat| seat.lane >= MOST_LANES).count();
        let draw = |lane: Lane| -> Vec<CallBar> {
            let drawn = taken.iter().filter(|seat| seat.lane < MOST_LANES);
            drawn.map(|seat| CallBar::new(graph, &calls, seat, &axis, lane)).collect()
        };
        let (mut lane, mut bars) = (Lane::NAMED, draw(Lane::NAMED));
        // Names here and there look like an accident: with room for few there are none.
        if 2 * bars.iter().filter(|bar| !bar.label.is_empty()).count() < bars.len() {
            (lane, bars) = (Lane::CROWDED, draw(Lane::CROWDED));
        }
        Self {
            curve: Curve::new(&stats.concurrency, &axis),
            ticks: axis.ticks(),
            bars,
            height: Px(lanes as f64 * lane.height + 6.0),
            lane: Px(lane.height - 2.0),
            note: note(kept, calls.len(), below, stats.timeline_left_out, lane),
        }
    }
}

/// The calls to draw, in order of their start.
fn longest(graph: &CallGraph) -> Vec<TimelineCall<'_>> {
    let mut calls: Vec<TimelineCall<'_>> = graph.timeline().calls().collect();
    if calls.len() > MOST_CALLS {
        let length = |call: &TimelineCall<'_>| end(graph, *call).saturating_sub(call.start());
        calls.sort_by_key(|call| (std::cmp::Reverse(length(call)), call.index()));
        calls.truncate(MOST_CALLS);
        calls.sort_by_key(|call| call.index());
    }
    calls
}

fn note(kept: usize, shown: usize, below: usize, left_out: u64, lane: Lane) -> String {
    let mut notes = Vec::new();
    if !lane.is_named {
        notes.push("point at a call for its name".to_owned());
    }
    if shown < kept {
        notes.push(format!("the {} longest of {} calls shown", count(shown as u64), count(kept as u64)));
    }
    if below > 0 {
        notes.push(format!(
            "{} beyond lane {} not drawn",
            counted(below as u64, "call"),
            count(MOST_LANES as u64)
        ));
    }
    if left_out > 0 {
        notes.push(format!("{} left out because the timeline was full", counted(left_out, "later call")));
    }
    let mut note = notes.join("; ");
    if let Some(first) = note.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    note
}
