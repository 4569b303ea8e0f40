#![doc = include_str!("../README.md")]
//!
//! The [`guide`] begins with [`guide::async_tracing`]; [`guide::troubleshooting`] explains messages.
#![forbid(unsafe_code)]

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
mod assertions;
mod attributes;
mod builder;
mod global;
// Its snippets show what is recorded, so they are not collected where nothing is.
#[cfg(any(not(doctest), feature = "html"))]
pub mod guide;
mod output;
mod pages;
mod runs;
mod scope;

#[doc = include_str!("trace.md")]
pub use attributes::trace;
#[doc = include_str!("trace_async.md")]
pub use attributes::trace_async;
pub use builder::TraceScopeBuilder;
pub use callflow_core::{
    AsyncFunction, AsyncStats, Baseline, CallGraph, CallPath, CallTree, Cause, CompareOptions, Comparison,
    Context, ContextGuard, Contextual, CountRange, CurvePoint, Difference, Edge, EdgeComparison, Error,
    Evidence, ExactChange, Finding, FindingKind, Floor, Gate, GateError, GateFailure, GatherTraced,
    InContext, LookupError, Machine, Metadata, Node, NodeComparison, NodeSide, NodeStatus, Outcome, Outcomes,
    PathComparison, Picos, ProbeCost, RootCause, ScopeError, ScopeOptions, SignedDuration, Slice, Summary,
    Timeline, TimelineCall, TraceStats, Traced, TryGatherTraced, Verdict, VerdictReason, compare_graphs,
    current_graph, gather_traced, get_async_stats, propagate, try_gather_traced,
};
pub use global::GlobalScope;
pub use pages::{
    ComparisonPage, export_async_stats_html, export_comparison_html, export_comparison_html_with, export_html,
};
pub use runs::{trace_pairs, trace_pairs_async, trace_runs, trace_runs_async};
pub use scope::{EnterGuard, TraceScope};

/// Runs sync code in a scope of its own and returns its value and its graph.
///
/// `trace_scope!(|| work())` gives a [`Traced`]. `trace_scope!("page.html", || work())` also writes a page, or
/// the data where the file ends in `.json`, and gives a `Result<Traced<T>, ScopeError<T>>` whose error carries
/// value and graph.
///
/// A panic of the code goes on to the caller; the file is written all the same.
///
/// ```
/// use callflow::{Traced, trace, trace_scope};
///
/// #[trace]
/// fn double(n: u32) -> u32 {
///     2 * n
/// }
///
/// let Traced { value, graph } = trace_scope!(|| double(21));
/// assert_eq!(value, 42);
/// assert_eq!(graph.node("double").unwrap().calls(), 1);
/// ```
///
/// ```
/// # fn work() {}
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let directory = tempfile::tempdir()?;
/// # std::env::set_current_dir(&directory)?;
/// let traced = callflow::trace_scope!("target/callflow/work.html", || work())?;
/// println!("{}", traced.graph);
/// # assert!(std::path::Path::new("target/callflow/work.html").exists());
/// # std::env::set_current_dir(std::env::temp_dir())?;
/// # Ok(())
/// # }
/// ```
#[macro_export]
macro_rules! trace_scope {
    ($work:expr $(,)?) => {
        $crate::__private::scope($work)
    };
    ($path:expr, $work:expr $(,)?) => {
        $crate::__private::scope_to($path, $work)
    };
}

