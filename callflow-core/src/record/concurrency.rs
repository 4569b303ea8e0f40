//! How many tasks are at work: async calls in flight that wait for no async call of theirs.
//!
//! An async call owns a *cell* from the moment another async call captures a context that names it; a call that
//! calls no other never has one. A cell is one word: the captured contexts and the call itself refer to it
//! (`refs`), so many of its calls are in flight (`children`), and it is in flight itself (`alive`). Its weight,
//! `max(children, alive) − alive`, is what it adds to the number of leaves beyond itself; a start or end changes
//! the weights of two cells and touches the scope's counter only by the sum of both changes.

use super::sync::{AcqRel, Acquire, AtomicU32, AtomicU64, Relaxed, Release};
use super::{arena::Arena, index::Id};

/// A cell's number.
pub(crate) type CellId = u32;

/// The scope itself, which has no cell: its weight is the number of its children, the leaf counter's own unit.
pub(crate) const ROOT_CELL: CellId = 0;
/// An async call in flight that has no cell yet.
pub(crate) const NO_CELL: CellId = u32::MAX;

/// Cells that can be in use at one time. Past them, a call counts as a child of the scope.
const CELLS: usize = if cfg!(callflow_loom) { 8 } else { 1 << 19 };

/// How many calls above one of its site is looked for.
const STEPS: usize = 128;

const ALIVE: u64 = 1;
const CHILD: u64 = 1 << 1;
const REF: u64 = 1 << 32;

/// The state of a cell before or after a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Word(u64);

impl Word {
    /// By how much the weight grows when a child starts below a cell with this word or its own call ends, and by how much it
    /// has shrunk when a child's end left this word: not at all where the call is a leaf without that child, which takes
    /// the call's place.
    #[inline]
    fn step(self) -> i64 {
        (self.0 as u32 != ALIVE as u32).into()
    }
}

/// A call that others were called from.
///
/// Alone on its cache line: those of two tasks are changed by two threads.
#[derive(Debug, Default)]
#[repr(align(64))]
struct Cell {
    word: AtomicU64,
    /// The same for calls of the same site only, `refs` unused.
    site_word: AtomicU64,
    parent: AtomicU32,
    node: AtomicU32,
    timeline: AtomicU32,
    /// The next free cell.
    next: AtomicU32,
}

/// What a call leaves in its cell for its children.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Owner {
    pub(crate) parent: CellId,
    pub(crate) node: Id,
    pub(crate) timeline: u32,
}

/// A slab's own free cells, in front of the scope's.
#[derive(Debug, Default)]
pub(crate) struct Pool {
    first: AtomicU32,
    last: AtomicU32,
    count: AtomicU32,
}

/// A pool that holds so many gives them to the scope.
const POOL: u32 = if cfg!(callflow_loom) { 2 } else { 64 };

/// All cells of a scope.
#[derive(Debug)]
pub(crate) struct Cells {
    arena: Arena<Cell>,
    next: AtomicU32,
    free: AtomicU32,
}

impl Cells {
    pub(crate) fn new() -> Self {
        Self { arena: Arena::new(CELLS), next: AtomicU32::new(1), free: AtomicU32::new(0) }
    }

    fn get(&self, id: CellId) -> Option<&Cell> {
        if id == ROOT_CELL || id == NO_CELL { None } else { self.arena.get(id as usize) }
    }

    /// A cell for a call in flight, which holds one reference.
    pub(crate) fn open(&self, owner: Owner, pool: &Pool) -> CellId {
        let Some(id) = self.take(pool) else { return ROOT_CELL };
        let Some(cell) = self.arena.get_or_make(id as usize) else { return ROOT_CELL };
        Self::begin(cell, owner);
        id
    }

    /// The same if the pool has one, for which nothing is allocated.
    #[inline]
    pub(crate) fn open_again(&self, owner: Owner, pool: &Pool) -> Option<CellId> {
        let (id, cell) = self.take_from(pool)?;
        Self::begin(cell, owner);
        Some(id)
    }

