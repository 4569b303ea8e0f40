//! A thread's place in a scope: the slab that it writes, and its ways from a caller's slot to a callee's.
#![expect(unsafe_code, reason = "follows pointers into the slab that a lease keeps: see `thread.rs`")]

use std::{
    cell::{Cell, RefCell},
    ptr,
};

use super::sync::Relaxed;
use super::{
    histogram::Histogram,
    index::Id,
    scope::{Scope, ScopeId, Shared},
    sites::SiteEntry,
    slab::{Slab, Slot},
    table::ChildTable,
    thread::{FAREWELL, Thread, quietly},
    tree::{MUTE, NodeKey, ROOT},
};
use crate::{nanos::Nanos, reading::Link, site::Site};

/// A thread's place in one scope. Every call writes to it, so it shares no cache line with that of another thread.
#[derive(Debug)]
#[repr(align(64))]
pub(super) struct Lease {
    pub(super) scope: Scope,
    /// What `scope` leads to, at one step.
    pub(super) shared: *const Shared,
    pub(super) slab: *const Slab,
    pub(super) root: *const Slot,
    /// Time of the ended segments on top of the present one.
    pub(super) nested: Cell<Nanos>,
    /// Polls of this scope's futures that are under way on this thread.
    pub(super) polls: Cell<u32>,
    /// Entries of the stack that use it.
    pub(super) uses: Cell<u32>,
    /// A site that the scope leaves out has `root` there, which is nobody's child.
    pub(super) table: RefCell<ChildTable>,
    /// Whether some calls are left out before they begin.
    selective: bool,
    /// Whether functions are asked for their arguments.
    pub(super) include_args: bool,
}

/// What becomes of a call.
#[derive(Debug)]
pub(super) enum Admission<'l> {
    /// It is recorded there.
    Recorded(&'l Slot),
    /// It is left out, and so is all that it calls.
    Muted,
    /// It is left out, and what it calls hangs below its caller.
    Excluded,
}

/// What tells the children of a slot apart: the address of the site, which is even, and the link.
#[inline]
pub(super) fn key(site: &'static Site, link: usize) -> u64 {
    (ptr::from_ref(site).addr() | link) as u64
}

impl Lease {
    pub(super) fn new(scope: Scope) -> Option<Self> {
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
            selective: scope.is_selective(),
            include_args: scope.options.include_args,
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
        if node == MUTE {
            return Some(&self.slab().mute);
        }
        match self.slab().slot(node) {
            Some(slot) if slot.node() == node => Some(slot),
            _ => quietly(|| self.new_slot(node)),
        }
    }

    #[cold]
    pub(super) fn new_slot(&self, node: Id) -> Option<&Slot> {
        let slot = self.slab().slots.get_or_make(node as usize)?;
        let node_of_tree = self.scope.tree.get(node)?;
        let site_id = node_of_tree.site_id();
        let share = self.slab().make_share(site_id)?;
        let histogram = share.histogram.get_or_make(Box::default);
        slot.histogram.store(ptr::from_ref(histogram).cast_mut(), Relaxed);
        slot.parked.store(ptr::from_ref(&share.parked).cast_mut(), Relaxed);
        slot.bind(node, site_id, node_of_tree.is_recursive());
        Some(slot)
    }

