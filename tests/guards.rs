//! Guards in every order that safe code can drop them in, or not drop them at all.

#![cfg(feature = "enabled")]

use std::{cell::RefCell, mem, pin::pin, sync::mpsc, thread, time::Duration};

use callflow::{
    CallGraph, Context, ContextGuard, EnterGuard, InContext as _, TraceScope, current_graph, propagate,
    trace, trace_async, trace_scope, trace_scope_async,
};

#[allow(dead_code, reason = "each test file uses a part of it")]
mod support;
use support::{CallsLeaf, assert_drawn, block_on, calls, leaf, nap, poll_once, unwind, unwinds, yield_now};

/// Any guard.
enum Guard<'s> {
    Entered { _guard: EnterGuard<'s> },
    Attached { _guard: ContextGuard },
}

/// Sets the scopes on top of each other, drops their guards in the order given, and calls `leaf` after each drop.
/// A call belongs to the guard that was set last among those that are left.
fn drop_in_order(scopes: &[&TraceScope], entered: &[bool], order: &[usize]) {
    let counts = || scopes.iter().map(|scope| calls(&scope.snapshot(), "leaf")).collect::<Vec<_>>();
    let mut guards: Vec<_> = scopes
        .iter()
        .zip(entered)
        .map(|(scope, entered)| {
            Some(match entered {
                true => Guard::Entered { _guard: scope.enter() },
                false => Guard::Attached { _guard: scope.context().attach() },
            })
        })
        .collect();
    for &dropped in order {
        guards[dropped] = None;
        let before = counts();
        leaf();
        let after = counts();
        let in_force = guards.iter().rposition(Option::is_some).map(|index| scopes[index]);
        for (place, scope) in scopes.iter().enumerate() {
            let grows = in_force.is_some_and(|in_force| std::ptr::eq(*scope, in_force));
            assert_eq!(after[place], before[place] + u64::from(grows), "{order:?}, {dropped} dropped");
        }
    }
    assert!(Context::current().is_empty());
}

const ORDERS: [[usize; 3]; 6] = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

#[test]
fn three_guards_may_be_dropped_in_any_order() {
    for order in ORDERS {
        for kinds in 0..8 {
            let entered = [kinds & 1 == 0, kinds & 2 == 0, kinds & 4 == 0];
            let (a, b, c) = (TraceScope::new(), TraceScope::new(), TraceScope::new());
            drop_in_order(&[&a, &b, &c], &entered, &order);
            // One scope twice, around another.
            drop_in_order(&[&a, &b, &a], &entered, &order);
            drop_in_order(&[&a, &a, &b], &entered, &order);
            for scope in [a, b, c] {
                let graph = scope.finish();
                assert_eq!(graph.metadata().warnings(), [""; 0], "no guard was misplaced");
            }
        }
    }
}

#[test]
fn three_guards_may_be_dropped_in_any_order_inside_of_a_call() {
    #[trace]
    fn inside(scopes: [&TraceScope; 3], order: [usize; 3]) {
        let mut guards = scopes.map(|scope| Some(scope.enter()));
        for dropped in order {
            guards[dropped] = None;
            leaf();
        }
    }

    for order in ORDERS {
        let outer = TraceScope::new();
        let scopes = [TraceScope::new(), TraceScope::new(), TraceScope::new()];
        outer.run(|| {
            inside(scopes.each_ref(), order);
            leaf();
        });
        // The last drop puts the call's own place in force again.
        assert_drawn(&outer.finish(), "leaf\ninside\n  leaf");
        let sum: u64 = scopes.map(|scope| calls(&scope.finish(), "leaf")).iter().sum();
        assert_eq!(sum, 2, "{order:?}");
    }
}

#[test]
fn a_guard_may_leave_the_call_that_set_it() {
    #[trace]
    fn open(scope: &TraceScope) -> EnterGuard<'_> {
        let guard = scope.enter();
        leaf();
        guard
    }

    let (outer, inner) = (TraceScope::new(), TraceScope::new());
    outer.run(|| {
        let guard = open(&inner);
        leaf();
        let again = open(&inner);
        leaf();
        drop(guard);
        leaf();
        drop(again);
        leaf();
    });
    // The second `open` was called inside of the first one's guard.
    assert_drawn(&inner.finish(), "open\nleaf ×5");
    assert_drawn(&outer.finish(), "open\nleaf");
}

