//! The recorder under many threads: what each did is there in the end, nothing is there twice, and no reader sees
//! what cannot be. `ci/tsan.sh`, `ci/asan.sh`, `ci/valgrind.sh` and `ci/miri.sh` run the same tests.
//!
//! Each test has some of the named races of `src/record/README.md` in mind. `CALLFLOW_ROUNDS`, in percent, makes
//! them longer or shorter.
#![cfg(all(feature = "enabled", not(callflow_loom)))]

use std::{
    cell::RefCell,
    future::Future,
    pin::{Pin, pin},
    sync::{
        Arc, Barrier,
        atomic::{
            AtomicBool, AtomicU64,
            Ordering::{AcqRel, Acquire, Release},
        },
        mpsc,
    },
    task::{self, Poll, Waker},
    thread,
    time::Duration,
};

use callflow_core::{
    CallGraph, Context, ContextGuard, Recording, ScopeOptions,
    generated::{Call, Returned, Site, SiteKind, enter, observe, traced},
};

const fn site(kind: SiteKind, ident: &'static str) -> Site {
    Site::new(kind, "threads", ident, "", 0, 0, || "").named(ident)
}

static FIRST: Site = site(SiteKind::Sync, "first");
static SECOND: Site = site(SiteKind::Sync, "second");
static THIRD: Site = site(SiteKind::Sync, "third");
static A: Site = site(SiteKind::Async, "a");
static B: Site = site(SiteKind::Async, "b");
static C: Site = site(SiteKind::Async, "c");

fn open() -> Recording {
    Recording::open(None, ScopeOptions::default()).unwrap()
}

fn rounds(usual: u64) -> u64 {
    let percent = std::env::var("CALLFLOW_ROUNDS").ok().and_then(|percent| percent.parse().ok());
    (usual * percent.unwrap_or(100_u64) / 100).max(2)
}

fn poll_once<F: Future + ?Sized>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut task::Context::from_waker(Waker::noop()))
}

/// Polls a future that never waits for long.
fn run<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        match poll_once(future.as_mut()) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::yield_now(),
        }
    }
}

/// Is pending once.
async fn pause() {
    let mut polled = false;
    std::future::poll_fn(
        |_| {
            if std::mem::replace(&mut polled, true) { Poll::Ready(()) } else { Poll::Pending }
        },
    )
    .await;
}

type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

fn call(site: &'static Site, body: impl Future<Output = ()> + Send + 'static) -> Task {
    Box::pin(traced(site, Returned, body))
}

/// A call that calls two others, one of them twice.
fn work() {
    let _first = enter(&FIRST);
    drop(enter(&SECOND));
    observe(&THIRD, Returned, || drop(enter(&SECOND)));
}

fn calls(graph: &CallGraph, name: &str) -> u64 {
    graph.node(name).map_or(0, callflow_core::Node::calls)
}

fn is_outside() -> bool {
    Context::current().is_empty()
}

/// "Torn slots", "Lost insertion race", "Counted late".
#[test]
fn numbers_add_up_while_they_are_read() {
    const THREADS: u64 = 4;
    let rounds = rounds(4_000);
    let recording = Arc::new(open());
    let done = Arc::new(AtomicBool::new(false));
    let start = Arc::new(Barrier::new(THREADS as usize));
    let reader = thread::spawn({
        let (recording, done) = (recording.clone(), done.clone());
        move || {
            let mut before = 0;
            while !done.load(Acquire) {
                let graph = recording.snapshot();
                assert!(graph.calls() >= before);
                before = graph.calls();
                for node in graph.nodes() {
                    // Calls that begin while a snapshot is read may stand in it as in flight.
                    assert!(node.calls() + node.in_flight() <= 2 * THREADS * rounds);
                    let whole = graph.metadata().torn_slots == 0 && node.calls() > 0;
                    let durations: u64 = node.histogram().map(|(_, count)| count).sum();
                    assert!(!whole || durations >= node.calls(), "{durations} durations: {node:?}");
                    assert!(!whole || node.min() <= node.mean() && node.mean() <= node.max(), "{node:?}");
                }
            }
        }
    });
    let writers: Vec<_> = (0..THREADS)
        .map(|_| {
            let (context, start) = (recording.context(), start.clone());
            thread::spawn(move || {
                let _guard = context.attach();
                start.wait();
                (0..rounds).for_each(|_| work());
            })
        })
        .collect();
    for writer in writers {
        writer.join().unwrap();
    }
    done.store(true, Release);
    reader.join().unwrap();
    let graph = recording.snapshot();
    assert_eq!(graph.call_tree().len(), 4);
    let names = ["first", "second", "third"];
    assert_eq!(names.map(|name| calls(&graph, name)), [1, 2, 1].map(|each| each * THREADS * rounds));
    assert!(graph.nodes().iter().all(|node| node.in_flight() == 0));
    assert_eq!(graph.metadata().torn_slots, 0);
    assert!(graph.metadata().threads <= THREADS);
    let own: Duration = graph.nodes().iter().map(callflow_core::Node::self_time_raw).sum();
    assert_eq!(own, graph.node("first").unwrap().total_time());
}

