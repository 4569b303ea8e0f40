//! The contexts set on a thread, on top of each other.
#![expect(unsafe_code, reason = "follows pointers to the leases that entries use: see `thread.rs`")]

use std::ptr;

use super::sync::Relaxed;
use super::{
    concurrency::{CellId, NO_CELL, Owner, ROOT_CELL},
    index::Id,
    lease::Lease,
    outside,
    place::{Adoption, AsyncCall, Captured, Location, Place},
    scope::{Scope, ScopeId, Shared},
    slab::Slot,
    thread::{Thread, quietly},
    tree::{OVERFLOW, ROOT, TreeNode},
};
use crate::reading::{Link, SiteKind};

/// A context set on a thread. It lies on the stack from then until it is on top and dead.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) ticket: u64,
    /// Null where calls go nowhere.
    pub(super) lease: *const Lease,
    /// A cell that the entry keeps: the context that it was taken from may be gone before.
    pub(super) cell: CellId,
    /// What was in force before.
    pub(super) saved: State,
    pub(super) live: bool,
}

impl Entry {
    /// It is off the stack.
    #[inline]
    fn let_go(self) {
        // SAFETY: **Lease**: the entry used it until here, if there is one, and leases are freed elsewhere.
        let Some(lease) = (unsafe { self.lease.as_ref() }) else { return };
        lease.shared().cells.release(self.cell, &lease.slab().cells);
        lease.uses.set(lease.uses.get() - 1);
    }
}

/// What is in force on a thread.
#[derive(Debug, Clone, Copy)]
pub(super) struct State {
    pub(super) place: Place,
    pub(super) lease: *const Lease,
    pub(super) async_call: AsyncCall,
}

impl State {
    pub(super) fn nowhere() -> Self {
        Self { place: Place::NOWHERE, lease: ptr::null(), async_call: AsyncCall::NONE }
    }
}

/// Makes room for one more.
#[cold]
#[inline(never)]
fn grow(stack: &mut Vec<Entry>) {
    quietly(|| stack.reserve(1));
}

impl Thread {
    /// The context in force, for a future or another thread to take along; no scope outside of any. It refers to
    /// the cell of the nearest async call, which is made if need be.
    #[inline]
    pub(super) fn capture(&self) -> Captured {
        let place = self.place.get();
        let Some(lease) = self.lease() else {
            let scope = ScopeId::NONE;
            return if self.is_unheard() { Captured::root(scope) } else { self.capture_outside() };
        };
        if lease.slab().is_closed() && self.leave_global() {
            return self.capture_outside();
        }
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
        Captured::new(lease.scope.id(), node, cell)
    }

    /// Whether calls have no context here, and no scope is open that could take or count them.
    #[inline]
    pub(super) fn is_unheard(&self) -> bool {
        self.place.get().is_nowhere() && self.ticket.get() == 0 && !outside::any_scope()
    }

    /// The same where calls go nowhere.
    #[cold]
    fn capture_outside(&self) -> Captured {
        if outside::any_scope() && self.join_global() {
            return self.capture();
        }
        // Where a context is set and calls go nowhere all the same, the scope of the caller has ended.
        let scope = if self.ticket.get() == 0 { ScopeId::NONE } else { ScopeId::MUTED };
        Captured::root(scope)
    }

    /// Makes and captures the cell of the nearest async call.
    #[inline(never)]
    pub(super) fn open_cell(&self, lease: &Lease) -> CellId {
        let call = self.async_call();
        let owner = Owner { parent: call.parent(), node: call.node(), timeline: call.timeline() };
        let (cells, pool) = (&lease.shared().cells, &lease.slab().cells);
        let opened = cells.open_again(owner, pool).unwrap_or_else(|| quietly(|| cells.open(owner, pool)));
        self.set_async_call(AsyncCall::with_cell(opened, call.parent(), call.node(), call.timeline()));
        cells.capture(opened);
        opened
    }

    /// Whether this future is the one that is to take the context in force. There is one at most.
    #[inline]
    pub(super) fn adopts(&self, future: Location, captured: Captured) -> bool {
        self.adoptee.get().0 != Location::NONE && self.is_adoptee(future, captured)
    }

    #[inline(never)]
    fn is_adoptee(&self, future: Location, captured: Captured) -> bool {
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
        let Some(lease) = self.lease() else { return false };
        let place = self.place.get();
        // SAFETY: **Slot**.
        let here = unsafe { &*place.pointer() }.node();
        // Most are called by the segment that polls them.
        here != captured.node() && here != ROOT && place.link() == 0 && self.is_lane_at(lease, here, captured)
    }

    #[inline(never)]
    fn is_lane_at(&self, lease: &Lease, here: Id, captured: Captured) -> bool {
        let (scope, node, cell) = (captured.scope, captured.node(), captured.cell());
        let Shared { tree, sites, cells, .. } = lease.shared();
        let lane = tree.get(here).and_then(|lane| sites.get(lane.site_id())?.site());
        let parent_of = |node: Id| tree.get(node).map(TreeNode::parent);
        // Past the cap the path does not tell where the gather was called, but a cell does, if there is one.
        let called_there = || match parent_of(here) {
            Some(OVERFLOW) => cell != ROOT_CELL,
            gather => gather.and_then(parent_of) == Some(node),
        };
        lease.scope.id() == scope
            && called_there()
            && lane.is_some_and(|site| site.kind() == SiteKind::Lane)
            && cells.parent(self.async_call().parent()) == cell
    }

    /// The scope in force.
    pub(super) fn scope(&self) -> Option<Scope> {
        if self.lease().is_none() {
            self.join_global();
        }
        self.lease().map(|lease| lease.scope.clone())
    }

