//! Calls go to one scope, the right one, and to one place in it.

#![cfg(feature = "enabled")]

use std::{
    pin::pin,
    sync::{Barrier, mpsc},
    thread,
};

use callflow::{
    Context, InContext as _, TraceScope, Traced, current_graph, gather_traced, get_async_stats, propagate,
    trace, trace_async, trace_scope, trace_scope_async,
};

#[allow(dead_code, reason = "each test file uses a part of it")]
mod support;
use support::{assert_drawn, block_on, by_turns, calls, leaf, nap, poll_once, unwinds};

#[trace_async]
async fn fetch(id: u32) -> u32 {
    nap().await;
    id
}

#[trace]
fn work(times: u64) {
    (0..times).for_each(|_| leaf());
}

#[trace_async]
async fn request(naps: u64) {
    for _ in 0..naps {
        nap().await;
    }
    leaf();
}

#[test]
fn parallel_scopes_never_mix() {
    let start = Barrier::new(8);
    thread::scope(|threads| {
        for number in 0..8 {
            let start = &start;
            threads.spawn(move || {
                start.wait();
                for round in 0..100 {
                    let times = number * 100 + round + 1;
                    let graph = trace_scope!(|| {
                        work(times);
                        block_on(request(number + 1));
                    })
                    .graph;
                    assert_eq!((calls(&graph, "work"), calls(&graph, "request")), (1, 1));
                    assert_eq!((calls(&graph, "leaf"), calls(&graph, "nap")), (times + 1, number + 1));
                    assert_eq!(graph.metadata().max_concurrent_tasks, 1);
                    assert_eq!(graph.metadata().threads, 1);
                }
            });
        }
    });
}

#[test]
fn tasks_that_take_turns_on_a_thread_never_mix() {
    let (first, second) = by_turns(trace_scope_async!(request(3)), trace_scope_async!(request(7)));
    assert_drawn(
        &first.graph,
        "
        request
          leaf
          nap ×3
        ",
    );
    assert_drawn(
        &second.graph,
        "
        request
          leaf
          nap ×7
        ",
    );
}

#[test]
fn scopes_inside_of_tasks_that_take_turns_never_mix() {
    let outer = block_on(trace_scope_async!(async {
        let scopes = (1..=4).map(|naps| async move {
            nap().await;
            let graph = trace_scope_async!(request(naps)).await.graph;
            nap().await;
            graph
        });
        gather_traced(scopes).await
    }));
    for (naps, graph) in (1..).zip(&outer.value) {
        assert_eq!((calls(graph, "request"), calls(graph, "nap")), (1, naps));
    }
    assert_drawn(
        &outer.graph,
        "
        gather_traced
          <lane> ×4
            nap ×8
        ",
    );
}

#[test]
fn calls_go_to_the_innermost_scope_only() {
    let outer = trace_scope!(|| {
        work(1);
        let inner = trace_scope!(|| {
            work(2);
            trace_scope!(leaf).graph
        });
        work(0);
        (inner.graph, inner.value)
    });
    let (inner, innermost) = outer.value;
    assert_drawn(&outer.graph, "work ×2\n  leaf");
    assert_drawn(&inner, "work\n  leaf ×2");
    assert_drawn(&innermost, "leaf");
}

#[test]
fn a_scope_records_the_call_that_makes_its_future() {
    let drawing = "fetch\n  nap";
    assert_drawn(&block_on(trace_scope_async!(fetch(1))).graph, drawing);
    let scope = TraceScope::new();
    assert_drawn(&block_on(scope.run_async(|| fetch(1))).graph, drawing);

    // In another scope too, which must not see it.
    let outer = block_on(trace_scope_async!(async {
        let by_macro = trace_scope_async!(fetch(1)).await.graph;
        let by_method = TraceScope::new().run_async(|| fetch(1)).await.graph;
        [by_macro, by_method]
    }));
    for graph in &outer.value {
        assert_drawn(graph, drawing);
    }
    assert_drawn(&outer.graph, "");

    // And one scope can run more than once.
    let scope = TraceScope::new();
    let first = block_on(scope.run_async(|| fetch(1))).graph;
    scope.run(leaf);
    block_on(scope.run_async(|| fetch(2)));
    assert_drawn(&first, drawing);
    assert_drawn(&scope.finish(), "fetch ×2\n  nap ×2\nleaf");
}

