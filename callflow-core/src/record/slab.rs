//! The numbers of one recording thread: a slot for every call path, written by that thread only and readable by
//! any thread at any time.
//!
//! A slot's numbers belong together: its writer makes the sequence word odd, stores, and makes it even again; a
//! reader that finds the word odd or changed tries again. (README.md, "Torn slots".)

use super::sync::{Acquire, AtomicBool, AtomicPtr, AtomicU32, AtomicU64, Relaxed, Release, fence};
use super::{
    arena::{Arena, Once},
    histogram::Histogram,
    index::Id,
    leaves::Parked,
    selection::{Sampler, Skips},
    tree::MUTE,
};
use crate::{
    nanos::Nanos,
    reading::{Outcome, Tally},
};

/// The numbers of one call path in one slab. The first two cache lines are those of a sync call.
#[derive(Debug)]
#[repr(align(64))]
pub(crate) struct Slot {
    /// Twice the number of ended calls, and odd while one ends.
    sequence: AtomicU64,
    entered: AtomicU64,
    total: AtomicU64,
    own: AtomicU64,
    min: AtomicU64,
    max: AtomicU64,
    pub(super) histogram: AtomicPtr<Histogram>,
    /// The duration that the histogram does not have yet, or [`COUNTED`]: see [`uncounted`](Self::uncounted).
    uncounted: AtomicU64,
    /// The child that was called last, which is most often the one called next: its key and slot. Like the next
    /// three, for the writing thread only.
    pub(super) child_key: AtomicU64,
    pub(super) child: AtomicPtr<Slot>,
    node: AtomicU32,
    site_id: AtomicU32,
    /// The slab's place for a leaf of the site, and whether the path holds the site more than once; of async sites only.
    pub(super) parked: AtomicPtr<Parked>,
    recursive: AtomicBool,
    error: AtomicU64,
    panicked: AtomicU64,
    excluded: AtomicU64,
    active: AtomicU64,
    polls: AtomicU64,
    cancelled: AtomicU64,
    never_polled: AtomicU64,
    top_total: AtomicU64,
    top_active: AtomicU64,
    /// Calls that ended and were too short to be recorded.
    skipped: AtomicU64,
}

impl Default for Slot {
    fn default() -> Self {
        let zero = || AtomicU64::new(0);
        Self {
            sequence: zero(),
            entered: zero(),
            total: zero(),
            own: zero(),
            min: AtomicU64::new(u64::MAX),
            max: zero(),
            child_key: zero(),
            child: AtomicPtr::default(),
            histogram: AtomicPtr::default(),
            uncounted: AtomicU64::new(COUNTED),
            node: AtomicU32::new(0),
            site_id: AtomicU32::new(0),
            parked: AtomicPtr::default(),
            recursive: AtomicBool::new(false),
            error: zero(),
            panicked: zero(),
            excluded: zero(),
            active: zero(),
            polls: zero(),
            cancelled: zero(),
            never_polled: zero(),
            top_total: zero(),
            top_active: zero(),
            skipped: zero(),
        }
    }
}

/// Adds to a number that only this thread writes: two plain instructions, no read-modify-write.
#[inline]
fn add(number: &AtomicU64, by: u64) {
    number.store(number.load(Relaxed).wrapping_add(by), Relaxed);
}

/// The times of one ended call.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Times {
    /// From its beginning to its end.
    pub(crate) total: Nanos,
    /// Its segments, less those directly on top of them.
    pub(crate) own: Nanos,
}

/// Stands for no duration.
const COUNTED: u64 = u64::MAX;

/// How often a reader tries to read a slot whole.
const TRIES: usize = if cfg!(callflow_loom) { 1 } else { 64 };

impl Slot {
    pub(super) fn bind(&self, node: Id, site_id: Id, recursive: bool) {
        self.node.store(node, Relaxed);
        self.site_id.store(site_id, Relaxed);
        self.recursive.store(recursive, Relaxed);
    }

    /// Whether the path holds its last site more than once; told for async sites only.
    #[inline]
    pub(crate) fn is_recursive(&self) -> bool {
        self.recursive.load(Relaxed)
    }

    #[inline]
    pub(crate) fn node(&self) -> Id {
        self.node.load(Relaxed)
    }

    pub(crate) fn site_id(&self) -> Id {
        self.site_id.load(Relaxed)
    }

    #[inline]
    fn write(&self, stores: impl FnOnce()) {
        let sequence = self.sequence.load(Relaxed);
        self.sequence.store(sequence + 1, Relaxed);
        // The odd number is seen by whoever sees one of the stores.
        fence(Release);
        stores();
        self.sequence.store(sequence + 2, Release);
    }

    /// A call begins.
    #[inline]
    pub(crate) fn enter(&self) {
        add(&self.entered, 1);
    }

    /// A poll ends.
    #[inline]
    pub(crate) fn poll(&self) {
        add(&self.polls, 1);
    }

