//! What the page of async statistics shows.

use std::time::Duration;

use callflow_core::{
    CallGraph,
    fixture::{Outcome, SiteKind},
};
use callflow_html::AsyncPage;
use support::{
    Builder,
    island::Island,
    markup::{Element, elements},
};

mod support;

fn page(graph: &CallGraph) -> Vec<Element> {
    elements(&AsyncPage::new(graph).render())
}

fn with_class<'p>(page: &'p [Element], class: &str) -> Vec<&'p Element> {
    page.iter().filter(|element| element.has_class(class)).collect()
}

fn nanos(duration: Duration) -> i128 {
    duration.as_nanos().try_into().unwrap()
}

fn headline(graph: &CallGraph) -> String {
    with_class(&page(graph), "headline")[0].text.trim().to_owned()
}

#[test]
fn the_headline_is_a_verdict() {
    assert_eq!(
        headline(&support::gather()),
        "Of 178 ms async time, 2.9 % was work, the rest waiting; up to 10 tasks at once."
    );
    assert_eq!(
        headline(&support::nested_async(3)),
        "Of 1.01 ms async time, 1.2 % was work, the rest waiting; never two tasks at once: each waited alone."
    );
}

#[test]
fn cards_have_every_statistic() {
    let page = page(&support::tasks(40, 6));
    let labels = page.iter().filter(|element| element.name == "dt").map(|label| label.text.as_str());
    let values = with_class(&page, "value").into_iter().map(|value| value.text.as_str());
    assert_eq!(
        labels.zip(values).collect::<Vec<_>>(),
        [
            ("Async time", "1.66 s"),
            ("Await time", "1.60 s"),
            ("Active time", "60.0 ms"),
            ("Efficiency", "3.6 %"),
            ("Peak concurrency", "6"),
            ("Async functions", "3"),
            ("In the timeline", "120"),
            ("Left out", "1 204"),
        ]
    );
    assert!(with_class(&page, "warning")[0].text.contains("1 204 async calls left out"));
}

#[test]
fn calls_of_the_library_are_kept_and_not_counted() {
    let page = page(&support::gather());
    let place = page.iter().position(|element| element.text == "In the timeline").unwrap();
    let card: Vec<_> = page[place + 1..].iter().take(2).map(|element| element.text.as_str()).collect();
    assert_eq!(card, ["13", "calls kept one by one, and 11 of callflow"]);
}

#[test]
fn the_table_has_async_functions_by_await_time() {
    let page = page(&support::gather());
    let heads: Vec<_> = page
        .iter()
        .filter(|element| element.attribute("scope") == Some("col"))
        .map(|head| head.text.as_str())
        .collect();
    assert_eq!(
        heads,
        [
            "Function",
            "Await",
            "Active",
            "Total",
            "Efficiency",
            "Calls",
            "Polls",
            "Mean",
            "p99",
            "Peak",
            "Outcomes"
        ]
    );
    let place = page.iter().position(|element| element.attribute("scope") == Some("row")).unwrap();
    let cells = page[place..].iter().filter(|element| element.name == "td").take(10);
    assert_eq!(
        cells.map(|cell| cell.text.as_str()).collect::<Vec<_>>(),
        [
            "548 ms",
            "3.20 ms",
            "551 ms",
            "0.6 %",
            "10",
            "30",
            "55.1 ms",
            "55.1 ms",
            "10",
            "2 errors, 1 panicked, 1 cancelled",
        ]
    );
}

#[test]
fn the_island_has_every_call_with_its_polls() {
    for graph in [support::gather(), support::tasks(300, 12), support::nested_async(1_000)] {
        let page = page(&graph);
        let island = Island::of(&page);
        assert_eq!(island.0["kind"], "async");
        let calls = island.table("timeline");
        let [functions, paths, parents, lanes, lengths, ended, polls] =
            ["fn", "path", "parent", "lane", "length", "ended", "polls"].map(|name| calls.column(name));
        let starts = calls.moments("start");
        let slices = calls.table("slices");
        let [after, slice_lengths, threads] = ["after", "length", "thread"].map(|name| slices.column(name));
        assert_eq!(calls.rows(), graph.timeline().len());
        let place = |place: Option<usize>| place.map_or(-1, |place| place as i128);
        let mut slice = 0;
        for call in graph.timeline().calls() {
            let row = call.index();
            assert_eq!(functions[row], call.path().node_index() as i128);
            assert_eq!(paths[row], call.path().index() as i128);
            assert_eq!(parents[row], place(call.parent()));
            assert_eq!(lanes[row], place(call.lane().map(|lane| lane as usize)));
            assert_eq!(starts[row], nanos(call.start()));
            let end = call.end().unwrap_or(graph.wall_time()).max(call.start());
            assert_eq!(starts[row] + lengths[row], nanos(end));
            let outcome = call.outcome().map_or(0, |outcome| match outcome {
                Outcome::Ok => 1,
                Outcome::Error => 2,
                Outcome::Panicked => 3,
                Outcome::Cancelled => 4,
            });
            assert_eq!(ended[row], outcome);
            assert_eq!(polls[row], call.slices().len() as i128);
            let mut now = starts[row];
            for poll in call.slices() {
                assert_eq!(now + after[slice], nanos(poll.start()));
                assert_eq!(now + after[slice] + slice_lengths[slice], nanos(poll.end()));
                assert_eq!(threads[slice], poll.thread().into());
                now = nanos(poll.end());
                slice += 1;
            }
        }
        assert_eq!(slice, slices.rows());
    }
}

