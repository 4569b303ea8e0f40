//! Where calls of a thread go, and what a context is made of.

use std::ptr;

use super::{
    concurrency::{CellId, NO_CELL, ROOT_CELL},
    index::Id,
    scope::ScopeId,
    slab::Slot,
    tree::ROOT,
};
use crate::reading::Link;

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
    pub(super) fn at(slot: &Slot, link: Link) -> Self {
        Self(ptr::from_ref(slot).map_addr(|address| address | link as usize))
    }

    #[inline]
    pub(super) fn link(self) -> usize {
        self.0.addr() & 1
    }

    #[inline]
    pub(super) fn pointer(self) -> *const Slot {
        self.0.map_addr(|address| address & !1)
    }
}

/// The nearest async call of a thread's context.
///
/// Two words: copied in halves, or read as one where it was written as two, it would stall the processor.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct AsyncCall {
    pub(super) cells: u64,
    pub(super) names: u64,
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
///
/// Two words, which functions return in registers; what they return in memory may be read in other pieces than it was written
/// in, and then the processor waits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Captured {
    pub(super) scope: ScopeId,
    /// The node, and above it the cell.
    names: u64,
}

impl Captured {
    #[inline]
    pub(super) fn new(scope: ScopeId, node: Id, cell: CellId) -> Self {
        Self { scope, names: pair(node, cell) }
    }

    /// Directly in a scope, or in none.
    #[inline]
    pub(super) fn root(scope: ScopeId) -> Self {
        Self::new(scope, ROOT, ROOT_CELL)
    }

    #[inline]
    pub(super) fn node(self) -> Id {
        self.names as u32
    }

    #[inline]
    pub(super) fn cell(self) -> CellId {
        (self.names >> 32) as u32
    }
}

/// Two numbers in one word.
#[inline]
fn pair(low: u32, high: u32) -> u64 {
    u64::from(high) << 32 | u64::from(low)
}

/// Where a future lies and how large it is: which tells it from all others that are being polled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Location {
    address: usize,
    size: usize,
}

impl Location {
    pub(super) const NONE: Self = Self { address: 0, size: 0 };
    pub(super) const NEXT: Self = Self { address: usize::MAX, size: 0 };

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
