//! "Lost insertion race": two threads that meet the same call path, or two paths that want the same link, first.

use loom::{
    sync::{
        Arc,
        atomic::{
            AtomicBool, AtomicU32,
            Ordering::{Acquire, Relaxed, Release},
        },
    },
    thread,
};

use super::{A, B, check};
use crate::{
    reading::Link,
    record::{
        index::{Entry, Id, Index, Links},
        tree::{NodeKey, OVERFLOW, ROOT, Tree},
    },
    site::Site,
};

/// An entry all of whose keys want the same links.
#[derive(Default)]
struct Word {
    key: AtomicU32,
    ready: AtomicU32,
    links: Links,
}

impl Entry for Word {
    type Key = u32;

    fn hash(_: u32) -> u64 {
        0
    }

    fn set(&self, key: u32) {
        self.key.store(key, Relaxed);
    }

    fn has(&self, key: u32) -> bool {
        self.key.load(Relaxed) == key
    }

    fn links(&self) -> &Links {
        &self.links
    }
}

fn insert(index: &Index<Word>, key: u32, spare: &mut Id) -> Id {
    let id = index.find_or_insert(key, spare, |entry| entry.ready.store(key, Relaxed)).unwrap();
    let entry = index.get(id).unwrap();
    assert_eq!((entry.key.load(Relaxed), entry.ready.load(Relaxed)), (key, key));
    id
}

#[test]
fn two_threads_agree_on_the_number_of_a_key() {
    check(|| {
        let index: Arc<Index<Word>> = Arc::new(Index::new(1, 4));
        let theirs = thread::spawn({
            let index = index.clone();
            move || {
                let mut spare = 0;
                (insert(&index, 5, &mut spare), spare)
            }
        });
        let mut spare = 0;
        let id = insert(&index, 5, &mut spare);
        let (their_id, their_spare) = theirs.join().unwrap();
        assert_eq!(id, their_id);
        assert_eq!(index.ids(), [id]);
        // Who lost keeps a number, and every number given out is one or the other.
        let spares = u32::from(spare != 0) + u32::from(their_spare != 0);
        assert!(spares <= 1);
        assert_eq!(index.end(), 2 + spares);
        // It goes to the next key.
        let end = index.end();
        let next = insert(&index, 6, &mut spare);
        assert!(next != id && spare == 0);
        assert_eq!(index.end(), end.max(next + 1));
    });
}

#[test]
fn two_keys_that_want_one_link_get_one_each() {
    check(|| {
        let index: Arc<Index<Word>> = Arc::new(Index::new(1, 4));
        let theirs = thread::spawn({
            let index = index.clone();
            move || {
                let mut spare = 0;
                [insert(&index, 5, &mut spare), insert(&index, 6, &mut spare)]
            }
        });
        let mut spare = 0;
        let [six, five] = [insert(&index, 6, &mut spare), insert(&index, 5, &mut spare)];
        assert_eq!(theirs.join().unwrap(), [five, six]);
        assert_ne!(five, six);
        let mut ids = index.ids();
        ids.sort_unstable();
        assert_eq!(ids, [five.min(six), five.max(six)]);
    });
}

#[test]
fn a_reader_misses_nothing_that_was_finished_and_sees_whole_entries() {
    check(|| {
        let index: Arc<Index<Word>> = Arc::new(Index::new(1, 4));
        let finished = Arc::new(AtomicBool::new(false));
        let reader = thread::spawn({
            let (index, finished) = (index.clone(), finished.clone());
            move || {
                let finished = finished.load(Acquire);
                let keys: Vec<u32> = index
                    .ids()
                    .into_iter()
                    .map(|id| {
                        let entry = index.get(id).unwrap();
                        let key = entry.key.load(Relaxed);
                        assert!(key == entry.ready.load(Relaxed) && key != 0);
                        key
                    })
                    .collect();
                assert!(!finished || keys.contains(&5));
            }
        });
        let mut spare = 0;
        insert(&index, 5, &mut spare);
        finished.store(true, Release);
        insert(&index, 6, &mut spare);
        reader.join().unwrap();
    });
}

#[test]
fn two_threads_grow_one_tree() {
    fn path(tree: &Tree, sites: [(&'static Site, Id); 2], spare: &mut Id) -> [Id; 2] {
        let mut parent = ROOT;
        sites.map(|(site, site_id)| {
            let key = NodeKey { parent, site, link: Link::Nested };
            let id = tree.find_or_insert(key, site_id, spare).unwrap();
            let node = tree.get(id).unwrap();
            assert_eq!((node.parent(), node.site_id(), node.is_recursive()), (parent, site_id, false));
            parent = id;
            id
        })
    }
    check(|| {
        // The cap counts numbers, of which a lost race may keep one.
        let tree = Arc::new(Tree::new(3));
        let theirs = thread::spawn({
            let tree = tree.clone();
            move || path(&tree, [(&A, 1), (&B, 2)], &mut 0)
        });
        let ours = path(&tree, [(&A, 1), (&B, 2)], &mut 0);
        assert_eq!(ours, theirs.join().unwrap());
        assert_eq!(tree.ids().len(), 2);
    });
}

#[test]
fn past_the_cap_there_is_one_node_for_a_site() {
    check(|| {
        let tree = Arc::new(Tree::new(1));
        let mut spare = 0;
        let key = |site| NodeKey { parent: ROOT, site, link: Link::Detached };
        let first = tree.find_or_insert(key(&A), 1, &mut spare).unwrap();
        let theirs = thread::spawn({
            let tree = tree.clone();
            move || tree.find_or_insert(key(&B), 2, &mut 0).unwrap()
        });
        let ours = tree.find_or_insert(key(&B), 2, &mut spare).unwrap();
        assert_eq!(ours, theirs.join().unwrap());
        assert_ne!(ours, first);
        assert_eq!(tree.get(ours).unwrap().parent(), OVERFLOW);
    });
}
