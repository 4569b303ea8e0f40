//! Takes the probes' own cost off self and active times.

use super::{node::Node, tree::Path};
use crate::{nanos::Nanos, probe::ProbeCost, reading::Link};

/// What the probes of one path's calls cost.
#[derive(Debug, Clone, Copy, Default)]
struct Burden {
    /// In the calls' own time.
    inside: Nanos,
    /// In the time of whoever calls or polls.
    outside: Nanos,
}

impl Burden {
    fn of(path: &Path, nodes: &[Node], cost: &ProbeCost) -> Self {
        let calls = path.outcomes.calls();
        if nodes[path.node].is_async() {
            Self {
                inside: cost.poll_inside * path.polls,
                outside: cost.poll_outside * path.polls + cost.async_outside * calls,
            }
        } else {
            Self { inside: cost.sync_inside * calls, outside: cost.sync_outside * calls }
        }
    }
}

/// Fills in the net times of every path, whose parents stand before their children. Returns what was clamped: cost that
/// exceeded the self time it was to be taken off.
pub(super) fn compensate(paths: &mut [Path], nodes: &[Node], cost: &ProbeCost) -> Nanos {
    // Per path: the cost in its own time, and that in the time of all its segments.
    let mut own = vec![Nanos::ZERO; paths.len()];
    let mut active = vec![Nanos::ZERO; paths.len()];
    let mut clamped = Nanos::ZERO;
    for index in (0..paths.len()).rev() {
        let burden = Burden::of(&paths[index], nodes, cost);
        own[index] += burden.inside;
        active[index] += burden.inside;
        let path = &mut paths[index];
        path.own_net = path.own.since(own[index]);
        path.active_net = path.active.since(active[index]);
        clamped += own[index].since(path.own);
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
