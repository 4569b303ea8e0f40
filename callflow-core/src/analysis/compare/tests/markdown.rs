//! Comparisons as Markdown, read by a reader of GitHub's dialect.

use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::scene::{MILLI, Scene, flat};
use crate::{CallGraph, CompareOptions, Comparison, compare_graphs, reading::Outcome, snapshot::printable};

/// What a reader makes of a text: its structure without any text, and the text of every cell.
fn read(markdown: &str) -> (Vec<String>, Vec<String>) {
    let (mut structure, mut cells, mut cell) = (Vec::new(), Vec::new(), None::<String>);
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::Text(text) | Event::Code(text) => cell.iter_mut().for_each(|cell| cell.push_str(&text)),
            Event::InlineHtml(html) if matches!(&*html, "<code>" | "</code>") => {}
            Event::Start(Tag::TableCell) => cell = Some(String::new()),
            Event::End(TagEnd::TableCell) => cells.extend(cell.take()),
            Event::SoftBreak => panic!("a sentence went on on another line"),
            event => structure.push(format!("{event:?}")),
        }
    }
    (structure, cells)
}

/// A comparison with causes, findings, warnings and every status, of functions with these names.
fn eventful(names: [&str; 4], labels: [&str; 2]) -> Comparison {
    let [slow, old, new, fetch] = names;
    let side = |own: u64, peak: u64, one_sided: &str| -> CallGraph {
        let mut scene = Scene::new();
        let root = scene.sync(None, "main", 1, MILLI);
        scene.sync(Some(root), slow, 2, own);
        scene.sync(Some(root), one_sided, 1, 30 * MILLI);
        let path = scene.asynchronous(Some(root), fetch, 10, MILLI, 40 * MILLI);
        scene.peak(path, peak);
        if peak == 1 {
            scene.fail(path, Outcome::Error, 3);
        }
        scene.graph()
    };
    let mut comparison = CompareOptions::default()
        .labels(labels[0], labels[1])
        .compare(&side(20 * MILLI, 10, old), &side(90 * MILLI, 1, new));
    comparison.warnings = vec![format!("{}: the warning", labels[0])];
    comparison
}

const PLAIN: [&str; 4] = ["slow", "old", "new", "fetch"];

#[test]
fn it_tells_what_happened() {
    let markdown = eventful(PLAIN, ["v1", "v2"]).to_markdown();
    for line in [
        "## 🔴 Regressed: `v1` → `v2`\n",
        "| `slow` | 🔴 regressed | 20.0 ms | 90.0 ms | +70.0 ms (+350 %) | – |  |\n",
        "| `new` | added | – | 30.0 ms | +30.0 ms (–) | – | calls 0 → 1 |\n",
        "| `slow` | 🔴 regressed | 20.0 ms | 90.0 ms | +70.0 ms (+350 %) | – | +70.0 ms | 2 |\n",
        "| `new` | added | – | 30.0 ms | +30.0 ms (–) | – | +30.0 ms | 0 → 1 |\n",
        "| Functions | 4 | 4 | 1 added, 1 removed |\n",
        "| Calls | 14 | 14 | 0 |\n",
        "- `slow`: +70.0 ms in itself",
        "- Calls of `fetch` run one after another now; before, up to 10 ran at one time.\n",
        "- 3 of 10 calls of `fetch` ended with an error; before, none.\n",
        "### Warnings\n\n- v1: the warning\n",
        "<summary>All 5 functions</summary>\n",
    ] {
        assert!(markdown.contains(line), "{line}\n{markdown}");
    }
    assert!(markdown.ends_with("</details>\n"));
}

#[test]
fn it_says_when_nothing_can_be_said() {
    let graph = flat(&[("f", MILLI)]);
    let same = compare_graphs(&graph, &graph).to_markdown();
    assert!(same.starts_with("## ⚪ Unchanged"), "{same}");
    assert!(!same.contains("###"), "there is nothing to list: {same}");
    let none = CompareOptions::default().compare_runs(&[graph], &[]).to_markdown();
    assert!(none.starts_with("## ⚠️ Not comparable") && none.contains("After has no runs"), "{none}");
}

#[test]
fn what_changed_comes_the_worse_first() {
    let of = |times: [u64; 3], last: &str| {
        let [better, worse, calls] = times;
        let mut scene = Scene::new();
        scene.sync(None, "better", 1, better * MILLI);
        scene.sync(None, "calls", calls, (100 + 4 * calls) * MILLI);
        scene.sync(None, "worse", 1, worse * MILLI);
        scene.sync(None, last, 1, MILLI);
        scene.graph()
    };
    let markdown = compare_graphs(&of([900, 10, 2], "gone"), &of([10, 900, 3], "new")).to_markdown();
    let (changed, _) = markdown.split_once("<details>").unwrap();
    let lines = [
        "| `worse` | 🔴 regressed |",
        "| `better` | 🟢 improved |",
        "| `new` | added |",
        "| `gone` | removed |",
        "| `calls` |",
    ];
    let places = lines.map(|line| changed.find(line).unwrap_or_else(|| panic!("{line}\n{changed}")));
    assert!(places.is_sorted(), "{changed}");
    let improved = compare_graphs(&of([900, 10, 2], "x"), &of([10, 10, 2], "x")).to_markdown();
    assert!(improved.starts_with("## 🟢 Improved"), "{improved}");
    let runs = |time: u64| [0, 1, 2].map(|more| flat(&[("f", (time + more) * MILLI)]));
    let few = CompareOptions::default().compare_runs(&runs(10), &runs(20)).to_markdown();
    assert!(few.starts_with("## ⚪ Inconclusive"), "{few}");
}

