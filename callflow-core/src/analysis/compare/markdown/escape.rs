//! Text from anywhere, so that it cannot be taken for Markdown or HTML.

use std::fmt::Write as _;

use crate::snapshot::printable;

/// The most characters of a name that are shown.
const LONGEST: usize = 100;

/// A name as code, on one line and without its beginning where it is long: the end is what tells names apart.
pub(super) fn name(name: &str) -> String {
    let length = name.chars().count();
    if length <= LONGEST {
        return code(name);
    }
    let end: String = name.chars().skip(length - LONGEST + 1).collect();
    code(&format!("…{end}"))
}

/// Text as code, in which nobody is mentioned and nothing becomes a link.
fn code(text: &str) -> String {
    let text = printable(text);
    // Within backticks these end the code or the table's cell, depending on who reads them.
    let is_plain = !text.contains(['`', '\\', '|']) && text.trim() == text && !text.is_empty();
    if is_plain { format!("`{text}`") } else { format!("<code>{}</code>", escaped(&text, |_| false)) }
}

/// A part of a sentence as plain text, or as code where it could mention someone or become a link.
pub(super) fn prose(text: &str) -> String {
    let text = printable(text);
    let lower = text.to_ascii_lowercase();
    if text.contains(['@', '#']) || lower.contains("://") || lower.contains("www.") {
        return code(&text);
    }
    // Before a space, any of these would begin a list.
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    let begins_list = text.starts_with(['+', '-']) || digits > 0 && text[digits..].starts_with(['.', ')']);
    escaped(&text, |c| match c {
        '.' | ')' | '+' | '-' => !begins_list,
        _ => matches!(c, ',' | ';' | ':' | '(' | '%' | '\'' | '"' | '/' | '?'),
    })
}

/// The text with punctuation as numeric references, which never are structure, but for what is harmless.
fn escaped(text: &str, is_harmless: impl Fn(char) -> bool) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_punctuation() && !is_harmless(c) {
            let _ = write!(escaped, "&#{};", u32::from(c));
        } else {
            escaped.push(c);
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::prose;

    #[test]
    fn sentences_stay_sentences() {
        for (text, shown) in [
            ("it is 5 % (or so).", "it is 5 % (or so)."),
            (".x", ".x"),
            ("1 of 2.", "1 of 2."),
            ("1. x", "1&#46; x"),
            ("12) x", "12&#41; x"),
            ("+ x", "&#43; x"),
            ("- x", "&#45; x"),
            ("a < b", "a &#60; b"),
            ("to a@b", "`to a@b`"),
            ("see #1", "`see #1`"),
            ("at ftp://x", "`at ftp://x`"),
            ("at WWW.x", "`at WWW.x`"),
        ] {
            assert_eq!(prose(text), shown);
        }
    }
}
