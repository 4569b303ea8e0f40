//! Everything that the facade offers compiles and runs without the recorder, and says that it recorded nothing.

use std::{error::Error as _, fs, future::ready, io, time::Duration};

use callflow::{
    AsyncFunction, AsyncStats, CallGraph, CallPath, CallTree, CompareOptions, ComparisonPage, Context,
    ContextGuard, Contextual, CurvePoint, Edge, EnterGuard, Error, GatherTraced, GlobalScope, InContext,
    LookupError, Machine, Metadata, Node, Outcome, Outcomes, Picos, ProbeCost, ScopeError, ScopeOptions,
    Slice, Timeline, TimelineCall, TraceScope, TraceScopeBuilder, TraceStats, Traced, TryGatherTraced,
    current_graph, export_async_stats_html, export_comparison_html, export_comparison_html_with, export_html,
    gather_traced, get_async_stats, propagate, span, trace_pairs, trace_pairs_async, trace_runs,
    trace_runs_async, trace_scope, trace_scope_async, try_gather_traced,
};
use callflow_test_off::{Cart, boxed, declared, double, half, later};
use futures::executor::block_on;

/// What every graph of this build has to say of itself.
#[track_caller]
fn assert_nothing_recorded(graph: &CallGraph) {
    let metadata: &Metadata = graph.metadata();
    assert!(!metadata.recording);
    assert!(metadata.warnings().iter().any(|warning| warning.contains("`enabled`")));
    let (costs, machine): (ProbeCost, &Machine) = (metadata.probe_cost, &metadata.machine);
    assert_eq!((costs.sync_inside, machine), (Picos(0), &Machine::default()));
    assert_eq!((metadata.trace_stats, &metadata.options), (TraceStats::default(), &ScopeOptions::default()));
    let nodes: &[Node] = graph.nodes();
    let edges: &[Edge] = graph.edges();
    let (tree, timeline): (CallTree<'_>, Timeline<'_>) = (graph.call_tree(), graph.timeline());
    assert!(nodes.is_empty() && edges.is_empty() && tree.is_empty() && timeline.is_empty());
    assert_eq!((graph.calls(), tree.len(), timeline.len(), timeline.left_out()), (0, 0, 0, 0));
    assert_eq!((graph.wall_time(), graph.busy_time()), (Duration::ZERO, Duration::ZERO));
    let none: (Vec<CallPath<'_>>, Vec<CallPath<'_>>) = (tree.roots().collect(), tree.paths().collect());
    assert!(none.0.is_empty() && none.1.is_empty());
    let calls: Vec<(TimelineCall<'_>, Vec<Slice>)> =
        timeline.calls().map(|call| (call, call.slices().collect())).collect();
    assert!(calls.is_empty());
    assert_eq!(graph.draw(), "");
    assert!(graph.node("double").is_none());
    assert!(matches!(graph.find("double"), Err(LookupError::NotFound { .. })));
    assert!(!format!("{graph}").is_empty());
    assert!(
        graph.to_json().contains("\"recording\":false") || graph.to_json().contains("\"recording\": false")
    );
}

#[test]
fn functions_run() {
    let traced: Traced<_> = trace_scope!(|| {
        let mut cart = Cart::default();
        cart.add(1);
        assert_eq!(span!("a block", { 1 + 1 }), 2);
        (half(3), half(4), double(2), cart.len(), cart.is_empty(), block_on(cart.total()))
    });
    assert_eq!(traced.value, (Err("3 is odd".to_owned()), Ok(2), 4, 1, false, 2));
    assert_nothing_recorded(&traced.graph);
}

#[test]
fn futures_run() {
    let work = async { (later(1).await, boxed(2).await, declared(3).await) };
    let traced = block_on(trace_scope_async!(work));
    assert_eq!(traced.value, (2, 2, 3));
    assert_nothing_recorded(&traced.graph);

    let all: GatherTraced<_> = gather_traced((0..3).map(later));
    assert_eq!(block_on(all), [0, 2, 4]);
    let failing: TryGatherTraced<_, u32, u32> = try_gather_traced([Ok(1), Err(2)].map(ready));
    assert_eq!(block_on(failing), Err(2));
    assert_eq!(block_on(gather_traced!(later(1), async { "x" })), (2, "x"));
}

#[test]
fn scopes_and_contexts_run() {
    let builder: TraceScopeBuilder = TraceScope::builder()
        .name("off")
        .sampling_rate(0.5)
        .include_modules(["shop"])
        .exclude_modules(["shop::cache"])
        .min_duration(Duration::from_micros(1))
        .include_args(true)
        .max_call_paths(10)
        .max_timeline_calls(10);
    let scope = builder.build().expect("possible options");
    let traced = scope.run(|| {
        let guard: ContextGuard = Context::current().attach();
        assert!(Context::current().is_empty() && scope.context().is_empty());
        drop(guard);
        assert!(current_graph().is_none());
        let future: Contextual<_> = later(1).in_context(Context::current());
        let moved = std::thread::spawn(propagate(|| double(1))).join().expect("no panic");
        (moved, Context::current().propagate(|| double(2))(), block_on(future))
    });
    assert_eq!(traced.value, (2, 4, 2));
    assert_nothing_recorded(&traced.graph);
    assert_nothing_recorded(&block_on(scope.run_async(|| later(1))).graph);
    {
        let _guard: EnterGuard<'_> = scope.enter();
        let _ = double(1);
    }
    assert_nothing_recorded(&scope.snapshot());
    assert_nothing_recorded(&scope.finish());
    assert_nothing_recorded(&TraceScope::new().try_finish().expect("no file was asked for"));
    let error: Error = TraceScope::builder().max_call_paths(0).build().expect_err("impossible");
    assert!(error.is_options() && error.path().is_none() && error.source().is_none());
    assert_eq!(error.io_kind(), io::ErrorKind::InvalidInput);
}

#[test]
fn the_scope_of_the_process_sees_nothing() {
    let scope: GlobalScope = TraceScope::global().expect("the only one");
    assert_eq!(double(1), 2);
    assert_nothing_recorded(&scope.snapshot());
    assert_nothing_recorded(&scope.finish());
    let scope = TraceScope::builder().build_global().expect("the only one again");
    assert_nothing_recorded(&scope.try_finish().expect("no file was asked for"));
}

#[test]
fn runs_run() {
    let (before, after) = trace_pairs(2, || double(1), || double(2));
    let (before_later, after_later) = block_on(trace_pairs_async(2, || later(1), || later(2)));
    let (sync, asynchronous) = (trace_runs(2, || double(1)), block_on(trace_runs_async(2, || later(1))));
    for graphs in [before, after, before_later, after_later, sync, asynchronous] {
        assert_eq!(graphs.len(), 2);
        graphs.iter().for_each(assert_nothing_recorded);
    }
}

#[test]
fn data_can_be_saved() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("data.json");
    let graph = trace_scope!(|| double(1)).graph;
    graph.save(&path).expect("data can be saved");
    assert_eq!(fs::read_to_string(path).expect("a file"), graph.to_json());
}