#[test]
fn so_many_of_the_changed_functions_are_shown() {
    let names: Vec<String> = (0..26).map(|i| format!("f{i}")).collect();
    for (changed, more) in [(25, None), (26, Some("and 1 more"))] {
        let of = |time| flat(&names[..changed].iter().map(|name| (name.as_str(), time)).collect::<Vec<_>>());
        let markdown = compare_graphs(&of(MILLI), &of(100 * MILLI)).to_markdown();
        let (table, _) = markdown.split_once("### Root causes").unwrap();
        assert_eq!(
            (table.matches("🔴 regressed").count(), table.lines().find(|line| line.starts_with("and "))),
            (25, more),
            "{table}"
        );
    }
}

#[test]
fn tasks_are_told_where_there_were_any() {
    let of = |tasks: u64| {
        let mut scene = Scene::new();
        scene.sync(None, "f", 1, MILLI);
        scene.tasks(tasks).graph()
    };
    let told = |before: u64, after: u64| compare_graphs(&of(before), &of(after)).to_markdown();
    assert!(told(10, 1).contains("| Concurrent tasks | 10 | 1 | −9 |\n"));
    assert!(told(1, 10).contains("| Concurrent tasks | 1 | 10 | +9 |\n"));
    let none = told(0, 0);
    assert!(none.contains("| Calls | 1 | 1 | 0 |\n") && !none.contains("Concurrent tasks"), "{none}");
}

#[test]
fn long_names_and_long_lists_are_shortened() {
    for (length, first) in [(100, 'a'), (101, '…'), (150, '…')] {
        let shown = format!("`{first}{}`", "b".repeat(99));
        let name = format!("a{}", "b".repeat(length - 1));
        let graph = flat(&[(&name, MILLI)]);
        let markdown = compare_graphs(&graph, &graph).to_markdown();
        assert!(markdown.contains(&shown), "{shown}\n{markdown}");
    }
    for (warnings, more) in [(10, None), (11, Some("- and 1 more\n")), (13, Some("- and 3 more\n"))] {
        let mut comparison = eventful(PLAIN, ["v1", "v2"]);
        comparison.warnings = vec!["so".to_owned(); warnings];
        let markdown = comparison.to_markdown();
        assert_eq!(markdown.matches("- so\n").count(), 10);
        assert_eq!(
            markdown.find("- and ").map(|place| markdown[place..].split_inclusive('\n').next().unwrap()),
            more
        );
    }
}

#[test]
fn a_long_table_ends_where_a_comment_does() {
    let names: Vec<String> = (0..3_000).map(|i| format!("shop::module::function_{i}")).collect();
    let functions: Vec<(&str, u64)> = names.iter().map(|name| (name.as_str(), MILLI)).collect();
    let graph = flat(&functions);
    let markdown = compare_graphs(&graph, &graph).to_markdown();
    let length = markdown.chars().count();
    assert!((50_000..65_536).contains(&length), "{length}");
    let shown = markdown.matches("| `shop::").count();
    assert!(markdown.contains(&format!("\n\n{} functions are left out", 3_000 - shown)), "{shown}");
    assert!(markdown.ends_with("</details>\n"));
    // There is room for a short one.
    assert!(!eventful(PLAIN, ["v1", "v2"]).to_markdown().contains("left out"));
}

#[test]
fn nobody_is_mentioned_and_nothing_becomes_a_link() {
    let hostile = ["a @rust-lang/all", "see #1", "https://x.test", "WWW.x.test"];
    let markdown = eventful(hostile, ["@me", "http://y.test"]).to_markdown();
    // Outside of code none of the signs is left.
    let outside: String = markdown.split('`').step_by(2).collect();
    for part in outside.split("<code>").map(|part| part.split("</code>").last().unwrap()) {
        let part = part.replace("&#", "");
        assert!(!part.contains(['@']) && !part.contains("://") && !part.contains(".test"), "{part}");
    }
}

/// Names made of what Markdown and HTML read as structure.
fn name() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "a",
        "b1",
        " ",
        "|",
        "\\",
        "`",
        "``",
        "\n",
        "\r\n",
        "\t",
        "<b>",
        "</details>",
        "<!--",
        "-->",
        "&amp;",
        "&#124;",
        "*",
        "**",
        "_",
        "~~",
        "[x]",
        "(y)",
        "![",
        "]:",
        "#",
        "1. ",
        "2) ",
        "- ",
        "+ ",
        "> ",
        "$",
        "@me",
        "://",
        "---",
        "===",
        "\u{202e}",
        "\u{a0}",
        "<script>",
        "\"",
        "'",
        "::",
        "<T as U>",
        "😀",
        "\u{2028}",
        "\u{1b}[31m",
        "    ",
    ]);
    prop::collection::vec(pieces, 0..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    /// Whatever functions and sides are called, the text has the same structure, and every cell the name it is to have.
    #[test]
    fn names_are_never_structure(
        names in [name(), name(), name(), name()],
        labels in [name(), name()],
    ) {
        // Two functions of one name would be one.
        let names: Vec<String> = names.iter().enumerate().map(|(i, name)| format!("{name}_name{i}")).collect();
        let names = [&*names[0], &*names[1], &*names[2], &*names[3]];
        let plain = eventful(["name0", "name1", "name2", "name3"], ["before", "after"]);
        let hostile = eventful(names, [&labels[0], &labels[1]]);
        let (expected, expected_cells) = read(&plain.to_markdown());
        let (structure, cells) = read(&hostile.to_markdown());
        prop_assert_eq!(structure, expected);
        prop_assert_eq!(cells.len(), expected_cells.len());
        for name in names {
            let shown = printable(name);
            let times = cells.iter().filter(|cell| **cell == shown.trim() || **cell == shown).count();
            prop_assert_eq!(times, 2, "{:?} among {:?}", shown, cells);
        }
    }
}
