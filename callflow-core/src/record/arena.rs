//! Append-only storage: a number gives an entry, entries never move, and they are made when first asked for.
//!
//! Three levels of pointers reach two million entries while an empty arena is a few words. Whoever needs a chunk
//! first allocates it and publishes it by compare-and-swap; the loser of that race frees its own.
#![expect(unsafe_code, reason = "one of the recorder's three files with raw pointers")]

use std::{marker::PhantomData, ptr};

use super::sync::{AcqRel, Acquire, AtomicPtr, Relaxed};

/// Entries of one chunk. (Here as elsewhere, models of loom get by with less.)
pub(crate) const CHUNK: usize = if cfg!(callflow_loom) { 2 } else { 32 };
/// Chunks of one page.
const CHUNKS: usize = if cfg!(callflow_loom) { 2 } else { 64 };
/// Entries of one page.
const PAGE: usize = CHUNK * CHUNKS;

/// A pointer that is set once, from null, to a box that it owns from then on.
#[derive(Debug)]
pub(crate) struct Once<T> {
    pointer: AtomicPtr<T>,
    _owns: PhantomData<Box<T>>,
}

impl<T> Default for Once<T> {
    fn default() -> Self {
        Self { pointer: AtomicPtr::new(ptr::null_mut()), _owns: PhantomData }
    }
}

impl<T> Once<T> {
    #[inline]
    pub(crate) fn get(&self) -> Option<&T> {
        let pointer = self.pointer.load(Acquire);
        // SAFETY: the pointer is null or came from `Box::into_raw` in `set`, which published the value with the
        // release half of its compare-and-swap; it is freed in `drop` only, which has `&mut self`.
        unsafe { pointer.as_ref() }
    }

    /// The value that is there from now on, and whether it is the given one.
    #[cold]
    pub(crate) fn set(&self, value: Box<T>) -> (&T, bool) {
        let made = Box::into_raw(value);
        match self.pointer.compare_exchange(ptr::null_mut(), made, AcqRel, Acquire) {
            // SAFETY: `made` is a live box that now belongs to `self` (see `get`).
            Ok(_) => (unsafe { &*made }, true),
            Err(theirs) => {
                // SAFETY: `made` was never published, so this is the only pointer to that box.
                drop(unsafe { Box::from_raw(made) });
                // SAFETY: `theirs` is not null, since the exchange from null failed; see `get`.
                (unsafe { &*theirs }, false)
            }
        }
    }

    #[inline]
    pub(crate) fn get_or_make(&self, value: impl FnOnce() -> Box<T>) -> &T {
        match self.get() {
            Some(value) => value,
            None => self.set(value()).0,
        }
    }
}

impl<T> Drop for Once<T> {
    fn drop(&mut self) {
        let pointer = self.pointer.load(Acquire);
        if !pointer.is_null() {
            // SAFETY: the box belongs to `self` (see `set`), and `&mut self` excludes readers.
            drop(unsafe { Box::from_raw(pointer) });
        }
    }
}

// SAFETY: `Once` owns a `T` like a box and hands out `&T` to whoever holds `&Once`; the atomic pointer orders
// the making of the value before every use.
unsafe impl<T: Send + Sync> Send for Once<T> {}
// SAFETY: as above.
unsafe impl<T: Send + Sync> Sync for Once<T> {}

/// A reference that is set before it is published, and read by whoever found the entry that holds it.
#[derive(Debug)]
pub(crate) struct StaticRef<T: 'static> {
    pointer: AtomicPtr<T>,
    _refers: PhantomData<&'static T>,
}

impl<T> Default for StaticRef<T> {
    fn default() -> Self {
        Self { pointer: AtomicPtr::new(ptr::null_mut()), _refers: PhantomData }
    }
}

impl<T: Sync> StaticRef<T> {
    pub(crate) fn set(&self, value: &'static T) {
        self.pointer.store(ptr::from_ref(value).cast_mut(), Relaxed);
    }

    pub(crate) fn get(&self) -> Option<&'static T> {
        // SAFETY: only `set` stores here, and what it stores lives for ever, is shared and is `Sync`. The link that led
        // to the entry was stored after it, with release.
        unsafe { self.pointer.load(Relaxed).as_ref() }
    }
}

type Chunk<T> = [T; CHUNK];

/// Up to 2,048 entries.
#[derive(Debug)]
struct Page<T> {
    chunks: [Once<Chunk<T>>; CHUNKS],
}

impl<T> Default for Page<T> {
    fn default() -> Self {
        Self { chunks: std::array::from_fn(|_| Once::default()) }
    }
}

