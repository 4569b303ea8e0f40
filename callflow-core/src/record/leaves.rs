//! How many calls are leaves, and the most that ever were at one time.
//!
//! All threads of a scope share the number. A call that ends on the thread where it began would add 1 to it only to take
//! that away again, and so would the next one. So a thread *parks* the 1 in its slab when a call ends, and the call that
//! begins there next takes it up, for which no other thread's cache line is touched. The number counts those that are
//! parked, too: who adds to it and finds it above the peak takes them out first, on all threads. (README.md, "Parked".)

use super::sync::{AcqRel, AtomicU64, Relaxed};

/// The number of leaves and of parked ones, and the most leaves that there ever were.
#[derive(Debug, Default)]
#[repr(align(64))]
pub(crate) struct Leaves {
    now: AtomicU64,
    peak: AtomicU64,
}

/// One thread's place for a leaf whose call has ended: a state, and above it how often the place was emptied, so that the
/// word grows with every change. Only the thread itself parks.
#[derive(Debug, Default)]
pub(crate) struct Parked(AtomicU64);

const EMPTY: u64 = 0;
const PARKED: u64 = 1;
/// Another thread is about to take it out of the number.
const CLAIMED: u64 = 2;
/// What the next time adds.
const STATES: u64 = 4;

/// How often somebody looks for a peak among threads that go on beginning and ending calls.
const TRIES: usize = if cfg!(callflow_loom) { 3 } else { 64 };

impl Parked {
    /// Applies a change of 1 at most here, on the thread that it belongs to. The answer is whether that could be done;
    /// else it is one for [`Leaves`].
    #[inline]
    pub(crate) fn absorbs(&self, by: i64) -> bool {
        debug_assert!(by.abs() <= 1);
        match by {
            0 => true,
            1 => self.change(PARKED, STATES + EMPTY),
            _ => self.park(),
        }
    }

    #[inline]
    fn park(&self) -> bool {
        let empty = self.0.load(Relaxed) % STATES == EMPTY;
        if empty {
            // Not a store, which others might see later than what this thread does next.
            self.0.fetch_add(PARKED, AcqRel);
        }
        empty
    }

    /// Goes from one state to another, if it is in that.
    #[inline]
    fn change(&self, from: u64, to: u64) -> bool {
        let word = self.0.load(Relaxed);
        word % STATES == from && self.0.compare_exchange(word, word - from + to, AcqRel, Relaxed).is_ok()
    }

    /// The word as it is now: a load might be late.
    fn word(&self) -> u64 {
        self.0.fetch_add(0, AcqRel)
    }
}

/// What places held when they were looked at.
#[derive(Debug, Default)]
struct Look {
    parked: u64,
    claimed: u64,
    words: u64,
}

impl Look {
    fn at<'p>(places: impl Iterator<Item = &'p Parked>) -> Self {
        places.map(Parked::word).fold(Self::default(), |look, word| Self {
            parked: look.parked + u64::from(word % STATES == PARKED),
            claimed: look.claimed + u64::from(word % STATES == CLAIMED),
            words: look.words.wrapping_add(word),
        })
    }
}

impl Leaves {
    /// Applies a change of 1 that a thread's own place did not absorb; `all` are those of all threads.
    pub(crate) fn change<'p, P>(&self, by: i64, all: impl Fn() -> P)
    where
        P: Iterator<Item = &'p Parked>,
    {
        if by > 0 {
            self.raise(all);
        } else {
            self.now.fetch_sub(1, AcqRel);
        }
    }

    fn raise<'p, P>(&self, all: impl Fn() -> P)
    where
        P: Iterator<Item = &'p Parked>,
    {
        // Where a change comes late the number may be below zero for a while.
        let mut now = self.now.fetch_add(1, AcqRel).wrapping_add(1).cast_signed();
        for _ in 0..TRIES {
            if now <= self.peak().cast_signed() {
                return;
            }
            for place in all().filter(|place| place.change(PARKED, CLAIMED)) {
                self.now.fetch_sub(1, AcqRel);
                place.0.fetch_add(STATES + EMPTY - CLAIMED, AcqRel);
            }
            let before = Look::at(all());
            let counted = self.now.fetch_add(0, AcqRel);
            // Words only grow: with the sum that they had, they are what they were, also when `now` was read. Else no more
            // of what it counts was parked than had been, and than words have changed.
            let changed = Look::at(all()).words.wrapping_sub(before.words);
            let leaves = counted.wrapping_sub(before.parked + before.claimed + changed).cast_signed();
            if leaves > 0 {
                self.peak.fetch_max(leaves.cast_unsigned(), AcqRel);
            }
            if before.parked + changed == 0 {
                return;
            }
            now = counted.cast_signed();
        }
    }

    pub(crate) fn peak(&self) -> u64 {
        self.peak.load(Relaxed)
    }
}
