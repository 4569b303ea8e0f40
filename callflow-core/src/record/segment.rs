//! Segments: sync calls, polls, and drops of unfinished futures, from where they begin to what is recorded of them.
#![expect(unsafe_code, reason = "follows pointers to the slots of calls under way: see `thread.rs`")]

use std::ptr;

use super::clock::{Clock, Ticks};
use super::sync::Relaxed;
use super::{
    index::Id,
    lease::{Admission, Lease, key, late},
    place::{AsyncCall, Captured, Place},
    scope::ScopeId,
    slab::Slot,
    thread::{Thread, quietly},
    tree::{MUTE, ROOT},
};
use crate::{nanos::Nanos, reading::Link, site::Site};

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

/// A sync call that has begun.
#[derive(Debug, Clone, Copy)]
pub(super) struct Begun {
    pub(super) slot: *const Slot,
    pub(super) before: Before,
    pub(super) start: Ticks,
}

/// A segment that is off its thread, and not recorded yet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Off<'t> {
    pub(super) lease: &'t Lease,
    pub(super) slot: &'t Slot,
    /// Its self time.
    pub(super) own: Nanos,
}

impl<'t> Off<'t> {
    #[inline]
    fn new(lease: &'t Lease, slot: &'t Slot, before: &Before, length: Nanos) -> Self {
        let own = length.without(lease.nested.replace(before.nested + length));
        Self { lease, slot, own }
    }
}

impl Thread {
    // Sync calls.

    /// A call of `site` begins where calls of this thread go, if it is recorded without question: it was called from there
    /// before, in a scope that leaves nothing out.
    #[inline]
    pub(super) fn begin_again(&self, site: &'static Site) -> Option<(*const Slot, Before)> {
        let place = self.place.get();
        let lease = self.lease()?;
        if lease.slab().is_closed() {
            return None;
        }
        // SAFETY: **Slot**.
        let parent = unsafe { &*place.pointer() };
        let slot = lease.known_child(parent, key(site, place.link()))?;
        Some(self.enter(lease, slot))
    }

    /// A call of `site` begins where calls of this thread go. `None`: nothing is to be ended.
    pub(super) fn begin(&self, site: &'static Site) -> Option<Begun> {
        let place = self.place.get();
        let lease = self.lease()?;
        if lease.slab().is_closed() {
            return if self.leave_global() { self.begin_outside(site) } else { late(lease) };
        }
        // SAFETY: **Slot**.
        let parent = unsafe { &*place.pointer() };
        match lease.admit(parent, site, place.link())? {
            Admission::Recorded(slot) => {
                let (slot, before) = self.enter(lease, slot);
                Some(Begun { slot, before, start: Clock::get().now() })
            }
            // Below a call that is left out there is nothing to be changed.
            Admission::Muted if parent.node() == MUTE => None,
            Admission::Muted => {
                let (slot, before) = self.enter(lease, &lease.slab().mute);
                Some(Begun { slot, before, start: Ticks::NEVER })
            }
            Admission::Excluded => None,
        }
    }

    /// The same where the thread has no context: it may join the scope of the whole process.
    #[cold]
    pub(super) fn begin_outside(&self, site: &'static Site) -> Option<Begun> {
        if self.join_global() {
            return self.begin(site);
        }
        self.count_unheard();
        None
    }

    #[inline]
    pub(super) fn enter(&self, lease: &Lease, slot: &Slot) -> (*const Slot, Before) {
        slot.enter();
        let before = Before {
            place: self.place.replace(Place::at(slot, Link::Nested)),
            ticket: self.ticket.get(),
            nested: lease.nested.replace(Nanos::ZERO),
        };
        (ptr::from_ref(slot), before)
    }

    /// Whether functions that are called here are asked for their arguments.
    #[inline]
    pub(super) fn wants_arguments(&self) -> bool {
        self.lease().is_some_and(|lease| lease.include_args)
    }

    /// Whether a call of `site` that begins here now would be recorded.
    pub(super) fn would_record(&self, site: &'static Site) -> bool {
        // SAFETY: **Slot**.
        let parent = |lease: &Lease| lease.would_record(unsafe { &*self.place.get().pointer() }, site);
        self.lease().is_some_and(|lease| !lease.slab().is_closed() && parent(lease))
    }

