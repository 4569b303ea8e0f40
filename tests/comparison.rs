//! The comparison tests of callflow-tracer's guide, by name and meaning, and the assertions.
//!
//! Where a test is about times, the graphs are made with chosen times, so that no machine has a say.

#![cfg(feature = "enabled")]

use std::{hint::black_box, panic::catch_unwind, time::Duration};

use callflow::{
    CallGraph, Cause, CompareOptions, Comparison, Gate, NodeComparison, NodeStatus, SignedDuration, Verdict,
    VerdictReason, assert_no_regressions, compare_graphs, trace, trace_scope,
};
use callflow_core::fixture::{Link, Nanos, PathReading, Reading, SiteKind, SiteReading, Tally};

#[trace]
fn extra() {}

#[trace]
fn shared() {}

#[trace]
fn caller() {
    shared();
}

/// A recording in which every function but the last calls the next, once, with so many milliseconds of its own.
fn timed(functions: &[(&str, u64)]) -> CallGraph {
    timed_in(Duration::ZERO, functions)
}

/// The same in a scope that lived for so long, if that is longer than the functions took.
fn timed_in(wall: Duration, functions: &[(&str, u64)]) -> CallGraph {
    let mut reading = Reading { recording: true, clock: "chosen", wall, ..Reading::default() };
    let milli = |millis: u64| Nanos(millis * 1_000_000);
    for (place, &(name, own)) in functions.iter().enumerate() {
        let total = milli(functions[place..].iter().map(|function| function.1).sum());
        reading.sites.push(SiteReading {
            full_name: name.to_owned(),
            module: "comparison".to_owned(),
            file: file!().to_owned(),
            line: line!(),
            column: 1,
            kind: SiteKind::Sync,
            errors_observed: false,
            max_concurrent: 0,
            durations: vec![(total, 1)],
            arguments: Vec::new(),
        });
        let tally = Tally {
            entered: 1,
            ok: 1,
            total,
            active: total,
            own: milli(own),
            min: total,
            max: total,
            ..Tally::default()
        };
        let parent = place.checked_sub(1);
        reading.paths.push(PathReading { parent, site: place, link: Link::Nested, tally });
        reading.wall = reading.wall.max(total.into());
    }
    CallGraph::from_reading(reading)
}

fn slow() -> CallGraph {
    timed(&[("app::caller", 3), ("app::work", 40)])
}

fn fast() -> CallGraph {
    timed(&[("app::caller", 3), ("app::work", 2)])
}

fn record(code: impl FnOnce()) -> CallGraph {
    trace_scope!(code).graph
}

#[track_caller]
fn row<'c>(comparison: &'c Comparison, name: &str) -> &'c NodeComparison {
    let mut fits = comparison.node_comparisons.iter().filter(|row| row.name.ends_with(name));
    let row = fits.next().unwrap_or_else(|| panic!("no {name} in\n{comparison}"));
    assert!(fits.next().is_none(), "{name} is ambiguous");
    row
}

#[test]
fn basic_comparison() {
    let comparison = compare_graphs(&slow(), &fast());
    let summary = &comparison.summary;
    assert!(summary.time_saved > SignedDuration::ZERO);
    assert!((summary.time_saved_pct.unwrap() - 3_800.0 / 43.0).abs() < 1e-9);
    assert_eq!(
        summary.time_saved,
        SignedDuration::between(summary.total_time_after, summary.total_time_before)
    );
    assert_eq!((summary.improvements, summary.regressions), (2, 0), "{comparison}");
    assert_eq!((summary.nodes_before, summary.nodes_after, summary.nodes_modified), (2, 2, 2));
    assert_eq!(summary.verdict, Verdict::Improved);

    let row = row(&comparison, "::work");
    assert_eq!((row.status, row.verdict, row.improvement), (NodeStatus::Modified, Verdict::Improved, true));
    assert!(row.time_after < row.time_before && row.time_diff.is_negative());
    assert_eq!(row.time_diff_pct, Some(-95.0));
    assert_eq!((row.calls_before, row.calls_after, row.calls_diff), (1, 1, 0));
    assert_eq!(row.evidence.reason, VerdictReason::SingleRun);
}

#[test]
fn added_functions_detection() {
    let before = record(shared);
    let after = record(|| {
        shared();
        extra();
    });
    let comparison = compare_graphs(&before, &after);
    assert_eq!((comparison.summary.nodes_added, comparison.summary.nodes_removed), (1, 0));
    assert_eq!((comparison.summary.paths_added, comparison.summary.paths_removed), (1, 0));
    let added = row(&comparison, "::extra");
    assert_eq!((added.status, added.calls_before, added.calls_after), (NodeStatus::Added, 0, 1));
    assert_eq!((added.time_before, added.time_diff_pct), (Duration::ZERO, None));
    assert!(!added.improvement && comparison.summary.regressions == 0, "an added function has no verdict");
}

