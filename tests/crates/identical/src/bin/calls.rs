//! Makes calls for callgrind to count the instructions of: of each case few and many, so that what is no part of a call
//! falls away in the difference. Prints what is counted, in order.

#![forbid(unsafe_code)]

use std::hint::black_box;

use callflow::{CallGraph, TraceScope};
use callflow_test_identical::least;

/// Calls before anything is counted, and in the first of the two countings.
const FEW: u64 = 1_000;
const MANY: u64 = 3_000;

/// Makes calls of one function.
type Case<'a> = &'a dyn Fn(u64);

/// The same as a name.
type Function = fn(u64);

const CASES: [(&str, Function); 4] = [
    ("sync", least::sync_calls),
    ("sync -> Result", least::result_calls),
    ("async, ready at once", least::ready_calls),
    ("async, further poll", least::polls),
];

/// Callgrind counts inside of this only.
#[inline(never)]
fn measured(case: Case, calls: u64) {
    black_box(case)(black_box(calls));
}

/// Callgrind writes down at the end of this what it has counted since the last time.
#[inline(never)]
fn counted(calls: u64) {
    black_box(calls);
}

fn run(case: Case, what: &str) {
    case(FEW);
    for calls in [FEW, MANY] {
        measured(case, calls);
        counted(calls);
        println!("{calls}\t{what}");
    }
}

/// Runs a case in a scope that keeps a timeline of so many calls.
fn recorded(case: Case, what: &str, timeline: usize) -> CallGraph {
    let scope = TraceScope::builder().max_timeline_calls(timeline).build().expect("the options are possible");
    let inside = scope.enter();
    run(case, what);
    drop(inside);
    scope.finish()
}

fn main() {
    for (name, case) in CASES {
        run(&case, &format!("{name}: no scope"));
    }
    let elsewhere = TraceScope::new();
    for (name, case) in CASES {
        run(&case, &format!("{name}: a scope, but not here"));
    }
    drop(elsewhere);
    for (name, case) in CASES {
        let graph = recorded(&case, &format!("{name}: in a scope"), 0);
        // What is said to be counted was recorded.
        assert_eq!(graph.nodes().is_empty(), !graph.metadata().recording);
    }
    for (name, case) in &CASES[2..] {
        recorded(case, &format!("{name}: in a scope with a timeline"), 16_384);
    }
    // As on a runtime's threads.
    let scope = TraceScope::builder().max_timeline_calls(0).build().expect("the options are possible");
    let polls_elsewhere = |polls| {
        let inside = scope.enter();
        let future = least::waiting(polls);
        drop(inside);
        least::poll_to_the_end(future);
    };
    run(&polls_elsewhere, "async, further poll: of a scope that is not here");
}
