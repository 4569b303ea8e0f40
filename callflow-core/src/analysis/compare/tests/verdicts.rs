//! Verdicts on chosen times.

use std::time::Duration;

use proptest::prelude::*;

use super::scene::{MILLI, Scene, chain, flat};
use crate::{
    CallGraph, CompareOptions, Comparison, CountRange, NodeComparison, NodeStatus, Outcome, Verdict,
    VerdictReason, compare_graphs,
};

pub(super) fn row<'c>(comparison: &'c Comparison, name: &str) -> &'c NodeComparison {
    let found = comparison.node_comparisons.iter().find(|row| row.name == name);
    found.unwrap_or_else(|| panic!("no {name} in\n{comparison}"))
}

fn runs(times: &[u64]) -> Vec<CallGraph> {
    times.iter().map(|&time| flat(&[("f", time * 1_000)])).collect()
}

/// The verdict on one function that took so many microseconds in each run, and why.
fn judged(before: &[u64], after: &[u64], options: CompareOptions) -> (Verdict, VerdictReason) {
    let comparison = options.compare_runs(&runs(before), &runs(after));
    let row = row(&comparison, "f");
    assert_eq!(row.improvement, row.verdict == Verdict::Improved);
    (row.verdict, row.evidence.reason)
}

const NOISE: [u64; 10] = [1_000, 1_010, 990, 1_020, 980, 1_005, 995, 1_015, 985, 1_002];

fn scaled(percent: u64) -> [u64; 10] {
    NOISE.map(|time| time * percent / 100)
}

#[test]
fn several_runs_are_tested() {
    let default = CompareOptions::default;
    assert_eq!(judged(&NOISE, &scaled(120), default()), (Verdict::Regressed, VerdictReason::Tested));
    assert_eq!(judged(&scaled(120), &NOISE, default()), (Verdict::Improved, VerdictReason::Tested));
    assert_eq!(judged(&NOISE, &NOISE, default()), (Verdict::Unchanged, VerdictReason::BelowFloor));
    assert_eq!(judged(&[7; 5], &[7; 5], default()), (Verdict::Unchanged, VerdictReason::Equal));
}

/// Before it took 1 ms or 3 ms, so that it may have become 2.9 ms less, which is more than the median before.
#[test]
fn no_interval_says_that_a_time_fell_below_nothing() {
    let before = [1_000, 1_000, 1_000, 1_000, 1_000, 1_000, 3_000, 3_000, 3_000, 3_000];
    let comparison = CompareOptions::default().compare_runs(&runs(&before), &runs(&[100; 10]));
    let evidence = row(&comparison, "f").evidence;
    let (low, _) = evidence.interval.unwrap();
    assert!(low.as_nanos() < -1_000_000, "{low:?} is less than the median");
    assert_eq!(format!("{:.1}", evidence.interval_pct.unwrap().0), "-100.0");
}

#[test]
fn a_certain_change_within_the_floor_is_no_change() {
    let wide = CompareOptions::default().noise_floor(0.3, Duration::ZERO);
    assert_eq!(judged(&NOISE, &scaled(120), wide), (Verdict::Unchanged, VerdictReason::BelowFloor));
    let absolute = CompareOptions::default().noise_floor(0.0, Duration::from_micros(500));
    assert_eq!(judged(&NOISE, &scaled(120), absolute), (Verdict::Unchanged, VerdictReason::BelowFloor));
    let none = CompareOptions::default().noise_floor(0.0, Duration::ZERO);
    assert_eq!(judged(&NOISE, &scaled(106), none), (Verdict::Regressed, VerdictReason::Tested));
}

