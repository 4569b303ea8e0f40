use std::time::Duration;

use callflow_core::{Comparison, NodeComparison, NodeStatus, duration};

use crate::format::Px;

use super::{
    super::name::Name,
    numbers::Numbers,
    tone::{Badge, Tone},
};

/// What changed most by itself, whatever its callees did: in its own time, or in how long it was suspended.
pub(crate) struct Changes<'c> {
    /// There are async functions, whose awaits have a column.
    pub(crate) with_async: bool,
    pub(crate) rows: Vec<Change<'c>>,
    /// What was left out; empty when nothing was.
    pub(crate) note: String,
}

/// One function.
pub(crate) struct Change<'c> {
    pub(crate) node: usize,
    pub(crate) name: Name<'c>,
    /// The class and the text of its badge.
    pub(crate) badge_class: &'static str,
    pub(crate) badge: &'static str,
    pub(crate) before: String,
    pub(crate) after: String,
    pub(crate) difference: String,
    /// The difference of the time it was suspended.
    pub(crate) waits: String,
    /// The class of the bar.
    pub(crate) tone: &'static str,
    /// The bar, to the left of the middle for less and to the right for more.
    pub(crate) start: Px,
    pub(crate) width: Px,
}

const MOST: usize = 12;
/// Half the width of a bar; repeated in `changes.html`.
const HALF: f64 = 44.0;

impl<'c> Changes<'c> {
    pub(super) fn of(comparison: &'c Comparison, numbers: &Numbers) -> Self {
        let rows = &comparison.node_comparisons;
        let weight = |row: usize| rows[row].self_diff.abs().max(rows[row].await_diff.abs());
        let mut changed: Vec<usize> =
            (0..rows.len()).filter(|&row| !rows[row].is_library && !weight(row).is_zero()).collect();
        changed.sort_by_key(|&row| (std::cmp::Reverse(weight(row)), numbers.of_row(row)));
        let all = changed.len();
        changed.truncate(MOST);
        let largest = changed.iter().map(|&row| rows[row].self_diff.abs()).max().unwrap_or_default();
        let note = if all > MOST {
            format!("The {MOST} largest of {} differences", callflow_core::count(all as u64))
        } else {
            String::new()
        };
        let listed = changed.into_iter().map(|row| change(&rows[row], numbers.of_row(row), largest));
        Self { with_async: rows.iter().any(|row| row.is_async), rows: listed.collect(), note }
    }
}

fn change(row: &NodeComparison, node: usize, largest: Duration) -> Change<'_> {
    let part = crate::format::share(row.self_diff.abs(), largest);
    // Something is never drawn as nothing.
    let width = if row.self_diff.is_zero() { 0.0 } else { (part * HALF).max(1.0) };
    let badge = Badge::of(row, row.self_verdict);
    let time = |absent, time| if row.status == absent { "–".to_owned() } else { duration(time) };
    Change {
        node,
        name: Name::of_compared(row),
        badge_class: badge.class,
        badge: badge.text,
        before: time(NodeStatus::Added, row.self_before),
        after: time(NodeStatus::Removed, row.self_after),
        difference: row.self_diff.to_string(),
        waits: if row.is_async { row.await_diff.to_string() } else { "–".to_owned() },
        tone: Tone::of_own(row).class(),
        start: Px(if row.self_diff.is_negative() { HALF - width } else { HALF }),
        width: Px(width),
    }
}
