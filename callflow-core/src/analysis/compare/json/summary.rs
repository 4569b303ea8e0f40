//! The whole in numbers.

use super::{
    super::summary::Summary,
    node::{EvidenceRow, RangeRow, finite, seconds},
};
use crate::json::row;

row! {
    pub(super) struct SummaryRow {
        total_time_before: f64,
        total_time_after: f64,
        time_saved: f64,
        time_saved_pct: Option<f64>,
        verdict: &'static str,
        evidence: EvidenceRow,
        busy_time_before: f64,
        busy_time_after: f64,
        improvements: usize,
        regressions: usize,
        unchanged: usize,
        inconclusive: usize,
        nodes_added: usize,
        nodes_removed: usize,
        nodes_modified: usize,
        nodes_before: usize,
        nodes_after: usize,
        paths_added: usize,
        paths_removed: usize,
        calls_before: RangeRow,
        calls_after: RangeRow,
        max_concurrent_tasks_before: RangeRow,
        max_concurrent_tasks_after: RangeRow,
        runs_before: usize,
        runs_after: usize,
        confidence_pct: f64,
        tests: usize,
    }
}

impl SummaryRow {
    pub(super) fn new(summary: &Summary) -> Self {
        Self {
            total_time_before: seconds(summary.total_time_before),
            total_time_after: seconds(summary.total_time_after),
            time_saved: summary.time_saved.as_secs_f64(),
            time_saved_pct: finite(summary.time_saved_pct),
            verdict: summary.verdict.name(),
            evidence: EvidenceRow::new(&summary.evidence),
            busy_time_before: seconds(summary.busy_time_before),
            busy_time_after: seconds(summary.busy_time_after),
            improvements: summary.improvements,
            regressions: summary.regressions,
            unchanged: summary.unchanged,
            inconclusive: summary.inconclusive,
            nodes_added: summary.nodes_added,
            nodes_removed: summary.nodes_removed,
            nodes_modified: summary.nodes_modified,
            nodes_before: summary.nodes_before,
            nodes_after: summary.nodes_after,
            paths_added: summary.paths_added,
            paths_removed: summary.paths_removed,
            calls_before: RangeRow::new(summary.calls_before),
            calls_after: RangeRow::new(summary.calls_after),
            max_concurrent_tasks_before: RangeRow::new(summary.max_concurrent_tasks_before),
            max_concurrent_tasks_after: RangeRow::new(summary.max_concurrent_tasks_after),
            runs_before: summary.runs_before,
            runs_after: summary.runs_after,
            confidence_pct: summary.confidence_pct,
            tests: summary.tests,
        }
    }
}
