//! How much memory recording takes. Every row is a process of its own, or its beginning would be what other rows left.

use std::thread;

use callflow::{TraceScope, trace_scope};

use crate::{
    child::{self, Program},
    futures::{now, parent},
    resident::Resident,
    table::{Row, Section, count},
    tree::walk,
};

pub(crate) const PROGRAMS: [(&str, Program); 6] = [
    ("nothing", |_| vec![Resident::of_child().peak]),
    ("calls", calls),
    ("async-calls", async_calls),
    ("threads", threads),
    ("scopes", scopes),
    ("idle-scopes", idle_scopes),
];

const MIB: f64 = 1_048_576.0;
/// Growth up to here is called none: allocators round.
const FLAT: f64 = MIB;
const PATHS: u64 = 100;
/// Enough to fill the timeline of a scope.
const TIMELINE: u64 = 20_000;

/// `[threads, paths, calls]`, all threads and all paths in one scope. Returns the peaks of recording and of the graph.
fn calls(numbers: &[u64]) -> Vec<f64> {
    let &[threads, paths, calls] = numbers else { panic!("threads, paths, calls") };
    // Threads that find the same path at once use up numbers, which count against the cap.
    let cap = paths as usize + 1_000;
    let scope = TraceScope::builder().max_call_paths(cap).build().expect("a possible cap");
    let walks = calls / threads / paths;
    thread::scope(|spawned| {
        for _ in 0..threads {
            spawned.spawn(|| {
                let _inside = scope.enter();
                (0..walks).for_each(|_| walk(paths));
            });
        }
    });
    let recording = Resident::of_child().peak;
    let graph = scope.snapshot();
    // What is said to be measured was recorded.
    assert_eq!((graph.calls(), graph.call_tree().len() as u64), (walks * paths * threads, paths));
    vec![recording, Resident::of_child().peak]
}

/// `[calls]` of a future that is ready at once.
fn async_calls(numbers: &[u64]) -> Vec<f64> {
    let &[calls] = numbers else { panic!("calls") };
    let scope = TraceScope::new();
    {
        let _inside = scope.enter();
        now(parent(calls));
    }
    let recording = Resident::of_child().peak;
    assert_eq!(scope.snapshot().calls(), calls + 1);
    vec![recording, Resident::of_child().peak]
}

/// What is resident after a tenth of the steps and after all of them, and the peak.
fn steps(steps: u64, mut step: impl FnMut()) -> Vec<f64> {
    let mut sizes = Vec::new();
    for done in 1..=steps {
        step();
        if done == steps / 10 || done == steps {
            sizes.push(Resident::of_child().now);
        }
    }
    sizes.push(Resident::of_child().peak);
    sizes
}

/// Sync calls on a hundred paths and eleven async ones.
fn some_calls() {
    walk(PATHS);
    now(parent(10));
}

/// `[threads]` one after another in one scope.
fn threads(numbers: &[u64]) -> Vec<f64> {
    let &[threads] = numbers else { panic!("threads") };
    let scope = TraceScope::new();
    // The timeline grows until it is full, whoever calls.
    scope.run(|| now(parent(TIMELINE)));
    let context = scope.context();
    let sizes = steps(threads, || {
        thread::spawn(context.clone().propagate(some_calls)).join().expect("calls do not panic");
    });
    assert_eq!(scope.snapshot().calls(), TIMELINE + 1 + threads * (PATHS + 11));
    sizes
}

/// `[scopes]` one after another.
fn scopes(numbers: &[u64]) -> Vec<f64> {
    let &[scopes] = numbers else { panic!("scopes") };
    steps(scopes, || {
        let graph = trace_scope!(some_calls).graph;
        assert_eq!(graph.calls(), PATHS + 11);
    })
}

