//! The functions that are called, each beside its counts.

use std::panic::resume_unwind;

use callflow::{gather_traced, trace, trace_async};

use crate::counts::Counts;

pub(crate) static LEAF: Counts = Counts::of("leaf");
pub(crate) static DEEP: Counts = Counts::of("deep");
pub(crate) static FALLIBLE: Counts = Counts::of("fallible");
pub(crate) static RAISES: Counts = Counts::of("raises");
pub(crate) static WANDERS: Counts = Counts::of("wanders");
pub(crate) static FETCH: Counts = Counts::of("fetch");
pub(crate) static BURSTS: Counts = Counts::of("bursts");
pub(crate) static ENDLESS: Counts = Counts::of("endless");
pub(crate) static RACES: Counts = Counts::of("races");
pub(crate) static GATHERS: Counts = Counts::of("gathers");
pub(crate) static CHAIN: Counts = Counts::of("chain");

pub(crate) static ALL: [&Counts; 11] =
    [&LEAF, &DEEP, &FALLIBLE, &RAISES, &WANDERS, &FETCH, &BURSTS, &ENDLESS, &RACES, &GATHERS, &CHAIN];

#[trace]
fn leaf() {
    LEAF.begins().ends();
}

/// Calls [`leaf`], and counts that it came back.
pub(crate) fn call_leaf() {
    leaf();
    LEAF.returns();
}

#[trace]
pub(crate) fn deep(levels: u64) {
    let seen = DEEP.begins();
    if levels > 0 {
        deep(levels - 1);
    }
    call_leaf();
    seen.ends();
}

#[trace]
pub(crate) fn fallible(n: u64) -> Result<(), u64> {
    let seen = FALLIBLE.begins();
    if n.is_multiple_of(3) {
        seen.fails();
        return Err(n);
    }
    call_leaf();
    seen.ends();
    Ok(())
}

#[trace]
pub(crate) fn raises(n: u64) {
    let seen = RAISES.begins();
    if n.is_multiple_of(5) {
        resume_unwind(Box::new(n));
    }
    call_leaf();
    seen.ends();
}

/// Suspends so often, woken at once, and on no particular runtime.
#[trace_async]
pub(crate) async fn wanders(steps: u64) {
    let seen = WANDERS.begins();
    for _ in 0..steps {
        pause().await;
        call_leaf();
    }
    seen.ends();
}

pub(crate) async fn pause() {
    let mut paused = false;
    std::future::poll_fn(|task| {
        if std::mem::replace(&mut paused, true) {
            return std::task::Poll::Ready(());
        }
        task.waker().wake_by_ref();
        std::task::Poll::Pending
    })
    .await;
}

#[trace_async]
pub(crate) async fn fetch(n: u64) -> Result<u64, u64> {
    let seen = FETCH.begins();
    for _ in 0..n % 4 {
        tokio::task::yield_now().await;
    }
    call_leaf();
    if n.is_multiple_of(7) {
        seen.fails();
        return Err(n);
    }
    seen.ends();
    Ok(n)
}

/// Panics, at times before and at times after it was suspended.
#[trace_async]
pub(crate) async fn bursts(n: u64) {
    let seen = BURSTS.begins();
    if n.is_multiple_of(2) {
        pause().await;
    }
    if !n.is_multiple_of(5) {
        resume_unwind(Box::new(n));
    }
    seen.ends();
}

#[trace_async]
pub(crate) async fn endless() {
    let _seen = ENDLESS.begins();
    loop {
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    }
}

#[trace_async]
pub(crate) async fn races(n: u64) {
    let seen = RACES.begins();
    tokio::select! {
        () = ENDLESS.made(endless()) => {}
        _ = FETCH.made(fetch(n)) => {}
        _ = FETCH.made(fetch(n + 1)) => {}
    }
    seen.ends();
}

#[trace_async]
pub(crate) async fn gathers(n: u64) {
    let seen = GATHERS.begins();
    gather_traced((0..3).map(|child| FETCH.made(fetch(n + child)))).await;
    seen.ends();
}

/// Each link is a task of its own that may outlive the one before.
#[trace_async]
pub(crate) async fn chain(links: u64) {
    let seen = CHAIN.begins();
    if links > 0 {
        let next = tokio::spawn(boxed(links - 1));
        if links.is_multiple_of(2) {
            let _ = next.await;
        }
    }
    call_leaf();
    seen.ends();
}

fn boxed(links: u64) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(CHAIN.made(chain(links)))
}
