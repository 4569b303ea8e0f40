//! Data files as graphs. A file may come from anywhere: nothing in it is believed before it is checked.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
    time::Duration,
};

use super::{
    VERSION,
    wire::{
        CallRow, CallsRow, EdgeRow, FileRow, KindRow, MetadataRow, NodeRow, OptionsRow, OutcomeRow, PathRow,
        RunsRow,
    },
};
use crate::{
    error::Error,
    json::parse,
    machine::Machine,
    nanos::Nanos,
    options::ScopeOptions,
    probe::{Picos, ProbeCost},
    reading::{CallReading, Link, Outcome, SiteKind, SliceReading},
    snapshot::{
        CallGraph, EdgeParts, GraphParts, Metadata, Misfit, Node, Outcomes, Sums, TraceStats, TreePath,
    },
};

/// The largest file that is read, in bytes: what it becomes in memory is several times as large.
const LARGEST: u64 = 512 << 20;

impl CallGraph {
    /// The graph that [`to_json`](Self::to_json) wrote, in this version or an older one of callflow, or callflow-tracer's
    /// `to_dict`. That package measures no self time: it is taken as what edges leave of a function's total.
    ///
    /// # Errors
    /// When the text is no such file: the error says what is wrong and where.
    ///
    /// ```
    /// use callflow::{CallGraph, trace_scope};
    ///
    /// let graph = trace_scope!(|| ()).graph;
    /// assert_eq!(CallGraph::from_json(&graph.to_json()).unwrap(), graph);
    ///
    /// let error = CallGraph::from_json("{\"callflow\": 2, \"nodes\": [").unwrap_err();
    /// assert!(error.to_string().contains("ends too early at line 1 column 27"), "{error}");
    /// ```
    pub fn from_json(text: &str) -> Result<Self, Error> {
        graph(text).map_err(Error::data)
    }

    /// Reads a data file that [`save`](Self::save) wrote; see [`from_json`](Self::from_json) for what else is read.
    ///
    /// # Errors
    /// When the file cannot be read, is larger than 512 MiB, or is no such file; the error names it and says where.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let text = text(path).map_err(|cause| Error::read(path, cause))?;
        graph(&text).map_err(|problem| Error::data_in(path, problem))
    }
}

fn text(path: &Path) -> io::Result<String> {
    let file = File::open(path)?;
    let size = file.metadata()?.len();
    limited(file, size, LARGEST)
}

/// A text of at most so many bytes, of which `size` are told beforehand.
fn limited(from: impl Read, size: u64, largest: u64) -> io::Result<String> {
    let too_large =
        || io::Error::new(io::ErrorKind::FileTooLarge, format!("it is larger than {largest} bytes"));
    if size > largest {
        return Err(too_large());
    }
    let mut text = String::with_capacity(size as usize);
    // A pipe or device does not tell its size.
    from.take(largest + 1).read_to_string(&mut text)?;
    if text.len() as u64 > largest { Err(too_large()) } else { Ok(text) }
}

/// Reads a data file of one graph or, as baselines are, of several.
///
/// # Errors
/// As for [`CallGraph::load`].
pub fn load_runs(path: &Path) -> Result<Vec<CallGraph>, Error> {
    let text = text(path).map_err(|cause| Error::read(path, cause))?;
    runs(&text).map_err(|problem| Error::data_in(path, problem))
}

fn runs(text: &str) -> Result<Vec<CallGraph>, String> {
    // Which of the two it is stands in its first key, and a file of one graph has no such key anywhere on top.
    let several = text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '{'));
    if !several.starts_with("\"runs\"") {
        return graph(text).map(|graph| vec![graph]);
    }
    let file: RunsRow = parse(text)?;
    each(file.runs, |index, row| row.graph().map_err(|problem| format!("runs[{index}].{problem}")))
}

fn graph(text: &str) -> Result<CallGraph, String> {
    parse::<FileRow>(text)?.graph()
}

