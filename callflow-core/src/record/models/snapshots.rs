//! "Exit before entry" and "Counted late": what a snapshot reads of a whole scope while its threads go on.
//!
//! As in `slots`, the reader is the thread that is made.

use loom::{sync::Arc, thread};

use super::{A, check_within, open};
use crate::{
    nanos::Nanos,
    reading::{Link, Outcome},
    record::{
        index::Id,
        scope::{Registry, Scope},
        slab::{Slab, Slot, Times},
        tallies::tallies,
        tree::{NodeKey, ROOT},
    },
};

/// The site's number in the scope.
const SITE: Id = 1;

/// The slot of a path in a slab, made as a lease makes it.
fn slot<'s>(scope: &Scope, slab: &'s Slab, node: Id) -> &'s Slot {
    let slot = slab.slots.get_or_make(node as usize).unwrap();
    slot.bind(node, scope.tree.get(node).unwrap().site_id(), false);
    slot
}

fn path(scope: &Scope) -> Id {
    let key = NodeKey { parent: ROOT, site: &A, link: Link::Nested };
    scope.tree.find_or_insert(key, SITE, &mut 0).unwrap()
}

/// The end of a call, as `guard` and `activation` write it.
fn end(slab: &Slab, slot: &Slot, nanos: u64, outcome: Outcome) {
    if matches!(outcome, Outcome::Ok | Outcome::Error) {
        if let Some(last) = slot.uncounted() {
            slab.make_share(SITE).unwrap().histogram.get_or_make(Box::default).count_first(last);
        }
        slot.count_later(Nanos(nanos));
    }
    slot.end_sync(Times { total: Nanos(nanos), own: Nanos(nanos) }, outcome);
}

/// What must hold of a live snapshot: no call ends that did not begin, and each that ended has its duration.
fn holds(scope: &Scope) {
    let read = tallies(scope);
    let histograms = scope.slabs.iter().filter_map(|slab| slab.share(SITE)?.histogram.get());
    let counted: u64 = histograms.flat_map(|histogram| histogram.read().map(|(_, count)| count)).sum();
    let counted = counted + read.uncounted.len() as u64;
    assert!(read.uncounted.iter().all(|(site, _)| *site == SITE), "{:?}", read.uncounted);
    for (node, tally) in &read.of_nodes {
        let timed = tally.ok + tally.error;
        let ended = timed + tally.panicked + tally.cancelled;
        assert!(ended <= tally.entered, "{node}: {ended} of {}", tally.entered);
        // How calls ended is not told by a slot that was read while it changed.
        assert!(read.torn_slots > 0 || counted >= timed, "{node}: {counted} durations of {timed}");
    }
}

#[test]
fn a_call_that_moves_between_slabs_is_never_ended_before_it_began() {
    check_within(2, || {
        let scope = open(&Registry::new(), 1);
        let node = path(&scope);
        let reader = thread::spawn({
            let scope = scope.clone();
            move || holds(&scope)
        });
        // The second slab is read after the first.
        let (first, second) = (scope.lease(), scope.lease());
        slot(&scope, second, node).enter();
        end(first, slot(&scope, first, node), 3, Outcome::Cancelled);
        reader.join().unwrap();
    });
}

#[test]
fn every_call_that_ended_has_its_duration() {
    check_within(2, || {
        let scope = open(&Registry::new(), 1);
        let node = path(&scope);
        let slab = scope.lease();
        let of_slab = slot(&scope, slab, node);
        of_slab.enter();
        end(slab, of_slab, 1, Outcome::Ok);
        let reader = thread::spawn({
            let scope = scope.clone();
            move || holds(&scope)
        });
        of_slab.enter();
        end(slab, of_slab, 3, Outcome::Ok);
        reader.join().unwrap();
        holds(&scope);
    });
}

#[test]
fn a_path_that_is_made_meanwhile_is_read_whole_or_not_at_all() {
    check_within(2, || {
        let scope: Arc<Scope> = Arc::new(open(&Registry::new(), 1));
        let reader = thread::spawn({
            let scope = scope.clone();
            move || holds(&scope)
        });
        let slab = scope.lease();
        let of_slab = slot(&scope, slab, path(&scope));
        of_slab.enter();
        end(slab, of_slab, 1, Outcome::Error);
        reader.join().unwrap();
    });
}
