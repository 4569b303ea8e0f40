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
#![expect(unsafe_code, reason = "one of the recorder's three files with raw pointers")]

use std::{
    cell::{Cell, RefCell},
    mem::ManuallyDrop,
    ptr,
};

use super::clock::{Clock, Ticks};
use super::sync::Relaxed;
use super::{
    concurrency::{CellId, NO_CELL, Owner, ROOT_CELL},
    histogram::Histogram,
    index::Id,
    scope::{Scope, ScopeId, Shared},
    slab::{Slab, Slot},
    table::ChildTable,
    tree::{NodeKey, OVERFLOW, ROOT, TreeNode},
};
use crate::{
    nanos::Nanos,
    reading::{Link, SiteKind},
    site::Site,
};

/// Where calls of a thread go: a slot, and whether a call from there hangs below it detached. Or nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place(*const Slot);

impl Place {
    pub(super) const NOWHERE: Self = Self(ptr::null());

    #[inline]
    pub(super) fn is_nowhere(self) -> bool {
        self.0.is_null()
    }

    #[inline]
    fn at(slot: &Slot, link: Link) -> Self {
        Self(ptr::from_ref(slot).map_addr(|address| address | link as usize))
    }

    #[inline]
    fn link(self) -> usize {
        self.0.addr() & 1
    }

    #[inline]
    fn pointer(self) -> *const Slot {
        self.0.map_addr(|address| address & !1)
    }
}

/// The nearest async call of a thread's context.
///
/// Two words: copied in halves, or read as one where it was written as two, it would stall the processor.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct AsyncCall {
    cells: u64,
    names: u64,
}

impl AsyncCall {
    /// No async call: its cell is the scope's.
    pub(super) const NONE: Self = Self { cells: ROOT_CELL as u64, names: 0 };

    /// A call that has no cell yet.
    #[inline]
    pub(super) fn new(parent: CellId, node: Id, timeline: u32) -> Self {
        Self::with_cell(NO_CELL, parent, node, timeline)
    }

    #[inline]
    pub(super) fn with_cell(cell: CellId, parent: CellId, node: Id, timeline: u32) -> Self {
        let pair = |low: u32, high: u32| u64::from(high) << 32 | u64::from(low);
        Self { cells: pair(cell, parent), names: pair(node, timeline) }
    }

    /// Its cell, [`NO_CELL`] before it needs one, [`ROOT_CELL`] where there is no async call.
    #[inline]
    pub(super) fn cell(self) -> CellId {
        self.cells as u32
    }

    /// The cell of the async call above it.
    #[inline]
    pub(super) fn parent(self) -> CellId {
        (self.cells >> 32) as u32
    }

    #[inline]
    pub(super) fn node(self) -> Id {
        self.names as u32
    }

    /// Its entry in the timeline, or 0.
    #[inline]
    pub(super) fn timeline(self) -> u32 {
        (self.names >> 32) as u32
    }

    /// The same without an entry in the timeline.
    #[cold]
    pub(super) fn left_out(self) -> Self {
        Self::with_cell(self.cell(), self.parent(), self.node(), 0)
    }
}

/// A context to take along: a scope, a node of its tree, and the cell of the nearest async call.
#[derive(Debug, Clone, Copy)]
pub(super) struct Captured {
    pub(super) scope: ScopeId,
    pub(super) node: Id,
    pub(super) cell: CellId,
}

/// A thread's place in one scope.
#[derive(Debug)]
pub(super) struct Lease {
    pub(super) scope: Scope,
    /// What `scope` leads to, at one step.
    shared: *const Shared,
    slab: *const Slab,
    root: *const Slot,
    /// Time of the ended segments on top of the present one.
    pub(super) nested: Cell<Nanos>,
    /// Polls of this scope's futures that are under way on this thread.
    pub(super) polls: Cell<u32>,
    /// Entries of the stack that use it.
    uses: Cell<u32>,
    table: RefCell<ChildTable>,
}

/// What tells the children of a slot apart: the address of the site, which is even, and the link.
#[inline]
fn key(site: &'static Site, link: usize) -> u64 {
    (ptr::from_ref(site).addr() | link) as u64
}

impl Lease {
    fn new(scope: Scope) -> Option<Self> {
        let slab = scope.lease();
        let root = slab.slots.get_or_make(ROOT as usize)?;
        Some(Self {
            shared: ptr::from_ref(&*scope),
            slab: ptr::from_ref(slab),
            root: ptr::from_ref(root),
            nested: Cell::default(),
            polls: Cell::default(),
            uses: Cell::default(),
            table: RefCell::default(),
            scope,
        })
    }

