//! "Place reused": scopes that open, end and are asked for at the same time.

use loom::{
    sync::{Arc, atomic::Ordering::Relaxed},
    thread,
};

use super::{check, ends, open};
use crate::record::scope::{Registry, Scope, ScopeId};

/// Uses a scope as a late thread does, and checks that it is the one asked for.
fn visit(registry: &Registry, id: ScopeId, moment: u64) -> bool {
    let Some(scope) = registry.upgrade(id) else { return false };
    assert!(scope.id() == id);
    assert_eq!(scope.opened.0, moment);
    scope.after_close.fetch_add(1, Relaxed);
    true
}

#[test]
fn a_scope_is_freed_once_and_never_while_it_is_used() {
    check(|| {
        ends();
        let registry = Arc::new(Registry::new());
        let scope = open(&registry, 1);
        let id = scope.id();
        let visitor = thread::spawn({
            let registry = registry.clone();
            move || visit(&registry, id, 1)
        });
        drop(scope);
        visitor.join().unwrap();
        assert_eq!(ends(), 1);
        assert!(registry.upgrade(id).is_none());
    });
}

#[test]
fn the_name_of_an_ended_scope_does_not_lead_to_the_next() {
    check(|| {
        ends();
        let registry = Arc::new(Registry::new());
        let first = open(&registry, 1);
        let id = first.id();
        let visitor = thread::spawn({
            let registry = registry.clone();
            move || visit(&registry, id, 1)
        });
        drop(first);
        let second = open(&registry, 2);
        assert!(second.id() != id);
        assert!(visit(&registry, second.id(), 2));
        visitor.join().unwrap();
        assert!(!visit(&registry, id, 1));
        drop(second);
        assert_eq!(ends(), 2);
    });
}

#[test]
fn a_place_is_used_again() {
    check(|| {
        ends();
        let registry = Arc::new(Registry::new());
        let first = open(&registry, 1);
        let id = first.id();
        // The last holder may be any thread.
        let holder = thread::spawn({
            let first = first.clone();
            move || {
                first.after_close.fetch_add(1, Relaxed);
                drop(first);
            }
        });
        first.after_close.fetch_add(1, Relaxed);
        drop(first);
        holder.join().unwrap();
        assert_eq!(ends(), 1);
        let second = open(&registry, 2);
        assert_eq!(second.id().number(), id.number());
        assert!(second.id() != id);
    });
}

#[test]
fn a_scope_opens_while_another_ends() {
    check(|| {
        ends();
        let registry = Arc::new(Registry::new());
        let first = open(&registry, 1);
        let opened = thread::spawn({
            let registry = registry.clone();
            move || {
                let second = open(&registry, 2);
                assert!(visit(&registry, second.id(), 2));
                second
            }
        });
        drop(first);
        let second: Scope = opened.join().unwrap();
        assert_eq!(ends(), 1);
        assert!(visit(&registry, second.id(), 2));
        drop(second);
        assert_eq!(ends(), 1);
    });
}

#[test]
fn two_scopes_that_open_at_once_have_a_place_each() {
    check(|| {
        ends();
        let registry = Arc::new(Registry::new());
        // One free place, for which both try.
        drop(open(&registry, 0));
        let opened = thread::spawn({
            let registry = registry.clone();
            move || open(&registry, 1)
        });
        let ours = open(&registry, 2);
        let theirs: Scope = opened.join().unwrap();
        assert_ne!(ours.id().number(), theirs.id().number());
        assert!(visit(&registry, ours.id(), 2) && visit(&registry, theirs.id(), 1));
        drop((ours, theirs));
        assert_eq!(ends(), 3);
    });
}

#[test]
fn two_scopes_that_need_a_new_place_get_one_each() {
    check(|| {
        ends();
        let registry = Arc::new(Registry::new());
        let opened = thread::spawn({
            let registry = registry.clone();
            move || open(&registry, 1)
        });
        let ours = open(&registry, 2);
        let theirs: Scope = opened.join().unwrap();
        assert_ne!(ours.id().number(), theirs.id().number());
        assert!(visit(&registry, ours.id(), 2) && visit(&registry, theirs.id(), 1));
    });
}
