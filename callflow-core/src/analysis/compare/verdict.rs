use std::{fmt, time::Duration};

use super::{
    options::CompareOptions,
    signed::SignedDuration,
    statistics::{Design, Distributions, holm, median_of_sorted},
};

/// What can be said about a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Less time, beyond noise.
    Improved,
    /// More time, beyond noise.
    Regressed,
    /// No difference that matters.
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

    fn of_sign(nanos: i128) -> Self {
        if nanos < 0 { Self::Improved } else { Self::Regressed }
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
    /// One run a side, but the difference is beyond the margin for single runs.
    SingleRun,
    /// All runs of both sides took the same time.
    Equal,
    /// The change, or the whole interval in which it lies, is within the noise floor.
    BelowFloor,
    /// One run a side, and the difference is within the margin for single runs, or not seen in the median call.
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
            Self::SingleRun => f.write_str("one run a side, beyond the margin for single runs"),
            Self::Equal => f.write_str("the same in every run"),
            Self::BelowFloor => f.write_str("within the noise floor"),
            Self::WithinMargin => f.write_str("one run a side, within the margin for single runs"),
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
    /// [`interval`](Self::interval) in percent of the time before.
    pub interval_pct: Option<(f64, f64)>,
    /// The probability of runs that differ at least so much when nothing changed; `None` where nothing was tested.
    pub p_value: Option<f64>,
    /// The same corrected for the number of tests, which is what the verdict goes by.
    pub corrected_p_value: Option<f64>,
    /// What the change had to exceed: the noise floor, or the margin for single runs.
    pub floor: Duration,
}

/// The run-level values of one time on both sides, in nanoseconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Samples {
    pub(super) before: Vec<i128>,
    pub(super) after: Vec<i128>,
    /// The median call's time on both sides, where a single run made the same five calls or more on both.
    pub(super) median_call: Option<(i128, i128)>,
}

impl Samples {
    /// The medians of both sides.
    pub(super) fn medians(&self) -> (i128, i128) {
        let median = |values: &[i128]| {
            let mut sorted = values.to_vec();
            sorted.sort_unstable();
            median_of_sorted(&sorted)
        };
        (median(&self.before), median(&self.after))
    }

    /// Whether no difference between any two runs exceeds the noise floor, so that no verdict but `Unchanged` can
    /// come of a test.
    ///
    /// It does not depend on which run was on which side, so leaving such times out of the tests does not bend
    /// their probabilities (Bourgon, Gentleman and Huber, *Independent filtering increases detection power*, PNAS
    /// 2010).
    fn is_below_floor(&self, options: &CompareOptions) -> bool {
        let values = || self.before.iter().chain(&self.after).copied();
        let (least, most) = (values().min().unwrap_or_default(), values().max().unwrap_or_default());
        // The floor is taken of a median, which is no less than the least.
        most - least <= options.noise.of(least)
    }
}

