use std::fmt;

use crate::text::count;

/// A count over the runs of one side. One run gives three equal numbers.
///
/// [`Display`](fmt::Display) prints `3`, or `3–5` where the runs differ.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct CountRange {
    /// The least of the runs.
    pub min: u64,
    /// The median of the runs; of an even number of runs the lower one of the middle two, so that it was seen.
    pub median: u64,
    /// The most of the runs.
    pub max: u64,
}

impl CountRange {
    /// Zero without a run.
    pub(super) fn of(counts: impl Iterator<Item = u64>) -> Self {
        let mut counts: Vec<u64> = counts.collect();
        counts.sort_unstable();
        match (counts.first(), counts.last()) {
            (Some(&min), Some(&max)) => Self { min, median: counts[(counts.len() - 1) / 2], max },
            _ => Self::default(),
        }
    }

    /// Whether every run of `self` has more than every run of `other`.
    pub fn is_above(self, other: Self) -> bool {
        self.min > other.max
    }

    /// Whether no run of one side has as much as some run of the other: the sides differ for certain, without
    /// any test.
    pub fn differs_from(self, other: Self) -> bool {
        self.is_above(other) || other.is_above(self)
    }
}

impl fmt::Display for CountRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.min == self.max {
            f.pad(&count(self.min))
        } else {
            f.pad(&format!("{}–{}", count(self.min), count(self.max)))
        }
    }
}

/// `after − before`, at the ends of the range as near as it goes.
pub(super) fn difference(before: u64, after: u64) -> i64 {
    (i128::from(after) - i128::from(before)).clamp(i64::MIN.into(), i64::MAX.into()) as i64
}

/// A count of a function that differs between the sides in every run, whatever the times say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExactChange {
    /// What was counted: `calls`, `errors`, `panics`, `cancellations`, `polls`, `calls in flight`,
    /// `calls never polled` or `calls at one time`.
    pub what: &'static str,
    /// The runs before.
    pub before: CountRange,
    /// The runs after.
    pub after: CountRange,
}

impl fmt::Display for ExactChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} → {}", self.what, self.before, self.after)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sides_differ_when_no_run_of_one_is_among_the_other() {
        let range = |counts: &[u64]| CountRange::of(counts.iter().copied());
        assert_eq!(range(&[5, 3, 4, 9]), CountRange { min: 3, median: 4, max: 9 });
        assert_eq!(
            [range(&[]), range(&[7]), range(&[1, 2_000])].map(|r| r.to_string()),
            ["0", "7", "1–2 000"]
        );
        assert!(range(&[3, 4]).differs_from(range(&[5])) && range(&[5]).is_above(range(&[3, 4])));
        assert_eq!(range(&[1, 2, 3, 4, 5]).median, 3);
        assert!(!range(&[3, 5]).differs_from(range(&[5, 6])) && !range(&[3]).differs_from(range(&[3])));
    }

    #[test]
    fn differences_end_where_the_range_does() {
        const MOST: u64 = i64::MAX as u64;
        let ends = [(3, 5), (5, 3), (0, MOST), (0, u64::MAX), (MOST, 0), (u64::MAX, 0)];
        let differences = [2, -2, i64::MAX, i64::MAX, -i64::MAX, i64::MIN];
        assert_eq!(ends.map(|(before, after)| difference(before, after)), differences);
    }
}