/// "Counted late": whatever moment a snapshot meets, each call that it has as ended has its duration.
#[test]
fn no_call_has_ended_without_its_duration() {
    let recording = open();
    let context = recording.context();
    let done = AtomicBool::new(false);
    thread::scope(|threads| {
        threads.spawn(|| {
            let _guard = context.attach();
            while !done.load(Acquire) {
                drop(enter(&FIRST));
            }
        });
        let (mut met, mut before) = (0, 0);
        let missing = loop {
            let graph = recording.snapshot();
            let Some(node) = graph.node("first").filter(|node| node.calls() > before) else { continue };
            // Calls went on since the last one.
            (met, before) = (met + 1, node.calls());
            let durations: u64 = node.histogram().map(|(_, count)| count).sum();
            if graph.metadata().torn_slots == 0 && durations < node.calls() {
                break Some((durations, node.calls()));
            }
            if met >= rounds(1_000) {
                break None;
            }
        };
        done.store(true, Release);
        assert_eq!(missing, None, "durations and calls");
    });
}

/// "Exit before entry": each poll of a call may be on another thread.
#[test]
fn futures_move_between_threads() {
    const PAUSES: u64 = 3;
    let rounds = rounds(2_000);
    let recording = open();
    let (senders, receivers): (Vec<_>, Vec<_>) = (0..3).map(|_| mpsc::channel::<Task>()).unzip();
    for round in 0..rounds {
        let body = || async {
            for _ in 0..PAUSES {
                call(&B, pause()).await;
                drop(enter(&FIRST));
            }
        };
        senders[round as usize % 3].send(recording.within(|| call(&A, body()))).unwrap();
    }
    let left = Arc::new(AtomicU64::new(rounds));
    let workers: Vec<_> = receivers
        .into_iter()
        .enumerate()
        .map(|(place, receiver)| {
            let (senders, left) = (senders.clone(), left.clone());
            thread::spawn(move || {
                while left.load(Acquire) > 0 {
                    let Ok(mut future) = receiver.try_recv() else {
                        thread::yield_now();
                        continue;
                    };
                    match poll_once(future.as_mut()) {
                        Poll::Ready(()) => drop(left.fetch_sub(1, AcqRel)),
                        Poll::Pending => drop(senders[(place + 1) % 3].send(future)),
                    }
                }
            })
        })
        .collect();
    while left.load(Acquire) > 0 {
        let graph = recording.snapshot();
        assert!(graph.nodes().iter().all(|node| node.calls() + node.in_flight() <= PAUSES * rounds));
    }
    for worker in workers {
        worker.join().unwrap();
    }
    let graph = recording.snapshot();
    let (outer, inner) = (graph.node("a").unwrap(), graph.node("b").unwrap());
    assert_eq!((outer.calls(), outer.polls()), (rounds, (PAUSES + 1) * rounds));
    assert_eq!((inner.calls(), inner.polls()), (PAUSES * rounds, 2 * PAUSES * rounds));
    assert_eq!(calls(&graph, "first"), PAUSES * rounds);
    assert_eq!((outer.in_flight(), inner.in_flight()), (0, 0));
    // A chain is one task, however many threads it visits.
    assert!((1..=rounds + 3).contains(&graph.metadata().max_concurrent_tasks));
}

