//! From run-level values to verdicts.

use super::{
    family::Judged,
    options::CompareOptions,
    samples::Samples,
    signed::SignedDuration,
    statistics::{Design, Distributions, holm},
    verdict::{Evidence, Verdict, VerdictReason},
};

/// Judges every time, with all of them tested together.
pub(super) fn judge(samples: &[Samples], design: Design, options: &CompareOptions) -> Vec<Judged> {
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
            // The interval is of all runs and so hears the slowest, which the test does not.
            let excludes_none = shift.interval.is_none_or(|(low, high)| low > 0 || high < 0);
            let significant =
                excludes_none && corrected.is_some_and(|corrected| corrected <= options.error_rate);
            let (verdict, reason) = if samples.before.iter().chain(&samples.after).all(|&time| time == before)
            {
                (Verdict::Unchanged, VerdictReason::Equal)
            } else if significant && shift.estimate.abs() > floor {
                (Verdict::of_sign(shift.estimate), VerdictReason::Tested)
            } else if significant || corrected.is_none() || shift.interval.is_some_and(within) {
                (Verdict::Unchanged, VerdictReason::BelowFloor)
            } else if samples.are_the_same() {
                (Verdict::Unchanged, VerdictReason::Equal)
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
fn judge_single(samples: &Samples, options: &CompareOptions) -> Judged {
    let (before, after) = samples.medians();
    let change = after - before;
    let noise = options.noise.of(before.max(after));
    let margin = options.single_run.of(before.min(after)).max(noise);
    // One call that was kept waiting moves a sum, but not the median call, which must account for half of the change.
    let seen_in_calls = samples.typical_change.is_none_or(|typical| {
        typical.signum() == change.signum() && typical.abs().saturating_mul(2) >= change.abs()
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
pub(super) fn unjudged(reason: VerdictReason, samples: &Samples) -> Judged {
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
    // Where the runs before differ much, a shift may be larger than their median; no time is less than nothing.
    let percent = |shift: SignedDuration| Some(shift.percent_of(before)?.max(-100.0));
    let interval_pct = evidence.interval.and_then(|(low, high)| Some((percent(low)?, percent(high)?)));
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

#[cfg(test)]
mod tests {
    use super::runs_for_floor;

    #[test]
    fn the_runs_for_a_floor_grow_with_the_square_of_the_wider_half() {
        assert_eq!(runs_for_floor(10, Some((-30, 20)), 10, 10), 160);
        assert_eq!(runs_for_floor(10, Some((0, 50)), 10, 10), 160);
        assert_eq!(runs_for_floor(10, Some((-50, 0)), -10, 20), 40);
        // Never fewer than there are, and one more at least: these did not tell.
        assert_eq!(runs_for_floor(10, Some((0, 20)), 10, 1_000), 11);
        assert_eq!(runs_for_floor(10, Some((5, 5)), 5, 0), 11);
        assert_eq!(runs_for_floor(10, Some((-1_000_000, 1_000_000)), 0, 0), 1_000_000);
        assert_eq!(runs_for_floor(3, None, 0, 10), 6);
    }
}
