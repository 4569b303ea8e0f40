//! Forks a process that records on several threads, again and again, before and while there are scopes. Both processes go
//! on with what was recorded, each with its own copy, and nothing waits for a thread that only the parent has.
//!
//! A child that hangs is ended by its alarm, which its parent tells.
#![expect(unsafe_code, reason = "nothing else forks")]

use std::{
    fs,
    sync::atomic::{AtomicBool, Ordering::SeqCst},
    thread,
};

use callflow::{CallGraph, TraceScope, trace, trace_async, trace_scope};

static DONE: AtomicBool = AtomicBool::new(false);

/// How often it forks each time.
const FORKS: u32 = 40;

#[trace(args(n))]
fn work(n: u64) {
    let _ = n;
    inner();
}

#[trace]
fn inner() {}

#[trace_async]
async fn task(n: u64) {
    work(n);
}

fn calls(graph: &CallGraph, name: &str) -> u64 {
    graph.node(name).map_or(0, callflow::Node::calls)
}

/// Runs `child` in a child, which must end well and within seconds.
fn in_a_child(child: impl FnOnce()) {
    // SAFETY: the child goes on with this thread only, and ends below. It does what the tested library does in such a
    // child, and what its standard library is made to bear: the allocator's locks are taken over the fork.
    let pid = unsafe { libc::fork() };
    assert!(pid >= 0, "cannot fork");
    if pid == 0 {
        // SAFETY: the signal's action is the default one: it ends the process.
        unsafe { libc::alarm(120) };
        let code = std::panic::catch_unwind(std::panic::AssertUnwindSafe(child)).map_or(1, |()| 0);
        // SAFETY: nothing of this process need be cleaned up.
        unsafe { libc::_exit(code) };
    }
    let mut status = 0;
    // SAFETY: `status` is a place to write to.
    let ended = unsafe { libc::waitpid(pid, &raw mut status, 0) };
    assert_eq!((ended, status), (pid, 0), "the child did not end well: {status:#x}");
}

/// All that a program may do with a scope of its own.
fn records_in_a_new_scope() {
    let graph = trace_scope!(|| {
        (0..3).for_each(work);
        futures::executor::block_on(task(3));
    })
    .graph;
    assert_eq!((calls(&graph, "work"), calls(&graph, "task"), calls(&graph, "inner")), (4, 1, 4));
    // Threads that are made here record, too.
    let scope = TraceScope::new();
    let context = scope.context();
    thread::spawn(move || {
        let _guard = context.attach();
        work(0);
    })
    .join()
    .unwrap();
    assert_eq!(calls(&scope.finish(), "work"), 1);
}

fn main() {
    // No scope was there yet.
    in_a_child(records_in_a_new_scope);
    records_in_a_new_scope();

    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page.json");
    let scope =
        TraceScope::builder().include_args(true).max_timeline_calls(64).output(&page).build().unwrap();
    let writers = [0, 1].map(|_| {
        let context = scope.context();
        thread::spawn(move || {
            let _guard = context.attach();
            let mut n = 0;
            while !DONE.load(SeqCst) {
                n += 1;
                work(n);
                if n % 64 == 0 {
                    futures::executor::block_on(task(n));
                }
            }
        })
    });
    let guard = scope.enter();
    for _ in 0..FORKS {
        work(0);
        let before = calls(&scope.snapshot(), "work");
        in_a_child(|| {
            // The other threads are gone, and what they had recorded is there. What they were at stays in flight.
            let at_the_fork = calls(&scope.snapshot(), "work");
            assert!(at_the_fork >= before);
            work(1);
            futures::executor::block_on(task(2));
            let graph = scope.snapshot();
            assert_eq!(calls(&graph, "work"), at_the_fork + 2, "{}", graph.draw());
            assert!(graph.node("work").unwrap().in_flight() <= 2);
            records_in_a_new_scope();
            graph.save(page.with_file_name(format!("{}.json", std::process::id()))).unwrap();
        });
    }
    drop(guard);
    DONE.store(true, SeqCst);
    for writer in writers {
        writer.join().unwrap();
    }
    // What children recorded is not here.
    let graph = scope.try_finish().unwrap();
    let node = graph.node("work").unwrap();
    assert_eq!((node.calls(), node.in_flight()), (calls(&graph, "inner"), 0));
    assert_eq!(CallGraph::load(&page).unwrap(), graph);
    let files = fs::read_dir(folder.path()).unwrap();
    let whole = files.filter(|file| CallGraph::load(file.as_ref().unwrap().path()).is_ok()).count();
    assert_eq!(whole, 1 + FORKS as usize, "each process wrote its own");
    println!("{} forks", FORKS + 1);
}
