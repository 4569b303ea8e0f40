use std::borrow::Cow;

/// Reads a text from its beginning to its end. Nothing here recurses with what it reads, so no text is too deep.
#[derive(Debug)]
pub(crate) struct Reader<'t> {
    text: &'t str,
    at: usize,
}

/// What can be read from JSON.
pub(crate) trait FromJson: Sized {
    /// # Errors
    /// What is wrong, and where.
    fn read(reader: &mut Reader<'_>) -> Result<Self, String>;
}

/// The whole text as one value.
///
/// # Errors
/// What is wrong, with line and column.
pub(crate) fn parse<T: FromJson>(text: &str) -> Result<T, String> {
    // Some editors put a mark before the text.
    let mut reader = Reader { text: text.strip_prefix('\u{feff}').unwrap_or(text), at: 0 };
    let value = T::read(&mut reader)?;
    match reader.peek() {
        None => Ok(value),
        Some(_) => reader.fail("something follows the end"),
    }
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    /// The next character that is not white space.
    fn peek(&mut self) -> Option<char> {
        let rest = self.rest();
        let trimmed = rest.trim_start_matches([' ', '\n', '\r', '\t']);
        self.at += rest.len() - trimmed.len();
        trimmed.chars().next()
    }

    /// An error at this place, where something else was expected.
    pub(crate) fn fail<T>(&self, problem: &str) -> Result<T, String> {
        self.error(if self.rest().is_empty() { "the text ends too early" } else { problem })
    }

    /// An error about the object that has just been read.
    pub(crate) fn missing<T>(&self, key: &str) -> Result<T, String> {
        self.error(&format!("the key `{key}` is missing in the object that ends"))
    }

    fn error<T>(&self, problem: &str) -> Result<T, String> {
        let before = &self.text[..self.at];
        let line = 1 + before.matches('\n').count();
        let column = 1 + before.rsplit('\n').next().unwrap_or_default().chars().count();
        Err(format!("{problem} at line {line} column {column}"))
    }

    fn take(&mut self, expected: char, problem: &str) -> Result<(), String> {
        if self.peek() != Some(expected) {
            return self.fail(problem);
        }
        self.at += expected.len_utf8();
        Ok(())
    }

    /// Reads what stands between brackets, item by item.
    fn items(
        &mut self,
        (open, close): (char, char),
        problem: &str,
        mut item: impl FnMut(&mut Self) -> Result<(), String>,
    ) -> Result<(), String> {
        self.take(open, problem)?;
        if self.peek() == Some(close) {
            self.at += 1;
            return Ok(());
        }
        loop {
            item(self)?;
            match self.peek() {
                Some(',') => self.at += 1,
                Some(next) if next == close => {
                    self.at += 1;
                    return Ok(());
                }
                _ => return self.fail("expected a comma or the end of a list or object"),
            }
        }
    }

    /// Reads an object; `field` reads the value of each key.
    pub(crate) fn object(
        &mut self,
        mut field: impl FnMut(&mut Self, &str) -> Result<(), String>,
    ) -> Result<(), String> {
        self.items(('{', '}'), "expected an object", |reader| {
            let key = reader.string()?;
            reader.take(':', "expected a colon")?;
            field(reader, &key)
        })
    }

    pub(crate) fn array(&mut self, item: impl FnMut(&mut Self) -> Result<(), String>) -> Result<(), String> {
        self.items(('[', ']'), "expected a list", item)
    }

    /// Passes over a value of any kind and returns its text.
    pub(crate) fn skip(&mut self) -> Result<&'t str, String> {
        self.peek();
        let start = self.at;
        let mut depth = 0_usize;
        loop {
            match self.peek() {
                Some('"') => drop(self.string()?),
                Some('{' | '[') => {
                    self.at += 1;
                    depth += 1;
                }
                Some('}' | ']') if depth > 0 => {
                    self.at += 1;
                    depth -= 1;
                }
                Some(',' | ':') if depth > 0 => self.at += 1,
                Some(_) if !self.word().is_empty() => self.at += self.word().len(),
                _ => return self.fail("expected a value"),
            }
            if depth == 0 {
                return Ok(&self.text[start..self.at]);
            }
        }
    }