    #[inline]
    pub(super) fn shared(&self) -> &Shared {
        // SAFETY: it lives as long as the scope that `self` holds.
        unsafe { &*self.shared }
    }

    #[inline]
    pub(super) fn slab(&self) -> &Slab {
        // SAFETY: the slab belongs to the scope that `self` holds; slabs are freed with their scope.
        unsafe { &*self.slab }
    }

    /// The slot of a node that exists.
    pub(super) fn slot(&self, node: Id) -> Option<&Slot> {
        if node == ROOT {
            // SAFETY: **Slot**.
            return Some(unsafe { &*self.root });
        }
        match self.slab().slot(node) {
            Some(slot) if slot.node() == node => Some(slot),
            _ => quietly(|| self.new_slot(node)),
        }
    }

    #[cold]
    fn new_slot(&self, node: Id) -> Option<&Slot> {
        let slot = self.slab().slots.get_or_make(node as usize)?;
        let node_of_tree = self.scope.tree.get(node)?;
        let site_id = node_of_tree.site_id();
        slot.histogram.store(ptr::from_ref(self.slab().histogram(site_id)?).cast_mut(), Relaxed);
        let site = self.shared().sites.get(site_id)?;
        slot.leaves.store(ptr::from_ref(&site.leaves).cast_mut(), Relaxed);
        slot.bind(node, site_id, node_of_tree.is_recursive());
        Some(slot)
    }

    /// The slot of the call of `site` from `parent`.
    #[inline]
    fn child(&self, parent: &Slot, site: &'static Site, link: usize) -> Option<&Slot> {
        let key = key(site, link);
        if parent.child_key.load(Relaxed) == key {
            // SAFETY: **Slot**; `other_child` stores key and child together, and only this thread does.
            return Some(unsafe { &*parent.child.load(Relaxed) });
        }
        self.other_child(parent, site, key)
    }

    #[inline(never)]
    fn other_child(&self, parent: &Slot, site: &'static Site, key: u64) -> Option<&Slot> {
        let known = self.table.try_borrow().ok()?.get(parent, key);
        let child = match known {
            // SAFETY: **Slot**.
            Some(child) => unsafe { &*child },
            None => self.new_child(parent, site, key)?,
        };
        parent.child.store(ptr::from_ref(child).cast_mut(), Relaxed);
        parent.child_key.store(key, Relaxed);
        Some(child)
    }

    /// Finds or makes the node and its slot. It allocates, and so does not record: an allocator may be traced.
    #[cold]
    fn new_child(&self, parent: &Slot, site: &'static Site, key: u64) -> Option<&Slot> {
        quietly(|| {
            let (scope, slab) = (&*self.scope, self.slab());
            let mut spare = slab.spare_site.load(Relaxed);
            let site_id = scope.sites.find_or_insert(site, &mut spare, |_| {});
            slab.spare_site.store(spare, Relaxed);
            let site_id = site_id?;
            let link = if key & 1 == 0 { Link::Nested } else { Link::Detached };
            let mut spare = slab.spare_node.load(Relaxed);
            let key_of_node = NodeKey { parent: parent.node(), site, link };
            let node = scope.tree.find_or_insert(key_of_node, site_id, &mut spare);
            slab.spare_node.store(spare, Relaxed);
            let slot = self.slot(node?)?;
            self.table.try_borrow_mut().ok()?.insert(parent, key, slot);
            Some(slot)
        })
    }

    /// Applies a change to the number of the site's calls that wait for no other call of it.
    #[expect(clippy::unused_self, reason = "the lease is what keeps the counter")]
    #[inline]
    pub(super) fn change_leaves(&self, slot: &Slot, change: i64) {
        // SAFETY: **Slot**; the counter is one of the same scope.
        if let Some(leaves) = unsafe { slot.leaves.load(Relaxed).as_ref() } {
            leaves.change(change);
        }
    }

    /// Counts a duration of the slot's site, one call late: see [`Slot::uncounted`].
    #[expect(clippy::unused_self, reason = "the lease is what keeps the histogram")]
    #[inline]
    pub(super) fn count(&self, slot: &Slot, total: Nanos) {
        // SAFETY: **Slot**; the histogram is one of the same slab.
        if let Some(histogram) = unsafe { slot.histogram.load(Relaxed).as_ref() }
            && let Some(last) = slot.uncounted()
            && !histogram.count(last)
        {
            count_first(histogram, last);
        }
        slot.count_later(total);
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.slab().give_back();
    }
}

/// A context set on a thread. It lies on the stack from then until it is on top and dead.
#[derive(Debug)]
struct Entry {
    ticket: u64,
    /// Null where calls go nowhere.
    lease: *const Lease,
    /// A cell that the entry keeps: the context that it was taken from may be gone before.
    cell: CellId,
    /// What was in force before.
    saved: State,
    live: bool,
}

