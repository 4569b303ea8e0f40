//! A function so small that its probe is most of what is measured, and how much of the probe is left in its self time.

use std::hint::black_box;

use callflow::trace_scope;

use crate::{
    measure::{Comparison, timed},
    table::{Row, Section},
};

const N: u32 = 27;

#[inline(never)]
fn plain_fib(n: u32) -> u64 {
    if n < 2 { u64::from(n) } else { plain_fib(n - 1) + plain_fib(n - 2) }
}

#[callflow::trace]
#[inline(never)]
fn fib(n: u32) -> u64 {
    if n < 2 { u64::from(n) } else { fib(n - 1) + fib(n - 2) }
}

/// Nanoseconds for each call, of one untraced run and the traced run right after it.
#[derive(Debug, Clone, Copy)]
struct Run {
    plain: f64,
    traced: f64,
    own_raw: f64,
    own: f64,
}

impl Run {
    fn new() -> Self {
        // fib(n) makes as many calls as it would take with 1 for every call.
        let calls = 2 * plain_fib(N + 1) - 1;
        let plain = timed(calls, || plain_fib(black_box(N)));
        let mut graph = None;
        let traced = timed(calls, || {
            let traced = trace_scope!(|| fib(black_box(N)));
            graph = Some(traced.graph);
        });
        let graph = graph.expect("the scope ran");
        let node = graph.node("fib").expect("fib was traced");
        // What is said to be measured was recorded.
        assert_eq!(node.calls(), calls);
        let per_call = |time: std::time::Duration| time.as_nanos() as f64 / calls as f64;
        Self {
            plain: plain.wall,
            traced: traced.wall,
            own_raw: per_call(node.self_time_raw()),
            own: per_call(node.self_time()),
        }
    }

    fn probe(self) -> f64 {
        self.traced - self.plain
    }
}

pub(crate) fn rows(rounds: usize) -> Section {
    let mut cases = Comparison::default();
    let run = cases.case(Run::new);
    let rounds = cases.run(rounds);
    let median = |number: fn(Run) -> f64| rounds.median_of(|of| number(of(run)));
    let row = |what: &str, number: fn(Run) -> f64| {
        Row::new(what, median(number)).ratio(rounds.median_of(|of| number(of(run)) / of(run).plain))
    };
    // By its size: what is taken off may be too much as well as too little.
    let residual = median(|run| run.own - run.plain);
    let most = (0.1 * median(Run::probe)).max(3.0);
    Section {
        title: "fib(27), each call, against the untraced one; above: than the untraced one",
        rows: vec![
            row("untraced, not inlined", |run| run.plain),
            row("#[trace], scope and snapshot included", |run| run.traced).above(median(Run::probe)),
            row("`self_time_raw`", |run| run.own_raw).above(median(|run| run.own_raw - run.plain)),
            row("`self_time`", |run| run.own)
                .above(residual)
                .target(format!("≤ ±{most:.1} ns"), residual.abs() <= most),
        ],
    }
}
