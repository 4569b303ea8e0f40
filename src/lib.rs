#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
mod assertions;
mod output;
mod pages;
mod scope;

pub use callflow_core::{
    AsyncFunction, AsyncStats, CallGraph, CallPath, CallTree, Cause, CompareOptions, Comparison, Context,
    ContextGuard, Contextual, CountRange, CurvePoint, Difference, Edge, EdgeComparison, Error, Evidence,
    ExactChange, Finding, FindingKind, Floor, Gate, GateError, GateFailure, GatherTraced, InContext,
    LookupError, Metadata, Node, NodeComparison, NodeSide, NodeStatus, Outcome, Outcomes, PathComparison,
    RootCause, ScopeError, SignedDuration, Slice, Summary, Timeline, TimelineCall, Traced, TryGatherTraced,
    Verdict, VerdictReason, compare_graphs, current_graph, gather_traced, get_async_stats, propagate,
    try_gather_traced,
};
/// # Example
///
/// ```
/// use callflow::{trace, trace_scope};
///
/// struct Cart(Vec<u32>);
///
/// #[trace]
/// impl Cart {
///     fn total(&self) -> u32 {
///         self.0.iter().sum()
///     }
///
///     #[trace(name = "cart::check")]
///     fn check(&self) -> Result<u32, String> {
///         if self.0.is_empty() { Err("empty".to_owned()) } else { Ok(self.total()) }
///     }
/// }
///
/// let graph = trace_scope!(|| (Cart(vec![1, 2]).check(), Cart(vec![]).check())).graph;
/// let outcomes = graph.node("cart::check").unwrap().outcomes();
/// assert_eq!((outcomes.ok, outcomes.error), (1, 1));
/// assert_eq!(graph.node("Cart::total").unwrap().calls(), 1);
/// ```
pub use callflow_macros::trace;
/// # Example
///
/// ```
/// # futures::executor::block_on(async {
/// use callflow::{trace_async, trace_scope_async};
///
/// #[trace_async]
/// async fn fetch(id: u32) -> Result<u32, String> {
///     if id == 0 { Err("no such user".to_owned()) } else { Ok(id) }
/// }
///
/// #[trace_async]
/// fn twice(id: u32) -> impl Future<Output = Result<u32, String>> {
///     async move { Ok(fetch(id).await? + fetch(id - 1).await?) }
/// }
///
/// let graph = trace_scope_async!(twice(1)).await.graph;
/// let outcomes = graph.node("fetch").unwrap().outcomes();
/// assert_eq!((outcomes.ok, outcomes.error), (1, 1));
/// assert_eq!(graph.edges()[0].callee(), graph.node("fetch").unwrap().full_name());
/// # });
/// ```
pub use callflow_macros::trace_async;
pub use pages::{export_async_stats_html, export_html};
pub use scope::{EnterGuard, TraceScope, TraceScopeBuilder};

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
/// ```no_run
/// # fn work() {}
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let traced = callflow::trace_scope!("target/callflow/work.html", || work())?;
/// println!("{}", traced.graph);
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
