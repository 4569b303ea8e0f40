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

/// What all numbers of a kind add up to.
#[derive(Default)]
struct Totals {
    counts: u128,
    times: u128,
}

impl Totals {
    fn count(&mut self, count: u64) {
        self.counts += u128::from(count);
    }

    fn time(&mut self, time: Nanos) {
        self.times += u128::from(time.0);
    }

    fn add(&mut self, sums: &Sums) {
        sums.counts().into_iter().for_each(|(_, count)| self.count(count));
        sums.times().into_iter().for_each(|time| self.time(time));
    }
}

fn check_numbers(parts: &GraphParts) -> Result<(), Misfit> {
    let mut all = Totals::default();
    all.time(parts.wall);
    for (index, node) in parts.nodes.iter().enumerate() {
        let outcomes = node.sums.outcomes;
        if (outcomes.ok > 0 || outcomes.error > 0) && node.min > node.max {
            return misfit(format!("nodes[{index}].min_ns"), "it is more than max_ns");
        }
        all.add(&node.sums);
        all.count(node.max_concurrent);
        all.time(node.counted);
        all.time(node.max);
        node.durations.iter().for_each(|(_, count)| all.count(count));
        if let Some(longest) = node.durations.iter().map(|(value, _)| value).max() {
            all.time(longest);
        }
    }
    if parts.is_flat {
        // Self times, paths and sums are made of them, and all of that is written: not more than four times as much again.
        all = Totals { counts: 5 * all.counts, times: 5 * all.times };
    }
    for path in &parts.paths {
        all.add(&path.sums);
        if parts.top_level.is_none() {
            // They are made of these.
            all.time(path.sums.total);
            all.time(path.sums.active);
        }
    }
    for edge in &parts.edges {
        all.count(edge.calls);
        all.time(edge.total);
    }
    if let Some((total, active)) = parts.top_level {
        all.time(total);
        all.time(active);
    }
    for (what, sum) in [("counts", all.counts), ("times", all.times)] {
        if sum > LARGEST_SUM {
            return misfit(
                "nodes, edges and paths".to_owned(),
                format!("their {what} add up to more than 2^63"),
            );
        }
    }
    Ok(())
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
    use super::{
        super::{assemble::EdgeParts, histogram::Histogram},
        *,
    };
    use crate::{
        Metadata,
        reading::{Link, Outcome, SiteKind, SliceReading},
    };

    /// A function that calls itself, of which no number is known.
    fn parts() -> GraphParts {
        let node = Node {
            full_name: "f".to_owned(),
            module: String::new(),
            file: String::new(),
            line: 0,
            kind: SiteKind::Async,
            errors_observed: false,
            sums: Sums::default(),
            counted: Nanos::ZERO,
            min: Nanos::ZERO,
            max: Nanos::ZERO,
            max_concurrent: 0,
            durations: Histogram::default(),
            arguments: Vec::new(),
        };
        let edge = EdgeParts { caller: "f".to_owned(), callee: "f".to_owned(), calls: 0, total: Nanos::ZERO };
        GraphParts {
            nodes: vec![node],
            edges: vec![edge],
            paths: vec![Path::new(None, 0, Link::Nested)],
            calls: Vec::new(),
            top_level: Some((Nanos::ZERO, Nanos::ZERO)),
            wall: Nanos::ZERO,
            metadata: Metadata::default(),
            is_flat: false,
        }
    }

    /// Whether the numbers are small enough, once some of them are changed.
    fn fits(change: impl FnOnce(&mut GraphParts)) -> bool {
        let mut parts = parts();
        change(&mut parts);
        check_numbers(&parts).is_ok()
    }

    const LARGEST: u64 = LARGEST_SUM as u64;

    #[test]
    fn every_number_is_too_large_by_itself() {
        let numbers: [fn(&mut GraphParts, u64); 14] = [
            |parts, number| parts.nodes[0].sums.polls = number,
            |parts, number| parts.nodes[0].max_concurrent = number,
            |parts, number| parts.nodes[0].durations = [(Nanos::ZERO, number)].into_iter().collect(),
            |parts, number| parts.paths[0].sums.outcomes.cancelled = number,
            |parts, number| parts.edges[0].calls = number,
            |parts, time| parts.nodes[0].sums.own = Nanos(time),
            |parts, time| parts.nodes[0].counted = Nanos(time),
            |parts, time| parts.nodes[0].max = Nanos(time),
            |parts, time| parts.nodes[0].durations = [(Nanos(time), 0)].into_iter().collect(),
            |parts, time| parts.paths[0].sums.total = Nanos(time),
            |parts, time| parts.edges[0].total = Nanos(time),
            |parts, time| parts.wall = Nanos(time),
            |parts, time| parts.top_level = Some((Nanos(time), Nanos::ZERO)),
            |parts, time| parts.top_level = Some((Nanos::ZERO, Nanos(time))),
        ];
        for (place, set) in numbers.iter().enumerate() {
            let fits = [LARGEST, LARGEST + 1].map(|number| fits(|parts| set(parts, number)));
            assert_eq!(fits, [true, false], "{place}");
        }
    }

    #[test]
    fn numbers_are_too_large_together() {
        let counts = |more: u64| {
            fits(|parts| (parts.nodes[0].sums.polls, parts.edges[0].calls) = (LARGEST - 5, 5 + more))
        };
        assert_eq!([counts(0), counts(1)], [true, false]);
        let times = |more: u64| {
            fits(|parts| (parts.wall, parts.edges[0].total) = (Nanos(LARGEST - 5), Nanos(5 + more)))
        };
        assert_eq!([times(0), times(1)], [true, false]);
    }

    #[test]
    fn numbers_that_others_are_made_of_count_as_those_too() {
        // A flat graph's are written five times.
        let count = |number| fits(|parts| (parts.is_flat, parts.nodes[0].sums.polls) = (true, number));
        let time = |time| fits(|parts| (parts.is_flat, parts.nodes[0].sums.own) = (true, Nanos(time)));
        assert_eq!(
            [LARGEST / 5, LARGEST / 5 + 1].map(|number| (count(number), time(number))),
            [(true, true), (false, false)]
        );
        // Times of the top level are made of those of paths where they are not known.
        let total = |time| fits(|parts| (parts.top_level, parts.paths[0].sums.total) = (None, Nanos(time)));
        let active = |time| fits(|parts| (parts.top_level, parts.paths[0].sums.active) = (None, Nanos(time)));
        assert_eq!(
            [LARGEST / 2, LARGEST / 2 + 1].map(|time| (total(time), active(time))),
            [(true, true), (false, false)]
        );
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
