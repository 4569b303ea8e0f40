//! "Shared reserve": entries of the timeline that several slabs take from one scope.

use loom::{sync::Arc, thread};

use super::check;
use crate::{
    reading::Outcome,
    record::{
        clock::Ticks,
        timeline::{Begun, Reserve, Timeline},
    },
};

fn take(timeline: &Timeline, reserve: &Reserve, calls: usize) -> Vec<u32> {
    (0..calls).map(|_| timeline.reserve(reserve)).filter(|id| *id != 0).collect()
}

/// Two threads ask for that many entries each, of which there are so many.
fn takers(cap: u32, calls: usize) {
    let timeline = Arc::new(Timeline::new(cap, cap));
    let other = thread::spawn({
        let timeline = timeline.clone();
        move || {
            let reserve = Reserve::default();
            (take(&timeline, &reserve, calls), reserve.left_out())
        }
    });
    let reserve = Reserve::default();
    let mut ids = take(&timeline, &reserve, calls);
    let (theirs, left_out) = other.join().unwrap();
    ids.extend(theirs);
    assert_eq!(ids.len() as u64 + left_out + reserve.left_out(), 2 * calls as u64);
    ids.sort_unstable();
    assert!(ids.windows(2).all(|pair| pair[0] < pair[1]), "{ids:?}");
    assert!(ids.iter().all(|id| (1..=cap).contains(id)), "{ids:?}");
}

#[test]
fn entries_go_to_one_call_each_up_to_the_cap() {
    check(|| takers(2, 2));
}

#[test]
fn blocks_of_entries_go_to_one_thread_each_up_to_the_cap() {
    check(|| takers(5, 3));
}

#[test]
fn a_reader_sees_whole_entries() {
    check(|| {
        let timeline = Arc::new(Timeline::new(2, 2));
        // Made first, but at first run last: see `slots`.
        let reader = thread::spawn({
            let timeline = timeline.clone();
            move || {
                for call in timeline.calls() {
                    assert_eq!((call.begun.node, call.begun.lane, call.begun.start), (2, 3, Ticks(5)));
                    assert!(call.end.is_none_or(|end| end == (Ticks(9), Outcome::Error)));
                }
                for slice in timeline.slices() {
                    assert_eq!(
                        (slice.call, slice.thread, slice.start, slice.end),
                        (1, 4, Ticks(5), Ticks(9))
                    );
                }
            }
        });
        let reserve = Reserve::default();
        let id = timeline.reserve(&reserve);
        timeline.begin(id, Begun { node: 2, parent: 0, lane: 3, start: Ticks(5) });
        assert!(timeline.segment(id, 4, Ticks(5), Ticks(9), &reserve));
        timeline.end(id, Ticks(9), Outcome::Error, None);
        reader.join().unwrap();
    });
}
