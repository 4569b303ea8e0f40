//! Polls of a future after its first, and of all polls of a future together.

use std::{
    future::{Future, poll_fn},
    hint::black_box,
    pin::{Pin, pin},
    task::{Context, Poll},
};

use callflow::{Node, TraceScope, trace_async};

use crate::{
    clocks::clock,
    futures::{now, poll},
    measure::{Comparison, Cost, timed},
    table::{Row, Section, count},
};

/// Polls in a round.
const POLLS: u64 = 20_000;

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
    let clocks = cases.case(|| clocked_polls(POLLS));
    let top = cases.case(|| {
        let _inside = scope.enter();
        polls(POLLS, traced_waiting(POLLS + 1))
    });
    let elsewhere = cases.case(|| {
        let future = {
            let _inside = scope.enter();
            traced_waiting(POLLS + 1)
        };
        polls(POLLS, future)
    });
    let below = cases.case(|| {
        let _inside = scope.enter();
        now(polling_parent(POLLS))
    });
    let kept = cases.case(|| {
        let scope = TraceScope::new();
        let _inside = scope.enter();
        now(polling_parent(POLLS))
    });
    let times = rounds as u64 + 1;
    let rounds = cases.run(rounds);
    // What is said to be measured was recorded.
    let polls = scope.snapshot().nodes().iter().map(Node::polls).sum::<u64>();
    assert_eq!(polls, times * (3 * (POLLS + 2) + 1));
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

const LIVES: [u64; 6] = [1, 10, 100, 1_000, 10_000, 100_000];

/// What a poll costs when futures are polled that often from their making to their drop.
fn lives<F: Future>(polls: u64, make: impl Fn(u64) -> F, poll: impl Fn(Pin<&mut F>) -> Poll<()>) -> Cost {
    let futures = (POLLS / polls).max(1);
    timed(futures * polls, || {
        for _ in 0..futures {
            let mut future = pin!(make(black_box(polls - 1)));
            while poll(future.as_mut()).is_pending() {}
        }
    })
}

/// Polls of a future together, its making and its end included.
pub(crate) fn per_future(rounds: usize) -> Section {
    let scope = TraceScope::new();
    let mut cases = Comparison::default();
    let pairs = LIVES.map(|polls| {
        let clocks = cases.case(move || {
            lives(polls, waiting, |future| {
                let start = clock().raw();
                let polled = poll(future);
                black_box(clock().raw().wrapping_sub(start));
                polled
            })
        });
        let scope = &scope;
        let traced = cases.case(move || {
            let _inside = scope.enter();
            lives(polls, traced_waiting, poll)
        });
        (clocks, traced)
    });
    let rounds = cases.run(rounds);
    let rows = LIVES.iter().zip(&pairs).map(|(&polls, &(clocks, traced))| {
        let row = Row::new(format!("#[trace_async], {} polls", count(polls)), rounds.wall(traced));
        let ratio = rounds.ratio(traced, clocks);
        let row = if polls < 100_000 { row.ratio(ratio) } else { row.ratio_at_most(ratio, 1.6) };
        row.above(rounds.above(traced, clocks))
    });
    Section {
        title: "Polls per future, the future's making and drop shared among them, against two clock reads a poll",
        rows: rows.collect(),
    }
}
