//! Endurance: everything at once and for long, beside counters that know nothing of the recorder. At the end each call
//! is there, once and with its outcome, the laws hold, and memory has stopped growing.
//!
//! A second by itself; `ci/soak.sh SECONDS` runs it for as long as asked.

#![cfg(feature = "enabled")]

#[path = "soak/calls.rs"]
mod calls;
#[path = "soak/counts.rs"]
mod counts;
#[path = "soak/laws.rs"]
mod laws;
#[path = "soak/memory.rs"]
mod memory;
#[path = "soak/work.rs"]
mod work;

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
        mpsc,
    },
    thread,
    time::{Duration, Instant},
};

use callflow::{CallGraph, InContext, TraceScope};
use calls::{ALL, LEAF};
use memory::Resident;

/// Between two snapshots.
const PAUSE: Duration = Duration::from_millis(10);

fn seconds() -> f64 {
    std::env::var("CALLFLOW_SOAK_SECONDS").ok().and_then(|seconds| seconds.parse().ok()).unwrap_or(1.0)
}

#[test]
fn nothing_is_lost_and_memory_stays_flat() {
    let length = Duration::from_secs_f64(seconds());
    let scope = TraceScope::builder().max_timeline_calls(256).build().unwrap();
    let done = Arc::new(AtomicBool::new(false));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();

    // Two threads of our own that hand futures to each other, and tasks of the runtime.
    let (to_first, from_second) = mpsc::sync_channel(8);
    let (to_second, from_first) = mpsc::sync_channel(8);
    let threads = [(to_second, from_second), (to_first, from_first)].map(|(there, here)| {
        let (context, done, tasks) = (scope.context(), done.clone(), runtime.handle().clone());
        thread::spawn(move || {
            let _guard = context.attach();
            work::thread(&done, &tasks, &there, &here);
        })
    });
    let drivers =
        [1, 2, 3].map(|seed| runtime.spawn(work::tasks(done.clone(), seed).in_context(scope.context())));

    let (memory, snapshots) = watch(&scope, length);
    done.store(true, SeqCst);
    for thread in threads {
        thread.join().unwrap();
    }
    for driver in drivers {
        runtime.block_on(driver).unwrap();
    }
    // Tasks that nobody waited for are dropped here, wherever they are.
    drop(runtime);

    let graph = scope.finish();
    laws::hold(&graph);
    for function in ALL {
        function.agrees_with(&graph);
    }
    let metadata = graph.metadata();
    let lost =
        [metadata.torn_slots, metadata.overflowed_calls, metadata.after_close, metadata.misplaced_guards];
    assert_eq!(lost, [0; 4], "torn, overflowed, after close, misplaced");
    println!("{} calls, {snapshots} snapshots, {} threads\n{memory}", graph.calls(), metadata.threads);
    memory.is_flat();
}

/// Takes snapshots while the work goes on, and holds each against what had returned before it and begun after it.
fn watch(scope: &TraceScope, length: Duration) -> (Resident, usize) {
    let begun = Instant::now();
    let mut memory = Resident::default();
    let mut snapshots = 0;
    let mut before = 0;
    while begun.elapsed() < length {
        let returned = LEAF.returned();
        let graph: CallGraph = scope.snapshot();
        assert!(graph.calls() >= before, "{} calls after {before}", graph.calls());
        before = graph.calls();
        laws::hold(&graph);
        let leaf = graph.node("leaf").map_or(0, callflow::Node::calls);
        assert!(leaf >= returned, "{returned} calls had returned, and {leaf} are there");
        for function in ALL {
            function.has_begun(&graph);
        }
        snapshots += 1;
        drop(graph);
        memory.sample(begun.elapsed());
        thread::sleep((PAUSE * snapshots as u32).saturating_sub(begun.elapsed()).min(PAUSE));
    }
    (memory, snapshots)
}