/// The floor says what matters and not what is noise: both are told apart in words, while the verdict stays.
#[test]
fn a_certain_change_within_the_floor_is_told() {
    // Each run took a millisecond, give or take two per mille, and then one percent more.
    let before = NOISE.map(|time| 900_000 + time * 100);
    let comparison =
        CompareOptions::default().compare_runs(&runs(&before), &runs(&before.map(|time| time + 10_000)));
    let row = row(&comparison, "f");
    assert_eq!((row.verdict, row.evidence.reason), (Verdict::Unchanged, VerdictReason::BelowFloor));
    assert!(row.evidence.is_steady(), "{:?}", row.evidence);
    let floor = "small: steady, but below the floor of 30.3 ms";
    assert_eq!(row.evidence.to_string(), floor);
    assert!(
        comparison.headline().contains(&format!("wall (+1.0 %, {floor}), ")),
        "{}",
        comparison.headline()
    );
    for text in [comparison.to_string(), comparison.to_markdown()] {
        assert!(text.contains("0 regressed, 1 unchanged (1 small but steady), "), "{text}");
        assert!(text.lines().any(|line| line.contains('f') && line.contains(" small ")), "{text}");
    }

    let same = CompareOptions::default().compare_runs(&runs(&NOISE), &runs(&NOISE));
    assert_eq!(same.node_comparisons[0].evidence.to_string(), "within the noise floor");
    assert!(same.to_string().contains(" 1 unchanged, "), "{same}");
}

proptest! {
    /// A change that is not to be seen in the verdict is to be seen in the words, and no other is.
    #[test]
    fn what_is_steady_is_unchanged_and_excludes_no_change(
        noise in prop::array::uniform10(0..400_u64),
        more_noise in prop::array::uniform10(0..400_u64),
        more in 0..1_000_u64,
    ) {
        // The floor is 3 % of about 20 ms, or 600 µs.
        let (before, after) = (noise.map(|time| 20_000 + time), more_noise.map(|time| 20_000 + more + time));
        let comparison = CompareOptions::default().compare_runs(&runs(&before), &runs(&after));
        for (verdict, evidence) in [
            (comparison.summary.verdict, comparison.summary.evidence),
            (row(&comparison, "f").verdict, row(&comparison, "f").evidence),
        ] {
            let (low, high) = evidence.interval.unwrap();
            let excludes_none = low.is_positive() || high.is_negative();
            prop_assert_eq!(evidence.is_steady(), verdict == Verdict::Unchanged && excludes_none);
            prop_assert!(!evidence.is_steady() || evidence.change.abs() <= evidence.floor);
            prop_assert_eq!(evidence.is_steady(), evidence.to_string().starts_with("small: "));
        }
    }
}

#[test]
fn too_few_runs_name_the_runs_needed() {
    let few = judged(&[100, 101, 102], &[200, 201, 202], CompareOptions::default());
    // The wall time and the function: 2 / 252 is at most 0.05 / 2.
    assert_eq!(few, (Verdict::Inconclusive, VerdictReason::TooFewRuns { needed: 5 }));
    let enough = judged(&[100, 101, 102, 103, 104], &[200, 201, 202, 203, 204], CompareOptions::default());
    assert_eq!(enough, (Verdict::Regressed, VerdictReason::Tested));
    let pairs = judged(&[100; 5], &[200, 201, 202, 203, 204], CompareOptions::default().paired());
    assert_eq!(pairs, (Verdict::Inconclusive, VerdictReason::TooFewRuns { needed: 7 }));
}

#[test]
fn noisy_runs_do_not_tell() {
    let noisy = [500, 1_500, 700, 1_300, 900, 1_100, 600, 1_400, 800, 1_200];
    let shifted = noisy.map(|time| time * 11 / 10);
    let (verdict, reason) = judged(&noisy, &shifted, CompareOptions::default());
    assert_eq!(verdict, Verdict::Inconclusive);
    // Intervals of ±30 % must shrink tenfold.
    let VerdictReason::TooNoisy { needed } = reason else { panic!("{reason:?}") };
    assert!((500..5_000).contains(&needed), "{needed}");
    let hint = |functions: &[&str]| {
        let runs = |times: [u64; 10]| -> Vec<CallGraph> {
            times
                .iter()
                .map(|&time| flat(&functions.iter().map(|name| (*name, time * 1_000)).collect::<Vec<_>>()))
                .collect()
        };
        CompareOptions::default().compare_runs(&runs(noisy), &runs(shifted)).hint().unwrap()
    };
    let [one, two] = [hint(&["f"]), hint(&["f", "g"])];
    assert_eq!(
        one,
        format!("1 function too noisy for the floor: up to about {needed} runs a side would tell.")
    );
    assert!(two.starts_with("2 functions too noisy for the floor: "), "{two}");
}