    #[inline]
    fn begin(cell: &Cell, owner: Owner) {
        cell.parent.store(owner.parent, Relaxed);
        cell.node.store(owner.node, Relaxed);
        cell.timeline.store(owner.timeline, Relaxed);
        cell.site_word.store(ALIVE, Relaxed);
        // Whoever gets to know the number gets it through what orders the two threads anyway.
        cell.word.store(ALIVE | REF, Release);
    }

    /// A context that names the cell is captured.
    #[inline]
    pub(crate) fn capture(&self, id: CellId) {
        if let Some(cell) = self.get(id) {
            cell.word.fetch_add(REF, Relaxed);
        }
    }

    /// A captured context is given up without a call.
    #[inline]
    pub(crate) fn release(&self, id: CellId, pool: &Pool) {
        if let Some(cell) = self.get(id) {
            let word = Word(cell.word.fetch_sub(REF, AcqRel) - REF);
            self.free_if_unused(id, cell, word, pool);
        }
    }

    /// A call starts below the cell and keeps the captured reference. Returns the change in leaves.
    #[inline]
    pub(crate) fn start(&self, parent: CellId) -> i64 {
        match self.get(parent) {
            Some(cell) => {
                let before = Word(cell.word.fetch_add(CHILD, AcqRel));
                before.step()
            }
            None => 1,
        }
    }

    /// A call that owns the cell `own`, if any, ends below the cell `parent`. Returns the change in leaves.
    #[inline]
    pub(crate) fn end(&self, own: CellId, parent: CellId, pool: &Pool) -> i64 {
        let mut change = 0;
        // The reference to the parent lives on in a cell that others still refer to.
        let mut inherited = false;
        if let Some(cell) = self.get(own) {
            let before = Word(cell.word.fetch_sub(ALIVE | REF, AcqRel));
            let after = Word(before.0 - (ALIVE | REF));
            change += before.step();
            inherited = after != Word(0);
            if !inherited {
                self.recycle(own, cell, pool);
            }
        }
        match self.get(parent) {
            Some(cell) => {
                let gone = if inherited { CHILD } else { CHILD | REF };
                let before = Word(cell.word.fetch_sub(gone, AcqRel));
                let after = Word(before.0 - gone);
                change -= after.step();
                self.free_if_unused(parent, cell, after, pool);
            }
            None => change -= 1,
        }
        change
    }

    fn free_if_unused(&self, mut id: CellId, cell: &Cell, word: Word, pool: &Pool) {
        let (mut cell, mut word) = (cell, word);
        // Not "without references": the owner may be between its two changes, of its own cell and of this one.
        while word == Word(0) {
            let parent = cell.parent.load(Relaxed);
            self.recycle(id, cell, pool);
            // The owner has ended and left its reference to the parent here (see `end`).
            let Some(above) = self.get(parent) else { return };
            word = Word(above.word.fetch_sub(REF, AcqRel) - REF);
            (id, cell) = (parent, above);
        }
    }

    /// The nearest cell at or above `id` that belongs to a call of the site, as `is_site` tells from its node. Where
    /// tasks spawn each other for ever the way up is endless, so the search is not: whoever is further away counts as
    /// nobody, at the end of a call as at its start.
    pub(crate) fn nearest(&self, mut id: CellId, is_site: impl Fn(Id) -> bool) -> CellId {
        for _ in 0..STEPS {
            let Some(cell) = self.get(id) else { break };
            if is_site(cell.node.load(Relaxed)) {
                return id;
            }
            id = cell.parent.load(Relaxed);
        }
        ROOT_CELL
    }

    /// The change in one site's leaves when a call starts below `above`, the nearest cell of that site.
    pub(crate) fn start_site(&self, above: CellId) -> i64 {
        match self.get(above) {
            Some(cell) => {
                let before = Word(cell.site_word.fetch_add(CHILD, AcqRel));
                before.step()
            }
            None => 1,
        }
    }

