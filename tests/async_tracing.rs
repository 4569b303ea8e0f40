//! The ten async tests of callflow-tracer's guide, by name and meaning.

#![cfg(all(feature = "enabled", feature = "html"))]

use std::{error::Error, fs, pin::pin, thread, time::Duration};

use callflow::{
    CallGraph, Outcome, TraceScope, Traced, export_async_stats_html, export_html, gather_traced,
    get_async_stats, trace, trace_async, trace_scope, trace_scope_async,
};
use tokio::time::sleep;

#[allow(dead_code, reason = "each test file uses a part of it")]
mod support;
use support::{assert_drawn, block_on, calls, length, poll_once, timeline, unwind, unwinds, yield_now};

const SHORT: Duration = Duration::from_millis(5);
/// What a call that sleeps for [`SHORT`] takes at least: tokio's clock and ours are calibrated apart.
const AT_LEAST: Duration = Duration::from_millis(4);

#[trace_async]
async fn fetch_user(id: u32) -> String {
    sleep(SHORT).await;
    format!("user {id}")
}

#[tokio::test]
async fn basic_async_function_tracing() {
    let Traced { value, graph } = trace_scope_async!(fetch_user(7)).await;
    assert_eq!(value, "user 7");
    assert_drawn(&graph, "fetch_user");

    let node = graph.node("fetch_user").unwrap();
    assert!(node.is_async());
    assert_eq!(node.full_name(), "async_tracing::fetch_user");
    assert_eq!(node.module(), "async_tracing");
    assert!(node.file().ends_with("async_tracing.rs"));
    assert_eq!((node.calls(), node.outcomes().ok, node.in_flight()), (1, 1, 0));
    assert!(node.polls() >= 2, "it was suspended");
    assert!(node.total_time() >= AT_LEAST);
    assert!(node.total_time() <= graph.wall_time());
    assert_eq!(node.active_time_raw() + node.await_time(), node.total_time());
    assert_eq!(
        (node.min(), node.mean(), node.max()),
        (node.total_time(), node.total_time(), node.total_time())
    );
}

#[tokio::test]
async fn multiple_async_calls() {
    let Traced { value, graph } = trace_scope_async!(async {
        let mut users = Vec::new();
        for id in 0..5 {
            users.push(fetch_user(id).await);
        }
        users
    })
    .await;
    assert_eq!(value, ["user 0", "user 1", "user 2", "user 3", "user 4"]);
    assert_drawn(&graph, "fetch_user ×5");

    let node = graph.node("fetch_user").unwrap();
    assert_eq!(node.max_concurrent(), Some(1));
    assert!(node.total_time() >= 5 * AT_LEAST);
    assert!(node.min() >= AT_LEAST);
    assert!(node.min() <= node.mean() && node.mean() <= node.max());
    assert!(node.total_time() <= graph.wall_time(), "one after another");

    let kept = timeline(&graph, "fetch_user");
    assert_eq!(kept.len(), 5);
    assert!(kept.windows(2).all(|pair| pair[0].end().unwrap() <= pair[1].start()));
    // Moments of the timeline are whole nanoseconds.
    let sum: Duration = kept.iter().map(|call| length(*call)).sum();
    assert!(sum.abs_diff(node.total_time()) <= Duration::from_nanos(5));
}

#[tokio::test]
async fn concurrent_execution() {
    let Traced { value, graph } = trace_scope_async!(gather_traced((0..5).map(fetch_user))).await;
    assert_eq!(value, ["user 0", "user 1", "user 2", "user 3", "user 4"]);
    assert_drawn(
        &graph,
        "
        gather_traced
          <lane> ×5
            fetch_user ×5
        ",
    );
    assert_eq!(graph.metadata().max_concurrent_tasks, 5);
    assert_eq!(graph.node("fetch_user").unwrap().max_concurrent(), Some(5));

    let lanes = timeline(&graph, "<lane>");
    assert_eq!(lanes.iter().map(|lane| lane.lane()).collect::<Vec<_>>(), [0, 1, 2, 3, 4].map(Some));
    let last_start = lanes.iter().map(|lane| lane.start()).max().unwrap();
    assert!(lanes.iter().all(|lane| lane.end().unwrap() >= last_start), "all were open at one time");
    assert!(lanes.iter().all(|lane| lane.outcome() == Some(Outcome::Ok)));

    // Concurrent children add up to more than the call that they are in.
    let gather = graph.node("callflow::gather_traced").unwrap();
    assert!(lanes.iter().all(|lane| length(*lane) <= gather.total_time()));
    assert!(graph.node("fetch_user").unwrap().total_time() >= 5 * AT_LEAST);
}

#[trace_async]
async fn outer() -> u32 {
    middle(1).await + middle(2).await
}

