use crate::nanos::Nanos;

/// Durations by representative value, ascending.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Histogram {
    buckets: Vec<(Nanos, u64)>,
}

impl Histogram {
    /// Adds the counts of another histogram.
    pub(super) fn add(&mut self, other: &[(Nanos, u64)]) {
        self.buckets.extend_from_slice(other);
        self.buckets.sort_unstable_by_key(|bucket| bucket.0);
        self.buckets.dedup_by(|later, kept| {
            let same = later.0 == kept.0;
            if same {
                kept.1 += later.1;
            }
            same
        });
    }

    /// The value that the fraction `quantile` of the counts does not exceed: nearest rank, so that a quantile
    /// of 0 is the first value and of 1 the last.
    pub(super) fn quantile(&self, quantile: f64) -> Option<Nanos> {
        let count: u64 = self.buckets.iter().map(|bucket| bucket.1).sum();
        let rank = ((quantile.clamp(0.0, 1.0) * count as f64).ceil() as u64).max(1);
        let mut seen = 0;
        self.buckets.iter().find_map(|&(value, count)| {
            seen += count;
            (seen >= rank).then_some(value)
        })
    }

    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = (Nanos, u64)> + '_ {
        self.buckets.iter().copied()
    }
}

impl FromIterator<(Nanos, u64)> for Histogram {
    fn from_iter<I: IntoIterator<Item = (Nanos, u64)>>(buckets: I) -> Self {
        let mut histogram = Self::default();
        histogram.add(&buckets.into_iter().collect::<Vec<_>>());
        histogram
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_nearest_ranks() {
        let mut histogram = Histogram::default();
        assert_eq!(histogram.quantile(0.5), None);
        histogram.add(&[(Nanos(10), 1), (Nanos(30), 1)]);
        histogram.add(&[(Nanos(20), 1), (Nanos(30), 1)]);
        let quantiles = [0.0, 0.25, 0.5, 0.75, 1.0, 7.0, -1.0].map(|q| histogram.quantile(q).unwrap().0);
        assert_eq!(quantiles, [10, 10, 20, 30, 30, 30, 10]);
        assert_eq!(histogram.iter().collect::<Vec<_>>(), [(Nanos(10), 1), (Nanos(20), 1), (Nanos(30), 2)]);
    }
}
