use std::cmp::Reverse;

use callflow_core::{
    CallGraph, CurvePoint, Outcome, TimelineCall, count, get_async_stats,
    json_text::{Object, ToJson},
};

use crate::format::{counted, nanos};

use super::{column, paths::Paths};

/// As many polls are drawn in the time that a page may take to open.
const MOST_SLICES: usize = 100_000;
/// A call of more has the polls that follow each other most closely drawn as one.
const MOST_SLICES_OF_CALL: usize = 10_000;
/// No screen has as many columns of pixels.
const MOST_POINTS: usize = 8_192;

/// A call that the page carries; moments in nanoseconds since the scope opened.
struct Call {
    node: usize,
    path: Option<usize>,
    parent: Option<usize>,
    lane: Option<usize>,
    start: u64,
    end: u64,
    ended: u64,
    slices: Vec<Slice>,
}

#[derive(Clone, Copy)]
struct Slice {
    start: u64,
    end: u64,
    thread: u32,
}

/// The async calls that were kept one by one, and the number of tasks at work.
pub(super) struct Timeline {
    calls: Vec<Call>,
    curve: Vec<(u64, u64)>,
    /// What was left out; empty where nothing was.
    pub(super) left_out: String,
}

impl Timeline {
    pub(super) fn new(graph: &CallGraph, paths: &Paths<'_>) -> Self {
        let all: Vec<TimelineCall<'_>> = graph.timeline().calls().collect();
        let wall = nanos(graph.wall_time());
        let kept = kept(&all, wall);
        let mut places = vec![None; all.len()];
        for (place, &row) in kept.iter().enumerate() {
            places[row] = Some(place);
        }
        let mut merged = 0;
        let calls: Vec<Call> = kept
            .iter()
            .map(|&row| {
                let call = all[row];
                let polls = call.slices().len();
                let call = Call::new(call, &all, &places, paths, wall);
                merged += polls - call.slices.len();
                call
            })
            .collect();
        let curve = if all.is_empty() {
            Vec::new()
        } else {
            let stats = get_async_stats(graph);
            thinned(stats.concurrency.iter().map(|&CurvePoint { at, tasks }| (nanos(at), tasks)).collect())
        };
        let left_out = left_out(calls.len(), all.len(), merged, graph.timeline().left_out());
        Self { calls, curve, left_out }
    }

    fn slices(&self) -> impl Iterator<Item = Slice> {
        self.calls.iter().flat_map(|call| call.slices.iter().copied())
    }
}

