//! Two threads at once.

use std::{
    sync::Barrier,
    thread,
    time::{Duration, Instant},
};

use callflow::TraceScope;

use crate::{
    clocks::{clock, two_clocks},
    futures::{now, parent, traced as traced_future},
    measure::{Case, Comparison, Cost, calls, thread_cpu_time},
    sync::traced,
    table::{Row, Section},
};

const CALLS: u64 = 100_000;

/// How often a measurement is repeated in which the threads had to share a processor with each other or with
/// another process.
const TRIES: usize = 10;

/// The time of an operation when `threads` do `CALLS` each at once, in `scope` if there is one.
fn at_once(threads: usize, scope: Option<&TraceScope>, work: impl Fn(u64) + Sync) -> Cost {
    let mut best = Cost { wall: f64::INFINITY, cpu: 0.0 };
    for _ in 0..TRIES {
        let cost = once(threads, scope, &work);
        if cost.cpu / cost.wall > best.cpu / best.wall {
            best = cost;
        }
        if best.cpu > 0.97 * threads as f64 * best.wall {
            break;
        }
    }
    best
}

fn once(threads: usize, scope: Option<&TraceScope>, work: impl Fn(u64) + Sync) -> Cost {
    let barrier = Barrier::new(threads);
    let run = || {
        let _inside = scope.map(TraceScope::enter);
        work(100);
        barrier.wait();
        let (start, cpu) = (Instant::now(), thread_cpu_time());
        work(CALLS);
        (start, Instant::now(), thread_cpu_time() - cpu)
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(run)).collect();
        let times: Vec<_> = threads.into_iter().filter_map(|thread| thread.join().ok()).collect();
        let start = times.iter().map(|(start, ..)| start).min();
        let end = times.iter().map(|(_, end, _)| end).max();
        let wall = start.zip(end).map_or(Duration::ZERO, |(start, end)| *end - *start);
        let cpu: f64 = times.iter().map(|(.., cpu)| cpu).sum();
        Cost { wall: wall.as_nanos() as f64 / CALLS as f64, cpu: cpu / CALLS as f64 }
    })
}

pub(crate) fn rows(rounds: usize) -> Section {
    let scope = TraceScope::new();
    let mut cases = Comparison::default();
    let mut pair = |scope, work: fn(u64)| -> [Case; 2] {
        [1, 2].map(|threads| cases.case(move || at_once(threads, scope, work)))
    };
    let bare = pair(None, |count| {
        calls(count, |n| two_clocks(clock(), n));
    });
    let sync = pair(Some(&scope), |count| {
        calls(count, traced);
    });
    let top = pair(Some(&scope), |count| {
        calls(count, |n| now(traced_future(n)));
    });
    let below = pair(Some(&scope), |count| now(parent(count)));
    let rounds = cases.run(rounds);

    // As if two bare loops did exactly twice the work of one.
    let gain = |[one, two]: [Case; 2]| {
        rounds.median_of(|cost| {
            let slower = |[one, two]: [Case; 2]| cost(two).wall / cost(one).wall;
            2.0 * slower(bare) / slower([one, two])
        })
    };
    let row = |what: &str, [one, two]: [Case; 2], least| {
        Row::new(what, rounds.wall(two)).ratio_at_least(gain([one, two]), least).above(rounds.above(two, one))
    };
    Section {
        title: "Two threads at once: work done against one thread, two clock reads set to 2; above: one thread's cost",
        rows: vec![
            Row::new("two clock reads (their own gain in the ratio)", rounds.wall(bare[1]))
                .ratio(2.0 * rounds.ratio(bare[0], bare[1]))
                .above(rounds.above(bare[1], bare[0])),
            row("#[trace]", sync, 1.9),
            row("#[trace_async], ready at once, at top level", top, 1.3),
            row("#[trace_async], ready at once, below a traced call each", below, 1.8),
        ],
    }
}
