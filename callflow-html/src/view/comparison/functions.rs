use std::time::Duration;

use callflow_core::{
    Comparison, Evidence, NodeComparison, NodeStatus, SignedDuration, Verdict, VerdictReason, duration,
    signed_percent,
};

use crate::format::nanos;

use super::{
    super::{
        name::{Name, place},
        table::{Bar, Cell, Column, Row, Table, time},
    },
    numbers::Numbers,
    tone::{Badge, Tone},
};

/// The table of every function of either side, the largest difference first.
pub(super) fn table<'c>(comparison: &'c Comparison, numbers: &Numbers) -> Table<'c> {
    let rows = &comparison.node_comparisons;
    let with_async = rows.iter().any(|row| row.is_async);
    let largest = rows.iter().map(|row| row.time_diff.abs()).max().unwrap_or_default();
    let row = |(index, row): (usize, &'c NodeComparison)| Row {
        node: numbers.of_row(index),
        name: Name::of_compared(row),
        place: place(&row.file, row.line),
        badge: match (row.is_library, row.is_async) {
            (true, _) => "callflow",
            (false, true) => "async",
            (false, false) => "",
        },
        class: match row.status {
            _ if row.is_library => "",
            NodeStatus::Modified if row.verdict.is_change() => Tone::of(row.verdict).class(),
            NodeStatus::Modified => "",
            NodeStatus::Added => "added",
            NodeStatus::Removed => "removed",
        },
        cells: cells(row, with_async, largest, comparison.summary.confidence_pct),
    };
    let rows = rows.iter().enumerate().map(row).collect();
    Table::new("Every function before and after", columns(with_async), rows)
}

fn columns(with_async: bool) -> Vec<Column> {
    let mut columns = vec![
        Column::name("By full name"),
        Column::new("Status", "On both sides, after only, or before only").text(),
        Column::new("Verdict", "What can be said about the total time").text(),
        Column::new("Before", "Total time before, callees included; the median of the runs"),
        Column::new("After", "The same after"),
        Column::new("Difference", "After less before; sorted by size").sorted().wide(),
        Column::new("Diff %", "The difference in percent of the time before; sorted with its sign"),
        Column::new("Evidence", "Where the change lies, or why the runs do not tell").text(),
        Column::new("Self diff", "The difference of the time in the function itself; sorted with its sign"),
    ];
    if with_async {
        columns.push(Column::new("Await diff", "The difference of the time that calls were suspended"));
    }
    columns.extend([
        Column::new("Calls", "Ended calls before and after; sorted by the difference"),
        Column::new("Per call", "Mean duration of a call before and after; sorted by the difference"),
        Column::new("Other counts", "Polls, outcomes and peaks that differ in every run: no test is needed")
            .text(),
    ]);
    columns
}

fn cells(row: &NodeComparison, with_async: bool, largest: Duration, confidence: f64) -> Vec<Cell> {
    let side = |absent, length| if row.status == absent { Cell::none() } else { time(length) };
    let part = if largest.is_zero() { 0.0 } else { row.time_diff.as_secs_f64() / largest.as_secs_f64() };
    let tone = match row.status {
        NodeStatus::Modified if !row.is_library => Tone::of(row.verdict),
        _ => Tone::of_own(row),
    };
    let mut cells = vec![
        status(row),
        verdict(row),
        side(NodeStatus::Added, row.time_before),
        side(NodeStatus::Removed, row.time_after),
        Cell::new(nanos(row.time_diff.abs()), row.time_diff.to_string())
            .with_bar(Bar::change(tone.class(), part)),
        percent(row.time_diff_pct),
        evidence(row, confidence),
        signed(row.self_diff).class(toned(row.self_diff, Tone::of_own(row))),
    ];
    if with_async {
        cells.push(if row.is_async { signed(row.await_diff) } else { Cell::none() });
    }
    cells.extend([calls(row), per_call(row), counts(row)]);
    cells
}

fn status(row: &NodeComparison) -> Cell {
    let badge = Badge::of_status(row.status);
    match row.status {
        NodeStatus::Modified => Cell::new(0, badge.text.to_owned()).class("text zero"),
        NodeStatus::Added => Cell::new(2, badge.text.to_owned()).badge(badge.class),
        NodeStatus::Removed => Cell::new(1, badge.text.to_owned()).badge(badge.class),
    }
}

