//! What random programs found, as tests of their own.
//!
//! What the documentation leaves open, one of the functions here keeps the programs from.

use std::{
    future::{Future, ready},
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
};

use callflow::{
    Context, InContext as _, TraceScope, gather_traced, get_async_stats, trace, trace_async, trace_scope,
};
use futures::{
    FutureExt as _,
    executor::{LocalPool, block_on},
    task::LocalSpawnExt as _,
};

use crate::{
    executor::{Yield, on_other_thread},
    model::{At, CallId, ScopeId},
    program::Task,
    run::is_traced,
    sites,
    world::World,
};

/// What is called below a late call adopts another scope: no scope is ended while anything may still happen in it.
pub(crate) fn spares_scope(world: &World, scope: ScopeId) -> bool {
    let contexts = world.contexts.lock().unwrap();
    let is_kept = contexts.iter().flatten().any(|(_, at)| at.is_some_and(|at| at.scope == scope));
    is_kept || world.model().is_in_use(scope)
}

/// A boxed block in `in_context` hands its context to a future inside that was called elsewhere. Where the children of
/// a gather in a context of another scope belong is not settled; nor is it with a child that is not traced itself.
pub(crate) fn spares_in_context(world: &World, at: Option<At>, boxed: bool, task: &Task) -> bool {
    let all_traced = match task {
        Task::Block(_) => return boxed,
        Task::Call { .. } | Task::InContext { .. } => return false,
        Task::Gather(children) | Task::TryGather(children) => children.iter().all(is_traced),
        Task::Pair(pair) => is_traced(&pair.0) && is_traced(&pair.1),
    };
    let scope = |at: Option<At>| at.map(|at| at.scope);
    !all_traced || scope(at) != scope(world.model().here())
}

/// Below `<overflow>`, a lane knows nothing but boxes.
pub(crate) fn boxes_lanes(world: &World) -> bool {
    world.is_capped()
}

/// A future that was called where a gather was, and is first polled directly in a lane of it, goes to the lane though it
/// may be a task of its own. The semantics do not say when it is "inside" the child. Below `<overflow>` every child is
/// boxed, so that further up the same holds.
pub(crate) fn spares_lane(world: &World) -> bool {
    let mut model = world.model();
    let open = model.open();
    let is_lane = |&call: &CallId| model.calls[call].site.name == sites::LANE.name;
    if world.is_capped() { open.iter().any(is_lane) } else { open.last().is_some_and(is_lane) }
}

#[trace]
fn leaf() {}

#[trace]
fn wrap<T>(work: impl FnOnce() -> T) -> T {
    work()
}

#[trace_async]
async fn fetch() {
    leaf();
}

#[trace_async]
async fn outer<F: Future>(future: F) -> F::Output {
    future.await
}

#[trace_async]
async fn all<F: Future>(futures: Vec<F>) -> Vec<F::Output> {
    gather_traced(futures).await
}

#[trace_async]
async fn nap() {
    Yield(2).await;
}

fn drawn<T>(work: impl FnOnce() -> T) -> String {
    trace_scope!(work).graph.draw()
}

fn poll_once<F: Future + Unpin>(future: F) -> Option<F::Output> {
    future.now_or_never()
}

/// The context of a scope that has ended.
fn ended() -> Context {
    TraceScope::new().context()
}

#[test]
fn a_gather_in_a_context_keeps_its_children() {
    let graph = trace_scope!(|| {
        let context = wrap(Context::current);
        block_on(gather_traced([fetch()]).in_context(context))
    })
    .graph;
    assert_eq!(graph.draw(), "wrap\n  ~gather_traced\n    <lane>\n      fetch\n        leaf\n");
    assert_eq!(get_async_stats(&graph).max_concurrent_tasks, 1);
}

#[test]
fn a_helper_that_gathers_the_futures_of_its_caller_counts_them_once() {
    let graph = trace_scope!(|| block_on(all((0..10).map(|_| nap()).collect()))).graph;
    assert_eq!(get_async_stats(&graph).max_concurrent_tasks, 10);
    assert_eq!(graph.draw(), "all\n  gather_traced\n    <lane> ×10\n      nap ×10\n");
}

