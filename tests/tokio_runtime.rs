//! Tasks that move, end early, are cancelled or panic, on a real runtime.

#![cfg(feature = "enabled")]

use std::{future::pending, rc::Rc, sync::Arc, thread, time::Duration};

use callflow::{
    Outcome, TraceScope, gather_traced, get_async_stats, propagate, trace, trace_async, trace_scope,
    trace_scope_async,
};
use tokio::{
    select,
    sync::Notify,
    task::{JoinSet, LocalSet, spawn_blocking, spawn_local},
    time::{sleep, timeout},
};

#[allow(dead_code, reason = "each test file uses a part of it")]
mod support;
use support::{
    CallsLeaf, assert_drawn, block_on, calls, leaf, length, nap, poll_once, timeline, unwind, yield_now,
};

#[trace_async]
async fn wanderer(steps: u32) {
    for _ in 0..steps {
        nap().await;
    }
    leaf();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn tasks_that_move_between_threads_keep_their_place() {
    let graph = trace_scope_async!(async {
        let tasks: JoinSet<()> = (0..64).map(|_| wanderer(50)).collect();
        tasks.join_all().await;
    })
    .await
    .graph;
    assert_drawn(
        &graph,
        "
        wanderer ×64
          leaf ×64
          nap ×3200
        ",
    );
    assert_eq!(graph.metadata().warnings(), [""; 0]);
    let [wanderer, nap, leaf] = ["wanderer", "nap", "leaf"].map(|name| graph.node(name).unwrap());
    assert_eq!((nap.polls(), wanderer.polls()), (6_400, 64 + 3_200));
    assert_eq!(wanderer.active_time_raw() + wanderer.await_time(), wanderer.total_time());
    assert_eq!(
        wanderer.self_time_raw() + nap.self_time_raw() + leaf.self_time_raw(),
        wanderer.active_time_raw(),
        "every part of a segment belongs to one call"
    );
    assert!(graph.metadata().max_concurrent_tasks <= 64);
    assert!(wanderer.max_concurrent() <= Some(64));
}

/// Never ends by itself; what it holds calls a traced function when it is dropped.
#[trace_async]
async fn endless() {
    let _held = CallsLeaf;
    pending::<()>().await;
}

#[trace_async]
async fn quick() -> &'static str {
    nap().await;
    "quick"
}

#[tokio::test]
async fn losers_of_a_select_are_cancelled() {
    let traced = trace_scope_async!(async {
        select! {
            biased;
            () = endless() => "endless",
            winner = quick() => winner,
        }
    });
    let traced = traced.await;
    assert_eq!(traced.value, "quick");
    // Destructors of a cancelled call belong to it.
    assert_drawn(
        &traced.graph,
        "
        endless, 1 cancelled
          leaf
        quick
          nap
        ",
    );
    let lost = timeline(&traced.graph, "endless")[0];
    assert_eq!(lost.outcome(), Some(Outcome::Cancelled));
    assert!(lost.end() >= timeline(&traced.graph, "quick")[0].end());
}

#[tokio::test]
async fn futures_that_are_never_polled_are_no_calls() {
    let graph = trace_scope_async!(async {
        drop(endless());
        select! {
            biased;
            () = std::future::ready(()) => {},
            () = endless() => {},
        }
        drop(gather_traced((0..3).map(|_| quick())));
    })
    .await
    .graph;
    assert_drawn(
        &graph,
        "
        gather_traced ×0, 1 never polled
        endless ×0, 2 never polled
        quick ×0, 3 never polled
        ",
    );
    let stats = get_async_stats(&graph);
    assert_eq!((graph.calls(), stats.total_async_functions, stats.never_polled), (0, 0, 5));
    assert_eq!((stats.timeline_events, stats.max_concurrent_tasks), (0, 0));
}

#[trace_async]
async fn waits(milliseconds: u64) {
    sleep(Duration::from_millis(milliseconds)).await;
}

#[tokio::test(start_paused = true)]
async fn a_timeout_cancels_and_an_answer_in_time_does_not() {
    let graph = trace_scope_async!(async {
        assert!(timeout(Duration::from_secs(1), waits(5_000)).await.is_err());
        assert!(timeout(Duration::from_secs(9), waits(5_000)).await.is_ok());
    });
    assert_drawn(&graph.await.graph, "waits ×2, 1 ok, 1 cancelled");
}

