//! What ended leaves nothing behind: slabs, places and cells go to whoever comes next.
#![cfg(all(feature = "enabled", not(callflow_loom)))]

use std::{
    fs,
    future::Future,
    pin::pin,
    task::{Context, Waker},
    thread,
};

use callflow_core::{
    Recording, ScopeOptions,
    generated::{Returned, Site, SiteKind, enter, traced},
};

static WORK: Site = Site::new(SiteKind::Sync, "memory", "work", "", 0, 0, || "").named("work");
static TASK: Site = Site::new(SiteKind::Async, "memory", "task", "", 0, 0, || "").named("task");

fn open() -> Recording {
    Recording::open(None, ScopeOptions::default()).unwrap()
}

/// Pages in memory, where the system tells.
fn pages() -> Option<u64> {
    fs::read_to_string("/proc/self/statm").ok()?.split(' ').nth(1)?.parse().ok()
}

/// Runs `work` often, and checks that memory does not grow with it.
fn stays_flat(mut work: impl FnMut()) {
    (0..1_000).for_each(|_| work());
    let before = pages();
    (0..9_000).for_each(|_| work());
    if let (Some(before), Some(after)) = (before, pages()) {
        // 512 pages of 4 KiB: an idle scope has 16, so that what remains of each would show.
        assert!(after < before + 512, "from {before} pages to {after}");
    }
}

fn run(future: impl Future<Output = ()>) {
    assert!(pin!(future).poll(&mut Context::from_waker(Waker::noop())).is_ready());
}

/// One test, so that nothing else in the process allocates.
#[test]
fn ten_thousand_of_each_one_after_another_leave_nothing() {
    // Room for a timeline is taken as it fills: all of it would be some 500 pages.
    let before = pages();
    let scopes: Vec<Recording> = (0..50).map(|_| open()).collect();
    for recording in &scopes {
        recording.within(|| run(traced(&TASK, Returned, async {})));
    }
    if let (Some(before), Some(after)) = (before, pages()) {
        assert!(after < before + 50 * 50, "from {before} pages to {after}");
    }
    drop(scopes);

    let recording = open();
    stays_flat(|| {
        let context = recording.context();
        thread::spawn(move || {
            let _guard = context.attach();
            drop(enter(&WORK));
        })
        .join()
        .unwrap();
    });
    let graph = recording.finish();
    assert_eq!(graph.node("work").unwrap().calls(), 10_000);
    // Each thread gave its slab to the next.
    assert_eq!(graph.metadata().threads, 1);

    stays_flat(|| {
        let recording = open();
        recording.within(|| drop(enter(&WORK)));
        assert_eq!(recording.finish().node("work").unwrap().calls(), 1);
    });

    // Another thread keeps its lease of each until it takes the next.
    let (sender, receiver) = std::sync::mpsc::sync_channel::<callflow_core::Context>(0);
    let other = thread::spawn(move || {
        for context in receiver {
            let _guard = context.attach();
            drop(enter(&WORK));
        }
    });
    stays_flat(|| {
        let recording = open();
        sender.send(recording.context()).unwrap();
        recording.within(|| drop(enter(&WORK)));
        recording.finish();
    });
    drop(sender);
    other.join().unwrap();

    // Calls on the same paths, the timeline being full after a while.
    let recording = open();
    stays_flat(|| {
        recording.within(|| {
            for _ in 0..20 {
                drop(enter(&WORK));
                run(traced(&TASK, Returned, async { run(traced(&TASK, Returned, async {})) }));
            }
        });
    });
    let graph = recording.finish();
    assert_eq!(["work", "task"].map(|name| graph.node(name).unwrap().calls()), [200_000, 400_000]);

    let recording = open();
    stays_flat(|| {
        recording.within(|| {
            let _unpolled = traced(&TASK, Returned, async {});
        });
    });
    assert_eq!(recording.finish().node("task").unwrap().never_polled(), 10_000);
}
