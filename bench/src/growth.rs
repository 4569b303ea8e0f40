//! Whether the cost of a call grows with the callees of its caller, the depth of the stack, or the calls before it.

use std::hint::black_box;

use callflow::TraceScope;
use quanta::Clock;

use crate::{
    clocks::{clock, two_clocks},
    measure::{Comparison, Random, calls, timed},
    sync,
    table::{Row, Section, count},
    thousand::{self, Function},
};

const CALLS: usize = 20_000;
const SIZES: [usize; 4] = [1, 10, 100, 1_000];

/// Calls functions in the given order from one caller.
#[callflow::trace]
#[inline(never)]
fn caller(functions: &[Function], order: &[usize]) {
    for &place in order {
        black_box(functions[place](place as u64));
    }
}

/// Callees in random order, from one caller. What the processor mispredicts is in the clocked calls too.
pub(crate) fn fan_out(rounds: usize) -> Section {
    let scope = TraceScope::new();
    let mut random = Random::default();
    let orders = SIZES.map(|size| (0..CALLS).map(|_| random.below(size)).collect::<Vec<_>>());
    let mut cases = Comparison::default();
    let pairs = orders.each_ref().map(|order| {
        let clocks = cases.case(|| timed(CALLS as u64, || caller(thousand::clocked(), order)));
        let plain = cases.case(|| timed(CALLS as u64, || caller(thousand::plain(), order)));
        let traced = cases.case(|| {
            let _inside = scope.enter();
            timed(CALLS as u64, || caller(thousand::traced(), order))
        });
        (clocks, plain, traced)
    });
    let rounds = cases.run(rounds);
    let (_, first_plain, first) = pairs[0];
    let rows = SIZES.iter().zip(&pairs).map(|(&size, &(clocks, plain, traced))| {
        let row = Row::new(format!("#[trace], {size} callees"), rounds.wall(traced))
            .ratio(rounds.ratio(traced, clocks))
            .above(rounds.above(traced, clocks));
        // What tracing adds, so that the plain calls' own mispredictions and cache misses are left out.
        let added = rounds.median_of(|cost| {
            let added = |traced, plain| cost(traced).wall - cost(plain).wall;
            added(traced, plain) - added(first, first_plain)
        });
        let row = row.cell("to 1 callee", format!("{added:+.1} ns"));
        if size == 1_000 { row.target("≤ +15 ns to 1", added <= 15.0) } else { row }
    });
    Section {
        title: "Fan-out in random order, against two clock reads in as many functions",
        rows: rows.collect(),
    }
}

#[callflow::trace]
#[inline(never)]
fn traced(depth: usize) -> usize {
    if depth == 0 { 0 } else { black_box(traced(black_box(depth - 1))) + 1 }
}

#[inline(never)]
fn clocked(clock: &Clock, depth: usize) -> usize {
    let start = clock.raw();
    let value = if depth == 0 { 0 } else { black_box(clocked(clock, black_box(depth - 1))) + 1 };
    black_box(clock.raw().wrapping_sub(start));
    value
}

/// A function that calls itself.
pub(crate) fn depth(rounds: usize) -> Section {
    let scope = TraceScope::new();
    let mut cases = Comparison::default();
    let pairs = SIZES.map(|depth| {
        let repeats = CALLS / depth;
        let operations = (repeats * depth) as u64;
        let clocks = cases.case(move || {
            timed(operations, || {
                for _ in 0..repeats {
                    black_box(clocked(clock(), depth - 1));
                }
            })
        });
        let scope = &scope;
        let traced = cases.case(move || {
            let _inside = scope.enter();
            timed(operations, || {
                for _ in 0..repeats {
                    black_box(traced(depth - 1));
                }
            })
        });
        (clocks, traced)
    });
    let rounds = cases.run(rounds);
    let rows = SIZES.iter().zip(&pairs).map(|(&depth, &(clocks, traced))| {
        Row::new(format!("#[trace], recursion {depth} deep"), rounds.wall(traced))
            .ratio(rounds.ratio(traced, clocks))
            .above(rounds.above(traced, clocks))
    });
    Section { title: "Depth, against two clock reads around the same recursion", rows: rows.collect() }
}

/// Calls that a scope has seen before.
const AGES: [u64; 5] = [10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];
/// Scopes up to this age are made in every round, since what is measured makes them older.
const YOUNG: u64 = 1_000_000;

fn aged(age: u64) -> TraceScope {
    let scope = TraceScope::new();
    {
        let _inside = scope.enter();
        calls(age, sync::traced);
    }
    scope
}

/// Calls in scopes that have seen many.
pub(crate) fn total_calls(rounds: usize) -> Section {
    let measured = AGES[0];
    let mut cases = Comparison::default();
    let clocks = cases.case(|| calls(measured, |n| two_clocks(clock(), n)));
    let ages = AGES.map(|age| {
        let old = (age > YOUNG).then(|| aged(age));
        cases.case(move || {
            let young = old.is_none().then(|| aged(age));
            let _inside = old.as_ref().or(young.as_ref()).map(TraceScope::enter);
            calls(measured, sync::traced)
        })
    });
    let rounds = cases.run(rounds);
    let rows = AGES.iter().zip(&ages).map(|(&age, &traced)| {
        let than_first = rounds.above(traced, ages[0]);
        Row::new(format!("#[trace], after {} calls", count(age)), rounds.wall(traced))
            .ratio(rounds.ratio(traced, clocks))
            .above(rounds.above(traced, clocks))
            .cell("to the first", format!("{than_first:+.1} ns"))
    });
    Section {
        title: "The next 10,000 calls in a scope that has seen many, against two clock reads",
        rows: rows.collect(),
    }
}
