//! The Wilcoxon signed-rank test for pairs of runs.
//!
//! Wilcoxon, F. (1945), *Individual comparisons by ranking methods*, Biometrics Bulletin 1: pairs without a difference
//! are left out. Estimate and interval are those of the Walsh averages: Hodges and Lehmann (1963); Tukey, J. W. (1949),
//! *The simplest signed-rank tests*, Memorandum Report 17, Princeton; Hollander, Wolfe and Chicken, §3.2 and §3.3.

use super::{Distributions, Shift, from_both_ends, median_of_sorted, normal, ranks};

/// Up to so many pairs the distribution is counted.
const COUNTED: usize = 50;

pub(super) fn test(before: &[i128], after: &[i128], alpha: f64, distributions: &mut Distributions) -> Shift {
    let differences: Vec<i128> = before.iter().zip(after).map(|(before, after)| after - before).collect();
    // Twice the averages of every pair of differences, each with itself too.
    let mut walsh: Vec<i128> = Vec::with_capacity(differences.len() * (differences.len() + 1) / 2);
    for (place, first) in differences.iter().enumerate() {
        walsh.extend(differences[place..].iter().map(|second| first + second));
    }
    walsh.sort_unstable();
    let moved: Vec<i128> = differences.iter().copied().filter(|&difference| difference != 0).collect();
    let ranks = ranks::doubled(&moved.iter().map(|difference| difference.abs()).collect::<Vec<_>>());
    let plus: u32 =
        ranks.iter().zip(&moved).filter(|(_, moved)| moved.is_positive()).map(|(rank, _)| rank).sum();
    let (p_value, rank) = if differences.len() <= COUNTED {
        let rank = distributions.of_signs(&ranks::untied(differences.len())).steps_within(alpha / 2.0, 2);
        (distributions.of_signs(&ranks).two_sided(plus), rank.map_or(0, |steps| steps + 1))
    } else {
        large(differences.len(), &ranks, plus, alpha)
    };
    Shift {
        estimate: median_of_sorted(&walsh) / 2,
        interval: from_both_ends(&walsh, rank).map(|(low, high)| (low / 2, high / 2)),
        p_value,
    }
}

/// The normal approximation with continuity correction: Hollander, Wolfe and Chicken, §3.1. The ranks bring the
/// correction for ties with them.
fn large(pairs: usize, ranks: &[u32], plus: u32, alpha: f64) -> (f64, usize) {
    let (mean, variance) = moments(ranks);
    let distance = (f64::from(plus) / 2.0 - mean).abs();
    let p_value = normal::two_sided((distance - 0.5).max(0.0), variance);
    let (mean, variance) = moments(&ranks::untied(pairs));
    let half_width = normal::quantile(1.0 - alpha / 2.0) * variance.sqrt();
    (p_value, (mean - half_width).floor().max(0.0) as usize)
}

