use std::time::Duration;

use super::{histogram::Histogram, sums::Sums};
use crate::{
    nanos::Nanos,
    reading::{Outcome, SiteKind},
};

/// How the calls of a function ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Outcomes {
    /// Calls that returned.
    pub ok: u64,
    /// Calls that returned `Err`, where the function's declared type lets it be seen.
    pub error: u64,
    /// Calls that unwound.
    pub panicked: u64,
    /// Async calls dropped after their first poll, unfinished.
    pub cancelled: u64,
}

impl Outcomes {
    /// The number of ended calls: the sum of the four.
    pub fn calls(self) -> u64 {
        self.ok + self.error + self.panicked + self.cancelled
    }

    /// The count of one outcome.
    pub fn of(self, outcome: Outcome) -> u64 {
        match outcome {
            Outcome::Ok => self.ok,
            Outcome::Error => self.error,
            Outcome::Panicked => self.panicked,
            Outcome::Cancelled => self.cancelled,
        }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.ok += other.ok;
        self.error += other.error;
        self.panicked += other.panicked;
        self.cancelled += other.cancelled;
    }
}

/// One function with everything recorded about it, over all its call paths.
///
/// Times are sums over *outermost* calls, so that recursion is counted once; `self` time is a sum over all
/// calls. Concurrent async calls can add up to more than the scope's wall time.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    pub(crate) full_name: String,
    pub(crate) module: String,
    pub(crate) file: String,
    pub(crate) line: u32,
    pub(crate) kind: SiteKind,
    pub(crate) errors_observed: bool,
    pub(crate) sums: Sums,
    pub(crate) counted: Nanos,
    pub(crate) min: Nanos,
    pub(crate) max: Nanos,
    pub(crate) max_concurrent: u64,
    pub(crate) durations: Histogram,
    pub(crate) arguments: Vec<String>,
}

impl Node {
    /// The name that comparison matches by: `crate::module::Type::method` or the one given with `name = "…"`.
    pub fn full_name(&self) -> &str {
        &self.full_name
    }

    /// The last part of the full name, with its type where it has one: `Type::method`, or the function's name.
    ///
    /// A name of the form `<Type as Trait>::method` is kept whole but for the paths inside.
    pub fn name(&self) -> &str {
        short_name(&self.full_name)
    }

    /// The module that the function stands in; empty for this library's own nodes.
    pub fn module(&self) -> &str {
        &self.module
    }

    /// The source file, as the compiler names it.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The line of the function in its file, from 1; 0 where there is none.
    pub fn line(&self) -> u32 {
        self.line
    }

    /// Whether calls of it are futures.
    pub fn is_async(&self) -> bool {
        self.kind.is_async()
    }

    /// Whether it is a node of this library rather than a function of the program: `callflow::gather_traced`,
    /// its lanes, and `<overflow>`.
    pub fn is_library(&self) -> bool {
        self.kind.is_library()
    }

    /// Whether a returned `Err` is counted as an error; it is not under `#[track_caller]` and `err = false`,
    /// nor where the declared type is no `Result`.
    pub fn errors_observed(&self) -> bool {
        self.errors_observed
    }

    /// The number of ended calls: the sum of the [`outcomes`](Self::outcomes).
    pub fn calls(&self) -> u64 {
        self.sums.outcomes.calls()
    }

    /// How the calls ended.
    pub fn outcomes(&self) -> Outcomes {
        self.sums.outcomes
    }

    /// Calls that had begun and not ended when the graph was taken.
    pub fn in_flight(&self) -> u64 {
        self.sums.in_flight
    }

    /// Async calls dropped before their first poll. They are no calls.
    pub fn never_polled(&self) -> u64 {
        self.sums.never_polled
    }

    /// Polls of the async calls; 0 for sync functions.
    pub fn polls(&self) -> u64 {
        self.sums.polls
    }

    /// Σ durations of the outermost calls: entry to exit, or first poll to the end of the last segment.
    pub fn total_time(&self) -> Duration {
        self.sums.total.into()
    }

    /// Time spent in the function itself: its segments less the traced segments on top of them, and less what the probes
    /// of its calls and of its callees' calls cost ([`Metadata::probe_cost`](crate::Metadata::probe_cost)).
    pub fn self_time(&self) -> Duration {
        self.sums.own_net.into()
    }

    /// [`self_time`](Self::self_time) before the probes' own cost is taken off: these add up to
    /// [`CallGraph::busy_time`](crate::CallGraph::busy_time) exactly.
    pub fn self_time_raw(&self) -> Duration {
        self.sums.own.into()
    }

    /// Σ time the outermost calls ran: the whole call where it is sync, its polls where it is async; less what the
    /// probes of all recorded calls in there cost.
    pub fn active_time(&self) -> Duration {
        self.sums.active_net.into()
    }

    /// [`active_time`](Self::active_time) before the probes' own cost is taken off.
    pub fn active_time_raw(&self) -> Duration {
        self.sums.active.into()
    }

    /// Σ time the outermost calls were suspended: `total_time − active_time_raw`.
    pub fn await_time(&self) -> Duration {
        Duration::from(self.sums.total).saturating_sub(self.sums.active.into())
    }

