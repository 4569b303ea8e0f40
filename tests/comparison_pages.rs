//! The page of a comparison by way of the facade, in every combination of features.

use std::{fs, io, path::Path};

use callflow::{
    CompareOptions, ComparisonPage, Error, compare_graphs, export_comparison_html,
    export_comparison_html_with, trace, trace_pairs, trace_scope,
};

#[trace]
fn work(n: u64) -> u64 {
    (0..n).map(|i| i ^ n).sum()
}

const DRAWS: bool = cfg!(feature = "html");

/// The page that was written, or nothing where the error says what is missing.
fn written(result: Result<(), Error>, path: &Path, recording: bool) -> Option<String> {
    let Err(error) = result else {
        assert!(recording && DRAWS);
        return Some(fs::read_to_string(path).unwrap());
    };
    assert!(!recording || !DRAWS, "{error}");
    let missing = if recording { "`html`" } else { "`enabled`" };
    assert!(error.to_string().contains(missing), "{error}");
    assert_eq!((error.io_kind(), error.path()), (io::ErrorKind::Unsupported, Some(path)));
    assert!(!path.exists());
    None
}

#[test]
fn two_graphs_make_a_page_or_an_error_that_says_what_is_missing() {
    let (before, after) = (trace_scope!(|| work(10)).graph, trace_scope!(|| work(20)).graph);
    let recording = before.metadata().recording;
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("page.html");
    if let Some(page) = written(export_comparison_html(&before, &after, &path), &path, recording) {
        assert!(page.contains("<title>Before → After · Comparison</title>"));
    }
    let options = CompareOptions::default().labels("Version 1.0", "Version 2.0");
    let result = export_comparison_html_with(&before, &after, &path, options, "Ten and twenty");
    if let Some(page) = written(result, &path, recording) {
        assert!(page.contains("<h1><bdi>Ten and twenty</bdi></h1>") && page.contains("Version 2.0"));
    }
}

#[test]
fn several_runs_make_a_page() {
    let (before, after) = trace_pairs(5, || work(10), || work(10));
    let comparison = CompareOptions::default().compare_runs(&before, &after);
    let page = ComparisonPage::new(&comparison).title("Five runs").render();
    assert_eq!(page.contains("5 runs, median"), DRAWS && comparison.not_comparable.is_none(), "{page}");
    assert_eq!(page.contains("`html`"), !DRAWS);
    assert_eq!(page, ComparisonPage::new(&comparison).title("Five runs").render());
}

#[test]
fn a_page_of_what_was_not_recorded_says_so() {
    let graph = callflow::CallGraph::from_json(
        &trace_scope!(|| work(10)).graph.to_json().replace("\"recording\":true", "\"recording\":false"),
    )
    .unwrap();
    let comparison = compare_graphs(&graph, &graph);
    assert!(!graph.metadata().recording && comparison.not_comparable.is_some());
    assert_eq!(ComparisonPage::new(&comparison).render().contains("Not comparable."), DRAWS);
}
