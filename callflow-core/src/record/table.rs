//! A thread's own way from a caller's slot and a site to the callee's slot: each has two places in a table, so that
//! the cost does not grow with the number of callees.

use std::ptr;

use super::slab::Slot;

/// Sizes between which the table grows, in pairs of places.
const SMALLEST: usize = 32;
const LARGEST: usize = 1 << 13;

#[derive(Debug, Clone, Copy)]
struct Entry {
    parent: *const Slot,
    key: u64,
    child: *const Slot,
}

/// The two places of a child, on one cache line.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
struct Pair([Entry; 2]);

const EMPTY: Pair = Pair([Entry { parent: ptr::null(), key: 0, child: ptr::null() }; 2]);

/// See the module's documentation. Pointers are compared and handed back, never followed.
#[derive(Debug, Default)]
pub(super) struct ChildTable {
    pairs: Box<[Pair]>,
    inserted: usize,
}

impl ChildTable {
    #[inline]
    fn pair(&self, parent: *const Slot, key: u64) -> usize {
        // Fibonacci hashing (Knuth, The Art of Computer Programming, vol. 3, 6.4).
        let word = (parent.addr() as u64 >> 6).wrapping_mul(31) ^ (key >> 3) ^ (key << 32);
        (word.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as usize & self.pairs.len().wrapping_sub(1)
    }

    /// The child, if it is still there.
    #[inline]
    pub(super) fn get(&self, parent: &Slot, key: u64) -> Option<*const Slot> {
        let Pair(places) = self.pairs.get(self.pair(parent, key))?;
        let is_it = |entry: &&Entry| ptr::eq(entry.parent, parent) && entry.key == key;
        places.iter().find(is_it).map(|entry| entry.child)
    }

    /// Puts a child in, if need be in place of another.
    pub(super) fn insert(&mut self, parent: &Slot, key: u64, child: &Slot) {
        self.inserted += 1;
        let size = self.pairs.len();
        if size == 0 || (self.inserted > size / 2 && size < LARGEST) {
            self.inserted = 0;
            let old = std::mem::replace(&mut self.pairs, vec![EMPTY; (size * 4).max(SMALLEST)].into());
            for entry in old.iter().flat_map(|Pair(places)| places).filter(|entry| !entry.parent.is_null()) {
                self.put(*entry);
            }
        }
        self.put(Entry { parent, key, child });
    }

    /// Puts an entry into the first of its two places that is free, else into the first.
    fn put(&mut self, entry: Entry) {
        let pair = self.pair(entry.parent, entry.key);
        let Pair(places) = &mut self.pairs[pair];
        let free = places.iter().position(|place| place.parent.is_null());
        places[free.unwrap_or(0)] = entry;
    }
}

#[cfg(all(test, not(callflow_loom)))]
mod tests {
    use super::*;

    /// More parents than there are places, so that they meet in some.
    #[test]
    fn the_child_of_another_parent_is_never_found() {
        let slots: Vec<Slot> = (0..200).map(|_| Slot::default()).collect();
        let mut table = ChildTable::default();
        let mut found = 0;
        for pair in slots.chunks(2) {
            table.insert(&pair[0], 8, &pair[1]);
            for pair in slots.chunks(2) {
                let child = table.get(&pair[0], 8);
                assert!(child.is_none_or(|child| ptr::eq(child, &raw const pair[1])));
                found += usize::from(child.is_some());
            }
        }
        assert!(found > 1_000, "{found}");
    }
}
