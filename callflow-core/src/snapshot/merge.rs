//! Two graphs as one.

use std::collections::HashMap;

use super::{
    assemble::{EdgeParts, GraphParts, Misfit},
    graph::CallGraph,
    metadata::{Metadata, TraceStats},
    node::Node,
    tree::Path,
};
use crate::{nanos::Nanos, reading::CallReading};

impl CallGraph {
    /// One graph of two: as if `other` had been recorded in the same scope, after `self`.
    ///
    /// Functions are joined by their full names and call paths by the names along them. Counts and times add up, the wall
    /// time too, and the timeline of `other` follows that of `self`. Peaks of concurrency are the higher of the two. What
    /// cannot be added up (name, version, machine, options) is that of `self`.
    ///
    /// ```
    /// use callflow::{trace, trace_scope};
    ///
    /// #[trace]
    /// fn work() {}
    ///
    /// let (monday, tuesday) = (trace_scope!(|| work()).graph, trace_scope!(|| work()).graph);
    /// let both = monday.merge(&tuesday);
    /// assert_eq!(both.node("work").unwrap().calls(), 2);
    /// assert_eq!(both.wall_time(), monday.wall_time() + tuesday.wall_time());
    /// ```
    ///
    /// # Panics
    /// When counts or times add up to more than 2⁶³, which files can hold and no recording reaches.
    #[must_use = "`self` stays as it is"]
    pub fn merge(&self, other: &Self) -> Self {
        // Both graphs hold together; their sums are far from what 64 bits hold unless somebody made them so.
        self.try_merge(other).unwrap_or_else(|problem| panic!("graphs that cannot be merged: {problem}"))
    }

    /// The same for graphs of files that anybody may have written: what does not add up is an error, which says where.
    #[doc(hidden)]
    pub fn try_merge(&self, other: &Self) -> Result<Self, String> {
        let (nodes, node_of) = nodes(self, other);
        let (paths, path_of) = paths(self, other, &node_of);
        let wall = Nanos::from(self.wall);
        let parts = GraphParts {
            nodes,
            edges: edges(self, other),
            calls: calls(self, other, &path_of),
            paths,
            top_level: Some((self.top_total + other.top_total, self.top_active + other.top_active)),
            wall: wall + Nanos::from(other.wall),
            metadata: self.metadata.merge(&other.metadata),
            is_flat: false,
        };
        Self::assemble(parts).map_err(|Misfit { place, problem }| format!("{place}: {problem}"))
    }
}

/// The functions of both, and the place of each of the other's among them.
fn nodes(one: &CallGraph, other: &CallGraph) -> (Vec<Node>, Vec<usize>) {
    let mut nodes = one.nodes.clone();
    let places: HashMap<&str, usize> =
        one.nodes.iter().enumerate().map(|(place, node)| (node.full_name(), place)).collect();
    let place_of = other.nodes.iter().map(|node| {
        if let Some(&place) = places.get(node.full_name()) {
            nodes[place].merge(node);
            return place;
        }
        nodes.push(node.clone());
        nodes.len() - 1
    });
    let place_of = place_of.collect();
    (nodes, place_of)
}

/// The paths of both, and the place of each of the other's among them.
fn paths(one: &CallGraph, other: &CallGraph, node_of: &[usize]) -> (Vec<Path>, Vec<usize>) {
    let childless = |path: &Path| Path { children: Vec::new(), ..path.clone() };
    let mut paths: Vec<Path> = one.paths.iter().map(childless).collect();
    let places: HashMap<_, usize> =
        paths.iter().enumerate().map(|(place, path)| ((path.parent, path.node, path.link), place)).collect();
    let mut place_of: Vec<usize> = Vec::with_capacity(other.paths.len());
    for path in &other.paths {
        let mut path = childless(path);
        path.parent = path.parent.map(|parent| place_of[parent]);
        path.node = node_of[path.node];
        place_of.push(if let Some(&place) = places.get(&(path.parent, path.node, path.link)) {
            paths[place].sums.add(&path.sums);
            place
        } else {
            paths.push(path);
            paths.len() - 1
        });
    }
    (paths, place_of)
}

fn edges(one: &CallGraph, other: &CallGraph) -> Vec<EdgeParts> {
    let mut places: HashMap<(&str, &str), usize> = HashMap::new();
    let mut edges: Vec<EdgeParts> = Vec::new();
    for edge in one.edges.iter().chain(&other.edges) {
        let place = *places.entry((edge.caller(), edge.callee())).or_insert_with(|| {
            edges.push(EdgeParts {
                caller: edge.caller.clone(),
                callee: edge.callee.clone(),
                calls: 0,
                total: Nanos::ZERO,
            });
            edges.len() - 1
        });
        edges[place].calls += edge.calls;
        edges[place].total += edge.total;
    }
    edges
}

