use std::time::Duration;

use crate::{machine::Machine, options::ScopeOptions, probe::ProbeCost, text::count};

/// What was recorded, how, and what was left out.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Metadata {
    /// Whether the recorder was compiled in. An empty graph with `false` says nothing about the program.
    pub recording: bool,
    /// The scope's name.
    pub name: Option<String>,
    /// The version of callflow that recorded.
    pub version: String,
    /// The clock that was read: `processor counter` where the processor has a steady one and Linux does not distrust it,
    /// else `operating system`.
    pub clock: String,
    /// Whether callflow was built with debug assertions, as `cargo test` and `cargo run` do without
    /// `--release`: times of such a build say little about a release build.
    pub debug_build: bool,
    /// The machine that recorded.
    pub machine: Machine,
    /// What the scope was asked to do.
    pub options: ScopeOptions,
    /// How many calls were recorded, and why others were not.
    pub trace_stats: TraceStats,
    /// What the probes of a call cost there. Self and active times are shown without it; those that end in `_raw`, and all
    /// others, are as they were measured.
    pub probe_cost: ProbeCost,
    /// Σ probe cost that was more than the self time it was to be taken off, and was left there: the smaller, the better
    /// the compensated times.
    pub clamped: Duration,
    /// Largest number of threads that recorded at one time.
    pub threads: u64,
    /// Peak number of async calls in flight that waited for no async call of theirs; see
    /// [`AsyncStats::max_concurrent_tasks`](crate::AsyncStats::max_concurrent_tasks).
    pub max_concurrent_tasks: u64,
    /// Async calls left out of the timeline because it was full.
    pub timeline_left_out: u64,
    /// Calls recorded under `<overflow>` because the cap on call paths was reached.
    pub overflowed_calls: u64,
    /// Calls that began after the scope had closed, and so are not in the graph.
    pub after_close: u64,
    /// Slots that could not be read in one piece, so that their numbers may not belong together.
    pub torn_slots: u64,
    /// Guards of `enter` or `attach` that were alive across an `.await` and were taken off their thread.
    pub misplaced_guards: u64,
    /// Calls whose arguments were not kept, because another thread was just keeping those of another.
    pub arguments_missed: u64,
    /// Traced calls *of the whole process* that had no context while the scope was open, and so are in no graph. Calls of
    /// tests that run beside this one count, too: it is a hint.
    pub calls_without_context: u64,
}

/// How many traced calls a scope saw: `total_calls` is the sum of the others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct TraceStats {
    /// All of them. Nodes of this library itself are not counted.
    pub total_calls: u64,
    /// Those in the graph, calls in flight included.
    pub recorded_calls: u64,
    /// Those left out of the sample, together with what they called.
    pub skipped_sampling: u64,
    /// Those of modules that were not asked for.
    pub skipped_filtering: u64,
    /// Those that ended sooner than asked for.
    pub skipped_duration: u64,
}

impl TraceStats {
    pub(super) fn new(recorded: u64, sampling: u64, filtering: u64, duration: u64) -> Self {
        Self {
            total_calls: recorded.saturating_add(sampling).saturating_add(filtering).saturating_add(duration),
            recorded_calls: recorded,
            skipped_sampling: sampling,
            skipped_filtering: filtering,
            skipped_duration: duration,
        }
    }
}

impl Metadata {
    /// What the graph does not show although it belongs there, one plain sentence each; empty when nothing is missing.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        if !self.recording {
            warnings
                .push("nothing was recorded: callflow was built without its `enabled` feature".to_owned());
        }
        warnings.extend(said(&[
            (
                self.timeline_left_out,
                "async call left out of the full timeline (sums are exact)",
                "async calls left out of the full timeline (sums are exact)",
            ),
            (
                self.overflowed_calls,
                "call past the cap on call paths, shown under <overflow>",
                "calls past the cap on call paths, shown under <overflow>",
            ),
            (
                self.after_close,
                "call that began after the scope had closed",
                "calls that began after the scope had closed",
            ),
            (
                self.torn_slots,
                "call path read while it changed: its numbers may not belong together",
                "call paths read while they changed: their numbers may not belong together",
            ),
            (
                self.misplaced_guards,
                "guard kept across an .await: use `in_context` on the future instead",
                "guards kept across an .await: use `in_context` on the future instead",
            ),
            (
                self.arguments_missed,
                "call whose arguments were not kept, two threads being at it",
                "calls whose arguments were not kept, two threads being at it",
            ),
        ]));
        warnings
    }

    /// What was left out because it was asked for, and what may help whoever misses calls; one plain sentence each.
    pub fn notes(&self) -> Vec<String> {
        let TraceStats { skipped_sampling, skipped_filtering, skipped_duration, .. } = self.trace_stats;
        said(&[
            (
                skipped_sampling,
                "call left out of the sample, with those that it called",
                "calls left out of the sample, with those that they called",
            ),
            (
                skipped_filtering,
                "call of a module that was not asked for",
                "calls of modules that were not asked for",
            ),
            (
                skipped_duration,
                "call shorter than the least duration asked for",
                "calls shorter than the least duration asked for",
            ),
            (
                self.calls_without_context,
                "call of the process had no context, and is in no graph: see `propagate` and `in_context` if you miss it",
                "calls of the process had no context, and are in no graph: see `propagate` and `in_context` if you miss \
                 some",
            ),
        ])
    }
}

/// The counts that are not 0, with what one or several of them are.
fn said(counts: &[(u64, &str, &str)]) -> Vec<String> {
    let counts = counts.iter().filter(|(number, ..)| *number > 0);
    counts
        .map(|&(number, one, many)| format!("{} {}", count(number), if number == 1 { one } else { many }))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_left_out_is_said_of_one_call_and_of_several() {
        assert_eq!(Metadata::default().notes(), [""; 0]);
        let notes = |calls| {
            let trace_stats = TraceStats::new(0, calls, calls, calls);
            Metadata { trace_stats, calls_without_context: calls, ..Metadata::default() }.notes()
        };
        let begin = |calls, beginnings: [&str; 4]| {
            let notes = notes(calls);
            assert_eq!(notes.len(), 4);
            for (note, beginning) in notes.iter().zip(beginnings) {
                assert!(note.starts_with(beginning), "{note}");
            }
        };
        begin(
            1,
            [
                "1 call left out of the sample",
                "1 call of a module",
                "1 call shorter",
                "1 call of the process had",
            ],
        );
        begin(
            20,
            [
                "20 calls left out of the sample",
                "20 calls of modules",
                "20 calls shorter",
                "20 calls of the process had",
            ],
        );
    }
}