    /// The change in one site's leaves when a call that owns the cell `own` ends below `above`.
    pub(crate) fn end_site(&self, own: CellId, above: CellId) -> i64 {
        let mut change = 0;
        if let Some(cell) = self.get(own) {
            let before = Word(cell.site_word.fetch_sub(ALIVE, AcqRel));
            change += before.step();
        }
        match self.get(above) {
            Some(cell) => {
                let before = Word(cell.site_word.fetch_sub(CHILD, AcqRel));
                change -= Word(before.0 - CHILD).step();
            }
            None => change -= 1,
        }
        change
    }

    /// The cell of the call above the one that owns the cell.
    pub(crate) fn parent(&self, id: CellId) -> CellId {
        self.get(id).map_or(ROOT_CELL, |cell| cell.parent.load(Relaxed))
    }

    /// The timeline entry of the call that owns the cell, 0 without one.
    pub(crate) fn timeline(&self, id: CellId) -> u32 {
        self.get(id).map_or(0, |cell| cell.timeline.load(Relaxed))
    }

    fn take(&self, pool: &Pool) -> Option<CellId> {
        if pool.first.load(Relaxed) == 0 {
            // All of them at once: an exchange cannot confuse an old first cell with a new one of its number.
            let first = self.free.swap(0, Acquire);
            let (mut last, mut count) = (first, 0);
            let mut place = first;
            while let Some(cell) = self.get(place) {
                (last, count) = (place, count + 1);
                place = cell.next.load(Relaxed);
            }
            pool.first.store(first, Relaxed);
            pool.last.store(last, Relaxed);
            pool.count.store(count, Relaxed);
        }
        if let Some((id, _)) = self.take_from(pool) {
            return Some(id);
        }
        let fresh = |next: u32| ((next as usize) < self.arena.capacity()).then(|| next + 1);
        self.next.fetch_update(Relaxed, Relaxed, fresh).ok()
    }

    /// A cell of the pool.
    #[inline]
    fn take_from(&self, pool: &Pool) -> Option<(CellId, &Cell)> {
        let id = pool.first.load(Relaxed);
        let cell = self.get(id)?;
        pool.first.store(cell.next.load(Relaxed), Relaxed);
        pool.count.store(pool.count.load(Relaxed) - 1, Relaxed);
        Some((id, cell))
    }

    fn recycle(&self, id: CellId, cell: &Cell, pool: &Pool) {
        let (first, count) = (pool.first.load(Relaxed), pool.count.load(Relaxed));
        cell.next.store(first, Relaxed);
        if first == 0 {
            pool.last.store(id, Relaxed);
        }
        if count + 1 < POOL {
            pool.first.store(id, Relaxed);
            pool.count.store(count + 1, Relaxed);
            return;
        }
        // A thread that frees what others open hands them back, so cells never outnumber calls for long.
        pool.first.store(0, Relaxed);
        pool.count.store(0, Relaxed);
        let Some(last) = self.get(pool.last.load(Relaxed)) else { return };
        let mut free = self.free.load(Relaxed);
        loop {
            last.next.store(free, Relaxed);
            // Release: the chain's links are read by whoever takes it.
            match self.free.compare_exchange(free, id, Release, Relaxed) {
                Ok(_) => return,
                Err(current) => free = current,
            }
        }
    }
}

#[cfg(all(test, not(callflow_loom)))]
mod tests {
    use super::*;

    /// As README.md defines it.
    fn weight(word: u64) -> i64 {
        let (alive, children) = ((word & ALIVE).cast_signed(), (word as u32 >> 1).into());
        alive.max(children) - alive
    }

    #[test]
    fn a_step_is_the_change_of_the_weight() {
        for word in (0..20).flat_map(|low| [low, low + REF, low + 7 * REF]) {
            let child = weight(word + CHILD) - weight(word);
            assert_eq!(child, Word(word).step(), "a child starts or has ended at {word:#x}");
            if word & ALIVE != 0 {
                assert_eq!(weight(word - ALIVE) - weight(word), Word(word).step(), "{word:#x} ends");
            }
        }
    }
}
