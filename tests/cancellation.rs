//! Calls that are dropped before their end leave everything else as it was.

#![cfg(feature = "enabled")]

use std::{
    cell::RefCell,
    future::pending,
    pin::{Pin, pin},
    rc::Rc,
    thread,
};

use callflow::{
    Context, InContext as _, TraceScope, gather_traced, get_async_stats, trace, trace_async, trace_scope,
    trace_scope_async,
};
use futures::future::select;
use tokio::task::JoinSet;

#[allow(dead_code, reason = "each test file uses a part of it")]
mod support;
use support::{CallsLeaf, assert_drawn, block_on, calls, leaf, nap, poll_once, unwind, unwinds, yield_now};

/// Unwinds when it is dropped.
struct Unwinds;

impl Drop for Unwinds {
    fn drop(&mut self) {
        if !thread::panicking() {
            unwind();
        }
    }
}

#[trace_async]
async fn holds<T>(_held: T) {
    nap().await;
    pending::<()>().await;
}

#[test]
fn destructors_of_a_cancelled_call_are_its_last_segment() {
    #[trace_async]
    async fn outer() {
        let _held = CallsLeaf;
        holds(CallsLeaf).await;
    }

    #[trace]
    fn drops<T>(value: T) {
        drop(value);
        leaf();
    }

    let scope = TraceScope::new();
    scope.run(|| {
        let mut future = Box::pin(outer());
        assert!(poll_once(future.as_mut()).is_pending());
        assert!(poll_once(future.as_mut()).is_pending());
        // It is dropped below another call, and belongs where it was called.
        drops(future);
    });
    let graph = scope.finish();
    assert_drawn(
        &graph,
        "
        drops
          leaf
        outer, 1 cancelled
          holds, 1 cancelled
            leaf
            nap
          leaf
        ",
    );
    let nodes = graph.nodes().iter();
    let own: std::time::Duration = nodes.map(callflow::Node::self_time_raw).sum();
    let [outer, drops] = ["outer", "drops"].map(|name| graph.node(name).unwrap().active_time_raw());
    // The segment of the drop lay on top of `drops`, and is counted once.
    assert!(own >= drops && own <= drops + outer);
}

#[test]
fn a_destructor_may_unwind() {
    let graph = trace_scope!(|| {
        let mut future = Box::pin(holds(Unwinds));
        assert!(poll_once(future.as_mut()).is_pending());
        assert!(unwinds(|| drop(future)));
        leaf();

        let mut gathered = Box::pin(gather_traced([holds(Unwinds), holds(Unwinds)]));
        assert!(poll_once(gathered.as_mut()).is_pending());
        assert!(unwinds(|| drop(gathered)));
        leaf();
    })
    .graph;
    assert!(Context::current().is_empty());
    assert_drawn(
        &graph,
        "
        gather_traced, 1 cancelled
          <lane> ×2, 2 cancelled
            holds ×2, 2 cancelled
              nap ×2, 2 cancelled
        holds, 1 cancelled
          nap, 1 cancelled
        leaf ×2
        ",
    );
}

#[test]
fn a_future_may_be_dropped_inside_of_its_own_poll_of_another() {
    type Slot = Rc<RefCell<Option<Pin<Box<dyn Future<Output = ()>>>>>>;

    #[trace_async]
    async fn drops_the_other(slot: Slot) {
        nap().await;
        drop(slot.take());
        leaf();
    }

    let slot = Slot::default();
    let graph = trace_scope!(|| {
        let mut other: Pin<Box<dyn Future<Output = ()>>> = Box::pin(holds(CallsLeaf));
        assert!(poll_once(other.as_mut()).is_pending());
        slot.replace(Some(other));
        block_on(drops_the_other(slot.clone()));
    })
    .graph;
    assert_drawn(
        &graph,
        "
        drops_the_other
          leaf
          nap
        holds, 1 cancelled
          leaf
          nap, 1 cancelled
        ",
    );
}

#[test]
fn cancelled_and_failed_calls_are_no_longer_at_work() {
    let scope = TraceScope::new();
    let run = |work: &dyn Fn()| scope.run(work);
    run(&|| {
        // All at once, and all dropped: in order, backwards, and with a parent that goes first.
        let mut futures: Vec<_> = (0..10).map(|_| Box::pin(holds(()))).collect();
        for future in &mut futures {
            assert!(poll_once(future.as_mut()).is_pending());
        }
        futures.truncate(5);
        while futures.pop().is_some() {}
        let mut gathered = Box::pin(gather_traced((0..10).map(|_| holds(()))));
        assert!(poll_once(gathered.as_mut()).is_pending());
    });
    run(&|| {
        for _ in 0..10 {
            assert!(unwinds(|| block_on(gather_traced((0..10).map(|n| async move {
                nap().await;
                if n == 5 {
                    unwind();
                }
                holds(()).await;
            })))));
        }
    });
    run(&|| {
        // Captured and never polled, inside of a call that has ended since.
        #[trace_async]
        async fn makes() -> Vec<Pin<Box<dyn Future<Output = ()>>>> {
            (0..10).map(|_| Box::pin(nap()) as Pin<Box<dyn Future<Output = ()>>>).collect()
        }
        let (mut some, others) = (block_on(makes()), block_on(makes()));
        drop(others);
        some.drain(..5).for_each(drop);
        some.into_iter().for_each(block_on);
    });
    assert_eq!(scope.snapshot().metadata().max_concurrent_tasks, 10);

    // Were one of them still counted, this would reach more.
    run(&|| drop(block_on(gather_traced((0..11).map(|_| nap())))));
    let graph = scope.finish();
    assert_eq!(graph.metadata().max_concurrent_tasks, 11);
    assert_eq!(graph.node("holds").unwrap().max_concurrent(), Some(10));
    assert_eq!(graph.node("nap").unwrap().max_concurrent(), Some(11));
    assert_eq!(graph.nodes().iter().map(callflow::Node::in_flight).sum::<u64>(), 0);
    assert_eq!(get_async_stats(&graph).concurrency.last().unwrap().tasks, 0);
}