#[trace_async]
async fn spawns() {
    let inside = tokio::spawn(fetch(1));
    inside.await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn spawned_tasks_belong_to_the_scope_and_path_of_their_caller() {
    let traced = trace_scope_async!(async {
        spawns().await;
        tokio::spawn(fetch(2)).await.unwrap();
        // A block that is no call takes nothing along: what it calls, it calls outside of the scope.
        tokio::spawn(async { fetch(3).await }).await.unwrap();
    });
    assert_drawn(
        &traced.await.graph,
        "
        fetch
          nap
        spawns
          ~fetch
            nap
        ",
    );
}

#[test]
fn calls_outside_of_scopes_are_nowhere() {
    assert!(Context::current().is_empty());
    assert!(current_graph().is_none());
    let scope = TraceScope::new();
    work(3);
    block_on(fetch(1));
    thread::spawn(|| work(1)).join().unwrap();
    let mut before = pin!(fetch(2));
    assert!(poll_once(before.as_mut()).is_pending());

    scope.run(leaf);
    // It was called and begun outside, and stays outside.
    assert!(scope.run(|| poll_once(before.as_mut())).value.is_ready());
    work(1);
    assert_drawn(&scope.finish(), "leaf");
    assert!(Context::current().is_empty());
}

#[test]
fn an_attached_context_holds_until_its_guard_is_dropped() {
    let scope = TraceScope::new();
    let context = scope.context();
    thread::scope(|threads| {
        threads.spawn(move || {
            leaf();
            let guard = context.attach();
            leaf();
            assert!(current_graph().is_some());
            drop(guard);
            leaf();
            assert!(current_graph().is_none());
        });
    });
    assert_drawn(&scope.finish(), "leaf");
}

#[trace]
fn fan_out() {
    thread::scope(|threads| {
        let context = Context::current();
        let attached = context.clone();
        threads.spawn(move || {
            let _guard = attached.attach();
            work(1);
        });
        threads.spawn(propagate(|| work(2)));
        threads.spawn(context.propagate(|| work(3)));
        threads.spawn(|| work(4));
    });
    // On the same thread the caller's segment is below: nested.
    propagate(leaf)();
}

#[test]
fn a_context_carries_the_call_path_to_threads() {
    let graph = trace_scope!(fan_out).graph;
    assert_drawn(
        &graph,
        "
        fan_out
          leaf
          ~work ×3
            leaf ×6
        ",
    );
    let edges: Vec<_> = graph.edges().iter().map(|edge| (edge.callee(), edge.calls())).collect();
    assert_eq!(
        edges,
        [("isolation::support::leaf", 1), ("isolation::work", 3), ("isolation::support::leaf", 6)]
    );
}

#[test]
fn an_empty_context_changes_nothing() {
    let empty = Context::current();
    assert!(empty.is_empty());
    let graph = trace_scope!(|| {
        let _guard = empty.attach();
        leaf();
        empty.clone().propagate(leaf)();
        block_on(fetch(1).in_context(empty.clone()));
    })
    .graph;
    assert_drawn(&graph, "fetch\n  nap\nleaf ×2");
}

/// Where one `fetch` is recorded that is called in scope 0, wrapped by `wrap` with the context of scope 1, and
/// polled in scope 2.
fn place<F: Future>(wrap: impl FnOnce(Fetch, Context) -> F) -> Option<usize> {
    let scopes = [TraceScope::new(), TraceScope::new(), TraceScope::new()];
    let future = scopes[0].run(|| Box::pin(fetch(1)) as Fetch).value;
    let wrapped = wrap(future, scopes[1].context());
    scopes[2].run(|| block_on(wrapped));
    let graphs = scopes.map(TraceScope::finish);
    assert_eq!(graphs.iter().map(|graph| calls(graph, "fetch")).sum::<u64>(), 1);
    let place = graphs.iter().position(|graph| calls(graph, "fetch") == 1)?;
    assert_drawn(&graphs[place], "fetch\n  nap");
    Some(place)
}

type Fetch = std::pin::Pin<Box<dyn Future<Output = u32>>>;

#[test]
#[expect(
    clippy::redundant_async_block,
    clippy::redundant_closure_for_method_calls,
    reason = "they are the cases"
)]
fn in_context_directly_around_a_call_wins_then_the_place_of_the_call() {
    assert_eq!(place(|fetch, context| fetch.in_context(context)), Some(1));
    assert_eq!(place(|fetch, context| async { fetch.await }.in_context(context)), Some(0), "not directly");
    assert_eq!(place(|fetch, _| fetch), Some(0));
    assert_eq!(place(|_, context| async { fetch(1).await }.in_context(context)), Some(1), "called inside");
    assert_eq!(place(|_, context| fetch(1).in_context(context)), Some(1));
    assert_eq!(place(|_, _| async { fetch(1).await }), Some(2), "called while polled");
    assert_eq!(place(|_, _| fetch(1)), Some(2), "called nowhere");
    let other = TraceScope::new();
    let twice = place(|fetch, context| fetch.in_context(context).in_context(other.context()));
    assert_eq!(twice, Some(1), "the inner of two");
    assert_drawn(&other.finish(), "");
}