/// The timelines one after the other.
fn calls(one: &CallGraph, other: &CallGraph, path_of: &[usize]) -> Vec<CallReading> {
    let mut calls = one.calls.clone();
    // Calls in flight may have begun after what counts as the end.
    let shift = calls.last().map_or(Nanos::ZERO, |call| call.start).max(one.wall.into());
    calls.extend(other.calls.iter().map(|call| {
        let mut call = call.clone();
        call.path = path_of[call.path];
        call.parent = call.parent.map(|parent| parent + one.calls.len());
        call.start += shift;
        call.end = call.end.map(|end| end + shift);
        for slice in &mut call.slices {
            slice.start += shift;
            slice.end += shift;
        }
        call
    }));
    calls
}

impl Node {
    fn merge(&mut self, other: &Self) {
        self.kind = self.kind.joined(other.kind);
        self.errors_observed |= other.errors_observed;
        self.sums.add(&other.sums);
        self.counted += other.counted;
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
        self.max_concurrent = self.max_concurrent.max(other.max_concurrent);
        self.durations.add(&other.durations.iter().collect::<Vec<_>>());
        self.arguments.extend_from_slice(&other.arguments);
        self.arguments.drain(..self.arguments.len().saturating_sub(super::collect::ARGUMENTS));
    }
}

impl Metadata {
    fn merge(&self, other: &Self) -> Self {
        Self {
            recording: self.recording && other.recording,
            debug_build: self.debug_build || other.debug_build,
            trace_stats: self.trace_stats.merge(&other.trace_stats),
            clamped: self.clamped + other.clamped,
            threads: self.threads.max(other.threads),
            max_concurrent_tasks: self.max_concurrent_tasks.max(other.max_concurrent_tasks),
            timeline_left_out: self.timeline_left_out.saturating_add(other.timeline_left_out),
            overflowed_calls: self.overflowed_calls.saturating_add(other.overflowed_calls),
            after_close: self.after_close.saturating_add(other.after_close),
            torn_slots: self.torn_slots.saturating_add(other.torn_slots),
            misplaced_guards: self.misplaced_guards.saturating_add(other.misplaced_guards),
            arguments_missed: self.arguments_missed.saturating_add(other.arguments_missed),
            calls_without_context: self.calls_without_context.saturating_add(other.calls_without_context),
            ..self.clone()
        }
    }
}

impl TraceStats {
    fn merge(&self, other: &Self) -> Self {
        Self {
            total_calls: self.total_calls.saturating_add(other.total_calls),
            recorded_calls: self.recorded_calls.saturating_add(other.recorded_calls),
            skipped_sampling: self.skipped_sampling.saturating_add(other.skipped_sampling),
            skipped_filtering: self.skipped_filtering.saturating_add(other.skipped_filtering),
            skipped_duration: self.skipped_duration.saturating_add(other.skipped_duration),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use crate::{CallGraph, nanos::Nanos, reading::Reading, snapshot::sample::recording};

    #[test]
    fn two_recordings_are_one_of_all_their_calls() {
        let [one, other] = [1, 2].map(|times| CallGraph::from_reading(recording(times)));
        assert!(one.metadata().clamped > Duration::ZERO);
        let mut both = Reading { name: one.metadata().name.clone(), ..recording(3) };
        // What is no sum.
        (both.threads, both.max_concurrent_tasks) = (2, 2);
        for site in &mut both.sites {
            site.errors_observed = site.full_name == "quiet";
            site.max_concurrent = site.max_concurrent.min(2);
            site.durations = vec![(Nanos(50), 3), (Nanos(51), 1), (Nanos(52), 1)];
            site.arguments = ["3 of 1", "4 of 1", "2 of 2", "3 of 2", "4 of 2"]
                .map(|call| format!("call {call}"))
                .to_vec();
        }
        for path in &mut both.paths {
            (path.tally.min, path.tally.max) = (Nanos(1), Nanos(200));
        }
        both.calls.extend(recording(2).calls.into_iter().map(|mut call| {
            call.parent = call.parent.map(|parent| parent + 2);
            let slice = &mut call.slices[0];
            for time in [&mut call.start, &mut slice.start, &mut slice.end].into_iter().chain(&mut call.end) {
                *time += Nanos(1_500);
            }
            call
        }));
        assert_eq!(one.merge(&other), CallGraph::from_reading(both));
    }

    #[test]
    fn a_debug_build_or_nothing_recorded_on_one_side_is_known_of_both() {
        let graph = |recording, debug_build| {
            let mut graph = CallGraph::from_reading(Reading::default());
            (graph.metadata.recording, graph.metadata.debug_build) = (recording, debug_build);
            graph
        };
        for [one, other] in [[true, true], [true, false], [false, true], [false, false]] {
            let both = graph(one, one).merge(&graph(other, other));
            let metadata = both.metadata();
            assert_eq!((metadata.recording, metadata.debug_build), (one && other, one || other));
        }
    }
}