    /// Decides about a call of `site` from `parent` that begins now, and counts it where it is left out. `None`: there is no
    /// room for it.
    #[inline]
    pub(super) fn admit(&self, parent: &Slot, site: &'static Site, link: usize) -> Option<Admission<'_>> {
        if !self.selective {
            return self.child(parent, site, link).map(Admission::Recorded);
        }
        self.select(parent, site, link)
    }

    #[inline(never)]
    fn select(&self, parent: &Slot, site: &'static Site, link: usize) -> Option<Admission<'_>> {
        let Slab { skips, sampler, .. } = self.slab();
        let counts = !site.kind().is_library();
        if parent.node() == MUTE {
            if counts {
                skips.sample();
            }
            return Some(Admission::Muted);
        }
        let child = self.child(parent, site, link)?;
        if ptr::eq(child, self.root) {
            skips.filter();
            return Some(Admission::Excluded);
        }
        if parent.node() == ROOT && !sampler.keeps() {
            if counts {
                skips.sample();
            }
            return Some(Admission::Muted);
        }
        Some(Admission::Recorded(child))
    }

    /// Whether [`admit`](Self::admit) would have a call recorded that begins next.
    pub(super) fn would_record(&self, parent: &Slot, site: &'static Site) -> bool {
        parent.node() != MUTE
            && (parent.node() != ROOT || self.slab().sampler.would_keep())
            && quietly(|| self.site(site)).is_some_and(|(_, entry)| !entry.is_excluded())
    }

    /// Keeps the arguments of a call of `site`.
    pub(super) fn keep_arguments(&self, site: &'static Site, text: String) {
        if !quietly(|| self.site(site)).is_some_and(|(_, entry)| quietly(|| entry.keep_arguments(text))) {
            self.scope.arguments_missed.fetch_add(1, Relaxed);
        }
    }

    /// The slot of a call of `site` from `parent`, and `root` where the site is left out.
    #[inline]
    pub(super) fn child(&self, parent: &Slot, site: &'static Site, link: usize) -> Option<&Slot> {
        let key = key(site, link);
        match self.known_child(parent, key) {
            Some(child) => Some(child),
            None => self.other_child(parent, site, key),
        }
    }

    /// The child of `parent` that has the key, if it is the last that was called, or was called before and is recorded
    /// without question.
    #[inline]
    pub(super) fn known_child(&self, parent: &Slot, key: u64) -> Option<&Slot> {
        if parent.child_key.load(Relaxed) == key {
            // SAFETY: **Slot**; `remember` stores key and child together, and only this thread does.
            return Some(unsafe { &*parent.child.load(Relaxed) });
        }
        self.child_of_table(parent, key)
    }

    #[inline(never)]
    fn child_of_table(&self, parent: &Slot, key: u64) -> Option<&Slot> {
        if self.selective {
            return None;
        }
        let child = self.table.try_borrow().ok()?.get(parent, key)?;
        remember(parent, key, child);
        // SAFETY: **Slot**.
        Some(unsafe { &*child })
    }

    /// The same for any child, which is made if need be.
    #[inline(never)]
    fn other_child(&self, parent: &Slot, site: &'static Site, key: u64) -> Option<&Slot> {
        let known = self.table.try_borrow().ok()?.get(parent, key);
        let child = match known {
            // SAFETY: **Slot**.
            Some(child) => unsafe { &*child },
            None => self.new_child(parent, site, key)?,
        };
        // The short way is only for calls that are recorded without question.
        let asks = ptr::eq(child, self.root) || (parent.node() == ROOT && self.slab().sampler.is_selective());
        if !asks {
            remember(parent, key, child);
        }
        Some(child)
    }

    /// Finds or makes the entry of a site.
    fn site(&self, site: &'static Site) -> Option<(Id, &SiteEntry)> {
        let (scope, slab) = (&*self.scope, self.slab());
        let mut spare = slab.spare_site.load(Relaxed);
        let id = scope.sites.find_or_insert(site, &mut spare, |entry| entry.select(site, &scope.options));
        slab.spare_site.store(spare, Relaxed);
        let id = id?;
        Some((id, scope.sites.get(id)?))
    }

    /// Finds or makes the node and its slot. It allocates, and so does not record: an allocator may be traced.
    #[cold]
    pub(super) fn new_child(&self, parent: &Slot, site: &'static Site, key: u64) -> Option<&Slot> {
        quietly(|| {
            let (scope, slab) = (&*self.scope, self.slab());
            let (site_id, entry) = self.site(site)?;
            if entry.is_excluded() {
                // SAFETY: **Slot**.
                let root = unsafe { &*self.root };
                self.table.try_borrow_mut().ok()?.insert(parent, key, root);
                return Some(root);
            }
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

    /// Gives a segment's own time back to the segment below it: its call is not recorded.
    pub(super) fn give_back(&self, own: Nanos) {
        self.nested.set(self.nested.get().less(own));
    }

    /// Applies a change to the number of the scope's leaves.
    #[inline]
    pub(super) fn change_leaves(&self, by: i64) {
        if !self.slab().parked.absorbs(by) {
            self.change_shared_leaves(by);
        }
    }

    #[inline(never)]
    fn change_shared_leaves(&self, by: i64) {
        let Shared { leaves, slabs, .. } = self.shared();
        leaves.change(by, || slabs.iter().map(|slab| &slab.parked));
    }

    /// Applies a change to the number of the site's calls that wait for no other call of it.
    #[inline]
    pub(super) fn change_site_leaves(&self, slot: &Slot, by: i64) {
        // SAFETY: **Slot**; the place is one of the same slab.
        if let Some(parked) = unsafe { slot.parked.load(Relaxed).as_ref() }
            && !parked.absorbs(by)
        {
            self.change_shared_site_leaves(slot.site_id(), by);
        }
    }

    #[inline(never)]
    fn change_shared_site_leaves(&self, site_id: Id, by: i64) {
        let Shared { sites, slabs, .. } = self.shared();
        if let Some(site) = sites.get(site_id) {
            site.leaves.change(by, || slabs.iter().filter_map(|slab| Some(&slab.share(site_id)?.parked)));
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

/// Makes a child the one that was called last.
#[inline]
fn remember(parent: &Slot, key: u64, child: *const Slot) {
    parent.child.store(child.cast_mut(), Relaxed);
    parent.child_key.store(key, Relaxed);
}

#[cold]
pub(super) fn count_first(histogram: &Histogram, total: Nanos) {
    quietly(|| histogram.count_first(total));
}

/// Counts a call that came too late.
#[cold]
pub(super) fn late<T>(lease: &Lease) -> Option<T> {
    lease.scope.after_close.fetch_add(1, Relaxed);
    None
}

/// Leases that a thread keeps although nothing on it uses them, for the next task of the same scope.
const IDLE_LEASES: usize = 4;

impl Thread {
    /// This thread's lease of a scope, taken if need be.
    pub(super) fn lease_of(&self, scope: ScopeId) -> Option<&Lease> {
        let known = {
            let leases = self.leases.try_borrow().ok()?;
            leases.iter().rfind(|lease| lease.scope.id() == scope).map(|lease| ptr::from_ref(&**lease))
        };
        let lease = match known {
            Some(lease) => lease,
            None => quietly(|| self.new_lease(scope))?,
        };
        // SAFETY: it is boxed in `leases`, and **Lease**: nothing is freed before the caller has pushed an entry
        // that uses it, or has recorded and returned.
        Some(unsafe { &*lease })
    }

    #[cold]
    pub(super) fn new_lease(&self, scope: ScopeId) -> Option<*const Lease> {
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
    #[inline]
    pub(super) fn visit(&self, scope: ScopeId, visit: impl FnOnce(&Lease)) -> bool {
        let lease = match self.lease() {
            Some(lease) if lease.scope.id() == scope => Some(lease),
            _ if self.busy.get() => None,
            _ => self.lease_of(scope),
        };
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
}
