use callflow_core::{Comparison, CountRange, NodeStatus, PathComparison, count};

use crate::format::counted;

use super::numbers::Numbers;

/// The call paths of one side that the other does not have.
pub(crate) struct NewCalls {
    pub(crate) heading: &'static str,
    pub(crate) class: &'static str,
    pub(crate) rows: Vec<NewCall>,
    /// In place of rows.
    pub(crate) none: &'static str,
    /// What was left out; empty when nothing was.
    pub(crate) note: String,
}

/// A call path, and how many more lie below it.
pub(crate) struct NewCall {
    pub(crate) node: usize,
    /// The names along it, from the root.
    pub(crate) names: Vec<String>,
    pub(crate) name: String,
    pub(crate) detail: String,
}

const MOST: usize = 20;
/// Callers named before the function itself.
const CALLERS: usize = 4;
/// Columns of a name.
const NAME: usize = 48;

/// Added and removed paths.
pub(super) fn both(comparison: &Comparison, numbers: &Numbers) -> [NewCalls; 2] {
    [
        NewCalls {
            heading: "Added call paths",
            class: "added",
            none: "No call path is on the side after only.",
            ..one_sided(comparison, numbers, NodeStatus::Added)
        },
        NewCalls {
            heading: "Removed call paths",
            class: "removed",
            none: "No call path is on the side before only.",
            ..one_sided(comparison, numbers, NodeStatus::Removed)
        },
    ]
}

fn one_sided(comparison: &Comparison, numbers: &Numbers, status: NodeStatus) -> NewCalls {
    let paths = &comparison.path_comparisons;
    // The topmost path of that kind at or above every path, and how many lie at or below each of those.
    let mut top: Vec<Option<usize>> = Vec::with_capacity(paths.len());
    let mut within = vec![0_u64; paths.len()];
    for (index, path) in paths.iter().enumerate() {
        let counts = path.counts && path.status == status;
        let own = path.parent.and_then(|parent| top[parent]).or(counts.then_some(index));
        top.push(own);
        if let Some(own) = own.filter(|_| counts) {
            within[own] += 1;
        }
    }
    let mut tops: Vec<usize> = (0..paths.len()).filter(|&path| within[path] > 0).collect();
    tops.sort_by_key(|&path| (std::cmp::Reverse(time(&paths[path])), path));
    let rest: u64 = tops.iter().skip(MOST).map(|&path| within[path]).sum();
    let note = if rest > 0 { format!("and {} more", counted(rest, "call path")) } else { String::new() };
    let rows = tops.iter().take(MOST).map(|&path| row(comparison, numbers, path, within[path] - 1));
    NewCalls { heading: "", class: "", rows: rows.collect(), none: "", note }
}

/// The time of the side that has the path.
fn time(path: &PathComparison) -> std::time::Duration {
    path.time_before.max(path.time_after)
}

fn row(comparison: &Comparison, numbers: &Numbers, path: usize, below: u64) -> NewCall {
    let paths = &comparison.path_comparisons;
    let name = |path: &PathComparison| {
        crate::format::label(comparison.node_comparisons[path.node].short_name(), NAME)
    };
    let above = std::iter::successors(paths[path].parent, |&parent| paths[parent].parent);
    let mut names: Vec<String> = above.clone().take(CALLERS).map(|parent| name(&paths[parent])).collect();
    if above.count() > CALLERS {
        names.push("…".to_owned());
    }
    names.reverse();
    let of = &paths[path];
    let calls = if of.status == NodeStatus::Added { of.calls_after } else { of.calls_before };
    let below = if below > 0 { format!(", {} more below", count(below)) } else { String::new() };
    NewCall {
        node: numbers.of_row(of.node),
        names,
        name: name(of),
        detail: format!("{}, {}{below}", words(calls), callflow_core::duration(time(of))),
    }
}

fn words(calls: CountRange) -> String {
    if calls.min == calls.max { counted(calls.min, "call") } else { format!("{calls} calls") }
}