#[test]
fn an_interval_that_reaches_beyond_the_floor_on_one_side_does_not_tell() {
    // Four runs of ten were slower, which may be chance, and is not nothing.
    let mut some = NOISE.map(|time| time + 1);
    some[..4].copy_from_slice(&[1_200, 1_210, 1_190, 1_220]);
    let noisy = |(verdict, reason)| {
        verdict == Verdict::Inconclusive && matches!(reason, VerdictReason::TooNoisy { .. })
    };
    assert!(noisy(judged(&NOISE, &some, CompareOptions::default())));
    assert!(noisy(judged(&some, &NOISE, CompareOptions::default())));
}

#[test]
fn a_change_must_be_more_than_the_floor() {
    let floor = || CompareOptions::default().noise_floor(0.0, Duration::from_micros(3));
    // One run is slower still, so that it is tested at all.
    let after = |time| [time, time, time, time, time, time, time, time, time, 110];
    assert_eq!(judged(&[100; 10], &after(103), floor()), (Verdict::Unchanged, VerdictReason::BelowFloor));
    assert_eq!(judged(&[100; 10], &after(104), floor()), (Verdict::Regressed, VerdictReason::Tested));
    // Certain, and probably less than the floor: that it may be more does not make it noisy.
    let slower = [1_010, 1_011, 1_012, 1_020, 1_021, 1_022, 1_023, 1_050, 1_051, 1_052];
    assert_eq!(
        judged(&[1_000; 10], &slower, CompareOptions::default()),
        (Verdict::Unchanged, VerdictReason::BelowFloor)
    );
}

#[test]
fn runs_that_just_suffice_are_not_too_few() {
    // Of three runs a side, 2 orders of 20 are the most extreme; the wall time and the function share the rate.
    let judged =
        |rate: f64| judged(&[100, 200, 300], &[150, 250, 350], CompareOptions::default().error_rate(rate)).1;
    assert!(matches!(judged(0.2), VerdictReason::TooNoisy { .. }));
    assert!(matches!(judged(0.19), VerdictReason::TooFewRuns { .. }));
}

#[test]
fn an_interval_that_touches_no_change_does_not_exclude_it() {
    // The test finds a change all the same.
    let (fast, slow) = ([100, 100, 102, 102, 102, 100], [107, 102, 106, 102, 105, 103]);
    for (before, after, touches) in [(fast, slow, 0), (slow, fast, 1)] {
        let options = CompareOptions::default().noise_floor(0.0, Duration::ZERO);
        let comparison = options.compare_runs(&runs(&before), &runs(&after));
        let row = row(&comparison, "f");
        let (low, high) = row.evidence.interval.unwrap();
        assert_eq!([low, high][touches].as_nanos(), 0);
        assert!(row.evidence.corrected_p_value.unwrap() < 0.05);
        assert_eq!(row.verdict, Verdict::Inconclusive);
    }
}

#[test]
fn pairs_cancel_what_both_runs_share() {
    let drift: Vec<u64> = (0..10).map(|run| 1_000 + 100 * run).collect();
    let slower: Vec<u64> = drift.iter().map(|time| time * 108 / 100).collect();
    let independent = judged(&drift, &slower, CompareOptions::default());
    assert_eq!(independent.0, Verdict::Inconclusive);
    let paired = judged(&drift, &slower, CompareOptions::default().paired());
    assert_eq!(paired, (Verdict::Regressed, VerdictReason::Tested));
}

#[test]
fn sides_of_unequal_length_are_not_paired() {
    let comparison = CompareOptions::default().paired().compare_runs(&runs(&[10; 6]), &runs(&[10; 7]));
    assert_eq!(comparison.warnings.len(), 1, "{:?}", comparison.warnings);
    assert!(comparison.warnings[0].contains("cannot be paired"));
}