#[test]
fn removed_functions_detection() {
    let before = record(|| {
        shared();
        extra();
    });
    let comparison = compare_graphs(&before, &record(shared));
    assert_eq!((comparison.summary.nodes_added, comparison.summary.nodes_removed), (0, 1));
    let removed = row(&comparison, "::extra");
    assert_eq!((removed.status, removed.calls_diff), (NodeStatus::Removed, -1));
    assert_eq!((removed.time_after, removed.time_diff_pct), (Duration::ZERO, Some(-100.0)));
    assert!(
        !removed.improvement && comparison.summary.improvements == 0,
        "a removed function has no verdict"
    );
}

#[test]
fn comparison_statistics() {
    let before = timed(&[("main", 5), ("load", 40), ("old", 7)]);
    let after = timed(&[("main", 5), ("load", 4), ("new", 8), ("newer", 1)]);
    let comparison = compare_graphs(&before, &after);
    let summary = &comparison.summary;
    assert_eq!(
        (summary.total_time_before, summary.total_time_after),
        (before.wall_time(), after.wall_time())
    );
    assert_eq!((summary.busy_time_before, summary.busy_time_after), (before.busy_time(), after.busy_time()));
    let selves: SignedDuration = comparison.node_comparisons.iter().map(|row| row.self_diff).sum();
    assert_eq!(selves, SignedDuration::between(before.busy_time(), after.busy_time()));
    assert_eq!((summary.nodes_before, summary.nodes_after), (3, 4));
    assert_eq!((summary.nodes_added, summary.nodes_removed, summary.nodes_modified), (2, 1, 2));
    assert_eq!((summary.calls_before.median, summary.calls_after.median), (3, 4));
    // The greatest difference first; those with a verdict are the top.
    let sizes: Vec<Duration> = comparison.node_comparisons.iter().map(|row| row.time_diff.abs()).collect();
    assert!(sizes.is_sorted_by(|a, b| a >= b));
    assert_eq!(comparison.top_improvements.len(), 2);
    for improvement in &comparison.top_improvements {
        println!("{}: {:.4}s saved", improvement.name, -improvement.time_diff.as_secs_f64());
        assert!(improvement.improvement);
    }
    assert!(comparison.top_regressions.is_empty());
}

#[test]
fn the_wall_time_is_told_beside_the_busy_time() {
    let [before, after] = [(100, 40), (90, 50)].map(|(wall, work)| {
        timed_in(Duration::from_millis(wall), &[("app::caller", 3), ("app::work", work)])
    });
    let comparison = compare_graphs(&before, &after);
    let summary = &comparison.summary;
    let millis = [
        summary.total_time_before,
        summary.total_time_after,
        summary.busy_time_before,
        summary.busy_time_after,
    ];
    assert_eq!(millis.map(|time| time.as_millis()), [100, 90, 43, 53]);
    // The one got shorter and the other longer.
    assert_eq!((summary.time_saved.as_nanos(), summary.time_saved_pct), (10_000_000, Some(10.0)));
    // Rows carry all three times of a function.
    let caller = row(&comparison, "::caller");
    assert_eq!((caller.time_before.as_millis(), caller.time_after.as_millis()), (43, 53));
    assert_eq!((caller.self_before.as_millis(), caller.self_after.as_millis()), (3, 3));
    assert_eq!((caller.active_before.as_millis(), caller.active_after.as_millis()), (43, 53));
}

#[test]
fn regression_detection() {
    let (fast, slow) = (fast(), slow());
    let comparison = compare_graphs(&fast, &slow);
    assert_eq!((comparison.summary.improvements, comparison.summary.regressions), (0, 2), "{comparison}");
    assert!(comparison.summary.time_saved < SignedDuration::ZERO);
    assert_eq!(comparison.top_regressions.len(), 2);
    // Only the leaf is to blame.
    let [cause, inherited] = &comparison.root_causes[..] else { panic!("{comparison}") };
    assert!(cause.name.ends_with("::work") && cause.cause == Cause::Own);
    assert!(inherited.name.ends_with("::caller"));
    assert_eq!(inherited.cause, Cause::Inherited { from: vec![cause.name.clone()] });

    let error = comparison.check(&Gate::default()).unwrap_err();
    assert!(error.to_string().contains("regressed: "), "{error}");
}

mod many {
    use super::{black_box, trace};

