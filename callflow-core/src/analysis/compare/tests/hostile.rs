//! Graphs that nobody would draw.

use super::{
    scene::{MILLI, Scene, chain, flat},
    verdicts::row,
};
use crate::{
    CallGraph, CompareOptions, Comparison, Evidence, Gate, NodeStatus, SignedDuration, Verdict,
    compare_graphs,
};

/// Every percentage and probability of a comparison.
fn numbers(comparison: &Comparison) -> Vec<f64> {
    let of = |evidence: &Evidence| {
        let interval = evidence.interval_pct.map(|(low, high)| [low, high]);
        let mut numbers: Vec<f64> = interval.into_iter().flatten().collect();
        numbers.extend(evidence.change_pct);
        numbers.extend(evidence.p_value);
        numbers.extend(evidence.corrected_p_value);
        numbers
    };
    let summary = &comparison.summary;
    let mut numbers = of(&summary.evidence);
    numbers.extend(summary.time_saved_pct);
    for row in &comparison.node_comparisons {
        numbers.extend(of(&row.evidence));
        numbers.extend(of(&row.self_evidence));
        numbers.extend(row.time_diff_pct);
        numbers.extend(row.self_diff_pct);
    }
    numbers.extend(comparison.root_causes.iter().filter_map(|cause| cause.share_pct));
    numbers
}

fn assert_sound(comparison: &Comparison) {
    assert!(numbers(comparison).iter().all(|number| number.is_finite()), "{comparison}");
    for width in [0, 80, 120] {
        let text = format!("{comparison:width$}");
        assert!(!text.contains("NaN") && !text.contains("inf"), "{text}");
    }
}

fn empty() -> CallGraph {
    Scene::new().graph()
}

#[test]
fn empty_sides_compare() {
    let graph = flat(&[("f", MILLI)]);
    for (before, after, added, removed) in
        [(empty(), graph.clone(), 1, 0), (graph, empty(), 0, 1), (empty(), empty(), 0, 0)]
    {
        let comparison = compare_graphs(&before, &after);
        assert_sound(&comparison);
        let summary = &comparison.summary;
        assert_eq!((summary.nodes_added, summary.nodes_removed, summary.regressions), (added, removed, 0));
        assert!(comparison.not_comparable.is_none());
    }
}

#[test]
fn functions_without_calls_or_time_have_no_percentages() {
    let of = |calls, own| {
        let mut scene = Scene::new();
        scene.sync(None, "f", calls, own);
        scene.graph()
    };
    let comparison = compare_graphs(&of(0, 0), &of(1, 11 * MILLI));
    assert_sound(&comparison);
    let row = row(&comparison, "f");
    assert_eq!((row.time_diff_pct, row.status, row.calls_diff), (None, NodeStatus::Modified, 1));
    assert_eq!(row.verdict, Verdict::Regressed);
    assert!(
        comparison.check(&Gate::default().tolerate_pct(1e9)).is_err(),
        "from nothing is beyond any percentage"
    );
    assert_sound(&compare_graphs(&of(0, 0), &of(0, 0)));
}

#[test]
fn the_greatest_numbers_do_not_overflow() {
    let of = |own| {
        let mut scene = Scene::new();
        scene.sync(None, "f", u64::MAX, own);
        scene.wall(u64::MAX);
        scene.graph()
    };
    let comparison = compare_graphs(&of(0), &of(u64::MAX));
    assert_sound(&comparison);
    assert_eq!(row(&comparison, "f").time_diff.as_nanos(), i128::from(u64::MAX));
    let runs = [of(0), of(1), of(u64::MAX), of(u64::MAX - 1)];
    assert_sound(&CompareOptions::default().compare_runs(&runs, &runs));
    let calls = |calls| {
        let mut scene = Scene::new();
        scene.sync(None, "f", calls, 1);
        scene.graph()
    };
    assert_eq!(row(&compare_graphs(&calls(u64::MAX), &calls(0)), "f").calls_diff, i64::MIN);
}

#[test]
fn long_and_strange_names_fit_the_table() {
    let long = "x::".repeat(3_400) + "f";
    let graph = |own| flat(&[(&long, own), ("\u{202e}\u{1b}[31m\n", own), ("", own)]);
    let comparison = compare_graphs(&graph(MILLI), &graph(9 * MILLI));
    assert_sound(&comparison);
    let table = format!("{comparison:80}");
    let table: Vec<&str> = table.split("Causes").next().unwrap().lines().collect();
    assert!(table.iter().all(|line| line.chars().count() <= 80), "{table:#?}");
    assert!(!format!("{comparison}").contains(['\u{1b}', '\u{202e}']));
    assert_eq!(comparison.node_comparisons.len(), 3);
}

#[test]
fn deep_recursion_needs_no_deep_stack() {
    let deep = |own| {
        let mut scene = Scene::new();
        let mut parent = None;
        for _ in 0..20_000 {
            parent = Some(scene.sync(parent, "f", 1, own));
        }
        scene.graph()
    };
    let comparison = compare_graphs(&deep(100), &deep(1_000));
    assert_eq!((comparison.path_comparisons.len(), comparison.edge_comparisons.len()), (20_000, 1));
    // Counted once, not once for every depth.
    let row = row(&comparison, "f");
    assert_eq!((row.time_before, row.self_before), (row.self_before, row.time_before));
    assert_eq!(row.verdict, Verdict::Regressed);
    assert_eq!(comparison.root_causes.len(), 1);
}

#[test]
fn identical_graphs_are_silent() {
    let graph = chain(&[("a", 3), ("b", 5 * MILLI), ("a", 7)]);
    for comparison in [
        compare_graphs(&graph, &graph),
        CompareOptions::default().compare_runs(&vec![graph.clone(); 10], &vec![graph.clone(); 10]),
        CompareOptions::default().paired().compare_runs(&vec![graph.clone(); 3], &vec![graph; 3]),
    ] {
        assert_sound(&comparison);
        let summary = &comparison.summary;
        assert_eq!(
            (summary.unchanged, summary.verdict, summary.time_saved),
            (2, Verdict::Unchanged, SignedDuration::ZERO)
        );
        assert!(
            comparison.root_causes.is_empty()
                && comparison.findings.is_empty()
                && comparison.warnings.is_empty()
        );
        assert!(comparison.top_improvements.is_empty() && comparison.top_regressions.is_empty());
        assert!(
            comparison.check(&Gate::default().no_inconclusive().no_more_calls().no_new_failures()).is_ok()
        );
    }
}

#[test]
fn a_function_of_some_runs_counts_nothing_in_the_others() {
    let (with, without) = (flat(&[("f", MILLI), ("g", MILLI)]), flat(&[("f", MILLI)]));
    let comparison = CompareOptions::default()
        .compare_runs(&[with.clone(), without.clone(), without], &[with.clone(), with.clone(), with]);
    let row = row(&comparison, "g");
    assert_eq!(row.status, NodeStatus::Modified);
    assert_eq!((row.calls_before, row.calls_after, row.before.calls.max), (0, 1, 1));
    assert!(row.exact_changes().is_empty());
}
