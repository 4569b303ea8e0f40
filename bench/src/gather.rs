//! Many futures at once.

use std::hint::black_box;

use callflow::{TraceScope, gather_traced};
use futures::future::join_all;

use crate::{
    futures::{now, plain, traced},
    measure::{Comparison, timed},
    table::{Row, Section, count},
};

const CHILDREN: u64 = 10_000;

pub(crate) fn ten_thousand(rounds: usize) -> Section {
    let scope = TraceScope::new();
    let mut cases = Comparison::default();
    let joined = cases.case(|| {
        let _inside = scope.enter();
        timed(CHILDREN, || now(join_all((0..CHILDREN).map(traced))))
    });
    let plain_joined = cases.case(|| timed(CHILDREN, || now(join_all((0..CHILDREN).map(plain)))));
    let gathered = cases.case(|| {
        let _inside = scope.enter();
        timed(CHILDREN, || now(gather_traced((0..CHILDREN).map(traced))))
    });
    let plain_gathered = cases.case(|| {
        let _inside = scope.enter();
        timed(CHILDREN, || now(gather_traced((0..CHILDREN).map(plain))))
    });
    let rounds = cases.run(rounds);
    Section {
        title: "10,000 ready futures at once, per future, against `join_all` of traced calls",
        rows: vec![
            Row::new("join_all of plain calls", rounds.wall(plain_joined)),
            Row::new("join_all of traced calls", rounds.wall(joined)),
            Row::new("gather_traced of plain calls", rounds.wall(plain_gathered))
                .ratio(rounds.ratio(plain_gathered, joined)),
            Row::new("gather_traced of traced calls", rounds.wall(gathered))
                .ratio_at_most(rounds.ratio(gathered, joined), 1.5),
        ],
    }
}

const WIDTHS: [u64; 6] = [1, 10, 100, 1_000, 10_000, 100_000];

/// Gathers of that many futures each.
pub(crate) fn width(rounds: usize) -> Section {
    let scope = TraceScope::new();
    let mut cases = Comparison::default();
    let pairs = WIDTHS.map(|width| {
        let repeats = (CHILDREN / width).max(1);
        let scope = &scope;
        let mut case = |gather: fn(u64)| {
            cases.case(move || {
                let _inside = scope.enter();
                timed(repeats * width, || (0..repeats).for_each(|_| gather(black_box(width))))
            })
        };
        let joined = case(|width| drop(now(join_all((0..width).map(traced)))));
        let gathered = case(|width| drop(now(gather_traced((0..width).map(traced)))));
        (joined, gathered)
    });
    let rounds = cases.run(rounds);
    let rows = WIDTHS.iter().zip(&pairs).map(|(&width, &(joined, gathered))| {
        let row = Row::new(format!("gather_traced of {}", count(width)), rounds.wall(gathered));
        let ratio = rounds.ratio(gathered, joined);
        let row = if width < 10_000 { row.ratio(ratio) } else { row.ratio_at_most(ratio, 1.5) };
        row.above(rounds.above(gathered, joined))
    });
    Section {
        title: "Width of a gather, per ready future, against `join_all` of as many traced calls",
        rows: rows.collect(),
    }
}
