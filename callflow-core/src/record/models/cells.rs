//! "Spawned child outlives parent" and the other races of the concurrency word.
//!
//! Every program checks that the number of leaves is 0 in the end, that every cell is free again, exactly once,
//! and that the peak is one of those that `order` allows: exactly, or within the number of other threads that were
//! inside of a start or an end ("Late change").
#![expect(clippy::needless_pass_by_value, reason = "a call that has ended is used up")]

use std::sync::{
    Arc as Shared,
    atomic::{AtomicI64, AtomicUsize, Ordering::SeqCst},
};

use loom::thread::{self, JoinHandle};

use super::{
    check, check_within,
    order::{Call, Log, Step},
};
use crate::record::{
    concurrency::{CellId, Cells, NO_CELL, Owner, Pool, ROOT_CELL},
    leaves::{Leaves, Parked},
};

/// A scope's cells and counters, and what the model keeps beside them.
struct World {
    cells: Cells,
    leaves: Leaves,
    /// The places of the threads, and how many are given out.
    parked: Vec<Parked>,
    threads: AtomicUsize,
    log: Log,
    /// The number of leaves, by the same changes.
    sum: AtomicI64,
    /// The highest number of a cell.
    last: AtomicUsize,
}

/// A thread with its pool, which it hands back at its end.
struct Worker {
    world: Shared<World>,
    number: usize,
    pool: Pool,
}

/// A call's context as another call captured it.
#[must_use]
struct Captured {
    call: Option<Call>,
    cell: CellId,
}

/// A call in flight.
#[must_use]
struct InFlight {
    call: Call,
    cell: CellId,
    parent: CellId,
}

impl Worker {
    fn root() -> Captured {
        Captured { call: None, cell: ROOT_CELL }
    }

    fn new(world: Shared<World>) -> Self {
        let number = world.threads.fetch_add(1, SeqCst);
        Self { world, number, pool: Pool::default() }
    }

    fn beside(&self) -> Self {
        Self::new(self.world.clone())
    }

    /// Runs `work` on another thread, which has a pool of its own.
    fn spawn<T: 'static>(&self, work: impl FnOnce(&Self) -> T + 'static) -> JoinHandle<(Pool, T)> {
        let worker = self.beside();
        thread::spawn(move || {
            let done = work(&worker);
            (worker.pool, done)
        })
    }

    fn change(&self, by: i64) {
        let World { sum, leaves, parked, .. } = &*self.world;
        sum.fetch_add(by, SeqCst);
        if !parked[self.number].absorbs(by) {
            leaves.change(by, || parked.iter());
        }
    }

    fn capture(&self, call: &mut InFlight) -> Captured {
        let cells = &self.world.cells;
        if call.cell == NO_CELL {
            call.cell = cells.open(Owner { parent: call.parent, node: 0, timeline: 0 }, &self.pool);
            assert_ne!(call.cell, ROOT_CELL);
            self.world.last.fetch_max(call.cell as usize, SeqCst);
        }
        cells.capture(call.cell);
        Captured { call: Some(call.call), cell: call.cell }
    }

    fn start(&self, call: Call, parent: Captured) -> InFlight {
        self.world.log.step(Step::Start(call, parent.call), || {
            self.change(self.world.cells.start(parent.cell));
        });
        InFlight { call, cell: NO_CELL, parent: parent.cell }
    }

    fn end(&self, call: InFlight) {
        self.world.log.step(Step::End(call.call), || {
            self.change(self.world.cells.end(call.cell, call.parent, &self.pool));
        });
    }

    /// A whole call that calls no other.
    fn call(&self, call: Call, parent: Captured) {
        let in_flight = self.start(call, parent);
        self.end(in_flight);
    }

    /// A captured context is dropped.
    fn release(&self, captured: Captured) {
        self.world.cells.release(captured.cell, &self.pool);
    }

    /// Checks what a program must leave behind whose peak is exact. `pools`: those of the other threads.
    fn finish(self, pools: Vec<Pool>) {
        self.finish_within(0, pools);
    }

    /// The same where a change may come late: the peak is exact but for the other threads in a step.
    fn finish_nearly(self, pools: Vec<Pool>) {
        let others = self.world.log.others();
        self.finish_within(others, pools);
    }

    fn finish_within(self, error: usize, pools: Vec<Pool>) {
        let world = &self.world;
        assert_eq!(world.sum.load(SeqCst), 0, "leaves were left");
        let peaks = world.log.peaks();
        let peak = world.leaves.peak() as usize;
        let near = peaks.iter().any(|allowed| allowed.abs_diff(peak) <= error);
        assert!(near, "{peak} is none of {peaks:?} of {:?}", world.log);
        let last = world.last.load(SeqCst);
        let owner = Owner { parent: ROOT_CELL, node: 0, timeline: 0 };
        let mut free = Vec::new();
        for pool in pools.iter().chain([&self.pool]) {
            loop {
                let cell = world.cells.open(owner, pool) as usize;
                if cell > last || cell == ROOT_CELL as usize {
                    break;
                }
                free.push(cell);
                assert!(free.len() <= last, "a cell is free twice: {free:?}");
            }
        }
        free.sort_unstable();
        // A fresh cell that a pool gave out at its end raises no later one's number past `last`.
        assert_eq!(free, (1..=last).collect::<Vec<_>>());
    }
}

