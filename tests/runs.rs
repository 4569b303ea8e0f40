//! The same work several times, and two versions by turns.

#[allow(dead_code, reason = "each test file uses a part of it")]
mod support;

use std::cell::RefCell;

use callflow::{
    CallGraph, gather_traced, trace_pairs, trace_pairs_async, trace_runs, trace_runs_async, trace_scope,
};
use support::{Log, Logged, block_on, leaf, nap, unwinds};

fn leaves(graphs: &[CallGraph]) -> Vec<u64> {
    graphs.iter().map(|graph| support::calls(graph, "leaf")).collect()
}

fn if_recorded(counts: &[u64]) -> Vec<u64> {
    counts.iter().map(|&count| if cfg!(feature = "enabled") { count } else { 0 }).collect()
}

#[test]
fn runs_come_in_order_each_with_its_own_graph() {
    let mut run = 0;
    let graphs = trace_runs(4, || {
        run += 1;
        (0..run).for_each(|_| leaf());
    });
    assert_eq!(leaves(&graphs), if_recorded(&[1, 2, 3, 4]));
    assert!(trace_runs(0, || unreachable!("no run was asked for")).is_empty());
}

#[test]
fn async_runs_are_called_inside_of_their_scope() {
    let graphs = block_on(trace_runs_async(3, || gather_traced((0..2).map(|_| nap()))));
    for graph in &graphs {
        assert_eq!(support::calls(graph, "nap"), if_recorded(&[2])[0]);
        assert_eq!(graph.metadata().max_concurrent_tasks, if_recorded(&[2])[0]);
    }
    assert_eq!(graphs.len(), 3);
}

#[test]
fn pairs_run_by_turns_in_random_order_after_one_that_is_thrown_away() {
    let order = RefCell::new(String::new());
    let mut swapped = std::collections::BTreeSet::new();
    for _ in 0..8 {
        order.borrow_mut().clear();
        let (before, after) = trace_pairs(
            9,
            || {
                order.borrow_mut().push('b');
                leaf();
            },
            || {
                order.borrow_mut().push('a');
                leaf();
                leaf();
            },
        );
        assert_eq!(leaves(&before), if_recorded(&[1; 9]));
        assert_eq!(leaves(&after), if_recorded(&[2; 9]));
        let order = order.borrow();
        let pairs: Vec<&str> = (0..10).map(|pair| &order[2 * pair..2 * pair + 2]).collect();
        assert_eq!(order.len(), 20, "one pair more than asked for");
        assert!(pairs.iter().all(|pair| *pair == "ab" || *pair == "ba"), "{order}");
        swapped.extend(pairs.iter().map(ToString::to_string));
    }
    // By chance in one of 2^80 runs.
    assert_eq!(swapped.len(), 2, "either may be first");
    let (before, after) =
        trace_pairs(0, || unreachable!("nothing to run"), || unreachable!("nothing to run"));
    assert!(before.is_empty() && after.is_empty());
}

#[test]
fn async_pairs_do_the_same() {
    let before = || async {
        nap().await;
        nap().await;
    };
    let (before, after) = block_on(trace_pairs_async(3, before, || gather_traced([nap(), nap()])));
    let peaks = |graphs: &[CallGraph]| {
        graphs.iter().map(|graph| graph.metadata().max_concurrent_tasks).collect::<Vec<_>>()
    };
    assert_eq!(peaks(&before), if_recorded(&[1; 3]));
    assert_eq!(peaks(&after), if_recorded(&[2; 3]));
}

#[test]
fn what_the_work_returns_is_dropped_after_its_scope() {
    struct CallsLeaf;
    impl Drop for CallsLeaf {
        fn drop(&mut self) {
            leaf();
        }
    }
    assert_eq!(leaves(&trace_runs(2, || CallsLeaf)), [0, 0]);
    let log = Log::default();
    trace_runs(2, || Logged(log.clone(), 7));
    assert_eq!(log.entries(), [7, 7]);
}

#[test]
fn runs_stand_in_scopes_of_their_own_wherever_they_are() {
    let outer = trace_scope!(|| {
        leaf();
        trace_runs(2, leaf)
    });
    assert_eq!(leaves(&outer.value), if_recorded(&[1, 1]));
    assert_eq!(leaves(&[outer.graph]), if_recorded(&[1]));
    assert!(unwinds(|| trace_runs(2, || support::unwind())));
    assert!(callflow::current_graph().is_none());
}
