//! Contexts and guards over their lifetime, as far as it goes without thread-locals: what a thread does between
//! asking for a scope by name and giving its lease back, while the scope ends elsewhere.

use std::ptr;

use loom::{
    sync::{Arc, atomic::Ordering::Relaxed},
    thread,
};

use super::{check, check_within, ends, open};
use crate::{
    nanos::Nanos,
    reading::Outcome,
    record::{
        concurrency::{Owner, ROOT_CELL},
        scope::{Registry, Scope, ScopeId},
        slab::Times,
    },
};

/// What an entry of a thread's stack refers to: `thread::Lease`, less its table.
struct Lease {
    scope: Scope,
    slab: u32,
}

impl Lease {
    fn new(registry: &Registry, id: ScopeId) -> Option<Self> {
        let scope = registry.upgrade(id)?;
        Some(Self { slab: scope.lease().number, scope })
    }

    /// A call begins and ends, unless the scope has ended.
    fn call(&self) {
        let slab = self.scope.slabs.iter().find(|slab| slab.number == self.slab).unwrap();
        if slab.is_closed() {
            self.scope.after_close.fetch_add(1, Relaxed);
            return;
        }
        let slot = slab.slots.get_or_make(2).unwrap();
        slot.enter();
        slot.end_sync(Times { total: Nanos(1), own: Nanos(1) }, Outcome::Ok);
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let slab = self.scope.slabs.iter().find(|slab| slab.number == self.slab).unwrap();
        slab.give_back();
    }
}

/// Calls that ended, over all slabs.
fn calls(scope: &Scope) -> u64 {
    scope.slabs.iter().filter_map(|slab| slab.slot(2)).map(|slot| slot.read().0.ok).sum()
}

#[test]
fn a_context_leads_to_its_scope_or_nowhere_while_the_scope_ends() {
    check(|| {
        ends();
        let registry = Arc::new(Registry::new());
        let scope = open(&registry, 1);
        let id = scope.id();
        let late = thread::spawn({
            let registry = registry.clone();
            move || Lease::new(&registry, id).map(|lease| lease.call()).is_some()
        });
        scope.close();
        let graph = calls(&scope);
        drop(scope);
        // Late or not, at most one call went in after the graph was read, and none into freed memory.
        let _ = (late.join().unwrap(), graph);
        assert_eq!(ends(), 1);
        assert!(Lease::new(&registry, id).is_none());
    });
}

#[test]
fn leases_dropped_in_any_order_keep_the_scope_and_its_numbers() {
    check(|| {
        ends();
        let registry = Arc::new(Registry::new());
        let scope = open(&registry, 1);
        let id = scope.id();
        let other = thread::spawn({
            let registry = registry.clone();
            move || {
                let lease = Lease::new(&registry, id);
                lease.inspect(Lease::call).is_some()
            }
        });
        let lease = Lease::new(&registry, id).unwrap();
        lease.call();
        // The lease outlives the handle that it was taken by.
        let (shared, slabs) = (ptr::from_ref(&*scope), scope.slabs.iter().count());
        drop(scope);
        assert!((1..=2).contains(&slabs));
        lease.call();
        let recorded = other.join().unwrap();
        assert!(ptr::eq(shared, &raw const *lease.scope));
        assert_eq!(calls(&lease.scope), 2 + u64::from(recorded));
        assert!(recorded);
        drop(lease);
        assert_eq!(ends(), 1);
    });
}

/// The scope may end before, between or after the calls of a thread that holds a lease of it. Each is recorded or counted
/// as late, none is both, and none that a graph has seen goes away.
#[test]
fn calls_that_come_late_are_recorded_or_counted_once() {
    check_within(2, || {
        let registry = Arc::new(Registry::new());
        let scope = open(&registry, 1);
        let id = scope.id();
        let late = thread::spawn({
            let registry = registry.clone();
            move || {
                let lease = Lease::new(&registry, id).unwrap();
                lease.call();
                lease.call();
            }
        });
        scope.close();
        let graph = calls(&scope);
        late.join().unwrap();
        let (recorded, counted) = (calls(&scope), scope.after_close.load(Relaxed));
        assert_eq!(recorded + counted, 2);
        assert!(graph <= recorded, "{graph} of {recorded}");
        // Who leases a slab now finds the scope closed at once.
        let lease = Lease::new(&registry, id).unwrap();
        lease.call();
        assert_eq!((calls(&scope), scope.after_close.load(Relaxed)), (recorded, counted + 1));
    });
}

/// A lease goes from thread to thread, and with it what the slab keeps for its lessee: here, its free cells.
#[test]
fn a_lease_that_is_taken_over_brings_its_cells() {
    check_within(2, || {
        let registry = Arc::new(Registry::new());
        let scope = open(&registry, 1);
        let id = scope.id();
        let use_cell = move |registry: &Registry| {
            let lease = Lease::new(registry, id).unwrap();
            let pool = &lease.scope.slabs.iter().find(|slab| slab.number == lease.slab).unwrap().cells;
            let owner = Owner { parent: ROOT_CELL, node: 2, timeline: 0 };
            let cell = lease.scope.cells.open(owner, pool);
            lease.scope.cells.end(cell, ROOT_CELL, pool);
            cell
        };
        let other = thread::spawn({
            let registry = registry.clone();
            move || use_cell(&registry)
        });
        let mut used = [use_cell(&registry), other.join().unwrap()];
        used.sort_unstable();
        // One after the other they used the same, and side by side one each.
        let slabs = scope.slabs.iter().count();
        assert!(used == [1, 1] || used == [1, 2] && slabs == 2, "{used:?} in {slabs} slabs");
    });
}
