use std::{fmt, time::Duration};

use super::{
    edges::EdgeComparison,
    node::{NodeComparison, NodeStatus},
    options::CompareOptions,
    signed::{SignedDuration, nanos},
    verdict::Verdict,
};
use crate::text::count;

/// Where a function's change comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// From its own code: its self time changed by at least a tenth of what its total time did, or it is new or gone.
    Own,
    /// From what it waits for, which is not traced: it is async, was suspended for another time, and nothing traced
    /// below it changed that way.
    Waiting,
    /// From async calls below it, more of which are in flight at one time than before, where it got faster, or fewer,
    /// where it got slower; what changed below accounts for less than half of its own change.
    Concurrency,
    /// From functions that it calls, directly or not; it is not to blame.
    Inherited {
        /// Their full names, those that changed most first.
        from: Vec<String>,
    },
    /// From nothing that could be told from noise by itself: many small changes below it.
    Unexplained,
}

/// A function whose change, or whose callees' change, made the whole slower or faster.
///
/// [`Display`](fmt::Display) prints it as a sentence.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct RootCause {
    /// Its full name.
    pub name: String,
    /// Its place in [`Comparison::node_comparisons`](super::Comparison::node_comparisons).
    pub node: usize,
    /// Whether it took less or more: `Improved` or `Regressed`.
    pub verdict: Verdict,
    /// Where the change comes from.
    pub cause: Cause,
    /// On which sides it is.
    pub status: NodeStatus,
    /// Time in the function itself before.
    pub self_before: Duration,
    /// The same after.
    pub self_after: Duration,
    /// The difference.
    pub self_diff: SignedDuration,
    /// The difference in percent of the self time before; `None` where that is zero.
    pub self_diff_pct: Option<f64>,
    /// Its part of all self time that was gained, if it gained, or lost, if it lost, in percent; `None` where the
    /// cause is not its own.
    pub share_pct: Option<f64>,
    /// The difference of its total time.
    pub time_diff: SignedDuration,
    /// The difference of the time it was suspended.
    pub await_diff: SignedDuration,
    /// Ended calls before.
    pub calls_before: u64,
    /// Ended calls after.
    pub calls_after: u64,
}

/// The most functions named in one `Inherited`.
const NAMED: usize = 5;

/// A function that changed, while its cause is sought.
struct Changed {
    row: usize,
    verdict: Verdict,
    /// Its self time accounts for a fair part of it.
    own: bool,
    /// Its self time changed at all.
    touched: bool,
    waited: bool,
}

/// Ranks the functions that changed: by self time those that caused it, then those that inherit it.
pub(super) fn rank(
    rows: &[NodeComparison],
    edges: &[EdgeComparison],
    options: &CompareOptions,
) -> Vec<RootCause> {
    let changed: Vec<Changed> = (0..rows.len()).filter_map(|row| changed(row, &rows[row], options)).collect();
    let mut at: Vec<Option<&Changed>> = vec![None; rows.len()];
    for change in &changed {
        at[change.row] = Some(change);
    }
    let mut callees: Vec<Vec<usize>> = vec![Vec::new(); rows.len()];
    for edge in edges {
        callees[edge.caller].push(edge.callee);
    }
    // What a wait of its own comes from; the lowest that waits longer has nothing below it to blame.
    let mut waits: Vec<Option<Cause>> = vec![None; rows.len()];
    let mut below: Vec<Vec<&Changed>> = Vec::with_capacity(changed.len());
    for change in &changed {
        if change.own {
            below.push(Vec::new());
            continue;
        }
        let reached = reached(change.row, &callees);
        let alike = reached.iter().filter_map(|&row| at[row]).filter(|below| below.verdict == change.verdict);
        let alike: Vec<&Changed> = alike.collect();
        if change.waited && is_of_concurrency(change, &alike, &reached, rows) {
            waits[change.row] = Some(Cause::Concurrency);
        } else if change.waited && alike.is_empty() {
            waits[change.row] = Some(Cause::Waiting);
        }
        below.push(alike);
    }
    let gross = |verdict| gross(rows, verdict);
    let gross = [gross(Verdict::Improved), gross(Verdict::Regressed)];
    let mut causes: Vec<RootCause> = changed
        .iter()
        .zip(&below)
        .map(|(change, below)| {
            let from = || below.iter().filter(|below| below.own || waits[below.row].is_some());
            let cause = if change.own {
                Cause::Own
            } else if let Some(wait) = &waits[change.row] {
                wait.clone()
            } else if from().next().is_some() {
                let mut from: Vec<&NodeComparison> = from().map(|below| &rows[below.row]).collect();
                from.sort_by_key(|row| std::cmp::Reverse(weight(row)));
                Cause::Inherited { from: from.iter().take(NAMED).map(|row| row.name.clone()).collect() }
            } else if change.touched {
                Cause::Own
            } else {
                Cause::Unexplained
            };
            root_cause(
                &rows[change.row],
                change,
                cause,
                gross[usize::from(change.verdict == Verdict::Regressed)],
            )
        })
        .collect();
    causes.sort_by(|a, b| {
        let key = |cause: &RootCause| match cause.cause {
            Cause::Own => (0, cause.self_diff.abs()),
            Cause::Waiting | Cause::Concurrency => (0, cause.await_diff.abs()),
            Cause::Inherited { .. } => (1, cause.time_diff.abs()),
            Cause::Unexplained => (2, cause.time_diff.abs()),
        };
        let ((a_place, a_size), (b_place, b_size)) = (key(a), key(b));
        a_place.cmp(&b_place).then(b_size.cmp(&a_size)).then_with(|| a.name.cmp(&b.name))
    });
    causes
}