/// Mean and variance of the sum of the ranks that have a plus, every assignment of signs alike; the ranks are given twice.
fn moments(ranks: &[u32]) -> (f64, f64) {
    let halves = || ranks.iter().map(|&rank| f64::from(rank) / 2.0);
    (halves().sum::<f64>() / 2.0, halves().map(|rank| rank.powi(2)).sum::<f64>() / 4.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tested(before: &[i128], after: &[i128]) -> Shift {
        test(before, after, 0.05, &mut Distributions::default())
    }

    #[test]
    fn probabilities_are_those_of_listing_every_sign() {
        for differences in
            [&[1, 2, 3, 4, 5][..], &[1, -2, 3, -3, 5, 0, 7], &[2, 2, -2, -2], &[0, 0], &[-4, 9, 9]]
        {
            let ranks = {
                let moved: Vec<i128> =
                    differences.iter().filter(|d| **d != 0).map(|d: &i128| d.abs()).collect();
                ranks::doubled(&moved)
            };
            let half: u32 = ranks.iter().sum();
            let distance = |signs: u32| {
                let plus = ranks.iter().enumerate().filter(|(place, _)| signs >> place & 1 == 1);
                (2 * plus.map(|(_, &rank)| rank).sum::<u32>()).abs_diff(half)
            };
            let signs = differences.iter().filter(|d| **d != 0).enumerate();
            let observed = distance(signs.map(|(place, d)| u32::from(*d > 0) << place).sum());
            let all = 1_u32 << ranks.len();
            let far = (0..all).filter(|&signs| distance(signs) >= observed).count();
            let counted = tested(&vec![0; differences.len()], differences).p_value;
            assert!((counted - far as f64 / f64::from(all)).abs() < 1e-12, "{differences:?}");
        }
    }

    /// Hollander, Wolfe and Chicken, example 3.1: Hamilton depression scale (values × 1000).
    #[test]
    fn a_textbook_example_comes_out() {
        let before = [1_830, 500, 1_620, 2_480, 1_680, 1_880, 1_550, 3_060, 1_300];
        let after = [878, 647, 598, 2_050, 1_060, 1_290, 1_060, 3_140, 1_290];
        let shift = tested(&before, &after);
        assert!((shift.p_value - 0.0391).abs() < 5e-5, "{shift:?}");
        // R: wilcox.test(x, y, paired = TRUE, conf.int = TRUE) gives 0.46 with 0.010 to 0.786.
        assert_eq!((shift.estimate, shift.interval), (-460, Some((-786, -10))));
    }

    #[test]
    fn mean_and_variance_are_those_of_listing_every_sign() {
        for ranks in [&[2, 4, 6, 8, 10][..], &[3, 3, 7, 7], &[5, 5, 5, 8], &[2]] {
            let all = 1_u32 << ranks.len();
            let sum = |signs: u32| {
                let plus = ranks.iter().enumerate().filter(|(place, _)| signs >> place & 1 == 1);
                f64::from(plus.map(|(_, &rank)| rank).sum::<u32>()) / 2.0
            };
            let mean = (0..all).map(sum).sum::<f64>() / f64::from(all);
            let variance = (0..all).map(|signs| (sum(signs) - mean).powi(2)).sum::<f64>() / f64::from(all);
            let (got_mean, got_variance) = moments(ranks);
            assert!((got_mean - mean).abs() < 1e-12 && (got_variance - variance).abs() < 1e-12, "{ranks:?}");
        }
    }

    #[test]
    fn the_approximation_meets_the_count() {
        let before = vec![0; 40];
        let after: Vec<i128> = (0..40).map(|run| run * 37 % 101 - 41).collect();
        let counted = tested(&before, &after);
        let moved: Vec<i128> = after.iter().copied().filter(|&d| d != 0).collect();
        let ranks = ranks::doubled(&moved.iter().map(|d| d.abs()).collect::<Vec<_>>());
        let plus = ranks.iter().zip(&moved).filter(|(_, moved)| **moved > 0).map(|(rank, _)| rank).sum();
        let (p_value, _) = large(40, &ranks, plus, 0.05);
        assert!((p_value / counted.p_value - 1.0).abs() < 0.05, "{p_value} {}", counted.p_value);
    }

    #[test]
    fn the_approximation_meets_the_count_wherever_it_begins() {
        let ranks = ranks::untied(50);
        let mut distributions = Distributions::default();
        let counted = distributions.of_signs(&ranks);
        for alpha in [0.01, 0.05, 0.2] {
            let (_, rank) = large(50, &ranks, 0, alpha);
            let steps = counted.steps_within(alpha / 2.0, 2).unwrap();
            assert!(rank.abs_diff(steps + 1) <= steps / 50, "{alpha}: {rank} {steps}");
        }
        // From the middle, 25 × 51, in twice the sum of ranks.
        for plus in [1_274, 1_286, 1_302, 1_476, 1_576, 976] {
            let (p_value, _) = large(50, &ranks, plus, 0.05);
            let exact = counted.two_sided(plus);
            assert!((p_value / exact - 1.0).abs() < 0.01, "{plus}: {p_value} {exact}");
        }
        // Ties make the variance less, of which the ranks know.
        let ties: Vec<u32> = std::iter::repeat_n(51, 50).collect();
        let (p_value, _) = large(50, &ties, 51 * 33, 0.05);
        let exact = distributions.of_signs(&ties).two_sided(51 * 33);
        assert!((p_value / exact - 1.0).abs() < 0.5, "{p_value} {exact}");
    }

    #[test]
    fn more_pairs_than_are_counted_are_approximated() {
        for pairs in [50_usize, 51] {
            let differences: Vec<i128> = (0..pairs as i128).map(|run| run * 37 % 101 - 41).collect();
            let shift = tested(&vec![0; pairs], &differences);
            let ranks = ranks::doubled(&differences.iter().map(|d| d.abs()).collect::<Vec<_>>());
            let plus =
                ranks.iter().zip(&differences).filter(|(_, moved)| **moved > 0).map(|(rank, _)| rank).sum();
            let (p_value, _) = large(pairs, &ranks, plus, 0.05);
            assert_eq!(shift.p_value.to_bits() == p_value.to_bits(), pairs > 50, "{pairs}");
        }
    }
}
