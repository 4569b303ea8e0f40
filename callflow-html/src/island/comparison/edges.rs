use callflow_core::{
    Comparison, EdgeComparison,
    json_text::{Object, ToJson},
};

use crate::format::nanos;

use super::{super::column, status};

/// Who called whom on either side.
pub(super) struct Edges<'c>(pub(super) &'c Comparison);

impl ToJson for Edges<'_> {
    fn write(&self, out: &mut String) {
        let edges = &self.0.edge_comparisons;
        let each = |of: fn(&EdgeComparison) -> u64| column::numbers(edges.iter().map(of));
        let mut table = Object::begin(out);
        table.key("rows", &edges.len());
        table.key("from", &column::places(edges.iter().map(|edge| Some(edge.caller))));
        table.key("to", &column::places(edges.iter().map(|edge| Some(edge.callee))));
        table.key("status", &each(|edge| status(edge.status)));
        table.key("callsBefore", &each(|edge| edge.calls_before.median));
        table.key("callsAfter", &each(|edge| edge.calls_after.median));
        table.key("totalBefore", &each(|edge| nanos(edge.time_before)));
        table.key("totalAfter", &each(|edge| nanos(edge.time_after)));
        table.end();
    }
}
