//! Contexts and guards over their lifetime, as far as it goes without thread-locals: what a thread does between
//! asking for a scope by name and giving its lease back, while the scope ends elsewhere.

use std::ptr;

use loom::{
    sync::{Arc, atomic::Ordering::Relaxed},
    thread,
};

use super::{check, ends, open};
use crate::{
    nanos::Nanos,
    reading::Outcome,
    record::{
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
