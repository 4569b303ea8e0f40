use std::fmt;

use super::{
    comparison::Comparison,
    findings::FindingKind,
    node::{NodeComparison, NodeStatus},
    table::sentence,
    verdict::{Evidence, Verdict},
};

/// What a comparison must not show.
///
/// By default: no function and not the whole may have regressed, and the sides must be comparable.
///
/// ```
/// use callflow::{Gate, compare_graphs, trace, trace_scope};
///
/// #[trace]
/// fn work() {}
///
/// # fn main() -> Result<(), callflow::GateError> {
/// let graph = trace_scope!(|| work()).graph;
/// compare_graphs(&graph, &graph).check(&Gate::default())?;
/// compare_graphs(&graph, &graph).check(&Gate::default().tolerate_pct(5.0).no_more_calls())?;
/// # Ok(())
/// # }
/// ```
#[must_use = "`Comparison::check` checks it"]
#[expect(clippy::struct_excessive_bools, reason = "each is a demand of its own, set by a method of its own")]
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Gate {
    regressions: usize,
    tolerated_pct: f64,
    inconclusive_fails: bool,
    more_calls_fail: bool,
    new_failures_fail: bool,
    unrecorded_passes: bool,
    differences_pass: bool,
}

impl Gate {
    /// Lets so many functions regress; none by default.
    pub fn allow_regressions(self, functions: usize) -> Self {
        Self { regressions: functions, ..self }
    }

    /// Lets a regression pass that is no greater than so many percent of the time before; 0 by default. It is the
    /// estimate that counts, [`Evidence::change_pct`].
    pub fn tolerate_pct(self, percent: f64) -> Self {
        Self { tolerated_pct: percent.max(0.0), ..self }
    }

    /// Fails also where a function's verdict is `Inconclusive`, so that too few or too noisy runs do not pass.
    pub fn no_inconclusive(self) -> Self {
        Self { inconclusive_fails: true, ..self }
    }

    /// Fails also where a function of both sides is called more often in every run: exact, without timing.
    pub fn no_more_calls(self) -> Self {
        Self { more_calls_fail: true, ..self }
    }

    /// Fails also where errors, panics or cancellations appear that no run before had.
    pub fn no_new_failures(self) -> Self {
        Self { new_failures_fail: true, ..self }
    }

    /// Lets graphs pass that were not recorded, for builds without the `enabled` feature. By default they fail: a
    /// gate that saw nothing has not seen that nothing is wrong.
    pub fn allow_unrecorded(self) -> Self {
        Self { unrecorded_passes: true, ..self }
    }

    /// Judges all the same where the recordings differ gravely ([`Difference::is_grave`](super::Difference::is_grave)),
    /// such as a debug build and a release build, which fails as not comparable by default.
    pub fn allow_differences(self) -> Self {
        Self { differences_pass: true, ..self }
    }

    fn refuses(&self, verdict: Verdict, evidence: &Evidence) -> bool {
        // From nothing to something is more than any percentage.
        verdict == Verdict::Regressed && evidence.change_pct.is_none_or(|change| change > self.tolerated_pct)
    }
}

/// One thing for which a gate failed. [`Display`](fmt::Display) prints it as a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum GateFailure {
    /// The sides cannot be compared.
    NotComparable(String),
    /// The whole takes more wall time.
    Slower,
    /// Functions that take more time.
    Regressed(Vec<String>),
    /// Functions of which the runs do not tell.
    Inconclusive(Vec<String>),
    /// Functions that are called more often.
    MoreCalls(Vec<String>),
    /// What appeared, as sentences.
    NewFailures(Vec<String>),
}

impl fmt::Display for GateFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotComparable(why) => write!(f, "not comparable: {why}"),
            Self::Slower => f.write_str("the whole takes more wall time"),
            Self::Regressed(names) => list(f, "regressed", names),
            Self::Inconclusive(names) => list(f, "inconclusive", names),
            Self::MoreCalls(names) => list(f, "called more often", names),
            Self::NewFailures(texts) => f.write_str(&texts.join(" ")),
        }
    }
}

