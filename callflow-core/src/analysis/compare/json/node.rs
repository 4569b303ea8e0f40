//! Functions and what is known of them.

use crate::json::row;
use std::time::Duration;

use super::super::{
    count::CountRange,
    node::NodeComparison,
    side::NodeSide,
    signed::SignedDuration,
    verdict::{Evidence, VerdictReason},
};

/// A time in seconds.
pub(super) fn seconds(time: Duration) -> f64 {
    time.as_secs_f64()
}

fn all(times: &[Duration]) -> Vec<f64> {
    times.iter().copied().map(seconds).collect()
}

/// The number, unless JSON has no form for it.
pub(super) fn finite(number: Option<f64>) -> Option<f64> {
    number.filter(|number| number.is_finite())
}

row! {
    pub(super) struct RangeRow {
        min: u64,
        median: u64,
        max: u64,
    }
}

impl RangeRow {
    pub(super) fn new(range: CountRange) -> Self {
        let CountRange { min, median, max } = range;
        Self { min, median, max }
    }
}

row! {
    pub(super) struct EvidenceRow {
        reason: &'static str,
        runs_needed: Option<usize>,
        change: f64,
        change_pct: Option<f64>,
        interval: Option<(f64, f64)>,
        interval_pct: Option<(f64, f64)>,
        p_value: Option<f64>,
        corrected_p_value: Option<f64>,
        floor: f64,
    }
}

impl EvidenceRow {
    pub(super) fn new(evidence: &Evidence) -> Self {
        let (reason, runs_needed) = match evidence.reason {
            VerdictReason::Tested => ("tested", None),
            VerdictReason::SingleRun => ("single_run", None),
            VerdictReason::Equal => ("equal", None),
            VerdictReason::BelowFloor => ("below_floor", None),
            VerdictReason::WithinMargin => ("within_margin", None),
            VerdictReason::TooFewRuns { needed } => ("too_few_runs", Some(needed)),
            VerdictReason::TooNoisy { needed } => ("too_noisy", Some(needed)),
            VerdictReason::OneSided => ("one_sided", None),
            VerdictReason::NotComparable => ("not_comparable", None),
        };
        Self {
            reason,
            runs_needed,
            change: evidence.change.as_secs_f64(),
            change_pct: finite(evidence.change_pct),
            interval: evidence.interval.map(|(low, high)| (low.as_secs_f64(), high.as_secs_f64())),
            interval_pct: evidence.interval_pct.filter(|(low, high)| low.is_finite() && high.is_finite()),
            p_value: finite(evidence.p_value),
            corrected_p_value: finite(evidence.corrected_p_value),
            floor: seconds(evidence.floor),
        }
    }
}

row! {
    struct OutcomesRow {
        ok: RangeRow,
        error: RangeRow,
        panicked: RangeRow,
        cancelled: RangeRow,
    }
}

row! {
    struct SideRow {
        times: Vec<f64>,
        self_times: Vec<f64>,
        mean: f64,
        min: f64,
        max: f64,
        p50: f64,
        p95: f64,
        p99: f64,
        calls: RangeRow,
        outcomes: OutcomesRow,
        in_flight: RangeRow,
        never_polled: RangeRow,
        polls: RangeRow,
        polls_per_call: Option<f64>,
        max_concurrent: Option<RangeRow>,
    }
}

impl SideRow {
    fn new(side: &NodeSide) -> Self {
        Self {
            times: all(&side.times),
            self_times: all(&side.self_times),
            mean: seconds(side.mean),
            min: seconds(side.min),
            max: seconds(side.max),
            p50: seconds(side.p50),
            p95: seconds(side.p95),
            p99: seconds(side.p99),
            calls: RangeRow::new(side.calls),
            outcomes: OutcomesRow {
                ok: RangeRow::new(side.ok),
                error: RangeRow::new(side.error),
                panicked: RangeRow::new(side.panicked),
                cancelled: RangeRow::new(side.cancelled),
            },
            in_flight: RangeRow::new(side.in_flight),
            never_polled: RangeRow::new(side.never_polled),
            polls: RangeRow::new(side.polls),
            polls_per_call: finite(side.polls_per_call()),
            max_concurrent: side.max_concurrent.map(RangeRow::new),
        }
    }
}

row! {
    pub(super) struct NodeRow<'c> {
        name: &'c str,
        module: &'c str,
        file: &'c str,
        line: u32,
        is_async: bool,
        is_library: bool,
        status: &'static str,
        verdict: &'static str,
        time_before: f64,
        time_after: f64,
        time_diff: f64,
        time_diff_pct: Option<f64>,
        calls_before: u64,
        calls_after: u64,
        calls_diff: i64,
        improvement: bool,
        evidence: EvidenceRow,
        self_verdict: &'static str,
        self_before: f64,
        self_after: f64,
        self_diff: f64,
        self_diff_pct: Option<f64>,
        self_evidence: EvidenceRow,
        active_before: f64,
        active_after: f64,
        active_diff: f64,
        await_before: f64,
        await_after: f64,
        await_diff: f64,
        before: SideRow,
        after: SideRow,
    }
}

impl<'c> NodeRow<'c> {
    pub(super) fn new(node: &'c NodeComparison) -> Self {
        let diff = SignedDuration::as_secs_f64;
        Self {
            name: &node.name,
            module: &node.module,
            file: &node.file,
            line: node.line,
            is_async: node.is_async,
            is_library: node.is_library,
            status: node.status.name(),
            verdict: node.verdict.name(),
            time_before: seconds(node.time_before),
            time_after: seconds(node.time_after),
            time_diff: diff(node.time_diff),
            time_diff_pct: finite(node.time_diff_pct),
            calls_before: node.calls_before,
            calls_after: node.calls_after,
            calls_diff: node.calls_diff,
            improvement: node.improvement,
            evidence: EvidenceRow::new(&node.evidence),
            self_verdict: node.self_verdict.name(),
            self_before: seconds(node.self_before),
            self_after: seconds(node.self_after),
            self_diff: diff(node.self_diff),
            self_diff_pct: finite(node.self_diff_pct),
            self_evidence: EvidenceRow::new(&node.self_evidence),
            active_before: seconds(node.active_before),
            active_after: seconds(node.active_after),
            active_diff: diff(node.active_diff),
            await_before: seconds(node.await_before),
            await_after: seconds(node.await_after),
            await_diff: diff(node.await_diff),
            before: SideRow::new(&node.before),
            after: SideRow::new(&node.after),
        }
    }
}
