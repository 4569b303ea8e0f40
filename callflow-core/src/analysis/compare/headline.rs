//! A comparison in one line.

use std::fmt;

use super::{comparison::Comparison, signed::percent, summary::Summary, table::sentence, verdict::Verdict};
use crate::text::duration;

impl Comparison {
    /// The comparison in one line, for logs and titles: the verdict, the wall times and the numbers of functions.
    ///
    /// The verdict of the whole is `regressed` where the wall time or a function regressed, else `improved` where
    /// one improved, else `inconclusive` where one is, else `unchanged`; and `not comparable` where nothing could be
    /// judged.
    ///
    /// ```
    /// use callflow::{compare_graphs, trace, trace_scope};
    ///
    /// #[trace]
    /// fn work() {}
    ///
    /// let graph = trace_scope!(|| work()).graph;
    /// let headline = compare_graphs(&graph, &graph).headline();
    /// assert!(headline.starts_with("unchanged: Before → After, "), "{headline}");
    /// ```
    pub fn headline(&self) -> String {
        let (before, after) = (sentence(&self.label_before), sentence(&self.label_after));
        let word = word(self);
        if let Some(why) = &self.not_comparable {
            return format!("{word}: {}", sentence(why));
        }
        let mut line = format!("{word}: {before} → {after}, {}", WallTimes(&self.summary));
        let summary = &self.summary;
        let counts = [
            (summary.regressions, "regressed"),
            (summary.improvements, "improved"),
            (summary.inconclusive, "inconclusive"),
            (summary.nodes_added, "added"),
            (summary.nodes_removed, "removed"),
        ];
        let mut separator = "; functions: ";
        for (count, what) in counts.into_iter().filter(|(count, _)| *count > 0) {
            line.push_str(&format!("{separator}{count} {what}"));
            separator = ", ";
        }
        line
    }
}

/// The verdict of the whole in a word.
pub(super) fn word(comparison: &Comparison) -> &'static str {
    let summary = &comparison.summary;
    let any = |verdict, functions| summary.verdict == verdict || functions > 0;
    let verdict = match () {
        () if comparison.not_comparable.is_some() => return "not comparable",
        () if any(Verdict::Regressed, summary.regressions) => Verdict::Regressed,
        () if any(Verdict::Improved, summary.improvements) => Verdict::Improved,
        () if any(Verdict::Inconclusive, summary.inconclusive) => Verdict::Inconclusive,
        () => Verdict::Unchanged,
    };
    verdict.name()
}

/// `12.3 ms → 14.5 ms wall (+18.1 %, regressed), 10 runs a side`.
pub(super) struct WallTimes<'s>(pub(super) &'s Summary);

impl fmt::Display for WallTimes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let summary = self.0;
        write!(
            f,
            "{} → {} wall ({}, {}), ",
            duration(summary.total_time_before),
            duration(summary.total_time_after),
            percent((-summary.time_saved).percent_of(summary.total_time_before)),
            summary.verdict,
        )?;
        match (summary.runs_before, summary.runs_after) {
            (1, 1) => f.write_str("one run a side"),
            (before, after) if before == after => write!(f, "{before} runs a side"),
            (before, after) => write!(f, "{before} and {after} runs"),
        }
    }
}
