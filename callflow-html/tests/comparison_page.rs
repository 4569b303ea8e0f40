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

fn nanos(time: Duration) -> i128 {
    time.as_nanos().try_into().unwrap()
}

fn text_of(pieces: &Value, comparison: &Comparison) -> String {
    let piece = |piece: &Value| match piece {
        Value::String(words) => words.clone(),
        row => comparison.node_comparisons[row.as_u64().unwrap() as usize].name.clone(),
    };
    pieces.as_array().unwrap().iter().map(piece).collect()
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
    assert!(text.ends_with(" %), within the noise floor of 5.34 ms."), "{text}");

    let text = headline(&support::steady());
    assert!(
        text.starts_with("A small but steady change of wall time: 178 ms → 182 ms (+2.2 %, 95 % interval +"),
        "{text}"
    );
    assert!(text.ends_with(" %), below the floor of 5.45 ms."), "{text}");

    let text = headline(&support::single_run());
    assert!(text.contains("v1.5 took ") && text.contains(" more time than v1.4: "), "{text}");
    assert!(text.contains(" (single runs, so noise is not known); query accounts for "), "{text}");

    let text = headline(&support::gathered());
    assert!(text.ends_with("; peak concurrency went from 1 to 10."), "{text}");
}

#[test]
fn next_to_nothing_has_no_percentage() {
    let text = headline(&support::only_after());
    assert!(text.starts_with("After took 4.20 s more time than Before: 3.00 ms → 4.20 s"), "{text}");
    assert_eq!(card(&page(&support::only_after()), "Wall time"), ["3.00 ms → 4.20 s", "▲ +4.20 s"]);
}

#[test]
fn what_the_runs_do_not_tell_is_not_claimed() {
    let mut after = support::CHECKOUT;
    after[3].3 = 120_000_000;
    let comparison = support::runs(&support::CHECKOUT, &after, 2);
    let page = page(&comparison);
    let text = words(with_class(&page, "headline")[0]);
    assert!(text.starts_with("Whether wall time changed cannot be told: 178 ms → "), "{text}");
    assert!(text.contains("too few runs: "), "{text}");
    assert_eq!(card(&page, "Functions"), ["6", "none takes more or less total time"]);
    assert!(card(&page, "Wall time")[1].ends_with(", inconclusive"));
    assert!(with_class(&page, "note").iter().any(|note| note.text.starts_with("Too few runs for ")));
    let rows = changes(&page);
    assert!(rows.iter().all(|row| row[0] == "same"), "{rows:?}");
    assert_eq!((rows[0][1].as_str(), rows[0][2].as_str()), ("queryshop::db", "? inconclusive"));
    let island = Island::of(&page);
    let query = comparison.node_comparisons.iter().position(|row| row.name == "shop::db::query").unwrap();
    assert!(island.texts("functions", "evidence")[query].contains(" a side are needed"));
}

#[test]
fn sides_without_a_wall_time_are_not_said_to_have_the_same() {
    let graph = |seconds: f64| {
        let file = format!(
            r#"{{"nodes": [{{"full_name": "a::f", "call_count": 1, "total_time": {seconds}}}], "edges": [], "metadata": {{}}}}"#
        );
        CallGraph::from_json(&file).unwrap()
    };
    let comparison = CompareOptions::default().compare(&graph(0.2), &graph(0.1));
    assert_eq!(headline(&comparison), "Wall time is not known of either side.");
}

#[test]
fn a_steady_change_below_the_floor_is_no_noise() {
    let page = page(&support::steady());
    assert!(
        card(&page, "Wall time")[1].ends_with(" ms (+2.2 %), small but steady"),
        "{:?}",
        card(&page, "Wall time")
    );
    let query = changes(&page).into_iter().find(|row| row[1].starts_with("query")).unwrap();
    assert_eq!((query[0].as_str(), query[2].as_str()), ("same", "≈ small"));
    let island = Island::of(&page);
    let evidence = island.texts("functions", "evidence");
    assert!(
        evidence.iter().any(|text| text.starts_with("small: steady, but below the floor of ")),
        "{evidence:?}"
    );
}

