//! The form of a data file, as it stands in JSON.
//!
//! Keys that callflow-tracer's `to_dict` writes have its meaning: its times are seconds. Keys that end in `_ns` and `_ps`
//! are whole nanoseconds and picoseconds. What an older form or that package does not write has a default.

use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Serialize, Deserialize)]
pub(super) struct FileRow {
    /// The version of the form; callflow-tracer writes none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) callflow: Option<u32>,
    pub(super) metadata: MetadataRow,
    pub(super) nodes: Vec<NodeRow>,
    pub(super) edges: Vec<EdgeRow>,
    #[serde(default)]
    pub(super) paths: Vec<PathRow>,
    #[serde(default)]
    pub(super) timeline: Vec<CallRow>,
}

/// Several graphs in one file.
#[derive(Serialize, Deserialize)]
pub(super) struct RunsRow {
    pub(super) runs: Vec<FileRow>,
}

#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
pub(super) struct MetadataRow {
    pub(super) recording: bool,
    pub(super) name: Option<String>,
    pub(super) version: String,
    pub(super) clock: String,
    pub(super) debug_build: bool,
    pub(super) machine: MachineRow,
    pub(super) trace_options: OptionsRow,
    pub(super) trace_stats: StatsRow,
    pub(super) probe_cost: ProbeRow,
    pub(super) total_nodes: usize,
    pub(super) total_edges: usize,
    pub(super) threads: u64,
    pub(super) duration: f64,
    /// callflow-tracer's Σ of all functions' total times, which counts nested calls twice; nobody here reads it.
    pub(super) total_call_time: f64,
    pub(super) wall_ns: Option<u64>,
    pub(super) busy_ns: u64,
    pub(super) clamped_ns: u64,
    pub(super) top_level_total_ns: Option<u64>,
    pub(super) top_level_active_ns: Option<u64>,
    pub(super) max_concurrent_tasks: u64,
    pub(super) timeline_left_out: u64,
    pub(super) overflowed_calls: u64,
    pub(super) after_close: u64,
    pub(super) torn_slots: u64,
    pub(super) misplaced_guards: u64,
    pub(super) arguments_missed: u64,
    pub(super) calls_without_context: u64,
}

#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
pub(super) struct MachineRow {
    pub(super) os: String,
    pub(super) arch: String,
    pub(super) model: String,
    pub(super) cpus: usize,
}

#[derive(Serialize, Deserialize)]
#[serde(default)]
pub(super) struct OptionsRow {
    pub(super) include_args: bool,
    pub(super) sampling_rate: f64,
    pub(super) include_modules: Option<Vec<String>>,
    pub(super) exclude_modules: Option<Vec<String>>,
    pub(super) min_duration_ms: f64,
    pub(super) min_duration_ns: Option<u64>,
    pub(super) max_call_paths: Option<usize>,
    pub(super) max_timeline_calls: Option<usize>,
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

#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
pub(super) struct StatsRow {
    pub(super) total_calls: u64,
    pub(super) recorded_calls: u64,
    pub(super) skipped_sampling: u64,
    pub(super) skipped_filtering: u64,
    pub(super) skipped_duration: u64,
}

#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
#[expect(clippy::struct_field_names, reason = "keys of a file have their unit in their name")]
pub(super) struct ProbeRow {
    pub(super) sync_inside_ps: u64,
    pub(super) sync_outside_ps: u64,
    pub(super) poll_inside_ps: u64,
    pub(super) poll_outside_ps: u64,
    pub(super) async_outside_ps: u64,
}

#[derive(Serialize, Deserialize)]
pub(super) struct NodeRow {
    pub(super) full_name: String,
    #[serde(default)]
    pub(super) name: String,
    #[serde(default)]
    pub(super) module: String,
    #[serde(default)]
    pub(super) file: String,
    #[serde(default)]
    pub(super) line: u32,
    /// Since form 2.
    #[serde(default)]
    pub(super) kind: Option<KindRow>,
    #[serde(default)]
    pub(super) is_async: bool,
    #[serde(default)]
    pub(super) is_library: bool,
    #[serde(default)]
    pub(super) errors_observed: bool,
    pub(super) call_count: u64,
    pub(super) total_time: f64,
    #[serde(default)]
    pub(super) avg_time: f64,
    /// Texts; callflow-tracer writes objects.
    #[serde(default)]
    pub(super) arguments: Vec<Value>,
    #[serde(flatten)]
    pub(super) calls: CallsRow,
    #[serde(default)]
    pub(super) max_concurrent: Option<u64>,
    #[serde(default)]
    pub(super) mean_ns: u64,
    /// Since form 2: Σ durations behind the mean.
    #[serde(default)]
    pub(super) counted_ns: Option<u64>,
    #[serde(default)]
    pub(super) min_ns: u64,
    #[serde(default)]
    pub(super) max_ns: u64,
    /// Durations: representative value in nanoseconds, and count; ascending.
    #[serde(default)]
    pub(super) histogram: Vec<(u64, u64)>,
}

#[derive(Serialize, Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
pub(super) enum KindRow {
    Sync,
    Async,
    Library,
    Lane,
    Overflow,
}

/// What functions and call paths both have.
#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
pub(super) struct CallsRow {
    pub(super) ok: u64,
    pub(super) error: u64,
    pub(super) panicked: u64,
    pub(super) cancelled: u64,
    pub(super) in_flight: u64,
    pub(super) never_polled: u64,
    pub(super) polls: u64,
    pub(super) total_ns: Option<u64>,
    pub(super) active_ns: u64,
    pub(super) self_ns: u64,
    /// Since form 2: without the probes' cost.
    pub(super) active_net_ns: Option<u64>,
    pub(super) self_net_ns: Option<u64>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct EdgeRow {
    pub(super) caller: String,
    pub(super) callee: String,
    pub(super) call_count: u64,
    pub(super) total_time: f64,
    #[serde(default)]
    pub(super) avg_time: f64,
    /// Since form 2.
    #[serde(default)]
    pub(super) total_ns: Option<u64>,
}

/// A call path. Parents stand before their children.
#[derive(Serialize, Deserialize)]
pub(super) struct PathRow {
    pub(super) parent: Option<usize>,
    pub(super) node: usize,
    pub(super) detached: bool,
    #[serde(flatten)]
    pub(super) calls: CallsRow,
}

#[derive(Serialize, Deserialize)]
pub(super) struct CallRow {
    pub(super) path: usize,
    pub(super) parent: Option<usize>,
    pub(super) lane: Option<u32>,
    pub(super) start_ns: u64,
    pub(super) end_ns: Option<u64>,
    pub(super) outcome: Option<OutcomeRow>,
    /// Start and end in nanoseconds, and thread.
    pub(super) polls: Vec<(u64, u64, u32)>,
}

#[derive(Serialize, Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
pub(super) enum OutcomeRow {
    Ok,
    Error,
    Panicked,
    Cancelled,
}