#[trace_async]
async fn middle(n: u32) -> u32 {
    sleep(SHORT).await;
    inner(n).await
}

#[trace_async]
async fn inner(n: u32) -> u32 {
    yield_now().await;
    n * 10
}

#[tokio::test]
async fn nested_async_calls() {
    let Traced { value, graph } = trace_scope_async!(outer()).await;
    assert_eq!(value, 30);
    assert_drawn(
        &graph,
        "
        outer
          middle ×2
            inner ×2
        ",
    );
    let edges: Vec<_> =
        graph.edges().iter().map(|edge| (edge.caller(), edge.callee(), edge.calls())).collect();
    assert_eq!(
        edges,
        [
            ("async_tracing::middle", "async_tracing::inner", 2),
            ("async_tracing::outer", "async_tracing::middle", 2)
        ]
    );
    let [outer, middle, inner] = ["outer", "middle", "inner"].map(|name| graph.node(name).unwrap());
    assert!(outer.total_time() >= middle.total_time());
    assert!(middle.total_time() >= inner.total_time());
    assert_eq!(
        outer.self_time_raw() + middle.self_time_raw() + inner.self_time_raw(),
        outer.active_time_raw()
    );

    // However deep, one thing happens at a time.
    let stats = get_async_stats(&graph);
    assert_eq!(stats.max_concurrent_tasks, 1);
    assert_eq!(stats.total_async_time, outer.total_time(), "nested time is not added twice");

    let of_outer = timeline(&graph, "outer")[0].index();
    assert!(timeline(&graph, "middle").iter().all(|call| call.parent() == Some(of_outer)));
}

type Reply<T> = Result<T, String>;

#[trace_async]
async fn divide(a: u32, b: u32) -> Result<u32, String> {
    yield_now().await;
    a.checked_div(b).ok_or_else(|| format!("{a} ÷ {b}"))
}

#[trace_async]
async fn average(sum: u32, count: u32) -> Result<u32, String> {
    let quotient = divide(sum, count).await?;
    Ok(quotient)
}

#[trace_async]
async fn reply(fails: bool) -> Reply<()> {
    yield_now().await;
    if fails { Err("no".to_owned()) } else { Ok(()) }
}

#[trace_async]
async fn unwinding() {
    yield_now().await;
    unwind();
}

#[test]
fn exception_handling() {
    let scope = TraceScope::new();
    let results = block_on(scope.run_async(|| async { (average(6, 2).await, average(1, 0).await) })).value;
    assert_eq!(results, (Ok(3), Err("1 ÷ 0".to_owned())), "errors arrive unchanged");
    assert!(unwinds(|| block_on(scope.run_async(unwinding))), "a panic goes on to the caller");

    // After the panic the scope is whole: it goes on recording, and tells what happened.
    let _ = block_on(scope.run_async(|| average(9, 3)));
    let graph = scope.finish();
    assert_drawn(
        &graph,
        "
        average ×3, 2 ok, 1 error
          divide ×3, 2 ok, 1 error
        unwinding, 1 panicked
        ",
    );
    let panicked = graph.node("unwinding").unwrap();
    assert_eq!((panicked.calls(), panicked.polls(), panicked.in_flight()), (1, 2, 0));
    assert_eq!(panicked.mean(), Duration::ZERO, "a panic is no measure of the function");
    assert!(graph.node("divide").unwrap().errors_observed());
    assert!(!panicked.errors_observed(), "it returns no `Result`");
}

#[test]
fn an_alias_of_any_name_is_seen_in_async_functions() {
    let graph = block_on(trace_scope_async!(async { (reply(false).await, reply(true).await) })).graph;
    assert!(graph.node("reply").unwrap().errors_observed());
    assert_drawn(&graph, "reply ×2, 1 ok, 1 error");
}

#[trace_async(name = "<script>alert('name')</script>")]
async fn badly_named() {
    yield_now().await;
}

#[tokio::test]
async fn export_to_html() -> Result<(), Box<dyn Error>> {
    let directory = tempfile::tempdir()?;
    let (page, data) = (directory.path().join("deep/er/page.html"), directory.path().join("data.json"));

    let traced = trace_scope_async!(&page, async {
        badly_named().await;
        fetch_user(1).await
    })
    .await?;
    assert_eq!(traced.value, "user 1");
    assert_page(&fs::read_to_string(&page)?);

    // The same by hand, and the page of the statistics.
    let second = directory.path().join("second.html");
    export_html(&traced.graph, &second)?;
    assert_page(&fs::read_to_string(&second)?);
    let third = directory.path().join("async.html");
    export_async_stats_html(&traced.graph, &third)?;
    assert_page(&fs::read_to_string(&third)?);

    trace_scope_async!(&data, fetch_user(2)).await?;
    assert!(fs::read_to_string(&data)?.contains("async_tracing::fetch_user"));

    // A file of an unknown kind costs neither the value nor the graph.
    let error = trace_scope_async!(directory.path().join("page.txt"), fetch_user(3)).await.unwrap_err();
    let (error, Traced { value, graph }) = error.into_parts();
    assert!(error.to_string().contains("page.txt"), "{error}");
    assert_eq!((value.as_str(), calls(&graph, "fetch_user")), ("user 3", 1));
    Ok(())
}

