//! Sync calls.

use callflow::{Node, TraceScope};

use crate::{
    clocks::{body, clock, plain, two_clocks, two_instants},
    measure::{Comparison, calls},
    table::{Row, Section},
};

const CALLS: u64 = 50_000;

#[callflow::trace]
#[inline(never)]
pub(crate) fn traced(n: u64) -> u64 {
    body(n)
}

/// What a function gives whose errors can be observed.
type Checked = Result<u64, String>;

#[inline(always)]
#[expect(clippy::inline_always, clippy::unnecessary_wraps, reason = "the body of the three below")]
fn checked(n: u64) -> Checked {
    Ok(body(n))
}

#[inline(never)]
fn plain_checked(n: u64) -> Checked {
    checked(n)
}

#[callflow::trace]
#[inline(never)]
fn observed(n: u64) -> Checked {
    checked(n)
}

#[callflow::trace(err = false)]
#[inline(never)]
fn unobserved(n: u64) -> Checked {
    checked(n)
}

#[fastrace::trace]
#[inline(never)]
fn fastraced(n: u64) -> u64 {
    body(n)
}

pub(crate) fn in_a_scope(rounds: usize) -> Section {
    let scope = TraceScope::new();
    let mut cases = Comparison::default();
    let clocks = cases.case(|| calls(CALLS, |n| two_clocks(clock(), n)));
    let instants = cases.case(|| calls(CALLS, two_instants));
    let call = cases.case(|| {
        let _inside = scope.enter();
        calls(CALLS, traced)
    });
    let observed = cases.case(|| {
        let _inside = scope.enter();
        calls(CALLS, observed)
    });
    let unobserved = cases.case(|| {
        let _inside = scope.enter();
        calls(CALLS, unobserved)
    });
    let count = rounds as u64 + 1;
    let rounds = cases.run(rounds);
    // What is said to be measured was recorded.
    assert_eq!(scope.snapshot().nodes().iter().map(Node::calls).sum::<u64>(), count * 3 * CALLS);
    let (ratio, above) = (rounds.ratio(call, clocks), rounds.above(call, clocks));
    Section {
        title: "Sync calls in a scope, against two clock reads",
        rows: vec![
            Row::new("two clock reads", rounds.wall(clocks)),
            Row::new("two `Instant`s", rounds.wall(instants)).ratio(rounds.ratio(instants, clocks)),
            Row::new("#[trace]", rounds.wall(call)).ratio_at_most(ratio, 1.4).above_at_most(above, 12.0),
            Row::new("#[trace] on `-> Result`, err = false (one let)", rounds.wall(unobserved))
                .ratio(rounds.ratio(unobserved, clocks))
                .above(rounds.above(unobserved, clocks)),
            Row::new("#[trace] on `-> Result`; above: than err = false", rounds.wall(observed))
                .ratio(rounds.ratio(observed, clocks))
                .above_at_most(rounds.above(observed, unobserved), 2.0),
        ],
    }
}

/// No topic leaves a scope or a parent behind, so it does not matter when this one runs.
pub(crate) fn without_a_scope(rounds: usize) -> Section {
    let mut cases = Comparison::default();
    let bare = cases.case(|| calls(CALLS, plain));
    let bare_checked = cases.case(|| calls(CALLS, plain_checked));
    let call = cases.case(|| calls(CALLS, traced));
    let observed = cases.case(|| calls(CALLS, observed));
    let fastrace = cases.case(|| calls(CALLS, fastraced));
    let rounds = cases.run(rounds);
    let not_slower = rounds.ratio(call, fastrace) <= 1.0;
    Section {
        title: "Sync calls without a scope, against a plain call",
        rows: vec![
            Row::new("a plain call", rounds.wall(bare)),
            Row::new("#[trace]", rounds.wall(call))
                .ratio(rounds.ratio(call, bare))
                .above_at_most(rounds.above(call, bare), 2.0)
                .target("≤ fastrace", not_slower),
            Row::new("a plain call, `-> Result`", rounds.wall(bare_checked)),
            Row::new("#[trace] on `-> Result`, against that", rounds.wall(observed))
                .ratio(rounds.ratio(observed, bare_checked))
                .above_at_most(rounds.above(observed, bare_checked), 2.0),
            Row::new("#[fastrace::trace] without a parent", rounds.wall(fastrace))
                .ratio(rounds.ratio(fastrace, bare))
                .above(rounds.above(fastrace, bare)),
        ],
    }
}
