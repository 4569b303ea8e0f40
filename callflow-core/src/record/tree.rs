//! The calling-context tree: one node for every distinct chain of sites, shared by all threads of a scope.

use std::ptr;

use super::sync::{AtomicU32, Relaxed};
use super::{
    arena::StaticRef,
    index::{Entry, Id, Index, Links, mix},
};
use crate::{reading::Link, site::Site};

/// The scope itself.
pub(crate) const ROOT: Id = 0;
/// The parent of the calls for which there was no room left.
pub(crate) const OVERFLOW: Id = 1;
/// Stands for the calls that are left out of a sample; no node has it.
pub(crate) const MUTE: Id = Id::MAX;
/// The first number of a real node.
const FIRST: Id = 2;
/// Sites for which there is room past the cap.
const OVERFLOW_SITES: usize = if cfg!(callflow_loom) { 4 } else { 1 << 16 };

/// A chain of sites, told apart by its last site, the chain before that, and how the two are linked.
#[derive(Debug, Default)]
pub(crate) struct TreeNode {
    site: StaticRef<Site>,
    parent: AtomicU32,
    link: AtomicU32,
    site_id: AtomicU32,
    recursive: AtomicU32,
    /// The nearest node above whose async site stands on the chain for the first time there; 0 where there is none.
    first_above: AtomicU32,
    links: Links,
}

/// See [`TreeNode`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct NodeKey {
    pub(crate) parent: Id,
    pub(crate) site: &'static Site,
    pub(crate) link: Link,
}

impl Entry for TreeNode {
    type Key = NodeKey;

    fn hash(key: NodeKey) -> u64 {
        let site = ptr::from_ref(key.site).addr() as u64;
        mix(site ^ mix(u64::from(key.parent) << 1 | key.link as u64))
    }

    fn set(&self, key: NodeKey) {
        self.site.set(key.site);
        self.parent.store(key.parent, Relaxed);
        self.link.store(key.link as u32, Relaxed);
    }

    fn has(&self, key: NodeKey) -> bool {
        self.site.get().is_some_and(|site| ptr::eq(site, key.site))
            && self.parent.load(Relaxed) == key.parent
            && self.link.load(Relaxed) == key.link as u32
    }

    fn links(&self) -> &Links {
        &self.links
    }
}

impl TreeNode {
    /// The number of the chain before the last site.
    pub(crate) fn parent(&self) -> Id {
        self.parent.load(Relaxed)
    }

    /// How the last site hangs below the chain before it.
    pub(crate) fn link(&self) -> Link {
        if self.link.load(Relaxed) == Link::Nested as u32 { Link::Nested } else { Link::Detached }
    }

    /// The number of the last site in its scope.
    pub(crate) fn site_id(&self) -> Id {
        self.site_id.load(Relaxed)
    }

    /// Whether the chain holds its last site more than once, or may; true of sync sites.
    pub(crate) fn is_recursive(&self) -> bool {
        self.recursive.load(Relaxed) != 0
    }
}

/// All chains of a scope.
#[derive(Debug)]
pub(crate) struct Tree {
    nodes: Index<TreeNode>,
    cap: Id,
}

impl Tree {
    /// A tree of at most `cap` call paths, and one more for every site past them.
    pub(crate) fn new(cap: usize) -> Self {
        let cap = cap.min(u32::MAX as usize / 2);
        Self { nodes: Index::new(FIRST, cap + FIRST as usize + OVERFLOW_SITES), cap: FIRST + cap as Id }
    }

    /// The number of nodes there can be.
    pub(crate) fn capacity(&self) -> usize {
        self.cap as usize + OVERFLOW_SITES
    }

    pub(crate) fn get(&self, id: Id) -> Option<&TreeNode> {
        self.nodes.get(id)
    }

    /// Every node that a call can have reached.
    pub(crate) fn ids(&self) -> Vec<Id> {
        self.nodes.ids()
    }

    /// The number of the chain `key`; past the cap, that of its site below `<overflow>`; `None` when even that
    /// has no room.
    pub(crate) fn find_or_insert(&self, key: NodeKey, site_id: Id, spare: &mut Id) -> Option<Id> {
        let overflowed = key.parent == OVERFLOW
            || self.get(key.parent).is_some_and(|parent| key.parent != ROOT && parent.parent() == OVERFLOW);
        if !overflowed && let Some(id) = self.insert(key, site_id, spare, self.cap) {
            return Some(id);
        }
        let key = NodeKey { parent: OVERFLOW, link: Link::Nested, ..key };
        self.insert(key, site_id, spare, Id::MAX)
    }

    fn insert(&self, key: NodeKey, site_id: Id, spare: &mut Id, cap: Id) -> Option<Id> {
        if let Some(id) = self.nodes.find(key) {
            return Some(id);
        }
        // Racing threads may overshoot the cap by their number; there is room for that.
        if *spare == 0 && self.nodes.end() >= cap {
            return None;
        }
        self.nodes.find_or_insert(key, spare, |node| {
            node.site_id.store(site_id, Relaxed);
            let above = self.first_at_or_above(key.parent);
            node.first_above.store(above, Relaxed);
            // Past the cap the path does not tell, so it has to be asked each time.
            let recursive = !key.site.is_async() || key.parent == OVERFLOW || self.holds(above, site_id);
            node.recursive.store(u32::from(recursive), Relaxed);
        })
    }

    /// The nearest node at or above one whose async site stands on the chain for the first time there. Nodes of sync
    /// sites count as recursive, so that they are passed over.
    fn first_at_or_above(&self, id: Id) -> Id {
        match self.get(id).filter(|_| id > OVERFLOW) {
            Some(node) if node.is_recursive() => node.first_above.load(Relaxed),
            Some(_) => id,
            None => 0,
        }
    }

    /// Whether the chain whose nearest first node this is holds an async site. A step for each different site: a chain can
    /// be as long as there are nodes, where tasks spawn each other.
    fn holds(&self, mut first: Id, site_id: Id) -> bool {
        while let Some(node) = self.get(first).filter(|_| first > OVERFLOW) {
            if node.site_id() == site_id {
                return true;
            }
            first = node.first_above.load(Relaxed);
        }
        false
    }
}

#[cfg(all(test, not(callflow_loom)))]
mod tests {
    use super::*;
    use crate::reading::SiteKind;

    static SYNC: Site = Site::new(SiteKind::Sync, "tree", "sync", "", 0, 0, || "");
    static OUTER: Site = Site::new(SiteKind::Async, "tree", "outer", "", 0, 0, || "");
    static INNER: Site = Site::new(SiteKind::Async, "tree", "inner", "", 0, 0, || "");

    #[test]
    fn async_sites_recur_from_their_second_time_on_and_sync_ones_are_not_searched_for() {
        let tree = Tree::new(10);
        let (mut parent, mut spare) = (ROOT, 0);
        let chain = [(&OUTER, 1), (&SYNC, 2), (&INNER, 3), (&SYNC, 2), (&OUTER, 1), (&INNER, 3)];
        let recursive = chain.map(|(site, site_id)| {
            let key = NodeKey { parent, site, link: Link::Nested };
            parent = tree.find_or_insert(key, site_id, &mut spare).unwrap();
            tree.get(parent).unwrap().is_recursive()
        });
        assert_eq!(recursive, [false, true, false, true, true, true]);
    }
}
