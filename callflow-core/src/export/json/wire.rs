//! The form of a data file, as it stands in JSON.
//!
//! Keys that callflow-tracer's `to_dict` writes have its meaning: its times are seconds. Keys that end in `_ns` and `_ps`
//! are whole nanoseconds and picoseconds. What an older form or that package does not write has a default.

use crate::json::{FromJson, Reader, ToJson, data_row};

/// Defines an enum of which each value is a word.
macro_rules! words {
    ($visibility:vis enum $name:ident { $($value:ident = $word:literal,)* }) => {
        #[derive(Clone, Copy)]
        $visibility enum $name {
            $($value,)*
        }

        impl ToJson for $name {
            fn write(&self, out: &mut String) {
                match self {
                    $(Self::$value => $word.write(out),)*
                }
            }
        }

        impl FromJson for $name {
            fn read(reader: &mut Reader<'_>) -> Result<Self, String> {
                match &*reader.string()? {
                    $($word => Ok(Self::$value),)*
                    _ => reader.fail(concat!("expected one of the words" $(, " `", $word, "`")*)),
                }
            }
        }
    };
}

/// The arguments of one call: a text, or whatever another program wrote, as it stands there.
pub(super) struct ArgumentRow(pub(super) String);

impl ToJson for ArgumentRow {
    fn write(&self, out: &mut String) {
        self.0.write(out);
    }
}

impl FromJson for ArgumentRow {
    fn read(reader: &mut Reader<'_>) -> Result<Self, String> {
        let value = reader.skip()?;
        Ok(Self(crate::json::parse(value).unwrap_or_else(|_| value.chars().take(ARGUMENT).collect())))
    }
}

/// Characters kept of an argument that another program wrote.
const ARGUMENT: usize = 100;

data_row! {
    #[derive(Default)]
    pub(super) struct FileRow {
        first {
            /// The version of the form; callflow-tracer writes none.
            callflow: Option<u32>,
        }
        required {
            metadata: MetadataRow,
            nodes: Vec<NodeRow>,
            edges: Vec<EdgeRow>,
        }
        optional {
            paths: Vec<PathRow>,
            timeline: Vec<CallRow>,
        }
        inline {}
    }
}

data_row! {
    /// Several graphs in one file.
    #[derive(Default)]
    pub(super) struct RunsRow {
        required {
            runs: Vec<FileRow>,
        }
        optional {}
        inline {}
    }
}

data_row! {
    #[derive(Default)]
    pub(super) struct MetadataRow {
        required {}
        optional {
            recording: bool,
            name: Option<String>,
            version: String,
            clock: String,
            debug_build: bool,
            machine: MachineRow,
            trace_options: OptionsRow,
            trace_stats: StatsRow,
            probe_cost: ProbeRow,
            total_nodes: usize,
            total_edges: usize,
            threads: u64,
            duration: f64,
            /// callflow-tracer's Σ of all functions' total times, which counts nested calls twice; nobody here reads it.
            total_call_time: f64,
            wall_ns: Option<u64>,
            busy_ns: u64,
            clamped_ns: u64,
            top_level_total_ns: Option<u64>,
            top_level_active_ns: Option<u64>,
            max_concurrent_tasks: u64,
            timeline_left_out: u64,
            overflowed_calls: u64,
            after_close: u64,
            torn_slots: u64,
            misplaced_guards: u64,
            arguments_missed: u64,
            calls_without_context: u64,
        }
        inline {}
    }
}

data_row! {
    #[derive(Default)]
    pub(super) struct MachineRow {
        required {}
        optional {
            os: String,
            arch: String,
            model: String,
            cpus: usize,
        }
        inline {}
    }
}

data_row! {
    pub(super) struct OptionsRow {
        required {}
        optional {
            include_args: bool,
            sampling_rate: f64,
            include_modules: Option<Vec<String>>,
            exclude_modules: Option<Vec<String>>,
            min_duration_ms: f64,
            min_duration_ns: Option<u64>,
            max_call_paths: Option<usize>,
            max_timeline_calls: Option<usize>,
        }
        inline {}
    }
}