    /// Keeps the arguments of a call of `site`.
    pub(super) fn keep_arguments(&self, site: &'static Site, text: String) {
        if let Some(lease) = self.lease() {
            lease.keep_arguments(site, text);
        }
    }

    /// Whether the context that was on top before a segment is on top.
    #[inline]
    pub(super) fn is_in(&self, before: &Before) -> bool {
        self.ticket.get() == before.ticket
    }

    /// A segment ends that began with `before` and took `length`. The context that was on top at its beginning must be
    /// on top again: see [`is_in`](Self::is_in).
    #[inline]
    pub(super) fn end(&self, slot: *const Slot, before: &Before, length: Nanos) -> Off<'_> {
        assert!(self.is_in(before));
        self.place.set(before.place);
        // SAFETY: **Ticket**: the entry that was on top at the beginning is on top again. **Lease** for the
        // lease of that entry, which is in force with it, and **Slot**.
        let (lease, slot) = unsafe { (&*self.lease.get(), &*slot) };
        Off::new(lease, slot, before, length)
    }

    /// The same whatever is on top; `None` when the context is gone from the thread.
    #[inline]
    pub(super) fn end_anywhere(&self, slot: *const Slot, before: &Before, length: Nanos) -> Option<Off<'_>> {
        if self.is_in(before) {
            Some(self.end(slot, before, length))
        } else {
            self.end_displaced(slot, before, length)
        }
    }

    /// The same where contexts were set during the segment and are still set, or its own is no more.
    #[cold]
    fn end_displaced(&self, slot: *const Slot, before: &Before, length: Nanos) -> Option<Off<'_>> {
        let mut stack = self.stack.try_borrow_mut().ok()?;
        let index = stack.iter().rposition(|entry| entry.ticket == before.ticket)?;
        let lease = stack[index].lease;
        // The context that was set first since then restores what this segment would have restored.
        if let Some(above) = stack.get_mut(index + 1) {
            above.saved.place = before.place;
        }
        // SAFETY: **Ticket**, **Lease**, **Slot**.
        let (lease, slot) = unsafe { (&*lease, &*slot) };
        Some(Off::new(lease, slot, before, length))
    }

    /// Begins a poll, or a drop, of a future that is not recorded: what it calls goes to `context`, or nowhere.
    #[cold]
    pub(super) fn begin_unrecorded(&self, context: Option<Captured>, segment: &mut Segment) -> bool {
        if self.busy.get() {
            return false;
        }
        let outside = self.ticket.get();
        let pushed = context.map_or_else(|| self.push_nowhere(), |context| self.push(context));
        let Some(ticket) = pushed else { return false };
        *segment = Segment { before: Before { ticket, ..Before::NOWHERE }, outside, ..Segment::NONE };
        true
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
        let lease = match self.lease() {
            Some(lease) if lease.scope.id() == scope => lease,
            _ => self.push_root(scope)?,
        };
        Some(Arrival { thread: self, lease, before, ticket: self.ticket.get() })
    }

    /// Sets the root of a scope.
    #[inline(never)]
    fn push_root(&self, scope: ScopeId) -> Option<&Lease> {
        if self.busy.get() {
            return None;
        }
        let lease = self.lease_of(scope)?;
        // SAFETY: **Slot**.
        let root = unsafe { &*lease.root };
        self.push_at(lease, Place::at(root, Link::Nested), AsyncCall::NONE)?;
        Some(lease)
    }

    /// Ends a poll whose context was taken off while it ran. The pointer is compared, never followed.
    #[cold]
    pub(super) fn forget_poll(&self, lease: *const Lease) {
        let Ok(leases) = self.leases.try_borrow() else { return };
        if let Some(lease) = leases.iter().find(|known| ptr::eq(&raw const ***known, lease)) {
            lease.polls.set(lease.polls.get().saturating_sub(1));
        }
    }

    /// Whether no poll of any traced future is under way on this thread.
    pub(super) fn is_outside_polls(&self) -> bool {
        self.leases.try_borrow().is_ok_and(|leases| leases.iter().all(|lease| lease.polls.get() == 0))
    }
}