#[test]
fn six_cards_have_the_summary() {
    assert_eq!(
        cards(&page(&support::faster())),
        [
            ["Wall time", "178 ms → 121 ms", "▼ −56.5 ms (−31.8 %)"],
            ["Active time", "177 ms → 121 ms", "−56.4 ms (−31.8 %)"],
            ["Await time", "–", "no call was suspended"],
            ["Calls", "205 → 242", "+37; call paths +1 −1"],
            ["Peak concurrency", "–", "no async call"],
            ["Functions", "+1 −1", "new, gone; ▼ 4 less, ▲ 1 more total time"],
        ]
    );
    let gathered = page(&support::gathered());
    assert_eq!(card(&gathered, "Peak concurrency"), ["1 → 10", "tasks at once"]);
    assert_eq!(card(&gathered, "Await time")[0], "292 ms → 31.6 ms");
}

#[test]
fn labels_and_runs_of_both_sides_stand_under_the_title() {
    let comparison = support::faster();
    let html = ComparisonPage::new(&comparison).title("Nightly").render();
    let page = elements(&html);
    assert_eq!(page.iter().find(|element| element.name == "h1").unwrap().text, "Nightly");
    let sides: Vec<_> = with_class(&page, "side").into_iter().map(words).collect();
    assert_eq!(sides, ["A v1.4 10 runs, median 178 ms", "B v1.5 10 runs, median 121 ms"]);
    // Without a title the sides are the heading, once.
    let html = ComparisonPage::new(&comparison).render();
    let page = elements(&html);
    let headings: Vec<_> = page.iter().filter(|element| element.name == "h1").map(words).collect();
    assert_eq!(headings, ["A v1.4 10 runs, median 178 ms → B v1.5 10 runs, median 121 ms"]);
    assert!(html.contains("<title>v1.4 → v1.5 · Comparison</title>"));
}

#[test]
fn what_changed_is_read_without_the_script_with_colour_sign_and_word() {
    let page = page(&support::faster());
    let rows = changes(&page);
    let names: Vec<_> = rows.iter().map(|row| row[1].as_str()).collect();
    assert_eq!(
        names,
        [
            "queryshop::db",
            "legacy_headershop::page",
            "Cart::parseshop::cart",
            "lookupshop::cache",
            "rendershop::page",
            "priceshop::pricing",
            "runshop::checkout"
        ]
    );
    assert_eq!(rows[0][..1], ["down"]);
    assert_eq!(rows[0][2..], ["▼ less time", "87.8 ms", "29.0 ms", "−58.8 ms", "120 → 40"]);
    assert_eq!(rows[1][2..], ["− gone", "5.00 ms", "–", "−5.00 ms", "3 → 0"]);
    assert_eq!((rows[2][0].as_str(), rows[2][2].as_str()), ("up", "▲ more time"));
    assert_eq!(rows[3][2..], ["+ new", "–", "2.29 ms", "+2.29 ms", "0 → 120"]);
    assert!(rows[4..].iter().all(|row| row[0] == "same" && row[2] == "= unchanged"));
}

fn verdict(verdict: Verdict) -> i128 {
    [Verdict::Unchanged, Verdict::Improved, Verdict::Regressed, Verdict::Inconclusive]
        .iter()
        .position(|other| *other == verdict)
        .unwrap() as i128
}

