//! Calls that are left out, and the scope of the whole process, under many threads. `ci/tsan.sh`, `ci/asan.sh`,
//! `ci/valgrind.sh` and `ci/miri.sh` run the same tests. `CALLFLOW_ROUNDS`, in percent, makes them longer or shorter.
#![cfg(all(feature = "enabled", not(callflow_loom)))]

use std::{
    future::Future,
    pin::Pin,
    sync::{
        Arc,
        atomic::{
            AtomicBool,
            Ordering::{Acquire, Release},
        },
        mpsc,
    },
    task::{Context as TaskContext, Poll, Waker},
    thread,
    time::Duration,
};

use callflow_core::{
    CallGraph, Recording, ScopeOptions, TraceStats,
    generated::{Returned, Site, SiteKind, arguments, enter, traced},
};

const fn site(kind: SiteKind, module: &'static str, ident: &'static str) -> Site {
    Site::new(kind, module, ident, "", 0, 0, || "").named(ident)
}

static OUTER: Site = site(SiteKind::Sync, "kept", "outer");
static INNER: Site = site(SiteKind::Sync, "kept", "inner");
static TASK: Site = site(SiteKind::Async, "kept", "task");
static HIDDEN: Site = site(SiteKind::Sync, "hidden", "hidden");
static HIDDEN_TASK: Site = site(SiteKind::Async, "hidden", "hidden task");

fn rounds(usual: u64) -> u64 {
    let percent = std::env::var("CALLFLOW_ROUNDS").ok().and_then(|percent| percent.parse().ok());
    (usual * percent.unwrap_or(100_u64) / 100).max(2)
}

type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Three sync calls, one of which is filtered.
fn work(n: u64) {
    let _outer = enter(arguments(&OUTER, |arguments| arguments.debug("n", &n)));
    let _hidden = enter(&HIDDEN);
    drop(enter(&INNER));
}

/// Two async calls, the outer one filtered; pending once.
fn task() -> Task {
    Box::pin(traced(&HIDDEN_TASK, Returned, async {
        let mut polled = false;
        let pause = std::future::poll_fn(move |_| {
            if std::mem::replace(&mut polled, true) { Poll::Ready(()) } else { Poll::Pending }
        });
        traced(&TASK, Returned, pause).await;
        drop(enter(&INNER));
    }))
}

fn poll(task: &mut Task) -> bool {
    task.as_mut().poll(&mut TaskContext::from_waker(Waker::noop())).is_ready()
}

fn calls(graph: &CallGraph, name: &str) -> u64 {
    graph.node(name).map_or(0, callflow_core::Node::calls)
}

fn stats(graph: &CallGraph) -> TraceStats {
    let stats = graph.metadata().trace_stats;
    let skipped = stats.skipped_sampling + stats.skipped_filtering + stats.skipped_duration;
    assert_eq!(stats.total_calls, stats.recorded_calls + skipped);
    stats
}

