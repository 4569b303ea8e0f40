use std::fmt;

use super::{
    count::CountRange,
    matching::Sides,
    node::{NodeComparison, NodeStatus},
    side::NodeSide,
};
use crate::{reading::Outcome, snapshot::CallGraph, text::count};

/// What kind of thing a [`Finding`] tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FindingKind {
    /// At most half as many calls at one time.
    ConcurrencyFell,
    /// At least twice as many calls at one time.
    ConcurrencyRose,
    /// Calls that ran at one time now run one after another.
    BecameSequential,
    /// Calls that ran one after another now run at one time.
    BecameConcurrent,
    /// At least twice as many polls a call.
    PollsRose,
    /// At most half as many polls a call.
    PollsFell,
    /// Calls end in a way that none did before: with an error, a panic, or cancelled.
    Appeared(Outcome),
    /// No call ends any more in a way that some did before.
    Vanished(Outcome),
    /// Futures are dropped before their first poll.
    NeverPolledAppeared,
    /// Calls had not ended when the graph was taken.
    InFlightAppeared,
}

impl FindingKind {
    /// Whether it is for the worse.
    pub fn is_worse(self) -> bool {
        match self {
            Self::ConcurrencyFell
            | Self::BecameSequential
            | Self::PollsRose
            | Self::Appeared(_)
            | Self::NeverPolledAppeared
            | Self::InFlightAppeared => true,
            Self::ConcurrencyRose | Self::BecameConcurrent | Self::PollsFell | Self::Vanished(_) => false,
        }
    }
}

/// Something that happened to concurrency, polls or outcomes, as a plain sentence with its numbers.
///
/// It is read off counts that differ in every run, so it needs no test.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Finding {
    /// What kind of thing.
    pub kind: FindingKind,
    /// The function, by its place in [`Comparison::node_comparisons`](super::Comparison::node_comparisons); `None`
    /// where it is the whole scope.
    pub node: Option<usize>,
    /// The number before: calls at one time, polls a call, or calls of an outcome.
    pub before: f64,
    /// The number after.
    pub after: f64,
    /// The sentence.
    pub text: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

/// Reads the findings off the counts: the whole scope's first, then the functions' in the order of the rows, the worse
/// before the better.
pub(super) fn find(graphs: Sides<&[CallGraph]>, rows: &[NodeComparison]) -> Vec<Finding> {
    let mut findings: Vec<Finding> = scope(graphs).into_iter().collect();
    let modified = |row: &NodeComparison| !row.is_library && row.status == NodeStatus::Modified;
    for (place, row) in rows.iter().enumerate().filter(|(_, row)| modified(row)) {
        findings.extend(concurrency(place, row));
        findings.extend(polls(place, row));
        findings.extend(outcomes(place, row));
    }
    findings.sort_by_key(|finding| !finding.kind.is_worse());
    findings
}

/// Whether one count is at least twice the other in every run: rose, fell, or neither.
fn doubled(before: CountRange, after: CountRange) -> Option<bool> {
    if before.min == 0 || after.min == 0 {
        return None;
    }
    if after.min >= before.max.saturating_mul(2) {
        Some(true)
    } else {
        (before.min >= after.max.saturating_mul(2)).then_some(false)
    }
}

fn scope(graphs: Sides<&[CallGraph]>) -> Option<Finding> {
    let tasks =
        graphs.map(|graphs| CountRange::of(graphs.iter().map(|graph| graph.metadata().max_concurrent_tasks)));
    let rose = doubled(tasks.before, tasks.after)?;
    let (kind, verb) =
        if rose { (FindingKind::ConcurrencyRose, "rose") } else { (FindingKind::ConcurrencyFell, "fell") };
    Some(Finding {
        kind,
        node: None,
        before: tasks.before.median as f64,
        after: tasks.after.median as f64,
        text: format!(
            "Concurrency {verb} from {} to {}: that many async calls were at work at one time.",
            tasks.before, tasks.after
        ),
    })
}

fn concurrency(place: usize, row: &NodeComparison) -> Option<Finding> {
    let (before, after) = (row.before.max_concurrent?, row.after.max_concurrent?);
    let rose = doubled(before, after)?;
    let name = &row.name;
    // A single call has nothing to run beside.
    let several = |side: &NodeSide| side.calls.min > 1;
    let (kind, text) = if !rose && after.max == 1 && several(&row.after) {
        (
            FindingKind::BecameSequential,
            format!("Calls of {name} run one after another now; before, up to {before} ran at one time."),
        )
    } else if rose && before.max == 1 && several(&row.before) {
        (
            FindingKind::BecameConcurrent,
            format!("Up to {after} calls of {name} run at one time now; before, they ran one after another."),
        )
    } else if rose {
        (
            FindingKind::ConcurrencyRose,
            format!("Up to {after} calls of {name} run at one time now, before {before}."),
        )
    } else {
        (
            FindingKind::ConcurrencyFell,
            format!("At most {after} calls of {name} run at one time now, before {before}."),
        )
    };
    Some(Finding { kind, node: Some(place), before: before.median as f64, after: after.median as f64, text })
}

fn polls(place: usize, row: &NodeComparison) -> Option<Finding> {
    let (before, after) = (row.before.polls_per_call()?, row.after.polls_per_call()?);
    let (kind, verb) = if after >= 2.0 * before && before > 0.0 {
        (FindingKind::PollsRose, "rose")
    } else if before >= 2.0 * after && after > 0.0 {
        (FindingKind::PollsFell, "fell")
    } else {
        return None;
    };
    let text = format!("Polls per call of {} {verb} from {before:.1} to {after:.1}.", row.name);
    Some(Finding { kind, node: Some(place), before, after, text })
}

fn outcomes(place: usize, row: &NodeComparison) -> Vec<Finding> {
    let name = &row.name;
    let mut findings = Vec::new();
    let mut found = |kind, before: CountRange, after: CountRange, text| {
        let (before, after) = (before.median as f64, after.median as f64);
        findings.push(Finding { kind, node: Some(place), before, after, text });
    };
    for (outcome, one, several) in [
        (Outcome::Error, "ended with an error", "ended with an error"),
        (Outcome::Panicked, "panicked", "panicked"),
        (Outcome::Cancelled, "was cancelled", "were cancelled"),
    ] {
        let (before, after) = (row.before.of(outcome), row.after.of(outcome));
        if before.max == 0 && after.min > 0 {
            let calls = count(row.calls_after);
            let text = format!("{after} of {calls} calls of {name} {several}; before, none.");
            found(FindingKind::Appeared(outcome), before, after, text);
        } else if before.min > 0 && after.max == 0 {
            let calls = count(row.calls_before);
            let text = format!("No call of {name} {one} any more; before, {before} of {calls}.");
            found(FindingKind::Vanished(outcome), before, after, text);
        }
    }
    let (before, after) = (&row.before, &row.after);
    for (kind, before, after, what) in [
        (
            FindingKind::NeverPolledAppeared,
            before.never_polled,
            after.never_polled,
            "were dropped before their first poll",
        ),
        (
            FindingKind::InFlightAppeared,
            before.in_flight,
            after.in_flight,
            "had not ended when the graph was taken",
        ),
    ] {
        if before.max == 0 && after.min > 0 {
            found(kind, before, after, format!("{after} calls of {name} {what}; before, none."));
        }
    }
    findings
}
