use askama::Template;
use callflow_core::{Comparison, duration};

use crate::{format::counted, island::Island};

use super::{super::shell::Shell, changes::Changes, direction::Direction, worded::Worded};

/// The page of a comparison: what is read without the script, and the data from which the script draws the rest.
#[derive(Template)]
#[template(path = "comparison.html", whitespace = "minimize")]
pub(crate) struct ComparisonView<'c> {
    shell: Shell,
    /// The page has a title of its own besides its sides.
    has_title: bool,
    /// Why the sides cannot be compared; empty when they can.
    obstacle: &'c str,
    /// There are runs on both sides, so that they were not recorded.
    has_runs: bool,
    /// Both sides' labels and what they are made of.
    sides: [Side<'c>; 2],
    changes: Changes<'c>,
    island: Island,
}

/// One side.
pub(crate) struct Side<'c> {
    letter: &'static str,
    name: &'c str,
    detail: String,
}

impl<'c> ComparisonView<'c> {
    pub(crate) fn new(comparison: &'c Comparison, title: Option<&str>) -> Self {
        let mut shell = Shell::of_comparison(comparison, title);
        let worded = [Direction::forwards(comparison), Direction::backwards(comparison)].map(Worded::of);
        let island = Island::of_comparison(comparison, &shell.title, &worded);
        if shell.nothing.is_empty() && comparison.node_comparisons.is_empty() {
            shell.nothing = "No traced function was called on either side.";
        } else if shell.nothing.is_empty() {
            let [Worded { headline, cards }, _] = worded;
            (shell.headline, shell.cards) = (headline, cards);
            shell.notes.extend(comparison.hint());
        }
        Self {
            shell,
            has_title: title.is_some_and(|title| !title.trim().is_empty()),
            obstacle: comparison.not_comparable.as_deref().unwrap_or_default(),
            has_runs: comparison.summary.runs_before > 0 && comparison.summary.runs_after > 0,
            sides: sides(comparison),
            changes: Changes::of(comparison),
            island,
        }
    }
}

fn sides(comparison: &Comparison) -> [Side<'_>; 2] {
    let summary = &comparison.summary;
    let detail = |runs: usize, wall| match runs {
        _ if comparison.not_comparable.is_some() => counted(runs as u64, "run"),
        1 => format!("1 run, {}", duration(wall)),
        runs => format!("{}, median {}", counted(runs as u64, "run"), duration(wall)),
    };
    [
        Side {
            letter: "A",
            name: &comparison.label_before,
            detail: detail(summary.runs_before, summary.total_time_before),
        },
        Side {
            letter: "B",
            name: &comparison.label_after,
            detail: detail(summary.runs_after, summary.total_time_after),
        },
    ]
}
