//! Graphs as data files.

use std::{path::Path, time::Duration};

use super::{
    VERSION,
    wire::{
        ArgumentRow, CallRow, CallsRow, EdgeRow, FileRow, KindRow, MachineRow, MetadataRow, NodeRow,
        OptionsRow, OutcomeRow, PathRow, ProbeRow, RunsRow, StatsRow,
    },
};
use crate::{
    error::Error,
    export::write_file,
    json::text,
    machine::Machine,
    nanos::Nanos,
    options::ScopeOptions,
    probe::ProbeCost,
    reading::{Outcome, SiteKind},
    snapshot::{CallGraph, CallPath, Edge, Metadata, Node, Outcomes, TimelineCall, TraceStats},
};

fn nanos(duration: Duration) -> u64 {
    Nanos::from(duration).0
}

fn mean_seconds(total: Duration, calls: u64) -> f64 {
    if calls == 0 { 0.0 } else { total.as_secs_f64() / calls as f64 }
}

impl MetadataRow {
    fn of(graph: &CallGraph) -> Self {
        let metadata: &Metadata = graph.metadata();
        let (top_total, top_active) = graph.top_level_async();
        Self {
            recording: metadata.recording,
            name: metadata.name.clone(),
            version: metadata.version.clone(),
            clock: metadata.clock.clone(),
            debug_build: metadata.debug_build,
            machine: MachineRow::of(&metadata.machine),
            trace_options: OptionsRow::of(&metadata.options),
            trace_stats: StatsRow::of(&metadata.trace_stats),
            probe_cost: ProbeRow::of(&metadata.probe_cost),
            total_nodes: graph.nodes().len(),
            total_edges: graph.edges().len(),
            threads: metadata.threads,
            duration: graph.wall_time().as_secs_f64(),
            total_call_time: graph.nodes().iter().map(|node| node.total_time().as_secs_f64()).sum(),
            wall_ns: Some(nanos(graph.wall_time())),
            busy_ns: nanos(graph.busy_time()),
            clamped_ns: nanos(metadata.clamped),
            top_level_total_ns: Some(top_total.0),
            top_level_active_ns: Some(top_active.0),
            max_concurrent_tasks: metadata.max_concurrent_tasks,
            timeline_left_out: metadata.timeline_left_out,
            overflowed_calls: metadata.overflowed_calls,
            after_close: metadata.after_close,
            torn_slots: metadata.torn_slots,
            misplaced_guards: metadata.misplaced_guards,
            arguments_missed: metadata.arguments_missed,
            calls_without_context: metadata.calls_without_context,
        }
    }
}

impl MachineRow {
    fn of(machine: &Machine) -> Self {
        let Machine { os, arch, model, cpus } = machine.clone();
        Self { os, arch, model, cpus }
    }
}

impl OptionsRow {
    fn of(options: &ScopeOptions) -> Self {
        let listed = |modules: &Vec<String>| (!modules.is_empty()).then(|| modules.clone());
        Self {
            include_args: options.include_args,
            sampling_rate: options.sampling_rate,
            include_modules: listed(&options.include_modules),
            exclude_modules: listed(&options.exclude_modules),
            min_duration_ms: options.min_duration.as_secs_f64() * 1e3,
            min_duration_ns: Some(nanos(options.min_duration)),
            max_call_paths: Some(options.max_call_paths),
            max_timeline_calls: Some(options.max_timeline_calls),
        }
    }
}

impl StatsRow {
    fn of(stats: &TraceStats) -> Self {
        Self {
            total_calls: stats.total_calls,
            recorded_calls: stats.recorded_calls,
            skipped_sampling: stats.skipped_sampling,
            skipped_filtering: stats.skipped_filtering,
            skipped_duration: stats.skipped_duration,
        }
    }
}

impl ProbeRow {
    fn of(cost: &ProbeCost) -> Self {
        Self {
            sync_inside_ps: cost.sync_inside.0,
            sync_outside_ps: cost.sync_outside.0,
            poll_inside_ps: cost.poll_inside.0,
            poll_outside_ps: cost.poll_outside.0,
            async_outside_ps: cost.async_outside.0,
        }
    }
}

impl CallsRow {
    fn with_outcomes(outcomes: Outcomes) -> Self {
        let Outcomes { ok, error, panicked, cancelled } = outcomes;
        Self { ok, error, panicked, cancelled, ..Self::default() }
    }

    fn of_node(node: &Node) -> Self {
        Self {
            in_flight: node.in_flight(),
            never_polled: node.never_polled(),
            polls: node.polls(),
            total_ns: Some(nanos(node.total_time())),
            active_ns: nanos(node.active_time_raw()),
            self_ns: nanos(node.self_time_raw()),
            active_net_ns: Some(nanos(node.active_time())),
            self_net_ns: Some(nanos(node.self_time())),
            ..Self::with_outcomes(node.outcomes())
        }
    }