/// `[scopes, sync, async]`: that many scopes at once, each of which has seen that many calls. Returns bytes of a scope.
fn idle_scopes(numbers: &[u64]) -> Vec<f64> {
    let &[scopes, sync, futures] = numbers else { panic!("scopes, sync, async") };
    let mut open = Vec::with_capacity(scopes as usize);
    let before = Resident::of_child().now;
    open.extend((0..scopes).map(|_| {
        let scope = TraceScope::new();
        let inside = scope.enter();
        walk(sync);
        (0..futures).for_each(|_| now(parent(0)));
        drop(inside);
        scope
    }));
    vec![(Resident::of_child().now - before) / scopes as f64]
}

fn size(bytes: f64) -> String {
    if bytes < MIB { format!("{:.1} KiB", bytes / 1024.0) } else { format!("{:.1} MiB", bytes / MIB) }
}

fn growth(bytes: f64) -> String {
    format!("{:+.1} MiB", bytes / MIB)
}

/// A row of `[recording, with its graph]`.
fn peaks(what: impl Into<String>, peaks: &[f64]) -> Row {
    Row::of(what).cell("recording", size(peaks[0])).cell("with graph", size(peaks[1]))
}

/// Rows of growing numbers, against the first.
fn series(numbers: &[u64], row: impl Fn(u64) -> (String, Vec<f64>)) -> Vec<Row> {
    let measured: Vec<_> = numbers.iter().map(|&number| row(number)).collect();
    let first = measured[0].1[1];
    let rows = measured.into_iter().map(|(what, sizes)| {
        let grown = sizes[1] - first;
        peaks(what, &sizes)
            .cell("growth", growth(grown))
            .target("≤ 32 MiB", sizes[1] <= 32.0 * MIB)
            .target("flat", grown <= FLAT)
    });
    rows.collect()
}

fn paths(what: &str, threads: u64, most: f64) -> Row {
    let sizes = child::run("calls", &[threads, 100_000, threads * 1_000_000]);
    peaks(what, &sizes).target(format!("≤ {most} MiB"), sizes[1] <= most * MIB)
}

fn one_after_another(program: &str) -> Row {
    let sizes = child::run(program, &[10_000]);
    let grown = sizes[1] - sizes[0];
    Row::of(format!("10,000 {program} one after another, growth after 1,000"))
        .cell("recording", size(sizes[2]))
        .cell("growth", growth(grown))
        .target("flat", grown <= FLAT)
}

fn idle(what: &str, sync: u64, futures: u64) -> Row {
    let bytes = child::run("idle-scopes", &[1_000, sync, futures])[0];
    Row::of(format!("an idle scope, {what}"))
        .cell("recording", size(bytes))
        .target("≤ 64 KiB", bytes <= 64.0 * 1024.0)
}

/// Sizes do not vary with the machine's load, so there are no rounds.
pub(crate) fn rows(_rounds: usize) -> Section {
    let title = "Memory: the most that was resident, of a process that does only this";
    if Resident::read().is_none() {
        return Section {
            title,
            rows: vec![Row::of("not told by this system: no VmRSS and VmHWM in /proc")],
        };
    }
    let mut rows = vec![Row::of("nothing traced").cell("recording", size(child::run("nothing", &[])[0]))];
    let mut sync = series(&[10_000, 100_000, 1_000_000, 10_000_000, 100_000_000], |calls| {
        let what = format!("{} sync calls, 100 paths, 2 threads", count(calls));
        (what, child::run("calls", &[2, PATHS, calls]))
    });
    rows.append(&mut sync);
    rows.append(&mut series(&[100_000, 10_000_000], |calls| {
        (format!("{} async calls, timeline full", count(calls)), child::run("async-calls", &[calls]))
    }));
    rows.extend([
        paths("100,000 paths, 10 calls on each, 1 thread", 1, 64.0),
        paths("100,000 paths, 10 calls on each by each of 16 threads", 16, 400.0),
        one_after_another("threads"),
        one_after_another("scopes"),
    ]);
    rows.extend([idle("nothing called", 0, 0), idle("one sync call", 1, 0), idle("one async call", 0, 1)]);
    rows.extend([100_000, 5_000_000].map(|calls| {
        peaks(format!("hotpath, {} sync calls", count(calls)), &child::run("hotpath-calls", &[calls]))
    }));
    Section { title, rows }
}