impl Default for OptionsRow {
    fn default() -> Self {
        Self {
            include_args: false,
            sampling_rate: 1.0,
            include_modules: None,
            exclude_modules: None,
            min_duration_ms: 0.0,
            min_duration_ns: None,
            max_call_paths: None,
            max_timeline_calls: None,
        }
    }
}

data_row! {
    #[derive(Default)]
    pub(super) struct StatsRow {
        required {}
        optional {
            total_calls: u64,
            recorded_calls: u64,
            skipped_sampling: u64,
            skipped_filtering: u64,
            skipped_duration: u64,
        }
        inline {}
    }
}

data_row! {
    #[derive(Default)]
    #[expect(clippy::struct_field_names, reason = "keys of a file have their unit in their name")]
    pub(super) struct ProbeRow {
        required {}
        optional {
            sync_inside_ps: u64,
            sync_outside_ps: u64,
            poll_inside_ps: u64,
            poll_outside_ps: u64,
            async_outside_ps: u64,
        }
        inline {}
    }
}

data_row! {
    #[derive(Default)]
    pub(super) struct NodeRow {
        required {
            full_name: String,
            call_count: u64,
            total_time: f64,
        }
        optional {
            name: String,
            module: String,
            file: String,
            line: u32,
            /// Since form 2.
            kind: Option<KindRow>,
            is_async: bool,
            is_library: bool,
            errors_observed: bool,
            avg_time: f64,
            /// Texts; callflow-tracer writes objects.
            arguments: Vec<ArgumentRow>,
            max_concurrent: Option<u64>,
            mean_ns: u64,
            /// Since form 2: Σ durations behind the mean.
            counted_ns: Option<u64>,
            min_ns: u64,
            max_ns: u64,
            /// Durations: representative value in nanoseconds, and count; ascending.
            histogram: Vec<(u64, u64)>,
        }
        inline {
            calls: CallsRow,
        }
    }
}

words! {
    pub(super) enum KindRow {
        Sync = "sync",
        Async = "async",
        Library = "library",
        Lane = "lane",
        Overflow = "overflow",
    }
}

data_row! {
    /// What functions and call paths both have.
    #[derive(Default)]
    pub(super) struct CallsRow {
        required {}
        optional {
            ok: u64,
            error: u64,
            panicked: u64,
            cancelled: u64,
            in_flight: u64,
            never_polled: u64,
            polls: u64,
            total_ns: Option<u64>,
            active_ns: u64,
            self_ns: u64,
            /// Since form 2: without the probes' cost.
            active_net_ns: Option<u64>,
            self_net_ns: Option<u64>,
        }
        inline {}
    }
}

data_row! {
    #[derive(Default)]
    pub(super) struct EdgeRow {
        required {
            caller: String,
            callee: String,
            call_count: u64,
            total_time: f64,
        }
        optional {
            avg_time: f64,
            /// Since form 2.
            total_ns: Option<u64>,
        }
        inline {}
    }
}

data_row! {
    /// A call path. Parents stand before their children.
    #[derive(Default)]
    pub(super) struct PathRow {
        first {
            parent: Option<usize>,
        }
        required {
            node: usize,
        }
        optional {
            detached: bool,
        }
        inline {
            calls: CallsRow,
        }
    }
}

data_row! {
    #[derive(Default)]
    pub(super) struct CallRow {
        required {
            path: usize,
            start_ns: u64,
        }
        optional {
            parent: Option<usize>,
            lane: Option<u32>,
            end_ns: Option<u64>,
            outcome: Option<OutcomeRow>,
            /// Start and end in nanoseconds, and thread.
            polls: Vec<(u64, u64, u32)>,
        }
        inline {}
    }
}

words! {
    pub(super) enum OutcomeRow {
        Ok = "ok",
        Error = "error",
        Panicked = "panicked",
        Cancelled = "cancelled",
    }
}