#[trace_async]
async fn tells_and_hangs(begun: Arc<Notify>) {
    let _held = CallsLeaf;
    begun.notify_one();
    pending::<()>().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_aborted_task_is_cancelled() {
    let graph = trace_scope_async!(async {
        let begun = Arc::new(Notify::new());
        let task = tokio::spawn(tells_and_hangs(begun.clone()));
        begun.notified().await;
        task.abort();
        assert!(task.await.unwrap_err().is_cancelled());
    });
    assert_drawn(&graph.await.graph, "tells_and_hangs, 1 cancelled\n  leaf");
}

#[trace_async]
async fn panics() {
    let _held = CallsLeaf;
    nap().await;
    unwind();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_panic_inside_of_a_task_stays_there() {
    let graph = trace_scope_async!(async {
        assert!(tokio::spawn(panics()).await.unwrap_err().is_panic());
        tokio::spawn(quick()).await.unwrap();
    });
    assert_drawn(
        &graph.await.graph,
        "
        panics, 1 panicked
          leaf
          nap
        quick
          nap
        ",
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_join_set_is_drained_or_dropped() {
    let graph = trace_scope_async!(async {
        let mut drained = JoinSet::new();
        for _ in 0..10 {
            drained.spawn(quick());
        }
        while let Some(result) = drained.join_next().await {
            assert_eq!(result.unwrap(), "quick");
        }

        let begun = Arc::new(Notify::new());
        let mut dropped = JoinSet::new();
        for _ in 0..3 {
            dropped.spawn(tells_and_hangs(begun.clone()));
            begun.notified().await;
        }
        dropped.shutdown().await;
    });
    assert_drawn(
        &graph.await.graph,
        "
        quick ×10
          nap ×10
        tells_and_hangs ×3, 3 cancelled
          leaf ×3
        ",
    );
}

#[trace_async]
async fn local(shared: Rc<u32>) -> u32 {
    nap().await;
    *shared
}

#[trace_async]
async fn spawns_locally() -> u32 {
    let shared = Rc::new(1);
    let tasks: Vec<_> = (0..3).map(|_| spawn_local(local(shared.clone()))).collect();
    let mut sum = 0;
    for task in tasks {
        sum += task.await.unwrap();
    }
    sum
}

#[tokio::test]
async fn a_local_set_runs_futures_that_cannot_be_sent() {
    let traced = trace_scope_async!(LocalSet::new().run_until(spawns_locally())).await;
    assert_eq!(traced.value, 3);
    assert_drawn(
        &traced.graph,
        "
        spawns_locally
          ~local ×3
            nap ×3
        ",
    );
}

#[trace_async]
async fn blocks() {
    spawn_blocking(propagate(leaf)).await.unwrap();
    // A blocking thread knows nothing by itself.
    spawn_blocking(leaf).await.unwrap();
}

#[tokio::test]
async fn blocking_work_keeps_its_caller_with_propagate() {
    assert_drawn(&trace_scope_async!(blocks()).await.graph, "blocks\n  ~leaf");
}

#[trace_async]
async fn gathers(children: u64) -> usize {
    gather_traced((0..children).map(|_| quick())).await.len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_task_can_gather() {
    let graph = trace_scope_async!(async {
        let tasks: JoinSet<usize> = (1..=4).map(gathers).collect();
        assert_eq!(tasks.join_all().await.into_iter().sum::<usize>(), 10);
    });
    assert_drawn(
        &graph.await.graph,
        "
        gathers ×4
          gather_traced ×4
            <lane> ×10
              quick ×10
                nap ×10
        ",
    );
}

#[test]
fn a_future_may_be_dropped_on_another_thread() {
    let graph = trace_scope!(|| {
        let mut future = Box::pin(endless());
        assert!(poll_once(future.as_mut()).is_pending());
        let unpolled = Box::pin(endless());
        thread::spawn(move || drop((future, unpolled))).join().unwrap();
        leaf();
    })
    .graph;
    assert_drawn(
        &graph,
        "
        endless, 1 cancelled, 1 never polled
          leaf
        leaf
        ",
    );
}

#[test]
fn a_future_may_be_polled_by_turns_on_many_threads() {
    let graph = trace_scope!(|| {
        let mut future = Box::pin(wanderer(10));
        loop {
            let (ready, back) =
                thread::spawn(move || (poll_once(future.as_mut()).is_ready(), future)).join().unwrap();
            if ready {
                return;
            }
            future = back;
        }
    })
    .graph;
    assert_drawn(
        &graph,
        "
        wanderer
          leaf
          nap ×10
        ",
    );
    let call = timeline(&graph, "wanderer")[0];
    assert_eq!(call.slices().len(), 11);
    assert!(call.slices().zip(call.slices().skip(1)).all(|(slice, next)| slice.end() <= next.start()));
}

#[trace_async]
async fn descend(depth: u32) {
    yield_now().await;
    if depth > 0 {
        Box::pin(descend(depth - 1)).await;
    }
}

#[test]
fn recursion_is_counted_once() {
    let graph = block_on(trace_scope_async!(descend(3))).graph;
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
    let outermost = length(timeline(&graph, "descend")[0]);
    assert!(node.total_time().abs_diff(outermost) <= Duration::from_nanos(1));
    assert_eq!(node.max(), node.total_time());
    assert_eq!(node.self_time_raw(), node.active_time_raw());
    assert_eq!(node.max_concurrent(), Some(1), "the others wait for it");
    assert_eq!(graph.metadata().max_concurrent_tasks, 1);
}

/// Spawns itself; boxed, since it names its own type.
#[trace_async]
fn descend_by_spawn(depth: u32) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(async move {
        yield_now().await;
        if depth > 0 {
            tokio::spawn(descend_by_spawn(depth - 1)).await.unwrap();
        }
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn recursion_through_tasks_is_detached_and_counted_each_time() {
    let graph = trace_scope_async!(descend_by_spawn(3)).await.graph;
    assert_drawn(
        &graph,
        "
        descend_by_spawn
          ~descend_by_spawn
            ~descend_by_spawn
              ~descend_by_spawn
        ",
    );
    let node = graph.node("descend_by_spawn").unwrap();
    let sum: Duration = timeline(&graph, "descend_by_spawn").into_iter().map(length).sum();
    assert!(node.total_time().abs_diff(sum) <= Duration::from_nanos(4));
    assert_eq!(node.max_concurrent(), Some(1), "the others wait for it");
}

#[trace_async]
async fn parent_that_ends_first() -> Vec<tokio::task::JoinHandle<&'static str>> {
    let tasks = (0..3).map(|_| tokio::spawn(quick())).collect();
    yield_now().await;
    tasks
}

#[tokio::test]
async fn children_that_outlive_their_parent_are_counted() {
    let graph = trace_scope_async!(async {
        for task in parent_that_ends_first().await {
            task.await.unwrap();
        }
        gathers(2).await
    });
    let graph = graph.await.graph;
    assert_eq!((calls(&graph, "quick"), graph.metadata().max_concurrent_tasks), (5, 3));
    let parent = graph.node("parent_that_ends_first").unwrap();
    assert_eq!(parent.in_flight(), 0);
}

#[trace]
fn runs_a_runtime_of_its_own() -> &'static str {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(quick())
}

#[test]
fn a_runtime_inside_of_sync_code_is_below_it() {
    let graph = trace_scope!(runs_a_runtime_of_its_own).graph;
    assert_drawn(
        &graph,
        "
        runs_a_runtime_of_its_own
          quick
            nap
        ",
    );
}

#[test]
fn a_runtime_that_goes_down_cancels_what_it_holds() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let begun = Arc::new(Notify::new());
    let graph = trace_scope!(|| {
        let _task = runtime.spawn(tells_and_hangs(begun.clone()));
        runtime.block_on(begun.notified());
        drop(runtime);
    })
    .graph;
    assert_drawn(&graph, "tells_and_hangs, 1 cancelled\n  leaf");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_scope_may_be_a_task() {
    let naps = 3;
    let by_macro = tokio::spawn(async move { trace_scope_async!(wanderer(naps)).await });
    let by_method = tokio::spawn(async move {
        let scope = TraceScope::new();
        scope.run_async(|| wanderer(naps)).await;
        yield_now().await;
        scope.finish()
    });
    let drawing = "wanderer\n  leaf\n  nap ×3";
    assert_drawn(&by_macro.await.unwrap().graph, drawing);
    assert_drawn(&by_method.await.unwrap(), drawing);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn blocking_in_place_stays_below_its_caller() {
    #[trace_async]
    async fn blocks_in_place() {
        tokio::task::block_in_place(|| {
            leaf();
            tokio::runtime::Handle::current().block_on(quick());
        });
        nap().await;
    }
    let graph = trace_scope_async!(async { tokio::spawn(blocks_in_place()).await.unwrap() });
    assert_drawn(
        &graph.await.graph,
        "
        blocks_in_place
          quick
            nap
          leaf
          nap
        ",
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn scopes_in_parallel_tasks_never_mix() {
    let tasks: JoinSet<()> = (1..=64)
        .map(|steps| async move {
            for _ in 0..5 {
                let graph = trace_scope_async!(async move {
                    tokio::spawn(wanderer(steps)).await.unwrap();
                    gathers(2).await
                });
                let graph = graph.await.graph;
                assert_eq!((calls(&graph, "wanderer"), calls(&graph, "leaf")), (1, 1));
                assert_eq!(calls(&graph, "nap"), u64::from(steps) + 2);
                assert_eq!(graph.metadata().max_concurrent_tasks, 2);
            }
        })
        .collect();
    tasks.join_all().await;
}

/// Chains of tasks are as long as there are call paths. What is done at each link must not grow with the chain, or
/// this test does not end.
#[tokio::test]
async fn tasks_that_spawn_each_other_for_long() {
    #[trace_async]
    async fn link(left: u32) {
        nap().await;
        if left > 0 {
            tokio::spawn(boxed(left - 1));
        }
    }
    fn boxed(left: u32) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(link(left))
    }
    const LINKS: u32 = 20_000;
    let scope = TraceScope::builder().max_call_paths(30_000).build().unwrap();
    let graph = scope
        .run_async(|| async {
            link(LINKS).await;
            while calls(&scope.snapshot(), "link") <= u64::from(LINKS) {
                for _ in 0..LINKS {
                    tokio::task::yield_now().await;
                }
            }
        })
        .await
        .graph;
    assert_eq!((calls(&graph, "link"), calls(&graph, "nap")), (20_001, 20_001));
    if cfg!(feature = "enabled") {
        assert_eq!(graph.node("link").unwrap().max_concurrent(), Some(1));
        assert!(graph.metadata().overflowed_calls > 5_000);
    }
}