#[test]
fn a_single_run_needs_a_large_change() {
    let single = |before, after| judged(&[before], &[after], CompareOptions::default());
    assert_eq!(single(20_000, 41_000), (Verdict::Regressed, VerdictReason::SingleRun));
    assert_eq!(single(41_000, 20_000), (Verdict::Improved, VerdictReason::SingleRun));
    assert_eq!(single(20_000, 39_000), (Verdict::Inconclusive, VerdictReason::WithinMargin));
    // Twice the time is the margin, and must be exceeded.
    assert_eq!(single(20_000, 40_000), (Verdict::Inconclusive, VerdictReason::WithinMargin));
    // Tenfold, but less than ten milliseconds.
    assert_eq!(single(1_000, 10_000), (Verdict::Inconclusive, VerdictReason::WithinMargin));
    assert_eq!(single(10_000, 10_200), (Verdict::Unchanged, VerdictReason::BelowFloor));
    assert_eq!(single(10_000, 10_000), (Verdict::Unchanged, VerdictReason::Equal));
    // One pair is no more than one run a side.
    let pair = judged(&[20_000], &[41_000], CompareOptions::default().paired());
    assert_eq!(pair, (Verdict::Regressed, VerdictReason::SingleRun));
    let bold = CompareOptions::default().single_run_margin(0.1, Duration::ZERO);
    assert_eq!(judged(&[100], &[120], bold), (Verdict::Regressed, VerdictReason::SingleRun));
}

#[test]
fn one_slow_call_of_a_single_run_is_no_regression() {
    let of = |durations: &[(u64, u64)], total: u64| {
        let mut scene = Scene::new();
        let path = scene.sync(None, "f", 10, total);
        scene.durations(path, durations);
        scene.graph()
    };
    let before = of(&[(MILLI, 10)], 10 * MILLI);
    let paused = of(&[(MILLI, 9), (21 * MILLI, 1)], 30 * MILLI);
    let slower = of(&[(3 * MILLI, 10)], 30 * MILLI);
    let verdict = |after| row(&compare_graphs(&before, after), "f").verdict;
    assert_eq!([verdict(&paused), verdict(&slower)], [Verdict::Inconclusive, Verdict::Regressed]);
    // The median call is slower too, but by far less; or it changed as much, but the other way.
    let hardly = of(&[(MILLI + MILLI / 10, 9), (20 * MILLI, 1)], 30 * MILLI);
    assert_eq!(verdict(&hardly), Verdict::Inconclusive);
    let slow = of(&[(3 * MILLI, 10)], 30 * MILLI);
    let faster_but_one = of(&[(MILLI, 9), (60 * MILLI, 1)], 69 * MILLI);
    assert_eq!(row(&compare_graphs(&slow, &faster_but_one), "f").verdict, Verdict::Inconclusive);
}

#[test]
fn the_median_call_has_a_say_where_both_runs_made_the_same_five_calls() {
    let of = |calls: u64, slowest: u64| {
        let mut scene = Scene::new();
        let path = scene.sync(None, "f", calls, (calls - 1 + slowest) * MILLI);
        scene.durations(path, &[(MILLI, calls - 1), (slowest * MILLI, 1)]);
        scene.graph()
    };
    let paused = |calls_before, calls_after| {
        row(&compare_graphs(&of(calls_before, 1), &of(calls_after, 41)), "f").verdict
    };
    assert_eq!(paused(5, 5), Verdict::Inconclusive);
    // The slow one of four is too near the median, and more calls take longer however long each takes.
    assert_eq!([paused(4, 4), paused(5, 6)], [Verdict::Regressed, Verdict::Regressed]);
}

#[test]
fn what_is_on_one_side_has_a_status_and_no_verdict() {
    let before = chain(&[("main", MILLI), ("old", 5 * MILLI)]);
    let after = chain(&[("main", MILLI), ("new", 4 * MILLI)]);
    let comparison = compare_graphs(&before, &after);
    for (name, status) in [("old", NodeStatus::Removed), ("new", NodeStatus::Added)] {
        let row = row(&comparison, name);
        assert_eq!((row.status, row.verdict), (status, Verdict::Inconclusive));
        assert_eq!(row.evidence.reason, VerdictReason::OneSided);
    }
    assert_eq!(row(&comparison, "new").time_diff_pct, None);
    let summary = &comparison.summary;
    assert_eq!((summary.nodes_added, summary.nodes_removed, summary.nodes_modified), (1, 1, 1));
    assert_eq!((summary.nodes_before, summary.nodes_after), (2, 2));
    // One function is on both sides; the others have no verdict that would count.
    assert_eq!((summary.improvements, summary.regressions, summary.inconclusive), (0, 0, 1));
    assert_eq!((summary.paths_added, summary.paths_removed), (1, 1));
}

