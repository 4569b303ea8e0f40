//! Comparing what was not recorded compiles, says so, and passes no gate.

use std::{panic::catch_unwind, time::Duration};

use callflow::{
    Baseline, CallGraph, Cause, CompareOptions, Comparison, CountRange, Difference, EdgeComparison, Evidence,
    ExactChange, Finding, FindingKind, Floor, Gate, GateError, GateFailure, NodeComparison, NodeSide,
    NodeStatus, PathComparison, RootCause, SignedDuration, Summary, Verdict, VerdictReason,
    assert_no_regressions, compare_graphs, trace_runs, trace_scope,
};
use callflow_test_off::double;

fn graph() -> CallGraph {
    trace_scope!(|| double(1)).graph
}

/// The parts of a comparison, all of them empty.
type Parts<'c> = (
    &'c [NodeComparison],
    &'c [EdgeComparison],
    &'c [PathComparison],
    &'c [RootCause],
    &'c [Finding],
    &'c [Difference],
);

#[test]
fn a_comparison_has_nothing_to_say() {
    let comparison: Comparison = compare_graphs(&graph(), &graph());
    let (nodes, edges, paths, causes, findings, _): Parts<'_> = (
        &comparison.node_comparisons,
        &comparison.edge_comparisons,
        &comparison.path_comparisons,
        &comparison.root_causes,
        &comparison.findings,
        &comparison.differences,
    );
    assert_eq!((nodes.len(), edges.len(), paths.len(), causes.len(), findings.len()), (0, 0, 0, 0, 0));
    let summary: &Summary = &comparison.summary;
    assert_eq!((summary.improvements, summary.regressions, summary.nodes_added), (0, 0, 0));
    assert!(comparison.not_comparable.is_some());
}

#[test]
fn no_gate_passes_unless_it_is_told_to() {
    let comparison = CompareOptions::default().labels("a", "b").compare(&graph(), &graph());
    let error: GateError = comparison.check(&Gate::default()).expect_err("nothing was recorded");
    assert!(error.is_not_comparable());
    assert!(matches!(error.failures(), [GateFailure::NotComparable(_), ..]));
    assert!(comparison.check(&Gate::default().allow_unrecorded()).is_ok());

    let runs = || trace_runs(5, || double(1));
    assert!(catch_unwind(|| assert_no_regressions!(&runs(), &runs())).is_err());
    assert_no_regressions!(&runs(), &runs(), Gate::default().allow_unrecorded());
    assert!(catch_unwind(|| graph().assert_calls("double", ..=3)).is_err());
}

#[test]
fn nothing_is_no_baseline() {
    let folder = tempfile::tempdir().expect("a folder");
    let runs = trace_runs(5, || double(1));
    assert!(Baseline::save_to(folder.path(), "off", &runs).is_err());
    assert!(Baseline::load_from(folder.path(), "off").expect_err("none").is_missing_baseline());
    let comparison = CompareOptions::default().compare_runs(&runs, &runs);
    assert!(comparison.check(&Gate::default()).is_err());
}

/// The rest of the names, which only recorded graphs give values of.
#[test]
fn words_for_what_is_compared_are_there() {
    let rows: Vec<(Verdict, VerdictReason, NodeStatus, NodeSide, Vec<ExactChange>)> =
        compare_graphs(&graph(), &graph())
            .node_comparisons
            .into_iter()
            .map(|row| {
                let Evidence { reason, .. } = row.evidence;
                (row.verdict, reason, row.status, row.after.clone(), row.exact_changes())
            })
            .collect();
    assert!(rows.is_empty());
    let slower = SignedDuration::between(Duration::ZERO, Duration::from_secs(1));
    assert!(slower.is_positive() && FindingKind::PollsRose.is_worse());
    let calls: fn(&NodeSide) -> CountRange = |side| side.calls;
    let own: fn(&RootCause) -> bool = |cause| matches!(cause.cause, Cause::Own);
    let floor: fn(&Floor) -> Duration = |floor| floor.absolute;
    let _ = (calls, own, floor);
}
