//! "One lessee" and "Late thread".

use loom::{
    sync::{Arc, atomic::Ordering::Relaxed},
    thread,
};

use super::{check, check_within, open};
use crate::{
    nanos::Nanos,
    record::{
        scope::Registry,
        slab::{Plan, Slab, Slabs},
    },
};

/// Records a call: a load and a store, as the lessee may.
fn record(slab: &Slab) {
    slab.spare_node.store(slab.spare_node.load(Relaxed) + 1, Relaxed);
}

fn lease_twice(slabs: &Slabs) {
    for _ in 0..2 {
        let slab = slabs.lease();
        record(slab);
        slab.give_back();
    }
}

/// Room for one of each, and nothing is left out.
const PLAN: Plan = Plan { paths: 1, sites: 1, floor: Nanos::ZERO, keep: 1.0, seed: 0 };

fn lessees(threads: usize) {
    let slabs = Arc::new(Slabs::new(PLAN));
    let others: Vec<_> = (1..threads)
        .map(|_| {
            let slabs = slabs.clone();
            thread::spawn(move || lease_twice(&slabs))
        })
        .collect();
    lease_twice(&slabs);
    for other in others {
        other.join().unwrap();
    }
    let records: Vec<u32> = slabs.iter().map(|slab| slab.spare_node.load(Relaxed)).collect();
    assert_eq!(records.iter().sum::<u32>() as usize, 2 * threads, "a record was lost: {records:?}");
    assert!(records.len() <= threads);
    assert!(slabs.iter().zip(0..).all(|(slab, number)| slab.number == number));
}

#[test]
fn two_threads_never_have_one_slab_and_numbers_stay() {
    check(|| lessees(2));
}

#[test]
fn three_threads_never_have_one_slab_and_numbers_stay() {
    check_within(1, || lessees(3));
}

#[test]
fn a_slab_given_back_goes_to_the_next_thread() {
    check(|| {
        let slabs = Arc::new(Slabs::new(PLAN));
        for _ in 0..2 {
            let slabs = slabs.clone();
            thread::spawn(move || lease_twice(&slabs)).join().unwrap();
        }
        assert_eq!(slabs.iter().count(), 1);
    });
}

#[test]
fn who_comes_late_finds_the_scope_closed() {
    check(|| {
        let scope = open(&Registry::new(), 1);
        let late = thread::spawn({
            let scope = scope.clone();
            move || scope.lease().number
        });
        scope.close();
        late.join().unwrap();
        assert!(scope.slabs.iter().all(Slab::is_closed));
    });
}
