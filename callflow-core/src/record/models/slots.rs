//! "Torn slots" and "Exit before entry".
//!
//! The reader is the thread that is made, so that it runs after the writer at first: a writer that loads what it then
//! stores to hides from loom that another thread has read it before.

use loom::{sync::Arc, thread};

use super::check_within;
use crate::{
    nanos::Nanos,
    reading::{Outcome, Tally},
    record::slab::{Slot, Times},
};

fn times(nanos: u64) -> Times {
    Times { total: Nanos(nanos), own: Nanos(nanos) }
}

fn outcomes(tally: &Tally) -> u64 {
    tally.ok + tally.error + tally.panicked + tally.cancelled
}

#[test]
fn what_is_read_whole_is_what_was_there_at_some_moment() {
    check_within(2, || {
        let slot = Slot::default();
        slot.end_sync(times(5), Outcome::Ok);
        let slot = Arc::new(slot);
        let reader = thread::spawn({
            let slot = slot.clone();
            move || {
                let (tally, whole) = slot.read();
                let read = [tally.ok, tally.total.0, tally.own.0, tally.min.0, tally.max.0];
                let moments = [[1, 5, 5, 5, 5], [2, 14, 14, 5, 9]];
                assert!(!whole || moments.contains(&read), "{read:?}");
            }
        });
        slot.end_sync(times(9), Outcome::Ok);
        reader.join().unwrap();
        assert!(slot.read().1);
    });
}

#[test]
fn no_call_ends_that_did_not_begin_even_in_a_torn_slot() {
    check_within(2, || {
        let slot = Arc::new(Slot::default());
        let reader = thread::spawn({
            let slot = slot.clone();
            move || {
                let ended = outcomes(&slot.read().0);
                let entered = slot.entered();
                assert!(ended <= entered, "{ended} of {entered}");
            }
        });
        slot.enter();
        slot.end_sync(times(1), Outcome::Cancelled);
        reader.join().unwrap();
    });
}

#[test]
fn no_call_ends_that_did_not_begin_in_another_slab() {
    check_within(2, || {
        let slots: Arc<[Slot; 2]> = Arc::default();
        let reader = thread::spawn({
            let slots = slots.clone();
            move || {
                let ended: u64 = slots.iter().map(|slot| outcomes(&slot.read().0)).sum();
                let entered: u64 = slots.iter().map(Slot::entered).sum();
                assert!(ended <= entered, "{ended} of {entered}");
            }
        });
        slots[1].enter();
        // Whatever moves a future to another thread orders the two.
        let ender = thread::spawn({
            let slots = slots.clone();
            move || slots[0].end_sync(times(1), Outcome::Panicked)
        });
        ender.join().unwrap();
        reader.join().unwrap();
    });
}
