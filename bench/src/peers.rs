//! Other libraries, recording the same calls, in the same run.
//!
//! What is compared is the processor time of the whole process: opening, recording, aggregating, and what background
//! threads do until nothing is left to be drained.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use callflow::trace_scope;
use fastrace::{
    Span,
    collector::{Config, Reporter, SpanContext, SpanRecord},
};
use puffin::GlobalProfiler;

use crate::{
    clocks::{body, clock, two_clocks, two_instants},
    futures::{clocked, now, parent, plain},
    measure::{Case, Comparison, Rounds, calls, timed},
    sync,
    table::{Row, Section},
};

const CALLS: u64 = 100_000;
/// Calls below one root span or in one frame: fastrace drops spans past 10,240.
const BATCH: u64 = 1_000;

#[fastrace::trace]
#[inline(never)]
fn fastraced(n: u64) -> u64 {
    body(n)
}

#[fastrace::trace]
async fn fastraced_future(n: u64) -> u64 {
    plain(n).await
}

#[tracing::instrument]
#[inline(never)]
fn instrumented(n: u64) -> u64 {
    body(n)
}

#[tracing::instrument(skip_all)]
#[inline(never)]
fn instrumented_without_fields(n: u64) -> u64 {
    body(n)
}

#[tracing::instrument(skip_all)]
async fn instrumented_future(n: u64) -> u64 {
    plain(n).await
}

#[inline(never)]
fn profiled(n: u64) -> u64 {
    puffin::profile_function!();
    body(n)
}

/// Counts spans and drops them.
struct Drain;

static DRAINED: AtomicU64 = AtomicU64::new(0);

impl Reporter for Drain {
    fn report(&mut self, spans: Vec<SpanRecord>) {
        DRAINED.fetch_add(spans.len() as u64, Relaxed);
    }
}

/// Starts what the peers need. It is for the whole process.
fn start() {
    fastrace::set_reporter(Drain, Config::default());
    // A second run of this topic finds the first one's.
    let _ = tracing::subscriber::set_global_default(tracing_subscriber::registry());
    puffin::set_scopes_on(true);
}

/// Calls below root spans, until the reporter has them.
fn below_roots(mut batch: impl FnMut()) {
    for _ in 0..CALLS / BATCH {
        let root = Span::root("root", SpanContext::random());
        let _inside = root.set_local_parent();
        batch();
    }
    fastrace::flush();
}

fn row(rounds: &Rounds, what: &str, case: Case, ours: Case) -> Row {
    let wall = rounds.ratio(case, ours);
    Row::new(what, rounds.cpu(case)).ratio(rounds.cpu_ratio(case, ours)).remark(format!("wall {wall:.2} ×"))
}

fn target(rounds: &Rounds, what: &str, case: Case, ours: Case, least: f64) -> Row {
    let (cpu, wall) = (rounds.cpu_ratio(case, ours), rounds.ratio(case, ours));
    row(rounds, what, case, ours).target(format!("≥ {least} ×"), cpu.min(wall) >= least)
}

pub(crate) fn sync(rounds: usize) -> Section {
    start();
    let mut cases = Comparison::default();
    let ours = cases.case(|| timed(CALLS, || trace_scope!(|| calls(CALLS, sync::traced))));
    let clocks = cases.case(|| calls(CALLS, |n| two_clocks(clock(), n)));
    let instants = cases.case(|| calls(CALLS, two_instants));
    let fastrace = cases.case(|| timed(CALLS, || below_roots(|| _ = calls(BATCH, fastraced))));
    let tracing = cases.case(|| calls(CALLS, instrumented_without_fields));
    let fields = cases.case(|| calls(CALLS, instrumented));
    let puffin = cases.case(|| {
        timed(CALLS, || {
            for _ in 0..CALLS / BATCH {
                puffin::profile_scope!("batch");
                calls(BATCH, profiled);
            }
            GlobalProfiler::lock().new_frame();
        })
    });
    let before = DRAINED.load(Relaxed);
    let count = rounds as u64 + 1;
    let rounds = cases.run(rounds);
    let drained = 100 * (DRAINED.load(Relaxed) - before) / (count * (CALLS + CALLS / BATCH));
    Section {
        title: "Peers, sync: processor time of the whole process per call, against #[callflow::trace]",
        rows: vec![
            row(&rounds, "#[callflow::trace], scope and snapshot included", ours, ours),
            row(&rounds, "two clock reads", clocks, ours),
            row(&rounds, "two `Instant`s", instants, ours),
            target(&rounds, &format!("fastrace, {drained} % of spans drained"), fastrace, ours, 4.0),
            target(&rounds, "tracing + registry (takes no times), skip_all", tracing, ours, 2.5),
            target(&rounds, "tracing + registry (takes no times), with its argument", fields, ours, 2.5),
            target(&rounds, "puffin (aggregates nothing)", puffin, ours, 2.5),
        ],
    }
}

pub(crate) fn futures(rounds: usize) -> Section {
    start();
    let mut cases = Comparison::default();
    let ours = cases.case(|| timed(CALLS, || trace_scope!(|| now(parent(CALLS)))));
    let clocks = cases.case(|| calls(CALLS, |n| now(clocked(n))));
    let fastrace =
        cases.case(|| timed(CALLS, || below_roots(|| _ = calls(BATCH, |n| now(fastraced_future(n))))));
    let tracing = cases.case(|| calls(CALLS, |n| now(instrumented_future(n))));
    let before = DRAINED.load(Relaxed);
    let count = rounds as u64 + 1;
    let rounds = cases.run(rounds);
    let drained = 100 * (DRAINED.load(Relaxed) - before) / (count * (CALLS + CALLS / BATCH));
    Section {
        title: "Peers, async and ready at once: the same, against #[callflow::trace_async]",
        rows: vec![
            row(&rounds, "#[callflow::trace_async], scope and snapshot included", ours, ours),
            row(&rounds, "two clock reads", clocks, ours),
            target(&rounds, &format!("fastrace, {drained} % of spans drained"), fastrace, ours, 2.5),
            target(&rounds, "tracing + registry (takes no times), skip_all", tracing, ours, 2.5),
        ],
    }
}