/// How much a function changed by itself.
fn weight(row: &NodeComparison) -> Duration {
    row.self_diff.abs().max(row.await_diff.abs())
}

/// Whether a function of the program changed, and whether by itself.
fn changed(row: usize, node: &NodeComparison, options: &CompareOptions) -> Option<Changed> {
    if node.is_library {
        return None;
    }
    let floor = |time: Duration| options.noise.of(nanos(time));
    let verdict = match node.status {
        // What is on one side only has all of its time to answer for.
        NodeStatus::Added if nanos(node.self_after) > floor(Duration::ZERO) => Verdict::Regressed,
        NodeStatus::Removed if nanos(node.self_before) > floor(Duration::ZERO) => Verdict::Improved,
        NodeStatus::Modified if node.self_verdict.is_change() => node.self_verdict,
        NodeStatus::Modified if node.verdict.is_change() => node.verdict,
        _ => return None,
    };
    let touched = node.status != NodeStatus::Modified || node.self_verdict == verdict;
    let fair = node.self_diff.as_nanos().abs().saturating_mul(10) >= node.time_diff.as_nanos().abs();
    let own = touched && fair;
    let longer = node.await_diff.is_positive() == (verdict == Verdict::Regressed);
    let most = node.await_before.max(node.await_after);
    let waited = node.is_async && longer && nanos(node.await_diff.abs()) > floor(most);
    Some(Changed { row, verdict, own, touched, waited })
}

/// The functions that one calls, directly or not, itself left out.
fn reached(row: usize, callees: &[Vec<usize>]) -> Vec<usize> {
    let mut seen = vec![false; callees.len()];
    seen[row] = true;
    let mut walk = vec![row];
    let mut found = Vec::new();
    while let Some(row) = walk.pop() {
        for &callee in &callees[row] {
            if !std::mem::replace(&mut seen[callee], true) {
                found.push(callee);
                walk.push(callee);
            }
        }
    }
    found
}

/// Whether async calls among those that were reached overlap more or less than before, and those that changed alike make
/// up less than half of it. (Functions below each other count twice there, so that too much is put down to them rather
/// than too little.)
fn is_of_concurrency(
    change: &Changed,
    alike: &[&Changed],
    reached: &[usize],
    rows: &[NodeComparison],
) -> bool {
    let size = |row: usize| rows[row].time_diff.abs();
    if alike.iter().map(|below| size(below.row)).sum::<Duration>() * 2 >= size(change.row) {
        return false;
    }
    let overlaps = |&row: &usize| {
        let (Some(before), Some(after)) = (rows[row].before.max_concurrent, rows[row].after.max_concurrent)
        else {
            return false;
        };
        match change.verdict {
            Verdict::Improved => after.is_above(before),
            _ => before.is_above(after),
        }
    };
    reached.iter().any(overlaps)
}

/// Σ of the self times' differences of one sign, without it.
fn gross(rows: &[NodeComparison], verdict: Verdict) -> Duration {
    let counts = |row: &&NodeComparison| row.self_diff.is_positive() == (verdict == Verdict::Regressed);
    rows.iter().filter(counts).map(|row| row.self_diff.abs()).sum()
}

fn root_cause(row: &NodeComparison, change: &Changed, cause: Cause, gross: Duration) -> RootCause {
    let share = SignedDuration::between(Duration::ZERO, row.self_diff.abs()).percent_of(gross);
    RootCause {
        name: row.name.clone(),
        node: change.row,
        verdict: change.verdict,
        share_pct: share.filter(|_| cause == Cause::Own),
        cause,
        status: row.status,
        self_before: row.self_before,
        self_after: row.self_after,
        self_diff: row.self_diff,
        self_diff_pct: row.self_diff_pct,
        time_diff: row.time_diff,
        await_diff: row.await_diff,
        calls_before: row.calls_before,
        calls_after: row.calls_after,
    }
}

impl fmt::Display for RootCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = &self.name;
        match &self.cause {
            Cause::Own => {
                let what = if self.verdict == Verdict::Regressed { "slower" } else { "faster" };
                write!(f, "{name}: {} in itself", self.self_diff)?;
                if let Some(share) = self.share_pct {
                    write!(f, ", {share:.0} % of all that got {what}")?;
                }
            }
            Cause::Waiting => {
                write!(f, "{name}: waits {} for something that is not traced", self.await_diff)?;
            }
            Cause::Concurrency => {
                let calls = if self.verdict == Verdict::Regressed { "fewer" } else { "more" };
                write!(f, "{name}: {} as {calls} of the calls below it run at once", self.time_diff)?;
            }
            Cause::Inherited { from } => {
                return write!(f, "{name}: {} inherited from {}", self.time_diff, from.join(", "));
            }
            Cause::Unexplained => write!(f, "{name}: {} from many small changes", self.time_diff)?,
        }
        match (self.status, self.calls_before, self.calls_after) {
            (NodeStatus::Added, _, calls) => write!(f, "; new, {}", calls_of(calls)),
            (NodeStatus::Removed, calls, _) => write!(f, "; gone, {} before", calls_of(calls)),
            (_, before, after) if before != after => {
                write!(f, "; called {} → {} times", count(before), count(after))
            }
            _ => Ok(()),
        }
    }
}

fn calls_of(calls: u64) -> String {
    format!("{} call{}", count(calls), if calls == 1 { "" } else { "s" })
}
