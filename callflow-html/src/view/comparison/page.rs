use askama::Template;
use callflow_core::{Comparison, duration};

use crate::format::counted;

use super::{
    super::{shell::Shell, table::Table},
    calls::{self, NewCalls},
    cards,
    causes::Causes,
    changes::Changes,
    findings::{self, FindingRow},
    flame::DiffFlame,
    functions,
    graphs::Graphs,
    headline,
    numbers::Numbers,
    top::{self, Top},
};

/// The page of a comparison.
#[derive(Template)]
#[template(path = "comparison.html", whitespace = "minimize")]
pub(crate) struct ComparisonView<'c> {
    shell: Shell,
    /// Why the sides cannot be compared; empty when they can.
    obstacle: &'c str,
    /// There are runs on both sides, so that they were not recorded.
    has_runs: bool,
    /// Both sides' labels and what they are made of.
    sides: [Side<'c>; 2],
    changes: Changes<'c>,
    flame: DiffFlame,
    tops: [Top<'c>; 2],
    causes: Causes<'c>,
    findings: Vec<FindingRow>,
    graphs: Graphs<'c>,
    table: Table<'c>,
    new_calls: [NewCalls; 2],
}

/// One side.
pub(crate) struct Side<'c> {
    letter: &'static str,
    name: &'c str,
    detail: String,
}

impl<'c> ComparisonView<'c> {
    pub(crate) fn new(comparison: &'c Comparison, title: Option<&str>) -> Self {
        let numbers = Numbers::of(comparison);
        let mut shell = Shell::of_comparison(comparison, title);
        let findings = findings::rows(comparison, &numbers);
        let causes = Causes::of(comparison, &numbers);
        if shell.nothing.is_empty() && comparison.node_comparisons.is_empty() {
            shell.nothing = "No traced function was called on either side.";
        } else if shell.nothing.is_empty() {
            shell.headline = headline::headline(comparison);
            shell.cards = cards::cards(comparison);
            shell.notes.extend(comparison.hint());
            shell.sections = vec![("changes", "What changed"), ("top", "Top changes")];
            if !causes.rows.is_empty() {
                shell.sections.push(("causes", "Root causes"));
            }
            if !findings.is_empty() {
                shell.sections.push(("findings", "Async"));
            }
            let rest = [("graphs", "Call graphs"), ("functions", "Functions"), ("paths", "Call paths")];
            shell.sections.extend(rest);
        }
        Self {
            shell,
            obstacle: comparison.not_comparable.as_deref().unwrap_or_default(),
            has_runs: comparison.summary.runs_before > 0 && comparison.summary.runs_after > 0,
            sides: sides(comparison),
            changes: Changes::of(comparison, &numbers),
            flame: DiffFlame::of(comparison, &numbers),
            tops: top::both(comparison, &numbers),
            causes,
            findings,
            graphs: Graphs::of(comparison, &numbers),
            table: functions::table(comparison, &numbers),
            new_calls: calls::both(comparison, &numbers),
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