/// Futures are begun on one thread, go on on another and are dropped on a third, while snapshots are taken.
#[test]
fn what_is_left_out_is_counted_once() {
    const THREADS: u64 = 3;
    let rounds = rounds(300);
    let mut options = ScopeOptions::default();
    options.sampling_rate = 0.5;
    options.exclude_modules = vec!["hidden".to_owned()];
    options.min_duration = Duration::from_nanos(1);
    options.include_args = true;
    let recording = Arc::new(Recording::open(None, options).unwrap());
    let done = Arc::new(AtomicBool::new(false));
    // Each hands its futures to the next one.
    let (senders, receivers): (Vec<_>, Vec<_>) = (0..THREADS).map(|_| mpsc::channel::<Task>()).unzip();
    let workers: Vec<_> = receivers
        .into_iter()
        .enumerate()
        .map(|(worker, others)| {
            let (recording, next) = (recording.clone(), senders[(worker + 1) % senders.len()].clone());
            thread::spawn(move || {
                for round in 0..rounds {
                    recording.within(|| {
                        work(round);
                        // In a call, so that its children are captured below it or muted with it.
                        let _outer = enter(&OUTER);
                        let mut task = task();
                        assert!(!poll(&mut task));
                        // Who is done listens no more, and gives the task back to be dropped here.
                        drop(next.send(task));
                    });
                    if let Ok(mut task) = others.try_recv()
                        && round % 3 > 0
                    {
                        assert!(poll(&mut task));
                    }
                }
                others
            })
        })
        .collect();
    drop(senders);
    let reader = thread::spawn({
        let (recording, done) = (recording.clone(), done.clone());
        move || {
            while !done.load(Acquire) {
                stats(&recording.snapshot());
                thread::yield_now();
            }
        }
    });
    let left: Vec<_> = workers.into_iter().map(|worker| worker.join().unwrap()).collect();
    done.store(true, Release);
    reader.join().unwrap();
    recording.within(|| drop(left));
    let graph = recording.finish();
    // Per round: outer, hidden, inner; outer, hidden task, task; inner where the task went on.
    let resumed = stats(&graph).total_calls - THREADS * rounds * 6;
    assert!(resumed <= THREADS * rounds * 2 / 3 + THREADS, "{graph}");
    let task = graph.node("task").unwrap();
    assert_eq!(graph.nodes().iter().map(callflow_core::Node::in_flight).sum::<u64>(), 0);
    assert!(task.calls() > 0 && task.calls() < THREADS * rounds);
    assert_eq!(calls(&graph, "hidden") + calls(&graph, "hidden task"), 0);
    // A muted call is nowhere; one that is kept has all of its own. (A call may be too short for the clock.)
    assert!(calls(&graph, "outer") >= task.calls());
    let outer = graph.node("outer").unwrap();
    assert!(outer.arguments().len() <= 5 && outer.arguments().iter().all(|text| text.starts_with("n = ")));
    let below = graph.call_tree().paths().filter(|path| path.node().full_name() == "task");
    assert!(
        below.into_iter().all(|path| path.parent().is_some_and(|above| above.node().full_name() == "outer"))
    );
}

/// Threads come, go and stay while one scope of the process follows another.
#[test]
fn threads_join_and_leave_the_scope_of_the_process() {
    let rounds = rounds(200);
    let call = || {
        let _outer = enter(&OUTER);
        drop(enter(&INNER));
    };
    let done = Arc::new(AtomicBool::new(false));
    let while_it_lasts = |mut work: Box<dyn FnMut() + Send>| {
        let done = done.clone();
        thread::spawn(move || {
            while !done.load(Acquire) {
                work();
            }
        })
    };
    let mut left: Option<Task> = None;
    // Scopes of their own on top, and tasks that outlive a scope.
    let long = while_it_lasts(Box::new(move || {
        call();
        Recording::open(None, ScopeOptions::default()).unwrap().within(call);
        if let Some(mut task) = left.replace(task()) {
            poll(&mut task);
        }
    }));
    let short = while_it_lasts(Box::new(move || thread::spawn(call).join().unwrap()));
    let mut recorded = 0;
    for _ in 0..rounds {
        let global = Recording::open_global(None, ScopeOptions::default()).unwrap();
        assert!(Recording::open_global(None, ScopeOptions::default()).is_err());
        call();
        let live = global.snapshot();
        assert!(calls(&live, "outer") >= 1);
        let graph = global.finish();
        recorded += calls(&graph, "outer");
        assert!(calls(&graph, "outer") >= calls(&live, "outer"));
    }
    done.store(true, Release);
    long.join().unwrap();
    short.join().unwrap();
    assert!(recorded >= rounds);
    call();
    assert!(callflow_core::current_graph().is_none());
    a_scope_of_the_process_ends_inside_of_a_lane();
}

/// Another follows at once, so that the thread gives its lease back while the lane is being polled. There is one such scope at
/// a time, hence no test of its own.
fn a_scope_of_the_process_ends_inside_of_a_lane() {
    let open = || Recording::open_global(None, ScopeOptions::default()).unwrap();
    let first = open();
    drop(enter(&OUTER));
    let beside = traced(&TASK, Returned, async { drop(enter(&INNER)) });
    let mut gathered = Box::pin(callflow_core::gather_traced([async move {
        // Here, this thread would leave it at once.
        thread::spawn(move || drop(first.finish())).join().unwrap();
        let second = open();
        beside.await;
        second
    }]));
    let Poll::Ready(mut seconds) = gathered.as_mut().poll(&mut TaskContext::from_waker(Waker::noop())) else {
        panic!("nothing waits")
    };
    drop(enter(&OUTER));
    let graph = seconds.pop().unwrap().finish();
    assert_eq!(["task", "inner", "outer"].map(|name| calls(&graph, name)), [1, 1, 1]);
}
