//! What parts of a graph must be like before anything is made of them: indices lead somewhere, numbers can be added up, and
//! the laws hold that every recording obeys.

use super::{
    assemble::{GraphParts, Misfit, misfit},
    node::Node,
    sums::Sums,
    tree::Path,
};
use crate::{nanos::Nanos, reading::CallReading};

pub(super) fn check(parts: &GraphParts) -> Result<(), Misfit> {
    check_numbers(parts)?;
    check_paths(&parts.paths, parts.nodes.len())?;
    check_calls(&parts.calls, parts.paths.len())?;
    // Where self times and paths are not told, they are made so that they fit.
    if !parts.is_flat {
        check_sums(&parts.nodes, &parts.paths)?;
    }
    // A slot that was read while it changed may hold numbers that do not belong together; the graph says so.
    if parts.metadata.torn_slots > 0 {
        return Ok(());
    }
    check_times(&parts.nodes)?;
    if let Some(index) = parts.paths.iter().position(|path| path.sums.active > path.sums.total) {
        return misfit(format!("paths[{index}].active_ns"), "it is more than total_ns");
    }
    if parts.top_level.is_some_and(|(total, active)| active > total) {
        return misfit("metadata.top_level_active_ns".to_owned(), "it is more than top_level_total_ns");
    }
    Ok(())
}

/// Sums of counts and of nanoseconds stay below this; so no code that adds them up overflows.
const LARGEST_SUM: u128 = i64::MAX as u128;

fn check_numbers(parts: &GraphParts) -> Result<(), Misfit> {
    let (mut counts, mut times) = (0_u128, u128::from(parts.wall.0));
    for (index, node) in parts.nodes.iter().enumerate() {
        let outcomes = node.sums.outcomes;
        if (outcomes.ok > 0 || outcomes.error > 0) && node.min > node.max {
            return misfit(format!("nodes[{index}].min_ns"), "it is more than max_ns");
        }
        let in_buckets: u128 = node.durations.iter().map(|(_, count)| u128::from(count)).sum();
        let longest = node.durations.iter().map(|(value, _)| value.0).max().unwrap_or_default();
        counts += counted(&node.sums) + u128::from(node.max_concurrent) + in_buckets;
        times += timed(&node.sums);
        times += u128::from(node.counted.0) + u128::from(node.max.0) + u128::from(longest);
    }
    if parts.is_flat {
        // Self times, paths and sums are made of them, and all of that is written: not more than four times as much again.
        (counts, times) = (5 * counts, 5 * times);
    }
    for path in &parts.paths {
        counts += counted(&path.sums);
        times += timed(&path.sums);
        if parts.top_level.is_none() {
            // They are made of these.
            times += u128::from(path.sums.total.0) + u128::from(path.sums.active.0);
        }
    }
    for edge in &parts.edges {
        counts += u128::from(edge.calls);
        times += u128::from(edge.total.0);
    }
    let top_level = parts.top_level.map_or(0, |(total, active)| u128::from(total.0) + u128::from(active.0));
    for (what, sum) in [("counts", counts), ("times", times + top_level)] {
        if sum > LARGEST_SUM {
            return misfit(
                "nodes, edges and paths".to_owned(),
                format!("their {what} add up to more than 2^63"),
            );
        }
    }
    Ok(())
}

fn counted(sums: &Sums) -> u128 {
    sums.counts().into_iter().map(|(_, count)| u128::from(count)).sum()
}

fn timed(sums: &Sums) -> u128 {
    sums.times().into_iter().map(|time| u128::from(time.0)).sum()
}

fn check_paths(paths: &[Path], nodes: usize) -> Result<(), Misfit> {
    for (index, path) in paths.iter().enumerate() {
        if path.node >= nodes {
            return misfit(format!("paths[{index}].node"), format!("there is no node {}", path.node));
        }
        if let Some(parent) = path.parent.filter(|&parent| parent >= index) {
            return misfit(
                format!("paths[{index}].parent"),
                format!("path {parent} does not stand before it"),
            );
        }
    }
    Ok(())
}

fn check_calls(calls: &[CallReading], paths: usize) -> Result<(), Misfit> {
    let mut last = Nanos::ZERO;
    for (index, call) in calls.iter().enumerate() {
        let place = |key: &str| format!("timeline[{index}].{key}");
        if call.path >= paths {
            return misfit(place("path"), format!("there is no path {}", call.path));
        }
        if let Some(parent) = call.parent.filter(|&parent| parent >= calls.len() || parent == index) {
            return misfit(place("parent"), format!("there is no call {parent} above it"));
        }
        if call.start < last {
            return misfit(place("start_ns"), "it began before the call that stands before it");
        }
        last = call.start;
        let ends = call
            .slices
            .iter()
            .map(|slice| (slice.start, slice.end))
            .chain(call.end.map(|end| (call.start, end)));
        if ends.into_iter().any(|(start, end)| end < start || end.0 > i64::MAX as u64) {
            return misfit(place("polls"), "a time ends before it begins, or after 292 years");
        }
        if call.end.is_some() != call.outcome.is_some() {
            return misfit(place("outcome"), "a call has an end and an outcome, or neither");
        }
    }
    Ok(())
}