/// One whole file that names the functions, loads nothing, and shows names as text.
#[track_caller]
fn assert_page(page: &str) {
    assert!(page.trim_start().to_lowercase().starts_with("<!doctype html>"));
    assert!(page.trim_end().ends_with("</html>"));
    assert!(page.contains("fetch_user"));
    assert!(!page.contains("<script>alert"), "the name is escaped");
    for loads in ["src=\"http", "src=\"//", "href=\"http", "@import", "url(http", "fetch("] {
        assert!(!page.contains(loads), "the page loads something: {loads}");
    }
}

/// Runs for a while, is suspended, and runs again: none of it depends on a timer.
#[trace_async]
async fn busy(active: Duration) {
    thread::sleep(active);
    yield_now().await;
}

#[test]
fn async_statistics() {
    let (active, waiting) = (Duration::from_millis(4), Duration::from_millis(12));
    let at_least = |time: Duration| time * 9 / 10;
    let scope = TraceScope::new();
    let mut run = pin!(scope.run_async(|| busy(active)));
    assert!(poll_once(run.as_mut()).is_pending());
    thread::sleep(waiting);
    let std::task::Poll::Ready(Traced { graph, .. }) = poll_once(run) else { panic!("it is suspended once") };

    let stats = get_async_stats(&graph);
    assert_eq!(stats.total_async_functions, 1);
    assert!(stats.total_active_time >= at_least(active), "{stats}");
    assert!(stats.total_await_time >= at_least(waiting), "await time is measured: {stats}");
    assert_eq!(stats.total_active_time + stats.total_await_time, stats.total_async_time);
    assert!(stats.efficiency > 0.0 && stats.efficiency < 100.0);
    let exact = 100.0 * stats.total_active_time.as_secs_f64() / stats.total_async_time.as_secs_f64();
    assert!((stats.efficiency - exact).abs() < 1e-6);
    assert_eq!((stats.max_concurrent_tasks, stats.timeline_events), (1, 1));
    assert_eq!((stats.timeline_left_out, stats.in_flight, stats.never_polled), (0, 0, 0));

    let [function] = &stats.functions[..] else { panic!("one row: {stats}") };
    assert_eq!(function.name, "async_tracing::busy");
    assert_eq!((function.calls, function.polls, function.max_concurrent), (1, 2, 1));
    assert_eq!(
        (function.active_time, function.await_time),
        (stats.total_active_time, stats.total_await_time)
    );
    for line in ["Async functions", "Await time", "Efficiency", "Max concurrent", "Timeline events"] {
        assert!(stats.to_string().contains(line), "{stats}");
    }

    // A future that never waits is busy all of the time; a graph without futures has no async time.
    let all_active = get_async_stats(&block_on(trace_scope_async!(square(3))).graph);
    assert!((all_active.efficiency - 100.0).abs() < 1e-9, "{all_active}");
    assert_eq!(all_active.total_await_time, Duration::ZERO);
    let none = get_async_stats(&trace_scope!(|| parse("1")).graph);
    assert_eq!((none.total_async_functions, none.max_concurrent_tasks, none.timeline_events), (0, 0, 0));
    assert!((none.efficiency - 100.0).abs() < 1e-9);
}

#[trace_async]
async fn square(n: u64) -> u64 {
    n * n
}

#[trace]
fn parse(text: &str) -> u64 {
    text.parse().unwrap_or_default()
}

/// A sync function that runs futures.
#[trace]
fn blocking(text: &str) -> u64 {
    block_on(squared(text))
}

#[trace_async]
async fn squared(text: &str) -> u64 {
    let number = parse(text);
    yield_now().await;
    square(number).await
}

