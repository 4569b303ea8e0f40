//! Plain data that the recorder hands to the snapshot: no atomics, no threads, no clock beyond this point.

use std::time::Duration;

use crate::{
    machine::Machine,
    nanos::Nanos,
    options::ScopeOptions,
    probe::{ProbeCost, TimelineCost},
};

/// What kind of thing a site is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SiteKind {
    /// A sync function or block.
    Sync,
    /// An async function.
    Async,
    /// A node of this library itself: `callflow::gather_traced`.
    Library,
    /// The children of one `gather_traced`.
    Lane,
    /// The parent of the calls past the cap on call paths.
    Overflow,
}

impl SiteKind {
    /// Whether it is a node of this library itself rather than a function of the program.
    pub fn is_library(self) -> bool {
        matches!(self, Self::Library | Self::Lane | Self::Overflow)
    }

    /// Whether calls of it are futures.
    pub fn is_async(self) -> bool {
        !matches!(self, Self::Sync | Self::Overflow)
    }

    /// What sites of one name are together, whose calls may be of either kind: async where any is, for sync calls have a
    /// time that they await as well, which is none.
    pub(crate) fn joined(self, other: Self) -> Self {
        match () {
            () if self == other => self,
            () if self.is_async() || other.is_async() => Self::Async,
            () => Self::Sync,
        }
    }
}

/// One annotated function, as its call sites describe it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteReading {
    /// The name given with `name = "…"`, else the normalised path.
    pub full_name: String,
    /// Where the filters look: `module_path!()`.
    pub module: String,
    /// The source file as the compiler names it.
    pub file: String,
    /// Line of the function, from 1.
    pub line: u32,
    /// Column of the function, from 1.
    pub column: u32,
    /// What it is.
    pub kind: SiteKind,
    /// Whether a returned `Err` can be seen.
    pub errors_observed: bool,
    /// Peak number of this site's calls in flight that were not waiting for another call of the site.
    pub max_concurrent: u64,
    /// Durations of the calls that ended `ok` or `error`: representative value and count, ascending.
    pub durations: Vec<(Nanos, u64)>,
    /// The arguments of the last calls, the oldest first; where site and scope ask for them.
    pub arguments: Vec<String>,
}

/// How a child path hangs below its parent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Link {
    /// The call began while its parent's segment was on top of the thread.
    Nested,
    /// The call began elsewhere: spawned, or run under an attached context.
    Detached,
}

/// One call path with its numbers, summed over threads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathReading {
    /// Index of the parent path; `None` below the root.
    pub parent: Option<usize>,
    /// Index into [`Reading::sites`].
    pub site: usize,
    /// How it hangs below its parent.
    pub link: Link,
    /// The numbers.
    pub tally: Tally,
}

/// The numbers of one call path.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Calls begun.
    pub entered: u64,
    /// Calls that returned.
    pub ok: u64,
    /// Calls that returned `Err`.
    pub error: u64,
    /// Calls that unwound.
    pub panicked: u64,
    /// Async calls dropped after their first poll, unfinished.
    pub cancelled: u64,
    /// Async calls dropped before their first poll.
    pub never_polled: u64,
    /// Calls that ended and were too short to be recorded.
    pub skipped: u64,
    /// Polls that have ended, also of calls in flight.
    pub polls: u64,
    /// Σ durations of ended calls.
    pub total: Nanos,
    /// The part of `total` that belongs to panicked and cancelled calls.
    pub excluded: Nanos,
    /// Σ segments of ended calls.
    pub active: Nanos,
    /// Σ segments of ended calls, less the segments directly on top of them.
    pub own: Nanos,
    /// Shortest call that ended `ok` or `error`; `Nanos::MAX` without one.
    pub min: Nanos,
    /// Longest call that ended `ok` or `error`.
    pub max: Nanos,
    /// Σ durations of top-level async calls.
    pub top_total: Nanos,
    /// Σ segments of top-level async calls.
    pub top_active: Nanos,
}

/// How a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Outcome {
    /// It returned.
    Ok,
    /// It returned `Err`.
    Error,
    /// It unwound.
    Panicked,
    /// It was dropped after its first poll, unfinished.
    Cancelled,
}

impl Outcome {
    /// The word for it: `ok`, `error`, `panicked` or `cancelled`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Error => "error",
            Self::Panicked => "panicked",
            Self::Cancelled => "cancelled",
        }
    }
}

/// One async call kept in the timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallReading {
    /// Index into [`Reading::paths`].
    pub path: usize,
    /// The nearest async call above it, when that is in the timeline too: an index into [`Reading::calls`].
    pub parent: Option<usize>,
    /// Its place among the children of a `gather_traced`.
    pub lane: Option<u32>,
    /// First poll, since the scope opened.
    pub start: Nanos,
    /// End of the last segment; `None` while in flight.
    pub end: Option<Nanos>,
    /// How it ended; `None` while in flight.
    pub outcome: Option<Outcome>,
    /// Its segments in order of time: its polls and, when it was dropped unfinished, its drop.
    pub slices: Vec<SliceReading>,
}

/// One segment of a call in the timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SliceReading {
    /// Since the scope opened.
    pub start: Nanos,
    /// Since the scope opened.
    pub end: Nanos,
    /// The recording thread's number in this scope.
    pub thread: u32,
}

/// Everything a scope has recorded at one moment.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// Whether the recorder is compiled in.
    pub recording: bool,
    /// The scope's name.
    pub name: Option<String>,
    /// The scope's life so far.
    pub wall: Duration,
    /// The annotated functions that were called.
    pub sites: Vec<SiteReading>,
    /// The call paths; parents stand before their children.
    pub paths: Vec<PathReading>,
    /// The timeline, by start.
    pub calls: Vec<CallReading>,
    /// Peak number of async calls in flight that wait for no async call of theirs.
    pub max_concurrent_tasks: u64,
    /// What was left out or went wrong.
    pub losses: Losses,
    /// Largest number of threads that recorded at one time.
    pub threads: u64,
    /// The clock's name.
    pub clock: &'static str,
    /// What the scope was asked to do.
    pub options: ScopeOptions,
    /// Where it ran.
    pub machine: Machine,
    /// What the probes cost.
    pub probe_cost: ProbeCost,
    /// What the timeline costs on top of that.
    pub timeline_cost: TimelineCost,
}

/// Counts of what a graph does not show.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Losses {
    /// Async calls left out of the timeline because it was full.
    pub timeline_calls: u64,
    /// Calls recorded under `<overflow>` because the cap on call paths was reached.
    pub overflowed_calls: u64,
    /// Calls that began after the scope had closed.
    pub after_close: u64,
    /// Slots that could not be read in one piece.
    pub torn_slots: u64,
    /// Calls left out of the sample, or called by one that was.
    pub skipped_sampling: u64,
    /// Calls of modules that were not asked for.
    pub skipped_filtering: u64,
    /// Calls that ended and were too short to be recorded.
    pub skipped_duration: u64,
    /// Calls of the whole process that had no context while the scope was open, and went nowhere.
    pub without_context: u64,
    /// Calls whose arguments were not kept, because another thread was keeping those of another.
    pub arguments: u64,
    /// Guards found on a thread at the end of a poll that had not set them at its start.
    pub misplaced_guards: u64,
}