    /// A number or one of the words `true`, `false` and `null`.
    fn word(&self) -> &'t str {
        let rest = self.rest();
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')));
        &rest[..end.unwrap_or(rest.len())]
    }

    /// Takes the word if it is the next one.
    fn takes(&mut self, word: &str) -> bool {
        self.peek();
        let is_next = self.word() == word;
        self.at += if is_next { word.len() } else { 0 };
        is_next
    }

    fn number<T: std::str::FromStr>(&mut self, problem: &str) -> Result<T, String> {
        self.peek();
        let word = self.word();
        // Rust reads words such as `inf` and a leading `+`, too.
        let is_number = word.trim_start_matches('-').starts_with(|c: char| c.is_ascii_digit());
        match word.parse() {
            Ok(number) if is_number => {
                self.at += word.len();
                Ok(number)
            }
            _ => self.fail(problem),
        }
    }

    pub(crate) fn string(&mut self) -> Result<Cow<'t, str>, String> {
        self.take('"', "expected a text")?;
        let start = self.at;
        let rest = self.rest();
        let Some(end) = rest.find(|c: char| matches!(c, '"' | '\\') || c < ' ') else {
            self.at = self.text.len();
            return self.fail("a text has no end");
        };
        self.at += end;
        match rest.as_bytes()[end] {
            b'"' => {
                self.at += 1;
                Ok(Cow::Borrowed(&rest[..end]))
            }
            b'\\' => self.escaped(start).map(Cow::Owned),
            _ => self.fail("a control character stands in a text"),
        }
    }

    /// The same from the first escape on.
    fn escaped(&mut self, start: usize) -> Result<String, String> {
        let mut text = self.text[start..self.at].to_owned();
        loop {
            let mut chars = self.rest().chars();
            match chars.next() {
                Some('"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some('\\') => {
                    let escape = chars.next();
                    let c = match escape {
                        Some(c @ ('"' | '\\' | '/')) => c,
                        Some('n') => '\n',
                        Some('r') => '\r',
                        Some('t') => '\t',
                        Some('b') => '\u{8}',
                        Some('f') => '\u{c}',
                        Some('u') => {
                            text.push(self.code_point()?);
                            continue;
                        }
                        _ => return self.fail("no such escape"),
                    };
                    self.at += 2;
                    text.push(c);
                }
                Some(c) if c >= ' ' => {
                    self.at += c.len_utf8();
                    text.push(c);
                }
                _ => return self.fail("a control character stands in a text"),
            }
        }
    }

    /// `\u` and four digits, or two of them for a character beyond the first 65,536.
    fn code_point(&mut self) -> Result<char, String> {
        let unit = |reader: &Self, at: usize| {
            let digits = reader.text.get(at..at + 6)?.strip_prefix("\\u")?;
            let all = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
            u16::from_str_radix(digits, 16).ok().filter(|_| all)
        };
        let units = [unit(self, self.at), unit(self, self.at + 6)];
        let (first, second) = (units[0].into_iter(), units[1].into_iter());
        match char::decode_utf16(first.chain(second)).next() {
            Some(Ok(c)) => {
                self.at += 6 * c.len_utf16();
                Ok(c)
            }
            _ => self.fail("no such character"),
        }
    }
}

macro_rules! numbers {
    ($($number:ty),+) => { $(
        impl FromJson for $number {
            fn read(reader: &mut Reader<'_>) -> Result<Self, String> {
                reader.number(concat!("expected a whole number that is a `", stringify!($number), "`"))
            }
        }
    )+ };
}

numbers!(u32, u64, usize);

impl FromJson for f64 {
    fn read(reader: &mut Reader<'_>) -> Result<Self, String> {
        const WANTED: &str = "expected a number";
        let number: Self = reader.number(WANTED)?;
        if number.is_finite() { Ok(number) } else { reader.fail(WANTED) }
    }
}

impl FromJson for bool {
    fn read(reader: &mut Reader<'_>) -> Result<Self, String> {
        if reader.takes("true") {
            return Ok(true);
        }
        if reader.takes("false") { Ok(false) } else { reader.fail("expected `true` or `false`") }
    }
}

impl FromJson for String {
    fn read(reader: &mut Reader<'_>) -> Result<Self, String> {
        reader.string().map(Cow::into_owned)
    }
}

