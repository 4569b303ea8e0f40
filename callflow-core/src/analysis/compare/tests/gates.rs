//! Gates and assertions.

use std::panic::catch_unwind;

use super::scene::{MILLI, Scene, chain, flat};
use crate::{
    CallGraph, CompareOptions, Gate, GateFailure, Outcome, Verdict, compare_graphs, reading::Reading,
};

fn unrecorded() -> CallGraph {
    CallGraph::from_reading(Reading::default())
}

/// The failures as text.
fn failures(before: &CallGraph, after: &CallGraph, gate: &Gate) -> Vec<String> {
    match compare_graphs(before, after).check(gate) {
        Ok(()) => Vec::new(),
        Err(error) => error.failures().iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn regressions_fail_and_the_message_is_the_table() {
    let (before, after) =
        (chain(&[("main", MILLI), ("leaf", 9 * MILLI)]), chain(&[("main", MILLI), ("leaf", 30 * MILLI)]));
    let error = compare_graphs(&before, &after).check(&Gate::default()).unwrap_err();
    assert_eq!(
        error.failures(),
        [GateFailure::Slower, GateFailure::Regressed(vec!["leaf".to_owned(), "main".to_owned()])]
    );
    assert!(!error.is_not_comparable());
    let message = error.to_string();
    assert!(message.contains("regressed: leaf, main") && message.contains("Function"), "{message}");
    assert_eq!(format!("{error:?}"), message);
    assert!(compare_graphs(&after, &before).check(&Gate::default()).is_ok());
}

#[test]
fn tolerance_counts_percent_and_functions() {
    let before = flat(&[("f", 10 * MILLI), ("g", 100 * MILLI)]);
    let after = flat(&[("f", 25 * MILLI), ("g", 100 * MILLI)]);
    assert_eq!(failures(&before, &after, &Gate::default()), ["regressed: f"]);
    assert!(failures(&before, &after, &Gate::default().tolerate_pct(150.0)).is_empty());
    assert!(!failures(&before, &after, &Gate::default().tolerate_pct(149.0)).is_empty());
    assert!(failures(&before, &after, &Gate::default().allow_regressions(1)).is_empty());
}

#[test]
fn what_was_not_recorded_fails() {
    let graph = flat(&[("f", MILLI)]);
    for (before, after) in
        [(unrecorded(), graph.clone()), (graph, unrecorded()), (unrecorded(), unrecorded())]
    {
        let comparison = compare_graphs(&before, &after);
        let error = comparison.check(&Gate::default()).unwrap_err();
        assert!(error.is_not_comparable() && error.to_string().contains("was not recorded"), "{error}");
        assert!(comparison.check(&Gate::default().allow_regressions(usize::MAX)).is_err());
        assert!(comparison.check(&Gate::default().allow_unrecorded()).is_ok());
        assert_eq!(comparison.summary.verdict, Verdict::Inconclusive);
        let verdicts = comparison.node_comparisons.iter().map(|row| row.verdict);
        assert!(verdicts.into_iter().all(|verdict| verdict == Verdict::Inconclusive));
    }
}

#[test]
fn a_side_without_runs_fails_even_where_unrecorded_graphs_pass() {
    let graph = flat(&[("f", MILLI)]);
    let comparison = CompareOptions::default().compare_runs(&[], &[graph]);
    let error = comparison.check(&Gate::default().allow_unrecorded()).unwrap_err();
    assert!(error.to_string().contains("Before has no runs"), "{error}");
}

#[test]
fn stricter_gates_ask_for_counts_and_certainty() {
    let of = |calls: u64, own: u64, failed: u64| {
        let mut scene = Scene::new();
        let query = scene.sync(None, "query", calls, own);
        scene.fail(query, Outcome::Error, failed);
        scene.graph()
    };
    let before = of(3, 10 * MILLI, 0);
    let after = of(4, 11 * MILLI, 1);
    assert!(failures(&before, &after, &Gate::default()).is_empty());
    assert_eq!(failures(&before, &after, &Gate::default().no_more_calls()), ["called more often: query"]);
    assert_eq!(failures(&before, &after, &Gate::default().no_inconclusive()), ["inconclusive: query"]);
    assert_eq!(
        failures(&before, &after, &Gate::default().no_new_failures()),
        ["1 of 4 calls of query ended with an error; before, none."]
    );
    let strict = Gate::default().no_more_calls().no_inconclusive().no_new_failures();
    assert!(failures(&before, &before, &strict).is_empty());
}

fn message(assertion: impl FnOnce() + std::panic::UnwindSafe) -> Option<String> {
    let payload = catch_unwind(assertion).err()?;
    Some(payload.downcast_ref::<String>().cloned().unwrap_or_default())
}

#[test]
fn counts_are_asserted_with_a_message_that_names_the_callers() {
    let mut scene = Scene::new();
    let list = scene.sync(None, "shop::list", 1, MILLI);
    scene.sync(Some(list), "db::query", 100, MILLI);
    let graph = scene.graph();
    graph.assert_calls("query", 100..=100);
    graph.assert_calls("db::commit", ..=0);
    let text = message(|| graph.assert_calls("db::query", ..=3)).unwrap();
    assert!(
        text.starts_with("`db::query` was called 100 times, expected at most 3\n  100 from shop::list"),
        "{text}"
    );
    let text = message(|| graph.assert_calls("query_all", 1..)).unwrap();
    assert!(
        text.contains("was called 0 times, expected at least 1") && text.contains("similar: db::query"),
        "{text}"
    );
}

#[test]
fn an_ambiguous_name_and_an_unrecorded_graph_are_no_zero() {
    let graph = flat(&[("a::query", 1), ("b::query", 1)]);
    let text = message(|| graph.assert_calls("query", ..)).unwrap();
    assert!(text.contains("a::query, b::query"), "{text}");
    let graph = unrecorded();
    assert!(message(|| graph.assert_calls("query", ..=0)).unwrap().contains("nothing was recorded"));
}