    fn of_path(path: CallPath<'_>) -> Self {
        Self {
            in_flight: path.in_flight(),
            never_polled: path.never_polled(),
            polls: path.polls(),
            total_ns: Some(nanos(path.total_time())),
            active_ns: nanos(path.active_time_raw()),
            self_ns: nanos(path.self_time_raw()),
            active_net_ns: Some(nanos(path.active_time())),
            self_net_ns: Some(nanos(path.self_time())),
            ..Self::with_outcomes(path.outcomes())
        }
    }
}

impl NodeRow {
    fn of(node: &Node) -> Self {
        Self {
            full_name: node.full_name().to_owned(),
            name: node.name().to_owned(),
            module: node.module().to_owned(),
            file: node.file().to_owned(),
            line: node.line(),
            kind: Some(KindRow::of(node.kind)),
            is_async: node.is_async(),
            is_library: node.is_library(),
            errors_observed: node.errors_observed(),
            call_count: node.calls(),
            total_time: node.total_time().as_secs_f64(),
            avg_time: mean_seconds(node.total_time(), node.calls()),
            arguments: node.arguments().iter().cloned().map(ArgumentRow).collect(),
            calls: CallsRow::of_node(node),
            max_concurrent: node.max_concurrent(),
            mean_ns: nanos(node.mean()),
            counted_ns: Some(node.counted.0),
            min_ns: nanos(node.min()),
            max_ns: nanos(node.max()),
            histogram: node.histogram().map(|(value, count)| (nanos(value), count)).collect(),
        }
    }
}

impl KindRow {
    fn of(kind: SiteKind) -> Self {
        match kind {
            SiteKind::Sync => Self::Sync,
            SiteKind::Async => Self::Async,
            SiteKind::Library => Self::Library,
            SiteKind::Lane => Self::Lane,
            SiteKind::Overflow => Self::Overflow,
        }
    }
}

impl EdgeRow {
    fn of(edge: &Edge) -> Self {
        Self {
            caller: edge.caller().to_owned(),
            callee: edge.callee().to_owned(),
            call_count: edge.calls(),
            total_time: edge.total_time().as_secs_f64(),
            avg_time: mean_seconds(edge.total_time(), edge.calls()),
            total_ns: Some(nanos(edge.total_time())),
        }
    }
}

impl PathRow {
    fn of(path: CallPath<'_>) -> Self {
        Self {
            parent: path.parent().map(CallPath::index),
            node: path.node_index(),
            detached: path.is_detached(),
            calls: CallsRow::of_path(path),
        }
    }
}

impl CallRow {
    fn of(call: TimelineCall<'_>) -> Self {
        let slices = call.slices().map(|slice| (nanos(slice.start()), nanos(slice.end()), slice.thread()));
        Self {
            path: call.path().index(),
            parent: call.parent(),
            lane: call.lane(),
            start_ns: nanos(call.start()),
            end_ns: call.end().map(nanos),
            outcome: call.outcome().map(OutcomeRow::of),
            polls: slices.collect(),
        }
    }
}

impl OutcomeRow {
    fn of(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Ok => Self::Ok,
            Outcome::Error => Self::Error,
            Outcome::Panicked => Self::Panicked,
            Outcome::Cancelled => Self::Cancelled,
        }
    }
}

impl FileRow {
    fn of(graph: &CallGraph) -> Self {
        Self {
            callflow: Some(VERSION),
            metadata: MetadataRow::of(graph),
            nodes: graph.nodes().iter().map(NodeRow::of).collect(),
            edges: graph.edges().iter().map(EdgeRow::of).collect(),
            paths: graph.call_tree().paths().map(PathRow::of).collect(),
            timeline: graph.timeline().calls().map(CallRow::of).collect(),
        }
    }
}

/// Several graphs as the JSON of one file.
pub(in crate::export) fn runs_to_json(runs: &[CallGraph]) -> String {
    text(&RunsRow { runs: runs.iter().map(FileRow::of).collect() })
}

impl CallGraph {
    /// The graph as JSON, from which [`from_json`](Self::from_json) makes an equal one.
    ///
    /// Keys that callflow-tracer's `to_dict` writes have its meaning: `total_time` and `avg_time` are seconds.
    /// Keys that end in `_ns` are whole nanoseconds.
    pub fn to_json(&self) -> String {
        text(&FileRow::of(self))
    }

    /// Writes the graph as JSON, for [`load`](Self::load). Parents are created, and a file that was there before stays
    /// whole until the new one takes its place.
    ///
    /// # Errors
    /// When the file cannot be written; the error names it.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        write_file(path.as_ref(), &self.to_json())
    }
}
