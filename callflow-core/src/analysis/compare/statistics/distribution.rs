//! Exact null distributions of rank statistics, counted once for every pattern of ties.

use std::{collections::HashMap, rc::Rc};

/// The number of ways to reach each value of a rank statistic, by twice the value.
///
/// Counts are floats: below 2⁵³ they are exact, and above only their ratio matters.
#[derive(Debug)]
pub(super) struct Distribution {
    ways: Vec<f64>,
    all: f64,
    /// The mean as numerator and denominator.
    mean: (u64, u64),
}

impl Distribution {
    fn new(ways: Vec<f64>, mean: (u64, u64)) -> Self {
        let all = ways.iter().sum();
        Self { ways, all, mean }
    }

    /// The probability of a value at least as far from the mean as `doubled`, on either side.
    pub(super) fn two_sided(&self, doubled: u32) -> f64 {
        // In whole numbers, since equal distances must compare equal.
        let distance = |value: u64| (value * self.mean.1).abs_diff(self.mean.0);
        let extreme = distance(u64::from(doubled));
        let far = (0..).zip(&self.ways).filter(|&(value, _)| distance(value) >= extreme);
        (far.map(|(_, ways)| ways).sum::<f64>() / self.all).min(1.0)
    }

    /// The greatest number of steps of size `step` above the least value whose lower tail, that far and no
    /// farther, has at most the probability `tail`; `None` when even the least value is likelier.
    pub(super) fn steps_within(&self, tail: f64, step: usize) -> Option<usize> {
        let least = self.ways.iter().position(|&ways| ways > 0.0).unwrap_or_default();
        let mut sum = 0.0;
        let steps = self.ways[least..].iter().step_by(step).take_while(|&&ways| {
            sum += ways;
            sum / self.all <= tail
        });
        steps.count().checked_sub(1)
    }
}

/// Distributions that were already counted: without ties all functions share one.
#[derive(Debug, Default)]
pub(in super::super) struct Distributions {
    choices: HashMap<(usize, Vec<u32>), Rc<Distribution>>,
    signs: HashMap<Vec<u32>, Rc<Distribution>>,
}

impl Distributions {
    /// The sum of `chosen` of the ranks, every choice alike.
    pub(super) fn of_choices(&mut self, chosen: usize, ranks: &[u32]) -> Rc<Distribution> {
        let mut ranks = ranks.to_vec();
        ranks.sort_unstable();
        let key = (chosen, ranks);
        let distribution = self.choices.entry(key).or_insert_with_key(|(chosen, ranks)| {
            let most: u32 = ranks.iter().sum();
            // ways[k][s]: choices of k of the ranks so far with the sum s.
            let mut ways = vec![vec![0.0; most as usize + 1]; chosen + 1];
            ways[0][0] = 1.0;
            for (seen, &rank) in ranks.iter().enumerate() {
                for taken in (1..=(*chosen).min(seen + 1)).rev() {
                    let (fewer, more) = ways.split_at_mut(taken);
                    let from = &fewer[taken - 1];
                    let to = &mut more[0][rank as usize..];
                    to.iter_mut().zip(from).for_each(|(to, from)| *to += from);
                }
            }
            let mean = (*chosen as u64 * u64::from(most), (ranks.len() as u64).max(1));
            Rc::new(Distribution::new(ways.swap_remove(*chosen), mean))
        });
        Rc::clone(distribution)
    }

    /// The sum of the ranks that have a plus, every assignment of signs alike.
    pub(super) fn of_signs(&mut self, ranks: &[u32]) -> Rc<Distribution> {
        let mut key = ranks.to_vec();
        key.sort_unstable();
        let distribution = self.signs.entry(key).or_insert_with_key(|ranks| {
            let most: u32 = ranks.iter().sum();
            let mut ways = vec![0.0; most as usize + 1];
            ways[0] = 1.0;
            for &rank in ranks {
                for sum in (rank as usize..ways.len()).rev() {
                    ways[sum] += ways[sum - rank as usize];
                }
            }
            Rc::new(Distribution::new(ways, (u64::from(most), 2)))
        });
        Rc::clone(distribution)
    }
}
