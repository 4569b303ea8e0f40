use callflow_core::{
    CallGraph, Edge,
    json_text::{Object, ToJson},
};

use crate::format::nanos;

use super::column;

/// Who called whom.
pub(super) struct Edges<'g>(pub(super) &'g CallGraph);

impl ToJson for Edges<'_> {
    fn write(&self, out: &mut String) {
        let edges = self.0.edges();
        let mut table = Object::begin(out);
        table.key("rows", &edges.len());
        table.key("from", &column::places(edges.iter().map(|edge| Some(edge.ends().0))));
        table.key("to", &column::places(edges.iter().map(|edge| Some(edge.ends().1))));
        table.key("calls", &column::numbers(edges.iter().map(Edge::calls)));
        table.key("total", &column::numbers(edges.iter().map(|edge| nanos(edge.total_time()))));
        table.end();
    }
}