impl<T: FromJson> FromJson for Option<T> {
    fn read(reader: &mut Reader<'_>) -> Result<Self, String> {
        if reader.takes("null") { Ok(None) } else { T::read(reader).map(Some) }
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn read(reader: &mut Reader<'_>) -> Result<Self, String> {
        let mut items = Self::new();
        reader.array(|reader| {
            items.push(T::read(reader)?);
            Ok(())
        })?;
        Ok(items)
    }
}

macro_rules! tuples {
    ($(($first:ident $($rest:ident)*))+) => { $(
        impl<$first: FromJson, $($rest: FromJson),*> FromJson for ($first, $($rest),*) {
            fn read(reader: &mut Reader<'_>) -> Result<Self, String> {
                reader.take('[', "expected a list")?;
                let tuple = ($first::read(reader)?, $({
                    reader.take(',', "the list is too short")?;
                    $rest::read(reader)?
                }),*);
                reader.take(']', "the list is too long")?;
                Ok(tuple)
            }
        }
    )+ };
}

tuples! { (A B) (A B C) }

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::json::text;

    proptest! {
        #[test]
        fn texts_come_back(value in any::<String>()) {
            prop_assert_eq!(parse::<String>(&text(&value)), Ok(value));
        }

        #[test]
        fn numbers_come_back(number in any::<f64>(), whole in any::<u64>()) {
            if number.is_finite() {
                prop_assert_eq!(parse::<f64>(&text(&number)), Ok(number));
            }
            prop_assert_eq!(parse::<(u64, Option<u64>)>(&text(&(whole, Some(whole)))), Ok((whole, Some(whole))));
        }

        #[test]
        fn no_text_panics(value in "[\\[\\]{}\",:0-9a-z\\\\. ]{0,40}") {
            let _ = (parse::<Vec<Option<String>>>(&value), parse::<f64>(&value), parse::<(u64, bool)>(&value));
            let mut reader = Reader { text: &value, at: 0 };
            if let Ok(skipped) = reader.skip() {
                prop_assert!(!skipped.is_empty());
            }
        }
    }

    #[test]
    fn escapes_are_read() {
        assert_eq!(
            parse(r#" "a\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00z" "#),
            Ok("a\"\\/\u{8}\u{c}\n\r\té😀z".to_owned())
        );
        for wrong in [r#""\x""#, r#""\u12""#, r#""\ud83d""#, r#""\u+123""#, "\"a\nb\"", "\"\\u00", "\""] {
            assert!(parse::<String>(wrong).is_err(), "{wrong}");
        }
        // After an escape, too.
        assert!(parse::<String>("\"\\ta\nb\"").is_err());
    }

    #[test]
    fn only_values_are_passed_over() {
        for (text, skipped) in
            [("1, 2", "1"), (" {\"a\": [1, {}]} , 2", "{\"a\": [1, {}]}"), ("\"a,\"]", "\"a,\"")]
        {
            assert_eq!(Reader { text, at: 0 }.skip(), Ok(skipped));
        }
        for text in [", 1", ": 1", "]", "}", "[1", ""] {
            assert!(Reader { text, at: 0 }.skip().is_err(), "{text}");
        }
    }

    #[test]
    fn numbers_are_those_of_json() {
        for wrong in ["inf", "NaN", "+1", "1e999", "-", "", "0x10", "1_000", "nan"] {
            assert!(parse::<f64>(wrong).is_err(), "{wrong}");
        }
        assert_eq!(parse("-1.5e3"), Ok(-1500.0));
        assert!(
            parse::<u64>("-1").is_err()
                && parse::<u64>("1.5").is_err()
                && parse::<u64>("18446744073709551616").is_err()
        );
    }

    #[test]
    fn errors_say_where() {
        let wrong = |text| parse::<Vec<u64>>(text).unwrap_err();
        assert_eq!(wrong("[1,\n 2 3]"), "expected a comma or the end of a list or object at line 2 column 4");
        assert_eq!(wrong("[1, 2"), "the text ends too early at line 1 column 6");
        assert_eq!(wrong("[ö]"), "expected a whole number that is a `u64` at line 1 column 2");
        assert_eq!(wrong("[] []"), "something follows the end at line 1 column 4");
    }

    #[test]
    fn depth_costs_nothing() {
        let deep = "[".repeat(1 << 20) + &"]".repeat(1 << 20);
        let mut reader = Reader { text: &deep, at: 0 };
        assert_eq!(reader.skip().map(str::len), Ok(2 << 20));
        assert!(Reader { text: &deep[..deep.len() - 1], at: 0 }.skip().is_err());
    }
}
