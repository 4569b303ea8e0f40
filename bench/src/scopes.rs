//! What a scope costs as a whole.

use callflow::{TraceScope, trace_scope};

use crate::{
    futures::{now, parent},
    hundred,
    measure::{Comparison, timed},
    table::{Row, Section},
};

const SCOPES: u64 = 100;

pub(crate) fn rows(rounds: usize) -> Section {
    let large = TraceScope::new();
    drop(large.run(|| hundred::walk(10_000)));
    let timeline = TraceScope::new();
    timeline.run(|| now(parent(20_000)));
    let mut cases = Comparison::default();
    let open = cases.case(|| {
        timed(SCOPES, || {
            for _ in 0..SCOPES {
                drop(trace_scope!(|| hundred::walk(10)));
            }
        })
    });
    let empty = cases.case(|| timed(SCOPES, || (0..SCOPES).for_each(|_| drop(trace_scope!(|| ())))));
    let calls = cases.case(|| timed(1, || timeline.snapshot()));
    let snapshot = cases.case(|| timed(1, || large.snapshot()));
    let rounds = cases.run(rounds);
    let [open, snapshot] = [open, snapshot].map(|case| rounds.wall(case));
    Section {
        title: "Scopes",
        rows: vec![
            Row::new("opened, closed, snapshot of nothing", rounds.wall(empty)),
            Row::new("opened, closed, snapshot of 10 paths", open).target("≤ 30 µs", open <= 30e3),
            Row::new("snapshot of 16,384 calls in the timeline", rounds.wall(calls)),
            Row::new("snapshot of 10,000 paths", snapshot).target("≤ 10 ms", snapshot <= 10e6),
        ],
    }
}