/// What is in force on a thread.
#[derive(Debug, Clone, Copy)]
struct State {
    place: Place,
    lease: *const Lease,
    async_call: AsyncCall,
}

/// Where a future lies and how large it is: which tells it from all others that are being polled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Location {
    address: usize,
    size: usize,
}

impl Location {
    pub(super) const NONE: Self = Self { address: 0, size: 0 };
    const NEXT: Self = Self { address: usize::MAX, size: 0 };

    #[inline]
    pub(super) fn of<F>(future: &F) -> Self {
        Self { address: ptr::from_ref(future).addr(), size: size_of::<F>() }
    }

    /// The future itself, or the one that it points to: nothing as small as a pointer holds a traced future.
    pub(super) fn in_or_behind<F>(future: &F) -> Self {
        if size_of::<F>() <= size_of::<&dyn Send>() { Self::NEXT } else { Self::of(future) }
    }
}

/// Whether a future takes the context in force at its first poll although it has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Adoption {
    /// It does, also when it was called in another scope: `in_context`.
    FromAnyScope,
    /// It does when it was called in the same scope: a child of a `gather_traced`.
    FromSameScope,
}

/// The recording state of a thread. Nothing here has a destructor, so it can be used at any time of a thread's
/// life; [`Farewell`] frees what it owns.
#[derive(Debug)]
pub(super) struct Thread {
    place: Cell<Place>,
    lease: Cell<*const Lease>,
    /// The ticket of the top entry; 0 without one.
    ticket: Cell<u64>,
    async_cells: Cell<u64>,
    last_ticket: Cell<u64>,
    /// The future that takes the context in force.
    pub(super) adoptee: Cell<(Location, Adoption)>,
    /// The other half of the async call; apart, so that the two are not copied as one.
    async_names: Cell<u64>,
    gone: Cell<bool>,
    /// Whether the record path is between two consistent states; see [`quietly`].
    busy: Cell<bool>,
    /// The segments of unfinished futures that are being dropped.
    drops: RefCell<ManuallyDrop<Vec<Segment>>>,
    stack: RefCell<ManuallyDrop<Vec<Entry>>>,
    #[expect(clippy::vec_box, reason = "leases are pointed to while the vector grows")]
    leases: RefCell<ManuallyDrop<Vec<Box<Lease>>>>,
}

thread_local! {
    static THREAD: Thread = const {
        Thread {
            place: Cell::new(Place::NOWHERE),
            lease: Cell::new(ptr::null()),
            ticket: Cell::new(0),
            async_cells: Cell::new(AsyncCall::NONE.cells),
            last_ticket: Cell::new(0),
            adoptee: Cell::new((Location::NONE, Adoption::FromAnyScope)),
            async_names: Cell::new(AsyncCall::NONE.names),
            gone: Cell::new(false),
            busy: Cell::new(false),
            drops: RefCell::new(ManuallyDrop::new(Vec::new())),
            stack: RefCell::new(ManuallyDrop::new(Vec::new())),
            leases: RefCell::new(ManuallyDrop::new(Vec::new())),
        }
    };
    static FAREWELL: Farewell = const { Farewell };
}

/// Frees what a thread's recording state owns when the thread ends.
struct Farewell;

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

impl State {
    fn nowhere() -> Self {
        Self { place: Place::NOWHERE, lease: ptr::null(), async_call: AsyncCall::NONE }
    }
}

/// Runs `work`, which allocates, with traced calls going nowhere and contexts staying as they are: an allocator may be
/// traced, and may even drop a guard or end a scope.
fn quietly<T>(work: impl FnOnce() -> T) -> T {
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

/// Leases that a thread keeps although nothing on it uses them, for the next task of the same scope.
const IDLE_LEASES: usize = 4;

/// What a sync call or a poll restores at its end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Before {
    place: Place,
    ticket: u64,
    nested: Nanos,
}

impl Before {
    pub(super) const NOWHERE: Self = Self { place: Place::NOWHERE, ticket: 0, nested: Nanos::ZERO };
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
    fn lease(&self) -> Option<&Lease> {
        if self.place.get().is_nowhere() {
            return None;
        }
        // SAFETY: **Lease**. The borrow ends before anything of the user's runs, so before it can be freed.
        Some(unsafe { &*self.lease.get() })
    }

    fn state(&self) -> State {
        State { place: self.place.get(), lease: self.lease.get(), async_call: self.async_call() }
    }

    fn set(&self, state: State) {
        self.place.set(state.place);
        self.lease.set(state.lease);
        self.set_async_call(state.async_call);
    }