#[test]
fn the_curve_is_that_of_the_statistics() {
    let graph = support::gather();
    let page = page(&graph);
    let island = Island::of(&page);
    let curve = island.table("timeline").table("curve");
    let points: Vec<_> = curve.moments("at").into_iter().zip(curve.column("tasks")).collect();
    let expected: Vec<_> = callflow_core::get_async_stats(&graph)
        .concurrency
        .iter()
        .map(|point| (nanos(point.at), i128::from(point.tasks)))
        .collect();
    assert_eq!(points, expected);
    assert_eq!(points.iter().map(|point| point.1).max(), Some(10));
    assert_eq!(points.last().unwrap().1, 1, "a call in flight lasts to the end");
}

#[test]
fn large_timelines_are_cut_to_the_longest_calls_and_counted() {
    let graph = support::tasks(9_000, 300);
    let page = page(&graph);
    let island = Island::of(&page);
    let calls = island.table("timeline");
    assert!(graph.timeline().len() > calls.rows(), "{}", calls.rows());
    let slices = calls.table("slices").rows();
    assert!((99_990..=100_000).contains(&slices), "{slices}");
    let kept = calls.column("length").into_iter().min().unwrap();
    let longer = graph.timeline().calls().filter(|call| {
        let end = call.end().unwrap_or(graph.wall_time());
        nanos(end.saturating_sub(call.start())) > kept
    });
    assert!(longer.count() <= calls.rows());
    for (row, parent) in calls.column("parent").into_iter().enumerate() {
        assert!(parent < row as i128, "what a call is called from begins first");
    }
    let said = island.left_out("timeline");
    let counts = format!("The {} longest of 27 000 calls", callflow_core::count(calls.rows() as u64));
    assert!(said.contains(&counts), "{said}");
    assert!(said.contains("1\u{a0}204 later calls were not kept because the timeline was full"), "{said}");
}

#[test]
fn a_call_of_very_many_polls_has_close_ones_as_one() {
    let graph = support::fan_out(15_000);
    let page = page(&graph);
    let island = Island::of(&page);
    let calls = island.table("timeline");
    assert_eq!(calls.rows(), 15_001);
    let polls = calls.column("polls");
    assert_eq!(polls.iter().max(), Some(&10_000));
    let gather = graph.timeline().calls().find(|call| call.slices().len() > 10_000).unwrap();
    let merged = gather.slices().len() - 10_000;
    let counted = callflow_core::count(merged as u64).replace(' ', "\u{a0}");
    assert_eq!(
        island.left_out("timeline"),
        format!("{counted} polls are drawn as one with the poll before.")
    );
    // The last poll still ends where it did.
    let slices = calls.table("slices");
    let (after, length) = (slices.column("after"), slices.column("length"));
    let row = polls.iter().position(|&count| count == 10_000).unwrap();
    let from = polls[..row].iter().sum::<i128>() as usize;
    let end: i128 = calls.moments("start")[row]
        + after[from..from + 10_000].iter().sum::<i128>()
        + length[from..from + 10_000].iter().sum::<i128>();
    assert_eq!(end, nanos(gather.slices().next_back().unwrap().end()));
    assert!(calls.table("curve").rows() <= 8_192);
    assert_eq!(calls.table("curve").column("tasks").into_iter().max(), Some(15_000), "the peak is kept");
}

#[test]
fn all_of_it_was_work() {
    let mut builder = Builder::new("ready", Duration::from_millis(1));
    let site = builder.site("cache::get", SiteKind::Async);
    let path = builder.async_path(None, site, 5, 50_000, 0);
    builder.reading.paths[path].tally.polls = 5;
    assert!(AsyncPage::new(&builder.finish()).render().contains("all of it was work"));
}

#[test]
fn calls_all_at_one_moment_have_a_page() {
    let mut builder = Builder::new("instant", Duration::ZERO);
    let site = builder.site("instant", SiteKind::Async);
    let path = builder.async_path(None, site, 2, 0, 0);
    builder.call(path, None, None, Some(Outcome::Ok), &[(0, 0)]);
    builder.call(path, None, None, None, &[]);
    let page = page(&builder.finish());
    assert!(
        page.iter()
            .all(|element| !element.text.contains("NaN") || element.name == "script" || element.depth < 3)
    );
    let island = Island::of(&page);
    let calls = island.table("timeline");
    assert_eq!((calls.column("length"), calls.column("polls")), (vec![0, 0], vec![1, 0]));
}

#[test]
fn sync_code_alone_says_how_to_get_data() {
    for graph in [support::empty(), support::checkout()] {
        let text = AsyncPage::new(&graph).render();
        assert!(text.contains("No traced async function was called in this scope."));
    }
    assert!(AsyncPage::new(&support::unrecorded()).render().contains("Nothing was recorded."));
}

#[test]
fn untraced_futures_in_a_gather_have_a_timeline_without_a_table() {
    let page = page(&support::fan_out(50));
    assert!(page.iter().all(|element| !element.has_class("functions")));
    assert!(page.iter().any(|element| element.text.starts_with("No traced async function was called, only")));
    assert_eq!(Island::of(&page).table("timeline").rows(), 51);
}

#[test]
fn the_same_graph_gives_the_same_bytes() {
    let (a, b) = (support::tasks(700, 40), support::tasks(700, 40));
    assert_eq!(AsyncPage::new(&a).render(), AsyncPage::new(&b).render());
}
