//! One scope's shared state, and how it is kept alive.
//!
//! Futures and contexts name their scope without owning it: a reference count that all of them share would cost
//! more than the rest of a call. They hold a [`ScopeId`], a place in a list that is never freed together with the
//! place's generation. Who wants to record takes a [`Scope`], which succeeds while somebody holds one.
#![expect(unsafe_code, reason = "follows pointers to places and to what lives there")]

use std::{ops::Deref, ptr};

use super::clock::Ticks;
use super::sync::{AcqRel, Acquire, AtomicBool, AtomicPtr, AtomicU64, Relaxed, Release, SeqCst, fence};
use super::{
    concurrency::Cells,
    index::Index,
    leaves::Leaves,
    sites::{SITES, SiteEntry},
    slab::{Plan, Slab, Slabs},
    timeline::Timeline,
    tree::Tree,
};
use crate::{nanos::Nanos, options::ScopeOptions};

/// Polls for which the timeline has room, for each call.
const POLLS: usize = 4;

/// Everything that the threads of one scope share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) name: Option<String>,
    pub(crate) options: ScopeOptions,
    pub(crate) opened: Ticks,
    pub(crate) closed: AtomicBool,
    /// When it was closed; 0 before.
    pub(crate) closed_at: AtomicU64,
    pub(crate) tree: Tree,
    pub(crate) sites: Index<SiteEntry>,
    pub(crate) slabs: Slabs,
    pub(crate) cells: Cells,
    /// Async calls in flight that wait for no async call of theirs.
    pub(crate) leaves: Leaves,
    pub(crate) timeline: Timeline,
    pub(crate) after_close: AtomicU64,
    pub(crate) misplaced_guards: AtomicU64,
    /// Calls that went nowhere in the whole process before it opened.
    pub(crate) unheard_before: u64,
    /// Calls whose arguments were not kept because another thread was at it.
    pub(crate) arguments_missed: AtomicU64,
}

const _: () = {
    const fn shared_by_threads<T: Send + Sync>() {}
    // Whoever holds a `Scope` reaches the rest through a raw pointer, at which the compiler does not look.
    shared_by_threads::<Shared>();
};

impl Shared {
    fn new(name: Option<String>, options: ScopeOptions, opened: Ticks, unheard: u64) -> Self {
        let tree = Tree::new(options.max_call_paths);
        let plan = Plan {
            paths: tree.capacity(),
            sites: SITES,
            floor: Nanos::from(options.min_duration),
            keep: options.sampling_rate,
            seed: opened.0,
        };
        Self {
            slabs: Slabs::new(plan),
            tree,
            sites: Index::new(1, SITES),
            cells: Cells::new(),
            leaves: Leaves::default(),
            timeline: Timeline::new(
                options.max_timeline_calls as u32,
                (POLLS * options.max_timeline_calls) as u32,
            ),
            opened,
            closed: AtomicBool::new(false),
            closed_at: AtomicU64::new(0),
            after_close: AtomicU64::new(0),
            misplaced_guards: AtomicU64::new(0),
            unheard_before: unheard,
            arguments_missed: AtomicU64::new(0),
            name,
            options,
        }
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.closed.load(Relaxed)
    }

    /// Whether some calls are to be left out before they begin.
    pub(crate) fn is_selective(&self) -> bool {
        let ScopeOptions { sampling_rate, include_modules, exclude_modules, .. } = &self.options;
        *sampling_rate < 1.0 || !include_modules.is_empty() || !exclude_modules.is_empty()
    }

    /// A slab that no other thread writes.
    pub(crate) fn lease(&self) -> &Slab {
        let slab = self.slabs.lease();
        // See `close`.
        fence(SeqCst);
        if self.is_closed() {
            slab.close();
        }
        slab
    }

    /// Ends the scope, and tells whether it had not ended before. Recording threads look at the flag in their slab, which
    /// they have at hand.
    pub(crate) fn close(&self) -> bool {
        // Sequentially consistent against `lease`: either it sees the flag or we see its slab.
        let first = !self.closed.swap(true, Relaxed);
        fence(SeqCst);
        self.slabs.iter().for_each(Slab::close);
        first
    }
}

/// Shows a model a use of the scope that is not ordered before its end, and counts the ends.
#[cfg(all(callflow_loom, test))]
impl Drop for Shared {
    fn drop(&mut self) {
        self.after_close.with_mut(|_| super::models::scope_ended());
    }
}

/// A place for one scope after another.
///
/// `state` is the place's generation in the upper half and, in the lower, the number of [`Scope`]s, or
/// [`CHANGING`] while a scope moves in or out.
#[derive(Debug)]
struct Place {
    /// One more than that of the next.
    number: u32,
    state: AtomicU64,
    shared: AtomicPtr<Shared>,
    next: *const Place,
}

const CHANGING: u64 = u32::MAX as u64;
const COUNT: u64 = u32::MAX as u64;
const GENERATION: u64 = 1 << 32;

// SAFETY: `next` points to a place that is never freed and is not changed once the place is published.
unsafe impl Sync for Place {}
// SAFETY: as above.
unsafe impl Send for Place {}

/// Places, newest first. They are never freed, and used again.
#[derive(Debug)]
pub(crate) struct Registry {
    first: AtomicPtr<Place>,
}

/// The scopes of the process.
#[cfg(not(callflow_loom))]
pub(crate) static SCOPES: Registry = Registry { first: AtomicPtr::new(ptr::null_mut()) };

