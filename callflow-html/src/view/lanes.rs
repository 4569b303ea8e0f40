//! Packing: which calls of the timeline share a lane.

use std::time::Duration;

use callflow_core::{CallGraph, TimelineCall};

use super::axis::end;

/// A call with its lane. The calls made by a call lie below it, and nothing else lies in between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Seat {
    /// Its place among the calls.
    pub(super) call: usize,
    /// Lane from the top.
    pub(super) lane: usize,
    /// The start of the next call on that lane.
    pub(super) free_until: Option<Duration>,
    /// The call stands for its lane in a `gather_traced` too, which has nothing else in it.
    pub(super) gather_lane: Option<usize>,
}

/// A call with everything below it, packed.
#[derive(Default)]
struct Block {
    /// Lanes below the call itself, counted from the block's top.
    below: Vec<(usize, usize)>,
    height: usize,
    end: Duration,
}

/// Seats `calls`, which stand in the order of the timeline.
///
/// Calls are taken by start; a call and all it calls take the first lanes that are free together.
pub(super) fn pack(graph: &CallGraph, calls: &[TimelineCall<'_>]) -> Vec<Seat> {
    let mut place = vec![None; graph.timeline().len()];
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); calls.len()];
    let mut roots = Vec::new();
    for (index, call) in calls.iter().enumerate() {
        place[call.index()] = Some(index);
        // A parent that is not among the calls, or behind them as no recorder writes it, is none.
        match call.parent().and_then(|parent| place[parent]) {
            Some(parent) => children[parent].push(index),
            None => roots.push(index),
        }
    }
    let merged: Vec<Option<usize>> =
        (0..calls.len()).map(|index| only_child(calls, &children, index)).collect();
    // Children stand behind their parents, so backwards every child is packed before its parent.
    let mut blocks: Vec<Block> = Vec::new();
    blocks.resize_with(calls.len(), Block::default);
    for index in (0..calls.len()).rev() {
        let own = end(graph, calls[index]);
        let top = usize::from(merged[index].is_none());
        let (below, height, last) = stack(calls, &children[index], &blocks, top);
        blocks[index] = Block { below, height: height.max(1), end: own.max(last) };
    }
    let (below, ..) = stack(calls, &roots, &blocks, 0);
    let mut seats = settle(below, &blocks, &merged);
    seats.sort_by_key(|seat| seat.call);
    leave_room(calls, &mut seats);
    seats
}

/// The only call in a lane of a `gather_traced`, if it ended as the lane did: one bar says it all.
fn only_child(calls: &[TimelineCall<'_>], children: &[Vec<usize>], index: usize) -> Option<usize> {
    let [child] = children[index][..] else { return None };
    (calls[index].lane().is_some() && calls[index].outcome() == calls[child].outcome()).then_some(child)
}

/// Packs blocks in order of start: the lane of each, the lanes taken in all, and the last end.
fn stack(
    calls: &[TimelineCall<'_>],
    members: &[usize],
    blocks: &[Block],
    top: usize,
) -> (Vec<(usize, usize)>, usize, Duration) {
    let mut free_from: Vec<Duration> = Vec::new();
    let mut below = Vec::with_capacity(members.len());
    let mut last = Duration::ZERO;
    for &member in members {
        let block = &blocks[member];
        let start = calls[member].start();
        // The lowest lane of the block that is still taken rules out all tops above it.
        let mut lane = 0;
        while let Some(taken) =
            (lane..(lane + block.height).min(free_from.len())).rev().find(|&lane| free_from[lane] > start)
        {
            lane = taken + 1;
        }
        if free_from.len() < lane + block.height {
            free_from.resize(lane + block.height, Duration::ZERO);
        }
        free_from[lane..lane + block.height].fill(block.end);
        last = last.max(block.end);
        below.push((member, top + lane));
    }
    (below, top + free_from.len(), last)
}

/// From lanes within blocks to lanes of the drawing.
fn settle(roots: Vec<(usize, usize)>, blocks: &[Block], merged: &[Option<usize>]) -> Vec<Seat> {
    let mut seats = Vec::new();
    let mut walk: Vec<(usize, usize, Option<usize>)> =
        roots.into_iter().map(|(call, lane)| (call, lane, None)).collect();
    while let Some((call, lane, gather_lane)) = walk.pop() {
        let own_lane = merged[call].map(|_| call);
        if own_lane.is_none() {
            seats.push(Seat { call, lane, free_until: None, gather_lane });
        }
        walk.extend(blocks[call].below.iter().map(|&(child, below)| (child, lane + below, own_lane)));
    }
    seats
}

/// Tells every call how far its label may reach.
fn leave_room(calls: &[TimelineCall<'_>], seats: &mut [Seat]) {
    let lanes = seats.iter().map(|seat| seat.lane + 1).max().unwrap_or(0);
    let mut next: Vec<Option<Duration>> = vec![None; lanes];
    for seat in seats.iter_mut().rev() {
        seat.free_until = next[seat.lane].replace(calls[seat.call].start());
    }
}