    /// A future is dropped that was never polled.
    pub(crate) fn drop_unpolled(&self) {
        add(&self.never_polled, 1);
    }

    /// A sync call that began with [`enter`](Self::enter) ends.
    #[inline]
    pub(crate) fn end_sync(&self, times: Times, outcome: Outcome) {
        self.write(|| self.end(times, outcome));
    }

    /// An async call that began with [`enter`](Self::enter) ends.
    #[inline]
    pub(crate) fn end_async(&self, times: Times, active: Nanos, top_level: bool, outcome: Outcome) {
        self.write(|| {
            self.end(times, outcome);
            add(&self.active, active.0);
            if top_level {
                add(&self.top_total, times.total.0);
                add(&self.top_active, active.0);
            }
        });
    }

    /// A call ends that began with [`enter`](Self::enter) and was too short to be recorded.
    #[cold]
    pub(crate) fn skip(&self) {
        self.write(|| add(&self.skipped, 1));
    }

    #[inline]
    fn end(&self, times: Times, outcome: Outcome) {
        let total = times.total.0;
        add(&self.total, total);
        add(&self.own, times.own.0);
        match outcome {
            // Every write is the end of a call, so those that ended `ok` need no counter of their own.
            Outcome::Ok => {}
            Outcome::Error => add(&self.error, 1),
            Outcome::Panicked | Outcome::Cancelled => {
                let count = if outcome == Outcome::Panicked { &self.panicked } else { &self.cancelled };
                add(count, 1);
                add(&self.excluded, total);
                return;
            }
        }
        if total < self.min.load(Relaxed) {
            self.min.store(total, Relaxed);
        }
        if total > self.max.load(Relaxed) {
            self.max.store(total, Relaxed);
        }
    }

    /// The duration of the last call, which the histogram gets one call late. Where its bucket lies is known only once
    /// the clock was read; a processor that is already at work on the next call would have to wait for that, or to
    /// start over. A reader that asks for it before it reads the histogram misses none.
    #[inline]
    pub(super) fn uncounted(&self) -> Option<Nanos> {
        let total = self.uncounted.load(Acquire);
        (total != COUNTED).then_some(Nanos(total))
    }

    /// Leaves a duration to the next call. The one before must be in the histogram by now.
    #[inline]
    pub(super) fn count_later(&self, total: Nanos) {
        // Release: whoever sees this duration finds the one before in the histogram.
        self.uncounted.store(total.0, Release);
    }

    /// The numbers but for `entered`, and whether they were read whole.
    pub(crate) fn read(&self) -> (Tally, bool) {
        for attempt in 1..=TRIES {
            let before = self.sequence.load(Acquire);
            let tally = self.numbers(before);
            // Whoever saw one of the stores of a write sees its odd number here.
            fence(Acquire);
            if before.is_multiple_of(2) && self.sequence.load(Relaxed) == before {
                return (tally, true);
            }
            if attempt.is_multiple_of(8) {
                super::sync::yield_now();
            }
        }
        let tally = self.numbers(self.sequence.load(Relaxed));
        // The entries that are read next are not older than these outcomes.
        fence(Acquire);
        (tally, false)
    }

    fn numbers(&self, sequence: u64) -> Tally {
        let count = |number: &AtomicU64| number.load(Relaxed);
        let time = |number: &AtomicU64| Nanos(number.load(Relaxed));
        let [error, panicked, cancelled, skipped] =
            [&self.error, &self.panicked, &self.cancelled, &self.skipped].map(count);
        Tally {
            entered: 0,
            ok: (sequence / 2).saturating_sub(error + panicked + cancelled + skipped),
            skipped,
            error,
            panicked,
            cancelled,
            never_polled: count(&self.never_polled),
            polls: count(&self.polls),
            total: time(&self.total),
            excluded: time(&self.excluded),
            active: time(&self.active),
            own: time(&self.own),
            min: time(&self.min),
            max: time(&self.max),
            top_total: time(&self.top_total),
            top_active: time(&self.top_active),
        }
    }

    /// The calls begun. It is read after the outcomes of all slabs, so that no call ends that did not begin.
    pub(crate) fn entered(&self) -> u64 {
        self.entered.load(Relaxed)
    }
}

/// What one slab has of a site.
#[derive(Debug, Default)]
pub(crate) struct Share {
    pub(crate) histogram: Once<Histogram>,
    pub(super) parked: Parked,
}

/// One recording thread's slots and histograms. Threads lease it one after another.
#[derive(Debug)]
pub(crate) struct Slab {
    /// Its place among the slabs of the scope.
    pub(crate) number: u32,
    leased: AtomicBool,
    /// The least duration that is recorded, in nanoseconds; [`CLOSED`] once the scope has ended. One word, since the end of
    /// every call looks at it.
    floor: AtomicU64,
    next: Once<Slab>,
    pub(super) slots: Arena<Slot>,
    shares: Arena<Share>,
    /// What the lessee keeps from call to call and leaves to the next lessee.
    pub(super) spare_node: AtomicU32,
    pub(super) spare_site: AtomicU32,
    pub(super) cells: super::concurrency::Pool,
    pub(super) parked: Parked,
    pub(super) timeline: super::timeline::Reserve,
    /// Where calls go that are left out of a sample, with all that they call.
    pub(super) mute: Slot,
    pub(super) skips: Skips,
    pub(super) sampler: Sampler,
}

