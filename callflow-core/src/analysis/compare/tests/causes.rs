//! Who made it slower, and what happened to concurrency, polls and outcomes.

use std::time::Duration;

use super::{
    scene::{MILLI, Scene, chain, flat},
    verdicts::row,
};
use crate::{
    CallGraph, Cause, CompareOptions, FindingKind, NodeStatus, Outcome, Verdict, compare_graphs,
    reading::SiteKind,
};

fn causes(before: &CallGraph, after: &CallGraph) -> Vec<(String, Verdict, Cause)> {
    let comparison = compare_graphs(before, after);
    comparison.root_causes.into_iter().map(|cause| (cause.name, cause.verdict, cause.cause)).collect()
}

fn inherited(from: &str) -> Cause {
    Cause::Inherited { from: vec![from.to_owned()] }
}

#[test]
fn callers_of_a_slow_leaf_only_inherit() {
    let before = chain(&[("main", MILLI), ("middle", MILLI), ("leaf", 10 * MILLI)]);
    let after = chain(&[("main", MILLI), ("middle", MILLI), ("leaf", 40 * MILLI)]);
    let slower = causes(&before, &after);
    assert_eq!(
        slower,
        [
            ("leaf".to_owned(), Verdict::Regressed, Cause::Own),
            ("main".to_owned(), Verdict::Regressed, inherited("leaf")),
            ("middle".to_owned(), Verdict::Regressed, inherited("leaf")),
        ]
    );
    let comparison = compare_graphs(&before, &after);
    assert_eq!(comparison.summary.regressions, 3);
    assert_eq!(comparison.root_causes[0].share_pct, Some(100.0));
    assert_eq!(comparison.root_causes[1].share_pct, None);
    assert_eq!(
        comparison.root_causes[0].to_string(),
        "leaf: +30.0 ms in itself, 100 % of all that got slower"
    );
    assert_eq!(comparison.root_causes[1].to_string(), "main: +30.0 ms inherited from leaf");
}

#[test]
fn the_little_that_more_calls_cost_the_caller_is_not_the_cause() {
    let before = chain(&[("main", 20 * MILLI), ("leaf", 100 * MILLI)]);
    let after = chain(&[("main", 50 * MILLI), ("leaf", 900 * MILLI)]);
    let main = |after| causes(&before, &after).into_iter().find(|cause| cause.0 == "main").unwrap();
    assert_eq!(main(after).2, inherited("leaf"));
    let both = chain(&[("main", 300 * MILLI), ("leaf", 900 * MILLI)]);
    assert_eq!(main(both).2, Cause::Own);
    let alone = chain(&[("main", 50 * MILLI), ("leaf", 100 * MILLI)]);
    assert_eq!(causes(&before, &alone), [("main".to_owned(), Verdict::Regressed, Cause::Own)]);
}

#[test]
fn a_self_time_that_may_have_changed_by_chance_is_not_the_cause() {
    let of = |own, leaf| chain(&[("main", own * MILLI), ("leaf", leaf * MILLI)]);
    // More than a tenth of the difference, but within the margin for single runs.
    assert_eq!(
        causes(&of(1, 10), &of(5, 40)),
        [
            ("leaf".to_owned(), Verdict::Regressed, Cause::Own),
            ("main".to_owned(), Verdict::Regressed, inherited("leaf")),
        ]
    );
}

#[test]
fn a_new_function_is_a_cause_and_a_gone_one_too() {
    let before = chain(&[("main", MILLI), ("old", 5 * MILLI)]);
    let after = chain(&[("main", MILLI), ("new", 20 * MILLI)]);
    let comparison = compare_graphs(&before, &after);
    let texts: Vec<String> = comparison.root_causes.iter().map(ToString::to_string).collect();
    assert_eq!(
        texts,
        [
            "new: +20.0 ms in itself, 100 % of all that got slower; new, 1 call",
            "old: −5.00 ms in itself, 100 % of all that got faster; gone, 1 call before",
            "main: +15.0 ms inherited from new",
        ]
    );
}