fn verdict(row: &NodeComparison) -> Cell {
    if row.is_library || row.status != NodeStatus::Modified {
        return Cell::none().class("text zero");
    }
    let badge = Badge::of_verdict(row.verdict);
    let order = match row.verdict {
        Verdict::Regressed => 4,
        Verdict::Improved => 3,
        Verdict::Inconclusive => 2,
        Verdict::Unchanged => 1,
    };
    Cell::new(order, badge.text.to_owned()).badge(badge.class)
}

fn percent(percent: Option<f64>) -> Cell {
    match percent {
        Some(number) => Cell::new((number * 1e3) as i64, signed_percent(percent)),
        None => Cell::none_of_signed(),
    }
}

fn signed(difference: SignedDuration) -> Cell {
    Cell::new(difference.as_nanos(), difference.to_string())
}

/// The class of a difference: nothing is shown as nothing.
fn toned(difference: SignedDuration, tone: Tone) -> &'static str {
    if difference.is_zero() { "zero" } else { tone.class() }
}

fn evidence(row: &NodeComparison, confidence: f64) -> Cell {
    let Evidence { reason, interval_pct, p_value, corrected_p_value, .. } = row.evidence;
    let interval = interval_pct
        .map(|(low, high)| format!("{} to {}", signed_percent(Some(low)), signed_percent(Some(high))));
    let (order, text) = match (reason, &interval) {
        _ if row.is_library => (0, "–".to_owned()),
        (VerdictReason::Tested, Some(interval)) => (9, interval.clone()),
        (VerdictReason::Tested, None) => (8, "tested".to_owned()),
        (VerdictReason::SingleRun, _) => (7, "single run".to_owned()),
        (VerdictReason::Equal, _) => (6, "equal in every run".to_owned()),
        (VerdictReason::BelowFloor, _) => (5, "within noise floor".to_owned()),
        (VerdictReason::WithinMargin, _) => (4, "single run, too close".to_owned()),
        (VerdictReason::TooNoisy { needed }, _) => (3, format!("noisy: {needed} runs needed")),
        (VerdictReason::TooFewRuns { needed }, _) => (2, format!("{needed} runs needed")),
        (VerdictReason::OneSided, _) => (1, "one side only".to_owned()),
        _ => (0, reason.to_string()),
    };
    // What was tested has its numbers on hover.
    let title = match (&interval, p_value, corrected_p_value) {
        (Some(interval), Some(p), Some(corrected)) => format!(
            "{reason}; {confidence:.0} % interval {interval}; p = {p:.2e}, corrected over all functions {corrected:.2e}"
        ),
        (Some(interval), ..) => format!("{reason}; {confidence:.0} % interval {interval}"),
        _ => String::new(),
    };
    Cell::new(order, text).class("text").title(title)
}

fn calls(row: &NodeComparison) -> Cell {
    let text = if row.before.calls == row.after.calls {
        row.after.calls.to_string()
    } else {
        format!("{} → {}", row.before.calls, row.after.calls)
    };
    let class = if row.calls_diff == 0 { "" } else { "differs" };
    Cell::new(row.calls_diff, text).class(class)
}

fn per_call(row: &NodeComparison) -> Cell {
    let (before, after) = (row.before.mean, row.after.mean);
    let text = match row.status {
        NodeStatus::Added => duration(after),
        NodeStatus::Removed => duration(before),
        NodeStatus::Modified => format!("{} → {}", duration(before), duration(after)),
    };
    Cell::new(SignedDuration::between(before, after).as_nanos(), text).class("")
}

/// What differs in every run besides the calls, which have a column of their own.
fn counts(row: &NodeComparison) -> Cell {
    let changes = row.exact_changes();
    let others: Vec<String> =
        changes.iter().filter(|change| change.what != "calls").map(ToString::to_string).collect();
    if others.is_empty() {
        return Cell::none().class("text zero");
    }
    Cell::new(others.len() as u64, others.join(", ")).class("text differs")
}