/// A call that drops the guard which made it a call of that scope.
#[trace]
fn close(guard: EnterGuard<'_>) {
    leaf();
    drop(guard);
    leaf();
}

#[test]
fn a_guard_may_be_dropped_by_a_call_inside_of_it() {
    let (outer, inner) = (TraceScope::new(), TraceScope::new());
    outer.run(|| {
        let guard = inner.enter();
        close(guard);
        leaf();
        close(inner.enter());
        leaf();
    });
    assert_drawn(&outer.finish(), "leaf ×4");
    let graph = inner.finish();
    // The end of a call whose context is gone is not seen.
    let node = graph.node("close").unwrap();
    assert_eq!((node.calls(), node.in_flight()), (0, 2), "{}", graph.draw());
    assert_eq!(calls(&graph, "leaf"), 2);
}

#[test]
fn a_guard_may_be_dropped_by_a_poll_inside_of_it() {
    #[trace_async]
    async fn closes(guards: &RefCell<Vec<EnterGuard<'_>>>) {
        nap().await;
        guards.borrow_mut().clear();
        leaf();
        nap().await;
    }

    let (outer, inner) = (TraceScope::new(), TraceScope::new());
    outer.run(|| {
        let guards = RefCell::new(vec![inner.enter()]);
        block_on(closes(&guards));
        leaf();
    });
    let (outer, inner) = (outer.finish(), inner.finish());
    let closes = inner.node("closes").unwrap();
    assert_eq!((closes.calls(), closes.in_flight()), (1, 0), "{}", inner.draw());
    // Nobody promises to which scope the rest of that poll belongs, but to one of the two it does.
    for (name, times) in [("leaf", 2), ("nap", 2)] {
        assert_eq!(calls(&outer, name) + calls(&inner, name), times, "{}{}", outer.draw(), inner.draw());
    }
}

#[test]
fn a_poll_that_was_not_seen_to_end_hides_no_waiting() {
    #[trace_async]
    async fn closes(guards: &RefCell<Vec<EnterGuard<'_>>>) {
        guards.borrow_mut().clear();
        yield_now().await;
    }

    let scope = TraceScope::new();
    let guards = RefCell::new(vec![scope.enter()]);
    let mut future = pin!(closes(&guards));
    assert!(poll_once(future.as_mut()).is_pending());
    let waited = Duration::from_millis(2);
    thread::sleep(waited);
    assert!(poll_once(future).is_ready());
    let graph = scope.snapshot();
    let call = graph.timeline().calls().next().unwrap();
    let polled: Duration = call.slices().map(|slice| slice.end().saturating_sub(slice.start())).sum();
    assert!(call.start() + polled + waited <= call.end().unwrap(), "{polled:?}");
}

#[test]
fn a_forgotten_guard_ends_with_the_scope_around_it() {
    let (outer, forgotten) = (TraceScope::new(), TraceScope::new());
    outer.run(|| {
        mem::forget(forgotten.enter());
        leaf();
    });
    leaf();
    assert!(Context::current().is_empty());
    outer.run(leaf);
    assert_drawn(&forgotten.finish(), "leaf");
    assert_drawn(&outer.finish(), "leaf");
}

#[test]
fn a_forgotten_guard_does_no_harm_to_a_thread() {
    thread::spawn(|| {
        for _ in 0..100 {
            let forgotten = TraceScope::new();
            mem::forget(forgotten.enter());
            mem::forget(forgotten.context().attach());
            leaf();
            assert_eq!(calls(&forgotten.finish(), "leaf"), 1);
        }
        // Scopes opened later are on top; when they end, the thread is again in one that is closed.
        assert_drawn(&trace_scope!(leaf).graph, "leaf");
        leaf();
        assert_drawn(&block_on(trace_scope_async!(nap())).graph, "nap");
    })
    .join()
    .unwrap();
}

#[test]
fn a_guard_kept_across_an_await_outside_of_calls_stays_with_its_thread() {
    let scope = TraceScope::new();
    block_on(async {
        let _guard = scope.enter();
        yield_now().await;
        leaf();
        nap().await;
        leaf();
    });
    leaf();
    let graph = scope.finish();
    assert_drawn(&graph, "leaf ×2\nnap");
    assert_eq!(graph.metadata().misplaced_guards, 0);
}

