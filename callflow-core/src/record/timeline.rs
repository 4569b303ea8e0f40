//! Async calls one by one, as many as there is room for.
//!
//! A slab takes a few entries at a time from the scope, so that recording threads seldom meet. A call keeps the
//! number of its entry and writes it wherever it is polled; each poll is an entry of its own, but for that of a call which
//! is polled once: it took as long as the call.

use super::clock::Ticks;
use super::sync::{Acquire, AtomicU32, AtomicU64, Relaxed, Release};
use super::{arena::Arena, index::Id};
use crate::reading::Outcome;

/// An entry's number; 0 stands for none.
pub(crate) type CallId = u32;

/// States of an entry. Those of ended calls follow the outcomes from [`ENDED`] on. Above them stands the number of the
/// thread, and 1, of the only poll of a call.
const IN_FLIGHT: u32 = 1;
const LEFT_OUT: u32 = 2;
const ENDED: u32 = 3;
const STATES: u32 = 8;

const OUTCOMES: [Outcome; 4] = [Outcome::Ok, Outcome::Error, Outcome::Panicked, Outcome::Cancelled];

#[derive(Debug, Default)]
struct Call {
    state: AtomicU32,
    node: AtomicU32,
    parent: AtomicU32,
    lane: AtomicU32,
    start: AtomicU64,
    end: AtomicU64,
}

#[derive(Debug, Default)]
struct Slice {
    /// Its call; written last.
    call: AtomicU32,
    thread: AtomicU32,
    start: AtomicU64,
    end: AtomicU64,
}

/// Caps below which numbers are taken one by one.
const SHARED_SINGLY: u32 = if cfg!(callflow_loom) { 4 } else { 1_024 };

/// Numbers that a slab has taken and not used.
#[derive(Debug, Default)]
struct Range {
    next: AtomicU32,
    end: AtomicU32,
}

/// What a slab has taken.
#[derive(Debug, Default)]
pub(crate) struct Reserve {
    calls: Range,
    slices: Range,
    /// Calls of this slab's thread that were left out.
    left_out: AtomicU64,
}

impl Reserve {
    fn leave_out(&self) {
        self.left_out.store(self.left_out.load(Relaxed) + 1, Relaxed);
    }

    pub(crate) fn left_out(&self) -> u64 {
        self.left_out.load(Relaxed)
    }
}

impl Range {
    /// The next number, from a new block if need be; `None` when there is none left.
    #[inline]
    fn take(&self, given: &AtomicU32, limit: u32) -> Option<u32> {
        let mut next = self.next.load(Relaxed);
        if next == self.end.load(Relaxed) {
            next = self.refill(given, limit)?;
        }
        self.next.store(next + 1, Relaxed);
        Some(next)
    }

    #[cold]
    fn refill(&self, given: &AtomicU32, limit: u32) -> Option<u32> {
        // Small caps are shared one by one, so that no thread sits on what another needs.
        let block = if limit < SHARED_SINGLY { 1 } else { super::arena::CHUNK as u32 };
        let take = |given: u32| (given < limit).then(|| given + block.min(limit - given));
        let next = given.fetch_update(Relaxed, Relaxed, take).ok()?;
        self.end.store(next + block.min(limit - next), Relaxed);
        Some(next)
    }
}

/// A call as the timeline shows it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Begun {
    pub(crate) node: Id,
    pub(crate) parent: CallId,
    /// Its place among the children of a `gather_traced` and 1, or 0.
    pub(crate) lane: u32,
    pub(crate) start: Ticks,
}

/// A kept call as it is read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kept {
    pub(crate) id: CallId,
    pub(crate) begun: Begun,
    pub(crate) end: Option<(Ticks, Outcome)>,
    /// The thread of its only poll, which is not kept apart.
    pub(crate) once: Option<u32>,
}

/// A poll that is kept apart, as it is read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct KeptSlice {
    pub(crate) call: CallId,
    pub(crate) thread: u32,
    pub(crate) start: Ticks,
    pub(crate) end: Ticks,
}

/// The calls and polls of a scope.
#[derive(Debug)]
pub(crate) struct Timeline {
    calls: Arena<Call>,
    slices: Arena<Slice>,
    next_call: AtomicU32,
    next_slice: AtomicU32,
    last_call: u32,
    last_slice: u32,
}

impl Timeline {
    /// A timeline of at most so many calls and polls.
    pub(crate) fn new(calls: u32, slices: u32) -> Self {
        Self {
            calls: Arena::new(calls as usize + 1),
            slices: Arena::new(slices as usize + 1),
            next_call: AtomicU32::new(1),
            next_slice: AtomicU32::new(1),
            last_call: calls,
            last_slice: slices,
        }
    }

