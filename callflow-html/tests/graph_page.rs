//! What the page of a call graph shows.

use std::time::Duration;

use callflow_core::{
    CallGraph, Picos,
    fixture::{Losses, Reading, SiteKind},
};
use callflow_html::GraphPage;
use support::markup::{Element, elements};

mod support;

fn page(graph: &CallGraph) -> Vec<Element> {
    elements(&GraphPage::new(graph).render())
}

fn with_class<'p>(page: &'p [Element], class: &str) -> Vec<&'p Element> {
    page.iter().filter(|element| element.has_class(class)).collect()
}

/// Label and value of every card.
fn cards(page: &[Element]) -> Vec<(String, String)> {
    let values = with_class(page, "value");
    let labels = page.iter().filter(|element| element.name == "dt");
    labels.zip(values).map(|(label, value)| (label.text.clone(), value.text.clone())).collect()
}

/// The cells of a row, its name first.
fn row(page: &[Element], id: &str) -> Vec<String> {
    let start = page.iter().position(|element| element.attribute("id") == Some(id)).expect(id);
    let cells = page[start + 1..].iter().take_while(|element| element.name != "tr");
    let cells = cells.filter(|element| matches!(element.name.as_str(), "td" | "th"));
    cells.map(|element| element.text.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

fn texts(page: &[Element], class: &str) -> Vec<String> {
    with_class(page, class).into_iter().map(|element| element.text.clone()).collect()
}

#[test]
fn headline_and_cards_say_what_happened() {
    let page = page(&support::checkout());
    let headline = &with_class(&page, "headline")[0].text;
    assert_eq!(
        headline.trim(),
        "In 184 ms, 5 functions were called 205 times and kept threads busy for 175 ms; \
         query itself took 51.5 % of all self time."
    );
    let cards = cards(&page);
    let expected = [
        ("Wall time", "184 ms"),
        ("Busy time", "175 ms"),
        ("Calls", "205"),
        ("Functions", "5"),
        ("Errors", "4"),
    ];
    assert_eq!(cards, expected.map(|(label, value)| (label.to_owned(), value.to_owned())));
}

#[test]
fn the_table_has_every_function_by_self_time() {
    let graph = support::functions(500);
    let page = page(&graph);
    let rows: Vec<usize> = page
        .iter()
        .filter(|element| element.name == "tr")
        .filter_map(|row| row.attribute("id")?.strip_prefix('f')?.parse().ok())
        .collect();
    assert_eq!(rows.len(), graph.nodes().len());
    let own: Vec<Duration> = rows.iter().map(|&row| graph.nodes()[row].self_time()).collect();
    assert!(own.is_sorted_by(|a, b| a >= b));
}

#[test]
fn a_row_has_every_number_of_its_function() {
    let graph = support::gather();
    let index = graph.nodes().iter().position(|node| node.name() == "fetch_user").unwrap();
    assert_eq!(
        row(&page(&graph), &format!("f{index}")),
        [
            "fetch_userasyncweb::userssrc/users.rs:69",
            "3.20 ms",
            "62.5 %",
            "551 ms",
            "10",
            "3.20 ms",
            "548 ms",
            "55.1 ms",
            "55.1 ms",
            "55.1 ms",
            "55.1 ms",
            "165 ms",
            "2 errors, 1 panicked, 1 cancelled",
            "30",
            "10",
        ]
    );
}

#[test]
fn columns_of_async_calls_stand_only_where_there_are_some() {
    let heads = |graph: &CallGraph| -> Vec<String> {
        let page = page(graph);
        page.iter()
            .filter(|element| element.attribute("aria-sort").is_some())
            .map(|head| head.text.clone())
            .collect()
    };
    let sync =
        ["Function", "Self", "Self %", "Total", "Calls", "Mean", "p50", "p95", "p99", "Max", "Outcomes"];
    assert_eq!(heads(&support::checkout()), sync);
    for added in ["Active", "Await", "Polls", "Peak"] {
        assert!(heads(&support::gather()).contains(&added.to_owned()));
    }
}

#[test]
fn the_script_gets_one_number_for_every_cell() {
    let graph = support::functions(50);
    let page = page(&graph);
    let data = &with_class(&page, "table-data")[0].text;
    let columns = data.split_once("\"columns\":[").unwrap().1.trim_end_matches("]}").split("],[");
    assert_eq!(columns.clone().count(), 14);
    assert!(columns.into_iter().all(|column| column.split(',').count() == graph.nodes().len()));
}

#[test]
fn small_graphs_are_drawn_whole_and_large_ones_say_what_is_missing() {
    let small = page(&support::checkout());
    assert_eq!(with_class(&small, "node").len(), 5);
    assert_eq!(with_class(&small, "edge").len(), 5);
    let large = page(&support::functions(500));
    assert_eq!(with_class(&large, "node").len(), 120);
    assert!(large.iter().any(|element| element.text.starts_with("120 of 500 functions shown, ")
        && element.text.ends_with(" of self time.")));
}

#[test]
fn recursion_is_a_loop_and_a_way_back() {
    let page = page(&support::mutual());
    assert_eq!(with_class(&page, "loop").len(), 1);
    assert_eq!(with_class(&page, "back").len(), 1);
}

#[test]
fn every_link_leads_to_a_row() {
    let page = page(&support::paths(80, 900));
    let ids: Vec<_> = page.iter().filter_map(|element| element.attribute("id")).collect();
    for link in page.iter().filter_map(|element| element.attribute("href")) {
        assert!(ids.contains(&&link[1..]), "{link}");
    }
}

#[test]
fn the_tree_tells_the_paths_in_order() {
    let page = page(&support::checkout());
    let paths = page.iter().filter(|element| element.name == "span" && element.has_class("path"));
    let names: Vec<_> = paths.map(|path| path.text.trim().to_owned()).collect();
    assert_eq!(names, ["run", "price", "query4 errors", "render", "Cart::parse", "query"]);
}

#[test]
fn plain_recursion_is_one_row_and_one_box() {
    let page = page(&support::recursion(10_000));
    assert_eq!(with_class(&page, "path").iter().filter(|element| element.name == "a").count(), 2);
    assert!(texts(&page, "row")[2].contains("10 000 levels of recursion"));
}

#[test]
fn deep_paths_are_cut_and_counted() {
    let page = page(&support::alternation(10_000));
    assert!(
        page.iter().map(|element| element.depth).max().unwrap() < 200,
        "browsers nest 512 levels at most"
    );
    assert_eq!(texts(&page, "left-out").len(), 1);
    assert!(texts(&page, "left-out")[0].contains("9\u{a0}940 call paths left out here, 596 ms of self time"));
}

#[test]
fn many_paths_are_cut_and_counted() {
    let graph = support::paths(500, 10_000);
    let page = page(&graph);
    let left_out: u64 = texts(&page, "left-out")
        .iter()
        .map(|text| {
            text.split(" call path").next().unwrap().replace('\u{a0}', "").trim().parse::<u64>().unwrap()
        })
        .sum();
    let notes = page.iter().filter(|element| element.name == "b");
    let note =
        notes.map(|note| &note.text).find(|note| note.contains("call paths shown: the heaviest")).unwrap();
    let shown: u64 = note.split(" of ").next().unwrap().replace(' ', "").parse().unwrap();
    assert_eq!(shown + left_out, graph.call_tree().len() as u64);
}

#[test]
fn nothing_called_says_how_to_get_data() {
    let text = GraphPage::new(&support::empty()).render();
    assert!(text.contains("No traced function was called in this scope."));
    assert!(text.contains("#[trace]"));
    assert!(page(&support::empty()).iter().all(|element| element.name != "table"));
}

#[test]
fn a_build_without_the_recorder_says_so() {
    let text = GraphPage::new(&support::unrecorded()).render();
    assert!(text.contains("Nothing was recorded."));
    assert!(!text.contains("No traced function"));
}

#[test]
fn a_debug_build_is_noted() {
    let says_so = GraphPage::new(&support::one()).render().contains("a build with debug assertions");
    assert_eq!(says_so, support::one().metadata().debug_build);
}

#[test]
fn functions_that_took_no_time_have_a_page() {
    let mut builder = support::Builder::new("", Duration::ZERO);
    let site = builder.site("instant", callflow_core::fixture::SiteKind::Sync);
    builder.path(None, site, 3, 0);
    let page = page(&builder.finish());
    assert_eq!(cards(&page)[1].1, "0 ns");
    assert_eq!(page.iter().find(|element| element.name == "h1").unwrap().text, "Call graph");
}

#[test]
fn the_same_graph_gives_the_same_bytes() {
    for _ in 0..2 {
        let (a, b) = (support::functions(300), support::functions(300));
        assert_eq!(GraphPage::new(&a).render(), GraphPage::new(&b).render());
    }
}

#[test]
fn a_page_of_ten_thousand_paths_stays_small() {
    let page = GraphPage::new(&support::paths(500, 10_000)).render();
    assert!(page.len() < 1_500_000, "{}", page.len());
    let empty = GraphPage::new(&CallGraph::from_reading(Reading::default())).render();
    assert!(empty.len() < 200_000, "{}", empty.len());
}

#[test]
fn thousands_of_functions_have_a_page() {
    assert!(page(&support::functions(5_000)).iter().filter(|element| element.name == "tr").count() > 4_900);
}

#[test]
fn what_was_left_out_on_request_is_a_note_and_so_is_compensation() {
    let mut builder = support::Builder::new("notes", Duration::from_millis(1));
    let site = builder.site("shop::query", SiteKind::Sync);
    builder.path(None, site, 10, 100_000);
    let mut losses = Losses::default();
    (losses.skipped_sampling, losses.skipped_filtering, losses.skipped_duration) = (1_200, 3, 0);
    losses.without_context = 7;
    builder.losses(losses);
    builder.reading.probe_cost.sync_inside = Picos(11_250);
    builder.reading.probe_cost.sync_outside = Picos(9_000);
    let graph = builder.finish();
    let node = graph.node("query").unwrap();
    assert_eq!(node.self_time() + Duration::from_nanos(112), node.self_time_raw(), "ten times 11.25 ns");
    let page = page(&graph);
    let notes = texts(&page, "note");
    for said in [
        "1 200 calls left out of the sample",
        "3 calls of modules",
        "7 calls of the process had no context",
        "20.2 ns a sync call",
    ] {
        assert!(notes.iter().any(|note| note.contains(said)), "{said}: {notes:?}");
    }
    assert!(
        !notes.iter().any(|note| note.contains("shorter") || note.contains("more than the self times")),
        "{notes:?}"
    );
    assert!(with_class(&page, "warning").is_empty());
}

#[test]
fn cost_that_could_not_be_taken_off_is_told() {
    let mut builder = support::Builder::new("tiny", Duration::from_millis(1));
    let site = builder.site("shop::tiny", SiteKind::Sync);
    builder.path(None, site, 100, 300);
    builder.reading.probe_cost.sync_inside = Picos(10_000);
    let graph = builder.finish();
    assert_eq!(graph.metadata().clamped, Duration::from_nanos(700));
    let notes = texts(&page(&graph), "note");
    assert!(notes.iter().any(|note| note.contains("more than the self times")), "{notes:?}");
}

#[test]
fn boxes_of_the_flame_graph_are_as_wide_as_their_self_times() {
    let graph = support::gather();
    let page = page(&graph);
    let mut widths = Vec::new();
    for path in graph.call_tree().paths() {
        let name = path.node().full_name();
        let title =
            |element: &Element| element.name == "title" && element.text.starts_with(&format!("{name}\n"));
        let Some(place) = page.iter().position(title) else { continue };
        let width: f64 = page[place + 1].attribute("width").unwrap().parse().unwrap();
        widths.push((name, width.round()));
    }
    // Of 5.12 ms of self time, whatever the calls took in all: the lanes add up to more than what they are in.
    assert_eq!(
        widths,
        [
            ("web::users::page", 1129.0),
            ("web::auth::check", 105.0),
            ("callflow::gather_traced", 812.0),
            ("<lane>", 770.0),
            ("web::users::fetch_user", 749.0),
            ("web::log::flush", 69.0),
        ]
    );
}