impl Registry {
    #[cfg(callflow_loom)]
    pub(crate) fn new() -> Self {
        Self { first: AtomicPtr::new(ptr::null_mut()) }
    }

    /// Opens a scope, before which so many calls of the process went nowhere.
    pub(crate) fn open(
        &self,
        name: Option<String>,
        options: ScopeOptions,
        opened: Ticks,
        unheard: u64,
    ) -> Scope {
        let shared = Box::into_raw(Box::new(Shared::new(name, options, opened, unheard)));
        let (place, generation) = self.move_in(shared);
        Scope { place, id: ScopeId::new(place.number, generation) }
    }

    fn places(&self) -> impl Iterator<Item = &'static Place> {
        let mut next = self.first.load(Acquire).cast_const();
        std::iter::from_fn(move || {
            // SAFETY: places are leaked boxes, published with release; see `Place`.
            let place = unsafe { next.as_ref() }?;
            next = place.next;
            Some(place)
        })
    }

    /// The scope, unless nobody holds it any more.
    pub(crate) fn upgrade(&self, id: ScopeId) -> Option<Scope> {
        let place = self.places().find(|place| place.number == id.number())?;
        let alive = |state: u64| {
            let count = state & COUNT;
            ((state >> 32) as u32 == id.generation() && count != 0 && count != CHANGING).then(|| state + 1)
        };
        // Acquire: what moved in is visible.
        place.state.fetch_update(Acquire, Relaxed, alive).ok().map(|_| Scope { place, id })
    }

    fn move_in(&self, shared: *mut Shared) -> (&'static Place, u32) {
        for place in self.places() {
            let state = place.state.load(Relaxed);
            // Acquire: whoever moved out before has freed the old scope and cleared the pointer.
            if state & COUNT == 0
                && place.state.compare_exchange(state, state | CHANGING, Acquire, Relaxed).is_ok()
            {
                place.shared.store(shared, Relaxed);
                place.state.store(state + 1, Release);
                return (place, (state >> 32) as u32);
            }
        }
        let mut first = self.first.load(Acquire);
        let place = Box::leak(Box::new(Place {
            number: 0,
            state: AtomicU64::new(GENERATION + 1),
            shared: AtomicPtr::new(shared),
            next: ptr::null(),
        }));
        loop {
            // SAFETY: as in `places`.
            place.number = unsafe { first.as_ref() }.map_or(0, |first| first.number + 1);
            place.next = first;
            match self.first.compare_exchange(first, place, AcqRel, Acquire) {
                Ok(_) => return (place, 1),
                Err(current) => first = current,
            }
        }
    }
}

/// The name of a scope, which may have ended: the number of its place and, not 0, the generation. It is one word,
/// and a context two, so that they are handed over in registers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ScopeId(u64);

impl ScopeId {
    /// No scope.
    pub(crate) const NONE: Self = Self(0);
    /// No scope, and for good: what is called by a call that is not recorded takes no other context either.
    #[cfg(not(callflow_loom))]
    pub(crate) const MUTED: Self = Self(u64::MAX);

    fn new(number: u32, generation: u32) -> Self {
        Self(u64::from(number) << 32 | u64::from(generation))
    }

    /// As a number, for a static.
    #[cfg(not(callflow_loom))]
    pub(super) const fn to_bits(self) -> u64 {
        self.0
    }

    #[cfg(not(callflow_loom))]
    pub(super) const fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    pub(super) fn number(self) -> u32 {
        (self.0 >> 32) as u32
    }

    fn generation(self) -> u32 {
        self.0 as u32
    }

    #[inline]
    pub(crate) fn is_none(self) -> bool {
        self.0 == 0
    }

    /// The scope, unless nobody holds it any more.
    #[cfg(not(callflow_loom))]
    pub(crate) fn upgrade(self) -> Option<Scope> {
        SCOPES.upgrade(self)
    }
}

/// A scope that is kept alive.
#[derive(Debug)]
pub(crate) struct Scope {
    place: &'static Place,
    id: ScopeId,
}

impl Scope {
    #[inline]
    pub(crate) fn id(&self) -> ScopeId {
        self.id
    }
}

impl Clone for Scope {
    fn clone(&self) -> Self {
        self.place.state.fetch_add(1, Relaxed);
        Self { place: self.place, id: self.id }
    }
}

impl Deref for Scope {
    type Target = Shared;

    #[inline]
    fn deref(&self) -> &Shared {
        // SAFETY: `move_in` stored a live box before it published this generation, and it is freed only by the
        // drop that takes the count, in which `self` is one, to nothing.
        unsafe { &*self.place.shared.load(Relaxed) }
    }
}

impl Drop for Scope {
    fn drop(&mut self) {
        let place = self.place;
        let leave = |state: u64| Some(if state & COUNT == 1 { state | CHANGING } else { state - 1 });
        // Release: what this holder did comes before the end. Acquire: what all others did, too.
        let Ok(state) = place.state.fetch_update(AcqRel, Relaxed, leave) else { return };
        if state & COUNT == 1 {
            let shared = place.shared.swap(ptr::null_mut(), Relaxed);
            // SAFETY: this was the last holder, and `CHANGING` keeps others from moving in or upgrading, so
            // nobody else can reach the box that `open` made.
            drop(unsafe { Box::from_raw(shared) });
            let next = match (state & !COUNT).wrapping_add(GENERATION) {
                // The generation 0 stands for no scope.
                0 => GENERATION,
                next => next,
            };
            // Release: whoever moves in next comes after the end of this scope.
            place.state.store(next, Release);
        }
    }
}
