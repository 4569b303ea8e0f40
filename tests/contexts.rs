//! Where a call stands whose future was made in one place and awaited in another.

#![cfg(feature = "enabled")]

use std::{
    pin::{Pin, pin},
    task::{Context as TaskContext, Poll},
    thread,
};

use callflow::{
    Context, InContext as _, TraceScope, gather_traced, propagate, trace, trace_async, trace_scope,
    trace_scope_async,
};
use futures::{
    StreamExt as _,
    future::{FutureExt as _, join_all},
    stream::{self, FuturesUnordered},
};

#[allow(dead_code, reason = "each test file uses a part of it")]
mod support;
use support::{assert_drawn, block_on, leaf, nap, poll_once};

type Boxed<T> = Pin<Box<dyn Future<Output = T>>>;

#[trace_async]
async fn fetch(id: u32) -> u32 {
    nap().await;
    id
}

/// Makes futures that others await.
#[trace]
fn order(count: u32) -> Vec<Boxed<u32>> {
    (0..count).map(|id| Box::pin(fetch(id)) as Boxed<u32>).collect()
}

#[trace_async]
async fn awaits(futures: Vec<Boxed<u32>>) -> u32 {
    let mut sum = 0;
    for future in futures {
        sum += future.await;
    }
    sum
}

#[test]
fn a_call_stands_below_its_caller_whoever_awaits_it() {
    let traced = block_on(trace_scope_async!(async { awaits(order(3)).await }));
    assert_eq!(traced.value, 3);
    // Its caller is not below it on the thread any more: detached.
    assert_drawn(
        &traced.graph,
        "
        awaits
        order
          ~fetch ×3
            nap ×3
        ",
    );
    let awaits = traced.graph.node("awaits").unwrap();
    assert!(awaits.self_time_raw() < awaits.active_time_raw(), "segments on top are taken off all the same");
}

#[test]
fn a_future_made_by_a_call_and_awaited_by_it_is_nested() {
    #[trace_async]
    async fn makes_and_awaits() -> u32 {
        let (first, second) = (fetch(1), fetch(2));
        second.await + first.await
    }
    let graph = block_on(trace_scope_async!(makes_and_awaits())).graph;
    assert_drawn(&graph, "makes_and_awaits\n  fetch ×2\n    nap ×2");
    assert_eq!(graph.metadata().max_concurrent_tasks, 1, "a future that was not polled is not at work");
}

#[test]
fn combinators_of_others_carry_contexts_too() {
    #[trace_async]
    async fn joins() -> usize {
        let joined = join_all((0..3).map(fetch)).await.len();
        let unordered = (0..3).map(fetch).collect::<FuturesUnordered<_>>().count().await;
        let buffered = stream::iter(0..5).map(fetch).buffer_unordered(2).count().await;
        let (first, second) = futures::join!(fetch(1).boxed_local(), fetch(2).map(|id| id * 2));
        joined + unordered + buffered + (first + second) as usize
    }
    let traced = block_on(trace_scope_async!(joins()));
    assert_eq!(traced.value, 16);
    assert_drawn(&traced.graph, "joins\n  fetch ×13\n    nap ×13");
    assert_eq!(traced.graph.metadata().max_concurrent_tasks, 3);
}

#[test]
fn what_a_gather_polls_hangs_below_its_lanes_wherever_it_was_called() {
    let graph = block_on(trace_scope_async!(async {
        let futures = order(3);
        gather_traced(futures).await
    }))
    .graph;
    assert_drawn(
        &graph,
        "
        gather_traced
          <lane> ×3
            fetch ×3
              nap ×3
        order
        ",
    );
}

#[test]
fn a_gather_takes_no_call_from_another_scope() {
    let other = TraceScope::new();
    let futures = other.run(|| order(3)).value;
    assert_drawn(&block_on(trace_scope_async!(gather_traced(futures))).graph, "gather_traced\n  <lane> ×3");
    assert_drawn(&other.finish(), "order\n  ~fetch ×3\n    nap ×3");
}

#[tokio::test]
async fn a_gather_of_tasks_waits_for_them_and_does_not_run_them() {
    let graph = trace_scope_async!(async {
        let tasks: Vec<_> = (0..3).map(|id| tokio::spawn(fetch(id))).collect();
        gather_traced(tasks).await
    });
    assert_drawn(
        &graph.await.graph,
        "
        gather_traced
          <lane> ×3
        fetch ×3
          nap ×3
        ",
    );
}