    #[inline]
    fn async_call(&self) -> AsyncCall {
        AsyncCall { cells: self.async_cells.get(), names: self.async_names.get() }
    }

    #[inline]
    fn set_async_call(&self, call: AsyncCall) {
        self.async_cells.set(call.cells);
        self.async_names.set(call.names);
    }

    #[inline]
    fn replace_async_call(&self, call: AsyncCall) -> AsyncCall {
        AsyncCall { cells: self.async_cells.replace(call.cells), names: self.async_names.replace(call.names) }
    }

    // Sync calls.

    /// A call of `site` begins where calls of this thread go, if it is the one that was called from there last.
    #[inline]
    pub(super) fn begin_again(&self, site: &'static Site) -> Option<(*const Slot, Before)> {
        let place = self.place.get();
        let lease = self.lease()?;
        // SAFETY: **Slot**.
        let parent = unsafe { &*place.pointer() };
        if parent.child_key.load(Relaxed) != key(site, place.link()) || lease.slab().is_closed() {
            return None;
        }
        // SAFETY: **Slot**; `other_child` stores key and child together, and only this thread does.
        Some(self.enter(lease, unsafe { &*parent.child.load(Relaxed) }))
    }

    /// A call of `site` begins where calls of this thread go. `None`: it is not recorded.
    pub(super) fn begin(&self, site: &'static Site) -> Option<(*const Slot, Before)> {
        let place = self.place.get();
        let lease = self.lease()?;
        if lease.slab().is_closed() {
            return late(lease);
        }
        // SAFETY: **Slot**.
        let slot = lease.child(unsafe { &*place.pointer() }, site, place.link())?;
        Some(self.enter(lease, slot))
    }

    #[inline]
    fn enter(&self, lease: &Lease, slot: &Slot) -> (*const Slot, Before) {
        slot.enter();
        let before = Before {
            place: self.place.replace(Place::at(slot, Link::Nested)),
            ticket: self.ticket.get(),
            nested: lease.nested.replace(Nanos::ZERO),
        };
        (ptr::from_ref(slot), before)
    }

    /// Whether the context that was on top before a segment is on top.
    #[inline]
    pub(super) fn is_in(&self, before: &Before) -> bool {
        self.ticket.get() == before.ticket
    }

    /// A segment ends that began with `before` and took `length`. `record` gets its lease, its slot and its self
    /// time. The context that was on top at its beginning must be on top again: see [`is_in`](Self::is_in).
    #[inline]
    pub(super) fn end(
        &self,
        slot: *const Slot,
        before: &Before,
        length: Nanos,
        record: impl FnOnce(&Lease, &Slot, Nanos),
    ) {
        assert!(self.is_in(before));
        self.place.set(before.place);
        // SAFETY: **Ticket**: the entry that was on top at the beginning is on top again. **Lease** for the
        // lease of that entry, which is in force with it, and **Slot**.
        let (lease, slot) = unsafe { (&*self.lease.get(), &*slot) };
        let own = length.since(lease.nested.replace(before.nested + length));
        record(lease, slot, own);
    }

    /// The same whatever is on top. Nothing is recorded when the context is gone from the thread.
    #[inline]
    pub(super) fn end_anywhere(
        &self,
        slot: *const Slot,
        before: &Before,
        length: Nanos,
        record: impl FnOnce(&Lease, &Slot, Nanos),
    ) {
        if self.is_in(before) {
            self.end(slot, before, length, record);
        } else {
            self.end_displaced(slot, before, length, record);
        }
    }

    /// The same where contexts were set during the segment and are still set, or its own is no more.
    #[cold]
    fn end_displaced(
        &self,
        slot: *const Slot,
        before: &Before,
        length: Nanos,
        record: impl FnOnce(&Lease, &Slot, Nanos),
    ) {
        let Ok(mut stack) = self.stack.try_borrow_mut() else { return };
        let Some(index) = stack.iter().rposition(|entry| entry.ticket == before.ticket) else { return };
        let lease = stack[index].lease;
        // The context that was set first since then restores what this segment would have restored.
        if let Some(above) = stack.get_mut(index + 1) {
            above.saved.place = before.place;
        }
        drop(stack);
        // SAFETY: **Ticket**, **Lease**, **Slot**.
        let (lease, slot) = unsafe { (&*lease, &*slot) };
        let own = length.since(lease.nested.replace(before.nested + length));
        record(lease, slot, own);
    }

    // Contexts.