#[test]
fn a_context_is_adopted_once() {
    let (first, second) = (TraceScope::new(), TraceScope::new());
    let mut future = pin!(fetch(1));
    assert!(first.run(|| poll_once(future.as_mut())).value.is_pending());
    assert!(second.run(|| poll_once(future.as_mut())).value.is_ready());
    assert_drawn(&first.finish(), "fetch\n  nap");
    assert_drawn(&second.finish(), "");
}

#[test]
fn in_context_leaves_the_context_around_it_as_it_was() {
    let (outer, inner) = (TraceScope::new(), TraceScope::new());
    let context = inner.context();
    block_on(outer.run_async(|| async move {
        fetch(1).await;
        let mut foreign = pin!(async { fetch(2).await }.in_context(context));
        assert!(poll_once(foreign.as_mut()).is_pending());
        leaf();
        foreign.await;
        leaf();
    }));
    assert_drawn(&outer.finish(), "fetch\n  nap\nleaf ×2");
    assert_drawn(&inner.finish(), "fetch\n  nap");
}

#[trace]
fn stays(entered: &mpsc::Sender<()>, leave: &mpsc::Receiver<()>) {
    entered.send(()).unwrap();
    leave.recv().unwrap();
    leaf();
}

#[test]
fn a_thread_that_outlives_its_scope_changes_no_graph() {
    let scope = TraceScope::new();
    let context = scope.context();
    let (entered, has_entered) = mpsc::channel();
    let (let_go, leave) = mpsc::channel();
    let thread = thread::spawn(move || {
        let _guard = context.attach();
        leaf();
        stays(&entered, &leave);
        leaf();
        let mut late = pin!(fetch(1));
        let _ = poll_once(late.as_mut());
        current_graph()
    });
    has_entered.recv().unwrap();
    let graph = scope.finish();
    let drawing = "stays ×0, 1 in flight\nleaf";
    assert_drawn(&graph, drawing);
    let (json, before) = (graph.to_json(), graph.clone());

    let_go.send(()).unwrap();
    let seen_inside = thread.join().unwrap();
    assert_eq!((graph.to_json(), &graph), (json, &before));
    // The one who is still inside sees what came late, and that it was not recorded.
    let seen = seen_inside.expect("its context is still that of the scope");
    assert_drawn(&seen, drawing);
    assert_eq!(seen.wall_time(), graph.wall_time(), "the life of the scope was over");
    assert!(seen.metadata().after_close >= 3, "{:?}", seen.metadata());
    assert!(seen.metadata().warnings().iter().any(|warning| warning.contains("closed")));
}

