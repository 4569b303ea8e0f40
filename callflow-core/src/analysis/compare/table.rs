//! A comparison as text: the summary, a table of functions, the causes and the findings.

use std::fmt;

use super::{
    comparison::Comparison,
    node::{NodeComparison, NodeStatus},
    signed::percent,
    summary::Summary,
    verdict::{Evidence, Verdict, VerdictReason},
};
use crate::{
    snapshot::{Align, Table, printable},
    text::duration,
};

/// The most causes and the most findings that are printed.
const SHOWN: usize = 10;

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = f.width().unwrap_or(80);
        let summary = &self.summary;
        let (before, after) = (sentence(&self.label_before), sentence(&self.label_after));
        writeln!(f, "{before} → {after}: {}", Headline(summary))?;
        if let Some(why) = &self.not_comparable {
            writeln!(f, "! not comparable: {}", sentence(why))?;
        }
        writeln!(
            f,
            "{} improved, {} regressed, {}, {} inconclusive; {} added, {} removed",
            summary.improvements,
            summary.regressions,
            self.unchanged(),
            summary.inconclusive,
            summary.nodes_added,
            summary.nodes_removed,
        )?;
        for warning in &self.warnings {
            writeln!(f, "! {}", sentence(warning))?;
        }
        if let Some(hint) = self.hint() {
            writeln!(f, "{hint}")?;
        }
        if self.node_comparisons.is_empty() {
            return Ok(());
        }
        writeln!(f)?;
        self.functions_table().write(f, width)?;
        list(f, "Causes", &self.root_causes)?;
        list(f, "Findings", &self.findings)
    }
}

/// `12.3 ms → 14.5 ms wall (+18.1 %, regressed), 10 runs a side`.
pub(super) struct Headline<'s>(pub(super) &'s Summary);

impl fmt::Display for Headline<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let summary = self.0;
        write!(
            f,
            "{} → {} wall ({}, {}), ",
            duration(summary.total_time_before),
            duration(summary.total_time_after),
            percent((-summary.time_saved).percent_of(summary.total_time_before)),
            Judged(summary.verdict, &summary.evidence),
        )?;
        match (summary.runs_before, summary.runs_after) {
            (1, 1) => f.write_str("one run a side"),
            (before, after) if before == after => write!(f, "{before} runs a side"),
            (before, after) => write!(f, "{before} and {after} runs"),
        }
    }
}

/// A verdict, and where it is `unchanged` although something steady is there, that too.
struct Judged<'e>(Verdict, &'e Evidence);

impl fmt::Display for Judged<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(verdict, evidence) = self;
        if evidence.is_steady() { evidence.fmt(f) } else { verdict.fmt(f) }
    }
}

impl Comparison {
    /// `5 unchanged (2 small but steady)`: how many functions did not change, and what that hides.
    pub(super) fn unchanged(&self) -> String {
        let small = self.functions().filter(|row| row.evidence.is_steady()).count();
        match (self.summary.unchanged, small) {
            (unchanged, 0) => format!("{unchanged} unchanged"),
            (unchanged, small) => format!("{unchanged} unchanged ({small} small but steady)"),
        }
    }

    /// What would make inconclusive verdicts conclusive, as a plain sentence; `None` where nothing would or all are.
    pub fn hint(&self) -> Option<String> {
        let reasons = || self.functions().map(|row| row.evidence.reason);
        let too_few = reasons().filter_map(|reason| match reason {
            VerdictReason::TooFewRuns { needed } => Some(needed),
            _ => None,
        });
        if let Some(needed) = too_few.max() {
            return Some(format!("Too few runs for {} tests: make {needed} a side.", self.summary.tests));
        }
        let noisy: Vec<usize> = reasons()
            .filter_map(|reason| match reason {
                VerdictReason::TooNoisy { needed } => Some(needed),
                _ => None,
            })
            .collect();
        if let Some(needed) = noisy.iter().max() {
            return Some(format!(
                "{} {} too noisy for the floor: up to about {needed} runs a side would tell.",
                noisy.len(),
                if noisy.len() == 1 { "function" } else { "functions" }
            ));
        }
        reasons()
            .any(|reason| reason == VerdictReason::WithinMargin)
            .then(|| "One run a side tells only large changes: compare several runs.".to_owned())
    }

    fn functions_table(&self) -> Table {
        let mut table = Table::new(&[
            ("Function", Align::Left, 0),
            ("Verdict", Align::Left, 0),
            ("Before", Align::Right, 0),
            ("After", Align::Right, 0),
            ("Diff", Align::Right, 100),
            ("Diff %", Align::Right, 0),
            ("Interval", Align::Right, 120),
            ("Self diff", Align::Right, 100),
            ("Calls", Align::Right, 0),
        ]);
        for row in &self.node_comparisons {
            table.row(vec![
                row.name.clone(),
                verdict(row).to_owned(),
                time(row, NodeStatus::Added, row.time_before),
                time(row, NodeStatus::Removed, row.time_after),
                row.time_diff.to_string(),
                percent(row.time_diff_pct),
                interval(&row.evidence),
                row.self_diff.to_string(),
                calls(row),
            ]);
        }
        table
    }
}

/// The verdict, or the status where there is none; the library's own nodes have neither. A steady change below the
/// floor is `small`.
pub(super) fn verdict(row: &NodeComparison) -> &'static str {
    match (row.status, row.verdict) {
        _ if row.is_library => "–",
        (NodeStatus::Modified, Verdict::Unchanged) if row.evidence.is_steady() => "small",
        (NodeStatus::Modified, verdict) => verdict.name(),
        (status, _) => status.name(),
    }
}

pub(super) fn time(row: &NodeComparison, absent: NodeStatus, time: std::time::Duration) -> String {
    if row.status == absent { "–".to_owned() } else { duration(time) }
}

pub(super) fn interval(evidence: &Evidence) -> String {
    let Some((low, high)) = evidence.interval_pct else { return "–".to_owned() };
    format!("{} to {}", percent(Some(low)), percent(Some(high)))
}

pub(super) fn calls(row: &NodeComparison) -> String {
    if row.before.calls == row.after.calls {
        row.after.calls.to_string()
    } else {
        format!("{} → {}", row.before.calls, row.after.calls)
    }
}

/// A sentence that may hold names from anywhere, fit for a terminal.
pub(super) fn sentence(text: &impl fmt::Display) -> String {
    const LONGEST: usize = 400;
    let mut text = printable(&text.to_string());
    if let Some((end, _)) = text.char_indices().nth(LONGEST) {
        text.truncate(end);
        text.push('…');
    }
    text
}

fn list<T: fmt::Display>(f: &mut fmt::Formatter<'_>, heading: &str, entries: &[T]) -> fmt::Result {
    if entries.is_empty() {
        return Ok(());
    }
    writeln!(f, "\n{heading}")?;
    for entry in entries.iter().take(SHOWN) {
        writeln!(f, "- {}", sentence(entry))?;
    }
    match entries.len().saturating_sub(SHOWN) {
        0 => Ok(()),
        more => writeln!(f, "- and {more} more"),
    }
}