    /// The context in force, for a future or another thread to take along; no scope outside of any. It refers to
    /// the cell of the nearest async call, which is made if need be.
    #[inline]
    pub(super) fn capture(&self) -> Captured {
        let place = self.place.get();
        let Some(lease) = self.lease() else {
            // Where a context is set and calls go nowhere all the same, the scope of the caller has ended.
            let scope = if self.ticket.get() == 0 { ScopeId::NONE } else { ScopeId::MUTED };
            return Captured { scope, node: ROOT, cell: ROOT_CELL };
        };
        let cell = match self.async_cells.get() as CellId {
            ROOT_CELL => ROOT_CELL,
            NO_CELL => self.open_cell(lease),
            cell => {
                lease.shared().cells.capture(cell);
                cell
            }
        };
        // SAFETY: **Slot**.
        let node = unsafe { &*place.pointer() }.node();
        Captured { scope: lease.scope.id(), node, cell }
    }

    /// Makes and captures the cell of the nearest async call.
    #[cold]
    fn open_cell(&self, lease: &Lease) -> CellId {
        let call = self.async_call();
        let owner = Owner { parent: call.parent(), node: call.node(), timeline: call.timeline() };
        let cells = &lease.shared().cells;
        let opened = quietly(|| cells.open(owner, &lease.slab().cells));
        self.set_async_call(AsyncCall::with_cell(opened, call.parent(), call.node(), call.timeline()));
        cells.capture(opened);
        opened
    }

    /// Whether this future is the one that is to take the context in force. There is one at most.
    #[inline]
    pub(super) fn adopts(&self, future: Location, captured: Captured) -> bool {
        let (adoptee, adoption) = self.adoptee.get();
        if adoptee != future && adoptee != Location::NEXT {
            return false;
        }
        self.adoptee.set((Location::NONE, adoption));
        adoption == Adoption::FromAnyScope
            || self.lease().is_some_and(|lease| lease.scope.id() == captured.scope)
    }

    /// Whether the segment on top is a lane of a `gather_traced` that was called in the captured context: what was
    /// called beside it, for a child to await, hangs below the lane.
    #[inline]
    pub(super) fn is_lane_from(&self, captured: Captured) -> bool {
        let Captured { scope, node, cell } = captured;
        let place = self.place.get();
        let Some(lease) = self.lease().filter(|lease| place.link() == 0 && lease.scope.id() == scope) else {
            return false;
        };
        // SAFETY: **Slot**.
        let here = unsafe { &*place.pointer() }.node();
        here != node && here != ROOT && {
            let Shared { tree, sites, cells, .. } = lease.shared();
            let lane = tree.get(here).and_then(|lane| sites.get(lane.site_id())?.site());
            let parent_of = |node: Id| tree.get(node).map(TreeNode::parent);
            // Past the cap the path does not tell where the gather was called, but a cell does, if there is one.
            let called_there = match parent_of(here) {
                Some(OVERFLOW) => cell != ROOT_CELL,
                gather => gather.and_then(parent_of) == Some(node),
            };
            called_there
                && lane.is_some_and(|site| site.kind() == SiteKind::Lane)
                && cells.parent(self.async_call().parent()) == cell
        }
    }

    /// The scope in force.
    pub(super) fn scope(&self) -> Option<Scope> {
        self.lease().map(|lease| lease.scope.clone())
    }

    /// Sets a context, in which calls go nowhere when its scope is gone. The ticket takes it off again; there is none
    /// when this thread is nearly gone.
    pub(super) fn push(&self, context: Captured) -> Option<u64> {
        let Captured { scope, node, cell } = context;
        if self.busy.get() {
            return None;
        }
        let top = self.top_segment();
        quietly(|| {
            let lease = self.lease_of(scope)?;
            let slot = lease.slot(node)?;
            let nested = node == ROOT || top.is_some_and(|top| ptr::eq(top, slot));
            let place = Place::at(slot, if nested { Link::Nested } else { Link::Detached });
            Some((lease, place))
        })
        .map_or_else(
            || self.push_nowhere(),
            |(lease, place)| {
                lease.shared().cells.capture(cell);
                self.push_at(lease, place, AsyncCall::with_cell(cell, ROOT_CELL, ROOT, 0))
            },
        )
    }

    fn push_at(&self, lease: &Lease, place: Place, async_call: AsyncCall) -> Option<u64> {
        let ticket = self.push_state(State { place, lease: ptr::from_ref(lease), async_call })?;
        lease.uses.set(lease.uses.get() + 1);
        Some(ticket)
    }

    /// Sets a context in which calls go nowhere.
    #[cold]
    fn push_nowhere(&self) -> Option<u64> {
        self.push_state(State::nowhere())
    }

