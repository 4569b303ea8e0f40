//! The Wilcoxon–Mann–Whitney rank-sum test for independent runs.
//!
//! Mann, H. B. and Whitney, D. R. (1947), *On a test of whether one of two random variables is stochastically larger
//! than the other*, Annals of Mathematical Statistics 18. The interval inverts the test: Moses, L. E. (1965),
//! *Confidence limits from rank tests*, Technometrics 7; Hollander, Wolfe and Chicken, *Nonparametric Statistical
//! Methods*, §4.3. The estimate: Hodges, J. L. and Lehmann, E. L. (1963), *Estimates of location based on rank
//! tests*, Annals of Mathematical Statistics 34.

use super::{Distributions, Shift, from_both_ends, median_of_sorted, normal, ranks};

/// Up to so many runs of both sides together the distribution is counted; past it the normal distribution is near
/// enough.
const COUNTED: usize = 50;

/// The number of ways to tell which runs were the ones before.
pub(super) fn arrangements(before: usize, after: usize) -> f64 {
    (1..=before).map(|place| (after + place) as f64 / place as f64).product()
}

pub(super) fn test(before: &[i128], after: &[i128], alpha: f64, distributions: &mut Distributions) -> Shift {
    let mut differences: Vec<i128> =
        before.iter().flat_map(|before| after.iter().map(move |after| after - before)).collect();
    differences.sort_unstable();
    let pooled: Vec<i128> = before.iter().chain(after).copied().collect();
    let ranks = ranks::doubled(&pooled);
    let sum: u32 = ranks[..before.len()].iter().sum();
    let (p_value, rank) = if pooled.len() <= COUNTED {
        let untied: Vec<u32> = (1..=pooled.len() as u32).map(|rank| 2 * rank).collect();
        let rank = distributions.of_choices(before.len(), &untied).steps_within(alpha / 2.0, 2);
        // The number of steps is the greatest count of inversions that is still too extreme; the next bounds.
        let rank = rank.map_or(0, |steps| steps + 1);
        (distributions.of_choices(before.len(), &ranks).two_sided(sum), rank)
    } else {
        large(before.len(), after.len(), &ranks, sum, alpha)
    };
    Shift { estimate: median_of_sorted(&differences), interval: from_both_ends(&differences, rank), p_value }
}

/// The normal approximation with continuity and tie corrections: Hollander, Wolfe and Chicken, §4.1.
fn large(before: usize, after: usize, ranks: &[u32], sum: u32, alpha: f64) -> (f64, usize) {
    let (m, n) = (before as f64, after as f64);
    let all = m + n;
    let mut sorted = ranks.to_vec();
    sorted.sort_unstable();
    let ties: f64 =
        sorted.chunk_by(|a, b| a == b).map(|tie| (tie.len() as f64).powi(3) - tie.len() as f64).sum();
    let variance = m * n / 12.0 * (all + 1.0 - ties / (all * (all - 1.0)));
    let distance = (f64::from(sum) / 2.0 - m * (all + 1.0) / 2.0).abs();
    let p_value = normal::two_sided((distance - 0.5).max(0.0), variance);
    let half_width = normal::quantile(1.0 - alpha / 2.0) * (m * n * (all + 1.0) / 12.0).sqrt();
    (p_value, (m * n / 2.0 - half_width).floor().max(0.0) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tested(before: &[i128], after: &[i128]) -> Shift {
        test(before, after, 0.05, &mut Distributions::default())
    }

    /// The probability by listing every choice.
    fn listed(before: &[i128], after: &[i128]) -> f64 {
        let pooled: Vec<i128> = before.iter().chain(after).copied().collect();
        let ranks = ranks::doubled(&pooled);
        let middle = (before.len() * (pooled.len() + 1)) as i64;
        let distance = |choice: u32| {
            let chosen = ranks.iter().enumerate().filter(|(place, _)| choice >> place & 1 == 1);
            (chosen.map(|(_, &rank)| i64::from(rank)).sum::<i64>() - middle).abs()
        };
        let observed = distance((1 << before.len()) - 1);
        let choices =
            (0..1_u32 << pooled.len()).filter(|choice| choice.count_ones() as usize == before.len());
        let (far, all) = choices
            .fold((0, 0), |(far, all), choice| (far + u32::from(distance(choice) >= observed), all + 1));
        f64::from(far) / f64::from(all)
    }

    #[test]
    fn probabilities_are_those_of_listing_every_choice() {
        for (before, after) in [
            (&[1, 2, 3, 4][..], &[5, 6, 7, 8][..]),
            (&[1, 3, 5, 7], &[2, 4, 6, 8, 9]),
            (&[1, 1, 2, 2, 2], &[2, 2, 3, 3]),
            (&[4, 4, 4], &[4, 4, 4]),
            (&[9, 12, 12, 15], &[10, 10, 11]),
        ] {
            let (counted, listed) = (tested(before, after).p_value, listed(before, after));
            assert!((counted - listed).abs() < 1e-12, "{before:?} {after:?}: {counted} {listed}");
        }
        assert!((tested(&[1; 5], &[9; 5]).p_value - 2.0 / 252.0).abs() < 1e-12);
    }

    /// Hollander, Wolfe and Chicken, example 4.1: permeability of the chorioamnion (values × 100).
    #[test]
    fn a_textbook_example_comes_out() {
        let at_term = [80, 83, 189, 104, 145, 138, 191, 164, 73, 146];
        let early = [115, 88, 90, 74, 121];
        let shift = tested(&early, &at_term);
        assert!((shift.p_value - 0.2544).abs() < 5e-4, "{shift:?}");
        // R: wilcox.test(x, y, conf.int = TRUE) gives 0.305 with −0.15 to 0.76.
        assert_eq!((shift.estimate, shift.interval), (30, Some((-15, 76))));
    }

    #[test]
    fn too_few_runs_have_no_interval() {
        assert_eq!(tested(&[1, 2, 3], &[1, 2, 3]).interval, None);
        assert_eq!(tested(&[1, 2, 3, 4], &[1, 2, 3, 4]).interval, Some((-3, 3)));
    }

    #[test]
    fn the_approximation_meets_the_count() {
        let before: Vec<i128> = (0..25).map(|run| run * 37 % 101).collect();
        let after: Vec<i128> = (0..25).map(|run| run * 53 % 103 + 20).collect();
        let counted = tested(&before, &after);
        let pooled: Vec<i128> = before.iter().chain(&after).copied().collect();
        let ranks = ranks::doubled(&pooled);
        let sum = ranks[..25].iter().sum();
        let (p_value, rank) = large(25, 25, &ranks, sum, 0.05);
        assert!((p_value / counted.p_value - 1.0).abs() < 0.05, "{p_value} {}", counted.p_value);
        let mut differences: Vec<i128> =
            before.iter().flat_map(|b| after.iter().map(move |a| a - b)).collect();
        differences.sort_unstable();
        let (low, high) = from_both_ends(&differences, rank).unwrap();
        let (counted_low, counted_high) = counted.interval.unwrap();
        assert!((low - counted_low).abs() <= 1 && (high - counted_high).abs() <= 1);
    }
}
