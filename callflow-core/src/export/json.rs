//! The data file: JSON of a versioned form, with the keys that callflow-tracer's `to_dict` writes among them.

use std::{path::Path, time::Duration};

use serde::Serialize;

use super::file::write_file;
use crate::{
    error::Error,
    reading::Outcome,
    snapshot::{CallGraph, CallPath, Edge, Metadata, Node, TimelineCall},
};

/// The version of the form. It grows by one when old readers would misread a new file.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct File<'g> {
    callflow: u32,
    metadata: MetadataOut<'g>,
    nodes: Vec<NodeOut<'g>>,
    edges: Vec<EdgeOut<'g>>,
    paths: Vec<PathOut>,
    timeline: Vec<CallOut>,
}

#[derive(Serialize)]
struct MetadataOut<'g> {
    recording: bool,
    name: Option<&'g str>,
    version: &'g str,
    clock: &'g str,
    debug_build: bool,
    threads: u64,
    duration: f64,
    wall_ns: u64,
    busy_ns: u64,
    max_concurrent_tasks: u64,
    timeline_left_out: u64,
    overflowed_calls: u64,
    after_close: u64,
    torn_slots: u64,
    misplaced_guards: u64,
}

#[derive(Serialize)]
struct NodeOut<'g> {
    full_name: &'g str,
    name: &'g str,
    module: &'g str,
    file: &'g str,
    line: u32,
    is_async: bool,
    is_library: bool,
    errors_observed: bool,
    call_count: u64,
    total_time: f64,
    avg_time: f64,
    arguments: &'g [String],
    ok: u64,
    error: u64,
    panicked: u64,
    cancelled: u64,
    in_flight: u64,
    never_polled: u64,
    polls: u64,
    max_concurrent: Option<u64>,
    total_ns: u64,
    active_ns: u64,
    self_ns: u64,
    mean_ns: u64,
    min_ns: u64,
    max_ns: u64,
    /// Durations: representative value in nanoseconds, and count.
    histogram: Vec<(u64, u64)>,
}

#[derive(Serialize)]
struct EdgeOut<'g> {
    caller: &'g str,
    callee: &'g str,
    call_count: u64,
    total_time: f64,
    avg_time: f64,
}

/// A call path. Parents stand before their children.
#[derive(Serialize)]
struct PathOut {
    parent: Option<usize>,
    node: usize,
    detached: bool,
    ok: u64,
    error: u64,
    panicked: u64,
    cancelled: u64,
    in_flight: u64,
    never_polled: u64,
    polls: u64,
    total_ns: u64,
    active_ns: u64,
    self_ns: u64,
}

#[derive(Serialize)]
struct CallOut {
    path: usize,
    parent: Option<usize>,
    lane: Option<u32>,
    start_ns: u64,
    end_ns: Option<u64>,
    outcome: Option<&'static str>,
    /// Start and end in nanoseconds, and thread.
    polls: Vec<(u64, u64, u32)>,
}

fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

fn mean_seconds(total: Duration, calls: u64) -> f64 {
    if calls == 0 { 0.0 } else { total.as_secs_f64() / calls as f64 }
}

impl<'g> MetadataOut<'g> {
    fn new(graph: &'g CallGraph) -> Self {
        let metadata: &Metadata = graph.metadata();
        Self {
            recording: metadata.recording,
            name: metadata.name.as_deref(),
            version: &metadata.version,
            clock: &metadata.clock,
            debug_build: metadata.debug_build,
            threads: metadata.threads,
            duration: graph.wall_time().as_secs_f64(),
            wall_ns: nanos(graph.wall_time()),
            busy_ns: nanos(graph.busy_time()),
            max_concurrent_tasks: metadata.max_concurrent_tasks,
            timeline_left_out: metadata.timeline_left_out,
            overflowed_calls: metadata.overflowed_calls,
            after_close: metadata.after_close,
            torn_slots: metadata.torn_slots,
            misplaced_guards: metadata.misplaced_guards,
        }
    }
}

