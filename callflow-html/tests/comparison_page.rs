//! What the page of a comparison shows.

use std::{collections::BTreeSet, time::Instant};

use callflow_core::{CompareOptions, Comparison, NodeStatus, Verdict};
use callflow_html::ComparisonPage;
use support::markup::{Element, elements};

mod support;

fn page(comparison: &Comparison) -> Vec<Element> {
    elements(&ComparisonPage::new(comparison).render())
}

fn with_class<'p>(page: &'p [Element], class: &str) -> Vec<&'p Element> {
    page.iter().filter(|element| element.has_class(class)).collect()
}

fn words(element: &Element) -> String {
    element.text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What lies within the first element that fits.
fn within(page: &[Element], fits: impl Fn(&Element) -> bool) -> &[Element] {
    let start = page.iter().position(fits).expect("an element that fits");
    let inside = page[start + 1..].iter().take_while(|element| element.depth > page[start].depth).count();
    &page[start..=start + inside]
}

fn section<'p>(page: &'p [Element], id: &str) -> &'p [Element] {
    within(page, |element| element.attribute("id") == Some(id))
}

fn headline(comparison: &Comparison) -> String {
    words(with_class(&page(comparison), "headline")[0])
}

fn card(page: &[Element], label: &str) -> String {
    let place =
        page.iter().filter(|element| element.name == "dt").position(|dt| dt.text == label).expect(label);
    with_class(page, "value")[place].text.clone()
}

/// The cells of a function's row in the table, its name first.
fn row(page: &[Element], name: &str) -> Vec<String> {
    let table = within(page, |element| element.has_class("functions"));
    let named = |element: &Element| element.name == "th" && element.text.starts_with(name);
    let start = table.iter().position(named).unwrap_or_else(|| panic!("a row of {name}"));
    let cells = table[start..].iter().take_while(|element| element.name != "tr");
    cells.filter(|element| matches!(element.name.as_str(), "td" | "th")).map(words).collect()
}

#[test]
fn the_headline_says_how_much_and_how_sure() {
    let text = headline(&support::faster());
    assert!(
        text.starts_with(
            "v1.5 took 31.8 % less time than v1.4: 178 ms → 121 ms of wall time (95 % interval −"
        )
    );
    assert!(text.ends_with("; query accounts for 92 % of the self time saved."), "{text}");

    let text = headline(&support::unchanged());
    assert!(text.starts_with("No change of wall time beyond noise: 178 ms → 178 ms ("), "{text}");

    let text = headline(&support::single_run());
    assert!(text.contains("v1.5 took ") && text.contains(" more time than v1.4: "), "{text}");
    assert!(text.contains(" (single runs, so noise is not known); query accounts for "), "{text}");

    let text = headline(&support::gathered());
    assert!(text.ends_with("; peak concurrency went from 1 to 10."), "{text}");
}

#[test]
fn what_the_runs_do_not_tell_is_not_claimed() {
    let mut after = support::CHECKOUT;
    after[3].3 = 120_000_000;
    let page = page(&support::runs(&support::CHECKOUT, &after, 2));
    let text = words(with_class(&page, "headline")[0]);
    assert!(text.starts_with("Whether wall time changed cannot be told: 178 ms → "), "{text}");
    assert!(text.contains("too few runs: "), "{text}");
    assert_eq!((card(&page, "Improvements"), card(&page, "Regressions")), ("0".to_owned(), "0".to_owned()));
    assert!(with_class(&page, "note").iter().any(|note| note.text.starts_with("Too few runs for ")));
    assert!(row(&page, "query").iter().any(|cell| cell.ends_with("runs needed")));
}

#[test]
fn cards_have_the_summary() {
    let comparison = support::faster();
    let page = page(&comparison);
    let labels: Vec<_> = page.iter().filter(|element| element.name == "dt").map(words).collect();
    let values: Vec<_> = with_class(&page, "value").into_iter().map(words).collect();
    let cards: Vec<_> = labels.iter().map(String::as_str).zip(values.iter().map(String::as_str)).collect();
    assert_eq!(
        cards,
        [
            ("Time saved", "56.5 ms"),
            ("Change", "▼ −31.8 %"),
            ("Busy time", "−56.4 ms"),
            ("Calls", "+37"),
            ("Call paths", "+1 −1"),
            ("Improvements", "▼ 4"),
            ("Regressions", "▲ 1"),
            ("Inconclusive", "0"),
            ("Added", "1"),
            ("Removed", "1"),
        ]
    );
}