fn list(f: &mut fmt::Formatter<'_>, what: &str, names: &[String]) -> fmt::Result {
    const SHOWN: usize = 5;
    write!(f, "{what}: {}", names[..names.len().min(SHOWN)].join(", "))?;
    match names.len().saturating_sub(SHOWN) {
        0 => Ok(()),
        more => write!(f, " and {more} more"),
    }
}

/// Why a comparison did not pass a [`Gate`]. The message ends with the table of the comparison.
#[derive(Clone, PartialEq)]
pub struct GateError {
    failures: Vec<GateFailure>,
    table: String,
}

impl GateError {
    /// Everything for which the gate failed; at least one thing.
    pub fn failures(&self) -> &[GateFailure] {
        &self.failures
    }

    /// Whether it failed because there was nothing to compare, rather than for what was seen.
    pub fn is_not_comparable(&self) -> bool {
        self.failures.iter().any(|failure| matches!(failure, GateFailure::NotComparable(_)))
    }
}

impl fmt::Display for GateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for failure in &self.failures {
            writeln!(f, "{}", sentence(failure))?;
        }
        write!(f, "\n{}", self.table)
    }
}

/// The message: `main` and `unwrap` print errors this way, and the table is there to be read.
impl fmt::Debug for GateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for GateError {}

impl Comparison {
    /// Checks that the comparison shows nothing that the gate forbids.
    ///
    /// # Errors
    /// When it does, or when the sides cannot be compared; the error says everything that failed, and its message
    /// ends with the table.
    pub fn check(&self, gate: &Gate) -> Result<(), GateError> {
        let mut failures = Vec::new();
        match &self.not_comparable {
            Some(_) if gate.unrecorded_passes && !self.has_no_runs() => return Ok(()),
            Some(why) => failures.push(GateFailure::NotComparable(why.clone())),
            None => self.look(gate, &mut failures),
        }
        if failures.is_empty() {
            return Ok(());
        }
        Err(GateError { failures, table: format!("{self:100}") })
    }

    fn has_no_runs(&self) -> bool {
        self.summary.runs_before.min(self.summary.runs_after) == 0
    }

    fn look(&self, gate: &Gate, failures: &mut Vec<GateFailure>) {
        let names = |fails: &dyn Fn(&NodeComparison) -> bool| -> Vec<String> {
            self.functions().filter(|row| fails(row)).map(|row| row.name.clone()).collect()
        };
        let grave = self.differences.iter().filter(|difference| difference.is_grave);
        if !gate.differences_pass {
            failures.extend(grave.map(|difference| GateFailure::NotComparable(difference.to_string())));
        }
        if gate.refuses(self.summary.verdict, &self.summary.evidence) {
            failures.push(GateFailure::Slower);
        }
        let regressed = names(&|row| gate.refuses(row.verdict, &row.evidence));
        if regressed.len() > gate.regressions {
            failures.push(GateFailure::Regressed(regressed));
        }
        let on_both = |row: &NodeComparison| row.status == NodeStatus::Modified;
        if gate.inconclusive_fails {
            let unclear = names(&|row| on_both(row) && row.verdict == Verdict::Inconclusive);
            failures.extend((!unclear.is_empty()).then_some(GateFailure::Inconclusive(unclear)));
        }
        if gate.more_calls_fail {
            let more = names(&|row| on_both(row) && row.after.calls.is_above(row.before.calls));
            failures.extend((!more.is_empty()).then_some(GateFailure::MoreCalls(more)));
        }
        if gate.new_failures_fail {
            let appeared = |kind| matches!(kind, FindingKind::Appeared(_));
            let texts: Vec<String> = self
                .findings
                .iter()
                .filter(|finding| appeared(finding.kind))
                .map(|finding| finding.text.clone())
                .collect();
            failures.extend((!texts.is_empty()).then_some(GateFailure::NewFailures(texts)));
        }
    }
}
