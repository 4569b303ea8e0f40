//! Async calls, polled by hand so that no executor is measured.

use std::{
    future::{Future, poll_fn},
    hint::black_box,
    pin::{Pin, pin},
    task::{Context, Poll, Waker},
};

use callflow::{Node, TraceScope, gather_traced, trace_async};
use futures::future::join_all;

use crate::{
    clocks::{body, clock},
    measure::{Comparison, Cost, calls, timed},
    table::{Row, Section},
};

const CALLS: u64 = 20_000;
/// Few enough for the timeline of one scope.
const KEPT: u64 = 10_000;
const CHILDREN: u64 = 10_000;

fn poll<F: Future>(future: Pin<&mut F>) -> Poll<F::Output> {
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
    let scope = TraceScope::new();
    let mut cases = Comparison::default();
    let clocks = cases.case(|| timed(CALLS, || now(clocked_parent(CALLS))));
    let none = cases.case(|| calls(CALLS, |n| now(traced(n))));
    let bare = cases.case(|| calls(CALLS, |n| now(plain(n))));
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
            Row::new("#[trace_async] without a scope; above: than plain", rounds.wall(none))
                .above(rounds.above(none, bare)),
        ],
    }
}

/// Is pending that many times.
struct Countdown(u64);

impl Future for Countdown {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if black_box(self.0) == 0 {
            return Poll::Ready(());
        }
        self.0 -= 1;
        Poll::Pending
    }
}

async fn waiting(polls: u64) {
    Countdown(polls).await;
}

#[trace_async]
async fn traced_waiting(polls: u64) {
    Countdown(polls).await;
}

/// The cost of a poll after the first.
fn polls<F: Future>(polls: u64, future: F) -> Cost {
    let mut future = pin!(future);
    assert!(poll(future.as_mut()).is_pending());
    let cost = timed(polls, || {
        for _ in 0..polls {
            black_box(poll(future.as_mut()).is_ready());
        }
    });
    assert!(poll(future).is_ready());
    cost
}

fn clocked_polls(polls: u64) -> Cost {
    let mut future = pin!(waiting(polls + 1));
    timed(polls, || {
        for _ in 0..polls {
            let start = clock().raw();
            black_box(poll(future.as_mut()).is_ready());
            black_box(clock().raw().wrapping_sub(start));
        }
    })
}

/// Polls its child over and over in one poll of its own.
#[trace_async]
async fn polling_parent(count: u64) -> Cost {
    poll_fn(|_| Poll::Ready(polls(count, traced_waiting(count + 1)))).await
}

pub(crate) fn further_polls(rounds: usize) -> Section {
    let scope = TraceScope::new();
    let mut cases = Comparison::default();
    let clocks = cases.case(|| clocked_polls(CALLS));
    let top = cases.case(|| {
        let _inside = scope.enter();
        polls(CALLS, traced_waiting(CALLS + 1))
    });
    let elsewhere = cases.case(|| {
        let future = {
            let _inside = scope.enter();
            traced_waiting(CALLS + 1)
        };
        polls(CALLS, future)
    });
    let below = cases.case(|| {
        let _inside = scope.enter();
        now(polling_parent(CALLS))
    });
    let kept = cases.case(|| {
        let scope = TraceScope::new();
        let _inside = scope.enter();
        now(polling_parent(CALLS))
    });
    let count = rounds as u64 + 1;
    let rounds = cases.run(rounds);
    // What is said to be measured was recorded.
    let polls = scope.snapshot().nodes().iter().map(Node::polls).sum::<u64>();
    assert_eq!(polls, count * (3 * (CALLS + 2) + 1));
    let row = |what: &str, case| {
        Row::new(what, rounds.wall(case))
            .ratio_at_most(rounds.ratio(case, clocks), 1.6)
            .above(rounds.above(case, clocks))
    };
    Section {
        title: "Each further poll, against two clock reads around a poll",
        rows: vec![
            Row::new("two clock reads around the poll", rounds.wall(clocks)),
            row("#[trace_async] below a traced async call", below),
            row("the same while the timeline has room", kept),
            row("#[trace_async] at top level", top),
            row("#[trace_async] on a thread that is in no scope", elsewhere),
        ],
    }
}

pub(crate) fn gather(rounds: usize) -> Section {
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
