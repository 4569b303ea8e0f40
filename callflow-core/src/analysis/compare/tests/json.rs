//! Comparisons as JSON, read by another reader.

use std::time::Duration;

use serde_json::Value;

use super::scene::{MILLI, Scene, flat};
use crate::{
    CallGraph, CompareOptions, Comparison, compare_graphs,
    reading::{Outcome, SiteKind},
};

fn read(comparison: &Comparison) -> Value {
    serde_json::from_str(&comparison.to_json()).unwrap()
}

/// Everything of which a comparison tells: functions of each status and verdict, causes, findings and differences.
fn eventful() -> Comparison {
    let side = |slow: u64, tasks: u64, name: &str| {
        let mut scene = Scene::new();
        let root = scene.sync(None, "main", 1, MILLI);
        scene.sync(Some(root), "slow", 2, slow);
        scene.sync(Some(root), name, 1, 30 * MILLI);
        let fetch = scene.asynchronous(Some(root), "fetch", 10, MILLI, 40 * MILLI);
        scene.peak(fetch, tasks);
        scene.tasks(tasks);
        if tasks == 1 {
            scene.fail(fetch, Outcome::Error, 3);
        }
        scene.polls(fetch, 200 / tasks);
        scene.path(Some(root), "<lane>", SiteKind::Lane, 1, MILLI, 0);
        scene.graph()
    };
    let options = CompareOptions::default().labels("v1", "v2 \"</script>");
    options.compare(&side(20 * MILLI, 10, "old"), &side(90 * MILLI, 1, "new"))
}

#[test]
fn the_keys_are_those_of_the_guide() {
    let json = read(&eventful());
    for key in [
        "total_time_before",
        "total_time_after",
        "time_saved",
        "time_saved_pct",
        "improvements",
        "regressions",
        "nodes_added",
        "nodes_removed",
        "nodes_modified",
    ] {
        assert!(json["summary"][key].is_number(), "{key}");
    }
    for list in
        ["node_comparisons", "top_improvements", "top_regressions", "root_causes", "findings", "warnings"]
    {
        assert!(json[list].is_array(), "{list}");
    }
    let node = &json["node_comparisons"][0];
    for key in [
        "time_before",
        "time_after",
        "time_diff",
        "time_diff_pct",
        "calls_before",
        "calls_after",
        "calls_diff",
        "self_before",
        "active_after",
        "await_diff",
    ] {
        assert!(node[key].is_number(), "{key}");
    }
    assert!(node["name"].is_string() && node["improvement"].is_boolean());
}

