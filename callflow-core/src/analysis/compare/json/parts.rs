//! Edges, paths, causes, findings, differences and options.

use super::{
    super::{
        causes::{Cause, RootCause},
        comparability::Difference,
        edges::EdgeComparison,
        findings::{Finding, FindingKind},
        node::NodeComparison,
        options::{CompareOptions, Floor},
        paths::PathComparison,
    },
    node::{RangeRow, finite, seconds},
};
use crate::json::row;

/// The name of a function by its place; `None` where the list was shortened since.
fn name(nodes: &[NodeComparison], place: usize) -> Option<&str> {
    nodes.get(place).map(|node| node.name.as_str())
}

row! {
    pub(super) struct EdgeRow<'c> {
        caller: Option<&'c str>,
        callee: Option<&'c str>,
        status: &'static str,
        calls_before: RangeRow,
        calls_after: RangeRow,
        calls_diff: i64,
        time_before: f64,
        time_after: f64,
        time_diff: f64,
    }
}

impl<'c> EdgeRow<'c> {
    pub(super) fn new(edge: &EdgeComparison, nodes: &'c [NodeComparison]) -> Self {
        Self {
            caller: name(nodes, edge.caller),
            callee: name(nodes, edge.callee),
            status: edge.status.name(),
            calls_before: RangeRow::new(edge.calls_before),
            calls_after: RangeRow::new(edge.calls_after),
            calls_diff: edge.calls_diff,
            time_before: seconds(edge.time_before),
            time_after: seconds(edge.time_after),
            time_diff: edge.time_diff.as_secs_f64(),
        }
    }
}

row! {
    pub(super) struct PathRow {
        parent: Option<usize>,
        node: usize,
        status: &'static str,
        counts: bool,
        detached_before: bool,
        detached_after: bool,
        calls_before: RangeRow,
        calls_after: RangeRow,
        calls_diff: i64,
        time_before: f64,
        time_after: f64,
        time_diff: f64,
        active_before: f64,
        active_after: f64,
        self_before: f64,
        self_after: f64,
        self_diff: f64,
    }
}

impl PathRow {
    pub(super) fn new(path: &PathComparison) -> Self {
        Self {
            parent: path.parent,
            node: path.node,
            status: path.status.name(),
            counts: path.counts,
            detached_before: path.detached_before,
            detached_after: path.detached_after,
            calls_before: RangeRow::new(path.calls_before),
            calls_after: RangeRow::new(path.calls_after),
            calls_diff: path.calls_diff,
            time_before: seconds(path.time_before),
            time_after: seconds(path.time_after),
            time_diff: path.time_diff.as_secs_f64(),
            active_before: seconds(path.active_before),
            active_after: seconds(path.active_after),
            self_before: seconds(path.self_before),
            self_after: seconds(path.self_after),
            self_diff: path.self_diff.as_secs_f64(),
        }
    }
}

row! {
    pub(super) struct CauseRow<'c> {
        name: &'c str,
        node: usize,
        verdict: &'static str,
        cause: &'static str,
        inherited_from: &'c [String],
        status: &'static str,
        self_before: f64,
        self_after: f64,
        self_diff: f64,
        self_diff_pct: Option<f64>,
        share_pct: Option<f64>,
        time_diff: f64,
        await_diff: f64,
        calls_before: u64,
        calls_after: u64,
        text: String,
    }
}

impl<'c> CauseRow<'c> {
    pub(super) fn new(root: &'c RootCause) -> Self {
        let (cause, inherited_from): (_, &[String]) = match &root.cause {
            Cause::Own => ("own", &[]),
            Cause::Waiting => ("waiting", &[]),
            Cause::Concurrency => ("concurrency", &[]),
            Cause::Inherited { from } => ("inherited", from),
            Cause::Unexplained => ("unexplained", &[]),
        };
        Self {
            name: &root.name,
            node: root.node,
            verdict: root.verdict.name(),
            cause,
            inherited_from,
            status: root.status.name(),
            self_before: seconds(root.self_before),
            self_after: seconds(root.self_after),
            self_diff: root.self_diff.as_secs_f64(),
            self_diff_pct: finite(root.self_diff_pct),
            share_pct: finite(root.share_pct),
            time_diff: root.time_diff.as_secs_f64(),
            await_diff: root.await_diff.as_secs_f64(),
            calls_before: root.calls_before,
            calls_after: root.calls_after,
            text: root.to_string(),
        }
    }
}

row! {
    pub(super) struct FindingRow<'c> {
        kind: &'static str,
        outcome: Option<&'static str>,
        is_worse: bool,
        node: Option<usize>,
        name: Option<&'c str>,
        before: Option<f64>,
        after: Option<f64>,
        text: &'c str,
    }
}

impl<'c> FindingRow<'c> {
    pub(super) fn new(finding: &'c Finding, nodes: &'c [NodeComparison]) -> Self {
        let (kind, outcome) = match finding.kind {
            FindingKind::ConcurrencyFell => ("concurrency_fell", None),
            FindingKind::ConcurrencyRose => ("concurrency_rose", None),
            FindingKind::BecameSequential => ("became_sequential", None),
            FindingKind::BecameConcurrent => ("became_concurrent", None),
            FindingKind::PollsRose => ("polls_rose", None),
            FindingKind::PollsFell => ("polls_fell", None),
            FindingKind::Appeared(outcome) => ("appeared", Some(outcome.name())),
            FindingKind::Vanished(outcome) => ("vanished", Some(outcome.name())),
            FindingKind::NeverPolledAppeared => ("never_polled_appeared", None),
            FindingKind::InFlightAppeared => ("in_flight_appeared", None),
        };
        Self {
            kind,
            outcome,
            is_worse: finding.kind.is_worse(),
            node: finding.node,
            name: finding.node.and_then(|node| name(nodes, node)),
            before: finite(Some(finding.before)),
            after: finite(Some(finding.after)),
            text: &finding.text,
        }
    }
}

row! {
    pub(super) struct DifferenceRow<'c> {
        what: &'c str,
        before: &'c str,
        after: &'c str,
        consequence: &'c str,
        is_grave: bool,
    }
}

impl<'c> DifferenceRow<'c> {
    pub(super) fn new(difference: &'c Difference) -> Self {
        let Difference { what, before, after, consequence, is_grave } = difference;
        Self { what, before, after, consequence, is_grave: *is_grave }
    }
}

row! {
    struct FloorRow {
        relative: f64,
        absolute: f64,
    }
}

impl FloorRow {
    fn new(floor: Floor) -> Self {
        Self { relative: floor.relative, absolute: seconds(floor.absolute) }
    }
}

row! {
    pub(super) struct OptionsRow {
        error_rate: f64,
        noise_floor: FloorRow,
        single_run_margin: FloorRow,
        paired: bool,
        top: usize,
    }
}

impl OptionsRow {
    pub(super) fn new(options: &CompareOptions) -> Self {
        Self {
            error_rate: options.error_rate,
            noise_floor: FloorRow::new(options.noise),
            single_run_margin: FloorRow::new(options.single_run),
            paired: options.paired,
            top: options.top,
        }
    }
}
