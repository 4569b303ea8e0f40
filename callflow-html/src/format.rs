//! Numbers and names as the pages print them.

use std::time::Duration;

use unicode_width::UnicodeWidthChar as _;

/// A duration in whole nanoseconds; 584 years are as good as for ever.
pub(crate) fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

/// The part of `whole` that `part` is, from 0 to 1; 0 of nothing.
pub(crate) fn share(part: Duration, whole: Duration) -> f64 {
    if whole.is_zero() { 0.0 } else { (part.as_secs_f64() / whole.as_secs_f64()).clamp(0.0, 1.0) }
}

/// A share in percent with one decimal: `41.0 %`; `<0.1 %` where it would look like nothing but is something.
pub(crate) fn percent(share: f64) -> String {
    let percent = 100.0 * share;
    if percent > 0.0 && percent < 0.05 { "<0.1 %".to_owned() } else { format!("{percent:.1} %") }
}

/// A count with its noun: `1 call`, `12 345 calls`.
pub(crate) fn counted(count: u64, noun: &str) -> String {
    // Within a sentence a number is not broken at its thousands.
    let number = callflow_core::count(count).replace(' ', "\u{a0}");
    format!("{number} {noun}{}", if count == 1 { "" } else { "s" })
}

/// `text` in `width` columns, its middle left out where it is longer: what tells two names apart is often their end.
/// What cannot be seen or turns the direction of text becomes a replacement character.
pub(crate) fn label(text: &str, width: usize) -> String {
    let columns = |character: char| character.width().unwrap_or(1);
    let shown: Vec<char> =
        text.chars().map(|character| if is_invisible(character) { '\u{fffd}' } else { character }).collect();
    if shown.iter().copied().map(columns).sum::<usize>() <= width {
        return shown.into_iter().collect();
    }
    // One column is the ellipsis; the beginning has the odd one.
    let fitting = |characters: &mut dyn Iterator<Item = &char>, room: usize| {
        let mut used = 0;
        characters
            .take_while(|&&character| {
                used += columns(character);
                used <= room
            })
            .count()
    };
    let room = width.saturating_sub(1);
    let start = fitting(&mut shown.iter(), room.div_ceil(2));
    let end = fitting(&mut shown.iter().rev(), room / 2);
    let (start, end) = (&shown[..start], &shown[shown.len() - end..]);
    start.iter().chain(&['…']).chain(end).collect()
}

/// Controls, zero-width characters, line separators, and marks that override the direction of text.
fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        let percents = [0.0, 0.0001, 0.001, 0.41, 1.0].map(percent);
        assert_eq!(percents, ["0.0 %", "<0.1 %", "0.1 %", "41.0 %", "100.0 %"]);
        assert_eq!(counted(1, "call"), "1 call");
        assert_eq!(counted(12_345, "call"), "12\u{a0}345 calls");
        assert!(share(Duration::from_secs(1), Duration::ZERO).abs() < f64::EPSILON);
    }

    #[test]
    fn labels_fit_and_hide_nothing() {
        assert_eq!(label("fetch_user", 20), "fetch_user");
        assert_eq!(label("fetch_user", 10), "fetch_user");
        assert_eq!(label("fetch_user", 6), "fet…er");
        assert_eq!(label("fetch_user", 1), "…");
        assert_eq!(label("日本語の名前", 7), "日…前");
        let sides = ["shop::checkout::run@v1", "shop::checkout::run@v2"].map(|side| label(side, 12));
        assert_eq!(sides, ["shop::…un@v1", "shop::…un@v2"]);
        assert_eq!(label("a\nb\u{202e}c", 9), "a\u{fffd}b\u{fffd}c");
        assert_eq!(label("", 3), "");
    }
}