#[test]
fn the_first_call_that_a_box_in_a_context_polls_belongs_to_the_context() {
    let (made, set) = (TraceScope::new(), TraceScope::new());
    let [first, second] = made.run(|| [fetch(1), fetch(2)]).value;
    // Nobody can look into a box, so the first call in it is taken for the one directly inside.
    let boxed: Boxed<u32> = Box::pin(async { first.await + second.await });
    block_on(boxed.in_context(set.context()));
    assert_drawn(&set.finish(), "fetch\n  nap");
    assert_drawn(&made.finish(), "fetch\n  nap");
}

#[test]
fn a_context_is_for_the_call_directly_inside_and_for_no_other() {
    let (made, set) = (TraceScope::new(), TraceScope::new());
    let [first, second] = made.run(|| [fetch(1), fetch(2)]).value;
    let other = made.run(|| fetch(3)).value;
    block_on(async {
        first.in_context(set.context()).await;
        second.await;
        other.boxed_local().in_context(set.context()).await;
    });
    assert_drawn(&made.finish(), "fetch\n  nap");
    assert_drawn(&set.finish(), "fetch ×2\n  nap ×2");
}

/// A hand-written future around another one.
struct Around<F>(F);

impl<F: Future + Unpin> Future for Around<F> {
    type Output = F::Output;
    fn poll(mut self: Pin<&mut Self>, task: &mut TaskContext<'_>) -> Poll<F::Output> {
        leaf();
        Pin::new(&mut self.0).poll(task)
    }
}

#[test]
fn sync_calls_of_an_untraced_future_go_where_it_is_polled() {
    let scope = TraceScope::new();
    let around = Around(Box::pin(fetch(1)));
    block_on(around.in_context(scope.context()));
    assert_drawn(&scope.finish(), "fetch\n  nap\nleaf ×2");
}

#[test]
fn a_context_taken_inside_of_an_async_call_belongs_to_that_call() {
    #[trace_async]
    async fn hands_out() -> Context {
        nap().await;
        Context::current()
    }
    let graph = block_on(trace_scope_async!(async {
        let context = hands_out().await;
        // The call has ended; its place in the tree has not.
        let clones: Vec<_> = (0..3).map(|_| context.clone()).collect();
        for clone in clones {
            thread::spawn(clone.propagate(leaf)).join().unwrap();
        }
        fetch(1).in_context(context.clone()).await;
        drop(context);
        nap().await;
    }))
    .graph;
    assert_drawn(
        &graph,
        "
        hands_out
          ~fetch
            nap
          ~leaf ×3
          nap
        nap
        ",
    );
    assert_eq!(graph.metadata().max_concurrent_tasks, 1);
}

#[test]
fn a_context_may_be_kept_for_longer_than_anything() {
    let kept = {
        let scope = TraceScope::new();
        let context = block_on(scope.run_async(|| async { holds_context().await })).value;
        drop(scope);
        context
    };
    // Its scope is gone: wherever it is used, it records nothing and breaks nothing.
    let clone = kept.clone();
    thread::spawn(clone.propagate(leaf)).join().unwrap();
    block_on(fetch(1).in_context(kept.clone()));
    let graph = trace_scope!(|| {
        drop(kept);
        leaf();
    })
    .graph;
    assert_drawn(&graph, "leaf");
}

#[trace_async]
async fn holds_context() -> Context {
    nap().await;
    Context::current()
}

#[test]
fn propagated_recursion_on_one_thread_is_counted_once() {
    #[trace]
    fn descend(depth: u32) {
        if depth > 0 {
            propagate(|| descend(depth - 1))();
        }
    }
    let graph = trace_scope!(|| descend(3)).graph;
    assert_drawn(
        &graph,
        "
        descend
          descend
            descend
              descend
        ",
    );
    let node = graph.node("descend").unwrap();
    assert!(node.total_time() <= graph.wall_time(), "single-threaded sync code takes no more than there is");
}

#[test]
fn a_guard_around_a_poll_does_not_move_a_call() {
    let (own, around) = (TraceScope::new(), TraceScope::new());
    let mut future = pin!(own.run(|| fetch(1)).value);
    {
        let _guard = around.enter();
        assert!(poll_once(future.as_mut()).is_pending());
        leaf();
        assert!(poll_once(future.as_mut()).is_ready());
        leaf();
    }
    assert_drawn(&own.snapshot(), "fetch\n  nap");
    assert_drawn(&around.snapshot(), "leaf ×2");
}
