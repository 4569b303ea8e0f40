//! Other libraries, recording the same calls. Each runs in a process of its own, in turn with us.

mod fastrace;
mod hotpath;
mod puffin;
mod tracing;
#[cfg(feature = "tracy")]
mod tracy;
mod turns;

use callflow::trace_scope;

use crate::{
    child::Program,
    clocks::{clock, two_clocks, two_instants},
    futures::{clocked, now, parent},
    measure::calls,
    sync,
    table::Section,
};

pub(crate) const PROGRAMS: [(&str, Program); 3] = [
    ("peers", |numbers| turns::findings(numbers, our_sync, SYNC)),
    ("async-peers", |numbers| turns::findings(numbers, our_futures, FUTURES)),
    ("hotpath-calls", hotpath::resident),
];

/// Calls of a case, where the peer says nothing else.
const CALLS: u64 = 100_000;
/// Enough that what is not yet drained fits no cache.
const MANY: u64 = 1_000_000;
/// Calls below one root span or in one frame: fastrace drops spans past 10,240.
const BATCH: u64 = 1_000;

/// A library, or a program to compare with.
struct Peer {
    what: &'static str,
    /// Starts what the process needs.
    start: fn() -> Session,
    calls: u64,
    targets: Targets,
}

impl Peer {
    const fn new(what: &'static str, start: fn() -> Session, least: f64) -> Self {
        Self { what, start, calls: CALLS, targets: Targets { both: least, process: least } }
    }

    const fn process(self, process: f64) -> Self {
        Self { targets: Targets { process, ..self.targets }, ..self }
    }

    const fn calls(self, calls: u64) -> Self {
        Self { calls, ..self }
    }
}

/// How many times our cost a peer's has to be.
#[derive(Clone, Copy)]
struct Targets {
    /// In processor time and in wall time.
    both: f64,
    /// In processor time.
    process: f64,
}

/// A library that has been started.
struct Session {
    /// Makes so many calls and waits until nothing of them is left to be drained.
    record: Box<dyn FnMut(u64)>,
    /// How many calls have come out of so many; `None` where none come out.
    arrived: fn(u64) -> Option<u64>,
}

impl Session {
    fn new(record: impl FnMut(u64) + 'static, arrived: fn(u64) -> Option<u64>) -> Self {
        Self { record: Box::new(record), arrived }
    }

    /// Of what hands nothing on.
    fn without_output(record: fn(u64)) -> Self {
        Self::new(record, |_| None)
    }
}

const SYNC: &[Peer] = &[
    Peer::new("two clock reads", || Session::without_output(two_clock_reads), 0.0),
    Peer::new("two `Instant`s", || Session::without_output(|count| _ = calls(count, two_instants)), 0.0),
    Peer::new("fastrace", fastrace::sync, 4.0),
    Peer::new("fastrace", fastrace::sync, 4.0).calls(MANY),
    Peer::new("hotpath", hotpath::sync, 2.5).process(8.0),
    Peer::new("hotpath", hotpath::sync, 2.5).process(8.0).calls(MANY),
    Peer::new("puffin", puffin::sync, 2.5),
    #[cfg(feature = "tracy")]
    Peer::new("tracy-client", tracy::sync, 2.5),
    Peer::new("tracing + registry", tracing::sync, 2.5),
    Peer::new("tracing + registry, argument", tracing::with_argument, 2.5),
    Peer::new("tracing + tracing-chrome", tracing::chrome_sync, 2.5),
];

const FUTURES: &[Peer] = &[
    Peer::new("two clock reads", || Session::without_output(two_clock_reads_around_a_future), 0.0),
    Peer::new("fastrace", fastrace::futures, 2.5),
    Peer::new("fastrace", fastrace::futures, 2.5).calls(MANY),
    Peer::new("hotpath", hotpath::futures, 2.5),
    Peer::new("hotpath", hotpath::futures, 2.5).calls(MANY),
    Peer::new("hotpath, future = true", hotpath::polls, 2.5),
    Peer::new("tracing + registry", tracing::futures, 2.5),
    Peer::new("tracing + tracing-chrome", tracing::chrome_futures, 2.5),
];

fn two_clock_reads(count: u64) {
    calls(count, |n| two_clocks(clock(), n));
}

fn two_clock_reads_around_a_future(count: u64) {
    calls(count, |n| now(clocked(n)));
}

fn our_sync(count: u64) {
    trace_scope!(|| calls(count, sync::traced));
}

fn our_futures(count: u64) {
    trace_scope!(|| now(parent(count)));
}

pub(crate) fn sync(rounds: usize) -> Section {
    Section {
        title: "Peers, sync: processor time a call, of the process (cpu) and of the calling thread, against us",
        rows: turns::rows("peers", "#[callflow::trace]", SYNC, rounds),
    }
}

pub(crate) fn futures(rounds: usize) -> Section {
    Section {
        title: "Peers, async and ready at once: the same",
        rows: turns::rows("async-peers", "#[callflow::trace_async]", FUTURES, rounds),
    }
}
