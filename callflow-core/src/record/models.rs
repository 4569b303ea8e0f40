//! Models of the recorder for loom, which runs each with its threads interleaved in every way and with every value
//! that an atomic may show: `ci/loom.sh`. README.md beside this directory tells what they prove, by name of the
//! race.
//!
//! A model is one small program. What several share is here.

mod arena;
mod cells;
mod contexts;
mod index;
mod order;
mod scopes;
mod slabs;
mod slots;
mod snapshots;
mod timeline;

use std::{
    cell::Cell,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
};

use super::{
    clock::Ticks,
    scope::{Registry, Scope},
};
use crate::{options::ScopeOptions, reading::SiteKind, site::Site};

/// Runs a model. More than three preemptions have found nothing more, and take hours.
fn check(model: impl Fn() + Sync + Send + 'static) {
    check_within(3, model);
}

/// Runs a model with at most so many preemptions, unless the environment says how many.
fn check_within(preemptions: usize, model: impl Fn() + Sync + Send + 'static) {
    let runs = Arc::new(AtomicUsize::new(0));
    let count = runs.clone();
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound.get_or_insert(preemptions);
    builder.max_branches = 10_000;
    builder.check(move || {
        count.fetch_add(1, Relaxed);
        model();
    });
    // One run only means that loom saw nothing that two threads share.
    println!("{} runs", runs.load(Relaxed));
}

thread_local! {
    /// Scopes that ended in this run of a model, all of whose threads are one thread of the system.
    static ENDS: Cell<usize> = const { Cell::new(0) };
}

/// A scope is being freed.
pub(super) fn scope_ended() {
    ENDS.set(ENDS.get() + 1);
}

/// Scopes that ended since this was called last.
fn ends() -> usize {
    ENDS.take()
}

/// A scope with room for little, told apart by the moment of its opening.
fn open(registry: &Registry, moment: u64) -> Scope {
    registry.open(
        None,
        ScopeOptions { max_call_paths: 4, max_timeline_calls: 2, ..ScopeOptions::default() },
        Ticks(moment),
        0,
    )
}

const fn site(ident: &'static str) -> Site {
    Site::new(SiteKind::Async, "models", ident, "", 0, 0, || "")
}

/// Sites as annotated functions have them.
static A: Site = site("a");
static B: Site = site("b");
