use std::time::Duration;

use callflow_core::{
    CallGraph, CallPath,
    json_text::{Object, ToJson},
};

use crate::format::nanos;

use super::{column, heaviest::Heaviest};

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
        let all: Vec<CallPath<'g>> = graph.call_tree().paths().collect();
        let own: Vec<Duration> = all.iter().map(|path| path.self_time()).collect();
        let heaviest = Heaviest::new(&own, |path| all[path].parent().map(CallPath::index));
        let left_out = heaviest.left_out(&own, graph.self_time());
        Self {
            kept: heaviest.kept.iter().map(|&path| all[path]).collect(),
            places: heaviest.places,
            left_out,
        }
    }

    /// The place of one of the graph's paths.
    pub(super) fn place(&self, path: CallPath<'_>) -> Option<usize> {
        self.places[path.index()]
    }
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