#[test]
fn recursion_does_not_go_round_for_ever() {
    let of = |own| chain(&[("a", MILLI), ("b", MILLI), ("a", MILLI), ("b", own)]);
    assert_eq!(
        causes(&of(MILLI), &of(50 * MILLI)),
        [
            ("b".to_owned(), Verdict::Regressed, Cause::Own),
            ("a".to_owned(), Verdict::Regressed, inherited("b")),
        ]
    );
}

#[test]
fn who_waits_longer_for_what_is_not_traced_is_the_cause() {
    let of = |wait: u64| {
        let mut scene = Scene::new();
        let main = scene.asynchronous(None, "main", 1, MILLI, 10 * MILLI + wait);
        scene.asynchronous(Some(main), "fetch", 3, MILLI, wait);
        scene.graph()
    };
    assert_eq!(
        causes(&of(10 * MILLI), &of(90 * MILLI)),
        [
            ("fetch".to_owned(), Verdict::Regressed, Cause::Waiting),
            ("main".to_owned(), Verdict::Regressed, inherited("fetch")),
        ]
    );
}

#[test]
fn who_awaits_on_one_side_only_is_the_cause_in_either_direction() {
    let mut scene = Scene::new();
    scene.asynchronous(None, "fetch", 1, MILLI, 90 * MILLI);
    let (blocking, awaiting) = (flat(&[("fetch", MILLI)]), scene.graph());
    assert_eq!(causes(&blocking, &awaiting), [("fetch".to_owned(), Verdict::Regressed, Cause::Waiting)]);
    assert_eq!(causes(&awaiting, &blocking), [("fetch".to_owned(), Verdict::Improved, Cause::Waiting)]);
}

