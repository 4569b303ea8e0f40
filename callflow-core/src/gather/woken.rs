//! Which children of a gather were woken, on whatever thread.

#[cfg(callflow_loom)]
use loom::sync::atomic::{AtomicU64, Ordering::AcqRel};
#[cfg(not(callflow_loom))]
use std::sync::atomic::{AtomicU64, Ordering::AcqRel};
use std::task::Waker;

use atomic_waker::AtomicWaker;

/// Which children were woken, and who is to be woken for them.
#[derive(Debug)]
pub(super) struct Woken {
    /// A bit for every child.
    children: Box<[AtomicU64]>,
    /// A bit for every word of `children` that may have one.
    words: Box<[AtomicU64]>,
    parent: AtomicWaker,
}

/// So many bits that are set.
fn bits(count: usize) -> Box<[AtomicU64]> {
    let word = |first: usize| if count - first < 64 { (1 << (count - first)) - 1 } else { u64::MAX };
    (0..count).step_by(64).map(|first| AtomicU64::new(word(first))).collect()
}

impl Woken {
    /// All children are to be polled.
    pub(super) fn new(count: usize) -> Self {
        let children = bits(count);
        let words = bits(children.len());
        Self { children, words, parent: AtomicWaker::new() }
    }

    /// From the inside out: whoever finds a word's bit finds the child's, and whoever is woken finds both.
    pub(super) fn wake(&self, child: usize) {
        self.children[child / 64].fetch_or(1 << (child % 64), AcqRel);
        self.words[child / 64 / 64].fetch_or(1 << (child / 64 % 64), AcqRel);
        self.parent.wake();
    }

    /// Takes the woken children, in order; from now on `parent` is woken for others.
    pub(super) fn take(&self, parent: &Waker) -> impl Iterator<Item = usize> {
        // Before any is taken: a wake between the two would wake nobody.
        self.parent.register(parent);
        self.words.iter().enumerate().flat_map(move |(place, word)| {
            ones(word.swap(0, AcqRel)).flat_map(move |bit| {
                let word = place * 64 + bit;
                ones(self.children[word].swap(0, AcqRel)).map(move |bit| word * 64 + bit)
            })
        })
    }
}

/// The places of the bits that are set, in order.
fn ones(mut word: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let place = word.trailing_zeros();
        word &= word.wrapping_sub(1);
        (place < 64).then_some(place as usize)
    })
}

#[cfg(all(test, not(callflow_loom)))]
mod tests {
    use super::*;

    #[test]
    fn who_was_woken_is_taken_once_and_in_order() {
        let woken = Woken::new(5_000);
        let waker = Waker::noop();
        assert!(woken.take(waker).eq(0..5_000));
        assert_eq!(woken.take(waker).next(), None);
        let children = [0, 1, 63, 64, 200, 4_095, 4_096, 4_999];
        for child in children.into_iter().rev().chain([64, 0]) {
            woken.wake(child);
        }
        assert!(woken.take(waker).eq(children));
        assert_eq!(woken.take(waker).next(), None);
        woken.wake(64);
        assert!(woken.take(waker).eq([64]));
    }

    #[test]
    fn all_children_of_a_gather_of_any_size_are_polled_at_first() {
        for count in [0, 1, 63, 64, 65, 128, 4_095, 4_096, 4_097] {
            assert!(Woken::new(count).take(Waker::noop()).eq(0..count), "{count}");
        }
    }
}

/// For loom, as those of the recorder are; see `ci/loom.sh`.
#[cfg(all(callflow_loom, test))]
mod models {
    use std::{
        collections::BTreeSet,
        sync::Arc,
        task::{Wake, Waker},
    };

    use loom::{sync::Notify, thread};

    use super::Woken;

    /// A task that sleeps until it is woken.
    struct Task(Notify);

    impl Wake for Task {
        fn wake(self: Arc<Self>) {
            self.0.notify();
        }
    }

    /// "Lost wake": a child is woken while the task takes those that were. Loom sees a task that nobody wakes again.
    #[test]
    fn a_task_hears_of_every_child() {
        loom::model(|| {
            let children = [0, 64];
            let woken = Arc::new(Woken::new(65));
            assert!(woken.take(Waker::noop()).eq(0..65));
            let theirs = thread::spawn({
                let woken = woken.clone();
                move || children.map(|child| woken.wake(child))
            });
            let task = Arc::new(Task(Notify::new()));
            let waker = Waker::from(task.clone());
            let mut heard = BTreeSet::new();
            loop {
                heard.extend(woken.take(&waker));
                if heard.len() == children.len() {
                    break;
                }
                task.0.wait();
            }
            assert!(heard.into_iter().eq(children));
            theirs.join().unwrap();
        });
    }
}
