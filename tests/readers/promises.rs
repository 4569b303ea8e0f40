//! What is promised of every reader, and of whatever it accepts.

use std::time::Duration;

use callflow::{
    CallGraph, CallPath, CompareOptions, Comparison, Error, Node, compare_graphs, get_async_stats,
};

/// Bytes in memory for each byte of a text, and beside them: the shortest rows are a few bytes, and become structs while
/// the lists that hold them grow.
const MEMORY: usize = 160;
const ASIDE: usize = 64 << 10;

/// A text of a million bytes takes tens of milliseconds, unoptimised. What is of a higher order exceeds this all the same.
const TIME: Duration = Duration::from_millis(200);
const TIME_FOR_A_MILLION: Duration = Duration::from_secs(2);

pub(crate) fn bounds(length: usize, peak: usize, took: Duration) {
    assert!(peak <= ASIDE + MEMORY * length, "{peak} bytes in memory for {length} of text");
    let limit = TIME + TIME_FOR_A_MILLION.mul_f64(length as f64 / 1e6);
    assert!(took <= limit, "{took:?} for {length} bytes of text");
}

/// It says something, in one paragraph that is not the file.
pub(crate) fn of_an_error(error: &Error, text: &str) {
    let said = error.to_string();
    assert!(!said.is_empty() && said.len() < 2_000 + text.len() / 100, "{said}");
    assert_eq!(error.io_kind(), std::io::ErrorKind::InvalidData, "{said}");
}

pub(crate) fn of_a_graph(graph: &CallGraph) {
    laws(graph);
    let written = graph.to_json();
    assert!(serde_json::from_str::<serde_json::Value>(&written).is_ok());
    let read =
        CallGraph::from_json(&written).unwrap_or_else(|error| panic!("what is written is read: {error}"));
    assert_eq!(&read, graph, "it is read as it was");
    assert_eq!(read.to_json(), written, "and written as it was");
    // All that is made of a graph is made of this one.
    let stats = get_async_stats(graph);
    // What was torn may have run for longer than it took.
    let is_share = (0.0..=100.0).contains(&stats.efficiency);
    assert!(is_share || graph.metadata().torn_slots > 0, "{}", stats.efficiency);
    let _ = (
        graph.to_string(),
        graph.draw(),
        stats.to_string(),
        graph.metadata().warnings(),
        graph.metadata().notes(),
    );
    for node in graph.nodes() {
        let (low, high) = (node.percentile(0.0), node.percentile(1.0));
        assert!(low <= node.percentile(0.5) && node.percentile(0.5) <= high, "{}", node.full_name());
        assert_eq!(graph.find(node.full_name()).map(Node::full_name), Ok(node.full_name()));
    }
}

fn laws(graph: &CallGraph) {
    let own: Duration = graph.nodes().iter().map(Node::self_time_raw).sum();
    assert_eq!(own, graph.busy_time(), "self times add up to the busy time");
    let own: Duration = graph.call_tree().paths().map(CallPath::self_time_raw).sum();
    assert_eq!(own, graph.busy_time(), "those of paths, too");
    assert!(graph.self_time() <= graph.busy_time());
    let mut sums = vec![[0; 7]; graph.nodes().len()];
    for path in graph.call_tree().paths() {
        let outcomes = path.outcomes();
        let counts = [
            outcomes.ok,
            outcomes.error,
            outcomes.panicked,
            outcomes.cancelled,
            path.in_flight(),
            path.never_polled(),
            path.polls(),
        ];
        for (sum, count) in sums[path.node_index()].iter_mut().zip(counts) {
            *sum += count;
        }
        assert!(path.parent().is_none_or(|parent| parent.index() < path.index()));
    }
    for (node, sums) in graph.nodes().iter().zip(sums) {
        let outcomes = node.outcomes();
        let counts = [
            outcomes.ok,
            outcomes.error,
            outcomes.panicked,
            outcomes.cancelled,
            node.in_flight(),
            node.never_polled(),
            node.polls(),
        ];
        let name = node.full_name();
        assert_eq!(counts, sums, "{name} has what its paths have");
        assert_eq!(node.calls(), outcomes.calls(), "{name}");
        assert!(node.min() <= node.max(), "{name}");
        // A slot that was read while it changed may hold numbers that do not belong together, and the graph says so.
        if graph.metadata().torn_slots == 0 {
            assert_eq!(node.active_time_raw() + node.await_time(), node.total_time(), "{name}");
            // Another package does not tell the longest.
            assert!(
                node.max().is_zero() || node.min() <= node.mean() && node.mean() <= node.max(),
                "{name}: {node:?}"
            );
        }
    }
}

/// Graphs that add up do so exactly; those that do not are an error.
pub(crate) fn of_a_sum(runs: &[CallGraph]) {
    let mut sum: Option<CallGraph> = None;
    for run in runs.iter().take(8) {
        sum = match sum {
            None => Some(run.clone()),
            Some(sum) => {
                let Ok(both) = sum.try_merge(run) else { return };
                assert_eq!(both.calls(), sum.calls() + run.calls());
                assert_eq!(both.busy_time(), sum.busy_time() + run.busy_time());
                laws(&both);
                Some(both)
            }
        };
    }
}

pub(crate) fn of_a_comparison(before: &CallGraph, after: &CallGraph) {
    let comparison = compare_graphs(before, after);
    told(&comparison);
    let summary = &comparison.summary;
    assert_eq!((summary.busy_time_before, summary.busy_time_after), (before.busy_time(), after.busy_time()));
    let runs = CompareOptions::default().compare_runs(&vec![before.clone(); 3], &vec![after.clone(); 3]);
    told(&runs);
}

fn told(comparison: &Comparison) {
    assert!(serde_json::from_str::<serde_json::Value>(&comparison.to_json()).is_ok());
    let _ = (comparison.to_string(), comparison.to_markdown(), comparison.headline());
}
