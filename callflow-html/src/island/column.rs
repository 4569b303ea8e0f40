//! Columns of numbers.

use callflow_core::{SignedDuration, json_text::ToJson};

/// Whole numbers up to here are exact in JavaScript; larger ones are written as texts of their digits.
const EXACT: u64 = (1 << 53) - 1;

/// A number that may be too large for JavaScript.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Number(pub(super) u64);

impl ToJson for Number {
    fn write(&self, out: &mut String) {
        if self.0 > EXACT { self.0.to_string().write(out) } else { self.0.write(out) }
    }
}

/// A column of numbers; one number stands for the whole column where all its rows are the same.
pub(super) struct Column<T>(Vec<T>);

impl<T: ToJson + PartialEq> ToJson for Column<T> {
    fn write(&self, out: &mut String) {
        match self.0.split_first() {
            Some((first, rest)) if rest.iter().all(|other| other == first) => first.write(out),
            _ => self.0.write(out),
        }
    }
}

/// Numbers that are never negative.
pub(super) fn numbers(values: impl Iterator<Item = u64>) -> Column<Number> {
    Column(values.map(Number).collect())
}

/// Places in another table; −1 where there is none.
pub(super) fn places(values: impl Iterator<Item = Option<usize>>) -> Column<i64> {
    Column(values.map(|place| place.and_then(|place| i64::try_from(place).ok()).unwrap_or(-1)).collect())
}

/// Both ends of ranges, in nanoseconds; one that does not exist ends before it begins.
pub(super) fn ranges(
    values: impl Iterator<Item = Option<(SignedDuration, SignedDuration)>>,
) -> (Column<i64>, Column<i64>) {
    let nanos = |end: SignedDuration| end.as_nanos().clamp(i64::MIN.into(), i64::MAX.into()) as i64;
    let (from, to) = values.map(|range| range.map_or((1, 0), |(from, to)| (nanos(from), nanos(to)))).unzip();
    (Column(from), Column(to))
}

/// Numbers in rising order, each as its difference to the one before.
pub(super) fn rising(values: impl Iterator<Item = u64>) -> Column<Number> {
    let mut last = 0;
    numbers(values.map(move |value| {
        let difference = value.saturating_sub(last);
        last = last.max(value);
        difference
    }))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use callflow_core::json_text::text;

    use super::*;

    #[test]
    fn columns_are_short() {
        assert_eq!(text(&numbers([7, 7, 7].into_iter())), "7");
        assert_eq!(text(&numbers([7, 8].into_iter())), "[7,8]");
        assert_eq!(text(&numbers([].into_iter())), "[]");
        assert_eq!(text(&places([None, Some(3)].into_iter())), "[-1,3]");
        assert_eq!(text(&rising([5, 5, 9].into_iter())), "[5,0,4]");
    }

    #[test]
    fn ranges_may_be_negative_or_missing() {
        let half = SignedDuration::between(Duration::from_nanos(8), Duration::from_nanos(3));
        let (from, to) = ranges([Some((half, -half)), None].into_iter());
        assert_eq!([text(&from), text(&to)], ["[-5,1]", "[5,0]"]);
        let most = SignedDuration::between(Duration::ZERO, Duration::MAX);
        let (from, to) = ranges([Some((-most, most))].into_iter());
        assert_eq!([text(&from), text(&to)], [i64::MIN.to_string(), i64::MAX.to_string()]);
    }

    #[test]
    fn what_javascript_would_round_is_a_text() {
        let numbers = numbers([EXACT, EXACT + 1, u64::MAX].into_iter());
        assert_eq!(text(&numbers), r#"[9007199254740991,"9007199254740992","18446744073709551615"]"#);
    }
}