    /// The shortest call that ended `ok` or `error`; zero without one.
    pub fn min(&self) -> Duration {
        if self.min == Nanos::MAX { Duration::ZERO } else { self.min.into() }
    }

    /// The longest call that ended `ok` or `error`; zero without one.
    pub fn max(&self) -> Duration {
        self.max.into()
    }

    /// The mean duration of the calls that ended `ok` or `error`, inner ones included; zero without one.
    pub fn mean(&self) -> Duration {
        match self.sums.outcomes.ok + self.sums.outcomes.error {
            0 => Duration::ZERO,
            calls => Duration::from_nanos(self.counted.0 / calls),
        }
    }

    /// The duration that the fraction `quantile` of the calls that ended `ok` or `error` did not exceed.
    ///
    /// Within 3 % of the exact value and never outside [`min`](Self::min) to [`max`](Self::max); zero
    /// without a call. `quantile` is cut to `0.0..=1.0`.
    pub fn percentile(&self, quantile: f64) -> Duration {
        match self.durations.quantile(quantile) {
            Some(value) => Duration::from(value).clamp(self.min(), self.max()),
            None => Duration::ZERO,
        }
    }

    /// The durations behind [`percentile`](Self::percentile): representative value and count, ascending.
    pub fn histogram(&self) -> impl ExactSizeIterator<Item = (Duration, u64)> + '_ {
        self.durations.iter().map(|(value, count)| (value.into(), count))
    }

    /// Peak number of calls of this function in flight at one time that were not waiting for another call of
    /// it; `None` for sync functions.
    pub fn max_concurrent(&self) -> Option<u64> {
        self.is_async().then_some(self.max_concurrent)
    }

    /// The last captured arguments, oldest first; empty unless function and scope ask for them.
    pub fn arguments(&self) -> &[String] {
        &self.arguments
    }
}

/// `Type::method` of `krate::module::Type::method`, `function` of `krate::module::function`.
pub(crate) fn short_name(full: &str) -> &str {
    let mut cuts = separators(full);
    let Some(last) = cuts.next_back() else { return full };
    let before = &full[..last];
    let owner = separators(before).next_back().map_or(0, |cut| cut + 2);
    // A type starts with a capital or is written `<Type as Trait>`; a module does neither.
    let is_type = before[owner..].starts_with(|c: char| c.is_uppercase() || c == '<');
    &full[if is_type { owner } else { last + 2 }..]
}

/// The places of `::` outside angle brackets.
fn separators(path: &str) -> impl DoubleEndedIterator<Item = usize> + '_ {
    let mut depth = 0_usize;
    let mut places = Vec::new();
    let bytes = path.as_bytes();
    for (place, byte) in bytes.iter().enumerate() {
        match byte {
            b'<' => depth += 1,
            b'>' if place == 0 || bytes[place - 1] != b'-' => depth = depth.saturating_sub(1),
            b':' if depth == 0 && bytes.get(place + 1) == Some(&b':') => places.push(place),
            _ => {}
        }
    }
    places.into_iter()
}

/// All calls from one function to another.
#[derive(Debug, Clone, PartialEq)]
pub struct Edge {
    pub(crate) caller: String,
    pub(crate) callee: String,
    pub(crate) caller_index: usize,
    pub(crate) callee_index: usize,
    pub(crate) calls: u64,
    pub(crate) total: Nanos,
}

impl Edge {
    /// The full name of the calling function.
    pub fn caller(&self) -> &str {
        &self.caller
    }

    /// The full name of the called function.
    pub fn callee(&self) -> &str {
        &self.callee
    }

    /// The caller's and callee's places in [`CallGraph::nodes`](super::CallGraph::nodes).
    pub fn ends(&self) -> (usize, usize) {
        (self.caller_index, self.callee_index)
    }

    /// Ended calls.
    pub fn calls(&self) -> u64 {
        self.calls
    }

    /// Σ durations of the calls that are outermost for this pair of functions.
    pub fn total_time(&self) -> Duration {
        self.total.into()
    }
}

#[cfg(test)]
mod tests {
    use super::{Outcomes, short_name};
    use crate::reading::Outcome;

    #[test]
    fn every_outcome_has_its_count() {
        let outcomes = Outcomes { ok: 5, error: 4, panicked: 3, cancelled: 2 };
        let all = [Outcome::Ok, Outcome::Error, Outcome::Panicked, Outcome::Cancelled];
        assert_eq!(all.map(|outcome| outcomes.of(outcome)), [5, 4, 3, 2]);
        assert_eq!(outcomes.calls(), 14);
    }

    #[test]
    fn short_names_keep_the_type_and_drop_the_modules() {
        for (full, short) in [
            ("shop::cart::total", "total"),
            ("shop::cart::Cart::total", "Cart::total"),
            ("<shop::Cart as core::fmt::Display>::fmt", "<shop::Cart as core::fmt::Display>::fmt"),
            ("main", "main"),
            ("db::query", "query"),
            ("shop::Job<fn(u8) -> shop::Id>::run", "Job<fn(u8) -> shop::Id>::run"),
            ("shop::each<u8>::next", "next"),
            (">", ">"),
            ("", ""),
            ("a::", ""),
        ] {
            assert_eq!(short_name(full), short, "{full}");
        }
    }
}
