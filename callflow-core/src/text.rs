//! Numbers as people read them.

use std::time::Duration;

/// A duration with three significant digits and its unit: `873 ns`, `12.3 µs`, `1.20 s`.
///
/// ```
/// use std::time::Duration;
/// use callflow_core::duration;
///
/// assert_eq!(duration(Duration::from_nanos(873)), "873 ns");
/// assert_eq!(duration(Duration::from_micros(1_234)), "1.23 ms");
/// assert_eq!(duration(Duration::from_secs(90)), "90.0 s");
/// ```
pub fn duration(duration: Duration) -> String {
    let nanos = duration.as_nanos();
    if nanos < 1_000 {
        return format!("{nanos} ns");
    }
    let mut value = nanos as f64;
    let mut unit = "ns";
    for next in ["µs", "ms", "s"] {
        // What would be printed as 1000 belongs to the next unit.
        if value < 999.5 {
            break;
        }
        value /= 1_000.0;
        unit = next;
    }
    let decimals = if value < 9.995 { 2 } else { usize::from(value < 99.95) };
    format!("{value:.decimals$} {unit}")
}

/// A count with its thousands apart: `12 345`.
///
/// ```
/// assert_eq!(callflow_core::count(1_234_567), "1 234 567");
/// ```
pub fn count(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

/// A count with its noun: `1 call`, `12 345 calls`.
pub(crate) fn counted(number: u64, noun: &str) -> String {
    format!("{} {noun}{}", count(number), if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_never_print_a_thousand() {
        for (nanos, text) in [
            (0, "0 ns"),
            (999, "999 ns"),
            (1_000, "1.00 µs"),
            (999_499, "999 µs"),
            (999_500, "1.00 ms"),
            (9_995_000, "10.0 ms"),
            (99_950_000, "100 ms"),
            (123_456_789_000, "123 s"),
            (4_000_000_000_000, "4000 s"),
        ] {
            assert_eq!(duration(Duration::from_nanos(nanos)), text);
        }
        assert_eq!([0, 999, 1_000].map(count), ["0", "999", "1 000"]);
        assert_eq!([1, 2_000].map(|number| counted(number, "call")), ["1 call", "2 000 calls"]);
    }
}
