//! What holds of every graph, live ones included.

use std::time::Duration;

use callflow::{CallGraph, CallPath, Node};

pub(crate) fn hold(graph: &CallGraph) {
    let nodes: Duration = graph.nodes().iter().map(Node::self_time_raw).sum();
    let paths: Duration = graph.call_tree().paths().map(CallPath::self_time_raw).sum();
    assert_eq!((nodes, paths), (graph.busy_time(), graph.busy_time()), "self times add up to the busy time");
    let mut of_paths = vec![(0, 0, Duration::ZERO); graph.nodes().len()];
    for path in graph.call_tree().paths() {
        let (calls, polls, own) = &mut of_paths[path.node_index()];
        (*calls, *polls, *own) = (*calls + path.calls(), *polls + path.polls(), *own + path.self_time_raw());
    }
    for (node, of_paths) in graph.nodes().iter().zip(of_paths) {
        let name = node.full_name();
        assert_eq!(node.outcomes().calls(), node.calls(), "{name}");
        assert_eq!(of_paths, (node.calls(), node.polls(), node.self_time_raw()), "{name}: its paths");
        if node.is_async() {
            assert_eq!(node.active_time_raw() + node.await_time(), node.total_time(), "{name}");
        }
        // In a live graph the last of each thread may stand there before its call has ended.
        let counted: u64 = node.histogram().map(|(_, count)| count).sum();
        let outcomes = node.outcomes();
        let torn = graph.metadata().torn_slots > 0;
        assert!(torn || counted >= outcomes.ok + outcomes.error, "{name}: {counted} durations, {outcomes:?}");
    }
}
