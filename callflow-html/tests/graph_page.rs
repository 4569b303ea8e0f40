//! What the page of a call graph shows.

use std::time::Duration;

use callflow_core::{
    CallGraph, Picos,
    fixture::{Losses, Reading, SiteKind},
};
use callflow_html::GraphPage;
use support::{
    island::Island,
    markup::{Element, elements},
};

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

/// The cells of every row of the table, the name first.
fn rows(page: &[Element]) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    for element in page {
        match element.name.as_str() {
            "tr" => rows.push(Vec::new()),
            "td" | "th" => {
                let words: Vec<_> = element.text.split_whitespace().collect();
                rows.last_mut().unwrap().push(words.join(" "));
            }
            _ => {}
        }
    }
    rows
}

fn nanos(duration: Duration) -> i128 {
    duration.as_nanos().try_into().unwrap()
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
fn the_table_has_the_heaviest_functions_by_self_time() {
    let graph = support::functions(500);
    let rows = rows(&page(&graph));
    assert_eq!(rows[0], ["Function", "Self", "Self %", "Total", "Calls", "Mean", "p99", "Outcomes"]);
    assert_eq!(rows.len(), 21);
    let mut nodes: Vec<_> = graph.nodes().iter().collect();
    nodes.sort_by_key(|node| (std::cmp::Reverse(node.self_time()), node.full_name()));
    for (row, node) in rows[1..].iter().zip(nodes) {
        assert!(row[0].starts_with(node.name()), "{row:?}");
        assert_eq!(row[1], callflow_core::duration(node.self_time()));
    }
    assert!(texts(&page(&graph), "more")[0].contains("480 more functions"));
}

#[test]
fn a_row_says_what_a_function_did() {
    let rows = rows(&page(&support::gather()));
    let row = rows.iter().find(|row| row[0].starts_with("fetch_user")).unwrap();
    assert_eq!(
        *row,
        [
            "fetch_userasyncweb::userssrc/users.rs:69",
            "3.20 ms",
            "62.5 %",
            "551 ms",
            "10",
            "55.1 ms",
            "55.1 ms",
            "2 errors, 1 panicked, 1 cancelled",
        ]
    );
}

#[test]
fn nodes_of_the_library_are_shown_and_not_counted() {
    let graph = support::gather();
    let elements = page(&graph);
    let named = |name: &str| rows(&elements).iter().any(|row| row[0].starts_with(name));
    assert!(named("gather_tracedcallflow") && named("<lane>callflow"), "marked");
    assert!(texts(&elements, "headline")[0].starts_with("In 122 ms, 4 functions were called 13 times"));
    let cards = texts(&elements, "value").into_iter().zip(texts(&elements, "detail")).collect::<Vec<_>>();
    let card =
        |value: &str, detail: &str| assert!(cards.contains(&(value.into(), detail.into())), "{cards:?}");
    card("4", "4 async, and 2 of callflow");
    card("13", "4 call paths");

    let untraced = page(&support::fan_out(50));
    assert_eq!(
        texts(&untraced, "headline")[0],
        "In 1.00 s, no traced function was called; nodes of callflow itself kept threads busy for 2.00 ms."
    );
}

#[test]
fn the_island_has_every_number_of_every_function() {
    for graph in [support::functions(500), support::gather()] {
        let page = page(&graph);
        let island = Island::of(&page);
        let functions = island.table("functions");
        assert_eq!(functions.rows(), graph.nodes().len());
        let names: Vec<_> = graph.nodes().iter().map(callflow_core::Node::full_name).collect();
        assert_eq!(island.texts("functions", "name"), names);
        let check = |name: &str, of: &dyn Fn(&callflow_core::Node) -> i128| {
            let expected: Vec<i128> = graph.nodes().iter().map(of).collect();
            assert_eq!(functions.column(name), expected, "{name}");
        };
        check("line", &|node| node.line().into());
        check("calls", &|node| node.calls().into());
        check("ok", &|node| node.outcomes().ok.into());
        check("error", &|node| node.outcomes().error.into());
        check("panicked", &|node| node.outcomes().panicked.into());
        check("cancelled", &|node| node.outcomes().cancelled.into());
        check("inFlight", &|node| node.in_flight().into());
        check("neverPolled", &|node| node.never_polled().into());
        check("polls", &|node| node.polls().into());
        check("total", &|node| nanos(node.total_time()));
        check("active", &|node| nanos(node.active_time()));
        check("self", &|node| nanos(node.self_time()));
        check("await", &|node| nanos(node.await_time()));
        check("min", &|node| nanos(node.min()));
        check("mean", &|node| nanos(node.mean()));
        check("p50", &|node| nanos(node.percentile(0.50)));
        check("p95", &|node| nanos(node.percentile(0.95)));
        check("p99", &|node| nanos(node.percentile(0.99)));
        check("max", &|node| nanos(node.max()));
        check("maxConcurrent", &|node| node.max_concurrent().unwrap_or_default().into());
        check("flags", &|node| {
            i128::from(node.is_async())
                + 2 * i128::from(node.is_library())
                + 4 * i128::from(node.errors_observed())
        });
        for (node, pairs) in graph.nodes().iter().zip(functions.0["histogram"].as_array().unwrap()) {
            let calls: u64 =
                pairs.as_array().unwrap().iter().skip(1).step_by(2).map(|n| n.as_u64().unwrap()).sum();
            assert_eq!(calls, node.histogram().map(|(_, calls)| calls).sum::<u64>(), "{}", node.full_name());
        }
    }
}

#[test]
fn the_short_name_is_where_the_island_cuts_the_full_one() {
    let graph = support::hostile();
    let page = page(&graph);
    let island = Island::of(&page);
    for (node, cut) in graph.nodes().iter().zip(island.table("functions").column("cut")) {
        let units: Vec<u16> = node.full_name().encode_utf16().skip(usize::try_from(cut).unwrap()).collect();
        assert_eq!(String::from_utf16(&units).unwrap(), node.name());
    }
}

#[test]
fn every_column_has_an_entry_for_every_row() {
    let page = page(&support::tasks(40, 6));
    let island = Island::of(&page);
    let timeline = island.table("timeline");
    let tables = ["functions", "paths", "edges"].map(|name| island.table(name)).into_iter().chain([
        timeline,
        timeline.table("slices"),
        timeline.table("curve"),
    ]);
    let mut columns = 0;
    for table in tables {
        for name in table.columns() {
            assert_eq!(table.column(name).len(), table.rows(), "{name}");
            columns += 1;
        }
    }
    assert_eq!(columns, 25 + 8 + 4 + 8 + 3 + 2);
}

#[test]
fn the_island_has_every_edge() {
    for graph in [support::checkout(), support::mutual(), support::functions(500)] {
        let page = page(&graph);
        let island = Island::of(&page);
        let edges = island.table("edges");
        let (from, to) = (edges.column("from"), edges.column("to"));
        let (calls, total) = (edges.column("calls"), edges.column("total"));
        assert_eq!(edges.rows(), graph.edges().len());
        for (row, edge) in graph.edges().iter().enumerate() {
            assert_eq!((from[row] as usize, to[row] as usize), edge.ends());
            assert_eq!((calls[row], total[row]), (edge.calls().into(), nanos(edge.total_time())));
        }
    }
    // A function that calls itself has an edge to itself.
    let page = page(&support::mutual());
    let island = Island::of(&page);
    let edges = island.table("edges");
    assert!(edges.column("from").into_iter().zip(edges.column("to")).any(|(from, to)| from == to));
}

#[test]
fn the_only_links_are_within_the_page() {
    let page = page(&support::paths(80, 900));
    let ids: Vec<_> = page.iter().filter_map(|element| element.attribute("id")).collect();
    let links: Vec<_> = page.iter().filter_map(|element| element.attribute("href")).collect();
    assert!(!links.is_empty());
    for link in links {
        assert!(ids.contains(&&link[1..]), "{link}");
    }
}

#[test]
fn the_island_has_every_path_of_a_graph_that_is_not_large() {
    for graph in
        [support::checkout(), support::gather(), support::recursion(9_000), support::alternation(9_000)]
    {
        let page = page(&graph);
        let island = Island::of(&page);
        let paths = island.table("paths");
        assert_eq!(paths.rows(), graph.call_tree().len());
        let columns =
            ["parent", "fn", "calls", "self", "total", "failed", "active"].map(|name| paths.column(name));
        for path in graph.call_tree().paths() {
            let row = columns.each_ref().map(|column| column[path.index()]);
            let parent = path.parent().map_or(-1, |parent| parent.index() as i128);
            assert_eq!(
                row,
                [
                    parent,
                    path.node_index() as i128,
                    path.calls().into(),
                    nanos(path.self_time()),
                    nanos(path.total_time()),
                    i128::from(path.calls() - path.outcomes().ok),
                    nanos(path.active_time()),
                ]
            );
        }
        assert_eq!(island.left_out("paths"), "");
    }
}

#[test]
fn many_paths_are_cut_to_the_heaviest_and_counted() {
    let graph = support::paths(500, 25_000);
    assert!(graph.call_tree().len() > 20_000, "{}", graph.call_tree().len());
    let page = page(&graph);
    let island = Island::of(&page);
    let paths = island.table("paths");
    assert_eq!(paths.rows(), 10_000);
    let parents = paths.column("parent");
    assert!(parents.iter().enumerate().all(|(row, &parent)| parent < row as i128), "parents stand first");
    // What is above a kept path is kept: only the roots of the graph are roots on the page.
    let roots = parents.iter().filter(|&&parent| parent == -1).count();
    assert!(roots <= graph.call_tree().roots().len(), "{roots}");
    let own: i128 = paths.column("self").into_iter().sum();
    let all = nanos(graph.self_time());
    assert!(own < all && own > all / 2, "{own} of {all}");
    let said = island.left_out("paths");
    let counted =
        format!("The 10 000 heaviest of {} call paths", callflow_core::count(graph.call_tree().len() as u64));
    assert!(said.starts_with(&counted), "{said}");
    let percent = format!("{:.1} %", 100.0 * (all - own) as f64 / all as f64);
    assert!(said.contains(&percent), "{said} {percent}");
    // Functions have the sums of all their paths nevertheless.
    assert_eq!(island.table("functions").column("self").into_iter().sum::<i128>(), all);
}

#[test]
fn large_data_is_packed() {
    let graph = support::functions(9_000);
    let page = page(&graph);
    let element = page.iter().find(|element| element.attribute("id") == Some("island")).unwrap();
    assert_eq!(element.attribute("data-packed"), Some("deflate"));
    assert!(element.text.len() < 2_000_000, "{}", element.text.len());
    assert_eq!(Island::of(&page).table("functions").rows(), graph.nodes().len());
}

#[test]
fn times_beyond_what_javascript_counts_are_exact() {
    let mut builder = support::Builder::new("a long time", Duration::from_nanos(u64::MAX));
    let site = builder.site("age", SiteKind::Sync);
    builder.path(None, site, 1, (1 << 53) + 1);
    let page = page(&builder.finish());
    let island = Island::of(&page);
    assert_eq!(island.table("functions").column("self"), [(1 << 53) + 1]);
    assert_eq!(island.recording()["wall"], u64::MAX.to_string());
}

#[test]
fn arguments_are_on_the_page_and_it_says_so() {
    let badge = |page: &[Element]| {
        with_class(page, "badge").iter().any(|element| element.text.contains("contains argument values"))
    };
    assert!(!badge(&page(&support::one())));
    let mut builder = support::Builder::new("arguments", Duration::from_millis(1));
    let site = builder.site("shop::query", SiteKind::Sync);
    builder.path(None, site, 1, 100_000);
    builder.reading.sites[site].arguments = vec!["id: 7".to_owned(), "</script>".to_owned()];
    let page = page(&builder.finish());
    assert!(badge(&page));
    let island = Island::of(&page);
    let places = island.recording()["functions"]["args"]["0"].as_array().unwrap();
    let texts: Vec<_> =
        places.iter().map(|place| island.0["strings"][place.as_u64().unwrap() as usize].as_str()).collect();
    assert_eq!(texts, [Some("id: 7"), Some("</script>")]);
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
    let smallest = GraphPage::new(&support::one()).render();
    assert!(smallest.len() < 200 << 10, "{}", smallest.len());
    // Where there is nothing to draw, nothing that draws is on the page.
    let empty = GraphPage::new(&CallGraph::from_reading(Reading::default())).render();
    assert!(empty.len() < 40_000, "{}", empty.len());
}

#[test]
fn thousands_of_functions_are_all_on_the_page() {
    let graph = support::functions(5_000);
    let page = page(&graph);
    assert_eq!(Island::of(&page).table("functions").rows(), graph.nodes().len());
    assert!(graph.nodes().len() > 4_900);
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