/// Runs a program of so many threads.
fn program(threads: usize, program: impl Fn(Worker) + Sync + Send + 'static) {
    check_within(2, move || {
        let world = World {
            cells: Cells::new(),
            leaves: Leaves::default(),
            parked: (0..threads).map(|_| Parked::default()).collect(),
            threads: AtomicUsize::new(0),
            log: Log::default(),
            sum: AtomicI64::new(0),
            last: AtomicUsize::new(0),
        };
        program(Worker::new(Shared::new(world)));
    });
}

#[test]
fn sequential_chains_side_by_side() {
    program(2, |main| {
        let chain = |worker: &Worker, first: Call| {
            let mut parent = worker.start(first, Worker::root());
            let captured = worker.capture(&mut parent);
            worker.call(first + 1, captured);
            worker.end(parent);
        };
        let other = main.spawn(move |worker| chain(worker, 0));
        chain(&main, 2);
        let (pool, ()) = other.join().unwrap();
        assert!(main.world.leaves.peak() <= 2);
        main.finish(vec![pool]);
    });
}

#[test]
fn two_spawned_children_of_a_parent_that_waits() {
    program(3, |main| {
        let mut parent = main.start(0, Worker::root());
        let [first, second] = [main.capture(&mut parent), main.capture(&mut parent)];
        let first = main.spawn(|worker| worker.call(1, first));
        let second = main.spawn(|worker| worker.call(2, second));
        let pools = vec![first.join().unwrap().0, second.join().unwrap().0];
        main.end(parent);
        main.finish(pools);
    });
}

#[test]
fn two_spawned_children_that_may_outlive_their_parent() {
    program(3, |main| {
        let mut parent = main.start(0, Worker::root());
        let [first, second] = [main.capture(&mut parent), main.capture(&mut parent)];
        let first = main.spawn(|worker| worker.call(1, first));
        let second = main.spawn(|worker| worker.call(2, second));
        main.end(parent);
        let pools = vec![first.join().unwrap().0, second.join().unwrap().0];
        main.finish_nearly(pools);
    });
}

#[test]
fn a_grandchild_that_outlives_both() {
    program(3, |main| {
        let mut parent = main.start(0, Worker::root());
        let captured = main.capture(&mut parent);
        let mut child = main.start(1, captured);
        let captured = main.capture(&mut child);
        let grandchild = main.spawn(|worker| worker.call(2, captured));
        let other = main.spawn(|worker| worker.end(child));
        main.end(parent);
        let pools = vec![grandchild.join().unwrap().0, other.join().unwrap().0];
        main.finish_nearly(pools);
    });
}

#[test]
fn gathered_children_that_move_between_threads() {
    program(2, |main| {
        let mut parent = main.start(0, Worker::root());
        let [first, second] = [main.capture(&mut parent), main.capture(&mut parent)];
        let first = main.start(1, first);
        let other = main.spawn(|worker| {
            worker.end(first);
            worker.call(3, Worker::root());
        });
        main.call(2, second);
        let (pool, ()) = other.join().unwrap();
        main.end(parent);
        main.finish_nearly(vec![pool]);
    });
}

#[test]
fn a_captured_context_given_up_while_its_call_ends() {
    program(3, |main| {
        let mut parent = main.start(0, Worker::root());
        let captured = main.capture(&mut parent);
        let mut child = main.start(1, captured);
        let [first, second] = [main.capture(&mut child), main.capture(&mut child)];
        let first = main.spawn(|worker| worker.release(first));
        let second = main.spawn(|worker| worker.release(second));
        main.end(child);
        main.end(parent);
        let pools = vec![first.join().unwrap().0, second.join().unwrap().0];
        main.finish(pools);
    });
}

#[test]
fn two_parents_end_while_their_only_children_do() {
    program(2, |main| {
        let pair = |worker: &Worker, first: Call| {
            let mut parent = worker.start(first, Worker::root());
            let captured = worker.capture(&mut parent);
            (parent, worker.start(first + 1, captured))
        };
        let (first, first_child) = pair(&main, 0);
        let (second, second_child) = pair(&main, 2);
        let other = main.spawn(|worker| {
            worker.end(first);
            worker.end(second_child);
        });
        main.end(first_child);
        main.end(second);
        let (pool, ()) = other.join().unwrap();
        main.finish(vec![pool]);
    });
}

#[test]
fn a_child_starts_while_its_parent_and_sibling_end() {
    program(3, |main| {
        let mut parent = main.start(0, Worker::root());
        let [first, second] = [main.capture(&mut parent), main.capture(&mut parent)];
        let sibling = main.start(1, first);
        let starter = main.spawn(|worker| worker.start(2, second));
        let ender = main.spawn(|worker| worker.end(sibling));
        main.end(parent);
        let (pool, child) = starter.join().unwrap();
        main.end(child);
        let pools = vec![pool, ender.join().unwrap().0];
        main.finish_nearly(pools);
    });
}

