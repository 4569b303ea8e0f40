//! Nothing blocks: a thread that is stopped inside of the recorder, wherever that allocates or frees, keeps no other waiting.
#![cfg(all(feature = "enabled", not(callflow_loom)))]
#![expect(unsafe_code, reason = "an allocator is unsafe to write")]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
    future::Future,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
        mpsc,
    },
    task::{Context, Waker},
    thread,
    time::Duration,
};

use callflow_core::{
    Recording, ScopeOptions,
    generated::{Returned, Site, SiteKind, arguments, enter, traced},
};

static WORK: Site = Site::new(SiteKind::Sync, "stalls", "work", "", 0, 0, || "").named("work");
static INNER: Site = Site::new(SiteKind::Sync, "stalls", "inner", "", 0, 0, || "").named("inner");
static TASK: Site = Site::new(SiteKind::Async, "stalls", "task", "", 0, 0, || "").named("task");

thread_local! {
    /// How often this thread asks the allocator for something until it is stopped.
    static LEFT: Cell<usize> = const { Cell::new(usize::MAX) };
}
static STOPPED: AtomicBool = AtomicBool::new(false);
static GOES_ON: AtomicBool = AtomicBool::new(false);

/// Stops the thread that has nothing left to ask for, until it may go on.
struct Stopping;

impl Stopping {
    fn is_asked() {
        match LEFT.get() {
            usize::MAX => {}
            0 => {
                LEFT.set(usize::MAX);
                STOPPED.store(true, SeqCst);
                while !GOES_ON.load(SeqCst) {
                    thread::yield_now();
                }
            }
            left => LEFT.set(left - 1),
        }
    }
}

// SAFETY: it is the system's allocator, which is asked late at times.
unsafe impl GlobalAlloc for Stopping {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        Self::is_asked();
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        Self::is_asked();
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Stopping = Stopping;

fn open() -> Recording {
    let mut options = ScopeOptions::default();
    options.include_args = true;
    Recording::open(None, options).unwrap()
}

fn run(future: impl Future<Output = ()>) {
    assert!(pin!(future).poll(&mut Context::from_waker(Waker::noop())).is_ready());
}

/// What a thread does with the recorder, from the first call of a path to what a reader sees.
fn work(recording: &Recording) {
    let _guard = recording.context().attach();
    let call = enter(arguments(&WORK, |arguments| arguments.debug("n", &7)));
    for _ in 0..2 {
        drop(enter(arguments(&INNER, |arguments| arguments.debug("n", &7))));
    }
    run(traced(&TASK, Returned, async { run(traced(&TASK, Returned, async { drop(enter(&INNER)) })) }));
    drop(call);
    // Also where another thread is stopped at the end of a call: "Counted late".
    let graph = recording.snapshot();
    assert_eq!(graph.metadata().torn_slots, 0);
    for node in graph.nodes() {
        let durations: u64 = node.histogram().map(|(_, count)| count).sum();
        assert!(durations >= node.calls(), "{} has ended and has no duration", node.name());
    }
    let own = open();
    own.within(|| drop(enter(&INNER)));
    assert_eq!(own.finish().calls(), 1);
}

#[test]
fn a_thread_that_is_stopped_keeps_nobody_waiting() {
    // What the process does once is done: the clock, the machine, the probes' cost.
    work(&open());
    for stop in 0.. {
        let recording = Arc::new(open());
        STOPPED.store(false, SeqCst);
        GOES_ON.store(false, SeqCst);
        let stopped = thread::spawn({
            let recording = recording.clone();
            move || {
                LEFT.set(stop);
                work(&recording);
                LEFT.set(usize::MAX);
            }
        });
        while !STOPPED.load(SeqCst) && !stopped.is_finished() {
            thread::yield_now();
        }
        let (done, ends) = mpsc::channel();
        let other = thread::spawn({
            let recording = recording.clone();
            move || {
                work(&recording);
                done.send(()).unwrap();
            }
        });
        let waits = ends.recv_timeout(Duration::from_secs(20)) == Err(mpsc::RecvTimeoutError::Timeout);
        GOES_ON.store(true, SeqCst);
        assert!(
            !waits,
            "a thread waits for another that was stopped where it asks the allocator for the {stop}th time"
        );
        stopped.join().unwrap();
        other.join().unwrap();
        let graph = recording.snapshot();
        assert_eq!(["work", "task", "inner"].map(|name| graph.node(name).unwrap().calls()), [2, 4, 6]);
        if !STOPPED.load(SeqCst) {
            assert!(stop > 40, "the recorder allocates and frees more than {stop} times");
            return;
        }
    }
}