/// "Spawned child outlives parent": a call, the one it spawned and the one that that spawned end on three threads.
#[test]
fn children_outlive_their_parents() {
    let rounds = rounds(5_000);
    let recording = open();
    let (to_children, children) = mpsc::sync_channel::<Task>(1);
    let (to_grandchildren, grandchildren) = mpsc::sync_channel::<Task>(1);
    let runner = |tasks: mpsc::Receiver<Task>| thread::spawn(move || tasks.into_iter().for_each(run));
    let runners = [runner(children), runner(grandchildren)];
    for _ in 0..rounds {
        let (to_children, to_grandchildren) = (to_children.clone(), to_grandchildren.clone());
        let parent = recording.within(|| {
            call(&A, async move {
                let child = call(&B, async move { to_grandchildren.send(call(&C, async {})).unwrap() });
                to_children.send(child).unwrap();
            })
        });
        run(parent);
    }
    drop((to_children, to_grandchildren));
    for runner in runners {
        runner.join().unwrap();
    }
    let graph = recording.snapshot();
    assert!(["a", "b", "c"].iter().all(|name| calls(&graph, name) == rounds));
    // One parent, child and grandchild run at a time, and two more of each wait in their queues; those are not in
    // flight. "Late change" may add the two other threads.
    let peak = graph.metadata().max_concurrent_tasks;
    assert!((1..=5).contains(&peak), "{peak}");
}

/// "Late thread", "Place reused": scopes end while others still record into them.
#[test]
fn late_calls_are_counted_or_recorded_once() {
    const THREADS: usize = 3;
    for _ in 0..rounds(100) {
        let recording = Arc::new(open());
        let closed = Arc::new(AtomicBool::new(false));
        let threads: Vec<_> = (0..THREADS)
            .map(|_| {
                let (context, closed) = (recording.context(), closed.clone());
                thread::spawn(move || {
                    let _guard = context.attach();
                    let (mut calls, mut late) = (0, 0);
                    while late < 10 {
                        late += u64::from(closed.load(Acquire));
                        drop(enter(&FIRST));
                        calls += 1;
                    }
                    calls
                })
            })
            .collect();
        while calls(&recording.snapshot(), "first") < 50 {
            thread::yield_now();
        }
        let graph = recording.finish();
        closed.store(true, Release);
        let made: u64 = threads.into_iter().map(|thread| thread.join().unwrap()).sum();
        let end = recording.snapshot();
        let first = end.node("first").unwrap();
        assert_eq!(made, first.calls() + first.in_flight() + end.metadata().after_close);
        assert!(end.metadata().after_close >= 10 * THREADS as u64);
        // A thread that looked before the end writes at most one call after it.
        assert!(first.calls() - calls(&graph, "first") <= THREADS as u64);
    }
}

/// "Place reused": contexts of ended scopes lead nowhere, also when another scope has the place.
#[test]
fn scopes_open_and_end_on_every_thread() {
    let rounds = rounds(300);
    let (senders, receivers): (Vec<_>, Vec<_>) = (0..3).map(|_| mpsc::sync_channel(4)).unzip();
    let threads: Vec<_> = receivers
        .into_iter()
        .enumerate()
        .map(|(place, receiver)| {
            let sender: mpsc::SyncSender<(Context, Task)> = senders[(place + 1) % 3].clone();
            thread::spawn(move || {
                for _ in 0..rounds {
                    let recording = open();
                    let task = recording.within(|| call(&A, async { work() }));
                    let _ = sender.send((recording.context(), task));
                    recording.within(work);
                    if let Ok((context, task)) = receiver.try_recv() {
                        // They belong to another thread's scope, which may have ended.
                        let _guard = context.attach();
                        work();
                        run(task);
                    }
                    let graph = recording.finish();
                    assert!((1..=3).contains(&calls(&graph, "first")), "{graph}");
                    assert!(is_outside());
                }
            })
        })
        .collect();
    drop(senders);
    for thread in threads {
        thread.join().unwrap();
    }
}

