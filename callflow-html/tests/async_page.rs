//! What the page of async statistics shows.

use std::time::Duration;

use callflow_core::{
    CallGraph,
    fixture::{Outcome, SiteKind},
};
use callflow_html::AsyncPage;
use support::{
    Builder,
    markup::{Element, elements},
};

mod support;

fn page(graph: &CallGraph) -> Vec<Element> {
    elements(&AsyncPage::new(graph).render())
}

fn with_class<'p>(page: &'p [Element], class: &str) -> Vec<&'p Element> {
    page.iter().filter(|element| element.has_class(class)).collect()
}

fn headline(graph: &CallGraph) -> String {
    with_class(&page(graph), "headline")[0].text.trim().to_owned()
}

/// The labels of the calls from top to bottom, with their heights.
fn labels(page: &[Element]) -> Vec<(f64, String)> {
    let texts = page
        .iter()
        .skip_while(|element| !element.has_class("lanes"))
        .filter(|element| element.name == "text");
    let mut labels: Vec<(f64, String)> =
        texts.map(|text| (text.attribute("y").unwrap().parse().unwrap(), text.text.clone())).collect();
    labels.sort_by(|a, b| a.0.total_cmp(&b.0));
    labels
}

#[test]
fn the_headline_is_a_verdict() {
    assert_eq!(
        headline(&support::gather()),
        "Of 178 ms async time, 2.9 % was work, the rest waiting; up to 10 calls at once."
    );
    assert_eq!(
        headline(&support::nested_async(3)),
        "Of 1.01 ms async time, 1.2 % was work, the rest waiting; never two calls at once: each waited alone."
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
fn children_of_a_gather_have_numbered_lanes_below_it() {
    let page = page(&support::gather());
    let labels = labels(&page);
    let place = |text: &str| {
        labels.iter().position(|label| label.1 == text).unwrap_or_else(|| panic!("{text}: {labels:?}"))
    };
    let lanes: Vec<usize> = (0..10)
        .map(|lane| match lane {
            3 | 7 => place(&format!("#{lane} fetch_user · error")),
            5 => place("#5 fetch_user · panicked"),
            8 => place("#8 fetch_user · cancelled"),
            _ => place(&format!("#{lane} fetch_user")),
        })
        .collect();
    assert!(lanes.is_sorted() && lanes[0] > place("gather_traced") && place("gather_traced") > place("page"));
    // The call of each lane stands for the lane; ten lanes, their gather, its caller, and two calls beside them.
    assert_eq!(with_class(&page, "call").len(), 14);
}

#[test]
fn outcomes_differ_in_shape_and_word() {
    let page = page(&support::gather());
    let marks: Vec<_> = page
        .iter()
        .filter(|element| element.has_class("mark") && element.name == "path")
        .map(|mark| mark.attribute("d").unwrap().matches(['M', 'L', 'z']).collect::<String>())
        .collect();
    assert_eq!(marks.len(), 5);
    for shape in ["MLML", "MLLz", "ML", "MLL"] {
        assert!(marks.iter().any(|mark| mark == shape), "{shape}");
    }
    assert!(labels(&page).iter().any(|label| label.1 == "flush · in flight"));
}

#[test]
fn calls_on_a_lane_never_overlap() {
    let page = page(&support::tasks(300, 12));
    let number = |element: &Element, name: &str| element.attribute(name).unwrap().parse::<f64>().unwrap();
    let mut bars: Vec<(f64, f64, f64)> = with_class(&page, "hit")
        .into_iter()
        .map(|bar| (number(bar, "y"), number(bar, "x"), number(bar, "width")))
        .collect();
    assert_eq!(bars.len(), 900);
    bars.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    for pair in bars.windows(2) {
        // A call is at least one unit wide, however short.
        let apart = pair[1].1 - pair[0].1 - pair[0].2;
        assert!((pair[0].0 - pair[1].0).abs() > 1.0 || apart > -1.2, "{pair:?}");
    }
}

#[test]
fn the_curve_ends_where_it_began_and_names_its_peak() {
    let page = page(&support::gather());
    let curve = with_class(&page, "curve")[0];
    assert_eq!(curve.attribute("aria-label"), Some("Async calls at work over time, 10 at most"));
    let line = page.iter().find(|element| element.has_class("line")).unwrap().attribute("d").unwrap();
    assert!(line.starts_with("M34 84V"), "{line}");
    assert!(line.ends_with("H1176"), "a call in flight lasts to the right end: {line}");
}

#[test]
fn large_timelines_are_cut_and_counted() {
    let page = page(&support::tasks(5_000, 300));
    assert!(with_class(&page, "call").len() <= 2_000);
    let note = with_class(&page, "legend")[0].text.clone();
    assert!(note.contains("he 2 000 longest of 15 000 calls shown"), "{note}");
    assert!(note.contains("1\u{a0}204 later calls left out because the timeline was full"), "{note}");
}

#[test]
fn deep_nesting_is_cut_and_counted() {
    let page = page(&support::nested_async(1_000));
    assert_eq!(with_class(&page, "call").len(), 400);
    assert!(with_class(&page, "legend")[0].text.contains("600 calls beyond lane 400 not drawn"));
}

#[test]
fn the_longest_awaits_are_those_of_the_innermost_calls() {
    let text = AsyncPage::new(&support::gather()).render();
    let awaits = text.split("id=\"awaits\"").nth(1).unwrap();
    let rows: Vec<_> = awaits.split("<tr data-f").skip(1).collect();
    assert!(rows[0].contains("fetch_user") && rows[0].contains("lane 8") && rows[0].contains("58.0 ms"));
    assert!(rows.iter().all(|row| !row.contains("gather_traced") && !row.contains("<bdi>page")));
    assert!(rows.iter().any(|row| row.contains("after poll 2 of 2, still waiting")));
}

#[test]
fn a_function_that_never_waited_is_marked() {
    let mut builder = Builder::new("ready", Duration::from_millis(1));
    let site = builder.site("cache::get", SiteKind::Async);
    let path = builder.async_path(None, site, 5, 50_000, 0);
    builder.reading.paths[path].tally.polls = 5;
    let text = AsyncPage::new(&builder.finish()).render();
    assert!(text.contains("<i>never waited</i>"));
    assert!(text.contains("all of it was work"));
}

#[test]
fn calls_all_at_one_moment_have_a_page() {
    let mut builder = Builder::new("instant", Duration::ZERO);
    let site = builder.site("instant", SiteKind::Async);
    let path = builder.async_path(None, site, 2, 0, 0);
    builder.call(path, None, None, Some(Outcome::Ok), &[(0, 0)]);
    builder.call(path, None, None, None, &[]);
    let page = page(&builder.finish());
    assert_eq!(with_class(&page, "call").len(), 2);
    assert!(page.iter().all(|element| !element.attributes.iter().any(|(_, value)| value.contains("NaN"))));
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
fn every_link_leads_to_a_row() {
    for graph in [support::gather(), support::fan_out(50), support::tasks(40, 6)] {
        let page = page(&graph);
        let ids: Vec<_> = page.iter().filter_map(|element| element.attribute("id")).collect();
        for link in page.iter().filter_map(|element| element.attribute("href")) {
            assert!(ids.contains(&&link[1..]), "{link}");
        }
    }
}

#[test]
fn untraced_futures_in_a_gather_have_lanes_without_a_table() {
    let page = page(&support::fan_out(15_000));
    assert!(page.iter().all(|element| !element.has_class("functions")));
    assert!(page.iter().any(|element| element.text.starts_with("No traced async function was called, only")));
    let levels: Vec<_> = with_class(&page, "tick").into_iter().map(|tick| tick.text.as_str()).collect();
    assert!(levels.contains(&"15k"), "{levels:?}");
}

#[test]
fn the_same_graph_gives_the_same_bytes() {
    let (a, b) = (support::tasks(700, 40), support::tasks(700, 40));
    assert_eq!(AsyncPage::new(&a).render(), AsyncPage::new(&b).render());
}
