//! What is read without the script.

use super::*;

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