#[test]
fn a_context_that_outlives_its_scope_leads_nowhere() {
    let context = TraceScope::new().context();
    let _guard = context.attach();
    leaf();
    let graph = trace_scope!(|| context.clone().propagate(leaf)()).graph;
    assert!(calls(&graph, "leaf") <= 1);
    block_on(fetch(1).in_context(context.clone()));
    assert_eq!(calls(&trace_scope!(leaf).graph, "leaf"), 1);
}

#[test]
fn a_snapshot_shows_calls_in_flight_and_is_not_changed_by_their_end() {
    let scope = TraceScope::new();
    let mut future = pin!(scope.run_async(|| fetch(1)));
    assert!(poll_once(future.as_mut()).is_pending());
    let snapshot = scope.snapshot();
    assert_drawn(&snapshot, "fetch ×0, 1 in flight\n  nap ×0, 1 in flight");
    assert_eq!(get_async_stats(&snapshot).in_flight, 2);
    assert!(poll_once(future).is_ready());
    assert_drawn(&snapshot, "fetch ×0, 1 in flight\n  nap ×0, 1 in flight");
    assert_drawn(&scope.snapshot(), "fetch\n  nap");
}

#[test]
fn a_scope_without_calls_gives_an_empty_graph() {
    let Traced { value, graph } = trace_scope!(|| "nothing");
    assert_eq!(value, "nothing");
    assert!(graph.nodes().is_empty() && graph.edges().is_empty());
    assert!(graph.call_tree().is_empty() && graph.timeline().is_empty());
    assert_eq!((graph.calls(), graph.draw().as_str()), (0, ""));
    assert!(graph.metadata().recording);
    assert!(graph.metadata().warnings().is_empty());
    assert!(!graph.to_string().is_empty());
    assert!(graph.find("leaf").unwrap_err().to_string().contains("leaf"));
    assert_eq!(block_on(trace_scope_async!(async { 1 })).graph.calls(), 0);
    assert_eq!(TraceScope::new().finish().calls(), 0);
}

#[test]
fn a_scope_may_be_dropped_without_its_graph() {
    drop(TraceScope::new());
    let outer = trace_scope!(|| {
        let scope = TraceScope::new();
        scope.run(leaf);
        drop(scope);
        leaf();
    });
    assert_drawn(&outer.graph, "leaf");

    // A file that was asked for is written all the same, also by a panic.
    let directory = tempfile::tempdir().unwrap();
    let (dropped, panicked) = (directory.path().join("dropped.json"), directory.path().join("panicked.json"));
    let scope = TraceScope::builder().name("dropped").output(&dropped).build().unwrap();
    scope.run(leaf);
    drop(scope);
    assert!(std::fs::read_to_string(&dropped).unwrap().contains("leaf"));
    assert!(unwinds(|| trace_scope!(&panicked, || {
        leaf();
        support::unwind()
    })));
    assert!(std::fs::read_to_string(&panicked).unwrap().contains("leaf"));
    assert!(Context::current().is_empty());
}

#[test]
fn a_panic_leaves_the_thread_as_it_was() {
    let outer = trace_scope!(|| {
        assert!(unwinds(|| trace_scope!(|| {
            leaf();
            support::unwind()
        })));
        leaf();
        let mut future = Box::pin(trace_scope_async!(async {
            nap().await;
            support::unwind()
        }));
        assert!(poll_once(future.as_mut()).is_pending());
        assert!(unwinds(|| poll_once(future.as_mut()).is_ready()));
        leaf();
    });
    assert_drawn(&outer.graph, "leaf ×2");
}