impl<'g> NodeOut<'g> {
    fn new(node: &'g Node) -> Self {
        let outcomes = node.outcomes();
        Self {
            full_name: node.full_name(),
            name: node.name(),
            module: node.module(),
            file: node.file(),
            line: node.line(),
            is_async: node.is_async(),
            is_library: node.is_library(),
            errors_observed: node.errors_observed(),
            call_count: node.calls(),
            total_time: node.total_time().as_secs_f64(),
            avg_time: mean_seconds(node.total_time(), node.calls()),
            arguments: node.arguments(),
            ok: outcomes.ok,
            error: outcomes.error,
            panicked: outcomes.panicked,
            cancelled: outcomes.cancelled,
            in_flight: node.in_flight(),
            never_polled: node.never_polled(),
            polls: node.polls(),
            max_concurrent: node.max_concurrent(),
            total_ns: nanos(node.total_time()),
            active_ns: nanos(node.active_time_raw()),
            self_ns: nanos(node.self_time_raw()),
            mean_ns: nanos(node.mean()),
            min_ns: nanos(node.min()),
            max_ns: nanos(node.max()),
            histogram: node.histogram().map(|(value, count)| (nanos(value), count)).collect(),
        }
    }
}

impl<'g> EdgeOut<'g> {
    fn new(edge: &'g Edge) -> Self {
        Self {
            caller: edge.caller(),
            callee: edge.callee(),
            call_count: edge.calls(),
            total_time: edge.total_time().as_secs_f64(),
            avg_time: mean_seconds(edge.total_time(), edge.calls()),
        }
    }
}

impl PathOut {
    fn new(path: CallPath<'_>) -> Self {
        let outcomes = path.outcomes();
        Self {
            parent: path.parent().map(CallPath::index),
            node: path.node_index(),
            detached: path.is_detached(),
            ok: outcomes.ok,
            error: outcomes.error,
            panicked: outcomes.panicked,
            cancelled: outcomes.cancelled,
            in_flight: path.in_flight(),
            never_polled: path.never_polled(),
            polls: path.polls(),
            total_ns: nanos(path.total_time()),
            active_ns: nanos(path.active_time_raw()),
            self_ns: nanos(path.self_time_raw()),
        }
    }
}

impl CallOut {
    fn new(call: TimelineCall<'_>) -> Self {
        Self {
            path: call.path().index(),
            parent: call.parent(),
            lane: call.lane(),
            start_ns: nanos(call.start()),
            end_ns: call.end().map(nanos),
            outcome: call.outcome().map(Outcome::name),
            polls: call
                .slices()
                .map(|slice| (nanos(slice.start()), nanos(slice.end()), slice.thread()))
                .collect(),
        }
    }
}

impl CallGraph {
    /// The graph as JSON.
    ///
    /// Keys that callflow-tracer's `to_dict` writes have its meaning: `total_time` and `avg_time` are seconds.
    /// Keys that end in `_ns` are whole nanoseconds.
    pub fn to_json(&self) -> String {
        let file = File {
            callflow: VERSION,
            metadata: MetadataOut::new(self),
            nodes: self.nodes().iter().map(NodeOut::new).collect(),
            edges: self.edges().iter().map(EdgeOut::new).collect(),
            paths: self.call_tree().paths().map(PathOut::new).collect(),
            timeline: self.timeline().calls().map(CallOut::new).collect(),
        };
        serde_json::to_string(&file).unwrap_or_else(|_| unreachable!("numbers and texts are always JSON"))
    }

    /// Writes the graph as JSON. Parents are created, and a file that was there before stays whole until the
    /// new one takes its place.
    ///
    /// # Errors
    /// When the file cannot be written; the error names it.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        write_file(path.as_ref(), &self.to_json())
    }
}
