//! The same work several times, for a comparison that can tell a change from noise.

use std::{
    collections::hash_map::RandomState,
    future::Future,
    hash::{BuildHasher as _, Hasher as _},
    hint::black_box,
};

use callflow_core::CallGraph;

use crate::scope::{scope, scope_async};

/// Runs the same work so many times, each in a scope of its own, and returns the graphs in order.
///
/// What the work returns is dropped after its scope has ended. To compare two versions, prefer [`trace_pairs`].
///
/// ```
/// use callflow::{trace, trace_runs};
///
/// #[trace]
/// fn work() {}
///
/// let runs = trace_runs(10, || work());
/// assert_eq!(runs.len(), 10);
/// assert!(runs.iter().all(|run| run.node("work").unwrap().calls() == 1));
/// ```
pub fn trace_runs<T>(runs: usize, mut work: impl FnMut() -> T) -> Vec<CallGraph> {
    (0..runs).map(|_| once(&mut work)).collect()
}

/// [`trace_runs`] for async work, one run after another.
///
/// ```
/// # futures::executor::block_on(async {
/// use callflow::{trace_async, trace_runs_async};
///
/// #[trace_async]
/// async fn fetch() {}
///
/// assert_eq!(trace_runs_async(3, || fetch()).await.len(), 3);
/// # });
/// ```
pub async fn trace_runs_async<F: Future>(runs: usize, mut work: impl FnMut() -> F) -> Vec<CallGraph> {
    let mut graphs = Vec::with_capacity(runs);
    for _ in 0..runs {
        graphs.push(once_async(&mut work).await);
    }
    graphs
}

/// Runs two versions of some work so many times by turns, and returns the graphs of both in order: the pair at a place ran
/// one right after the other.
///
/// Whatever drifts while a program runs (the processor's clock, caches, other load) then falls on both, where two blocks of
/// runs would make a difference of it. Which of a pair is first is random. Before all others a pair runs that is thrown
/// away, so that neither version pays for being first.
///
/// ```
/// use callflow::{trace, trace_pairs};
///
/// #[trace]
/// fn sum(numbers: &[u64]) -> u64 {
///     numbers.iter().sum()
/// }
///
/// let numbers: Vec<u64> = (0..100).collect();
/// let (all, half) = trace_pairs(10, || sum(&numbers), || sum(&numbers[..50]));
/// assert_eq!((all.len(), half.len()), (10, 10));
/// ```
pub fn trace_pairs<A, B>(
    pairs: usize,
    mut before: impl FnMut() -> A,
    mut after: impl FnMut() -> B,
) -> (Vec<CallGraph>, Vec<CallGraph>) {
    let mut graphs = (Vec::with_capacity(pairs), Vec::with_capacity(pairs));
    let order = Order::default();
    for pair in 0..warmed_up(pairs) {
        let (first, second) = if order.swaps(pair) {
            let second = once(&mut after);
            (once(&mut before), second)
        } else {
            (once(&mut before), once(&mut after))
        };
        if pair > 0 {
            graphs.0.push(first);
            graphs.1.push(second);
        }
    }
    graphs
}

/// [`trace_pairs`] for async work, one run after another.
///
/// ```
/// # futures::executor::block_on(async {
/// use callflow::{gather_traced, trace_async, trace_pairs_async};
///
/// #[trace_async]
/// async fn fetch(_: u32) {}
///
/// let one_by_one = || async {
///     for id in 0..3 {
///         fetch(id).await;
///     }
/// };
/// let (before, after) = trace_pairs_async(5, one_by_one, || gather_traced((0..3).map(fetch))).await;
/// assert_eq!((before.len(), after.len()), (5, 5));
/// # });
/// ```
pub async fn trace_pairs_async<A: Future, B: Future>(
    pairs: usize,
    mut before: impl FnMut() -> A,
    mut after: impl FnMut() -> B,
) -> (Vec<CallGraph>, Vec<CallGraph>) {
    let mut graphs = (Vec::with_capacity(pairs), Vec::with_capacity(pairs));
    let order = Order::default();
    for pair in 0..warmed_up(pairs) {
        let (first, second) = if order.swaps(pair) {
            let second = once_async(&mut after).await;
            (once_async(&mut before).await, second)
        } else {
            let first = once_async(&mut before).await;
            (first, once_async(&mut after).await)
        };
        if pair > 0 {
            graphs.0.push(first);
            graphs.1.push(second);
        }
    }
    graphs
}

fn once<T>(work: &mut impl FnMut() -> T) -> CallGraph {
    let traced = scope(&mut *work);
    drop(black_box(traced.value));
    traced.graph
}

async fn once_async<F: Future>(work: &mut impl FnMut() -> F) -> CallGraph {
    // Called inside: what an async function captures is the scope's.
    let traced = scope_async(async { work().await }).await;
    drop(black_box(traced.value));
    traced.graph
}

/// Pairs to be run, the first of which is thrown away.
fn warmed_up(pairs: usize) -> usize {
    if pairs == 0 { 0 } else { pairs + 1 }
}

/// Which of a pair runs first, at random.
#[derive(Default)]
struct Order(RandomState);

impl Order {
    fn swaps(&self, pair: usize) -> bool {
        let mut hasher = self.0.build_hasher();
        hasher.write_usize(pair);
        hasher.finish().is_multiple_of(2)
    }
}