    fn push_state(&self, state: State) -> Option<u64> {
        if self.gone.get() {
            return None;
        }
        let saved = self.state();
        let ticket = self.last_ticket.get() + 1;
        quietly(|| {
            let mut stack = self.stack.try_borrow_mut().ok()?;
            let cell = state.async_call.cell();
            stack.push(Entry { ticket, lease: state.lease, cell, saved, live: true });
            Some(())
        })?;
        self.last_ticket.set(ticket);
        self.ticket.set(ticket);
        self.set(state);
        Some(ticket)
    }

    /// Begins a poll, or a drop, of a future whose scope has ended: what it calls goes nowhere.
    #[cold]
    pub(super) fn begin_nowhere(&self, segment: &mut Segment) -> bool {
        if self.busy.get() {
            return false;
        }
        let outside = self.ticket.get();
        let Some(ticket) = self.push_nowhere() else { return false };
        *segment = Segment { before: Before { ticket, ..Before::NOWHERE }, outside, ..Segment::NONE };
        true
    }

    /// Takes a context off the thread. One that is not on top is dead from now on and goes with the one above.
    pub(super) fn pop(&self, ticket: u64) {
        if let Ok(mut stack) = self.stack.try_borrow_mut()
            && let Some(entry) = stack.iter_mut().rfind(|entry| entry.ticket == ticket)
        {
            entry.live = false;
        }
        self.pop_dead();
    }

    /// Takes off the dead contexts on top, which a guard that was cut off had kept there.
    fn pop_dead(&self) {
        if self.busy.get() {
            return;
        }
        let Ok(mut stack) = self.stack.try_borrow_mut() else { return };
        let keep = stack.iter().rposition(|entry| entry.live).map_or(0, |top| top + 1);
        self.cut(&mut stack, keep);
    }

    /// Takes off everything that was set on top of the context `ticket`, which a guard kept across an await or
    /// a forgotten guard left there.
    pub(super) fn cut_above(&self, ticket: u64) {
        if self.ticket.get() == ticket || self.busy.get() {
            return;
        }
        let Ok(mut stack) = self.stack.try_borrow_mut() else { return };
        let keep = match stack.iter().rposition(|entry| entry.ticket == ticket) {
            Some(index) => index + 1,
            None if ticket == 0 => 0,
            None => return,
        };
        for entry in stack.iter().skip(keep).filter(|entry| entry.live) {
            // SAFETY: **Lease**: the entry uses it, if there is one.
            if let Some(lease) = unsafe { entry.lease.as_ref() } {
                lease.shared().misplaced_guards.fetch_add(1, Relaxed);
            }
        }
        self.cut(&mut stack, keep);
    }

    /// Cuts the stack to `keep` entries and restores what was in force then.
    fn cut(&self, stack: &mut Vec<Entry>, keep: usize) {
        let Some(first) = stack.get(keep) else { return };
        self.set(first.saved);
        self.ticket.set(keep.checked_sub(1).map_or(0, |top| stack[top].ticket));
        for entry in stack.drain(keep..) {
            // SAFETY: **Lease**: the entry used it until here, if there is one, and leases are freed elsewhere.
            let Some(lease) = (unsafe { entry.lease.as_ref() }) else { continue };
            lease.shared().cells.release(entry.cell, &lease.slab().cells);
            lease.uses.set(lease.uses.get() - 1);
        }
    }

    /// Whether `slot` is that of the segment on top of the thread.
    fn tops_with(&self, slot: &Slot) -> bool {
        self.top_segment().is_some_and(|top| ptr::eq(top, slot))
    }

    /// The slot of the segment on top of the thread: a context set since then is not one.
    fn top_segment(&self) -> Option<*const Slot> {
        let stack = self.stack.try_borrow().ok()?;
        let mut saved = stack.iter().rev().map(|entry| entry.saved.place);
        let mut place = self.place.get();
        loop {
            // A place with a detached link is one that was set, and so is a scope's root.
            // SAFETY: **Slot**: saved places are those of entries further down, whose leases are in use.
            if !place.is_nowhere() && place.link() == 0 && unsafe { &*place.pointer() }.node() != ROOT {
                return Some(place.pointer());
            }
            place = saved.next()?;
        }
    }

    // Leases.

    /// This thread's lease of a scope, taken if need be.
    fn lease_of(&self, scope: ScopeId) -> Option<&Lease> {
        let known = {
            let leases = self.leases.try_borrow().ok()?;
            leases.iter().rfind(|lease| lease.scope.id() == scope).map(|lease| ptr::from_ref(&**lease))
        };
        let lease = match known {
            Some(lease) => lease,
            None => self.new_lease(scope)?,
        };
        // SAFETY: it is boxed in `leases`, and **Lease**: nothing is freed before the caller has pushed an entry
        // that uses it, or has recorded and returned.
        Some(unsafe { &*lease })
    }

