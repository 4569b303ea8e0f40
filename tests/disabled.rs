//! Without the recorder the same code runs, nothing is recorded or written, and the graph says so.

use std::panic::{RefUnwindSafe, catch_unwind};

use callflow::{
    Context, Gate, InContext as _, TraceScope, Traced, assert_no_regressions, compare_graphs, current_graph,
    gather_traced, get_async_stats, propagate, trace, trace_async, trace_scope, trace_scope_async,
    try_gather_traced,
};
use futures::executor::block_on;

#[trace]
fn double(n: u32) -> u32 {
    2 * n
}

#[trace(name = "half", err)]
fn half(n: u32) -> Result<u32, String> {
    if n.is_multiple_of(2) { Ok(n / 2) } else { Err(format!("{n} is odd")) }
}

#[trace_async]
async fn later(n: u32) -> u32 {
    double(n)
}

/// Uses all of the API, and returns whether anything was recorded.
fn program() -> bool {
    let Traced { value, graph } = trace_scope!(|| (double(2), half(3)));
    assert_eq!(value, (4, Err("3 is odd".to_owned())));
    let recording = graph.metadata().recording;
    assert_eq!(graph.nodes().len(), if recording { 2 } else { 0 });
    assert_eq!(graph.wall_time().is_zero(), !recording);

    let traced = block_on(trace_scope_async!(async {
        let all = gather_traced((0..3).map(later)).await;
        let two = callflow::gather_traced!(later(1), async { "x" }).await;
        let failed = try_gather_traced([Err(1), Ok(2)].map(std::future::ready)).await;
        (all, two, failed)
    }));
    assert_eq!(traced.value, (vec![0, 2, 4], (2, "x"), Err::<Vec<u32>, u32>(1)));
    let stats = get_async_stats(&traced.graph);
    assert_eq!(stats.total_async_functions, usize::from(recording));
    assert!(stats.efficiency > 0.0);
    assert_eq!(traced.graph.metadata().warnings().is_empty(), recording);

    let scope = TraceScope::builder().name("all").max_call_paths(10).build().unwrap();
    scope.run(|| {
        let _guard = Context::current().attach();
        assert_eq!(std::thread::spawn(propagate(|| double(1))).join().unwrap(), 2);
        assert_eq!(block_on(later(1).in_context(Context::current())), 2);
        assert_eq!(current_graph().is_some(), recording);
    });
    block_on(scope.run_async(|| later(1)));
    {
        let _guard = scope.enter();
        double(1);
    }
    assert_eq!(scope.snapshot().node("double").is_some(), recording);
    assert_eq!(scope.finish().calls() > 0, recording);
    recording
}

#[test]
fn the_same_code_runs_with_and_without_the_recorder() {
    assert_eq!(program(), cfg!(feature = "enabled"));
}

#[test]
fn what_was_not_recorded_passes_no_gate() {
    let graph = trace_scope!(|| double(1)).graph;
    let recording = graph.metadata().recording;
    let comparison = compare_graphs(&graph, &graph);
    assert_eq!(comparison.check(&Gate::default()).is_ok(), recording);
    assert!(comparison.check(&Gate::default().allow_unrecorded()).is_ok());
    assert_eq!(comparison.not_comparable.is_none(), recording);
    let passes = |assertion: &(dyn Fn() + RefUnwindSafe)| catch_unwind(assertion).is_ok();
    assert_eq!(passes(&|| graph.assert_calls("double", ..)), recording);
    assert_eq!(passes(&|| graph.assert_calls("no such function", ..=0)), recording);
    assert_eq!(passes(&|| assert_no_regressions!(&graph, &graph)), recording);
    assert!(passes(&|| assert_no_regressions!(&graph, &graph, Gate::default().allow_unrecorded())));
}

#[test]
fn no_file_is_written_without_the_recorder() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("data.json");
    let traced = trace_scope!(&path, || double(1)).unwrap();
    assert_eq!(path.exists(), traced.graph.metadata().recording);
}

#[test]
fn a_page_without_the_pages_is_an_error_that_carries_value_and_graph() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("page.html");
    match trace_scope!(&path, || double(21)) {
        Ok(traced) => {
            assert_eq!(traced.value, 42);
            assert_eq!(path.exists(), cfg!(feature = "enabled"));
        }
        Err(error) => {
            let (enabled, html) = (cfg!(feature = "enabled"), cfg!(feature = "html"));
            assert_eq!((enabled, html), (true, false), "{error}");
            let (error, traced) = error.into_parts();
            assert_eq!(error.path(), Some(path.as_path()));
            assert_eq!(error.io_kind(), std::io::ErrorKind::Unsupported);
            assert_eq!((traced.value, traced.graph.calls()), (42, 1));
        }
    }
}

#[test]
fn impossible_options_are_errors_with_and_without_the_recorder() {
    for builder in [
        TraceScope::builder().max_call_paths(0),
        TraceScope::builder().max_call_paths(usize::MAX),
        TraceScope::builder().max_timeline_calls(usize::MAX),
        TraceScope::builder().output("report.pdf"),
    ] {
        let error = builder.build().unwrap_err();
        assert!(!error.to_string().is_empty());
    }
}

#[test]
fn a_page_that_cannot_be_written_loses_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("file");
    std::fs::write(&file, "not a folder").unwrap();
    let path = file.join("page.json");
    let result = trace_scope!(&path, || double(21));
    assert_eq!(result.is_err(), cfg!(feature = "enabled"));
    if let Err(error) = result {
        assert!(error.to_string().contains("page.json"), "{error}");
        assert_eq!(error.graph().calls(), 1);
        let (error, traced) = error.into_parts();
        assert_eq!((error.path(), traced.value), (Some(path.as_path()), 42));
    }
}

#[test]
#[cfg(feature = "enabled")]
fn the_question_mark_saves_the_graph_first() {
    fn run(path: &std::path::Path) -> std::io::Result<u32> {
        Ok(trace_scope!(path, || double(21))?.value)
    }
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("file"), "not a folder").unwrap();
    let error = run(&directory.path().join("file/page.json")).unwrap_err();
    assert_ne!(error.kind(), std::io::ErrorKind::Other);
    let message = error.to_string();
    let rescue = message.rsplit('`').nth(1).unwrap();
    assert!(std::fs::read_to_string(rescue).unwrap().contains("double"), "{message}");
    std::fs::remove_file(rescue).unwrap();
}
