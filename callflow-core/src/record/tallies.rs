//! What the slots of a scope hold, read while its threads go on.

use super::{index::Id, scope::Shared, slab::Slot};
use crate::{nanos::Nanos, reading::Tally};

/// The numbers of every node that was called.
pub(crate) struct Tallies {
    pub(crate) of_nodes: Vec<(Id, Tally)>,
    /// Calls that were too short to be recorded.
    pub(crate) skipped: u64,
    /// The slots that could not be read whole.
    pub(crate) torn_slots: u64,
    /// The durations that the histograms of their sites do not have yet, by site. They are read before any histogram,
    /// so that none is missed.
    pub(crate) uncounted: Vec<(Id, Nanos)>,
}

/// Reads what the slots of all slabs hold, in the order that README.md argues for.
pub(crate) fn tallies(shared: &Shared) -> Tallies {
    let mut ids = shared.tree.ids();
    // A child may have got a smaller number than its parent, from a lost race; see `paths`.
    ids.sort_unstable();
    let mut torn_slots = 0;
    let mut uncounted = Vec::new();
    let mut tallies: Vec<(Id, Tally)> = Vec::with_capacity(ids.len());
    for &id in &ids {
        let mut sum = Tally { min: Nanos::MAX, ..Tally::default() };
        for slot in shared.slabs.iter().filter_map(|slab| slab.slot(id)) {
            let (tally, whole) = slot.read();
            torn_slots += u64::from(!whole);
            uncounted.extend(slot.uncounted().map(|total| (slot.site_id(), total)));
            sum.add(&tally);
        }
        // Entries after outcomes, so that a call whose end was read has begun.
        sum.entered = shared.slabs.iter().filter_map(|slab| slab.slot(id)).map(Slot::entered).sum();
        tallies.push((id, sum));
    }
    // The library's own calls are not among those that a scope counts.
    let is_program = |id: &Id| {
        let site = shared.tree.get(*id).and_then(|node| shared.sites.get(node.site_id())?.site());
        site.is_some_and(|site| !site.kind().is_library())
    };
    let skipped = tallies.iter().filter(|(id, _)| is_program(id)).map(|(_, tally)| tally.skipped).sum();
    tallies.retain(|(_, tally)| tally.entered > tally.skipped || tally.never_polled > 0);
    uncounted.sort_unstable();
    Tallies { of_nodes: tallies, skipped, torn_slots, uncounted }
}

impl Tally {
    fn add(&mut self, other: &Self) {
        self.ok += other.ok;
        self.error += other.error;
        self.panicked += other.panicked;
        self.cancelled += other.cancelled;
        self.never_polled += other.never_polled;
        self.skipped += other.skipped;
        self.polls += other.polls;
        self.total += other.total;
        self.excluded += other.excluded;
        self.active += other.active;
        self.own += other.own;
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
        self.top_total += other.top_total;
        self.top_active += other.top_active;
    }
}

#[cfg(all(test, not(callflow_loom)))]
mod tests {
    use std::{
        sync::atomic::{AtomicBool, Ordering::Relaxed},
        thread,
    };

    use super::*;
    use crate::{
        options::ScopeOptions,
        reading::{Link, Outcome, SiteKind},
        record::{
            clock::Ticks,
            scope::SCOPES,
            slab::Times,
            tree::{NodeKey, ROOT},
        },
        site::Site,
    };

    static CALL: Site = Site::new(SiteKind::Async, "tallies", "call", "", 0, 0, || "");

    /// "Exit before entry" as it is met on real threads: while a snapshot is read, calls begin in one slab and end in
    /// another. (The models find every order; this finds the wrong one without them.)
    #[test]
    fn no_call_ends_before_it_began_while_it_is_read() {
        let scope = SCOPES.open(None, ScopeOptions::default(), Ticks(1), 0);
        let key = NodeKey { parent: ROOT, site: &CALL, link: Link::Nested };
        let node = scope.tree.find_or_insert(key, 1, &mut 0).unwrap();
        let done = AtomicBool::new(false);
        thread::scope(|threads| {
            threads.spawn(|| {
                let slots = [scope.lease(), scope.lease()].map(|slab| {
                    let slot = slab.slots.get_or_make(node as usize).unwrap();
                    slot.bind(node, 1, false);
                    slot
                });
                while !done.load(Relaxed) {
                    slots[1].enter();
                    slots[0].end_sync(Times { total: Nanos(1), own: Nanos(1) }, Outcome::Panicked);
                }
            });
            let mut met = 0;
            let mut last = 0;
            // Reads during which calls began and ended.
            while met < 500 {
                let read = tallies(&scope);
                let Some((_, tally)) = read.of_nodes.first() else { continue };
                let ended = tally.ok + tally.panicked;
                met += u64::from(ended > last);
                last = ended;
                if ended > tally.entered {
                    done.store(true, Relaxed);
                    panic!("{ended} ended of {}", tally.entered);
                }
            }
            done.store(true, Relaxed);
        });
    }
}