    #[cold]
    fn new_lease(&self, scope: ScopeId) -> Option<*const Lease> {
        if self.gone.get() || FAREWELL.try_with(|_| ()).is_err() {
            return None;
        }
        let lease = Box::new(Lease::new(scope.upgrade()?)?);
        let pointer = ptr::from_ref(&*lease);
        let given_back = {
            let mut leases = self.leases.try_borrow_mut().ok()?;
            let mut idle = leases.iter().filter(|lease| lease.uses.get() == 0).count();
            let unused = |lease: &mut Box<Lease>| {
                let drop = lease.uses.get() == 0 && (lease.scope.is_closed() || idle > IDLE_LEASES);
                idle -= usize::from(drop);
                drop
            };
            let given_back: Vec<_> = leases.extract_if(.., unused).collect();
            leases.push(lease);
            given_back
        };
        // Outside of the borrow: the last lease of a scope frees it.
        drop(given_back);
        Some(pointer)
    }

    /// Shows this thread's lease of a scope, taken if need be, unless the scope is gone. The answer is whether it did.
    pub(super) fn visit(&self, scope: ScopeId, visit: impl FnOnce(&Lease)) -> bool {
        let lease = if self.busy.get() { None } else { quietly(|| self.lease_of(scope)) };
        lease.map(visit).is_some()
    }

    /// Gives back this thread's lease of a scope that has ended.
    pub(super) fn leave(&self, scope: ScopeId) {
        if self.busy.get() {
            return;
        }
        let given_back = quietly(|| {
            let mut leases = self.leases.try_borrow_mut().ok()?;
            let index = leases.iter().position(|lease| lease.scope.id() == scope && lease.uses.get() == 0)?;
            Some(leases.swap_remove(index))
        });
        quietly(|| drop(given_back));
    }

    // Async calls.

    /// Keeps the segment of a future that is being dropped; such segments nest.
    pub(super) fn push_drop(&self, segment: Segment) {
        quietly(|| {
            if let Ok(mut drops) = self.drops.try_borrow_mut() {
                drops.push(segment);
            }
        });
    }

    pub(super) fn pop_drop(&self) -> Option<Segment> {
        self.drops.try_borrow_mut().ok()?.pop()
    }

    /// Sets the context of a future's poll or drop; `None` when it cannot be recorded.
    #[inline]
    pub(super) fn arrive(&self, scope: ScopeId) -> Option<Arrival<'_>> {
        let before = self.ticket.get();
        if let Some(lease) = self.lease()
            && lease.scope.id() == scope
        {
            return Some(Arrival { thread: self, lease, before, pushed: 0 });
        }
        if self.busy.get() {
            return None;
        }
        let lease = quietly(|| self.lease_of(scope))?;
        // SAFETY: **Slot**.
        let root = unsafe { &*lease.root };
        let pushed = self.push_at(lease, Place::at(root, Link::Nested), AsyncCall::NONE)?;
        Some(Arrival { thread: self, lease, before, pushed })
    }

    /// Restores the async call that was in force before a poll which began with the context `ticket` on top, and
    /// returns the one that it leaves; `None` when that context is gone.
    #[inline]
    fn swap_async_call(&self, ticket: u64, before: AsyncCall) -> Option<AsyncCall> {
        if self.ticket.get() == ticket {
            return Some(self.replace_async_call(before));
        }
        let mut stack = self.stack.try_borrow_mut().ok()?;
        let index = stack.iter().rposition(|entry| entry.ticket == ticket)?;
        Some(std::mem::replace(&mut stack.get_mut(index + 1)?.saved.async_call, before))
    }

    /// Ends a poll whose context was taken off while it ran. The pointer is compared, never followed.
    #[cold]
    fn forget_poll(&self, lease: *const Lease) {
        let Ok(leases) = self.leases.try_borrow() else { return };
        if let Some(lease) = leases.iter().find(|known| ptr::eq(&raw const ***known, lease)) {
            lease.polls.set(lease.polls.get().saturating_sub(1));
        }
    }

    /// Whether no poll of any traced future is under way on this thread.
    fn is_outside_polls(&self) -> bool {
        self.leases.try_borrow().is_ok_and(|leases| leases.iter().all(|lease| lease.polls.get() == 0))
    }
}

/// A scope that is in force for a future of its own.
pub(super) struct Arrival<'t> {
    thread: &'t Thread,
    pub(super) lease: &'t Lease,
    before: u64,
    /// The ticket of the context that had to be set, or 0.
    pushed: u64,
}