    /// A function for every number.
    macro_rules! functions {
        ($($name:ident)*) => {
            $(#[trace] fn $name(rounds: u64) { black_box((0..rounds).sum::<u64>()); })*
            pub(super) const ALL: &[fn(u64)] = &[$($name),*];
        };
    }
    functions! {
        f00 f01 f02 f03 f04 f05 f06 f07 f08 f09 f10 f11 f12 f13 f14 f15 f16 f17 f18 f19
        f20 f21 f22 f23 f24 f25 f26 f27 f28 f29 f30 f31 f32 f33 f34 f35 f36 f37 f38 f39
        f40 f41 f42 f43 f44 f45 f46 f47 f48 f49 f50 f51 f52 f53 f54 f55 f56 f57 f58 f59
    }
}

#[test]
fn large_comparisons() {
    let run =
        |calls: usize| record(|| many::ALL.iter().for_each(|function| (0..calls).for_each(|_| function(10))));
    let comparison = compare_graphs(&run(3), &run(50));
    // Every row is there.
    assert_eq!(comparison.node_comparisons.len(), 60);
    assert!(comparison.node_comparisons.iter().all(|row| (row.calls_before, row.calls_after) == (3, 50)));
    assert!(
        comparison.node_comparisons.iter().all(|row| row.exact_changes()[0].to_string() == "calls 3 → 50")
    );
    assert_eq!(comparison.path_comparisons.len(), 60);
    assert_eq!(format!("{comparison}").lines().filter(|line| line.contains("many::f")).count(), 60);
}

#[test]
fn identical_graphs() {
    let graph = record(caller);
    let comparison = compare_graphs(&graph, &graph);
    let summary = &comparison.summary;
    assert_eq!((summary.improvements, summary.regressions, summary.unchanged), (0, 0, 2));
    assert_eq!((summary.time_saved, summary.verdict), (SignedDuration::ZERO, Verdict::Unchanged));
    assert!(comparison.root_causes.is_empty() && comparison.findings.is_empty());
    assert_no_regressions!(&graph, &graph, Gate::default().no_inconclusive().no_more_calls());
}

#[test]
fn custom_labels() {
    let graph = record(shared);
    let comparison = CompareOptions::default().labels("Version 1.0", "Version 2.0").compare(&graph, &graph);
    assert_eq!(
        (comparison.label_before.as_str(), comparison.label_after.as_str()),
        ("Version 1.0", "Version 2.0")
    );
    assert!(comparison.to_string().starts_with("Version 1.0 → Version 2.0: "));
    let unlabelled = compare_graphs(&graph, &graph);
    assert_eq!((unlabelled.label_before.as_str(), unlabelled.label_after.as_str()), ("Before", "After"));
}

/// From recorded code to a verdict, a gate and a table.
#[test]
fn full_workflow() {
    let recorded: Vec<CallGraph> = (0..5).map(|_| record(caller)).collect();
    let comparison = CompareOptions::default().labels("main", "branch").compare_runs(&recorded, &recorded);
    assert_eq!((comparison.summary.runs_before, comparison.summary.nodes_modified), (5, 2));
    assert!(comparison.warnings.is_empty() && comparison.differences.is_empty(), "{comparison}");
    comparison.check(&Gate::default()).unwrap();
    assert_no_regressions!(&recorded, &recorded);
    assert_no_regressions!(&recorded[..], &recorded, CompareOptions::default().paired());

    let runs = |work: u64| -> Vec<CallGraph> {
        (0..5).map(|run| timed(&[("app::caller", 3), ("app::work", work + run)])).collect()
    };
    let (before, after) = (runs(400), runs(200));
    let comparison = CompareOptions::default().labels("main", "branch").compare_runs(&before, &after);
    // The wall time is the caller's total; each of the three is as different as five runs can be: 3 × 2 / 252.
    assert_eq!((comparison.summary.verdict, comparison.summary.improvements), (Verdict::Improved, 2));
    let work = row(&comparison, "::work");
    assert_eq!((comparison.summary.tests, work.evidence.reason), (3, VerdictReason::Tested));
    let (low, high) = work.evidence.interval_pct.unwrap();
    assert!(low < -49.0 && high > -50.0 && high < 0.0, "{:?}", work.evidence);
    assert_no_regressions!(&before, &after);
    assert!(catch_unwind(|| assert_no_regressions!(&after, &before)).is_err());

    let table = format!("{comparison:120}");
    assert!(
        table.starts_with("main → branch: 405 ms → 205 ms wall (−49.4 %, improved), 5 runs a side"),
        "{table}"
    );
    assert!(table.contains("- app::work: −200 ms in itself, 100 % of all that got faster"), "{table}");
}

#[test]
fn the_message_of_the_assertion_is_the_table() {
    let (fast, slow) = (fast(), slow());
    let payload = catch_unwind(|| {
        let how = (CompareOptions::default().labels("old", "new"), Gate::default());
        assert_no_regressions!(&fast, &slow, how);
    })
    .unwrap_err();
    let message = payload.downcast_ref::<String>().unwrap();
    assert!(message.contains("old → new") && message.contains("app::work"), "{message}");
    assert_no_regressions!(&fast, &slow, Gate::default().allow_regressions(2).tolerate_pct(1e9));
}

/// The query that runs once for every row.
#[test]
fn counts_find_what_times_do_not() {
    let list = |rows: usize| record(|| (0..rows).for_each(|_| shared()));
    list(3).assert_calls("shared", ..=3);
    let message = catch_unwind(|| list(100).assert_calls("comparison::shared", ..=3)).unwrap_err();
    let message = message.downcast_ref::<String>().unwrap();
    assert!(
        message.starts_with("`comparison::shared` was called 100 times, expected at most 3"),
        "{message}"
    );
}