#[test]
fn labels_and_runs_of_both_sides_stand_under_the_title() {
    let comparison = support::faster();
    let html = ComparisonPage::new(&comparison).title("Nightly").render();
    let page = elements(&html);
    assert_eq!(page.iter().find(|element| element.name == "h1").unwrap().text, "Nightly");
    let sides: Vec<_> = with_class(&page, "side").into_iter().map(words).collect();
    assert_eq!(sides, ["A v1.4 10 runs, median 178 ms", "B v1.5 10 runs, median 121 ms"]);
}

#[test]
fn every_function_has_a_row_with_colour_sign_and_word() {
    let page = page(&support::faster());
    assert_eq!(
        row(&page, "query")[..7],
        ["queryshop::dbsrc/db.rs:52", "modified", "▼ improved", "87.8 ms", "29.0 ms", "−58.8 ms", "−67.0 %"]
    );
    assert_eq!(row(&page, "query")[8..11], ["−58.8 ms", "120 → 40", "732 µs → 725 µs"]);
    assert_eq!(row(&page, "Cart::parse")[2], "▲ regressed");
    assert_eq!(row(&page, "lookup")[1..6], ["+ added", "–", "–", "2.29 ms", "+2.29 ms"]);
    assert_eq!(row(&page, "legacy_header")[1..6], ["− removed", "–", "5.00 ms", "–", "−5.00 ms"]);
    let table = within(&page, |element| element.has_class("functions"));
    for (name, class) in
        [("query", "down"), ("Cart::parse", "up"), ("lookup", "added"), ("legacy_header", "removed")]
    {
        let row = table.iter().find(|element| element.name == "tr" && element.text.trim().starts_with(name));
        assert!(row.unwrap().has_class(class), "{name}");
    }
}

#[test]
fn no_row_is_left_out_of_five_thousand() {
    let comparison = support::changed(5_000, 15_000, 2);
    let page = page(&comparison);
    let ids: BTreeSet<usize> = page
        .iter()
        .filter(|element| element.name == "tr")
        .filter_map(|row| row.attribute("id")?.strip_prefix('f')?.parse().ok())
        .collect();
    assert!(comparison.node_comparisons.len() > 5_000);
    assert_eq!(ids, (0..comparison.node_comparisons.len()).collect());
    let names: BTreeSet<&str> = page
        .iter()
        .filter(|element| element.name == "th" && element.attribute("scope") == Some("row"))
        .map(|head| head.text.as_str())
        .collect();
    for node in &comparison.node_comparisons {
        let first = names.range(node.short_name()..).next();
        assert!(first.is_some_and(|name| name.starts_with(node.short_name())), "{}", node.name);
    }
}

#[test]
fn the_script_gets_one_number_for_every_cell() {
    let comparison = support::changed(50, 150, 3);
    let page = page(&comparison);
    let data = &with_class(&page, "table-data")[0].text;
    let columns = data.split_once("\"columns\":[").unwrap().1.trim_end_matches("]}").split("],[");
    let heads = page.iter().filter(|element| element.attribute("aria-sort").is_some()).count();
    assert_eq!(columns.clone().count(), heads - 1);
    for column in columns {
        assert_eq!(column.split(',').count(), comparison.node_comparisons.len());
    }
    // Numbers of functions follow their names, which is how the script sorts by name.
    let (nodes, _) = data.strip_prefix("{\"nodes\":[").unwrap().split_once(']').unwrap();
    let mut named: Vec<(usize, &str)> = nodes
        .split(',')
        .map(|node| node.parse().unwrap())
        .zip(comparison.node_comparisons.iter().map(|node| node.name.as_str()))
        .collect();
    named.sort_unstable();
    assert!(named.is_sorted_by_key(|(_, name)| *name));
}

#[test]
fn what_changed_is_ordered_by_self_time_and_leaves_callers_out_of_it() {
    let page = page(&support::faster());
    let changes = section(&page, "changes");
    let names: Vec<_> = changes
        .iter()
        .filter(|element| element.name == "a" && element.attribute("class").is_none())
        .map(|link| link.text.as_str())
        .collect();
    assert_eq!(names, ["query", "legacy_header", "Cart::parse", "lookup", "render", "price", "run"]);
    let badges: Vec<_> = with_class(changes, "badge").into_iter().map(words).collect();
    assert_eq!(badges[..4], ["▼ improved", "− removed", "▲ regressed", "+ added"]);
    assert!(badges[4..].iter().all(|badge| badge == "= unchanged"));
}

