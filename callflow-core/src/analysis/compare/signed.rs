use std::{
    fmt,
    iter::Sum,
    ops::{Add, Neg, Sub},
    time::Duration,
};

use crate::text::duration;

/// A difference of two durations, in whole nanoseconds with a sign.
///
/// Differences of times are exact, so that they add up: the differences of all functions' self times are the
/// difference of the busy times to the nanosecond. Seconds as a float would lose that, and [`Duration`] knows no
/// sign. [`Display`](fmt::Display) prints three significant digits with a unit and a sign.
///
/// ```
/// use std::time::Duration;
/// use callflow::SignedDuration;
///
/// let diff = SignedDuration::between(Duration::from_millis(20), Duration::from_millis(5));
/// assert!(diff.is_negative());
/// assert_eq!(diff.to_string(), "−15.0 ms");
/// assert_eq!(format!("{:.4}", diff.as_secs_f64()), "-0.0150");
/// assert_eq!(diff.abs(), Duration::from_millis(15));
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SignedDuration {
    /// Wide enough for the difference of any two durations.
    nanos: i128,
}

impl SignedDuration {
    /// No difference.
    pub const ZERO: Self = Self { nanos: 0 };

    /// `after − before`.
    pub fn between(before: Duration, after: Duration) -> Self {
        Self { nanos: nanos(after) - nanos(before) }
    }

    pub(super) fn from_nanos(nanos: i128) -> Self {
        Self { nanos }
    }

    /// The difference in nanoseconds.
    pub fn as_nanos(self) -> i128 {
        self.nanos
    }

    /// The difference in seconds.
    pub fn as_secs_f64(self) -> f64 {
        self.nanos as f64 / 1e9
    }

    /// The size of the difference.
    pub fn abs(self) -> Duration {
        let nanos = self.nanos.unsigned_abs();
        let seconds = u64::try_from(nanos / 1_000_000_000).unwrap_or(u64::MAX);
        Duration::new(seconds, (nanos % 1_000_000_000) as u32)
    }

    /// Whether it is greater than zero.
    pub fn is_positive(self) -> bool {
        self.nanos > 0
    }

    /// Whether it is less than zero.
    pub fn is_negative(self) -> bool {
        self.nanos < 0
    }

    /// Whether there is no difference.
    pub fn is_zero(self) -> bool {
        self.nanos == 0
    }

    /// The difference in percent of a duration; `None` where that is zero, since no percentage of nothing
    /// means anything.
    pub fn percent_of(self, whole: Duration) -> Option<f64> {
        (!whole.is_zero()).then(|| 100.0 * (self.nanos as f64 / nanos(whole) as f64))
    }
}

/// A duration in nanoseconds, with room for a sign and for sums.
pub(super) fn nanos(duration: Duration) -> i128 {
    i128::try_from(duration.as_nanos())
        .unwrap_or_else(|_| unreachable!("2⁶⁴ seconds are less than 2⁹⁴ nanoseconds"))
}

impl fmt::Display for SignedDuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = match self.nanos {
            ..0 => "−",
            0 => "",
            1.. => "+",
        };
        f.pad(&format!("{sign}{}", duration(self.abs())))
    }
}

impl Neg for SignedDuration {
    type Output = Self;

    fn neg(self) -> Self {
        Self { nanos: -self.nanos }
    }
}

impl Add for SignedDuration {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { nanos: self.nanos + other.nanos }
    }
}

impl Sub for SignedDuration {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self { nanos: self.nanos - other.nanos }
    }
}

impl Sum for SignedDuration {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, Add::add)
    }
}

/// A percentage with its sign: `+18.4 %`, and `–` where there is none.
pub fn percent(percent: Option<f64>) -> String {
    match percent {
        None => "–".to_owned(),
        // What rounds to nothing has no sign.
        Some(percent) if percent.abs() < 0.05 => "0.0 %".to_owned(),
        Some(percent) if percent.abs() >= 9_999.5 => format!("{}{:.1e} %", sign(percent), percent.abs()),
        Some(percent) if percent.abs() >= 99.95 => format!("{}{:.0} %", sign(percent), percent.abs()),
        Some(percent) => format!("{}{:.1} %", sign(percent), percent.abs()),
    }
}

fn sign(number: f64) -> &'static str {
    if number < 0.0 { "−" } else { "+" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_exact_at_the_ends_of_the_range() {
        let most = SignedDuration::between(Duration::ZERO, Duration::MAX);
        assert_eq!(most.abs(), Duration::MAX);
        assert_eq!((-most).abs(), Duration::MAX);
        assert!((most + -most).is_zero());
        assert_eq!(most.percent_of(Duration::ZERO), None);
        assert_eq!(SignedDuration::ZERO.to_string(), "0 ns");
    }

    #[test]
    fn differences_are_numbers() {
        let [half, second] = [500, 1_000].map(|millis| SignedDuration::from_nanos(millis * 1_000_000));
        assert_eq!((second - half, half + half, half - second), (half, second, -half));
        assert!((half.as_secs_f64() - 0.5).abs() < 1e-12 && ((-second).as_secs_f64() + 1.0).abs() < 1e-12);
        assert!(!half.is_zero() && !(-half).is_zero());
        let signs = [-half, SignedDuration::ZERO, half].map(|diff| (diff.is_negative(), diff.is_positive()));
        assert_eq!(signs, [(true, false), (false, false), (false, true)]);
    }

    #[test]
    fn percentages_carry_their_sign() {
        let texts = [None, Some(-0.01), Some(0.05), Some(18.44), Some(-99.96), Some(123_456.0)].map(percent);
        assert_eq!(texts, ["–", "0.0 %", "+0.1 %", "+18.4 %", "−100 %", "+1.2e5 %"]);
    }
}
