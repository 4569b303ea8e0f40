use std::{fmt, time::Duration};

use super::signed::SignedDuration;
use crate::text::duration;

/// What can be said about a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Less time, beyond noise.
    Improved,
    /// More time, beyond noise.
    Regressed,
    /// No difference that matters: none that is known, or one that is less than the floor, of which
    /// [`Evidence::is_steady`] tells.
    Unchanged,
    /// The runs do not tell; the [`reason`](Evidence::reason) says why and, where that helps, how many would.
    Inconclusive,
}

impl Verdict {
    /// The word for it: `improved`, `regressed`, `unchanged` or `inconclusive`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Improved => "improved",
            Self::Regressed => "regressed",
            Self::Unchanged => "unchanged",
            Self::Inconclusive => "inconclusive",
        }
    }

    /// Whether the time changed.
    pub fn is_change(self) -> bool {
        matches!(self, Self::Improved | Self::Regressed)
    }

    pub(super) fn of_sign(nanos: i128) -> Self {
        if nanos.is_negative() { Self::Improved } else { Self::Regressed }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Why a verdict is what it is. [`Display`](fmt::Display) prints it as a phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum VerdictReason {
    /// The test over all runs found a change, and it is greater than the noise floor.
    Tested,
    /// A side has one run, but the difference is beyond the margin for single runs.
    SingleRun,
    /// All runs took the same time, or the runs of both sides took the same times, as those do that are compared with
    /// themselves.
    Equal,
    /// The change, or the whole interval in which it lies, is within the noise floor; it may be
    /// [steady](Evidence::is_steady) all the same.
    BelowFloor,
    /// A side has one run, and the difference is within the margin for single runs, or not seen in the median call.
    WithinMargin,
    /// With so few runs the test cannot find anything, however great the change.
    TooFewRuns {
        /// The runs a side with which it could.
        needed: usize,
    },
    /// The runs of one side differ too much among themselves.
    TooNoisy {
        /// Roughly the runs a side with which a change of the noise floor's size would show, if they are as
        /// noisy as these.
        needed: usize,
    },
    /// The function is on one side only, so there is nothing to compare its time with.
    OneSided,
    /// The sides cannot be compared: see [`Comparison::not_comparable`](super::Comparison::not_comparable).
    NotComparable,
}

impl fmt::Display for VerdictReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tested => f.write_str("tested over all runs"),
            Self::SingleRun => f.write_str("a single run, beyond the margin for such"),
            Self::Equal => f.write_str("the same times on both sides"),
            Self::BelowFloor => f.write_str("within the noise floor"),
            Self::WithinMargin => f.write_str("a single run, within the margin for such"),
            Self::TooFewRuns { needed } => write!(f, "too few runs: {needed} a side are needed"),
            Self::TooNoisy { needed } => write!(f, "too noisy: about {needed} runs a side are needed"),
            Self::OneSided => f.write_str("on one side only"),
            Self::NotComparable => f.write_str("the sides cannot be compared"),
        }
    }
}

/// What a verdict rests on.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Evidence {
    /// Why the verdict is what it is.
    pub reason: VerdictReason,
    /// The change, after less before: the Hodges–Lehmann estimate of the shift between the runs of the sides; with
    /// one run a side their difference.
    pub change: SignedDuration,
    /// [`change`](Self::change) in percent of the time before; `None` where that is zero.
    pub change_pct: Option<f64>,
    /// Where the change lies with the confidence asked for, 95 % by default; `None` where the runs are too few.
    /// It is the interval of this one time, not corrected for the number of functions.
    pub interval: Option<(SignedDuration, SignedDuration)>,
    /// [`interval`](Self::interval) in percent of the time before, and no less than −100.
    pub interval_pct: Option<(f64, f64)>,
    /// The probability of runs that differ at least so much when nothing changed; `None` where nothing was tested.
    pub p_value: Option<f64>,
    /// The same corrected for the number of tests, which is what the verdict goes by.
    pub corrected_p_value: Option<f64>,
    /// What the change had to exceed: the noise floor, or the margin for single runs.
    pub floor: Duration,
}

impl Evidence {
    /// Whether the change is below the floor but steady: no change lies outside of the [`interval`](Self::interval).
    ///
    /// The verdict is `Unchanged` all the same, for the floor says what matters; but it is no noise. As the interval
    /// is of this one time, of many functions that did not change one in twenty looks steady.
    ///
    /// ```
    /// use callflow::{CallGraph, CompareOptions, Verdict, trace, trace_scope};
    ///
    /// #[trace]
    /// fn work(n: u64) -> u64 {
    ///     (0..n).map(|i| i ^ n).sum()
    /// }
    ///
    /// let runs = |n| (0..5).map(|_| trace_scope!(|| work(n)).graph).collect::<Vec<CallGraph>>();
    /// for function in &CompareOptions::default().compare_runs(&runs(1_000), &runs(1_010)).node_comparisons {
    ///     // `below the floor of 1.00 µs` or, where the runs do not even tell that there is a change, another reason.
    ///     println!("{}: {}, {}", function.name, function.verdict, function.evidence);
    ///     assert!(function.verdict == Verdict::Unchanged || !function.evidence.is_steady());
    /// }
    /// ```
    pub fn is_steady(&self) -> bool {
        let excludes_none = self.interval.is_some_and(|(low, high)| low.is_positive() || high.is_negative());
        self.reason == VerdictReason::BelowFloor && excludes_none
    }
}

/// Why the verdict is what it is, as a phrase: that of the [`reason`](Evidence::reason), or that the change is
/// [steady](Evidence::is_steady) but below the floor.
impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_steady() {
            write!(f, "small: steady, but below the floor of {}", duration(self.floor))
        } else {
            self.reason.fmt(f)
        }
    }
}
