use callflow_core::{Comparison, NodeComparison, NodeStatus, duration};

use crate::format::Px;

use super::{
    super::name::Name,
    numbers::Numbers,
    tone::{Badge, Tone},
};

/// What changed most by itself, whatever its callees did.
pub(crate) struct Changes<'c> {
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
        let mut changed: Vec<usize> = (0..rows.len()).filter(|&row| !rows[row].self_diff.is_zero()).collect();
        changed.sort_by_key(|&row| (std::cmp::Reverse(rows[row].self_diff.abs()), numbers.of_row(row)));
        let all = changed.len();
        changed.truncate(MOST);
        let largest = changed.first().map_or(0.0, |&row| rows[row].self_diff.abs().as_secs_f64());
        let note = if all > MOST {
            format!("The {MOST} largest of {} differences", callflow_core::count(all as u64))
        } else {
            String::new()
        };
        let changes = changed.into_iter().map(|row| change(&rows[row], numbers.of_row(row), largest));
        Self { rows: changes.collect(), note }
    }
}

fn change(row: &NodeComparison, node: usize, largest: f64) -> Change<'_> {
    let part = row.self_diff.as_secs_f64() / largest;
    let width = (part.abs() * HALF).max(1.0);
    let badge = Badge::of(row, row.self_verdict);
    let time = |absent, time| if row.status == absent { "–".to_owned() } else { duration(time) };
    Change {
        node,
        name: Name::of_compared(row),
        badge_class: badge.class,
        badge: if row.is_library { "callflow" } else { badge.text },
        before: time(NodeStatus::Added, row.self_before),
        after: time(NodeStatus::Removed, row.self_after),
        difference: row.self_diff.to_string(),
        tone: Tone::of_own(row).class(),
        start: Px(if part < 0.0 { HALF - width } else { HALF }),
        width: Px(width),
    }
}