#[trace_async]
async fn family(children: u32) {
    for child in 0..children {
        let spawned = tokio::spawn(nap());
        let first = select(Box::pin(gather_traced([nap(), nap()])), Box::pin(nap()));
        match child % 3 {
            0 => drop(first.await),
            1 => spawned.abort(),
            _ => drop((first, spawned.await)),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn on_many_threads_too() {
    let graph = trace_scope_async!(async {
        for _ in 0..20 {
            let mut families: JoinSet<()> = (0..16).map(family).collect();
            families.join_next().await;
            families.shutdown().await;
        }
        // Tasks that nobody waits for may still be about to end.
        while callflow::current_graph().is_some_and(|graph| in_flight(&graph) > 0) {
            tokio::task::yield_now().await;
        }
        gather_traced((0..500).map(|_| nap())).await;
    })
    .await
    .graph;
    assert_eq!(in_flight(&graph), 0);
    assert_eq!(graph.metadata().max_concurrent_tasks, 500);
    let warnings = graph.metadata().warnings();
    assert!(warnings.iter().all(|warning| warning.contains("timeline")), "{warnings:?}");
}

fn in_flight(graph: &callflow::CallGraph) -> u64 {
    graph.nodes().iter().map(callflow::Node::in_flight).sum()
}

#[test]
fn a_scope_whose_future_is_dropped_has_the_cancelled_calls() {
    let scope = TraceScope::new();
    {
        let mut run = pin!(scope.run_async(|| holds(CallsLeaf)));
        assert!(poll_once(run.as_mut()).is_pending());
    }
    let graph = scope.finish();
    assert_drawn(&graph, "holds, 1 cancelled\n  leaf\n  nap, 1 cancelled");

    // The file that was asked for is written, with what happened until then.
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("cancelled.json");
    let mut run = Box::pin(trace_scope_async!(&path, holds(CallsLeaf)));
    assert!(poll_once(run.as_mut()).is_pending());
    drop(run);
    let data = std::fs::read_to_string(&path).unwrap();
    assert!(data.contains("holds") && data.contains("leaf"));
}

#[test]
fn destructors_run_in_the_context_around_them() {
    let (outer, inner) = (TraceScope::new(), TraceScope::new());
    outer.run(|| {
        // An untraced future in a context: its destructors run in that context as well.
        let mut future = Box::pin(
            async {
                let _held = CallsLeaf;
                pending::<()>().await;
            }
            .in_context(inner.context()),
        );
        assert!(poll_once(future.as_mut()).is_pending());
        drop(future);
    });
    assert_eq!(calls(&inner.finish(), "leaf"), 1);
    assert_eq!(calls(&outer.finish(), "leaf"), 0);
}

#[test]
fn a_future_that_has_finished_is_cancelled_no_more() {
    /// Keeps what it holds after it is ready.
    struct Finished {
        _held: CallsLeaf,
    }
    impl Future for Finished {
        type Output = ();
        fn poll(self: Pin<&mut Self>, _: &mut std::task::Context<'_>) -> std::task::Poll<()> {
            std::task::Poll::Ready(())
        }
    }
    #[trace_async]
    fn finished() -> impl Future<Output = ()> {
        Finished { _held: CallsLeaf }
    }

    let graph = trace_scope!(|| {
        let mut future = Box::pin(finished());
        assert!(poll_once(future.as_mut()).is_ready());
        drop(future);
        drop(finished());
    })
    .graph;
    // A future holds what it holds until it is dropped; by then the call is over, or never was.
    assert_drawn(&graph, "finished, 1 never polled\nleaf ×2");
}

#[test]
fn a_future_that_returns_while_its_thread_unwinds_has_returned() {
    /// Runs a future to its end when it is dropped.
    struct RunsToTheEnd;
    impl Drop for RunsToTheEnd {
        fn drop(&mut self) {
            block_on(nap());
        }
    }

    let graph = trace_scope!(|| {
        assert!(unwinds(|| {
            let _held = RunsToTheEnd;
            let mut dropped = Box::pin(holds(RunsToTheEnd));
            assert!(poll_once(dropped.as_mut()).is_pending());
            unwind();
        }));
    })
    .graph;
    // The outcome is that of the poll, or of the drop, whatever the thread does meanwhile.
    assert_drawn(
        &graph,
        "
        holds, 1 cancelled
          nap ×2, 1 ok, 1 cancelled
        nap
        ",
    );
}

#[test]
fn cancelling_yields_nothing_to_those_beside() {
    let graph = block_on(trace_scope_async!(async {
        for _ in 0..5 {
            let mut held = Box::pin(holds(()));
            assert!(poll_once(held.as_mut()).is_pending());
            yield_now().await;
            drop(held);
            nap().await;
        }
    }))
    .graph;
    assert_drawn(
        &graph,
        "
        holds ×5, 5 cancelled
          nap ×5, 5 cancelled
        nap ×5
        ",
    );
    assert_eq!(graph.metadata().max_concurrent_tasks, 1);
}
