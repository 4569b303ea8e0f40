//! A span of time in nanoseconds, small enough to be kept by the million.

use std::{
    iter::Sum,
    ops::{Add, AddAssign},
    time::Duration,
};

/// Nanoseconds: since the clock's epoch where it is a moment, else a length.
///
/// 64 bits hold 584 years, so sums do not overflow.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Nanos(pub u64);

impl Nanos {
    /// No time at all.
    pub const ZERO: Self = Self(0);
    /// Stands for "no shortest call yet".
    pub const MAX: Self = Self(u64::MAX);

    /// The time from `earlier` to `self`; zero when the clock went backwards.
    #[inline]
    pub fn since(self, earlier: Self) -> Self {
        Self(self.0.saturating_sub(earlier.0))
    }
}

impl Nanos {
    /// What is left of a length without the lengths nested in it, never less than nothing. Their sum may be below
    /// zero for a while: what a call that turns out not to be recorded took off its caller is given back.
    #[inline]
    pub fn without(self, nested: Self) -> Self {
        Self(self.0.wrapping_sub(nested.0).cast_signed().max(0).cast_unsigned())
    }

    /// Takes a length back out of a sum, which may go below zero.
    #[inline]
    pub fn less(self, other: Self) -> Self {
        Self(self.0.wrapping_sub(other.0))
    }
}

impl Add for Nanos {
    type Output = Self;

    #[inline]
    fn add(self, other: Self) -> Self {
        Self(self.0.wrapping_add(other.0))
    }
}

impl AddAssign for Nanos {
    #[inline]
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sum for Nanos {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, Add::add)
    }
}

impl From<Nanos> for Duration {
    fn from(nanos: Nanos) -> Self {
        Self::from_nanos(nanos.0)
    }
}

impl From<Duration> for Nanos {
    fn from(duration: Duration) -> Self {
        Self(u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_of_a_length_is_never_less_than_nothing() {
        let [none, two, five] = [0, 2, 5].map(Nanos);
        assert_eq!([five.since(two), two.since(five)], [Nanos(3), none]);
        assert_eq!([five.without(two), two.without(five)], [Nanos(3), none]);
        assert_eq!(five.without(none.less(two)), Nanos(7), "a sum below zero gives back");
        assert_eq!(five.less(two), Nanos(3));
    }
}
