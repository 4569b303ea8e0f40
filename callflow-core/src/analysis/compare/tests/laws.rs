//! Laws that hold for every pair of graphs.

use proptest::prelude::*;

use super::scene::Scene;
use crate::{CallGraph, CompareOptions, Comparison, NodeStatus, SignedDuration, Verdict, reading::SiteKind};

/// A path: its parent among those before it (none where the number leads back to itself), function, kind, calls, own
/// time and wait.
type Step = (usize, usize, u8, u64, u64, u64);

fn graph(steps: &[Step]) -> CallGraph {
    let mut scene = Scene::new();
    for (place, &(parent, function, kind, calls, own, wait)) in steps.iter().enumerate() {
        let parent = parent % (place + 1);
        let parent = (parent < place).then_some(parent);
        // The kind belongs to the function.
        let kind = match (function + usize::from(kind)) % 8 {
            0..5 => SiteKind::Sync,
            5 | 6 => SiteKind::Async,
            _ => SiteKind::Lane,
        };
        let name = format!("{kind:?}::f{function}");
        scene.path(parent, &name, kind, calls, own, if kind == SiteKind::Sync { 0 } else { wait });
    }
    scene.graph()
}

prop_compose! {
    fn any_graph()(steps in prop::collection::vec(
        (0..50_usize, 0..6_usize, 0..8_u8, 0..20_u64, 0..5_000_000_u64, 0..5_000_000_u64), 0..25,
    )) -> CallGraph {
        graph(&steps)
    }
}

fn any_runs() -> impl Strategy<Value = Vec<CallGraph>> {
    prop::collection::vec(any_graph(), 1..5)
}

fn compare(before: &[CallGraph], after: &[CallGraph], paired: bool) -> Comparison {
    let options = CompareOptions::default().error_rate(0.5);
    let options = if paired { options.paired() } else { options };
    options.compare_runs(before, after)
}

fn mirrored(verdict: Verdict) -> Verdict {
    match verdict {
        Verdict::Improved => Verdict::Regressed,
        Verdict::Regressed => Verdict::Improved,
        same => same,
    }
}

fn mirrored_status(status: NodeStatus) -> NodeStatus {
    match status {
        NodeStatus::Added => NodeStatus::Removed,
        NodeStatus::Removed => NodeStatus::Added,
        NodeStatus::Modified => NodeStatus::Modified,
    }
}

proptest! {
    #[test]
    fn self_times_add_up_to_the_busy_time(before in any_graph(), after in any_graph()) {
        let comparison = CompareOptions::default().compare(&before, &after);
        let summary = &comparison.summary;
        prop_assert_eq!(summary.busy_time_before, before.busy_time());
        prop_assert_eq!(summary.busy_time_after, after.busy_time());
        let busy = SignedDuration::between(before.busy_time(), after.busy_time());
        let rows: SignedDuration = comparison.node_comparisons.iter().map(|row| row.self_diff).sum();
        let paths: SignedDuration = comparison.path_comparisons.iter().map(|path| path.self_diff).sum();
        prop_assert_eq!(rows, busy);
        prop_assert_eq!(paths, busy);
    }

    #[test]
    fn self_times_of_several_runs_add_up_too(before in any_runs(), after in any_runs()) {
        let comparison = compare(&before, &after, false);
        let summary = &comparison.summary;
        let rows: SignedDuration = comparison.node_comparisons.iter().map(|row| row.self_diff).sum();
        prop_assert_eq!(rows, SignedDuration::between(summary.busy_time_before, summary.busy_time_after));
    }

    #[test]
    fn swapped_sides_mirror_each_other(before in any_runs(), after in any_runs(), paired: bool) {
        let forth = compare(&before, &after, paired);
        let back = compare(&after, &before, paired);
        prop_assert_eq!(forth.summary.time_saved, -back.summary.time_saved);
        prop_assert_eq!(forth.summary.verdict, mirrored(back.summary.verdict));
        prop_assert_eq!(forth.summary.improvements, back.summary.regressions);
        prop_assert_eq!(forth.summary.inconclusive, back.summary.inconclusive);
        prop_assert_eq!(forth.summary.nodes_added, back.summary.nodes_removed);
        prop_assert_eq!(forth.summary.paths_added, back.summary.paths_removed);
        prop_assert_eq!(forth.node_comparisons.len(), back.node_comparisons.len());
        for (one, other) in forth.node_comparisons.iter().zip(&back.node_comparisons) {
            prop_assert_eq!(&one.name, &other.name);
            prop_assert_eq!(one.verdict, mirrored(other.verdict));
            prop_assert_eq!(one.self_verdict, mirrored(other.self_verdict));
            prop_assert_eq!(one.status, mirrored_status(other.status));
            prop_assert_eq!(one.time_diff, -other.time_diff);
            prop_assert_eq!(one.calls_diff, -other.calls_diff);
            prop_assert_eq!(one.evidence.change, -other.evidence.change);
            let turned = other.evidence.interval.map(|(low, high)| (-high, -low));
            prop_assert_eq!(one.evidence.interval, turned);
            prop_assert_eq!(one.evidence.p_value.map(f64::to_bits), other.evidence.p_value.map(f64::to_bits));
        }
        prop_assert_eq!(forth.root_causes.len(), back.root_causes.len());
        for (one, other) in forth.root_causes.iter().zip(&back.root_causes) {
            prop_assert_eq!((&one.name, &one.cause), (&other.name, &other.cause));
            prop_assert_eq!(one.verdict, mirrored(other.verdict));
        }
    }

    #[test]
    fn a_graph_against_itself_is_silent(graph in any_graph(), runs in 1..6_usize, paired: bool) {
        let side = vec![graph; runs];
        let comparison = compare(&side, &side, paired);
        prop_assert!(comparison.root_causes.is_empty() && comparison.findings.is_empty());
        let summary = &comparison.summary;
        prop_assert_eq!((summary.improvements, summary.regressions, summary.inconclusive), (0, 0, 0));
        prop_assert!(comparison.node_comparisons.iter().all(|row| row.exact_changes().is_empty()));
    }

    #[test]
    fn runs_against_themselves_are_unchanged(runs in any_runs(), turned in any::<prop::sample::Index>(), paired: bool) {
        let mut others = runs.clone();
        others.rotate_left(turned.index(runs.len()));
        let comparison = compare(&runs, &others, paired);
        let summary = &comparison.summary;
        prop_assert_eq!((summary.improvements, summary.regressions, summary.inconclusive), (0, 0, 0));
        prop_assert_eq!(summary.verdict, Verdict::Unchanged);
        prop_assert!(comparison.root_causes.is_empty());
    }

    #[test]
    fn functions_are_counted_once_by_status_and_by_verdict(before in any_runs(), after in any_runs()) {
        let comparison = compare(&before, &after, false);
        let summary = &comparison.summary;
        prop_assert_eq!(
            comparison.functions().count(),
            summary.nodes_modified + summary.nodes_added + summary.nodes_removed
        );
        prop_assert_eq!(
            summary.nodes_modified,
            summary.improvements + summary.regressions + summary.unchanged + summary.inconclusive
        );
        let places = comparison.node_comparisons.len();
        for (place, path) in comparison.path_comparisons.iter().enumerate() {
            prop_assert!(path.node < places && path.parent.is_none_or(|parent| parent < place));
        }
        for edge in &comparison.edge_comparisons {
            prop_assert!(edge.caller < places && edge.callee < places);
        }
    }
}