    /// Takes an entry for a call; 0 when it is left out.
    #[inline]
    pub(crate) fn reserve(&self, reserve: &Reserve) -> CallId {
        // Once either is full no more calls are taken, so that none is shown without its polls.
        let room = self.next_slice.load(Relaxed) <= self.last_slice;
        let id = if room { reserve.calls.take(&self.next_call, self.last_call + 1) } else { None };
        id.unwrap_or_else(|| {
            reserve.leave_out();
            0
        })
    }

    /// A call begins that has taken the entry.
    #[inline]
    pub(crate) fn begin(&self, id: CallId, begun: Begun) {
        if id == 0 {
            return;
        }
        let Some(call) = self.calls.get_or_make(id as usize) else { return };
        call.node.store(begun.node, Relaxed);
        call.parent.store(begun.parent, Relaxed);
        call.lane.store(begun.lane, Relaxed);
        call.start.store(begun.start.0, Relaxed);
        // Release: a reader that sees the state sees the entry.
        call.state.store(IN_FLIGHT, Release);
    }

    /// One of its segments ends. A call whose polls have no room left is left out whole: the answer is `false`,
    /// and its number is of no use any more.
    #[inline]
    pub(crate) fn segment(
        &self,
        id: CallId,
        thread: u32,
        start: Ticks,
        end: Ticks,
        reserve: &Reserve,
    ) -> bool {
        let slice = reserve.slices.take(&self.next_slice, self.last_slice + 1);
        let Some(slice) = slice.and_then(|slice| self.slices.get_or_make(slice as usize)) else {
            self.leave_out(id, reserve);
            return false;
        };
        slice.thread.store(thread, Relaxed);
        slice.start.store(start.0, Relaxed);
        slice.end.store(end.0, Relaxed);
        slice.call.store(id, Release);
        true
    }

    #[cold]
    fn leave_out(&self, id: CallId, reserve: &Reserve) {
        if let Some(call) = self.calls.get(id as usize) {
            call.state.store(LEFT_OUT, Relaxed);
            reserve.leave_out();
        }
    }

    /// A call ends that is not recorded.
    #[cold]
    pub(crate) fn forget(&self, id: CallId) {
        if let Some(call) = self.calls.get(id as usize).filter(|_| id != 0) {
            call.state.store(LEFT_OUT, Relaxed);
        }
    }

    /// A call ends. `once`: on that thread, in its first poll, which is no [`segment`](Self::segment) then.
    #[inline]
    pub(crate) fn end(&self, id: CallId, end: Ticks, outcome: Outcome, once: Option<u32>) {
        if let Some(call) = self.calls.get(id as usize) {
            call.end.store(end.0, Relaxed);
            let thread = once.map_or(0, |thread| thread + 1);
            call.state.store(thread * STATES + ENDED + outcome as u32, Release);
        }
    }

    /// The calls that were kept, in no order.
    pub(crate) fn calls(&self) -> impl Iterator<Item = Kept> + '_ {
        (1..self.next_call.load(Relaxed)).filter_map(|id| {
            let call = self.calls.get(id as usize)?;
            let state = call.state.load(Acquire);
            if state == 0 || state == LEFT_OUT {
                return None;
            }
            let begun = Begun {
                node: call.node.load(Relaxed),
                parent: call.parent.load(Relaxed),
                lane: call.lane.load(Relaxed),
                start: Ticks(call.start.load(Relaxed)),
            };
            let outcome =
                (state % STATES).checked_sub(ENDED).and_then(|outcome| OUTCOMES.get(outcome as usize));
            let end = outcome.map(|&outcome| (Ticks(call.end.load(Relaxed)), outcome));
            Some(Kept { id, begun, end, once: (state / STATES).checked_sub(1) })
        })
    }

    /// The polls that were kept apart, in no order.
    pub(crate) fn slices(&self) -> impl Iterator<Item = KeptSlice> + '_ {
        (1..self.next_slice.load(Relaxed)).filter_map(|id| {
            let slice = self.slices.get(id as usize)?;
            let call = slice.call.load(Acquire);
            (call != 0).then(|| KeptSlice {
                call,
                thread: slice.thread.load(Relaxed),
                start: Ticks(slice.start.load(Relaxed)),
                end: Ticks(slice.end.load(Relaxed)),
            })
        })
    }
}