/// The floor of a scope that has ended.
const CLOSED: u64 = u64::MAX;

/// What the slabs of one scope have in common.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan {
    /// Call paths and sites for which there is room.
    pub(crate) paths: usize,
    pub(crate) sites: usize,
    /// The least duration that is recorded.
    pub(crate) floor: Nanos,
    /// Which share of the calls directly below the scope is kept, and what makes one scope decide unlike another.
    pub(crate) keep: f64,
    pub(crate) seed: u64,
}

impl Slab {
    fn new(number: u32, plan: &Plan) -> Self {
        let Plan { paths, sites, floor, keep, seed } = *plan;
        let mute = Slot::default();
        mute.bind(MUTE, 0, false);
        Self {
            number,
            leased: AtomicBool::new(true),
            floor: AtomicU64::new(floor.0),
            mute,
            skips: Skips::default(),
            sampler: Sampler::new(keep, seed ^ u64::from(number)),
            next: Once::default(),
            slots: Arena::new(paths),
            shares: Arena::new(sites),
            spare_node: AtomicU32::new(0),
            spare_site: AtomicU32::new(0),
            cells: super::concurrency::Pool::default(),
            parked: Parked::default(),
            timeline: super::timeline::Reserve::default(),
        }
    }

    /// What the slab has of a site, made if need be.
    pub(super) fn make_share(&self, site_id: Id) -> Option<&Share> {
        self.shares.get_or_make(site_id as usize)
    }

    /// What the slab has of a site, if its chunk was made.
    pub(crate) fn share(&self, site_id: Id) -> Option<&Share> {
        self.shares.get(site_id as usize)
    }

    /// The slot of a call path, if its chunk was made.
    pub(crate) fn slot(&self, node: Id) -> Option<&Slot> {
        self.slots.get(node as usize)
    }

    #[inline]
    pub(crate) fn is_closed(&self) -> bool {
        self.floor.load(Relaxed) == CLOSED
    }

    /// Whether a call of that duration is recorded: it is not when it is too short, or the scope has ended.
    #[inline]
    pub(crate) fn admits(&self, duration: Nanos) -> bool {
        duration.0 >= self.floor.load(Relaxed)
    }

    pub(crate) fn close(&self) {
        self.floor.store(CLOSED, Relaxed);
    }

    /// Leaves the slab to the next thread. Its numbers stay, and were readable all the time.
    pub(crate) fn give_back(&self) {
        // Release: the next lessee continues from these numbers.
        self.leased.store(false, Release);
    }
}

/// All slabs of a scope: as many as there ever were threads recording at one time.
#[derive(Debug)]
pub(crate) struct Slabs {
    first: Once<Slab>,
    plan: Plan,
}

impl Slabs {
    /// No slabs yet.
    pub(crate) fn new(plan: Plan) -> Self {
        Self { first: Once::default(), plan }
    }

    /// A slab that no other thread writes.
    pub(crate) fn lease(&self) -> &Slab {
        let mut number = 0;
        let mut place = &self.first;
        loop {
            let slab = if let Some(slab) = place.get() {
                slab
            } else {
                let (slab, ours) = place.set(Box::new(Slab::new(number, &self.plan)));
                if ours {
                    return slab;
                }
                slab
            };
            // Acquire: see `give_back`. A plain load first might be stale, and a slab be made that nobody needs.
            if slab.leased.compare_exchange(false, true, Acquire, Relaxed).is_ok() {
                return slab;
            }
            place = &slab.next;
            number += 1;
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Slab> {
        std::iter::successors(self.first.get(), |slab| slab.next.get())
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

    /// As where a thread was stopped while a call ended, or a process forked then.
    #[test]
    fn nobody_waits_for_a_call_that_never_ends_to_end() {
        let slot = Arc::new(Slot::default());
        slot.enter();
        slot.end_sync(Times { total: Nanos(5), own: Nanos(5) }, Outcome::Ok);
        assert!(slot.read().1);
        slot.enter();
        slot.write(|| {
            add(&slot.total, 7);
            let (done, ends) = mpsc::channel();
            thread::spawn({
                let slot = slot.clone();
                move || done.send((slot.read(), slot.entered())).is_ok()
            });
            let ((tally, whole), entered) =
                ends.recv_timeout(Duration::from_secs(20)).expect("it waits for the end");
            assert_eq!((tally.ok, tally.total, entered, whole), (1, Nanos(12), 2, false));
        });
        assert!(slot.read().1);
    }
}
