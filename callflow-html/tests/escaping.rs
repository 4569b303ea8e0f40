//! Every name is hostile.

use std::collections::BTreeSet;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use callflow_core::{CallGraph, Node};
use callflow_html::{AsyncPage, ComparisonPage, GraphPage};
use proptest::{collection::vec, prelude::*};
use sha2::{Digest as _, Sha256};
use support::{
    island::Island,
    markup::{Element, elements},
};

mod support;

/// Everything the templates write; a name that adds to it has escaped.
const TAGS: [&str; 33] = [
    "a", "b", "bdi", "body", "code", "dd", "div", "dl", "dt", "footer", "h1", "h2", "head", "header", "html",
    "i", "main", "meta", "noscript", "p", "pre", "script", "section", "span", "strong", "style", "table",
    "tbody", "td", "th", "thead", "title", "tr",
];
const ATTRIBUTES: [&str; 17] = [
    "aria-hidden",
    "aria-label",
    "charset",
    "class",
    "content",
    "data-file",
    "data-packed",
    "href",
    "http-equiv",
    "id",
    "lang",
    "name",
    "role",
    "scope",
    "tabindex",
    "title",
    "type",
];

fn pages(graph: &CallGraph) -> [String; 2] {
    [GraphPage::new(graph).render(), AsyncPage::new(graph).render()]
}

/// The pages of a graph, and that of a comparison of two such.
fn all_pages() -> Vec<String> {
    let mut all = pages(&support::hostile()).to_vec();
    all.push(ComparisonPage::new(&support::hostile_comparison()).render());
    all
}

/// Reads a page strictly and checks that it is made of the templates' markup alone.
fn inspect(page: &str) -> Vec<Element> {
    let elements = elements(page);
    for element in &elements {
        assert!(TAGS.contains(&element.name.as_str()), "a foreign element: {element:?}");
        for (name, _) in &element.attributes {
            assert!(ATTRIBUTES.contains(&name.as_str()), "a foreign attribute: {name} of {}", element.name);
        }
        if let Some(href) = element.attribute("href") {
            assert!(href.starts_with('#'), "a link out of the page: {href}");
        }
    }
    elements
}

/// The names of a page's table, both parts.
fn table_names(elements: &[Element]) -> BTreeSet<String> {
    let rows =
        elements.iter().filter(|element| element.name == "th" && element.attribute("scope") == Some("row"));
    rows.map(|element| element.text.clone()).collect()
}

#[test]
fn hostile_names_stay_text() {
    let graph = support::hostile();
    for page in pages(&graph) {
        let elements = inspect(&page);
        let island = Island::of(&elements);
        let names: Vec<_> = graph.nodes().iter().map(Node::full_name).collect();
        assert_eq!(island.texts("functions", "name"), names);
        let heading = elements.iter().find(|element| element.name == "h1").unwrap();
        assert_eq!(heading.text, graph.metadata().name.clone().unwrap());
        assert_eq!(island.recording()["title"], heading.text);
        // Every row of the table is one of the functions, to the letter.
        let rows = table_names(&elements);
        assert!(!rows.is_empty());
        for row in rows {
            assert!(graph.nodes().iter().any(|node| row.starts_with(node.name())), "{row:?}");
        }
    }
}

#[test]
fn escapes_are_exact() {
    let graph = support::named(&["</script><img src=x onerror='a' title=\"b\">&amp;\u{2028}".to_owned()]);
    let [page, _] = pages(&graph);
    let escaped =
        "&#60;/script&#62;&#60;img src=x onerror=&#39;a&#39; title=&#34;b&#34;&#62;&#38;amp;\u{2028}";
    assert!(page.contains(&format!("<th scope=\"row\"><bdi>{escaped}</bdi>")), "in the table");
    assert!(page.contains(&format!("<h1><bdi>{escaped}</bdi></h1>")), "in the heading");
    assert!(page.contains(&format!("<title>{escaped} · Call graph</title>")), "in the title");
    let inert = r#""\u003c/script\u003e\u003cimg src=x onerror='a' title=\"b\"\u003e\u0026amp;\u2028""#;
    assert!(page.contains(inert), "in the island");
}

/// Nothing that means anything to HTML is in the text, whatever the names are.
fn island_is_inert(elements: &[Element]) -> bool {
    let island = elements.iter().find(|element| element.attribute("id") == Some("island")).unwrap();
    !island.text.contains(['<', '>', '&', '\u{2028}', '\u{2029}'])
}

#[test]
fn islands_are_inert() {
    for page in all_pages() {
        assert!(island_is_inert(&elements(&page)));
    }
}

#[test]
fn a_given_title_is_escaped() {
    let graph = support::one();
    for page in
        [GraphPage::new(&graph).title("<script>").render(), AsyncPage::new(&graph).title("<script>").render()]
    {
        inspect(&page);
        assert!(page.contains("<h1><bdi>&#60;script&#62;</bdi></h1>"));
    }
}

