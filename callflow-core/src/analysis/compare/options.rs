use std::time::Duration;

use super::comparison::Comparison;
use crate::snapshot::CallGraph;

/// What a difference of times must exceed: a part of the larger time, and a time.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Floor {
    /// As a fraction: 0.03 for 3 %.
    pub relative: f64,
    /// As a time.
    pub absolute: Duration,
}

impl Floor {
    /// Negative and meaningless fractions count as 0.
    fn new(relative: f64, absolute: Duration) -> Self {
        Self { relative: if relative > 0.0 { relative.min(1e9) } else { 0.0 }, absolute }
    }

    /// What a difference must exceed where the relative part is taken of `nanos`.
    pub(super) fn of(self, nanos: i128) -> i128 {
        let relative = (nanos as f64 * self.relative) as i128;
        relative.max(super::signed::nanos(self.absolute))
    }
}

/// How two sides are compared, and by what names they go.
///
/// ```
/// use callflow::{CompareOptions, trace, trace_scope};
///
/// #[trace]
/// fn work() {}
///
/// let before = trace_scope!(|| work()).graph;
/// let after = trace_scope!(|| work()).graph;
/// let comparison = CompareOptions::default().labels("v1", "v2").compare(&before, &after);
/// assert_eq!(comparison.label_after, "v2");
/// ```
#[must_use = "`compare` compares"]
#[derive(Debug, Clone, PartialEq)]
pub struct CompareOptions {
    pub(super) before: String,
    pub(super) after: String,
    pub(super) error_rate: f64,
    pub(super) noise: Floor,
    pub(super) single_run: Floor,
    pub(super) paired: bool,
    pub(super) top: usize,
}

impl Default for CompareOptions {
    /// Labels `Before` and `After`, 5 % of comparisons with any false alarm, a noise floor of 3 % and 1 µs, and
    /// for single runs a margin of 100 % and 10 ms.
    fn default() -> Self {
        Self {
            before: "Before".to_owned(),
            after: "After".to_owned(),
            error_rate: 0.05,
            noise: Floor::new(0.03, Duration::from_micros(1)),
            single_run: Floor::new(1.0, Duration::from_millis(10)),
            paired: false,
            top: 10,
        }
    }
}

impl CompareOptions {
    /// The names of the two sides.
    pub fn labels(self, before: impl Into<String>, after: impl Into<String>) -> Self {
        Self { before: before.into(), after: after.into(), ..self }
    }

    /// The greatest probability that a comparison of equal sides calls *any* function improved or regressed;
    /// 0.05 by default, cut to between one in a million and a half. Confidence intervals cover with one less this
    /// probability.
    pub fn error_rate(self, rate: f64) -> Self {
        let rate = if rate.is_nan() { Self::default().error_rate } else { rate };
        Self { error_rate: rate.clamp(1e-6, 0.5), ..self }
    }

    /// What a difference must exceed to matter at all: `relative` is a fraction of the larger side's time, and
    /// the greater of the two counts. 3 % and 1 µs by default.
    ///
    /// Layout of code and data alone moves times by some percent between two builds (Mytkowicz et al.,
    /// *Producing wrong data without doing anything obviously wrong*, ASPLOS 2009), so a floor of 0 asks for
    /// verdicts about the linker.
    pub fn noise_floor(self, relative: f64, absolute: Duration) -> Self {
        Self { noise: Floor::new(relative, absolute), ..self }
    }

    /// What a difference must exceed where a side has one run: `relative` is a fraction of the *smaller* side's
    /// time, and the greater of the two counts. 100 % (twice the time) and 10 ms by default. Where both sides made
    /// the same five calls or more of a function, the median call must account for half of the difference, too.
    ///
    /// A single run tells nothing about its own noise: cold caches double short times, and an operating system takes
    /// a thread off its core for milliseconds. On a machine with more work than cores no margin is wide enough.
    pub fn single_run_margin(self, relative: f64, absolute: Duration) -> Self {
        Self { single_run: Floor::new(relative, absolute), ..self }
    }

    /// Says that run *i* of both sides was made together, as `trace_pairs` does, so that run is compared with
    /// run. What disturbs both runs of a pair alike then cancels out.
    ///
    /// The price is resolution: with `n` pairs no probability is below 2^(1−n), so that twenty functions need
    /// eleven pairs and a thousand need seventeen, where seven and ten independent runs do. Interleaved runs
    /// may be compared without this: what moves both runs of a pair makes that test more careful, never less.
    /// Sides of unequal length are compared as independent, with a warning.
    pub fn paired(self) -> Self {
        Self { paired: true, ..self }
    }

    /// The most entries of `top_improvements` and `top_regressions`; 10 by default.
    pub fn top(self, entries: usize) -> Self {
        Self { top: entries, ..self }
    }

    /// Compares two graphs, one run each.
    ///
    /// One run cannot tell a change from noise; verdicts need a large difference and say so. Prefer
    /// [`compare_runs`](Self::compare_runs).
    pub fn compare(self, before: &CallGraph, after: &CallGraph) -> Comparison {
        self.compare_runs(std::slice::from_ref(before), std::slice::from_ref(after))
    }

    /// Compares several runs of both sides.
    ///
    /// Every number of a side is the median of its runs. Verdicts come from a test on the run-level values,
    /// since calls inside one run are not independent: an exact rank-sum test (Mann and Whitney 1947, with ties by
    /// midranks, and the slowest fifth of the runs at the middle rank, since what disturbs a run only makes it
    /// slower: Gastwirth 1965) or, when [`paired`](Self::paired), the exact signed-rank test (Wilcoxon 1945). Effect sizes are Hodges–Lehmann estimates with the confidence
    /// interval that belongs to the test (Hodges and Lehmann 1963; Moses 1965). Probabilities are corrected over
    /// all functions by Holm's step-down method (Holm 1979).
    ///
    /// ```
    /// use callflow::{CallGraph, CompareOptions, Verdict, trace, trace_scope};
    ///
    /// #[trace]
    /// fn work(n: u64) -> u64 {
    ///     (0..n).map(|i| i ^ n).sum()
    /// }
    ///
    /// let runs = |n| (0..4).map(|_| trace_scope!(|| work(n)).graph).collect::<Vec<CallGraph>>();
    /// let comparison = CompareOptions::default().compare_runs(&runs(1_000), &runs(1_000));
    /// // Never a change that is none, however long the machine paused.
    /// assert_eq!(comparison.node_comparisons[0].calls_diff, 0);
    /// assert_eq!(comparison.summary.runs_before, 4);
    /// ```
    pub fn compare_runs(self, before: &[CallGraph], after: &[CallGraph]) -> Comparison {
        Comparison::new(self, before, after)
    }
}