impl<'t> Arrival<'t> {
    /// The slot of a call of `site` from the node `parent`, which is detached unless the parent's segment is on
    /// top of the thread.
    pub(super) fn call(&self, parent: Id, site: &'static Site) -> Option<&'t Slot> {
        let place = self.thread.place.get();
        // SAFETY: **Slot**.
        let here = unsafe { &*place.pointer() };
        if place.link() == 0 && here.node() == parent {
            return self.lease.child(here, site, 0);
        }
        let parent = self.lease.slot(parent)?;
        let nested = parent.node() == ROOT || self.thread.tops_with(parent);
        self.lease.child(parent, site, usize::from(!nested))
    }

    /// The slot of a call that has begun.
    #[inline]
    pub(super) fn slot(&self, node: Id) -> Option<&'t Slot> {
        let place = self.thread.place.get();
        // SAFETY: **Slot**. The child that was called last is most often the one polled next.
        match unsafe { (*place.pointer()).child.load(Relaxed).as_ref() } {
            Some(child) if child.node() == node => Some(child),
            _ => self.lease.slot(node),
        }
    }

    /// A segment of the call begins; nothing does without a slot.
    #[inline]
    pub(super) fn begin(self, slot: Option<&Slot>, call: AsyncCall, segment: &mut Segment) -> Option<()> {
        let Some(slot) = slot else {
            self.leave();
            return None;
        };
        let thread = self.thread;
        let place = thread.place.replace(Place::at(slot, Link::Nested));
        let async_call = thread.replace_async_call(call);
        self.lease.polls.set(self.lease.polls.get() + 1);
        *segment = Segment {
            lease: ptr::from_ref(self.lease),
            slot: ptr::from_ref(slot),
            before: Before {
                place,
                ticket: thread.ticket.get(),
                nested: self.lease.nested.replace(Nanos::ZERO),
            },
            async_call,
            outside: self.before,
            start: Clock::get().now(),
        };
        Some(())
    }

    /// Leaves without a segment.
    pub(super) fn leave(self) {
        if self.pushed != 0 {
            self.thread.pop(self.pushed);
        }
    }
}

/// A poll, or the drop of an unfinished future, under way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Segment {
    lease: *const Lease,
    slot: *const Slot,
    before: Before,
    async_call: AsyncCall,
    /// The context on top before the future's own was set, or the present one where none had to be.
    outside: u64,
    pub(super) start: Ticks,
}

/// What a segment was, once it has ended.
pub(super) struct Ended<'l> {
    pub(super) lease: &'l Lease,
    pub(super) slot: &'l Slot,
    pub(super) end: Ticks,
    /// Its length and its self time.
    pub(super) length: Nanos,
    pub(super) own: Nanos,
    /// The call as its segment left it: it may own a cell by now.
    pub(super) call: AsyncCall,
}

impl Segment {
    /// No segment yet.
    pub(super) const NONE: Self = Self {
        lease: ptr::null(),
        slot: ptr::null(),
        before: Before::NOWHERE,
        async_call: AsyncCall::NONE,
        outside: 0,
        start: Ticks(0),
    };

    /// Ends the segment and restores what was in force before. `record` runs unless the context is gone from
    /// the thread. `suspends`: the future goes on later, so no context that it set may stay.
    #[inline]
    pub(super) fn end(&self, suspends: bool, record: impl FnOnce(Ended<'_>)) {
        if self.slot.is_null() {
            self.end_nowhere();
            return;
        }
        let end = Clock::get().now();
        let length = Clock::get().length(self.start, end);
        Thread::with(|thread| {
            let displaced = thread.ticket.get() != self.before.ticket;
            if displaced && suspends {
                thread.cut_above(self.before.ticket);
            }
            if let Some(call) = thread.swap_async_call(self.before.ticket, self.async_call) {
                thread.end_anywhere(self.slot, &self.before, length, |lease, slot, own| {
                    lease.polls.set(lease.polls.get() - 1);
                    record(Ended { lease, slot, end, length, own, call });
                });
            } else {
                thread.forget_poll(self.lease);
            }
            if self.before.ticket != self.outside {
                thread.pop(self.before.ticket);
            }
            if thread.ticket.get() != self.outside && thread.is_outside_polls() {
                thread.cut_above(self.outside);
            }
            if displaced {
                thread.pop_dead();
            }
        });
    }

    #[cold]
    fn end_nowhere(&self) {
        Thread::with(|thread| {
            thread.cut_above(self.before.ticket);
            thread.pop(self.before.ticket);
        });
    }
}

#[cold]
fn count_first(histogram: &Histogram, total: Nanos) {
    quietly(|| histogram.count_first(total));
}

/// Counts a call that came too late.
#[cold]
fn late<T>(lease: &Lease) -> Option<T> {
    lease.scope.after_close.fetch_add(1, Relaxed);
    None
}
