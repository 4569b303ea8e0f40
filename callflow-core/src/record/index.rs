//! Find or insert by key, without locks, into entries that keep their numbers.
//!
//! The entries form a hash trie: each has four links, two bits of the key's hash choose one at each step, and an
//! insertion is one compare-and-swap of an empty link. Nothing is ever moved, resized or removed. (The structure
//! is the one that Chris Wellons describes in "An easy-to-implement, arena-friendly hash map", 2023.)

use super::sync::{AcqRel, Acquire, AtomicU32, Relaxed};
use crate::record::arena::Arena;

/// An entry's number; 0 stands for none.
pub(crate) type Id = u32;

/// What an index holds.
pub(crate) trait Entry: Default {
    /// What tells entries apart.
    type Key: Copy;

    /// A number in which every bit depends on the key.
    fn hash(key: Self::Key) -> u64;

    /// Writes the key into a fresh entry. Relaxed stores do: the link that leads here publishes them.
    fn set(&self, key: Self::Key);

    /// Whether the entry has this key.
    fn has(&self, key: Self::Key) -> bool;

    /// The links to the entries below.
    fn links(&self) -> &Links;
}

/// The four links of an entry.
pub(crate) type Links = [AtomicU32; 4];

/// Entries by key.
#[derive(Debug)]
pub(crate) struct Index<T> {
    entries: Arena<T>,
    first: AtomicU32,
    next: AtomicU32,
}

impl<T: Entry> Index<T> {
    /// Room for `capacity` entries, whose numbers begin at `from`, which must not be 0.
    pub(crate) fn new(from: Id, capacity: usize) -> Self {
        Self { entries: Arena::new(capacity), first: AtomicU32::new(0), next: AtomicU32::new(from) }
    }

    /// The entry of that number, which must have been given out.
    pub(crate) fn get(&self, id: Id) -> Option<&T> {
        self.entries.get(id as usize)
    }

    /// The smallest number not yet given out.
    pub(crate) fn end(&self) -> Id {
        self.next.load(Relaxed)
    }

    /// The number of the entry with this key.
    pub(crate) fn find(&self, key: T::Key) -> Option<Id> {
        self.search(key).ok()
    }

    /// The number of the entry with this key, inserted if need be and then made ready by `prepare` before
    /// anyone else can see it; `None` when there is no room.
    ///
    /// `spare` keeps a number that a lost race left over, for the caller's next insertion.
    pub(crate) fn find_or_insert(&self, key: T::Key, spare: &mut Id, prepare: impl FnOnce(&T)) -> Option<Id> {
        if let Ok(id) = self.search(key) {
            return Some(id);
        }
        let id = if *spare == 0 { self.allocate()? } else { std::mem::take(spare) };
        let entry = self.entries.get_or_make(id as usize)?;
        entry.set(key);
        prepare(entry);
        loop {
            match self.search(key) {
                Ok(theirs) => {
                    *spare = id;
                    return Some(theirs);
                }
                // The release half publishes the key and what `prepare` wrote.
                Err(link) => {
                    if link.compare_exchange(0, id, AcqRel, Acquire).is_ok() {
                        return Some(id);
                    }
                }
            }
        }
    }

    fn allocate(&self) -> Option<Id> {
        let full = self.entries.capacity() as Id;
        // Not `fetch_add`, which could be driven round to 0 by endless failures.
        self.next.fetch_update(Relaxed, Relaxed, |next| (next < full).then(|| next + 1)).ok()
    }

    /// The number of the entry with this key, or the empty link where it belongs.
    fn search(&self, key: T::Key) -> Result<Id, &AtomicU32> {
        let mut hash = T::hash(key);
        let mut link = &self.first;
        loop {
            // Acquire: the entry's key was written before the link that leads to it.
            let id = link.load(Acquire);
            let Some(entry) = self.entries.get(id as usize).filter(|_| id != 0) else { return Err(link) };
            if entry.has(key) {
                return Ok(id);
            }
            link = &entry.links()[(hash >> 62) as usize];
            hash <<= 2;
        }
    }

    /// The numbers of all entries that can be found, in no order.
    pub(crate) fn ids(&self) -> Vec<Id> {
        let mut found = Vec::new();
        let mut walk = vec![self.first.load(Acquire)];
        while let Some(id) = walk.pop() {
            if id != 0
                && let Some(entry) = self.get(id)
            {
                found.push(id);
                walk.extend(entry.links().iter().map(|link| link.load(Acquire)));
            }
        }
        found
    }
}

/// Spreads the bits of a word (the finaliser of `MurmurHash3`, by Austin Appleby).
pub(crate) fn mix(mut word: u64) -> u64 {
    word ^= word >> 33;
    word = word.wrapping_mul(0xff51_afd7_ed55_8ccd);
    word ^= word >> 33;
    word = word.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    word ^ (word >> 33)
}