/// Keeps a guard across an await, where other tasks of the thread must not find it.
#[trace_async]
async fn keeps_a_guard(scope: &TraceScope) {
    let _guard = scope.enter();
    leaf();
    nap().await;
    leaf();
}

#[test]
fn a_guard_kept_across_an_await_of_a_call_is_taken_off_and_counted() {
    let (outer, kept) = (TraceScope::new(), TraceScope::new());
    outer.run(|| {
        let mut future = pin!(keeps_a_guard(&kept));
        assert!(poll_once(future.as_mut()).is_pending());
        leaf();
        assert!(poll_once(future.as_mut()).is_ready());
        leaf();
    });
    leaf();
    let (outer, kept) = (outer.finish(), kept.finish());
    assert_drawn(&kept, "leaf\nnap");
    assert_drawn(&outer, "keeps_a_guard\n  leaf\nleaf ×2");
    assert_eq!((outer.metadata().misplaced_guards, kept.metadata().misplaced_guards), (0, 1));
    assert!(kept.metadata().warnings()[0].contains("in_context"), "it says what to do instead");
}

#[test]
fn a_guard_kept_across_an_await_in_a_context_is_taken_off_too() {
    let (outer, kept) = (TraceScope::new(), TraceScope::new());
    let context = outer.context();
    let mut future = pin!(
        async {
            let _guard = kept.enter();
            yield_now().await;
            leaf();
        }
        .in_context(context)
    );
    assert!(poll_once(future.as_mut()).is_pending());
    leaf();
    assert!(poll_once(future.as_mut()).is_ready());
    assert_drawn(&outer.snapshot(), "leaf");
    assert_eq!(kept.snapshot().metadata().misplaced_guards, 1);
}

/// Unwinds with guards set, in the order of the drops that unwinding brings.
#[trace]
fn unwinds_with_guards(scopes: &[TraceScope; 2]) {
    let _first = scopes[0].enter();
    let _called_at_the_end = CallsLeaf;
    let _second = scopes[1].enter();
    leaf();
    unwind();
}

#[test]
fn a_panic_takes_guards_off() {
    let outer = TraceScope::new();
    let scopes = [TraceScope::new(), TraceScope::new()];
    outer.run(|| {
        assert!(unwinds(|| unwinds_with_guards(&scopes)));
        leaf();
    });
    assert!(Context::current().is_empty());
    assert_drawn(&outer.finish(), "leaf\nunwinds_with_guards, 1 panicked");
    let [first, second] = scopes.map(TraceScope::finish);
    // While the thread unwinds, a destructor that returns is a call that returned.
    assert_drawn(&first, "leaf");
    assert_drawn(&second, "leaf");
}

#[test]
fn guards_of_a_future_that_unwinds_are_taken_off() {
    #[trace_async]
    async fn unwinds_in_a_poll(scope: &TraceScope) {
        let _guard = scope.enter();
        let _forgotten = mem::ManuallyDrop::new(scope.enter());
        unwind();
    }

    let (outer, inner) = (TraceScope::new(), TraceScope::new());
    outer.run(|| {
        assert!(unwinds(|| block_on(unwinds_in_a_poll(&inner))));
        leaf();
    });
    assert!(Context::current().is_empty());
    assert_drawn(&outer.finish(), "unwinds_in_a_poll, 1 panicked\nleaf");
    assert_drawn(&inner.finish(), "");
}

/// Calls traced functions of every kind when the thread ends.
struct CallsAtExit {
    context: Context,
    future: std::pin::Pin<Box<dyn Future<Output = ()>>>,
}

impl Drop for CallsAtExit {
    fn drop(&mut self) {
        leaf();
        let _guard = self.context.attach();
        leaf();
        let _ = poll_once(self.future.as_mut());
        let _ = poll_once(pin!(nap()));
        let _ = current_graph();
        let _ = Context::current().clone();
        propagate(leaf)();
        let _ = trace_scope!(leaf);
    }
}

thread_local! {
    static EARLY: RefCell<Option<CallsAtExit>> = const { RefCell::new(None) };
    static LATE: RefCell<Option<CallsAtExit>> = const { RefCell::new(None) };
}