/// A scope that is in force for a future of its own.
pub(super) struct Arrival<'t> {
    thread: &'t Thread,
    pub(super) lease: &'t Lease,
    /// The context that was on top, and the future's own: the same if that was in force already.
    before: u64,
    ticket: u64,
}

impl<'t> Arrival<'t> {
    /// Decides about a call of `site` from the node `parent` that begins now.
    #[inline]
    pub(super) fn admit(&self, parent: Id, site: &'static Site) -> Option<Admission<'t>> {
        let (parent, link) = self.caller(parent)?;
        self.lease.admit(parent, site, link)
    }

    /// The slot of a call of `site` from the node `parent` that will never begin.
    pub(super) fn unpolled(&self, parent: Id, site: &'static Site) -> Option<&'t Slot> {
        let (parent, link) = self.caller(parent)?;
        if self.lease.would_record(parent, site) { self.lease.child(parent, site, link) } else { None }
    }

    /// The slot of the node `parent`, and how calls from it hang there: detached unless its segment is on top of the
    /// thread.
    #[inline]
    fn caller(&self, parent: Id) -> Option<(&'t Slot, usize)> {
        let place = self.thread.place.get();
        // SAFETY: **Slot**.
        let here = unsafe { &*place.pointer() };
        if place.link() == 0 && here.node() == parent {
            return Some((here, 0));
        }
        self.caller_elsewhere(parent)
    }

    #[inline(never)]
    fn caller_elsewhere(&self, parent: Id) -> Option<(&'t Slot, usize)> {
        let parent = self.lease.slot(parent)?;
        let nested = parent.node() == ROOT || self.thread.tops_with(parent);
        Some((parent, usize::from(!nested)))
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
            before: Before { place, ticket: self.ticket, nested: self.lease.nested.replace(Nanos::ZERO) },
            async_call,
            outside: self.before,
            start: Clock::get().now(),
        };
        Some(())
    }

    /// Leaves without a segment.
    pub(super) fn leave(self) {
        if self.ticket != self.before {
            self.thread.pop(self.ticket);
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

/// What a poll was, once it has ended.
pub(super) struct Ended<'t> {
    pub(super) off: Off<'t>,
    pub(super) end: Ticks,
    pub(super) length: Nanos,
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

    /// Whether other contexts were set during the segment, or its own is gone.
    #[inline]
    pub(super) fn is_displaced(&self, thread: &Thread) -> bool {
        !thread.is_in(&self.before)
    }

    /// Whether it is one of a future that is not recorded.
    #[inline]
    pub(super) fn is_nowhere(&self) -> bool {
        self.slot.is_null()
    }

    /// Ends the segment, which [`leave`](Self::leave) must follow; `None` when its context is gone from the thread.
    /// `suspends`: the future goes on later, so no context that it set may stay.
    #[inline]
    pub(super) fn end<'t>(&self, thread: &'t Thread, suspends: bool) -> Option<Ended<'t>> {
        let end = Clock::get().now();
        let length = Clock::get().length(self.start, end);
        if suspends && self.is_displaced(thread) {
            thread.cut_above(self.before.ticket);
        }
        let Some(call) = thread.swap_async_call(self.before.ticket, self.async_call) else {
            thread.forget_poll(self.lease);
            return None;
        };
        let off = thread.end_anywhere(self.slot, &self.before, length)?;
        off.lease.polls.set(off.lease.polls.get() - 1);
        Some(Ended { off, end, length, call })
    }

    /// Restores what was in force before the poll; `displaced` tells whether other contexts were on top at its end.
    #[inline]
    pub(super) fn leave(&self, thread: &Thread, displaced: bool) {
        if self.before.ticket != self.outside {
            thread.pop(self.before.ticket);
        }
        if displaced || thread.ticket.get() != self.outside {
            self.leave_others(thread);
        }
    }

    #[cold]
    fn leave_others(&self, thread: &Thread) {
        if thread.is_outside_polls() {
            thread.cut_above(self.outside);
        }
        thread.pop_dead();
    }

    /// Ends the segment of a future that is not recorded.
    #[cold]
    pub(super) fn end_nowhere(&self) {
        Thread::with(|thread| {
            thread.cut_above(self.before.ticket);
            thread.pop(self.before.ticket);
        });
    }
}
