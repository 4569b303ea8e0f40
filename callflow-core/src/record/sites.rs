//! The sites that were called in a scope.

use std::{
    collections::VecDeque,
    ptr,
    sync::{Mutex, MutexGuard, TryLockError},
};

use super::{
    arena::{Once, StaticRef},
    index::{Entry, Links, mix},
    leaves::Leaves,
    sync::{AtomicBool, Relaxed, yield_now},
};
use crate::{options::ScopeOptions, site::Site};

/// Sites that one scope can tell apart.
pub(crate) const SITES: usize = if cfg!(callflow_loom) { 8 } else { 1 << 16 };

/// Calls whose arguments are kept, for each site.
const CALLS: usize = 5;

/// How often a snapshot tries to read the arguments of a site.
const PATIENCE: usize = if cfg!(callflow_loom) { 2 } else { 64 };

/// A site that was called in a scope.
#[derive(Debug, Default)]
pub(crate) struct SiteEntry {
    site: StaticRef<Site>,
    links: Links,
    /// Whether the scope's options leave it out.
    excluded: AtomicBool,
    /// Calls of it in flight that wait for no other call of it.
    pub(crate) leaves: Leaves,
    arguments: Once<Kept>,
}

impl Entry for SiteEntry {
    type Key = &'static Site;

    fn hash(key: Self::Key) -> u64 {
        mix(ptr::from_ref(key).addr() as u64)
    }

    fn set(&self, key: Self::Key) {
        self.site.set(key);
    }

    fn has(&self, key: Self::Key) -> bool {
        self.site().is_some_and(|site| ptr::eq(site, key))
    }

    fn links(&self) -> &Links {
        &self.links
    }
}

impl SiteEntry {
    pub(crate) fn site(&self) -> Option<&'static Site> {
        self.site.get()
    }

    /// Decides whether its calls are recorded, before anyone else sees the entry. The library's own always are.
    pub(crate) fn select(&self, site: &Site, options: &ScopeOptions) {
        self.excluded.store(!site.kind().is_library() && !options.admits(site.module()), Relaxed);
    }

    /// Keeps the arguments of one more call. `false`: another thread is at it, and nobody waits here.
    pub(crate) fn keep_arguments(&self, text: String) -> bool {
        self.arguments.get_or_make(Box::default).push(text)
    }

    /// The arguments of the last calls, those of the oldest first.
    pub(crate) fn arguments(&self) -> Vec<String> {
        self.arguments.get().map_or_else(Vec::new, Kept::read)
    }

    pub(crate) fn is_excluded(&self) -> bool {
        self.excluded.load(Relaxed)
    }
}

/// The arguments of the last calls of one site in one scope. Nothing is allocated or freed while it is locked, except by a
/// snapshot.
#[derive(Debug)]
struct Kept(Mutex<VecDeque<String>>);

impl Default for Kept {
    fn default() -> Self {
        Self(Mutex::new(VecDeque::with_capacity(CALLS)))
    }
}

impl Kept {
    fn push(&self, text: String) -> bool {
        let Some(mut calls) = self.open() else { return false };
        let oldest = if calls.len() == CALLS { calls.pop_front() } else { None };
        calls.push_back(text);
        drop(calls);
        drop(oldest);
        true
    }

    /// Waits for whoever is at it, which is never for long; and not for ever, since a thread that was stopped, or that a
    /// forked process does not have, will not let go. Arguments are not told then.
    fn read(&self) -> Vec<String> {
        for _ in 0..PATIENCE {
            if let Some(calls) = self.open() {
                return calls.iter().cloned().collect();
            }
            yield_now();
        }
        Vec::new()
    }

    fn open(&self) -> Option<MutexGuard<'_, VecDeque<String>>> {
        match self.0.try_lock() {
            Ok(calls) => Some(calls),
            Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        }
    }
}

#[cfg(all(test, not(callflow_loom)))]
mod tests {
    use std::{
        sync::{Arc, mpsc},
        thread,
        time::Duration,
    };

    use super::*;

    /// As where a thread was stopped while it kept arguments, or a process forked.
    #[test]
    fn nobody_waits_for_who_never_lets_go() {
        let entry = Arc::new(SiteEntry::default());
        assert!(entry.keep_arguments("n = 1".to_owned()));
        let kept = entry.arguments.get().unwrap();
        let held = kept.0.lock().unwrap();
        let (done, ends) = mpsc::channel();
        thread::spawn({
            let entry = entry.clone();
            move || done.send((entry.keep_arguments("n = 2".to_owned()), entry.arguments()))
        });
        let (is_kept, read) = ends.recv_timeout(Duration::from_secs(20)).expect("it waits for the lock");
        assert!(!is_kept && read.is_empty());
        drop(held);
        assert_eq!(entry.arguments(), ["n = 1"]);
    }

    #[test]
    fn the_last_five_are_kept() {
        let entry = SiteEntry::default();
        for n in 0..7 {
            assert!(entry.keep_arguments(n.to_string()));
        }
        assert_eq!(entry.arguments(), ["2", "3", "4", "5", "6"]);
    }
}
