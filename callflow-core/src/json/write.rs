use std::fmt::Write as _;

/// What has a form in JSON.
pub trait ToJson {
    /// Adds it to `out`.
    fn write(&self, out: &mut String);
}

/// A value as text.
pub fn text(value: &impl ToJson) -> String {
    let mut out = String::new();
    value.write(&mut out);
    out
}

/// An object, one key after another.
pub struct Object<'o> {
    out: &'o mut String,
    first: bool,
}

impl<'o> Object<'o> {
    /// Opens it.
    pub fn begin(out: &'o mut String) -> Self {
        out.push('{');
        Self { out, first: true }
    }

    /// Adds a key with its value.
    pub fn key(&mut self, key: &str, value: &impl ToJson) {
        if !std::mem::take(&mut self.first) {
            self.out.push(',');
        }
        key.write(self.out);
        self.out.push(':');
        value.write(self.out);
    }

    /// Closes it.
    pub fn end(self) {
        self.out.push('}');
    }
}

macro_rules! numbers {
    ($($number:ty),+) => { $(
        impl ToJson for $number {
            fn write(&self, out: &mut String) {
                let _ = write!(out, "{self}");
            }
        }
    )+ };
}

numbers!(u32, u64, usize, i64, bool);

impl ToJson for f64 {
    /// A number that JSON has no form for is absent.
    fn write(&self, out: &mut String) {
        if self.is_finite() {
            // The shortest digits that are read back as the same number.
            let _ = write!(out, "{self:?}");
        } else {
            out.push_str("null");
        }
    }
}

impl ToJson for str {
    fn write(&self, out: &mut String) {
        out.push('"');
        for c in self.chars() {
            match c {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                '\n' => out.push_str("\\n"),
                '\r' => out.push_str("\\r"),
                '\t' => out.push_str("\\t"),
                c if c < ' ' => {
                    let _ = write!(out, "\\u{:04x}", c as u32);
                }
                c => out.push(c),
            }
        }
        out.push('"');
    }
}

impl ToJson for String {
    fn write(&self, out: &mut String) {
        self.as_str().write(out);
    }
}

impl<T: ToJson + ?Sized> ToJson for &T {
    fn write(&self, out: &mut String) {
        (**self).write(out);
    }
}

impl<T: ToJson> ToJson for Option<T> {
    fn write(&self, out: &mut String) {
        match self {
            Some(value) => value.write(out),
            None => out.push_str("null"),
        }
    }
}

impl<T: ToJson> ToJson for [T] {
    fn write(&self, out: &mut String) {
        out.push('[');
        for (place, value) in self.iter().enumerate() {
            if place > 0 {
                out.push(',');
            }
            value.write(out);
        }
        out.push(']');
    }
}

impl<T: ToJson> ToJson for Vec<T> {
    fn write(&self, out: &mut String) {
        self.as_slice().write(out);
    }
}

macro_rules! tuples {
    ($(($first:ident $($rest:ident)*))+) => { $(
        impl<$first: ToJson, $($rest: ToJson),*> ToJson for ($first, $($rest),*) {
            #[expect(non_snake_case, reason = "a name for each type parameter")]
            fn write(&self, out: &mut String) {
                let ($first, $($rest),*) = self;
                out.push('[');
                $first.write(out);
                $(
                    out.push(',');
                    $rest.write(out);
                )*
                out.push(']');
            }
        }
    )+ };
}

tuples! { (A B) (A B C) }