#[test]
fn top_lists_and_causes_tell_own_from_inherited() {
    let page = page(&support::faster());
    let tops: Vec<_> = with_class(&page, "tops").into_iter().map(words).collect();
    assert!(tops[0].contains("query") && tops[0].contains("price") && !tops[0].contains("Cart::parse"));
    assert!(tops[1].contains("Cart::parse") && !tops[1].contains("query"));
    let causes: Vec<_> =
        section(&page, "causes").iter().filter(|element| element.name == "li").map(words).collect();
    assert!(causes[0].starts_with("▼ query −58.8 ms in itself, 92 % of all that got faster"), "{causes:?}");
    assert!(causes.contains(&"▼ priceinherited −56.5 ms inherited from query".to_owned()), "{causes:?}");
}

#[test]
fn exact_counts_stand_beside_the_times() {
    let page = page(&support::gathered());
    let fetch = row(&page, "fetch");
    assert_eq!(fetch.last().unwrap(), "errors 0 → 3, calls at one time 1 → 10");
    let findings: Vec<_> =
        section(&page, "findings").iter().filter(|element| element.name == "li").map(words).collect();
    assert_eq!(findings[0], "worse 3 of 10 calls of fetch ended with an error; before, none.");
    assert!(findings.contains(
        &"better Concurrency rose from 1 to 10: that many async calls were at work at one time.".to_owned()
    ));
    assert_eq!(card(&page, "Peak concurrency"), "1 → 10");
}

#[test]
fn functions_stand_in_the_same_place_in_both_graphs() {
    let comparison = support::faster();
    let page = page(&comparison);
    let graphs = section(&page, "graphs");
    let places = |pane: usize| -> Vec<(String, String)> {
        let start =
            graphs.iter().enumerate().filter(|(_, element)| element.has_class("graph")).nth(pane).unwrap().0;
        let depth = graphs[start].depth;
        let inside: Vec<_> = graphs[start + 1..].iter().take_while(|element| element.depth > depth).collect();
        let nodes = inside.iter().enumerate().filter(|(_, element)| element.has_class("node"));
        nodes
            .map(|(at, node)| {
                let moved = inside[at..].iter().find_map(|element| element.attribute("transform")).unwrap();
                (node.attribute("data-f").unwrap().to_owned(), moved.to_owned())
            })
            .collect()
    };
    assert_eq!(places(0).len(), comparison.node_comparisons.len());
    assert_eq!(places(0), places(1));
    let ghosts: Vec<_> =
        with_class(graphs, "node").into_iter().filter(|node| node.has_class("ghost")).map(words).collect();
    assert_eq!(ghosts.len(), 2, "one is not on either side: {ghosts:?}");
    assert!(ghosts[0].contains("lookup") && ghosts[1].contains("legacy_header"));
    assert!(with_class(graphs, "edge").iter().filter(|edge| edge.has_class("ghost")).count() == 2);
}

#[test]
fn every_path_of_one_side_is_listed_or_counted() {
    for comparison in [support::faster(), support::changed(50, 150, 1), support::changed(500, 3_000, 1)] {
        let page = page(&comparison);
        let lists = section(&page, "paths");
        let number = |text: &str| text.replace(['\u{a0}', ' '], "").parse::<usize>().unwrap();
        let listed: usize = lists
            .iter()
            .filter(|element| element.name == "li")
            .map(|path| {
                let below = path.text.rsplit_once(" more below");
                1 + below.map_or(0, |(before, _)| number(before.rsplit_once(", ").unwrap().1))
            })
            .sum();
        let left_out: usize = with_class(lists, "about")
            .into_iter()
            .filter_map(|note| note.text.strip_prefix("and ")?.split_once(" more").map(|(more, _)| more))
            .map(|more| number(more.split(" call").next().unwrap()))
            .sum();
        let summary = &comparison.summary;
        assert_eq!(listed + left_out, summary.paths_added + summary.paths_removed);
    }
}

#[test]
fn the_flame_graph_hides_no_side() {
    let page = page(&support::faster());
    let flame = within(&page, |element| element.has_class("diff"));
    let titles: Vec<_> =
        flame.iter().filter(|element| element.name == "title").map(|title| &title.text).collect();
    assert_eq!(titles.len(), 7, "the paths of both sides: {titles:?}");
    assert!(titles.iter().any(|title| title.starts_with("shop::cache::lookup, added")));
    assert!(titles.iter().any(|title| title.starts_with("shop::page::legacy_header, removed")));
}

