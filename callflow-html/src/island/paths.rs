use std::{cmp::Reverse, time::Duration};

use callflow_core::{
    CallGraph, CallPath, count,
    json_text::{Object, ToJson},
};

use crate::format::{nanos, percent, share};

use super::column;

/// A page of more is slow to open, and nobody reads that far.
pub(super) const MOST: usize = 10_000;

/// The heaviest call paths, parents before their children.
pub(super) struct Paths<'g> {
    kept: Vec<CallPath<'g>>,
    /// Where each path of the graph is among those kept.
    places: Vec<Option<usize>>,
    /// What was left out; empty where nothing was.
    pub(super) left_out: String,
}

impl<'g> Paths<'g> {
    pub(super) fn new(graph: &'g CallGraph) -> Self {
        let tree = graph.call_tree();
        let weights = weights(graph);
        let mut order: Vec<usize> = (0..tree.len()).collect();
        // No path weighs more than the one above it, which comes first by index where they weigh the same, so what is
        // above a kept path is kept.
        order.sort_unstable_by_key(|&path| (Reverse(weights[path]), path));
        order.truncate(MOST);
        order.sort_unstable();
        let mut places = vec![None; tree.len()];
        for (place, &path) in order.iter().enumerate() {
            places[path] = Some(place);
        }
        let kept: Vec<CallPath<'g>> = tree.paths().filter(|path| places[path.index()].is_some()).collect();
        let left_out = left_out(graph, &kept);
        Self { kept, places, left_out }
    }

    /// The place of one of the graph's paths.
    pub(super) fn place(&self, path: CallPath<'_>) -> Option<usize> {
        self.places[path.index()]
    }
}

/// Self time of every path and of all below it.
fn weights(graph: &CallGraph) -> Vec<Duration> {
    let tree = graph.call_tree();
    let mut weights: Vec<Duration> = tree.paths().map(CallPath::self_time).collect();
    for path in tree.paths().rev() {
        if let Some(parent) = path.parent() {
            let weight = weights[path.index()];
            weights[parent.index()] += weight;
        }
    }
    weights
}

fn left_out(graph: &CallGraph, kept: &[CallPath<'_>]) -> String {
    let all = graph.call_tree().len();
    if kept.len() == all {
        return String::new();
    }
    let own: Duration = kept.iter().map(|path| path.self_time()).sum();
    let missing = graph.self_time().saturating_sub(own);
    format!(
        "The {} heaviest of {} call paths are on this page; the others have {} of the self time. Functions have all \
         of theirs.",
        count(kept.len() as u64),
        count(all as u64),
        percent(share(missing, graph.self_time())),
    )
}

impl ToJson for Paths<'_> {
    fn write(&self, out: &mut String) {
        let each = |of: fn(&CallPath<'_>) -> u64| column::numbers(self.kept.iter().map(of));
        let parents = self.kept.iter().map(|path| path.parent().and_then(|parent| self.place(parent)));
        let mut table = Object::begin(out);
        table.key("rows", &self.kept.len());
        table.key("parent", &column::places(parents));
        table.key("fn", &column::places(self.kept.iter().map(|path| Some(path.node_index()))));
        table.key("detached", &each(|path| path.is_detached().into()));
        table.key("calls", &each(|path| path.calls()));
        table.key("failed", &each(|path| path.calls() - path.outcomes().ok));
        table.key("total", &each(|path| nanos(path.total_time())));
        table.key("active", &each(|path| nanos(path.active_time())));
        table.key("self", &each(|path| nanos(path.self_time())));
        table.end();
    }
}
