//! Numbers as they are typed.

use std::time::Duration;

/// A percentage from 0 on.
pub(crate) fn percent(text: &str) -> Result<f64, String> {
    let number: f64 =
        text.trim_end_matches('%').trim().parse().map_err(|_| "it is not a number".to_owned())?;
    if number.is_finite() && number >= 0.0 { Ok(number) } else { Err("it must be 0 or more".to_owned()) }
}

/// The probability of any false alarm.
pub(crate) fn error_rate(text: &str) -> Result<f64, String> {
    let rate: f64 = text.parse().map_err(|_| "it is not a number".to_owned())?;
    if (1e-6..=0.5).contains(&rate) { Ok(rate) } else { Err("it must be from 0.000001 to 0.5".to_owned()) }
}

/// A time with its unit: `500ns`, `1.5us`, `10ms`, `2s`; 0 needs none.
pub(crate) fn time(text: &str) -> Result<Duration, String> {
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let seconds = match text[digits.len()..].trim() {
        "ns" => 1e-9,
        "us" | "µs" | "μs" => 1e-6,
        "ms" => 1e-3,
        "s" => 1.0,
        "" if text == "0" => 1.0,
        _ => return Err("it needs a unit: ns, us, ms or s".to_owned()),
    };
    let number: f64 =
        digits.parse().map_err(|_| "it is not a number with a unit, such as 10ms".to_owned())?;
    Duration::try_from_secs_f64(number * seconds).map_err(|_| "it is out of range".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_units() {
        for (text, nanos) in [
            ("0", 0),
            ("500ns", 500),
            ("1.5us", 1_500),
            ("2 µs", 2_000),
            ("10ms", 10_000_000),
            ("2s", 2_000_000_000),
        ] {
            assert_eq!(time(text), Ok(Duration::from_nanos(nanos)), "{text}");
        }
        for text in ["", "5", "ms", "-1s", "5m", "1e400s", "infs", "NaNs", "1,5ms", "5ms5", "µ"] {
            assert!(time(text).is_err(), "{text}");
        }
    }

    #[test]
    fn percentages_and_rates_are_in_range() {
        assert_eq!((percent("3"), percent("2.5 %"), percent("0%")), (Ok(3.0), Ok(2.5), Ok(0.0)));
        for text in ["", "-1", "inf", "NaN", "%", "3 percent"] {
            assert!(percent(text).is_err(), "{text}");
        }
        assert_eq!(error_rate("0.05"), Ok(0.05));
        for text in ["0", "0.6", "-1", "NaN", "5%"] {
            assert!(error_rate(text).is_err(), "{text}");
        }
    }
}