#[test]
fn evidence_carries_effect_interval_and_probability() {
    let comparison = CompareOptions::default().compare_runs(&runs(&NOISE), &runs(&scaled(120)));
    let evidence = row(&comparison, "f").evidence;
    let change = evidence.change_pct.unwrap();
    let (low, high) = evidence.interval_pct.unwrap();
    assert!(low < change && change < high && (18.0..22.0).contains(&change), "{evidence:?}");
    assert!((high - low) < 5.0, "{evidence:?}");
    let (p, corrected) = (evidence.p_value.unwrap(), evidence.corrected_p_value.unwrap());
    assert!((p - 2.0 / 184_756.0).abs() < 1e-12);
    // The function and the wall time, which are both as extreme as can be.
    assert!((corrected - 2.0 * p).abs() < 1e-12);
    assert_eq!(comparison.summary.tests, 2);
    assert_eq!(evidence.floor, Duration::from_nanos(36_030));
}

#[test]
fn reasons_are_phrases() {
    let texts =
        [VerdictReason::Tested, VerdictReason::TooFewRuns { needed: 5 }].map(|reason| reason.to_string());
    assert_eq!(texts[0], "tested over all runs");
    assert!(texts[1].contains('5'), "{}", texts[1]);
}

#[test]
fn edges_and_paths_tell_calls_and_times() {
    let of = |calls: u64| {
        let mut scene = Scene::new();
        let main = scene.sync(None, "main", 1, MILLI);
        // Both are one path and one edge.
        for spawned in [false, true] {
            let fetch = scene.asynchronous(Some(main), "fetch", calls, 10 * calls, 100 * calls);
            scene.sync(Some(fetch), "parse", 1, 1_000 * calls);
            if spawned {
                scene.detach(fetch);
            }
        }
        scene.graph()
    };
    let comparison = CompareOptions::default().compare_runs(&[5, 3, 4].map(of), &[of(9)]);
    let name = |row: usize| comparison.node_comparisons[row].name.as_str();
    let nanos = Duration::from_nanos;
    let path = comparison.path_comparisons.iter().find(|path| name(path.node) == "fetch").unwrap();
    let edge = comparison.edge_comparisons.iter().find(|edge| name(edge.callee) == "fetch").unwrap();
    assert_eq!(name(edge.caller), "main");
    let calls = CountRange { min: 6, median: 8, max: 10 };
    assert_eq!((path.calls_before, path.calls_after.median, path.calls_diff), (calls, 18, 10));
    assert_eq!((edge.calls_before, edge.calls_after.median, edge.calls_diff), (calls, 18, 10));
    let times = (nanos(8_880), nanos(19_980), 11_100);
    assert_eq!((path.time_before, path.time_after, path.time_diff.as_nanos()), times);
    assert_eq!((edge.time_before, edge.time_after, edge.time_diff.as_nanos()), times);
    assert_eq!((path.active_before, path.active_after), (nanos(8_080), nanos(18_180)));
    assert_eq!((path.self_before, path.self_after, path.self_diff.as_nanos()), (nanos(80), nanos(180), 100));
}