/// What a function has is what its paths have. (Total and active times are those of outermost calls only.)
fn check_sums(nodes: &[Node], paths: &[Path]) -> Result<(), Misfit> {
    let mut of_paths = vec![Sums::default(); nodes.len()];
    for (index, path) in paths.iter().enumerate() {
        if path.sums.own_net > path.sums.own {
            return misfit(format!("paths[{index}].self_net_ns"), "it is more than self_ns");
        }
        // Sums of all paths were found to be small enough.
        of_paths[path.node].add(&path.sums);
    }
    let told = |sums: &Sums| {
        let times = [("self_ns", sums.own.0), ("self_net_ns", sums.own_net.0)];
        sums.counts().into_iter().chain(times)
    };
    for (index, (node, of_paths)) in nodes.iter().zip(&of_paths).enumerate() {
        let differs = told(&node.sums).zip(told(of_paths)).find(|(of_node, of_paths)| of_node != of_paths);
        if let Some(((key, number), (_, sum))) = differs {
            return misfit(
                format!("nodes[{index}].{key}"),
                format!("it is {number}, and {sum} in its paths"),
            );
        }
    }
    Ok(())
}

/// No call runs for longer than it takes, and the mean lies between the shortest and the longest.
fn check_times(nodes: &[Node]) -> Result<(), Misfit> {
    for (index, node) in nodes.iter().enumerate() {
        let place = |key: &str| format!("nodes[{index}].{key}");
        if node.sums.active > node.sums.total {
            return misfit(place("active_ns"), "it is more than total_ns");
        }
        let counted = node.sums.outcomes.ok + node.sums.outcomes.error;
        // Another package does not tell the longest.
        let mean = node.counted.0.checked_div(counted).filter(|_| node.max > Nanos::ZERO);
        if mean.is_some_and(|mean| mean < node.min.0 || mean > node.max.0) {
            return misfit(place("counted_ns"), "the mean is not between min_ns and max_ns");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        CallGraph, Metadata,
        reading::{Outcome, SliceReading},
    };

    #[test]
    fn the_largest_sum_is_the_last_that_fits() {
        let lasting = |wall| {
            let (nodes, edges, paths, calls) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
            let metadata = Metadata::default();
            let wall = Nanos(wall);
            let parts =
                GraphParts { nodes, edges, paths, calls, top_level: None, wall, metadata, is_flat: false };
            CallGraph::assemble(parts).is_ok()
        };
        assert_eq!([lasting(LARGEST_SUM as u64), lasting(LARGEST_SUM as u64 + 1)], [true, false]);
    }

    /// An async call of one poll, in the times given.
    fn call(parent: Option<usize>, start: u64, end: u64) -> CallReading {
        let slice = SliceReading { start: Nanos(start), end: Nanos(end), thread: 0 };
        CallReading {
            path: 0,
            parent,
            lane: None,
            start: Nanos(start),
            end: Some(Nanos(end)),
            outcome: Some(Outcome::Ok),
            slices: vec![slice],
        }
    }

    /// Where calls of one path do not fit.
    fn misfit_of(calls: &[CallReading]) -> Option<String> {
        check_calls(calls, 1).err().map(|misfit| misfit.place)
    }

    #[test]
    fn calls_fit_up_to_the_last_moment() {
        const LAST: u64 = i64::MAX as u64;
        assert_eq!(misfit_of(&[call(None, 5, 5), call(Some(0), 5, LAST), call(Some(1), 6, 7)]), None);
        for misfits in [
            call(None, 4, 9),
            call(None, 6, 5),
            call(None, 5, LAST + 1),
            call(Some(1), 5, 9),
            call(Some(2), 5, 9),
        ] {
            let place = misfit_of(&[call(None, 5, 9), misfits.clone()]);
            assert!(place.is_some_and(|place| place.starts_with("timeline[1].")), "{misfits:?}");
        }
    }

    #[test]
    fn an_end_and_an_outcome_go_together() {
        let endless = CallReading { end: None, ..call(None, 1, 2) };
        assert_eq!(misfit_of(std::slice::from_ref(&endless)).unwrap(), "timeline[0].outcome");
        assert_eq!(misfit_of(&[CallReading { outcome: None, ..endless }]), None);
    }
}
