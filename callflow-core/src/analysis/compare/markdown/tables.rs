//! The summary, what changed, and all functions.

use std::fmt::Write as _;

use super::{
    super::{
        comparison::Comparison,
        count::CountRange,
        node::{NodeComparison, NodeStatus},
        signed::{SignedDuration, percent},
        table,
        verdict::Verdict,
    },
    escape,
};
use crate::text::duration;

/// The most functions of what changed.
const SHOWN: usize = 25;

/// Where the table of all functions ends, in characters; a comment of GitHub's ends at 65 536.
const LARGEST: usize = 60_000;

pub(super) fn summary(text: &mut String, comparison: &Comparison) {
    let summary = &comparison.summary;
    text.push_str("| | Before | After | Difference |\n|:--|--:|--:|--:|\n");
    let mut row = |what: &str, before: &str, after: &str, difference: &str| {
        let _ = writeln!(text, "| {what} | {before} | {after} | {difference} |");
    };
    for (what, before, after) in [
        ("Wall time", summary.total_time_before, summary.total_time_after),
        ("Busy time", summary.busy_time_before, summary.busy_time_after),
    ] {
        let diff = SignedDuration::between(before, after);
        let difference = format!("{diff} ({})", percent(diff.percent_of(before)));
        row(what, &duration(before), &duration(after), &difference);
    }
    let functions = format!("{} added, {} removed", summary.nodes_added, summary.nodes_removed);
    row("Functions", &summary.nodes_before.to_string(), &summary.nodes_after.to_string(), &functions);
    let paths = format!("{} added, {} removed", summary.paths_added, summary.paths_removed);
    row("Call paths", "–", "–", &paths);
    for (what, before, after) in [
        ("Calls", summary.calls_before, summary.calls_after),
        ("Concurrent tasks", summary.max_concurrent_tasks_before, summary.max_concurrent_tasks_after),
    ] {
        if what == "Calls" || before.max.max(after.max) > 0 {
            row(what, &before.to_string(), &after.to_string(), &count_difference(before, after));
        }
    }
    let _ = writeln!(
        text,
        "\n{} functions improved, {} regressed, {}, {} inconclusive.\n",
        summary.improvements,
        summary.regressions,
        comparison.unchanged(),
        summary.inconclusive
    );
}

fn count_difference(before: CountRange, after: CountRange) -> String {
    let diff = i128::from(after.median) - i128::from(before.median);
    match diff {
        ..0 => format!("−{}", diff.unsigned_abs()),
        0 => "0".to_owned(),
        1.. => format!("+{diff}"),
    }
}

/// The functions of which more can be said than that nothing is certain: the worse before the better.
pub(super) fn changes(text: &mut String, comparison: &Comparison) {
    let rank = |row: &NodeComparison| match (row.status, row.verdict) {
        (NodeStatus::Modified, Verdict::Regressed) => Some(0),
        (NodeStatus::Modified, Verdict::Improved) => Some(1),
        (NodeStatus::Added, _) => Some(2),
        (NodeStatus::Removed, _) => Some(3),
        _ => (!row.exact_changes().is_empty()).then_some(4),
    };
    let mut rows: Vec<(u8, &NodeComparison)> =
        comparison.functions().filter_map(|row| rank(row).map(|rank| (rank, row))).collect();
    rows.sort_by_key(|(rank, _)| *rank);
    if rows.is_empty() {
        return;
    }
    text.push_str(
        "### What changed\n\n\
         | Function | Verdict | Before | After | Difference | Interval | Counts |\n\
         |:--|:--|--:|--:|--:|--:|:--|\n",
    );
    for (_, row) in rows.iter().take(SHOWN) {
        let counts: Vec<String> = row.exact_changes().iter().map(ToString::to_string).collect();
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} ({}) | {} | {} |",
            escape::name(&row.name),
            verdict(row),
            table::time(row, NodeStatus::Added, row.time_before),
            table::time(row, NodeStatus::Removed, row.time_after),
            row.time_diff,
            percent(row.time_diff_pct),
            table::interval(&row.evidence),
            counts.join(", "),
        );
    }
    if rows.len() > SHOWN {
        let _ = writeln!(text, "\nand {} more", rows.len() - SHOWN);
    }
    text.push('\n');
}

fn verdict(row: &NodeComparison) -> String {
    let icon = match (row.status, row.verdict) {
        (NodeStatus::Modified, Verdict::Improved) => "🟢 ",
        (NodeStatus::Modified, Verdict::Regressed) => "🔴 ",
        _ => "",
    };
    format!("{icon}{}", table::verdict(row))
}

/// All functions, folded.
pub(super) fn everything(text: &mut String, comparison: &Comparison) {
    let rows = &comparison.node_comparisons;
    if rows.is_empty() {
        return;
    }
    let _ = write!(
        text,
        "<details>\n<summary>All {} functions</summary>\n\n\
         | Function | Verdict | Before | After | Difference | Interval | Self difference | Calls |\n\
         |:--|:--|--:|--:|--:|--:|--:|--:|\n",
        rows.len()
    );
    let mut room = LARGEST.saturating_sub(text.chars().count());
    let mut shown = 0;
    for row in rows {
        let line = format!(
            "| {} | {} | {} | {} | {} ({}) | {} | {} | {} |\n",
            escape::name(&row.name),
            verdict(row),
            table::time(row, NodeStatus::Added, row.time_before),
            table::time(row, NodeStatus::Removed, row.time_after),
            row.time_diff,
            percent(row.time_diff_pct),
            table::interval(&row.evidence),
            row.self_diff,
            table::calls(row),
        );
        let Some(left) = room.checked_sub(line.chars().count()) else { break };
        room = left;
        text.push_str(&line);
        shown += 1;
    }
    if shown < rows.len() {
        let _ = writeln!(
            text,
            "\n{} functions are left out: a comment has no room for them.",
            rows.len() - shown
        );
    }
    text.push_str("\n</details>\n");
}
