//! Which calls are recorded at all, and how many are not.

use super::index::mix;
use super::sync::{AtomicU64, Relaxed};

/// Calls of one slab's threads that were not recorded, by reason. Written by the lessee only.
#[derive(Debug, Default)]
pub(crate) struct Skips {
    /// Left out of the sample, or called by one that is.
    sampling: AtomicU64,
    /// Of a module that is not asked for.
    filtering: AtomicU64,
}

impl Skips {
    pub(crate) fn sample(&self) {
        self.sampling.store(self.sampling.load(Relaxed) + 1, Relaxed);
    }

    pub(crate) fn filter(&self) {
        self.filtering.store(self.filtering.load(Relaxed) + 1, Relaxed);
    }

    pub(crate) fn sampled_out(&self) -> u64 {
        self.sampling.load(Relaxed)
    }

    pub(crate) fn filtered(&self) -> u64 {
        self.filtering.load(Relaxed)
    }
}

/// Decides which calls directly below the scope are kept. The lessee's alone, so that threads do not meet over it.
#[derive(Debug)]
pub(crate) struct Sampler {
    state: AtomicU64,
    /// A call is kept when the next random word is below; `None`: all are.
    below: Option<u64>,
}

impl Sampler {
    /// Keeps that share; different seeds decide differently.
    pub(crate) fn new(share: f64, seed: u64) -> Self {
        // Below 1, the product rounds to at most 2^64 − 2^11.
        let below = (share < 1.0).then_some((share * 2_f64.powi(64)) as u64);
        Self { state: AtomicU64::new(mix(seed)), below }
    }

    /// Whether anything is left out.
    #[inline]
    pub(crate) fn is_selective(&self) -> bool {
        self.below.is_some()
    }

    /// What the next [`keeps`](Self::keeps) will say.
    pub(crate) fn would_keep(&self) -> bool {
        self.below.is_none_or(|below| mix(self.next_state()) < below)
    }

    /// Whether the call that begins now is kept.
    pub(crate) fn keeps(&self) -> bool {
        let keeps = self.would_keep();
        if self.is_selective() {
            self.state.store(self.next_state(), Relaxed);
        }
        keeps
    }

    /// A Weyl sequence, whose words the caller mixes. (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number
    /// Generators", 2014, with the mixer of `index`.)
    fn next_state(&self) -> u64 {
        self.state.load(Relaxed).wrapping_add(0x9e37_79b9_7f4a_7c15)
    }
}

#[cfg(all(test, not(callflow_loom)))]
mod tests {
    use super::*;

    #[test]
    fn the_share_is_kept() {
        for share in [0.0, 0.1, 0.5, 0.999, 1.0] {
            let sampler = Sampler::new(share, 3);
            let kept = (0..100_000).filter(|_| sampler.keeps()).count() as f64;
            // Six standard deviations of a binomial distribution.
            let slack = 6.0 * (100_000.0 * share * (1.0 - share)).sqrt();
            assert!((kept - 100_000.0 * share).abs() <= slack, "{share}: {kept}");
        }
    }

    #[test]
    fn what_will_be_said_is_said() {
        let sampler = Sampler::new(0.5, 0);
        for _ in 0..1_000 {
            assert_eq!(sampler.would_keep(), sampler.keeps());
        }
    }

    #[test]
    fn seeds_decide_differently() {
        let decisions = |seed| {
            let sampler = Sampler::new(0.5, seed);
            (0..64).map(|_| sampler.keeps()).collect::<Vec<_>>()
        };
        assert_ne!(decisions(0), decisions(1));
    }
}
