use callflow_core::{Comparison, NodeComparison, duration, signed_percent};

use super::{super::name::Name, numbers::Numbers, tone::Tone};

/// The functions that improved or regressed most, their callees included.
pub(crate) struct Top<'c> {
    pub(crate) heading: &'static str,
    pub(crate) class: &'static str,
    pub(crate) mark: &'static str,
    pub(crate) rows: Vec<TopRow<'c>>,
    /// In place of rows.
    pub(crate) none: &'static str,
    /// What was left out; empty when nothing was.
    pub(crate) note: String,
}

/// One function.
pub(crate) struct TopRow<'c> {
    pub(crate) node: usize,
    pub(crate) name: Name<'c>,
    pub(crate) before: String,
    pub(crate) after: String,
    pub(crate) difference: String,
    pub(crate) percent: String,
}

/// Improvements and regressions.
pub(super) fn both<'c>(comparison: &'c Comparison, numbers: &Numbers) -> [Top<'c>; 2] {
    let summary = &comparison.summary;
    let rows = |rows: &'c [NodeComparison]| {
        // The lists are parts of the table in its order, and no two functions have one name.
        let place = |row: &NodeComparison| {
            comparison.node_comparisons.iter().position(|other| other.name == row.name).unwrap_or_default()
        };
        rows.iter().map(|row| top_row(row, numbers.of_row(place(row)))).collect::<Vec<_>>()
    };
    let note = |all: usize, shown: usize| {
        if all > shown { format!("The {shown} largest of {all}") } else { String::new() }
    };
    [
        Top {
            heading: "Top improvements",
            class: Tone::Less.class(),
            mark: Tone::Less.mark(),
            note: note(summary.improvements, comparison.top_improvements.len()),
            rows: rows(&comparison.top_improvements),
            none: "No function took less time beyond noise.",
        },
        Top {
            heading: "Top regressions",
            class: Tone::More.class(),
            mark: Tone::More.mark(),
            note: note(summary.regressions, comparison.top_regressions.len()),
            rows: rows(&comparison.top_regressions),
            none: "No function took more time beyond noise.",
        },
    ]
}

fn top_row(row: &NodeComparison, node: usize) -> TopRow<'_> {
    TopRow {
        node,
        name: Name::of_compared(row),
        before: duration(row.time_before),
        after: duration(row.time_after),
        difference: row.time_diff.to_string(),
        percent: signed_percent(row.time_diff_pct),
    }
}