#[test]
fn warnings_of_the_comparison_are_on_the_page() {
    let comparison = {
        let [before, after] = [support::faster(), support::unchanged()].map(|_| support::checkout());
        CompareOptions::default().paired().compare_runs(&[before.clone(), before], &[after])
    };
    assert_eq!(comparison.warnings.len(), 1);
    let page = page(&comparison);
    let warnings: Vec<_> = with_class(&page, "warning").into_iter().map(words).collect();
    assert_eq!(warnings, ["Mind: 2 runs cannot be paired with 1: they were compared as independent"]);
}

#[test]
fn empty_sides_have_a_page() {
    for (comparison, status) in
        [(support::only_after(), NodeStatus::Added), (support::only_before(), NodeStatus::Removed)]
    {
        let page = page(&comparison);
        let table = within(&page, |element| element.has_class("functions"));
        let rows: Vec<_> = table.iter().filter(|element| element.attribute("id").is_some()).collect();
        assert_eq!(rows.len(), comparison.node_comparisons.len());
        assert!(rows.iter().all(|row| row.has_class(status.name())));
    }
    let text = ComparisonPage::new(&support::nothing()).render();
    assert!(text.contains("No traced function was called on either side.") && text.contains("#[trace]"));
}

#[test]
fn what_was_not_recorded_is_not_compared() {
    let comparison = support::not_comparable();
    let text = ComparisonPage::new(&comparison).render();
    assert!(text.contains("<h2>Not comparable.</h2>"));
    assert!(text.contains("After was not recorded: callflow was built without its `enabled` feature"));
    let page = elements(&text);
    assert!(page.iter().all(|element| !matches!(element.name.as_str(), "table" | "dl" | "svg")));
    assert!(with_class(&page, "headline").is_empty());

    let none = CompareOptions::default().compare_runs(&[], &[support::one()]);
    let text = ComparisonPage::new(&none).render();
    assert!(text.contains("Before has no runs") && !text.contains("callflow/enabled"));
}

#[test]
fn every_link_leads_to_a_row() {
    for comparison in
        [support::faster(), support::gathered(), support::changed(80, 900, 1), support::hostile_comparison()]
    {
        let page = page(&comparison);
        let ids: Vec<_> = page.iter().filter_map(|element| element.attribute("id")).collect();
        for link in page.iter().filter_map(|element| element.attribute("href")) {
            assert!(ids.contains(&&link[1..]), "{link}");
        }
        let unique: BTreeSet<_> = ids.iter().collect();
        assert_eq!(unique.len(), ids.len(), "no id is there twice");
    }
}

#[test]
fn deep_recursion_is_one_box() {
    let comparison = callflow_core::compare_graphs(&support::recursion(10_000), &support::recursion(9_000));
    let page = page(&comparison);
    let flame = within(&page, |element| element.has_class("diff"));
    let labels: Vec<_> = flame.iter().filter(|element| element.name == "text").map(words).collect();
    assert!(labels.iter().any(|label| label.contains("9 000 levels of recursion")), "{labels:?}");
    assert!(page.iter().map(|element| element.depth).max().unwrap() < 100);
}

#[test]
fn the_same_comparison_gives_the_same_bytes() {
    let render = || ComparisonPage::new(&support::changed(300, 900, 2)).render();
    assert_eq!(render(), render());
}

#[test]
fn a_page_of_ten_thousand_paths_stays_small() {
    let comparison = support::changed(500, 10_000, 3);
    let start = Instant::now();
    let page = ComparisonPage::new(&comparison).render();
    println!(
        "{} paths: {} KB in {:?}",
        comparison.path_comparisons.len(),
        page.len() / 1_000,
        start.elapsed()
    );
    assert!(comparison.path_comparisons.len() > 10_000);
    assert!(page.len() < 1_500_000, "{}", page.len());
}

#[test]
fn changes_of_nothing_are_no_changes() {
    let graph = support::checkout();
    let comparison = callflow_core::compare_graphs(&graph, &graph);
    assert_eq!(comparison.summary.verdict, Verdict::Unchanged);
    let page = page(&comparison);
    assert_eq!(headline(&comparison), "The same wall time: 184 ms → 184 ms (0.0 %).");
    assert!(
        section(&page, "changes").iter().any(|element| element.text == "No function’s own time differs.")
    );
    assert!(page.iter().all(|element| element.attribute("id") != Some("causes")));
    assert!(page.iter().all(|element| !element.attributes.iter().any(|(_, value)| value.contains("NaN"))));
}
