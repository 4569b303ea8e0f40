//! Takes the probes' own cost off self and active times.

use super::{node::Node, tree::Path};
use crate::{
    nanos::Nanos,
    probe::{ProbeCost, TimelineCost},
    reading::{CallReading, Link},
};

/// What recording cost, by what was recorded.
#[derive(Debug)]
pub(super) struct Costs {
    pub(super) probes: ProbeCost,
    pub(super) timeline: TimelineCost,
}

/// How many calls and polls of one path the timeline keeps: writing them down takes time, too.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Kept {
    calls: u64,
    polls: u64,
}

impl Kept {
    /// Of each path, or of none without a call; `path_of` tells that of a call.
    pub(super) fn by_path(
        calls: &[CallReading],
        paths: usize,
        path_of: impl Fn(&CallReading) -> usize,
    ) -> Vec<Self> {
        let mut kept = vec![Self::default(); if calls.is_empty() { 0 } else { paths }];
        for call in calls {
            let of_path = &mut kept[path_of(call)];
            // Of calls in flight only the polls have ended.
            of_path.calls += u64::from(call.end.is_some());
            of_path.polls += call.slices.len() as u64;
        }
        kept
    }
}

/// What the probes of one path's calls cost.
#[derive(Debug, Clone, Copy, Default)]
struct Burden {
    /// In the calls' own time.
    inside: Nanos,
    /// In the time of whoever calls or polls.
    outside: Nanos,
}

impl Burden {
    fn of(path: &Path, kept: Kept, nodes: &[Node], costs: &Costs) -> Self {
        let Costs { probes: cost, timeline } = costs;
        let calls = path.sums.outcomes.calls();
        if nodes[path.node].is_async() {
            Self {
                inside: cost.poll_inside * path.sums.polls + timeline.call_inside * kept.calls,
                outside: cost.poll_outside * path.sums.polls
                    + cost.async_outside * calls
                    + timeline.call_outside * kept.calls
                    + timeline.poll_outside * kept.polls,
            }
        } else {
            Self { inside: cost.sync_inside * calls, outside: cost.sync_outside * calls }
        }
    }
}

/// Fills in the net times of every path, whose parents stand before their children; `kept` is of each, or empty. Returns
/// what was clamped: cost that exceeded the self time it was to be taken off.
pub(super) fn compensate(paths: &mut [Path], kept: &[Kept], nodes: &[Node], costs: &Costs) -> Nanos {
    // Per path: the cost in its own time, and that in the time of all its segments.
    let mut own = vec![Nanos::ZERO; paths.len()];
    let mut active = vec![Nanos::ZERO; paths.len()];
    let mut clamped = Nanos::ZERO;
    for index in (0..paths.len()).rev() {
        let kept = kept.get(index).copied().unwrap_or_default();
        let burden = Burden::of(&paths[index], kept, nodes, costs);
        own[index] += burden.inside;
        active[index] += burden.inside;
        let path = &mut paths[index];
        path.sums.own_net = path.sums.own.since(own[index]);
        path.sums.active_net = path.sums.active.since(active[index]);
        clamped += own[index].since(path.sums.own);
        // Elsewhere than on top of its caller, a call costs its caller nothing.
        if let Some(parent) = path.parent
            && path.link == Link::Nested
        {
            own[parent] += burden.outside;
            let below = active[index] + burden.outside;
            active[parent] += below;
        }
    }
    clamped
}