impl FileRow {
    fn graph(self) -> Result<CallGraph, String> {
        let file = self;
        let version = file.callflow;
        if version.is_some_and(|version| version == 0 || version > VERSION) {
            return Err(format!(
                "its form is {}, and this version of callflow reads up to {VERSION}",
                version.unwrap_or_default()
            ));
        }
        let metadata = file.metadata;
        let wall = match metadata.wall_ns {
            Some(nanos) => Nanos(nanos),
            None => seconds(metadata.duration, "metadata.duration")?,
        };
        let at = |list: &str, index: usize| format!("{list}[{index}]");
        let nodes = each(file.nodes, |index, row| row.node(&at("nodes", index), version.is_none()))?;
        let edges = each(file.edges, |index, row| row.edge(&at("edges", index)))?;
        let paths = file.paths.into_iter().map(PathRow::path).collect();
        let calls = file.timeline.into_iter().map(CallRow::call).collect();
        let top_level = metadata.top_level_total_ns.zip(metadata.top_level_active_ns);
        let top_level = top_level.map(|(total, active)| (Nanos(total), Nanos(active)));
        let is_flat = version.is_none();
        let metadata = metadata.metadata(is_flat);
        let parts = GraphParts { nodes, edges, paths, calls, top_level, wall, metadata, is_flat };
        CallGraph::assemble(parts).map_err(|Misfit { place, problem }| format!("{place}: {problem}"))
    }
}

fn each<R, T>(rows: Vec<R>, convert: impl Fn(usize, R) -> Result<T, String>) -> Result<Vec<T>, String> {
    rows.into_iter().enumerate().map(|(index, row)| convert(index, row)).collect()
}

fn seconds(seconds: f64, place: &str) -> Result<Nanos, String> {
    Duration::try_from_secs_f64(seconds)
        .map(Nanos::from)
        .map_err(|_| format!("{place}: {seconds} is no number of seconds"))
}

impl MetadataRow {
    fn metadata(self, is_foreign: bool) -> Metadata {
        let (machine, probe, stats) = (self.machine, self.probe_cost, self.trace_stats);
        Metadata {
            recording: self.recording || is_foreign,
            name: self.name,
            version: if is_foreign { "callflow-tracer".to_owned() } else { self.version },
            clock: self.clock,
            debug_build: self.debug_build,
            machine: Machine { os: machine.os, arch: machine.arch, model: machine.model, cpus: machine.cpus },
            options: self.trace_options.options(),
            trace_stats: TraceStats {
                total_calls: stats.total_calls,
                recorded_calls: stats.recorded_calls,
                skipped_sampling: stats.skipped_sampling,
                skipped_filtering: stats.skipped_filtering,
                skipped_duration: stats.skipped_duration,
            },
            probe_cost: ProbeCost {
                sync_inside: Picos(probe.sync_inside_ps),
                sync_outside: Picos(probe.sync_outside_ps),
                poll_inside: Picos(probe.poll_inside_ps),
                poll_outside: Picos(probe.poll_outside_ps),
                async_outside: Picos(probe.async_outside_ps),
            },
            clamped: Duration::from_nanos(self.clamped_ns),
            threads: self.threads,
            max_concurrent_tasks: self.max_concurrent_tasks,
            timeline_left_out: self.timeline_left_out,
            overflowed_calls: self.overflowed_calls,
            after_close: self.after_close,
            torn_slots: self.torn_slots,
            misplaced_guards: self.misplaced_guards,
            arguments_missed: self.arguments_missed,
            calls_without_context: self.calls_without_context,
        }
    }
}

/// At most what can be written.
fn in_nanos(duration: Duration) -> Duration {
    Nanos::from(duration).into()
}

impl OptionsRow {
    fn options(self) -> ScopeOptions {
        let default = ScopeOptions::default();
        ScopeOptions {
            sampling_rate: self.sampling_rate,
            include_modules: self.include_modules.unwrap_or_default(),
            exclude_modules: self.exclude_modules.unwrap_or_default(),
            min_duration: self
                .min_duration_ns
                .map(Duration::from_nanos)
                .or_else(|| Duration::try_from_secs_f64(self.min_duration_ms / 1e3).ok().map(in_nanos))
                .unwrap_or_default(),
            include_args: self.include_args,
            max_call_paths: self.max_call_paths.unwrap_or(default.max_call_paths),
            max_timeline_calls: self.max_timeline_calls.unwrap_or(default.max_timeline_calls),
        }
    }
}

impl CallsRow {
    fn outcomes(&self) -> Outcomes {
        Outcomes { ok: self.ok, error: self.error, panicked: self.panicked, cancelled: self.cancelled }
    }

    /// What older files do not tell is made of the rest.
    fn sums(&self, outcomes: Outcomes, total: Nanos, active: Nanos) -> Sums {
        let own = Nanos(self.self_ns);
        Sums {
            outcomes,
            in_flight: self.in_flight,
            never_polled: self.never_polled,
            polls: self.polls,
            total,
            active,
            own,
            own_net: self.self_net_ns.map_or(own, Nanos),
            active_net: self.active_net_ns.map_or(active, Nanos),
        }
    }
}

