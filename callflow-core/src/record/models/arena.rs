//! "Two makers": a chunk, page, slab or histogram that two threads need first.

use std::sync::Arc as Count;

use loom::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
    thread,
};

use super::check;
use crate::record::arena::{Arena, Once};

/// A value that is written after it was made and before it is published.
struct Value {
    number: AtomicU32,
    _alive: Count<()>,
}

impl Value {
    fn boxed(alive: &Count<()>) -> Box<Self> {
        let value = Self { number: AtomicU32::new(0), _alive: Count::clone(alive) };
        value.number.store(7, Relaxed);
        Box::new(value)
    }
}

#[test]
fn two_makers_share_one_value_and_the_other_is_freed() {
    check(|| {
        let alive = Count::new(());
        let once: Arc<Once<Value>> = Arc::default();
        let maker = thread::spawn({
            let (once, alive) = (once.clone(), alive.clone());
            move || {
                let value = once.get_or_make(|| Value::boxed(&alive));
                assert_eq!(value.number.load(Relaxed), 7);
                std::ptr::from_ref(value).addr()
            }
        });
        let reader = thread::spawn({
            let once = once.clone();
            move || once.get().is_none_or(|value| value.number.load(Relaxed) == 7)
        });
        let value = once.get_or_make(|| Value::boxed(&alive));
        assert_eq!(value.number.load(Relaxed), 7);
        assert_eq!(maker.join().unwrap(), std::ptr::from_ref(value).addr());
        assert!(reader.join().unwrap());
        assert_eq!(Count::strong_count(&alive), 2);
        drop(once);
        assert_eq!(Count::strong_count(&alive), 1);
    });
}

#[test]
fn entries_of_one_chunk_are_shared_and_those_of_another_are_not() {
    check(|| {
        let arena: Arc<Arena<AtomicU32>> = Arc::new(Arena::new(4));
        let maker = thread::spawn({
            let arena = arena.clone();
            move || {
                arena.get_or_make(0).unwrap().fetch_add(1, Relaxed);
                arena.get_or_make(2).unwrap().fetch_add(1, Relaxed);
            }
        });
        arena.get_or_make(1).unwrap().fetch_add(1, Relaxed);
        arena.get_or_make(0).unwrap().fetch_add(1, Relaxed);
        maker.join().unwrap();
        let counts = [0, 1, 2, 3].map(|index| arena.get(index).unwrap().load(Relaxed));
        assert_eq!(counts, [2, 1, 1, 0]);
        assert!(arena.get_or_make(4).is_none());
    });
}
