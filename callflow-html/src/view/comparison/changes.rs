use std::cmp::Reverse;

use callflow_core::{Comparison, NodeComparison, NodeStatus, duration};

use crate::format::counted;

use super::{
    super::name::Name,
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
    pub(crate) name: Name<'c>,
    /// The class and the text of its badge.
    pub(crate) badge_class: &'static str,
    pub(crate) badge: &'static str,
    pub(crate) before: String,
    pub(crate) after: String,
    pub(crate) difference: String,
    /// The difference of the time it was suspended.
    pub(crate) waits: String,
    pub(crate) calls: String,
    /// The class of the row.
    pub(crate) tone: &'static str,
}

const MOST: usize = 20;

impl<'c> Changes<'c> {
    pub(super) fn of(comparison: &'c Comparison) -> Self {
        let rows = &comparison.node_comparisons;
        let weight = |row: &NodeComparison| row.self_diff.abs().max(row.await_diff.abs());
        let mut changed: Vec<&NodeComparison> =
            rows.iter().filter(|row| !row.is_library && !weight(row).is_zero()).collect();
        changed.sort_by_key(|row| (Reverse(weight(row)), &row.name));
        let note = match changed.len().saturating_sub(MOST) {
            0 => String::new(),
            more => format!("and {}", counted(more as u64, "smaller difference")),
        };
        changed.truncate(MOST);
        Self {
            with_async: rows.iter().any(|row| row.is_async),
            rows: changed.into_iter().map(change).collect(),
            note,
        }
    }
}

fn change(row: &NodeComparison) -> Change<'_> {
    let badge = Badge::of(row, row.self_verdict, &row.self_evidence);
    let time = |absent, time| if row.status == absent { "–".to_owned() } else { duration(time) };
    Change {
        name: Name::of_compared(row),
        badge_class: badge.class,
        badge: badge.text,
        before: time(NodeStatus::Added, row.self_before),
        after: time(NodeStatus::Removed, row.self_after),
        difference: row.self_diff.to_string(),
        waits: if row.is_async { row.await_diff.to_string() } else { "–".to_owned() },
        calls: if row.before.calls == row.after.calls {
            row.after.calls.to_string()
        } else {
            format!("{} → {}", row.before.calls, row.after.calls)
        },
        tone: Tone::of_own(row).class(),
    }
}