#[test]
fn mixed_sync_async() {
    let Traced { value, graph } = trace_scope!(|| blocking("6") + parse("1"));
    assert_eq!(value, 37);
    assert_drawn(
        &graph,
        "
        blocking
          squared
            parse
            square
        parse
        ",
    );
    let [blocking, squared, parse] = ["blocking", "squared", "parse"].map(|name| graph.node(name).unwrap());
    assert_eq!((blocking.is_async(), squared.is_async(), parse.is_async()), (false, true, false));
    assert_eq!((blocking.max_concurrent(), squared.max_concurrent()), (None, Some(1)));
    assert_eq!((blocking.await_time(), parse.polls(), parse.calls()), (Duration::ZERO, 0, 2));
    assert!(squared.total_time() <= blocking.total_time());
    assert_eq!(graph.timeline().len(), 2, "only async calls");
    assert_eq!(get_async_stats(&graph).total_async_functions, 2);

    // Together: the self times are the time that the thread spent in traced calls.
    let roots: Duration = graph.call_tree().roots().map(callflow::CallPath::active_time_raw).sum();
    assert_eq!(graph.busy_time(), roots);
}

struct Account {
    balance: i64,
}

#[trace]
impl Account {
    async fn deposit(&mut self, amount: i64) -> &mut Self {
        yield_now().await;
        self.balance += amount;
        self
    }

    async fn close(self, Wrapped(bonus): Wrapped) -> i64 {
        yield_now().await;
        self.balance + bonus
    }
}

struct Wrapped(i64);

#[trace_async]
async fn join<T: AsRef<str>>(parts: &[T], separator: impl Into<String>, _ignored: bool) -> String {
    let separator = separator.into();
    yield_now().await;
    parts.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(&separator)
}

#[trace_async]
async fn fill(mut into: Vec<u8>, (byte, count): (u8, usize), limit: Option<usize>) -> Vec<u8> {
    into.resize(limit.unwrap_or(usize::MAX).min(count), byte);
    yield_now().await;
    into
}

#[trace_async]
async fn append<'a>(list: &'a mut Vec<String>, name: &str) -> &'a String {
    list.push(name.to_owned());
    yield_now().await;
    &list[list.len() - 1]
}

#[test]
fn parameters_handling() {
    let traced = block_on(trace_scope_async!(async {
        assert_eq!(join(&["a", "b"], "-", true).await, "a-b");
        assert_eq!(join(&["c".to_owned()], String::from("-"), false).await, "c");
        assert_eq!(fill(vec![], (7, 3), None).await, [7, 7, 7]);
        assert_eq!(fill(vec![1], (2, 9), Some(2)).await, [1, 2]);

        let mut account = Account { balance: 1 };
        account.deposit(2).await.deposit(3).await;
        assert_eq!(account.close(Wrapped(4)).await, 10);

        let mut list = Vec::new();
        assert_eq!(append(&mut list, "x").await, "x");
        append(&mut list, "y").await.len() + list.len()
    }));
    assert_eq!(traced.value, 3);
    // All instances of a generic function are one.
    assert_drawn(
        &traced.graph,
        "
        Account::close
        Account::deposit ×2
        append ×2
        fill ×2
        join ×2
        ",
    );
    assert!(traced.graph.nodes().iter().all(|node| node.arguments().is_empty()), "nobody asked for them");
}

#[tokio::test]
async fn concurrent_tracking() {
    let peak = |graph: &CallGraph| get_async_stats(graph).max_concurrent_tasks;

    let sequential = trace_scope_async!(async {
        fetch_user(1).await;
        fetch_user(2).await
    });
    assert_eq!(peak(&sequential.await.graph), 1);

    let ten = trace_scope_async!(gather_traced((0..10).map(fetch_user))).await.graph;
    assert_eq!(peak(&ten), 10);

    // Five that wait for three each: fifteen are at work, nobody counts those who wait for them.
    let requests = (0..5).map(|_| async { gather_traced((0..3).map(fetch_user)).await });
    let fifteen = trace_scope_async!(gather_traced(requests)).await.graph;
    assert_eq!(peak(&fifteen), 15);
    assert_eq!(fifteen.node("fetch_user").unwrap().max_concurrent(), Some(15));

    // Children need no attribute to be seen.
    let untraced = trace_scope_async!(gather_traced((0..10).map(|_| sleep(SHORT)))).await.graph;
    assert_eq!(peak(&untraced), 10);
    assert_drawn(
        &untraced,
        "
        gather_traced
          <lane> ×10
        ",
    );

    let spawned = trace_scope_async!(async {
        let tasks: Vec<_> = (0..4).map(|id| tokio::spawn(fetch_user(id))).collect();
        for task in tasks {
            task.await.unwrap();
        }
    });
    assert_eq!(peak(&spawned.await.graph), 4);

    // The curve rises to the peak and comes back to rest.
    let stats = get_async_stats(&fifteen);
    assert_eq!(stats.concurrency.iter().map(|point| point.tasks).max(), Some(15));
    assert_eq!(stats.concurrency.last().unwrap().tasks, 0);
    assert!(stats.concurrency.windows(2).all(|pair| pair[0].at <= pair[1].at));
}