/// All orders in which a few things can go.
fn orders(count: usize) -> Vec<Vec<usize>> {
    let Some(last) = count.checked_sub(1) else { return vec![vec![]] };
    let insert = |order: Vec<usize>| {
        (0..count).map(move |place| {
            let mut order = order.clone();
            order.insert(place, last);
            order
        })
    };
    orders(last).into_iter().flat_map(insert).collect()
}

/// "Misplaced guards": guards of two scopes and calls under them, dropped in every order.
#[test]
fn guards_and_calls_go_in_any_order() {
    let check = || {
        for order in orders(5) {
            let (first, second) = (open(), open());
            let contexts = [first.context(), second.context(), first.context()];
            let mut guards: Vec<Option<(ContextGuard, Option<Call>)>> = Vec::new();
            for (place, context) in contexts.iter().enumerate() {
                let guard = context.attach();
                guards.push(Some((guard, (place < 2).then(|| enter(&FIRST)))));
            }
            let mut calls_left: Vec<Option<Call>> = vec![Some(enter(&SECOND)), Some(enter(&THIRD))];
            let (mut first, mut second) = (Some(first), Some(second));
            for step in order {
                match step {
                    0..3 => drop(guards[step].take()),
                    _ => drop(calls_left[step - 3].take()),
                }
                // The scopes go while guards still hold them.
                match step {
                    1 => drop(first.take().map(|scope| scope.finish())),
                    3 => drop(second.take().map(|scope| scope.finish())),
                    _ => {}
                }
                drop(enter(&THIRD));
            }
            assert!(is_outside());
        }
    };
    let threads = [thread::spawn(check), thread::spawn(check)];
    check();
    for thread in threads {
        thread.join().unwrap();
    }
}

/// "Misplaced guards": a call ends where it began, whatever lies on top by then; and nowhere when that is gone.
#[test]
fn a_displaced_call_ends_in_its_own_context_or_nowhere() {
    let (lower, upper) = (open(), open());
    let guard = lower.context().attach();
    let (outer, inner) = (enter(&FIRST), enter(&SECOND));
    let above = upper.context().attach();
    let gone = enter(&THIRD);
    thread::sleep(Duration::from_millis(1));
    drop(inner);
    drop(above);
    drop(gone);
    drop(outer);
    drop(guard);
    let (graph, other) = (lower.finish(), upper.finish());
    let [outer, inner] = ["first", "second"].map(|name| graph.node(name).unwrap());
    assert_eq!((outer.calls(), inner.calls()), (1, 1));
    assert_eq!(outer.self_time_raw() + inner.total_time(), outer.total_time());
    let gone = other.node("third").unwrap();
    assert_eq!((gone.calls(), gone.in_flight()), (0, 1));
}

/// "Misplaced guards": a thread that looks for leases it can do without keeps that of an ended scope while a guard is set.
#[test]
fn a_lease_in_use_outlives_its_scope() {
    let (ended, other) = (open(), open());
    let guard = ended.context().attach();
    let call = enter(&FIRST);
    ended.finish();
    let above = other.context().attach();
    drop(enter(&SECOND));
    drop(above);
    drop(call);
    drop(enter(&THIRD));
    drop(guard);
    assert!(is_outside());
    assert_eq!(calls(&other.finish(), "second"), 1);
}

/// Whatever context is set where a future is polled, it is recorded in that of its call.
#[test]
fn a_future_is_recorded_in_its_own_scope() {
    let (own, other) = (open(), open());
    let future = own.within(|| call(&A, async { drop(enter(&FIRST)) }));
    other.within(|| run(future));
    let graph = own.finish();
    assert_eq!((calls(&graph, "a"), calls(&graph, "first")), (1, 1));
    assert!(other.finish().nodes().is_empty());
}

/// "Guard without its context": the entry on the stack, not the context, keeps the cell.
#[test]
fn a_guard_outlives_its_context_and_its_call() {
    let recording = open();
    let context = RefCell::new(None);
    let outer = async { *context.borrow_mut() = Some(Context::current()) };
    recording.within(|| run(traced(&A, Returned, outer)));
    let guard = context.borrow().as_ref().unwrap().attach();
    context.take();
    for _ in 0..200 {
        run(call(&B, async { run(call(&C, async {})) }));
    }
    drop(guard);
    assert_eq!(recording.snapshot().metadata().max_concurrent_tasks, 1);
    assert!(is_outside());
}

