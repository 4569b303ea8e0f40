//! What the page of a comparison shows.

use std::time::{Duration, Instant};

use callflow_core::{
    CallGraph, Cause, CompareOptions, Comparison, EdgeComparison, Evidence, NodeComparison, NodeStatus,
    PathComparison, Verdict,
};
use callflow_html::ComparisonPage;
use serde_json::Value;
use support::{
    island::Island,
    markup::{Element, elements},
};

mod head;
mod island;
#[path = "../support/mod.rs"]
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

fn headline(comparison: &Comparison) -> String {
    words(with_class(&page(comparison), "headline")[0])
}

/// Label, value and detail of every card.
fn cards(page: &[Element]) -> Vec<[String; 3]> {
    let labels = page.iter().filter(|element| element.name == "dt").map(words);
    let values = with_class(page, "value").into_iter().map(words);
    let details = with_class(page, "detail").into_iter().map(words);
    labels.zip(values).zip(details).map(|((label, value), detail)| [label, value, detail]).collect()
}

fn card(page: &[Element], label: &str) -> [String; 2] {
    let card = cards(page).into_iter().find(|card| card[0] == label).expect(label);
    let [_, value, detail] = card;
    [value, detail]
}

/// The cells of every row of the table that is read without the script, the class of the row first.
fn changes(page: &[Element]) -> Vec<Vec<String>> {
    let table = within(page, |element| element.has_class("changes"));
    let starts = table.iter().enumerate().filter(|(_, element)| element.name == "tr").skip(1);
    let row = |(start, row): (usize, &Element)| {
        let cells = table[start + 1..].iter().take_while(|element| element.name != "tr");
        let cells = cells.filter(|element| matches!(element.name.as_str(), "td" | "th")).map(words);
        std::iter::once(row.attribute("class").unwrap().to_owned()).chain(cells).collect()
    };
    starts.map(row).collect()
}

fn status(status: NodeStatus) -> i128 {
    [NodeStatus::Modified, NodeStatus::Added, NodeStatus::Removed]
        .iter()
        .position(|other| *other == status)
        .unwrap() as i128
}

/// Every comparison that the island is held to.
fn comparisons() -> Vec<Comparison> {
    vec![
        support::faster(),
        support::unchanged(),
        support::steady(),
        support::single_run(),
        support::gathered(),
        support::hostile_comparison(),
        support::only_after(),
        support::only_before(),
        support::changed(50, 150, 2),
    ]
}

/// Headline and cards of one direction, as the script words them.
fn worded(island: &Island, direction: usize) -> (String, Vec<[String; 2]>) {
    let worded = &island.comparison()["worded"][direction];
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let headline = worded["headline"].as_array().unwrap().iter().map(|piece| text(&piece[1])).collect();
    let cards = worded["cards"].as_array().unwrap().iter();
    (headline, cards.map(|card| [text(&card[1][0]), text(&card[1][1])]).collect())
}

#[test]
fn the_head_is_worded_in_both_directions() {
    let comparison = support::faster();
    let page = page(&comparison);
    let island = Island::of(&page);
    let (forwards, forward_cards) = worded(&island, 0);
    assert_eq!(forwards, with_class(&page, "headline")[0].text);
    let shown: Vec<_> = cards(&page).into_iter().map(|[_, value, detail]| [value, detail]).collect();
    assert_eq!(forward_cards, shown);

    let (backwards, backward_cards) = worded(&island, 1);
    assert!(
        backwards.starts_with(
            "v1.4 took 46.6 % more time than v1.5: 121 ms → 178 ms of wall time (95 % interval +4"
        ),
        "{backwards}"
    );
    assert!(backwards.ends_with("; query accounts for 92 % of the self time added."), "{backwards}");
    assert_eq!(backward_cards[0], ["121 ms → 178 ms", "▲ +56.5 ms (+46.6 %)"]);
    assert_eq!(backward_cards[5], ["+1 −1", "new, gone; ▼ 1 less, ▲ 4 more total time"]);
}

#[test]
fn a_comparison_turned_round_says_of_its_sides_what_the_other_direction_says() {
    // Comparing the other way round is what the page's reader sees when the sides are swapped.
    let graphs = [support::functions(9), support::functions(12)];
    let forwards = callflow_core::compare_graphs(&graphs[0], &graphs[1]);
    let backwards = CompareOptions::default().labels("After", "Before").compare(&graphs[1], &graphs[0]);
    let [of_forwards, of_backwards] = [&forwards, &backwards].map(|comparison| Island::of(&page(comparison)));
    assert_eq!(worded(&of_forwards, 1).1, worded(&of_backwards, 0).1);
    assert_eq!(worded(&of_forwards, 0).1, worded(&of_backwards, 1).1);
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
    for (comparison, wanted) in
        [(support::only_after(), NodeStatus::Added), (support::only_before(), NodeStatus::Removed)]
    {
        let island = Island::of(&page(&comparison));
        let rows = island.table("functions").column("status");
        assert_eq!(rows, vec![status(wanted); comparison.node_comparisons.len()]);
    }
    let text = ComparisonPage::new(&support::nothing()).render();
    assert!(text.contains("No traced function was called on either side.") && text.contains("#[trace]"));
    assert!(!text.contains("id=\"island\""), "there is nothing to draw");
}

#[test]
fn what_was_not_recorded_is_not_compared() {
    let comparison = support::not_comparable();
    let text = ComparisonPage::new(&comparison).render();
    assert!(text.contains("<h2>Not comparable.</h2>"));
    assert!(text.contains("After was not recorded: callflow was built without its `enabled` feature"));
    let page = elements(&text);
    assert!(page.iter().all(|element| !matches!(element.name.as_str(), "table" | "dl" | "svg" | "script")));
    assert!(with_class(&page, "headline").is_empty());

    let none = CompareOptions::default().compare_runs(&[], &[support::one()]);
    let text = ComparisonPage::new(&none).render();
    assert!(text.contains("Before has no runs") && !text.contains("callflow/enabled"));
}

#[test]
fn no_id_is_there_twice_and_every_link_leads_somewhere() {
    for comparison in comparisons() {
        let page = page(&comparison);
        let mut ids: Vec<_> = page.iter().filter_map(|element| element.attribute("id")).collect();
        for link in page.iter().filter_map(|element| element.attribute("href")) {
            assert!(ids.contains(&&link[1..]), "{link}");
        }
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all);
    }
}

#[test]
fn deep_recursion_is_deep_data_and_no_deep_markup() {
    let comparison = callflow_core::compare_graphs(&support::recursion(9_000), &support::recursion(8_000));
    let page = page(&comparison);
    let island = Island::of(&page);
    assert_eq!(island.table("paths").rows(), comparison.path_comparisons.len());
    assert!(page.iter().map(|element| element.depth).max().unwrap() < 20);
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
    assert!(page.iter().any(|element| element.text == "No function’s own time differs."));
    let island = Island::of(&page);
    assert_eq!(island.comparison()["causes"].as_array().map(Vec::len), Some(0));
    assert!(!island.0.to_string().contains("NaN"));
}
