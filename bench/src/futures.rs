//! Async calls, polled by hand so that no executor is measured.

use std::{
    future::Future,
    hint::black_box,
    pin::{Pin, pin},
    task::{Context, Poll, Waker},
};

use callflow::{Node, TraceScope, trace_async};

use crate::{
    clocks::{body, clock},
    measure::{Comparison, calls, timed},
    table::{Row, Section},
};

const CALLS: u64 = 20_000;
/// Few enough for the timeline of one scope.
const KEPT: u64 = 10_000;

pub(crate) fn poll<F: Future>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

/// The value of a future that is ready at once.
#[inline]
pub(crate) fn now<F: Future>(future: F) -> F::Output {
    match poll(pin!(future)) {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!("it waits for nothing"),
    }
}

pub(crate) async fn plain(n: u64) -> u64 {
    body(n)
}

#[trace_async]
pub(crate) async fn traced(n: u64) -> u64 {
    body(n)
}

#[inline]
pub(crate) async fn clocked(n: u64) -> u64 {
    let start = clock().raw();
    let value = plain(n).await;
    black_box(clock().raw().wrapping_sub(start));
    value
}

/// Awaits that many calls one after another.
#[trace_async]
pub(crate) async fn parent(calls: u64) {
    for n in 0..calls {
        black_box(traced(black_box(n)).await);
    }
}

async fn clocked_parent(calls: u64) {
    for n in 0..calls {
        black_box(clocked(black_box(n)).await);
    }
}

pub(crate) fn ready(rounds: usize) -> Section {
    let outside = |cases: &mut Comparison<'_>| {
        let none = cases.case(|| calls(CALLS, |n| now(traced(n))));
        (none, cases.case(|| calls(CALLS, |n| now(plain(n)))))
    };
    let mut idle = Comparison::default();
    let (none, bare) = outside(&mut idle);
    let idle = idle.run(rounds);

    let scope = TraceScope::new();
    let mut cases = Comparison::default();
    let clocks = cases.case(|| timed(CALLS, || now(clocked_parent(CALLS))));
    let (beside, plainly) = outside(&mut cases);
    let top = cases.case(|| {
        let _inside = scope.enter();
        calls(CALLS, |n| now(traced(n)))
    });
    let below = cases.case(|| {
        let _inside = scope.enter();
        timed(CALLS, || now(parent(CALLS)))
    });
    let kept = cases.case(|| {
        let scope = TraceScope::new();
        let _inside = scope.enter();
        timed(KEPT, || now(parent(KEPT)))
    });
    let count = rounds as u64 + 1;
    let rounds = cases.run(rounds);
    // What is said to be measured was recorded.
    assert_eq!(scope.snapshot().nodes().iter().map(Node::calls).sum::<u64>(), count * (2 * CALLS + 1));
    let row = |what: &str, case| {
        Row::new(what, rounds.wall(case))
            .ratio_at_most(rounds.ratio(case, clocks), 2.5)
            .above(rounds.above(case, clocks))
    };
    Section {
        title: "Async calls that are ready at once, against two clock reads",
        rows: vec![
            Row::new("two clock reads around the await", rounds.wall(clocks)),
            row("#[trace_async] below a traced async call", below),
            row("the same while the timeline has room", kept),
            row("#[trace_async] at top level", top),
            Row::new("#[trace_async] with no scope open; above: than plain", idle.wall(none))
                .above(idle.above(none, bare)),
            Row::new("#[trace_async] beside a scope; above: than plain", rounds.wall(beside))
                .above(rounds.above(beside, plainly)),
        ],
    }
}