/// The rows of the longest calls whose polls the page can carry, in order.
fn kept(all: &[TimelineCall<'_>], wall: u64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..all.len()).collect();
    let length = |call: &TimelineCall<'_>| end(*call, wall) - nanos(call.start());
    // A call is no shorter than one it waits for, and begins before it.
    order.sort_by_key(|&row| (Reverse(length(&all[row])), row));
    let mut room = MOST_SLICES;
    let fits = |row: &usize| {
        let size = all[*row].slices().len().clamp(1, MOST_SLICES_OF_CALL);
        let has_room = size <= room;
        room = if has_room { room - size } else { 0 };
        has_room
    };
    let mut kept: Vec<usize> = order.into_iter().take_while(fits).collect();
    kept.sort_unstable();
    kept
}

fn end(call: TimelineCall<'_>, wall: u64) -> u64 {
    call.end().map_or(wall, nanos).max(nanos(call.start()))
}

impl Call {
    fn new(
        call: TimelineCall<'_>,
        all: &[TimelineCall<'_>],
        places: &[Option<usize>],
        paths: &Paths<'_>,
        wall: u64,
    ) -> Self {
        // Where the call above is not on the page, the nearest one above that.
        let above = std::iter::successors(call.parent(), |&row| all[row].parent());
        let slices = call.slices().map(|slice| Slice {
            start: nanos(slice.start()),
            end: nanos(slice.end()),
            thread: slice.thread(),
        });
        Self {
            node: call.path().node_index(),
            path: paths.place(call.path()),
            parent: above.take(all.len()).find_map(|row| places[row]),
            lane: call.lane().map(|lane| lane as usize),
            start: nanos(call.start()),
            end: end(call, wall),
            ended: match call.outcome() {
                None => 0,
                Some(Outcome::Ok) => 1,
                Some(Outcome::Error) => 2,
                Some(Outcome::Panicked) => 3,
                Some(Outcome::Cancelled) => 4,
            },
            slices: joined(slices.collect()),
        }
    }
}

/// Slices of which those with the least between them are one, until there are few enough.
fn joined(slices: Vec<Slice>) -> Vec<Slice> {
    if slices.len() <= MOST_SLICES_OF_CALL {
        return slices;
    }
    let mut gaps: Vec<usize> = (1..slices.len()).collect();
    let gap = |slice: usize| slices[slice].start.saturating_sub(slices[slice - 1].end);
    gaps.sort_by_key(|&slice| (gap(slice), slice));
    let mut goes_on = vec![false; slices.len()];
    for &slice in gaps.iter().take(slices.len() - MOST_SLICES_OF_CALL) {
        goes_on[slice] = true;
    }
    let mut joined: Vec<Slice> = Vec::with_capacity(MOST_SLICES_OF_CALL);
    for (slice, goes_on) in slices.into_iter().zip(goes_on) {
        match joined.last_mut() {
            Some(last) if goes_on => last.end = slice.end,
            _ => joined.push(slice),
        }
    }
    joined
}

/// Points of which, where they lie too close, the one with the most tasks stands for the others.
fn thinned(points: Vec<(u64, u64)>) -> Vec<(u64, u64)> {
    if points.len() <= MOST_POINTS {
        return points;
    }
    let size = points.len().div_ceil(MOST_POINTS / 2);
    let peaks_and_ends = points.chunks(size).flat_map(|chunk| {
        let peak = chunk.iter().enumerate().max_by_key(|(place, point)| (point.1, Reverse(*place)));
        let peak = peak.map_or(0, |(place, _)| place);
        let end = chunk.len() - 1;
        [Some(chunk[peak]), (peak != end).then_some(chunk[end])]
    });
    peaks_and_ends.flatten().collect()
}

fn left_out(kept: usize, all: usize, merged: usize, by_recorder: u64) -> String {
    let mut sentences = Vec::new();
    if kept < all {
        sentences.push(format!(
            "The {} longest of {} calls are on this page.",
            count(kept as u64),
            count(all as u64),
        ));
    }
    if merged > 0 {
        let verb = if merged == 1 { "is" } else { "are" };
        sentences
            .push(format!("{} {verb} drawn as one with the poll before.", counted(merged as u64, "poll")));
    }
    if by_recorder > 0 {
        let verb = if by_recorder == 1 { "was" } else { "were" };
        sentences.push(format!(
            "{} {verb} not kept because the timeline was full.",
            counted(by_recorder, "later call")
        ));
    }
    sentences.join(" ")
}

impl ToJson for Timeline {
    fn write(&self, out: &mut String) {
        let calls = &self.calls;
        let mut table = Object::begin(out);
        table.key("rows", &calls.len());
        table.key("fn", &column::places(calls.iter().map(|call| Some(call.node))));
        table.key("path", &column::places(calls.iter().map(|call| call.path)));
        table.key("parent", &column::places(calls.iter().map(|call| call.parent)));
        table.key("lane", &column::places(calls.iter().map(|call| call.lane)));
        table.key("start", &column::rising(calls.iter().map(|call| call.start)));
        table.key("length", &column::numbers(calls.iter().map(|call| call.end - call.start)));
        table.key("ended", &column::numbers(calls.iter().map(|call| call.ended)));
        table.key("polls", &column::numbers(calls.iter().map(|call| call.slices.len() as u64)));
        table.key("slices", &Slices(self));
        table.key("curve", &Curve(&self.curve));
        table.end();
    }
}

/// The polls of all calls, one call after another.
struct Slices<'t>(&'t Timeline);

impl ToJson for Slices<'_> {
    fn write(&self, out: &mut String) {
        let after = self.0.calls.iter().flat_map(|call| {
            let mut last = call.start;
            call.slices.iter().map(move |slice| {
                let after = slice.start.saturating_sub(last);
                last = slice.end;
                after
            })
        });
        let mut table = Object::begin(out);
        table.key("rows", &self.0.slices().count());
        table.key("after", &column::numbers(after));
        table.key(
            "length",
            &column::numbers(self.0.slices().map(|slice| slice.end.saturating_sub(slice.start))),
        );
        table.key("thread", &column::numbers(self.0.slices().map(|slice| slice.thread.into())));
        table.end();
    }
}

/// The number of tasks at work from each moment on.
struct Curve<'t>(&'t [(u64, u64)]);

impl ToJson for Curve<'_> {
    fn write(&self, out: &mut String) {
        let mut table = Object::begin(out);
        table.key("rows", &self.0.len());
        table.key("at", &column::rising(self.0.iter().map(|point| point.0)));
        table.key("tasks", &column::numbers(self.0.iter().map(|point| point.1)));
        table.end();
    }
}
