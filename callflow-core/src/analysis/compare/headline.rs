//! A comparison in one line.

use std::fmt::Write as _;

use super::{
    comparison::Comparison,
    table::{Headline, sentence},
    verdict::Verdict,
};

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
        let mut line = format!("{word}: {before} → {after}, {}", Headline(&self.summary));
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
            let _ = write!(line, "{separator}{count} {what}");
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