impl NodeRow {
    fn node(self, place: &str, is_foreign: bool) -> Result<Node, String> {
        let calls = self.calls;
        let mut outcomes = calls.outcomes();
        if is_foreign {
            let otherwise = [outcomes.error, outcomes.panicked, outcomes.cancelled];
            outcomes.ok = otherwise.into_iter().fold(self.call_count, u64::saturating_sub);
        }
        let total = match calls.total_ns {
            Some(nanos) => Nanos(nanos),
            None => seconds(self.total_time, &format!("{place}.total_time"))?,
        };
        let active = if is_foreign { total } else { Nanos(calls.active_ns) };
        let counted_calls = outcomes.ok.saturating_add(outcomes.error);
        let counted = match self.counted_ns {
            Some(nanos) => Nanos(nanos),
            None if is_foreign => total,
            None => Nanos(self.mean_ns.saturating_mul(counted_calls)),
        };
        let kind = self
            .kind
            .map_or_else(|| old_kind(&self.full_name, self.is_async, self.is_library), KindRow::kind);
        let is_async = !matches!(kind, SiteKind::Sync | SiteKind::Overflow);
        Ok(Node {
            full_name: self.full_name,
            module: self.module,
            file: self.file,
            line: self.line,
            kind,
            errors_observed: self.errors_observed,
            sums: calls.sums(outcomes, total, active),
            counted,
            min: if counted_calls == 0 { Nanos::MAX } else { Nanos(self.min_ns) },
            max: Nanos(self.max_ns),
            // Nobody asks for it elsewhere, and it is not written.
            max_concurrent: self.max_concurrent.filter(|_| is_async).unwrap_or_default(),
            durations: self.histogram.into_iter().map(|(value, count)| (Nanos(value), count)).collect(),
            arguments: self.arguments.into_iter().map(|argument| argument.0).collect(),
        })
    }
}

/// The kind of a function in a file of form 1, which tells kinds of library nodes apart by their names only.
fn old_kind(name: &str, is_async: bool, is_library: bool) -> SiteKind {
    match (is_library, name) {
        (true, "<overflow>") => SiteKind::Overflow,
        (true, "<lane>") => SiteKind::Lane,
        (true, _) => SiteKind::Library,
        (false, _) if is_async => SiteKind::Async,
        (false, _) => SiteKind::Sync,
    }
}

impl KindRow {
    fn kind(self) -> SiteKind {
        match self {
            Self::Sync => SiteKind::Sync,
            Self::Async => SiteKind::Async,
            Self::Library => SiteKind::Library,
            Self::Lane => SiteKind::Lane,
            Self::Overflow => SiteKind::Overflow,
        }
    }
}

impl EdgeRow {
    fn edge(self, place: &str) -> Result<EdgeParts, String> {
        let total = match self.total_ns {
            Some(nanos) => Nanos(nanos),
            None => seconds(self.total_time, &format!("{place}.total_time"))?,
        };
        Ok(EdgeParts { caller: self.caller, callee: self.callee, calls: self.call_count, total })
    }
}

impl PathRow {
    fn path(self) -> TreePath {
        let calls = self.calls;
        let (total, active) = (Nanos(calls.total_ns.unwrap_or_default()), Nanos(calls.active_ns));
        let link = if self.detached { Link::Detached } else { Link::Nested };
        let sums = calls.sums(calls.outcomes(), total, active);
        TreePath { sums, ..TreePath::new(self.parent, self.node, link) }
    }
}

impl CallRow {
    fn call(self) -> CallReading {
        let slice = |(start, end, thread)| SliceReading { start: Nanos(start), end: Nanos(end), thread };
        CallReading {
            path: self.path,
            parent: self.parent,
            lane: self.lane,
            start: Nanos(self.start_ns),
            end: self.end_ns.map(Nanos),
            outcome: self.outcome.map(OutcomeRow::outcome),
            slices: self.polls.into_iter().map(slice).collect(),
        }
    }
}

impl OutcomeRow {
    fn outcome(self) -> Outcome {
        match self {
            Self::Ok => Outcome::Ok,
            Self::Error => Outcome::Error,
            Self::Panicked => Outcome::Panicked,
            Self::Cancelled => Outcome::Cancelled,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::limited;

    #[test]
    fn what_is_too_large_is_not_read_whether_it_tells_its_size_or_not() {
        let text = "twelve bytes";
        for told in [0, 12] {
            assert_eq!(limited(text.as_bytes(), told, 12).unwrap(), text);
            let error = limited(text.as_bytes(), told, 11).unwrap_err();
            assert_eq!(error.to_string(), "it is larger than 11 bytes");
        }
        // Nothing is read of what says that it is.
        assert!(limited(&b"short"[..], 12, 11).is_err());
    }
}