/// A steady change below the floor is told apart.
fn judged(of: Verdict, evidence: &Evidence) -> i128 {
    if evidence.is_steady() { 4 } else { verdict(of) }
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

#[test]
fn the_island_has_every_function_to_the_nanosecond() {
    type Of = fn(&NodeComparison) -> i128;
    let columns: [(&str, Of); 20] = [
        ("totalBefore", |row| nanos(row.time_before)),
        ("totalAfter", |row| nanos(row.time_after)),
        ("selfBefore", |row| nanos(row.self_before)),
        ("selfAfter", |row| nanos(row.self_after)),
        ("activeBefore", |row| nanos(row.active_before)),
        ("activeAfter", |row| nanos(row.active_after)),
        ("awaitBefore", |row| nanos(row.await_before)),
        ("awaitAfter", |row| nanos(row.await_after)),
        ("meanBefore", |row| nanos(row.before.mean)),
        ("meanAfter", |row| nanos(row.after.mean)),
        ("p95Before", |row| nanos(row.before.p95)),
        ("p95After", |row| nanos(row.after.p95)),
        ("callsBefore", |row| row.calls_before.into()),
        ("callsAfter", |row| row.calls_after.into()),
        ("callsDiffer", |row| row.before.calls.differs_from(row.after.calls).into()),
        ("line", |row| row.line.into()),
        ("flags", |row| i128::from(row.is_async) + 2 * i128::from(row.is_library)),
        ("status", |row| status(row.status)),
        ("verdict", |row| judged(row.verdict, &row.evidence)),
        ("ownVerdict", |row| judged(row.self_verdict, &row.self_evidence)),
    ];
    for comparison in comparisons() {
        let island = Island::of(&page(&comparison));
        let rows = &comparison.node_comparisons;
        let table = island.table("functions");
        for (name, of) in columns {
            assert_eq!(table.column(name), rows.iter().map(of).collect::<Vec<_>>(), "{name}");
        }
        let names: Vec<_> = rows.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(island.texts("functions", "name"), names);
        let files: Vec<_> = rows.iter().map(|row| row.file.as_str()).collect();
        assert_eq!(island.texts("functions", "file"), files);
        // The short name is the full one from the place that JavaScript counts to.
        for (row, cut) in rows.iter().zip(table.column("cut")) {
            let units: Vec<u16> = row.name.encode_utf16().skip(cut as usize).collect();
            let short = String::from_utf16(&units).unwrap();
            assert!(short == row.short_name() || short == row.name, "{:?}", row.name);
        }
        for (row, evidence) in rows.iter().zip(island.texts("functions", "evidence")) {
            assert!(evidence.starts_with(&row.evidence.to_string()), "{evidence}");
            assert_eq!(evidence.contains("; p = "), row.evidence.corrected_p_value.is_some(), "{evidence}");
        }
        for (prefix, of) in [
            ("interval", (|row| &row.evidence) as fn(&NodeComparison) -> &Evidence),
            ("ownInterval", |row| &row.self_evidence),
        ] {
            let [from, to] = ["From", "To"].map(|end| table.column(&format!("{prefix}{end}")));
            for (row, ends) in rows.iter().zip(from.into_iter().zip(to)) {
                let interval = of(row).interval.map(|(from, to)| (from.as_nanos(), to.as_nanos()));
                assert_eq!((ends.0 <= ends.1).then_some(ends), interval, "{}", row.name);
            }
        }
        for (row, counts) in rows.iter().zip(island.texts("functions", "counts")) {
            let exact = row.exact_changes();
            let others = exact.iter().filter(|change| change.what != "calls").map(ToString::to_string);
            assert_eq!(counts, others.collect::<Vec<_>>().join(", "));
        }
    }
}

#[test]
fn the_island_has_every_edge() {
    type Of = fn(&EdgeComparison) -> i128;
    let columns: [(&str, Of); 7] = [
        ("from", |edge| edge.caller as i128),
        ("to", |edge| edge.callee as i128),
        ("status", |edge| status(edge.status)),
        ("callsBefore", |edge| edge.calls_before.median.into()),
        ("callsAfter", |edge| edge.calls_after.median.into()),
        ("totalBefore", |edge| nanos(edge.time_before)),
        ("totalAfter", |edge| nanos(edge.time_after)),
    ];
    for comparison in comparisons() {
        let island = Island::of(&page(&comparison));
        for (name, of) in columns {
            let edges = comparison.edge_comparisons.iter().map(of).collect::<Vec<_>>();
            assert_eq!(island.table("edges").column(name), edges, "{name}");
        }
    }
}

#[test]
fn the_island_has_every_path_of_both_sides() {
    type Of = fn(&PathComparison) -> i128;
    let columns: [(&str, Of); 10] = [
        ("parent", |path| path.parent.map_or(-1, |parent| parent as i128)),
        ("fn", |path| path.node as i128),
        ("status", |path| status(path.status)),
        ("counts", |path| path.counts.into()),
        ("detachedBefore", |path| path.detached_before.into()),
        ("detachedAfter", |path| path.detached_after.into()),
        ("callsBefore", |path| path.calls_before.median.into()),
        ("callsAfter", |path| path.calls_after.median.into()),
        ("selfBefore", |path| nanos(path.self_before)),
        ("selfAfter", |path| nanos(path.self_after)),
    ];
    for comparison in comparisons() {
        let island = Island::of(&page(&comparison));
        for (name, of) in columns {
            let paths = comparison.path_comparisons.iter().map(of).collect::<Vec<_>>();
            assert_eq!(island.table("paths").column(name), paths, "{name}");
        }
        assert_eq!(island.comparison()["leftOut"], "");
        let (table, summary) = (island.table("paths"), &comparison.summary);
        let counted = |wanted: i128| {
            let both = table.column("status").into_iter().zip(table.column("counts"));
            both.filter(|both| *both == (wanted, 1)).count()
        };
        assert_eq!((counted(1), counted(2)), (summary.paths_added, summary.paths_removed));
    }
}

#[test]
fn more_paths_than_fit_are_said_to_be_left_out() {
    let comparison = support::changed(500, 10_500, 1);
    let island = Island::of(&page(&comparison));
    let (table, paths) = (island.table("paths"), &comparison.path_comparisons);
    assert!(paths.len() > 10_000 && table.rows() == 10_000);
    let left_out = island.comparison()["leftOut"].as_str().unwrap();
    assert!(left_out.starts_with("The 10 000 heaviest of 1"), "{left_out}");
    // What is above a path on the page is on the page, before it.
    let parents = table.column("parent");
    assert!(parents.iter().enumerate().all(|(path, parent)| *parent < path as i128));
    // Those kept are heavier than those left out.
    let own = |before: i128, after: i128| before.max(after);
    let kept: i128 =
        table.column("selfBefore").into_iter().zip(table.column("selfAfter")).map(|(b, a)| own(b, a)).sum();
    let all: i128 = paths.iter().map(|path| own(nanos(path.self_before), nanos(path.self_after))).sum();
    assert!(kept * 10 > all * 9, "{kept} of {all}");
}

#[test]
fn causes_and_findings_are_the_sentences_of_the_comparison() {
    for comparison in comparisons() {
        let island = Island::of(&page(&comparison));
        let causes = island.comparison()["causes"].as_array().unwrap();
        assert_eq!(causes.len(), comparison.root_causes.len());
        for (cause, sentence) in comparison.root_causes.iter().zip(causes) {
            assert_eq!(sentence["fn"], cause.node);
            assert_eq!(i128::from(sentence["verdict"].as_i64().unwrap()), verdict(cause.verdict));
            let text = text_of(&sentence["pieces"], &comparison);
            let whole = cause.to_string();
            assert_eq!(format!("{}: {text}", cause.name), whole);
            assert_eq!(sentence["kind"] == "inherited", matches!(cause.cause, Cause::Inherited { .. }));
        }
        let findings = island.comparison()["findings"].as_array().unwrap();
        assert_eq!(findings.len(), comparison.findings.len());
        for (finding, sentence) in comparison.findings.iter().zip(findings) {
            assert_eq!(text_of(&sentence["pieces"], &comparison), finding.text);
            assert_eq!(sentence["verdict"], if finding.kind.is_worse() { 2 } else { 1 });
        }
    }
}

#[test]
fn the_markdown_of_the_page_is_that_of_the_comparison() {
    for comparison in comparisons() {
        let island = Island::of(&page(&comparison));
        assert_eq!(island.comparison()["markdown"], comparison.to_markdown());
    }
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
