//! What a thread knows while it records: where calls go, and the contexts set on top of each other.
//!
//! Invariants that the unsafe blocks name:
//!
//! - **Lease.** A lease is freed only by its own thread, and only while no entry of the stack uses it. While `place`
//!   is somewhere, the top entry uses the lease that `lease` points to.
//! - **Slot.** A slot never moves and lives as long as its scope, which the lease keeps. `place`, a lease's `root`
//!   and table, and a slot's `child` and `histogram` only ever hold pointers into the slab of that one lease.
//! - **Ticket.** A call or poll that finds the ticket of its beginning on the stack finds the lease of its
//!   beginning alive; if it does not, it touches nothing.
#![expect(unsafe_code, reason = "follows pointers: the invariants are above")]

use std::{
    cell::{Cell, RefCell},
    mem::ManuallyDrop,
    ptr,
};

use super::{
    lease::Lease,
    place::{Adoption, AsyncCall, Location, Place},
    segment::Segment,
    stack::{Entry, State},
};

/// The recording state of a thread. Nothing here has a destructor, so it can be used at any time of a thread's
/// life; [`Farewell`] frees what it owns.
#[derive(Debug)]
pub(super) struct Thread {
    pub(super) place: Cell<Place>,
    pub(super) lease: Cell<*const Lease>,
    /// The ticket of the top entry; 0 without one.
    pub(super) ticket: Cell<u64>,
    pub(super) async_cells: Cell<u64>,
    pub(super) last_ticket: Cell<u64>,
    /// The ticket of the scope of the whole process; 0 outside of it.
    pub(super) base: Cell<u64>,
    /// The future that takes the context in force.
    pub(super) adoptee: Cell<(Location, Adoption)>,
    /// The other half of the async call; apart, so that the two are not copied as one.
    pub(super) async_names: Cell<u64>,
    pub(super) gone: Cell<bool>,
    /// Whether the record path is between two consistent states; see [`quietly`].
    pub(super) busy: Cell<bool>,
    /// The segments of unfinished futures that are being dropped.
    pub(super) drops: RefCell<ManuallyDrop<Vec<Segment>>>,
    pub(super) stack: RefCell<ManuallyDrop<Vec<Entry>>>,
    #[expect(clippy::vec_box, reason = "leases are pointed to while the vector grows")]
    pub(super) leases: RefCell<ManuallyDrop<Vec<Box<Lease>>>>,
}

thread_local! {
    static THREAD: Thread = const {
        Thread {
            place: Cell::new(Place::NOWHERE),
            lease: Cell::new(ptr::null()),
            ticket: Cell::new(0),
            async_cells: Cell::new(AsyncCall::NONE.cells),
            last_ticket: Cell::new(0),
            base: Cell::new(0),
            adoptee: Cell::new((Location::NONE, Adoption::FromAnyScope)),
            async_names: Cell::new(AsyncCall::NONE.names),
            gone: Cell::new(false),
            busy: Cell::new(false),
            drops: RefCell::new(ManuallyDrop::new(Vec::new())),
            stack: RefCell::new(ManuallyDrop::new(Vec::new())),
            leases: RefCell::new(ManuallyDrop::new(Vec::new())),
        }
    };
    pub(super) static FAREWELL: Farewell = const { Farewell };
}

/// Frees what a thread's recording state owns when the thread ends.
pub(super) struct Farewell;

impl Drop for Farewell {
    fn drop(&mut self) {
        THREAD.with(|thread| {
            thread.gone.set(true);
            thread.set(State::nowhere());
            // A ticket that no call has: calls that are under way find nothing and record nothing.
            thread.ticket.set(u64::MAX);
            let entries = thread.stack.try_borrow_mut().map(|mut stack| std::mem::take(&mut **stack));
            let leases = thread.leases.try_borrow_mut().map(|mut leases| std::mem::take(&mut **leases));
            if let Ok(mut drops) = thread.drops.try_borrow_mut() {
                drop(std::mem::take(&mut **drops));
            }
            drop((entries, leases));
        });
    }
}

/// Runs `work`, which allocates, with traced calls going nowhere and contexts staying as they are: an allocator may be
/// traced, and may even drop a guard or end a scope.
pub(super) fn quietly<T>(work: impl FnOnce() -> T) -> T {
    struct Restore(Place, bool);
    impl Drop for Restore {
        fn drop(&mut self) {
            Thread::with(|thread| {
                thread.place.set(self.0);
                thread.busy.set(self.1);
            });
        }
    }
    let _restore =
        Thread::with(|thread| Restore(thread.place.replace(Place::NOWHERE), thread.busy.replace(true)));
    work()
}

impl Thread {
    #[expect(clippy::inline_always, reason = "measured: see below")]
    #[inline(always)]
    pub(super) fn with<T>(work: impl FnOnce(&Self) -> T) -> T {
        let thread = THREAD.with(ptr::from_ref);
        // SAFETY: a thread-local without a destructor lives as long as its thread, which is in this call. (Given to
        // `LocalKey::with`, large closures are not inlined, and hand their captures over in memory.)
        work(unsafe { &*thread })
    }

    #[inline]
    pub(super) fn place(&self) -> Place {
        self.place.get()
    }

    /// The lease in force, if calls go somewhere.
    #[inline]
    pub(super) fn lease(&self) -> Option<&Lease> {
        if self.place.get().is_nowhere() {
            return None;
        }
        // SAFETY: **Lease**. The borrow ends before anything of the user's runs, so before it can be freed.
        Some(unsafe { &*self.lease.get() })
    }

    pub(super) fn state(&self) -> State {
        State { place: self.place.get(), lease: self.lease.get(), async_call: self.async_call() }
    }

    pub(super) fn set(&self, state: State) {
        self.place.set(state.place);
        self.lease.set(state.lease);
        self.set_async_call(state.async_call);
    }

    #[inline]
    pub(super) fn async_call(&self) -> AsyncCall {
        AsyncCall { cells: self.async_cells.get(), names: self.async_names.get() }
    }

    #[inline]
    pub(super) fn set_async_call(&self, call: AsyncCall) {
        self.async_cells.set(call.cells);
        self.async_names.set(call.names);
    }

    #[inline]
    pub(super) fn replace_async_call(&self, call: AsyncCall) -> AsyncCall {
        AsyncCall { cells: self.async_cells.replace(call.cells), names: self.async_names.replace(call.names) }
    }
}
