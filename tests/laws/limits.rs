//! What stays exact when a scope is full.

use std::sync::Arc;

use callflow::TraceScope;
use proptest::prelude::*;

use crate::{
    cases, holds,
    picture::{Entry, Picture, Totals},
    program::{Language, programs},
    times,
    world::{Root, World},
};

proptest! {
    #![proptest_config(cases(96))]

    /// Past the cap on call paths everything but paths and edges is exact, and where it goes is known.
    #[test]
    fn calls_past_the_cap_on_paths_go_below_overflow(
        program in programs(Language::Async, 4),
        max_paths in 1..12_usize,
    ) {
        let scope = TraceScope::builder().max_call_paths(max_paths).build().unwrap();
        let world = World::new(&program, Root::Alone { max_paths });
        holds(world.run(&program, Arc::new(scope)))?;
    }

    /// A full timeline leaves out whole calls and counts them. Everything else is as if it were not full.
    #[test]
    fn a_full_timeline_leaves_out_whole_calls(program in programs(Language::Async, 4), kept in 0..10_usize) {
        let scope = Arc::new(TraceScope::builder().max_timeline_calls(kept).build().unwrap());
        let world = World::new(&program, Root::Shared);
        holds(world.run(&program, scope.clone()))?;
        let graph = scope.snapshot();
        let (expected, shown) = (world.expected(), Picture::shown(&graph));
        prop_assert_eq!(shown.sums(), expected.sums());
        prop_assert_eq!(shown.peaks(), expected.peaks());
        let left_out = shown.totals.left_out;
        prop_assert_eq!(Totals { left_out: 0, ..shown.totals }, expected.totals);
        holds(times::check_graph(&graph))?;

        prop_assert!(shown.timeline.len() <= kept);
        prop_assert_eq!(shown.timeline.len() as u64 + left_out, expected.timeline.len() as u64);
        prop_assert!(slices(&shown.timeline) <= 4 * kept);
        // Without their parents, which may have been left out, those that were kept are whole and in order.
        let mut all = expected.timeline.iter();
        for entry in &shown.timeline {
            prop_assert!(all.any(|other| without_parent(other) == without_parent(entry)), "{:?} is not whole", entry);
        }
        let first = &expected.timeline[..kept.min(expected.timeline.len())];
        if slices(first) <= 4 * kept {
            let first = first.iter().cloned().map(|entry| {
                Entry { parent: entry.parent.filter(|&parent| parent < kept), ..entry }
            });
            prop_assert_eq!(&shown.timeline, &first.collect::<Vec<_>>());
        }
    }
}

/// Those that take room: the only poll of a call is kept with it.
fn slices(entries: &[Entry]) -> usize {
    entries.iter().map(|entry| entry.slices).filter(|&slices| slices > 1).sum()
}

fn without_parent(entry: &Entry) -> Entry {
    Entry { parent: None, ..entry.clone() }
}