#[test]
fn statistics_are_empty() {
    let graph = block_on(trace_scope_async!(later(1))).graph;
    let stats: AsyncStats = get_async_stats(&graph);
    let rows: (&[AsyncFunction], &[CurvePoint]) = (&stats.functions, &stats.concurrency);
    assert_eq!((rows.0.len(), stats.total_async_functions, stats.max_concurrent_tasks), (0, 0, 0));
    assert!(rows.1.iter().all(|point| point.tasks == 0));
    assert_eq!(Outcomes::default().of(Outcome::Cancelled), 0);
}

#[test]
fn no_file_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let files: Result<(), ScopeError<u32>> = (|| {
        for name in ["page.html", "data.json"] {
            let path = folder.path().join(name);
            assert_nothing_recorded(&trace_scope!(&path, || double(1))?.graph);
            assert_nothing_recorded(&block_on(trace_scope_async!(&path, later(1)))?.graph);
        }
        Ok(())
    })();
    files.expect("nothing to write is no error");
    assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 0);

    // Asked for by hand, without the pages.
    let graph = trace_scope!(|| double(1)).graph;
    let page = folder.path().join("page.html");
    assert_eq!(export_html(&graph, &page).expect_err("no pages").io_kind(), io::ErrorKind::Unsupported);
    let error: Error = export_async_stats_html(&graph, &page).expect_err("no pages");
    assert_eq!((error.io_kind(), error.path()), (io::ErrorKind::Unsupported, Some(page.as_path())));
    for error in [
        export_comparison_html(&graph, &graph, &page).expect_err("nothing to compare"),
        export_comparison_html_with(&graph, &graph, &page, CompareOptions::default(), "title")
            .expect_err("nothing to compare"),
    ] {
        assert!(error.to_string().contains("was not recorded"), "{error}");
        assert_eq!((error.io_kind(), error.path()), (io::ErrorKind::Unsupported, Some(page.as_path())));
    }
    let comparison = CompareOptions::default().compare(&graph, &graph);
    let absent = ComparisonPage::new(&comparison).title("title");
    assert!(absent.render().contains("`html`"));
    assert_eq!(absent.write(&page).expect_err("no pages").path(), Some(page.as_path()));
    assert!(!page.exists());
}