#[trace_async]
async fn hands_out_its_context() -> Context {
    nap().await;
    Context::current()
}

/// Runs on a thread that leaves destructors behind, registered before and after the recorder's own.
fn thread_with_destructors(scope: &TraceScope, forgets: bool) {
    let context = block_on(scope.run_async(hands_out_its_context)).value;
    thread::spawn(move || {
        EARLY.with(|early| assert!(early.borrow().is_none()));
        let leave = |context: &Context| {
            let mut future = Box::pin(nap());
            let _ = context.clone().propagate(|| poll_once(future.as_mut()))();
            Some(CallsAtExit { context: context.clone(), future })
        };
        EARLY.with(|early| early.replace(leave(&context)));
        let guard = context.attach();
        leaf();
        if forgets {
            mem::forget(guard);
        } else {
            drop(guard);
        }
        LATE.with(|late| late.replace(leave(&context)));
    })
    .join()
    .expect("nothing panics while the thread ends");
}

#[test]
fn destructors_of_a_thread_may_call_traced_functions() {
    for forgets in [false, true] {
        let scope = TraceScope::new();
        for _ in 0..20 {
            thread_with_destructors(&scope, forgets);
        }
        scope.run(leaf);
        let graph: CallGraph = scope.finish();
        // What the bodies did is there. Destructors that ran before the recorder's own may add to it.
        assert!(calls(&graph, "leaf") > 20, "{}", graph.draw());
        assert!(graph.metadata().threads >= 1);
        assert_eq!(graph.metadata().torn_slots, 0);
    }
}

#[test]
fn destructors_of_a_thread_may_run_after_their_scope() {
    let scope = TraceScope::new();
    let (tell, told) = mpsc::channel::<()>();
    let context = scope.context();
    let thread = thread::spawn(move || {
        let future = Box::pin(nap());
        LATE.with(|late| late.replace(Some(CallsAtExit { context: context.clone(), future })));
        mem::forget(context.attach());
        leaf();
        let _ = told.recv();
    });
    while calls(&scope.snapshot(), "leaf") == 0 {
        thread::yield_now();
    }
    let graph = scope.finish();
    drop(tell);
    thread.join().expect("nothing panics while the thread ends");
    assert_drawn(&graph, "leaf");
}

#[test]
fn a_scope_may_end_while_another_thread_is_inside() {
    #[trace]
    fn inside(entered: &mpsc::Sender<()>, leave: &mpsc::Receiver<()>, depth: u32) {
        if depth > 0 {
            return inside(entered, leave, depth - 1);
        }
        entered.send(()).unwrap();
        let _ = leave.recv();
    }

    let scope = TraceScope::new();
    let (entered, has_entered) = mpsc::channel();
    let threads: Vec<_> = (0..4)
        .map(|depth| {
            let (context, entered) = (scope.context(), entered.clone());
            let (let_go, leave) = mpsc::channel::<()>();
            let thread = thread::spawn(move || {
                let guard = context.attach();
                inside(&entered, &leave, depth);
                leaf();
                drop(guard);
                leaf();
                calls(&trace_scope!(leaf).graph, "leaf")
            });
            (let_go, thread)
        })
        .collect();
    (0..4).for_each(|_| has_entered.recv().unwrap());
    let graph = scope.finish();
    assert_drawn(
        &graph,
        "
        inside ×0, 4 in flight
          inside ×0, 3 in flight
            inside ×0, 2 in flight
              inside ×0, 1 in flight
        ",
    );
    assert_eq!((graph.calls(), graph.busy_time()), (0, std::time::Duration::ZERO));
    let before = graph.to_json();
    for (let_go, thread) in threads {
        drop(let_go);
        assert_eq!(thread.join().unwrap(), 1, "the thread goes on to record elsewhere");
    }
    assert_eq!(graph.to_json(), before);
}

#[test]
fn a_guard_may_outlive_the_end_of_its_scope() {
    let outer = trace_scope!(|| {
        let inner = TraceScope::new();
        let guard = inner.context().attach();
        leaf();
        let graph = inner.finish();
        // The scope is over, but the guard is still set: these calls come too late for one and are not of the other.
        leaf();
        block_on(nap());
        drop(guard);
        leaf();
        graph
    });
    assert_drawn(&outer.value, "leaf");
    assert_drawn(&outer.graph, "leaf");
}
