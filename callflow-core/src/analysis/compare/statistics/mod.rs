//! Tests on run-level values, exact for as many runs as anybody makes.
//!
//! They are our own because no maintained crate has them: `statrs` 0.19 refuses exact ranks with ties, has neither
//! the paired test nor the intervals, and asks for a newer compiler than this workspace does.

mod distribution;
mod holm;
mod normal;
mod rank_sum;
mod ranks;
mod signed_rank;

pub(super) use distribution::Distributions;
pub(super) use holm::holm;

/// What a test says about the shift from one side to the other, in nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Shift {
    /// The Hodges–Lehmann estimate.
    pub(super) estimate: i128,
    /// Its confidence interval; `None` where the runs are too few for the level.
    pub(super) interval: Option<(i128, i128)>,
    /// The probability of a statistic at least as extreme when nothing changed, two-sided.
    pub(super) p_value: f64,
}

/// How the runs of the two sides belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Design {
    /// So many runs a side, independent of each other.
    Independent(usize, usize),
    /// So many pairs.
    Paired(usize),
}

impl Design {
    /// Whether a test is possible at all.
    pub(super) fn has_runs(self) -> bool {
        match self {
            Self::Independent(before, after) => before.min(after) > 1,
            Self::Paired(pairs) => pairs > 1,
        }
    }

    /// The least probability that the test can give.
    pub(super) fn least_p(self) -> f64 {
        match self {
            Self::Independent(before, after) => 2.0 / rank_sum::arrangements(before, after),
            Self::Paired(pairs) => (1.0 - pairs as f64).exp2(),
        }
    }

    /// The least runs a side with which the test could reach `level`.
    pub(super) fn runs_for(self, level: f64) -> usize {
        let reaches = |runs: &usize| match self {
            Self::Independent(..) => Self::Independent(*runs, *runs).least_p() <= level,
            Self::Paired(_) => Self::Paired(*runs).least_p() <= level,
        };
        (2..1_000).find(reaches).unwrap_or(1_000)
    }

    /// The fewer runs of the two sides.
    pub(super) fn runs(self) -> usize {
        match self {
            Self::Independent(before, after) => before.min(after),
            Self::Paired(pairs) => pairs,
        }
    }

    /// Tests whether `after` is shifted against `before`, with an interval that misses the true shift with
    /// probability `alpha`.
    pub(super) fn test(
        self,
        before: &[i128],
        after: &[i128],
        alpha: f64,
        distributions: &mut Distributions,
    ) -> Shift {
        match self {
            Self::Independent(..) => rank_sum::test(before, after, alpha, distributions),
            Self::Paired(_) => signed_rank::test(before, after, alpha, distributions),
        }
    }
}

/// The median of sorted numbers; of an even number of them, the mean of the middle two, rounded towards zero so
/// that swapped sides mirror each other.
pub(super) fn median_of_sorted(sorted: &[i128]) -> i128 {
    match sorted.len() {
        0 => 0,
        len if len % 2 == 1 => sorted[len / 2],
        len => i128::midpoint(sorted[len / 2 - 1], sorted[len / 2]),
    }
}

/// The `rank`-th value from either end of sorted numbers, counted from 1; `None` where that is none.
fn from_both_ends(sorted: &[i128], rank: usize) -> Option<(i128, i128)> {
    (rank > 0 && rank <= sorted.len().div_ceil(2)).then(|| (sorted[rank - 1], sorted[sorted.len() - rank]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_runs_needed_are_the_least_that_reach_the_level() {
        let independent = Design::Independent(2, 2);
        let paired = Design::Paired(2);
        // Twenty and a thousand functions, each with two times, beside the wall time.
        assert_eq!([41.0, 2_001.0].map(|tests| independent.runs_for(0.05 / tests)), [7, 10]);
        assert_eq!([41.0, 2_001.0].map(|tests| paired.runs_for(0.05 / tests)), [11, 17]);
        assert!((Design::Independent(10, 10).least_p() - 2.0 / 184_756.0).abs() < 1e-18);
        assert!((Design::Paired(10).least_p() - 2.0 / 1_024.0).abs() < 1e-18);
    }

    #[test]
    fn medians_mirror_when_signs_do() {
        assert_eq!(median_of_sorted(&[]), 0);
        assert_eq!(median_of_sorted(&[1, 2, 9]), 2);
        assert_eq!((median_of_sorted(&[1, 2]), median_of_sorted(&[-2, -1])), (1, -1));
    }
}