    /// Puts a thread without a context into the scope of the whole process, where it stays until that ends. The answer is
    /// whether it is there.
    #[cold]
    pub(super) fn join_global(&self) -> bool {
        if self.ticket.get() != 0 || self.busy.get() || self.gone.get() {
            return false;
        }
        let joined = outside::global().and_then(|scope| {
            self.lease_of(scope)?;
            self.push(Captured::root(scope))
        });
        self.base.set(joined.unwrap_or(0));
        joined.is_some()
    }

    /// Takes the thread out of the scope of the whole process if that has ended and nothing else is set. The answer is
    /// whether it did.
    #[cold]
    pub(super) fn leave_global(&self) -> bool {
        let base = self.base.get();
        let ended = self.lease().is_some_and(|lease| lease.slab().is_closed());
        if base == 0 || self.ticket.get() != base || !ended {
            return false;
        }
        self.base.set(0);
        self.pop(base);
        true
    }

    /// Counts a call that has no context, unless the recorder itself is at work.
    #[cold]
    pub(super) fn count_unheard(&self) {
        if self.ticket.get() == 0 && !self.busy.get() && !self.gone.get() {
            outside::count(ptr::from_ref(self).addr());
        }
    }

    /// Sets a context, in which calls go nowhere when its scope is gone. The ticket takes it off again; there is none
    /// when this thread is nearly gone.
    pub(super) fn push(&self, context: Captured) -> Option<u64> {
        let (scope, node, cell) = (context.scope, context.node(), context.cell());
        if self.busy.get() {
            return None;
        }
        let Some((lease, slot)) = self.lease_of(scope).and_then(|lease| Some((lease, lease.slot(node)?)))
        else {
            return self.push_nowhere();
        };
        let nested = node == ROOT || self.tops_with(slot);
        let place = Place::at(slot, if nested { Link::Nested } else { Link::Detached });
        lease.shared().cells.capture(cell);
        self.push_at(lease, place, AsyncCall::with_cell(cell, ROOT_CELL, ROOT, 0))
    }

    #[inline]
    pub(super) fn push_at(&self, lease: &Lease, place: Place, async_call: AsyncCall) -> Option<u64> {
        let ticket = self.push_state(State { place, lease: ptr::from_ref(lease), async_call })?;
        lease.uses.set(lease.uses.get() + 1);
        Some(ticket)
    }

    /// Sets a context in which calls go nowhere.
    #[cold]
    pub(super) fn push_nowhere(&self) -> Option<u64> {
        self.push_state(State::nowhere())
    }

    #[inline]
    fn push_state(&self, state: State) -> Option<u64> {
        if self.gone.get() {
            return None;
        }
        let ticket = self.last_ticket.get() + 1;
        let cell = state.async_call.cell();
        let entry = Entry { ticket, lease: state.lease, cell, saved: self.state(), live: true };
        let mut stack = self.stack.try_borrow_mut().ok()?;
        if stack.len() == stack.capacity() {
            grow(&mut stack);
        }
        stack.push(entry);
        drop(stack);
        self.last_ticket.set(ticket);
        self.ticket.set(ticket);
        self.set(state);
        Some(ticket)
    }

    /// Takes a context off the thread. One that is not on top is dead from now on and goes with the one above.
    #[inline]
    pub(super) fn pop(&self, ticket: u64) {
        if self.ticket.get() != ticket || self.pop_top().is_none() {
            self.pop_anywhere(ticket);
        }
    }

    /// Takes off the context on top, unless that is the time for dead ones to go, too.
    #[inline]
    fn pop_top(&self) -> Option<()> {
        let mut stack = self.stack.try_borrow_mut().ok().filter(|_| !self.busy.get())?;
        let below = match stack.as_slice() {
            [_] => 0,
            [.., below, _] if below.live => below.ticket,
            _ => return None,
        };
        let top = stack.pop()?;
        self.set(top.saved);
        self.ticket.set(below);
        top.let_go();
        Some(())
    }

    #[cold]
    fn pop_anywhere(&self, ticket: u64) {
        if let Ok(mut stack) = self.stack.try_borrow_mut()
            && let Some(entry) = stack.iter_mut().rfind(|entry| entry.ticket == ticket)
        {
            entry.live = false;
        }
        self.pop_dead();
    }

    /// Takes off the dead contexts on top, which a guard that was cut off had kept there.
    pub(super) fn pop_dead(&self) {
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
    pub(super) fn cut(&self, stack: &mut Vec<Entry>, keep: usize) {
        let Some(first) = stack.get(keep) else { return };
        self.set(first.saved);
        self.ticket.set(keep.checked_sub(1).map_or(0, |top| stack[top].ticket));
        stack.drain(keep..).for_each(Entry::let_go);
    }

    /// Whether `slot` is that of the segment on top of the thread.
    pub(super) fn tops_with(&self, slot: &Slot) -> bool {
        self.top_segment().is_some_and(|top| ptr::eq(top, slot))
    }

    /// The slot of the segment on top of the thread: a context set since then is not one.
    pub(super) fn top_segment(&self) -> Option<*const Slot> {
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

    /// Restores the async call that was in force before a poll which began with the context `ticket` on top, and
    /// returns the one that it leaves; `None` when that context is gone.
    #[inline]
    pub(super) fn swap_async_call(&self, ticket: u64, before: AsyncCall) -> Option<AsyncCall> {
        if self.ticket.get() == ticket {
            return Some(self.replace_async_call(before));
        }
        let mut stack = self.stack.try_borrow_mut().ok()?;
        let index = stack.iter().rposition(|entry| entry.ticket == ticket)?;
        Some(std::mem::replace(&mut stack.get_mut(index + 1)?.saved.async_call, before))
    }
}
