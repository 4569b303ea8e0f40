//! The scope of the whole process. One test: everything here shares the process.

#![cfg(feature = "enabled")]

#[allow(dead_code, reason = "each test file uses a part of it")]
mod support;

use callflow::{TraceScope, current_graph, trace_scope};
use support::{assert_drawn, block_on, calls, leaf, nap, unwinds};

#[callflow::trace]
fn outer() {
    leaf();
}

#[test]
fn calls_without_a_context_belong_to_the_scope_of_the_process() {
    leaf();
    let tmp = tempfile::tempdir().unwrap();
    let path = tmp.path().join("global.json");
    let global = TraceScope::builder().name("process").output(&path).build_global().unwrap();
    let second = TraceScope::global().unwrap_err();
    assert!(second.to_string().contains("open already"), "{second}");
    assert!(!second.is_options());

    outer();
    std::thread::spawn(outer).join().unwrap();
    // Here and on threads that nobody told of it, also in futures.
    std::thread::spawn(|| block_on(async { futures::join!(nap(), nap()) })).join().unwrap();
    assert_eq!(current_graph().unwrap().metadata().name.as_deref(), Some("process"));
    // Scopes inside it take their calls.
    let inside = trace_scope!(|| {
        outer();
        assert!(current_graph().unwrap().metadata().name.is_none());
    });
    assert_eq!(calls(&inside.graph, "leaf"), 1);
    assert!(unwinds(|| callflow::span!("unwinds", { support::unwind() })));

    // A call that goes on while a scope inside of it comes and ends is still its own.
    callflow::span!("around", { trace_scope!(leaf) });
    // One that is in flight at the end stays so.
    let (global, graph) = callflow::span!("in flight", {
        let live = global.snapshot();
        assert_eq!(live.node("in flight").unwrap().in_flight(), 1);
        (live, global.finish())
    });
    assert_eq!(global.nodes().len(), graph.nodes().len());
    assert_drawn(
        &graph,
        "
        around
        outer ×2
          leaf ×2
        nap ×2
        in flight ×0, 1 in flight
        unwinds, 1 panicked
        ",
    );
    assert!(path.exists());

    // After its end calls go nowhere, on threads that were in it too, and change nothing.
    outer();
    assert!(current_graph().is_none());
    let scope = TraceScope::new();
    outer();
    block_on(nap());
    std::thread::spawn(leaf).join().unwrap();
    let hinted = scope.finish();
    assert_eq!(hinted.metadata().calls_without_context, 4);
    assert!(hinted.to_string().contains("4 calls of the process had no context"), "{hinted}");
    assert_eq!(hinted.calls(), 0);
    // Those are told to the scope that was open then.
    assert_eq!(TraceScope::new().finish().metadata().calls_without_context, 0);

    // Another may follow, and this thread goes over to it.
    let second = TraceScope::global().unwrap();
    outer();
    block_on(nap());
    let second = second.finish();
    assert_drawn(&second, "outer\n  leaf\nnap");
    assert_eq!(second.metadata().after_close, 0);

    // Threads that were in one when it ended go over to the next, in the middle of a call too.
    let third = TraceScope::global().unwrap();
    let fourth = std::sync::Barrier::new(2);
    std::thread::scope(|threads| {
        threads.spawn(|| {
            callflow::span!("across", {
                leaf();
                fourth.wait();
                fourth.wait();
                leaf();
                block_on(nap());
            });
            leaf();
        });
        fourth.wait();
        let third = third.finish();
        assert_drawn(&third, "across ×0, 1 in flight\n  leaf");
        let next = TraceScope::global().unwrap();
        fourth.wait();
        while next.snapshot().node("nap").is_none_or(|nap| nap.calls() == 0)
            || calls(&next.snapshot(), "leaf") < 2
        {
            std::thread::yield_now();
        }
        assert_drawn(&next.finish(), "leaf ×2\nnap");
    });
    // Dropped without being finished, it ends as well.
    drop(TraceScope::global().unwrap());
    drop(TraceScope::global().unwrap());
    outer();
}