/// Judges every time, with all of them tested together.
pub(super) fn judge(
    samples: &[Samples],
    design: Design,
    options: &CompareOptions,
) -> Vec<(Verdict, Evidence)> {
    if !design.has_runs() {
        return samples.iter().map(|samples| judge_single(samples, options)).collect();
    }
    let mut distributions = Distributions::default();
    let shifts: Vec<_> = samples
        .iter()
        .map(|samples| design.test(&samples.before, &samples.after, options.error_rate, &mut distributions))
        .collect();
    let tested: Vec<bool> = samples.iter().map(|samples| !samples.is_below_floor(options)).collect();
    let kept = || (0..samples.len()).filter(|&place| tested[place]);
    let corrected = holm(&kept().map(|place| shifts[place].p_value).collect::<Vec<_>>());
    let level = options.error_rate / corrected.len().max(1) as f64;
    let mut corrections = vec![None; samples.len()];
    for (place, corrected) in kept().zip(corrected) {
        corrections[place] = Some(corrected);
    }
    let judged = samples.iter().zip(shifts).zip(corrections);
    judged
        .map(|((samples, shift), corrected)| {
            let (before, after) = samples.medians();
            let floor = options.noise.of(before.max(after));
            let within = |(low, high): (i128, i128)| low >= -floor && high <= floor;
            let significant = corrected.is_some_and(|corrected| corrected <= options.error_rate);
            let (verdict, reason) = if samples.before.iter().chain(&samples.after).all(|&time| time == before)
            {
                (Verdict::Unchanged, VerdictReason::Equal)
            } else if significant && shift.estimate.abs() > floor {
                (Verdict::of_sign(shift.estimate), VerdictReason::Tested)
            } else if significant || corrected.is_none() || shift.interval.is_some_and(within) {
                (Verdict::Unchanged, VerdictReason::BelowFloor)
            } else if design.least_p() > level {
                (Verdict::Inconclusive, VerdictReason::TooFewRuns { needed: design.runs_for(level) })
            } else {
                let needed = runs_for_floor(design.runs(), shift.interval, shift.estimate, floor);
                (Verdict::Inconclusive, VerdictReason::TooNoisy { needed })
            };
            let evidence = Evidence {
                interval: shift
                    .interval
                    .map(|(low, high)| (SignedDuration::from_nanos(low), SignedDuration::from_nanos(high))),
                p_value: corrected.map(|_| shift.p_value),
                corrected_p_value: corrected,
                ..evidence(reason, shift.estimate, floor)
            };
            (verdict, with_percentages(evidence, before))
        })
        .collect()
}

/// One run a side: only a large difference means anything.
fn judge_single(samples: &Samples, options: &CompareOptions) -> (Verdict, Evidence) {
    let (before, after) = samples.medians();
    let change = after - before;
    let noise = options.noise.of(before.max(after));
    let margin = options.single_run.of(before.min(after)).max(noise);
    // One call that was kept waiting moves a sum, but not the median call.
    let seen_in_calls = samples.median_call.is_none_or(|(before, after)| {
        let moved = after - before;
        moved.signum() == change.signum()
            && moved.abs() as f64 >= before.min(after) as f64 * options.single_run.relative
    });
    let (verdict, reason, floor) = if change == 0 {
        (Verdict::Unchanged, VerdictReason::Equal, noise)
    } else if change.abs() <= noise {
        (Verdict::Unchanged, VerdictReason::BelowFloor, noise)
    } else if change.abs() > margin && seen_in_calls {
        (Verdict::of_sign(change), VerdictReason::SingleRun, margin)
    } else {
        (Verdict::Inconclusive, VerdictReason::WithinMargin, margin)
    };
    (verdict, with_percentages(evidence(reason, change, floor), before))
}

/// Evidence for times that are not judged.
pub(super) fn unjudged(reason: VerdictReason, samples: &Samples) -> (Verdict, Evidence) {
    let (before, after) = samples.medians();
    (Verdict::Inconclusive, with_percentages(evidence(reason, after - before, 0), before))
}

fn evidence(reason: VerdictReason, change: i128, floor: i128) -> Evidence {
    Evidence {
        reason,
        change: SignedDuration::from_nanos(change),
        change_pct: None,
        interval: None,
        interval_pct: None,
        p_value: None,
        corrected_p_value: None,
        floor: SignedDuration::from_nanos(floor).abs(),
    }
}

fn with_percentages(evidence: Evidence, before: i128) -> Evidence {
    let before = SignedDuration::from_nanos(before).abs();
    let interval_pct =
        evidence.interval.and_then(|(low, high)| Some((low.percent_of(before)?, high.percent_of(before)?)));
    Evidence { change_pct: evidence.change.percent_of(before), interval_pct, ..evidence }
}

/// The runs a side whose interval would be narrow enough to lie within the floor around no change, if they are as
/// noisy as these: an interval narrows with the square root of the runs.
fn runs_for_floor(runs: usize, interval: Option<(i128, i128)>, change: i128, floor: i128) -> usize {
    let Some((low, high)) = interval else { return 2 * runs };
    let half = ((high - change).max(change - low)).max(1) as f64;
    let narrower = half / floor.max(1) as f64;
    (runs as f64 * (narrower * narrower).max(1.0)).ceil().min(1e6).max(runs as f64 + 1.0) as usize
}
