//! What the threads and the tasks do until they are told that it is enough.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
        mpsc::{Receiver, SyncSender},
    },
    task::{Context, Poll, Waker},
    time::Duration,
};

use callflow::{TraceScope, trace, trace_async};
use tokio::{runtime::Handle, task::JoinSet};

use crate::calls::{
    BURSTS, CHAIN, ENDLESS, FETCH, GATHERS, RACES, WANDERS, bursts, call_leaf, chain, deep, endless,
    fallible, fetch, gathers, pause, races, raises, wanders,
};

type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

/// One of two threads: sync calls, scopes of its own, and futures that it polls once and hands to the other.
pub(crate) fn thread(done: &AtomicBool, tasks: &Handle, there: &SyncSender<Task>, here: &Receiver<Task>) {
    let mut n = 0;
    let mut task = Context::from_waker(Waker::noop());
    let mut inbox: Vec<Task> = Vec::new();
    while !done.load(SeqCst) {
        n += 1;
        deep(n % 6);
        let _ = fallible(n);
        let _ = catch_unwind(AssertUnwindSafe(|| raises(n)));
        inbox.push(Box::pin(WANDERS.made(wanders(n % 4))));
        while let Ok(future) = here.try_recv() {
            inbox.push(future);
        }
        for mut future in inbox.drain(..) {
            // Some are dropped before they are polled, and some between two polls.
            let dropped = n.is_multiple_of(11);
            if dropped || future.as_mut().poll(&mut task) == Poll::Ready(()) {
                continue;
            }
            // Where the other has too many, one is cancelled.
            drop(there.try_send(future));
        }
        if n.is_multiple_of(16) {
            short_scope(n / 16, tasks);
        }
    }
}

#[trace]
fn inner() {}

#[trace_async]
async fn late(steps: u64) {
    for _ in 0..steps {
        pause().await;
        inner();
    }
}

/// A scope that ends while a task of it may still be at work on another thread.
fn short_scope(n: u64, tasks: &Handle) {
    let scope = TraceScope::new();
    let handed = scope.run(|| {
        (0..n % 5).for_each(|_| inner());
        tasks.spawn(late(n % 3))
    });
    let graph = scope.finish();
    let (sync, from_task) = graph.call_tree().roots().fold((0, 0), |(sync, from_task), root| {
        if root.node().is_async() {
            (sync, from_task + root.calls() + root.in_flight())
        } else {
            (sync + root.calls(), from_task)
        }
    });
    assert_eq!(sync, n % 5, "{}", graph.draw());
    assert!(from_task <= 1, "{}", graph.draw());
    drop(handed);
}

/// A task that starts others.
pub(crate) async fn tasks(done: Arc<AtomicBool>, seed: u64) {
    let mut n = seed;
    while !done.load(SeqCst) {
        n += 7;
        call_leaf();
        let mut set = JoinSet::new();
        set.spawn(RACES.made(races(n)));
        set.spawn(GATHERS.made(gathers(n)));
        set.spawn(WANDERS.made(wanders(n % 3)));
        set.spawn(BURSTS.made(bursts(n)));
        // Not waited for.
        drop(tokio::spawn(CHAIN.made(chain(n % 8))));
        // Aborted before or after its first poll.
        let doomed = tokio::spawn(ENDLESS.made(endless()));
        if n.is_multiple_of(2) {
            pause().await;
        }
        doomed.abort();
        drop(FETCH.made(fetch(n)));
        let _ = tokio::time::timeout(Duration::from_micros(n % 50), FETCH.made(fetch(n))).await;
        // Panics are results here.
        while set.join_next().await.is_some() {}
        let _ = doomed.await;
    }
}