#[test]
fn what_is_written_is_what_was_found() {
    let comparison = eventful();
    let json = read(&comparison);
    assert_eq!(json["label_after"], "v2 \"</script>");
    let summary = &json["summary"];
    assert_eq!(
        summary["total_time_before"].as_f64(),
        Some(comparison.summary.total_time_before.as_secs_f64())
    );
    assert_eq!(summary["time_saved"].as_f64(), Some(comparison.summary.time_saved.as_secs_f64()));
    assert!(summary["time_saved"].as_f64().unwrap() < 0.0, "it got slower");
    assert_eq!(summary["max_concurrent_tasks_before"]["median"], 10);
    let nodes = json["node_comparisons"].as_array().unwrap();
    assert_eq!(nodes.len(), comparison.node_comparisons.len());
    for (row, node) in nodes.iter().zip(&comparison.node_comparisons) {
        assert_eq!(row["name"], node.name.as_str());
        assert_eq!(row["status"], node.status.name());
        assert_eq!(row["verdict"], node.verdict.name());
        assert_eq!(row["time_diff"].as_f64(), Some(node.time_diff.as_secs_f64()));
        assert_eq!(row["time_diff_pct"].as_f64(), node.time_diff_pct);
        assert_eq!(row["calls_diff"].as_i64(), Some(node.calls_diff));
        for (times, own) in [
            (&row["before"]["times"], &node.before.times),
            (&row["after"]["self_times"], &node.after.self_times),
        ] {
            let written: Vec<f64> =
                times.as_array().unwrap().iter().map(|time| time.as_f64().unwrap()).collect();
            let own: Vec<f64> = own.iter().map(Duration::as_secs_f64).collect();
            assert!(written == own, "{times:?}");
        }
        assert_eq!(row["before"]["p99"].as_f64(), Some(node.before.p99.as_secs_f64()));
        assert_eq!(row["after"]["outcomes"]["error"]["max"].as_u64(), Some(node.after.error.max));
        assert_eq!(row["after"]["polls"]["median"].as_u64(), Some(node.after.polls.median));
        assert_eq!(row["after"]["max_concurrent"].is_null(), node.after.max_concurrent.is_none());
    }
    let node = |name: &str| nodes.iter().find(|row| row["name"] == name).unwrap();
    assert_eq!((&node("new")["status"], &node("old")["status"]), (&"added".into(), &"removed".into()));
    assert_eq!(node("new")["time_diff_pct"], Value::Null, "a percentage of nothing is none");
    let slow = node("slow");
    assert_eq!((&slow["verdict"], &slow["evidence"]["reason"]), (&"regressed".into(), &"single_run".into()));
    assert_eq!(json["top_regressions"].as_array().unwrap().len(), comparison.top_regressions.len());
    assert!(json["top_regressions"].as_array().unwrap().contains(slow));
    let slow_cause =
        json["root_causes"].as_array().unwrap().iter().find(|cause| cause["name"] == "slow").unwrap();
    assert_eq!(slow_cause["cause"], "own");
    let kinds: Vec<&str> = json["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| finding["kind"].as_str().unwrap())
        .collect();
    assert!(kinds.contains(&"became_sequential") && kinds.contains(&"appeared"), "{kinds:?}");
    let fetch =
        json["findings"].as_array().unwrap().iter().find(|finding| finding["kind"] == "appeared").unwrap();
    assert_eq!((&fetch["outcome"], &fetch["name"]), (&"error".into(), &"fetch".into()));
    assert_eq!(json["edge_comparisons"].as_array().unwrap().len(), comparison.edge_comparisons.len());
    let path = &json["path_comparisons"][1];
    assert_eq!(path["parent"], 0);
    assert_eq!(path["node"].as_u64(), Some(comparison.path_comparisons[1].node as u64));
}

#[test]
fn sides_without_runs_say_so() {
    let json = read(&CompareOptions::default().compare_runs(&[], &[flat(&[("f", MILLI)])]));
    assert_eq!(json["not_comparable"], "Before has no runs");
    assert_eq!(json["summary"]["time_saved_pct"], Value::Null);
    assert_eq!(json["node_comparisons"][0]["evidence"]["reason"], "not_comparable");
    assert_eq!(read(&eventful())["not_comparable"], Value::Null);
}

#[test]
fn every_number_can_be_written() {
    let of = |calls, own| -> CallGraph {
        let mut scene = Scene::new();
        scene.sync(None, "f", calls, own);
        scene.wall(own);
        scene.graph()
    };
    for (before, after) in
        [(of(0, 0), of(u64::MAX, u64::MAX)), (of(u64::MAX, u64::MAX), of(0, 0)), (of(0, 0), of(0, 0))]
    {
        let json = read(&compare_graphs(&before, &after));
        let node = &json["node_comparisons"][0];
        assert_eq!(node["time_diff_pct"].is_null(), before.wall_time().is_zero());
        assert!(node["time_diff"].is_number() && node["calls_diff"].is_i64());
    }
}

#[test]
fn lists_that_were_shortened_can_be_written() {
    let mut comparison = eventful();
    comparison.node_comparisons.clear();
    let json = read(&comparison);
    assert_eq!(json["edge_comparisons"][0]["caller"], Value::Null);
    assert!(!comparison.to_markdown().is_empty());
}