#[test]
fn every_field_of_a_comparison_is_escaped() {
    let comparison = support::hostile_comparison();
    let html = ComparisonPage::new(&comparison).title("</title><script>alert(1)</script>").render();
    let elements = inspect(&html);
    assert!(html.contains("<h1><bdi>&#60;/title&#62;&#60;script&#62;alert(1)&#60;/script&#62;</bdi></h1>"));
    let island = Island::of(&elements);
    let names: Vec<_> = comparison.node_comparisons.iter().map(|node| node.name.as_str()).collect();
    assert_eq!(island.texts("functions", "name"), names);
    assert_eq!(island.comparison()["title"], "</title><script>alert(1)</script>");
    let rows = table_names(&elements);
    assert!(!rows.is_empty());
    for row in rows {
        assert!(comparison.node_comparisons.iter().any(|node| row.starts_with(node.short_name())), "{row:?}");
    }
    let sides: Vec<_> = elements.iter().filter(|element| element.has_class("side")).collect();
    assert!(
        sides[0].text.contains(&comparison.label_before) && sides[1].text.contains(&comparison.label_after)
    );
    assert!(!comparison.root_causes.is_empty() && !comparison.findings.is_empty());
    assert!(comparison.summary.paths_added > 0 && comparison.summary.paths_removed > 0);
}

#[test]
fn names_are_isolated_from_the_direction_of_the_text_around() {
    for page in all_pages() {
        let elements = elements(&page);
        for (place, element) in elements.iter().enumerate() {
            if element.name == "th" && element.attribute("scope") == Some("row") {
                assert_eq!(elements[place + 1].name, "bdi");
            }
        }
    }
}

#[test]
fn the_policy_allows_the_inline_elements_and_nothing_else() {
    for page in all_pages() {
        let elements = elements(&page);
        let policy = elements.iter().find(|element| element.attribute("http-equiv").is_some()).unwrap();
        let policy = policy.attribute("content").unwrap();
        assert!(policy.starts_with("default-src 'none'; "));
        assert!(!policy.contains("unsafe") && !policy.contains("http") && !policy.contains('*'));
        assert!(
            policy.contains("img-src data: blob:; worker-src blob:; base-uri 'none'; form-action 'none'")
        );
        for (tag, directive) in [("style", "style-src"), ("script", "script-src")] {
            let allowed = policy.split("; ").find_map(|part| part.strip_prefix(directive)).unwrap();
            let allowed: Vec<String> = allowed.split_whitespace().map(str::to_owned).collect();
            let inline =
                elements.iter().filter(|element| element.name == tag && element.attribute("type").is_none());
            let hashes: Vec<String> = inline
                .map(|element| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(&element.text))))
                .collect();
            assert_eq!(BTreeSet::from_iter(allowed), BTreeSet::from_iter(hashes), "{directive}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_names_give_a_well_formed_page(
        names in vec(prop_oneof![any::<String>(), "[<>&\"'/!:=a-z \u{202e}\u{2066}\\-\n]{0,40}"], 1..6),
    ) {
        let graph = support::named(&names);
        for page in pages(&graph) {
            let elements = inspect(&page);
            prop_assert!(island_is_inert(&elements));
            let island = Island::of(&elements);
            let names: Vec<_> = graph.nodes().iter().map(Node::full_name).collect();
            prop_assert_eq!(island.texts("functions", "name"), names);
        }
        let names = table_names(&elements(&GraphPage::new(&graph).render()));
        for node in graph.nodes() {
            prop_assert!(names.iter().any(|name| name.contains(node.name())), "{:?}", node.full_name());
        }
    }

    #[test]
    fn any_names_give_a_well_formed_comparison(
        names in vec(prop_oneof![any::<String>(), "[<>&\"'/!:=a-z \u{202e}\u{2066}\\-\n]{0,40}"], 1..6),
        title in any::<String>(),
    ) {
        let comparison = support::named_comparison(&names);
        let elements = inspect(&ComparisonPage::new(&comparison).title(title).render());
        prop_assert!(island_is_inert(&elements));
        let island = Island::of(&elements);
        let names: Vec<_> = comparison.node_comparisons.iter().map(|node| node.name.as_str()).collect();
        prop_assert_eq!(island.texts("functions", "name"), names);
        let markdown = comparison.to_markdown();
        prop_assert_eq!(island.comparison()["markdown"].as_str(), Some(markdown.as_str()));
        for row in table_names(&elements) {
            let is_known = comparison.node_comparisons.iter().any(|node| row.starts_with(node.short_name()));
            prop_assert!(is_known, "{:?}", row);
        }
    }
}
