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
    /// The clock that was read.
    pub clock: String,
    /// Whether callflow was built with debug assertions, as `cargo test` and `cargo run` do without
    /// `--release`: times of such a build say little about a release build.
    pub debug_build: bool,
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
}

impl Metadata {
    /// What the graph does not show, one plain sentence each; empty when nothing is missing.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        if !self.recording {
            warnings
                .push("nothing was recorded: callflow was built without its `enabled` feature".to_owned());
        }
        let counted = [
            (self.timeline_left_out, "async calls left out of the full timeline (sums are exact)"),
            (self.overflowed_calls, "calls past the cap on call paths, shown under <overflow>"),
            (self.after_close, "calls that began after the scope had closed"),
            (self.torn_slots, "call paths read while they changed: their numbers may not belong together"),
            (self.misplaced_guards, "guards kept across an .await: use `in_context` on the future instead"),
        ];
        warnings.extend(
            counted.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")),
        );
        warnings
    }
}