#[test]
fn a_headline_says_the_worst_and_of_how_many_functions() {
    let runs = |times: &[u64], walls: &[u64]| -> Vec<CallGraph> {
        let graph = |(&time, &wall): (&u64, &u64)| {
            let mut scene = Scene::new();
            scene.sync(None, "f", 1, time * 1_000);
            scene.wall(wall * 1_000).graph()
        };
        times.iter().zip(walls).map(graph).collect()
    };
    let headline = |before: [&[u64]; 2], after: [&[u64]; 2]| {
        let [before, after] = [before, after].map(|[times, walls]| runs(times, walls));
        let line = CompareOptions::default().compare_runs(&before, &after).headline();
        let (word, rest) = line.split_once(": ").unwrap();
        assert!(rest.starts_with("Before → After, "), "{line}");
        format!("{word}{}", rest.find("; ").map_or("", |place| &rest[place..]))
    };
    let (slow, few, twice) = (&scaled(120)[..], &[100, 101, 102][..], &[200, 201, 202][..]);
    let calm = &NOISE[..];
    assert_eq!(headline([calm, calm], [calm, calm]), "unchanged");
    // The function alone, and the wall time alone.
    assert_eq!(headline([calm, calm], [slow, calm]), "regressed; functions: 1 regressed");
    assert_eq!(headline([calm, calm], [calm, slow]), "regressed");
    assert_eq!(headline([slow, calm], [calm, calm]), "improved; functions: 1 improved");
    assert_eq!(headline([calm, slow], [calm, calm]), "improved");
    // Of both, the worse.
    assert_eq!(headline([slow, calm], [calm, slow]), "regressed; functions: 1 improved");
    assert_eq!(headline([few, few], [twice, few]), "inconclusive; functions: 1 inconclusive");
    assert_eq!(headline([few, few], [few, twice]), "inconclusive");
    let other = compare_graphs(&flat(&[("f", MILLI)]), &flat(&[("g", MILLI)])).headline();
    assert!(other.ends_with("; functions: 1 added, 1 removed"), "{other}");
    let none = CompareOptions::default().compare_runs(&[], &runs(few, few)).headline();
    assert_eq!(none, "not comparable: Before has no runs");
}

#[test]
fn a_row_tells_its_name_its_outcomes_and_its_polls() {
    let mut scene = Scene::new();
    let total = scene.asynchronous(None, "shop::Cart::total", 10, MILLI, MILLI);
    scene.fail(total, Outcome::Error, 2);
    scene.fail(total, Outcome::Panicked, 1);
    scene.fail(total, Outcome::Cancelled, 3);
    scene.polls(total, 25);
    let unfinished = scene.asynchronous(None, "unfinished", 0, 0, 0);
    scene.unfinished(unfinished, 1, 0);
    scene.sync(None, "sync", 1, MILLI);
    let comparison = compare_graphs(&scene.graph(), &scene.graph());
    let total = row(&comparison, "shop::Cart::total");
    assert_eq!(total.short_name(), "Cart::total");
    let outcomes = total.before.outcomes();
    assert_eq!((outcomes.ok, outcomes.error, outcomes.panicked, outcomes.cancelled), (4, 2, 1, 3));
    let polls =
        ["shop::Cart::total", "unfinished", "sync"].map(|name| row(&comparison, name).after.polls_per_call());
    assert_eq!(polls, [Some(2.5), None, None]);
    let statuses =
        [NodeStatus::Added, NodeStatus::Removed, NodeStatus::Modified].map(|status| status.to_string());
    assert_eq!(statuses, ["added", "removed", "modified"]);
}

#[test]
fn so_many_of_the_most_changed_are_named_as_were_asked_for() {
    let graph = |time| flat(&["a", "b", "c"].map(|name| (name, time)));
    let (fast, slow) = (graph(MILLI), graph(100 * MILLI));
    for (asked, named) in [(0, 0), (2, 2), (9, 3)] {
        let options = || CompareOptions::default().top(asked);
        assert_eq!(options().compare(&fast, &slow).top_regressions.len(), named);
        assert_eq!(options().compare(&slow, &fast).top_improvements.len(), named);
    }
}

#[test]
fn the_number_of_runs_is_told_and_how_many_would_do() {
    let table = |before: &[u64], after: &[u64]| {
        let comparison = CompareOptions::default().compare_runs(&runs(before), &runs(after));
        (comparison.hint(), comparison.to_string())
    };
    let (hint, text) = table(&[100, 101, 102], &[200, 201, 202]);
    assert_eq!(hint.as_deref(), Some("Too few runs for 2 tests: make 5 a side."));
    assert!(text.contains(", 3 runs a side\n") && text.contains(&hint.unwrap()), "{text}");
    assert!(table(&[100, 101, 102], &[200, 201]).1.contains(", 3 and 2 runs\n"));
    assert_eq!(table(&NOISE, &scaled(120)).0, None);
}