/// "Dead entry": a guard that is dropped during a poll, under another, is not in force after it.
#[test]
fn a_guard_dropped_under_another_does_not_come_back() {
    let (scope, other) = (open(), open());
    let lower = RefCell::new(Some(scope.context().attach()));
    let upper = RefCell::new(None);
    let mut future = pin!(traced(&A, Returned, async {
        *upper.borrow_mut() = Some(other.context().attach());
        lower.take();
        pause().await;
    }));
    assert!(poll_once(future.as_mut()).is_pending());
    upper.take();
    assert!(is_outside());
    assert!(poll_once(future.as_mut()).is_ready());
    assert!(is_outside());
}

/// A forgotten guard leaks its scope, nothing else; a forgotten future stays in flight.
#[test]
fn what_is_forgotten_harms_nobody() {
    let recording = open();
    let context = recording.context();
    thread::spawn(move || {
        std::mem::forget(context.attach());
        std::mem::forget(enter(&FIRST));
        let mut future = call(&A, async { std::future::pending().await });
        assert!(poll_once(future.as_mut()).is_pending());
        std::mem::forget(future);
        work();
    })
    .join()
    .unwrap();
    let graph = recording.finish();
    assert_eq!((calls(&graph, "first"), calls(&graph, "a")), (1, 0));
    assert_eq!(graph.node("a").unwrap().in_flight(), 1);
}

/// "Farewell": whatever a thread keeps in thread-locals may go before or after the recorder's own.
#[test]
fn threads_end_with_everything_still_set() {
    type Kept = (Option<Call>, Option<ContextGuard>, Option<Context>, Option<Task>);
    thread_local! {
        static EARLY: RefCell<Option<Kept>> = const { RefCell::new(None) };
        static LATE: RefCell<Option<Kept>> = const { RefCell::new(None) };
    }
    let keep = |context: &Context| {
        let guard = context.attach();
        let call_in_flight = enter(&FIRST);
        let mut future = call(&A, async {
            call(&B, pause()).await;
            pause().await;
        });
        assert!(poll_once(future.as_mut()).is_pending());
        Some((Some(call_in_flight), Some(guard), Some(Context::current()), Some(future)))
    };
    let recording = open();
    for round in 0..rounds(50) {
        let (context, closed) = (recording.context(), open());
        thread::spawn(move || {
            // Destructors run in the order of first use or in reverse: one of the two goes after the recorder's.
            EARLY.with(|_| {});
            let kept = keep(&context);
            EARLY.set(kept);
            LATE.set(keep(&context));
            if round % 2 == 0 {
                let _in_another = closed.context().attach();
                closed.finish();
            }
        })
        .join()
        .unwrap();
    }
    // Nothing is in force here, and the scope is still whole.
    assert!(is_outside());
    recording.within(work);
    assert!(calls(&recording.finish(), "first") >= 1);
}

/// "Cells of other threads": opened here, freed there, and used again.
#[test]
fn cells_are_freed_on_other_threads() {
    let rounds = rounds(3_000);
    let recording = open();
    let (sender, receiver) = mpsc::sync_channel::<(Context, Task)>(100);
    let other = thread::spawn(move || {
        for (round, (context, task)) in receiver.into_iter().enumerate() {
            // Some run, some are dropped before their first poll, and the contexts go after copies of them.
            let copy = context.clone();
            drop(context);
            if round % 3 != 0 {
                run(task);
            }
            copy.propagate(|| drop(enter(&SECOND)))();
        }
    });
    for _ in 0..rounds {
        let sender = sender.clone();
        let parent = recording.within(|| {
            call(&A, async move { sender.send((Context::current(), call(&B, pause()))).unwrap() })
        });
        run(parent);
    }
    drop(sender);
    other.join().unwrap();
    let graph = recording.snapshot();
    let child = graph.node("b").unwrap();
    assert_eq!(child.calls() + child.never_polled(), rounds);
    assert_eq!(calls(&graph, "second"), rounds);
    assert!((1..=4).contains(&graph.metadata().max_concurrent_tasks));
}