#[test]
fn cells_freed_on_another_thread_are_used_again() {
    program(2, |main| {
        // Two cells are more than a pool keeps in a model, so the other thread hands them back while this one
        // asks for more.
        let cells: Vec<InFlight> = (0..2)
            .map(|call| {
                let mut call = main.start(call, Worker::root());
                let captured = main.capture(&mut call);
                main.release(captured);
                call
            })
            .collect();
        let other = main.spawn(|worker| cells.into_iter().for_each(|call| worker.end(call)));
        for number in 2..4 {
            let mut call = main.start(number, Worker::root());
            let captured = main.capture(&mut call);
            main.release(captured);
            main.end(call);
        }
        let (pool, ()) = other.join().unwrap();
        main.finish(vec![pool]);
    });
}

#[test]
fn two_threads_hand_back_cells_while_a_third_takes_them() {
    program(3, |main| {
        let mut opened: Vec<InFlight> = (0..4)
            .map(|call| {
                let mut call = main.start(call, Worker::root());
                let captured = main.capture(&mut call);
                main.release(captured);
                call
            })
            .collect();
        let rest = opened.split_off(2);
        let end =
            |calls: Vec<InFlight>| move |worker: &Worker| calls.into_iter().for_each(|call| worker.end(call));
        let first = main.spawn(end(opened));
        let second = main.spawn(end(rest));
        let mut call = main.start(4, Worker::root());
        let captured = main.capture(&mut call);
        main.call(5, captured);
        main.end(call);
        let pools = vec![first.join().unwrap().0, second.join().unwrap().0];
        main.finish(pools);
    });
}

/// Calls that follow each other take up what the one before has parked, while other threads take it away.
#[test]
fn calls_one_after_another_on_two_threads() {
    program(2, |main| {
        let two = |worker: &Worker, first: Call| {
            worker.call(first, Worker::root());
            worker.call(first + 1, Worker::root());
        };
        let other = main.spawn(move |worker| two(worker, 0));
        two(&main, 2);
        let (pool, ()) = other.join().unwrap();
        main.finish(vec![pool]);
    });
}

#[test]
fn parked_on_one_thread_while_two_others_begin() {
    program(3, |main| {
        main.call(0, Worker::root());
        let first = main.spawn(|worker| worker.call(1, Worker::root()));
        let second = main.spawn(|worker| worker.call(2, Worker::root()));
        main.call(3, Worker::root());
        let pools = vec![first.join().unwrap().0, second.join().unwrap().0];
        main.finish(pools);
    });
}

/// A call begins because one on another thread has ended, and a third one counts: no order has all three in flight.
fn follow(has_parked: bool) {
    program(3, move |main| {
        let ended = Shared::new(loom::sync::Notify::new());
        let first = main.start(0, Worker::root());
        let follower = main.beside();
        if has_parked {
            follower.call(1, Worker::root());
        }
        let follower = thread::spawn({
            let ended = ended.clone();
            move || {
                ended.wait();
                follower.call(2, Worker::root());
                follower.pool
            }
        });
        let ender = main.spawn(move |worker| {
            worker.end(first);
            ended.notify();
        });
        main.call(3, Worker::root());
        let pools = vec![follower.join().unwrap(), ender.join().unwrap().0];
        main.finish(pools);
    });
}

#[test]
fn a_call_that_follows_another_and_takes_up_a_leaf() {
    follow(true);
}

#[test]
fn a_call_that_follows_another_and_is_counted() {
    follow(false);
}

/// The same word counts the leaves among the calls of one site: here a recursive one, whose inner call may end
/// last.
#[test]
fn calls_of_one_site_that_outlive_each_other() {
    check(|| {
        let (cells, pool) = (Shared::new(Cells::new()), Pool::default());
        let (leaves, parked) = (Leaves::default(), [Parked::default(), Parked::default()]);
        let sum = AtomicI64::new(0);
        let site = Shared::new((leaves, parked, sum));
        let change = |site: &(Leaves, [Parked; 2], AtomicI64), thread: usize, by: i64| {
            site.2.fetch_add(by, SeqCst);
            if !site.1[thread].absorbs(by) {
                site.0.change(by, || site.1.iter());
            }
        };
        change(&site, 0, cells.start_site(ROOT_CELL));
        let outer = cells.open(Owner { parent: ROOT_CELL, node: 0, timeline: 0 }, &pool);
        let inner = {
            let (cells, site) = (cells.clone(), site.clone());
            thread::spawn(move || {
                change(&site, 1, cells.start_site(outer));
                change(&site, 1, cells.end_site(NO_CELL, outer));
            })
        };
        change(&site, 0, cells.end_site(outer, ROOT_CELL));
        inner.join().unwrap();
        assert_eq!(site.2.load(SeqCst), 0);
        assert!((1..=2).contains(&site.0.peak()));
    });
}