impl<T: Default> Page<T> {
    #[inline]
    fn get(&self, index: usize) -> Option<&T> {
        let chunk = self.chunks[(index / CHUNK) % CHUNKS].get()?;
        Some(&chunk[index % CHUNK])
    }

    #[inline]
    fn get_or_make(&self, index: usize) -> &T {
        let place = &self.chunks[(index / CHUNK) % CHUNKS];
        let chunk = if let Some(chunk) = place.get() { chunk } else { Self::make(place) };
        &chunk[index % CHUNK]
    }

    // Out of the way of those who find their chunk: it is put together on the stack.
    #[cold]
    #[inline(never)]
    fn make(place: &Once<Chunk<T>>) -> &Chunk<T> {
        place.set(Box::new(std::array::from_fn(|_| T::default()))).0
    }
}

/// Entries by number.
#[derive(Debug)]
pub(crate) struct Arena<T> {
    pages: Box<[Once<Page<T>>]>,
}

impl<T: Default> Arena<T> {
    /// Room for `capacity` entries, rounded up to whole pages.
    pub(crate) fn new(capacity: usize) -> Self {
        Self { pages: (0..capacity.div_ceil(PAGE)).map(|_| Once::default()).collect() }
    }

    /// The number of entries there can be.
    pub(crate) fn capacity(&self) -> usize {
        self.pages.len() * PAGE
    }

    /// The entry of that number, if its chunk was made.
    #[inline]
    pub(crate) fn get(&self, index: usize) -> Option<&T> {
        self.pages.get(index / PAGE)?.get()?.get(index % PAGE)
    }

    /// The entry of that number; `None` past the capacity.
    #[inline]
    pub(crate) fn get_or_make(&self, index: usize) -> Option<&T> {
        let page = self.pages.get(index / PAGE)?;
        Some(page.get_or_make(|| Box::new(Page::default())).get_or_make(index % PAGE))
    }
}

#[cfg(all(test, not(callflow_loom)))]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    };

    use super::*;

    #[test]
    fn entries_are_made_once_and_stay() {
        let arena: Arena<AtomicUsize> = Arena::new(5_000);
        assert_eq!(arena.capacity(), 3 * PAGE);
        assert!(arena.get(4_999).is_none() && arena.get(usize::MAX).is_none());
        assert!(arena.get_or_make(3 * PAGE).is_none());
        for index in [0, 31, 32, 2_047, 2_048, 4_999] {
            arena.get_or_make(index).unwrap().store(index + 1, Relaxed);
        }
        for index in [0, 31, 32, 2_047, 2_048, 4_999] {
            assert_eq!(arena.get(index).unwrap().load(Relaxed), index + 1);
        }
    }

    /// Compiles while one impl of each trait fits, so while the type lacks what the other asks for.
    #[test]
    fn what_is_not_shared_makes_no_shared_once() {
        use std::cell::Cell;

        struct IfSend;
        struct IfSync;
        trait NotSend<T> {
            fn holds() {}
        }
        impl<T> NotSend<()> for T {}
        impl<T: Send> NotSend<IfSend> for T {}
        trait NotSync<T> {
            fn holds() {}
        }
        impl<T> NotSync<()> for T {}
        impl<T: Sync> NotSync<IfSync> for T {}

        <Once<Cell<u8>> as NotSync<_>>::holds();
        <Once<std::sync::MutexGuard<'static, u8>> as NotSend<_>>::holds();
        // What is sent and not shared can be reached by whoever holds a `&Once`.
        <Once<Cell<u8>> as NotSend<_>>::holds();
    }

    /// A reference to what is not shared can be neither set nor read: the trait's methods are found.
    #[test]
    fn what_is_not_shared_is_not_referred_to() {
        use std::cell::Cell;

        trait Otherwise {
            fn get(&self) -> &'static str {
                "not shared"
            }
        }
        impl<T> Otherwise for StaticRef<T> {}
        assert_eq!(StaticRef::<Cell<u8>>::default().get(), "not shared");
    }

    #[test]
    fn racing_makers_agree() {
        let arena: Arc<Arena<AtomicUsize>> = Arc::new(Arena::new(PAGE));
        let makers = (0..4).map(|_| {
            let arena = Arc::clone(&arena);
            std::thread::spawn(move || {
                for index in 0..PAGE {
                    arena.get_or_make(index).unwrap().fetch_add(1, Relaxed);
                }
            })
        });
        makers.collect::<Vec<_>>().into_iter().for_each(|maker| maker.join().unwrap());
        assert!((0..PAGE).all(|index| arena.get(index).unwrap().load(Relaxed) == 4));
    }
}