/// Evaluates and awaits an expression in a scope of its own and returns a future of its value and graph.
///
/// `trace_scope_async!(fetch(1)).await` gives a [`Traced`]. With a path before the expression, the page or data
/// file is written too, as for [`trace_scope!`].
///
/// ```
/// # futures::executor::block_on(async {
/// use callflow::{Traced, trace_async, trace_scope_async};
///
/// #[trace_async]
/// async fn fetch(id: u32) -> u32 {
///     id
/// }
///
/// let Traced { value, graph } = trace_scope_async!(fetch(7)).await;
/// assert_eq!(value, 7);
/// assert_eq!(graph.node("fetch").unwrap().calls(), 1);
///
/// // With `async move` the future owns what it uses, and can be spawned.
/// fn spawn<T>(future: impl Future<Output = T> + Send + 'static) -> impl Future<Output = T> {
///     future
/// }
/// let id = 7;
/// assert_eq!(spawn(trace_scope_async!(async move { fetch(id).await })).await.value, 7);
/// # });
/// ```
#[macro_export]
macro_rules! trace_scope_async {
    // A block that is `move` stays so: in one more block around it, what it copies would be borrowed.
    (async move $work:block $(,)?) => {
        $crate::__private::scope_async(async move $work)
    };
    ($work:expr $(,)?) => {
        $crate::__private::scope_async(async { $work.await })
    };
    ($path:expr, async move $work:block $(,)?) => {
        $crate::__private::scope_async_to($path, async move $work)
    };
    ($path:expr, $work:expr $(,)?) => {
        $crate::__private::scope_async_to($path, async { $work.await })
    };
}

/// Runs a block as a call of its own, under a name of your choice, and returns its value.
///
/// The block is a closure: `return` and `?` leave the block only, and there is no `.await` in it. What it returns is not
/// looked at, so a call that does not panic counts as `ok`. The name is shown as it stands, and can be looked up.
///
/// ```
/// use callflow::{span, trace_scope};
///
/// let graph = trace_scope!(|| {
///     let header = span!("parse header", { "length: 7".split_once(": ") });
///     assert_eq!(header, Some(("length", "7")));
/// })
/// .graph;
/// assert_eq!(graph.node("parse header").unwrap().calls(), 1);
/// ```
#[macro_export]
macro_rules! span {
    ($name:expr, $block:expr $(,)?) => {
        $crate::__private::span(
            // Out of reach of the block.
            {
                static SITE: $crate::__private::Site = $crate::__private::Site::new(
                    $crate::__private::SiteKind::Sync,
                    ::core::module_path!(),
                    "",
                    ::core::file!(),
                    ::core::line!(),
                    ::core::column!(),
                    || "",
                )
                .named($name);
                &SITE
            },
            || $block,
        )
    };
}

/// Runs futures of different types at the same time and returns a tuple of their outputs, like `join!`.
///
/// See [`gather_traced`](fn@gather_traced) for futures of one type.
///
/// ```
/// # futures::executor::block_on(async {
/// let (number, text) = callflow::gather_traced!(async { 1 }, async { "one" }).await;
/// assert_eq!((number, text), (1, "one"));
/// # });
/// ```
#[macro_export]
macro_rules! gather_traced {
    ($($future:expr),+ $(,)?) => {
        $crate::__private::gather_tuple(($($future,)+))
    };
}

/// Asserts that nothing regressed between two sides, each one graph or several runs.
///
/// A third argument says how to compare ([`CompareOptions`]), what to demand ([`Gate`]), or both as a pair.
///
/// Several runs a side tell far more than one: see [`CompareOptions::compare_runs`].
///
/// # Panics
/// When the gate fails, with everything that failed and the table of the comparison. Graphs that were not recorded
/// fail too, unless [`Gate::allow_unrecorded`] says otherwise.
///
/// ```
/// use callflow::{CallGraph, CompareOptions, Gate, assert_no_regressions, trace, trace_scope};
///
/// #[trace]
/// fn work() {}
///
/// let run = || trace_scope!(|| work()).graph;
/// assert_no_regressions!(&run(), &run());
///
/// let (before, after): (Vec<CallGraph>, Vec<CallGraph>) = (0..5).map(|_| (run(), run())).unzip();
/// let options = CompareOptions::default().labels("main", "mine").paired();
/// assert_no_regressions!(&before, &after, (options, Gate::default().tolerate_pct(200.0).no_more_calls()));
/// ```
#[macro_export]
macro_rules! assert_no_regressions {
    ($before:expr, $after:expr $(,)?) => {
        $crate::__private::assert_no_regressions($before, $after, ())
    };
    ($before:expr, $after:expr, $how:expr $(,)?) => {
        $crate::__private::assert_no_regressions($before, $after, $how)
    };
}
