//! An allocator may be traced, and may do with guards and scopes what any code may.
#![cfg(all(feature = "enabled", not(callflow_loom)))]
#![expect(unsafe_code, reason = "an allocator is unsafe to write")]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::{Cell, RefCell},
    future::Future,
    pin::pin,
    sync::mpsc,
    task::{Context, Waker},
    thread,
};

use callflow_core::{
    ContextGuard, Recording, ScopeOptions,
    generated::{Returned, Site, SiteKind, enter, traced},
};

static ALLOCATE: Site = Site::new(SiteKind::Sync, "allocator", "allocate", "", 0, 0, || "").named("allocate");
static WORK: Site = Site::new(SiteKind::Sync, "allocator", "work", "", 0, 0, || "").named("work");
static TASK: Site = Site::new(SiteKind::Async, "allocator", "task", "", 0, 0, || "").named("task");

thread_local! {
    static TRACES: Cell<bool> = const { Cell::new(false) };
    /// What the next allocations drop, one each.
    static MISCHIEF: RefCell<Vec<Mischief>> = const { RefCell::new(Vec::new()) };
    /// Allocations until then.
    static DELAY: Cell<usize> = const { Cell::new(usize::MAX) };
}

enum Mischief {
    Drop(#[expect(dead_code, reason = "it is dropped")] ContextGuard),
    Finish(Recording),
    Attach(Recording),
}

struct Traced;

// SAFETY: it is the system's allocator with calls around it.
unsafe impl GlobalAlloc for Traced {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let _call = TRACES.get().then(|| enter(&ALLOCATE));
        match DELAY.get() {
            0 => {
                DELAY.set(usize::MAX);
                let next = MISCHIEF.with(|mischief| mischief.try_borrow_mut().ok()?.pop());
                DELAY.set(if next.is_some() { 0 } else { usize::MAX });
                match next {
                    Some(Mischief::Finish(recording)) => drop(recording.finish()),
                    Some(Mischief::Attach(recording)) => std::mem::forget(recording.context().attach()),
                    Some(Mischief::Drop(_)) | None => {}
                }
            }
            usize::MAX => {}
            left => DELAY.set(left - 1),
        }
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Traced = Traced;

fn open() -> Recording {
    Recording::open(None, ScopeOptions::default()).unwrap()
}

fn run(future: impl Future<Output = ()>) {
    assert!(pin!(future).poll(&mut Context::from_waker(Waker::noop())).is_ready());
}

fn work() {
    let _call = enter(&WORK);
    drop(enter(&WORK));
    run(traced(&TASK, Returned, async { run(traced(&TASK, Returned, async { drop(enter(&WORK)) })) }));
}

#[test]
fn a_traced_allocator_does_not_trace_the_recorder() {
    let recording = open();
    recording.within(|| {
        TRACES.set(true);
        drop(std::hint::black_box(Box::new(7_u64)));
        work();
        TRACES.set(false);
    });
    let graph = recording.finish();
    assert!(graph.node("allocate").unwrap().calls() >= 1);
    assert_eq!(graph.node("work").unwrap().calls(), 3);
}

#[test]
fn an_allocator_that_drops_guards_and_ends_scopes_finds_nothing_half_done() {
    let check = |delay| {
        let (first, second, third) = (open(), open(), open());
        let (context, other) = (second.context(), third.context());
        // The stack of this thread has no room for a fifth context.
        let _below = [other.attach(), other.attach()];
        let guards = [first.context().attach(), context.attach()];
        let [lower, upper] = guards;
        MISCHIEF.set(vec![
            Mischief::Finish(second),
            Mischief::Drop(upper),
            Mischief::Attach(third),
            Mischief::Drop(lower),
            Mischief::Finish(first),
        ]);
        DELAY.set(delay);
        work();
        let guard = other.attach();
        work();
        drop(guard);
        work();
        DELAY.set(usize::MAX);
        MISCHIEF.take();
    };
    for delay in 0..60 {
        thread::spawn(move || check(delay)).join().unwrap();
    }
}

/// The allocations that `work` makes on this thread.
fn allocations(work: impl FnOnce()) -> usize {
    const MANY: usize = 1 << 20;
    DELAY.set(MANY);
    work();
    MANY - DELAY.replace(usize::MAX)
}

#[test]
fn calls_without_a_context_allocate_nothing() {
    assert_eq!(allocations(|| drop(std::hint::black_box(Box::new(7_u64)))), 1);
    // Not even the first ones of a thread, nor while a scope is open that has them counted.
    let first = thread::spawn(|| allocations(work)).join().unwrap();
    let recording = open();
    let beside_a_scope = thread::spawn(|| allocations(work)).join().unwrap();
    assert_eq!((first, beside_a_scope), (0, 0));
    assert!(recording.finish().metadata().calls_without_context >= 5);
}

#[test]
fn a_thread_that_is_gone_allocates_nothing() {
    struct Kept(callflow_core::Context, mpsc::Sender<usize>);
    impl Drop for Kept {
        fn drop(&mut self) {
            let made = allocations(|| drop(self.0.attach()));
            self.1.send(made).unwrap();
        }
    }
    thread_local! {
        static EARLY: RefCell<Option<Kept>> = const { RefCell::new(None) };
        static LATE: RefCell<Option<Kept>> = const { RefCell::new(None) };
    }
    let recording = open();
    let context = recording.context();
    let (sender, made) = mpsc::channel();
    thread::spawn(move || {
        // Destructors run in the order of first use or in reverse: one of the two goes after the recorder's.
        EARLY.with(|_| {});
        drop(context.attach());
        EARLY.set(Some(Kept(context.clone(), sender.clone())));
        LATE.set(Some(Kept(context, sender)));
    })
    .join()
    .unwrap();
    assert_eq!(made.iter().collect::<Vec<_>>(), [0, 0]);
}
