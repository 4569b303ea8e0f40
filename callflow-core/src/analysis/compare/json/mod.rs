//! A comparison as JSON, for other programs to read.

mod node;
mod parts;
mod summary;

use self::{
    node::NodeRow,
    parts::{CauseRow, DifferenceRow, EdgeRow, FindingRow, OptionsRow, PathRow},
    summary::SummaryRow,
};
use super::{comparison::Comparison, node::NodeComparison};
use crate::json::row;

/// The version of the form. It grows by one when programs that read the form before would misread it.
const VERSION: u32 = 1;

row! {
    struct ComparisonRow<'c> {
        callflow_comparison: u32,
        label_before: &'c str,
        label_after: &'c str,
        not_comparable: Option<&'c str>,
        summary: SummaryRow,
        node_comparisons: Vec<NodeRow<'c>>,
        top_improvements: Vec<NodeRow<'c>>,
        top_regressions: Vec<NodeRow<'c>>,
        edge_comparisons: Vec<EdgeRow<'c>>,
        path_comparisons: Vec<PathRow>,
        root_causes: Vec<CauseRow<'c>>,
        findings: Vec<FindingRow<'c>>,
        differences: Vec<DifferenceRow<'c>>,
        warnings: &'c [String],
        options: OptionsRow,
    }
}

impl Comparison {
    /// The comparison as JSON, on one line.
    ///
    /// The keys are the names of the fields: `summary`, `node_comparisons`, `top_improvements`, `top_regressions`,
    /// `edge_comparisons`, `path_comparisons`, `root_causes`, `findings`, `differences`, `warnings`. All times are
    /// seconds. Words such as statuses, verdicts and kinds are in lower case, with `_` between them. What there is
    /// none of, such as a percentage of nothing, is `null`; no number is infinite or not a number. `node`, `parent` of a
    /// path and the like are places in those lists. `callflow_comparison` is the version of this form, now 1; new keys
    /// may appear in it.
    ///
    /// ```
    /// use callflow::{compare_graphs, trace, trace_scope};
    ///
    /// #[trace]
    /// fn work() {}
    ///
    /// let graph = trace_scope!(|| work()).graph;
    /// let json = compare_graphs(&graph, &graph).to_json();
    /// let comparison: serde_json::Value = serde_json::from_str(&json).unwrap();
    /// assert_eq!(comparison["summary"]["regressions"], 0);
    /// assert_eq!(comparison["node_comparisons"][0]["status"], "modified");
    /// ```
    pub fn to_json(&self) -> String {
        let row = ComparisonRow {
            callflow_comparison: VERSION,
            label_before: &self.label_before,
            label_after: &self.label_after,
            not_comparable: self.not_comparable.as_deref(),
            summary: SummaryRow::new(&self.summary),
            node_comparisons: nodes(&self.node_comparisons),
            top_improvements: nodes(&self.top_improvements),
            top_regressions: nodes(&self.top_regressions),
            edge_comparisons: self
                .edge_comparisons
                .iter()
                .map(|edge| EdgeRow::new(edge, &self.node_comparisons))
                .collect(),
            path_comparisons: self.path_comparisons.iter().map(PathRow::new).collect(),
            root_causes: self.root_causes.iter().map(CauseRow::new).collect(),
            findings: self
                .findings
                .iter()
                .map(|finding| FindingRow::new(finding, &self.node_comparisons))
                .collect(),
            differences: self.differences.iter().map(DifferenceRow::new).collect(),
            warnings: &self.warnings,
            options: OptionsRow::new(&self.options),
        };
        crate::json::text(&row)
    }
}

fn nodes(nodes: &[NodeComparison]) -> Vec<NodeRow<'_>> {
    nodes.iter().map(NodeRow::new).collect()
}