#[test]
fn a_task_that_is_polled_in_a_lane_belongs_to_its_caller() {
    let mut pool = LocalPool::new();
    let spawner = pool.spawner();
    let drawing = drawn(|| {
        wrap(|| spawner.spawn_local(fetch()).unwrap());
        // The pool would not run inside another.
        poll_once(gather_traced([async move { pool.run_until_stalled() }]));
    });
    assert_eq!(drawing, "gather_traced\n  <lane>\nwrap\n  ~fetch\n    leaf\n");
}

#[test]
fn a_panic_out_of_in_context_leaves_nothing_behind() {
    // On a thread of its own: the others are not to suffer.
    let drawing = on_other_thread(|| {
        trace_scope!(|| {
            let panics: Pin<Box<dyn Future<Output = ()>>> =
                Box::pin(async { std::panic::resume_unwind(Box::new(())) });
            let context = Context::current();
            let _ = catch_unwind(AssertUnwindSafe(|| block_on(panics.in_context(context))));
        });
        let scope = TraceScope::new();
        block_on(scope.run(fetch).value);
        scope.finish().draw()
    });
    assert_eq!(drawing, "fetch\n  leaf\n");
}

#[test]
fn a_future_in_the_context_of_an_ended_scope_is_nowhere() {
    assert_eq!(drawn(|| block_on(outer(fetch().in_context(ended())))), "outer\n");
}

#[test]
fn sync_code_in_the_context_of_an_ended_scope_is_nowhere() {
    let drawing = drawn(|| {
        wrap(|| {
            let _guard = ended().attach();
            leaf();
        });
    });
    assert_eq!(drawing, "wrap\n");
}

#[test]
fn a_future_that_was_called_in_an_ended_scope_is_nowhere() {
    let future = TraceScope::new().run(fetch).value;
    assert_eq!(drawn(|| block_on(outer(future))), "outer\n");
}

#[test]
fn a_future_that_a_late_call_makes_is_nowhere() {
    let late = TraceScope::new().run(|| outer(ready(()).map(|()| fetch()))).value;
    let drawing = drawn(|| {
        let inner = block_on(late);
        block_on(outer(inner));
    });
    assert_eq!(drawing, "outer\n");
}

#[test]
fn a_lane_that_is_nowhere_takes_nothing() {
    let drawing = drawn(|| {
        let called_elsewhere = wrap(fetch);
        let context = Context::current();
        on_other_thread(|| {
            let child = outer(async {
                let _guard = context.attach();
                poll_once(Box::pin(called_elsewhere));
            });
            block_on(gather_traced([Box::pin(child)]));
        });
    });
    assert_eq!(drawing, "wrap\n  ~fetch\n    leaf\n");
}

#[test]
fn a_box_that_was_called_nowhere_uses_up_its_context() {
    let drawing = drawn(|| {
        let called_elsewhere = wrap(fetch);
        let context = wrap(Context::current);
        on_other_thread(|| {
            let block = ready(()).map(|()| poll_once(Box::pin(called_elsewhere)));
            block_on(Box::pin(outer(block)).in_context(context));
        });
    });
    assert_eq!(drawing, "wrap ×2\n  ~fetch\n    leaf\n  ~outer\n");
}

#[test]
fn an_empty_context_takes_nothing_away() {
    let empty = Context::current();
    let drawing = drawn(|| {
        let future = fetch();
        std::thread::spawn(|| block_on(future.in_context(empty))).join().unwrap();
    });
    assert_eq!(drawing, "fetch\n  leaf\n");
}

#[test]
fn a_box_in_a_context_keeps_it_for_itself() {
    let mut pool = LocalPool::new();
    let spawner = pool.spawner();
    let drawing = drawn(|| {
        wrap(|| spawner.spawn_local(fetch()).unwrap());
        let block = async move {
            Yield(1).await;
            pool.run_until_stalled();
        };
        let mut future = Box::pin(Box::pin(outer(block)).in_context(Context::current()));
        assert!(poll_once(&mut future).is_none());
        assert!(poll_once(&mut future).is_some());
    });
    assert_eq!(drawing, "outer\nwrap\n  ~fetch\n    leaf\n");
}

#[test]
fn a_wrapped_child_past_the_cap_on_paths_stands_in_its_lane() {
    let scope = TraceScope::builder().max_call_paths(1).build().unwrap();
    scope.run(|| block_on(outer(async { outer(async { gather_traced([nap().map(|()| ())]).await }).await })));
    assert_eq!(get_async_stats(&scope.finish()).max_concurrent_tasks, 1);
}