#[test]
fn who_waits_less_because_calls_overlap_inherits_nothing() {
    let of = |wait: u64, each: u64, peak: u64| {
        let mut scene = Scene::new();
        let main = scene.asynchronous(None, "main", 1, MILLI, wait * MILLI);
        let page = scene.asynchronous(Some(main), "page", 1, 0, wait * MILLI);
        let fetch = scene.asynchronous(Some(page), "fetch", 8, MILLI, 8 * each * MILLI);
        scene.peak(fetch, peak);
        scene.graph()
    };
    let (apart, at_once) = (of(800, 100, 1), of(100, 100, 8));
    let found = |before, after| {
        compare_graphs(before, after)
            .root_causes
            .into_iter()
            .map(|cause| cause.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        found(&apart, &at_once),
        ["page: −700 ms as more of the calls below it run at once", "main: −700 ms inherited from page"]
    );
    assert_eq!(found(&at_once, &apart)[0], "page: +700 ms as fewer of the calls below it run at once");
    // As many at once as before, it waits for something else; and calls that got shorter explain most of it.
    assert!(found(&apart, &of(100, 100, 1))[0].contains("not traced"));
    let shorter = causes(&apart, &of(100, 40, 8));
    assert!(shorter.iter().all(|(.., cause)| *cause != Cause::Concurrency), "{shorter:?}");
}

#[test]
fn who_waits_less_and_takes_longer_all_the_same_only_inherits() {
    let of = |wait: u64, parse: u64| {
        let mut scene = Scene::new();
        let fetch = scene.asynchronous(None, "fetch", 10, MILLI, wait * MILLI);
        scene.sync(Some(fetch), "parse", 10, parse * MILLI);
        scene.graph()
    };
    let found = causes(&of(40, 1), &of(10, 80));
    assert!(found.contains(&("fetch".to_owned(), Verdict::Regressed, inherited("parse"))), "{found:?}");
}

#[test]
fn only_a_wait_that_is_longer_by_more_than_the_floor_is_a_cause() {
    // So many small changes below that none can be told, and a wait that is that much longer.
    let of = |own: u64, leaf: u64, wait: u64| {
        let mut scene = Scene::new();
        let main = scene.asynchronous(None, "main", 1, own * MILLI, wait);
        for n in 0..40 {
            scene.sync(Some(main), &format!("leaf{n}"), 1, leaf * MILLI);
        }
        scene.graph()
    };
    let cause = |wait_before: u64, wait_after: u64| {
        let options = CompareOptions::default().noise_floor(0.0, Duration::from_millis(1));
        let comparison = options.compare(&of(1, 5, wait_before), &of(20, 12, wait_after));
        assert_eq!(comparison.root_causes.len(), 1);
        comparison.root_causes[0].cause.clone()
    };
    let longer = |by: u64| cause(10 * MILLI, 10 * MILLI + by);
    assert_eq!([longer(MILLI), longer(MILLI + 1)], [Cause::Own, Cause::Waiting]);
    assert_eq!(cause(100 * MILLI, 10 * MILLI), Cause::Own);
}

#[test]
fn a_new_function_within_the_floor_is_no_cause() {
    let of = |own: u64| chain(&[("main", MILLI), ("now and then", own)]);
    let without = chain(&[("main", MILLI)]);
    let options = || CompareOptions::default().noise_floor(0.0, Duration::from_millis(1));
    let causes = |before: &CallGraph, after: &CallGraph| options().compare(before, after).root_causes.len();
    assert_eq!([causes(&without, &of(MILLI)), causes(&without, &of(MILLI + 1))], [0, 1]);
    assert_eq!([causes(&of(MILLI), &without), causes(&of(MILLI + 1), &without)], [0, 1]);
}

#[test]
fn those_that_changed_most_are_named_first() {
    let of = |near: u64, far: u64| {
        let mut scene = Scene::new();
        let main = scene.sync(None, "main", 1, MILLI);
        scene.sync(Some(main), "near", 1, near * MILLI);
        let middle = scene.sync(Some(main), "middle", 1, MILLI);
        scene.sync(Some(middle), "far", 1, far * MILLI);
        scene.graph()
    };
    let from = |before: &CallGraph, after: &CallGraph| {
        causes(before, after).into_iter().find(|cause| cause.0 == "main").unwrap().2
    };
    let names = |first: &str, then: &str| Cause::Inherited { from: vec![first.to_owned(), then.to_owned()] };
    assert_eq!(from(&of(10, 10), &of(40, 90)), names("far", "near"));
    assert_eq!(from(&of(10, 10), &of(90, 40)), names("near", "far"));
}

#[test]
fn more_calls_stand_beside_the_cause() {
    let of = |calls: u64| {
        let mut scene = Scene::new();
        let main = scene.sync(None, "main", 1, MILLI);
        scene.sync(Some(main), "query", calls, calls * MILLI);
        scene.graph()
    };
    let comparison = compare_graphs(&of(3), &of(100));
    assert!(comparison.root_causes[0].to_string().ends_with("; called 3 → 100 times"));
    let changes: Vec<String> =
        row(&comparison, "query").exact_changes().iter().map(ToString::to_string).collect();
    assert_eq!(changes, ["calls 3 → 100"]);
    assert!(row(&comparison, "main").exact_changes().is_empty());
}

/// Ten fetches: gathered, or one after another.
fn fetches(gathered: bool) -> CallGraph {
    let mut scene = Scene::new();
    scene.tasks(if gathered { 10 } else { 1 });
    let main = scene.asynchronous(None, "main", 1, MILLI, 10 * MILLI);
    let parent = if gathered {
        let gather = scene.path(Some(main), "callflow::gather_traced", SiteKind::Library, 1, MILLI, MILLI);
        scene.path(Some(gather), "callflow::gather_traced::lane", SiteKind::Lane, 10, MILLI, MILLI)
    } else {
        main
    };
    let fetch = scene.asynchronous(Some(parent), "fetch", 10, MILLI, 10 * MILLI);
    scene.peak(fetch, if gathered { 10 } else { 1 });
    scene.graph()
}

#[test]
fn lost_concurrency_is_said_in_words() {
    let comparison = compare_graphs(&fetches(true), &fetches(false));
    let texts: Vec<&str> = comparison.findings.iter().map(|finding| finding.text.as_str()).collect();
    assert_eq!(
        texts,
        [
            "Concurrency fell from 10 to 1: that many async calls were at work at one time.",
            "Calls of fetch run one after another now; before, up to 10 ran at one time.",
        ]
    );
    assert!(comparison.findings.iter().all(|finding| finding.kind.is_worse()));
    let mirrored = compare_graphs(&fetches(false), &fetches(true));
    let kinds: Vec<FindingKind> = mirrored.findings.iter().map(|finding| finding.kind).collect();
    assert_eq!(kinds, [FindingKind::ConcurrencyRose, FindingKind::BecameConcurrent]);
}

#[test]
fn gathering_is_no_new_path_and_no_new_function() {
    let comparison = compare_graphs(&fetches(false), &fetches(true));
    let summary = &comparison.summary;
    assert_eq!((summary.paths_added, summary.paths_removed), (0, 0));
    assert_eq!((summary.nodes_added, summary.nodes_removed, summary.nodes_modified), (0, 0, 2));
    let gather = row(&comparison, "callflow::gather_traced");
    assert!(
        comparison.to_markdown().contains("| `callflow::gather_traced` | – | – | "),
        "no verdict on our own"
    );
    assert_eq!((gather.status, gather.is_library), (NodeStatus::Added, true));
    let added = comparison.path_comparisons.iter().filter(|path| path.status == NodeStatus::Added);
    assert_eq!(added.count(), 3);
}

#[test]
fn spawning_a_call_is_no_new_path() {
    let of = |spawned: bool| {
        let mut scene = Scene::new();
        let main = scene.sync(None, "main", 1, MILLI);
        let work = scene.sync(Some(main), "work", 1, MILLI);
        if spawned {
            scene.detach(work);
        }
        scene.graph()
    };
    let comparison = compare_graphs(&of(false), &of(true));
    assert_eq!((comparison.summary.paths_added, comparison.path_comparisons.len()), (0, 2));
    let work = comparison.path_comparisons.iter().find(|path| path.parent.is_some()).unwrap();
    assert_eq!((work.detached_before, work.detached_after), (false, true));
}

#[test]
fn polls_and_outcomes_are_said_in_words() {
    let of = |polls: u64, failed: &[(Outcome, u64)]| {
        let mut scene = Scene::new();
        let fetch = scene.asynchronous(None, "fetch", 10, MILLI, MILLI);
        scene.polls(fetch, polls);
        for &(outcome, count) in failed {
            scene.fail(fetch, outcome, count);
        }
        scene.graph()
    };
    let failed = [(Outcome::Error, 2), (Outcome::Panicked, 1), (Outcome::Cancelled, 3)];
    let (before, after) = (of(20, &[]), of(41, &failed));
    let texts = |a: &CallGraph, b: &CallGraph| -> Vec<String> {
        compare_graphs(a, b).findings.into_iter().map(|finding| finding.text).collect()
    };
    assert_eq!(
        texts(&before, &after),
        [
            "Polls per call of fetch rose from 2.0 to 4.1.",
            "2 of 10 calls of fetch ended with an error; before, none.",
            "1 of 10 calls of fetch panicked; before, none.",
            "3 of 10 calls of fetch were cancelled; before, none.",
        ]
    );
    assert_eq!(
        texts(&after, &before),
        [
            "Polls per call of fetch fell from 4.1 to 2.0.",
            "No call of fetch ended with an error any more; before, 2 of 10.",
            "No call of fetch panicked any more; before, 1 of 10.",
            "No call of fetch was cancelled any more; before, 3 of 10.",
        ]
    );
    assert!(texts(&before, &of(39, &[])).is_empty());
    // Twice, not two more; and of nothing there is no twice.
    assert!(texts(&of(100, &[]), &of(60, &[])).is_empty() && texts(&of(60, &[]), &of(100, &[])).is_empty());
    assert!(texts(&of(0, &[]), &before).is_empty() && texts(&before, &of(0, &[])).is_empty());
}

#[test]
fn calls_that_did_not_end_or_begin_are_said_where_there_were_none() {
    let of = |in_flight, never_polled| {
        let mut scene = Scene::new();
        let fetch = scene.asynchronous(None, "fetch", 10, MILLI, MILLI);
        scene.unfinished(fetch, in_flight, never_polled);
        scene.graph()
    };
    let texts = |a: &CallGraph, b: &CallGraph| -> Vec<String> {
        compare_graphs(a, b).findings.into_iter().map(|finding| finding.text).collect()
    };
    assert_eq!(
        texts(&of(0, 0), &of(2, 3)),
        [
            "3 calls of fetch were dropped before their first poll; before, none.",
            "2 calls of fetch had not ended when the graph was taken; before, none.",
        ]
    );
    assert!(texts(&of(2, 3), &of(0, 0)).is_empty() && texts(&of(2, 3), &of(4, 6)).is_empty());
}

#[test]
fn the_worse_is_found_before_the_better() {
    let of = |tasks: u64, errors: u64| {
        let mut scene = Scene::new();
        let fetch = scene.asynchronous(None, "fetch", 10, MILLI, MILLI);
        scene.fail(fetch, Outcome::Error, errors);
        scene.tasks(tasks).graph()
    };
    let kinds = |a: &CallGraph, b: &CallGraph| -> Vec<FindingKind> {
        compare_graphs(a, b).findings.into_iter().map(|finding| finding.kind).collect()
    };
    let (calm, busy) = (of(2, 0), of(4, 1));
    assert_eq!(kinds(&calm, &busy), [FindingKind::Appeared(Outcome::Error), FindingKind::ConcurrencyRose]);
    assert_eq!(kinds(&busy, &calm), [FindingKind::ConcurrencyFell, FindingKind::Vanished(Outcome::Error)]);
    assert_eq!(kinds(&of(0, 0), &calm), [], "of nothing there is no twice");
    assert_eq!(kinds(&calm, &of(0, 0)), []);
}

#[test]
fn findings_need_every_run() {
    let of = |failed: u64| {
        let mut scene = Scene::new();
        let fetch = scene.asynchronous(None, "fetch", 10, MILLI, MILLI);
        scene.fail(fetch, Outcome::Error, failed);
        scene.graph()
    };
    let options = CompareOptions::default;
    let sometimes = options().compare_runs(&[of(0), of(0)], &[of(0), of(3)]);
    assert!(sometimes.findings.is_empty());
    let always = options().compare_runs(&[of(0), of(0)], &[of(1), of(3)]);
    assert_eq!(always.findings[0].text, "1–3 of 10 calls of fetch ended with an error; before, none.");
}

#[test]
fn how_many_run_at_one_time_is_said_as_it_is() {
    let of = |kind, calls: u64, peak: u64| {
        let mut scene = Scene::new();
        let fetch = scene.path(None, "fetch", kind, calls, MILLI, MILLI);
        scene.peak(fetch, peak);
        scene.graph()
    };
    let kinds = |kind, before: [u64; 2], after: [u64; 2]| -> Vec<FindingKind> {
        let [before, after] = [before, after].map(|[calls, peak]| of(kind, calls, peak));
        let findings = compare_graphs(&before, &after).findings;
        assert!(findings.iter().all(|finding| finding.to_string() == finding.text));
        findings.into_iter().map(|finding| finding.kind).collect()
    };
    let kind = SiteKind::Async;
    assert_eq!(kinds(kind, [10, 10], [10, 1]), [FindingKind::BecameSequential]);
    assert_eq!(kinds(kind, [10, 1], [10, 10]), [FindingKind::BecameConcurrent]);
    assert_eq!(kinds(kind, [10, 10], [10, 4]), [FindingKind::ConcurrencyFell]);
    assert_eq!(kinds(kind, [10, 4], [10, 10]), [FindingKind::ConcurrencyRose]);
    // One call has nothing to run beside.
    assert_eq!(kinds(kind, [10, 10], [1, 1]), [FindingKind::ConcurrencyFell]);
    assert_eq!(kinds(kind, [1, 1], [10, 10]), [FindingKind::ConcurrencyRose]);
    assert_eq!(kinds(SiteKind::Lane, [10, 10], [10, 1]), [], "lanes are ours");
}
