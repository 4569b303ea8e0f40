//! The path of a function, from the type name of an item inside of it.
//!
//! No macro knows the `impl` that its function stands in, but the compiler prints it for a type declared there:
//! `<shop::Cart as core::fmt::Display>::fmt::SITE::Here`. How it prints is not promised to anybody, so whatever is not
//! understood becomes the module and the function's own name, and a test holds every form that is known today.

/// What generated code puts between a function and the item whose type name is read.
const INSIDE: &str = "::SITE::Here";

/// The path of the function that a type name was read in: closures and generic arguments removed, `<impl T>` written
/// `T`, `<impl Trait for T>` written `<T as Trait>`. `module::ident` where the type name says nothing.
pub(crate) fn normalise(type_name: &str, module: &str, ident: &str) -> String {
    type_name
        .strip_suffix(INSIDE)
        .and_then(cleaned)
        .filter(|path| is_path(path))
        .unwrap_or_else(|| format!("{module}::{ident}"))
}

/// A path or type as the compiler prints it, without what makes it longer and not clearer.
fn cleaned(text: &str) -> Option<String> {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let len = match next {
            '<' => {
                let inside = bracketed(rest)?;
                if let Some(implementation) = inside.strip_prefix("impl ") {
                    // What stands before it is the module of the `impl`, not of the type.
                    clean.truncate(path_start(&clean));
                    clean.push_str(&implementing(implementation)?);
                } else if !clean.ends_with(|last: char| last.is_alphanumeric() || last == '_') {
                    clean.push('<');
                    clean.push_str(&cleaned(inside)?);
                    clean.push('>');
                }
                inside.len() + 2
            }
            // A closure; elsewhere braces hold the length of an array.
            '{' if clean.ends_with("::") => {
                clean.truncate(clean.len() - 2);
                bracketed(rest)?.len() + 2
            }
            // The name of `const _`.
            '_' if clean.ends_with("::") && rest.starts_with("_::") => 3,
            _ => {
                clean.push(next);
                next.len_utf8()
            }
        };
        rest = &rest[len..];
    }
    Some(clean)
}

/// `T` of `<impl T>` and `<T as Trait>` of `<impl Trait for T>`.
fn implementing(text: &str) -> Option<String> {
    if let Some((of_trait, ty)) = split(text, " for ") {
        return Some(format!("<{} as {}>", cleaned(ty)?, cleaned(of_trait)?));
    }
    let ty = cleaned(text)?;
    Some(if ty.contains(|c: char| !is_in_path(c)) { format!("<{ty}>") } else { ty })
}

/// What stands between the bracket that `text` starts with and the one that closes it.
fn bracketed(text: &str) -> Option<&str> {
    let mut open = Vec::new();
    let mut before = ' ';
    for (index, next) in text.char_indices() {
        // Braces hold expressions, in which `<` need not be a bracket.
        let in_expression = open.last() == Some(&'}');
        match next {
            '{' => open.push('}'),
            '<' if !in_expression => open.push('>'),
            '(' if !in_expression => open.push(')'),
            '[' if !in_expression => open.push(']'),
            '>' if before == '-' => {}
            '}' | '>' | ')' | ']' if open.last() == Some(&next) => drop(open.pop()),
            '>' | ')' | ']' if !in_expression => return None,
            _ => {}
        }
        if open.is_empty() {
            return text.get(1..index);
        }
        before = next;
    }
    None
}

/// Splits at a word that is in no bracket.
fn split<'a>(text: &'a str, word: &str) -> Option<(&'a str, &'a str)> {
    let mut at = 0;
    while let Some(next) = text[at..].chars().next() {
        if text[at..].starts_with(word) {
            return Some((&text[..at], &text[at + word.len()..]));
        }
        at += match next {
            '<' | '(' | '[' | '{' => bracketed(&text[at..])?.len() + 2,
            _ => next.len_utf8(),
        };
    }
    None
}

/// Where the path at the end of `text` starts.
fn path_start(text: &str) -> usize {
    text.rfind(|c| !is_in_path(c)).map_or(0, |last| last + 1)
}

fn is_in_path(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == ':'
}

/// Whether nothing was left over that this file does not understand.
fn is_path(text: &str) -> bool {
    let qualified =
        if text.starts_with('<') { bracketed(text).map_or(0, |inside| inside.len() + 2) } else { 0 };
    let (qualified, segments) = text.split_at(qualified);
    let segments = if qualified.is_empty() { Some(segments) } else { segments.strip_prefix("::") };
    segments.is_some_and(|path| {
        path.split("::")
            .all(|segment| !segment.is_empty() && segment.chars().all(|c| c != ':' && is_in_path(c)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every form that Rust 1.95 prints, without its `::SITE::Here`.
    const GOLDEN: &[(&str, &str)] = &[
        // Functions.
        ("krate::free", "krate::free"),
        ("krate::generic", "krate::generic"),
        ("krate::other::deep::f", "krate::other::deep::f"),
        ("krate::match", "krate::match"),
        ("krate::größe", "krate::größe"),
        ("krate::_hidden::r_::f", "krate::_hidden::r_::f"),
        // Functions in functions, closures, `async` bodies, constants and statics.
        ("krate::outer::dup", "krate::outer::dup"),
        ("krate::outer::{{closure}}", "krate::outer"),
        ("krate::outer::{{closure}}::inner", "krate::outer::inner"),
        ("krate::outer::{{closure}}::{{closure}}", "krate::outer"),
        ("krate::outer::{closure#0}", "krate::outer"),
        ("krate::block::K::kf", "krate::block::K::kf"),
        ("krate::block::ST::{{closure}}", "krate::block::ST"),
        ("krate::outer::L::lm", "krate::outer::L::lm"),
        ("krate::_::in_const", "krate::in_const"),
        // Inherent methods beside their type.
        ("krate::S<_>::inh", "krate::S::inh"),
        ("krate::S<u8>::inh8", "krate::S::inh8"),
        ("krate::S_<u8>::inh8", "krate::S_::inh8"),
        ("krate::S<alloc::vec::Vec<u8>>::far2", "krate::S::far2"),
        ("krate::C<{1 + 2}>::c", "krate::C::c"),
        ("krate::C<{N >> 1}>::c", "krate::C::c"),
        ("krate::C<N>::n", "krate::C::n"),
        ("<dyn krate::G<u8>>::on_dyn", "<dyn krate::G>::on_dyn"),
        // Inherent methods elsewhere.
        ("krate::other::<impl krate::S<u8>>::far", "krate::S::far"),
        ("krate::other::<impl krate::S<alloc::vec::Vec<u8>>>::far2", "krate::S::far2"),
        ("krate::other::<impl dyn krate::G<u8>>::on_dyn", "<dyn krate::G>::on_dyn"),
        ("krate::nested::<impl krate::C<9>>::loc", "krate::C::loc"),
        ("krate::nested::<impl krate::C<9>>::loc::Q::q", "krate::C::loc::Q::q"),
        // Methods of traits.
        ("krate::Tr::dflt", "krate::Tr::dflt"),
        ("<krate::S<_> as krate::Tr>::m", "<krate::S as krate::Tr>::m"),
        ("<alloc::vec::Vec<_> as krate::Tr>::m", "<alloc::vec::Vec as krate::Tr>::m"),
        ("<u8 as krate::G<_>>::g", "<u8 as krate::G>::g"),
        (
            "<krate::S<alloc::vec::Vec<_>> as krate::G<core::option::Option<_>>>::g",
            "<krate::S as krate::G>::g",
        ),
        (
            "<krate::S<alloc::string::String> as core::convert::From<&krate::S<u8>>>::from",
            "<krate::S as core::convert::From>::from",
        ),
        ("krate::other::<impl krate::Tr for u64>::m", "<u64 as krate::Tr>::m"),
        ("krate::other::<impl krate::Tr<u8> for krate::S<u8>>::m", "<krate::S as krate::Tr>::m"),
        ("krate::_::<impl krate::Tr for u32>::m", "<u32 as krate::Tr>::m"),
        ("<krate::outer::{{closure}}::Z as krate::Tr>::m", "<krate::outer::Z as krate::Tr>::m"),
        ("<krate::_::Z as krate::Tr>::m", "<krate::Z as krate::Tr>::m"),
        ("<krate::o::<impl krate::S<u8>>::f::Z as krate::Tr>::m", "<krate::S::f::Z as krate::Tr>::m"),
        ("<&krate::o::<impl krate::S<u8>>::f::Z as krate::Tr>::m", "<&krate::S::f::Z as krate::Tr>::m"),
        ("<krate::S<u8> as krate::Tr>::m::{{closure}}", "<krate::S as krate::Tr>::m"),
        // Types that are more than a path.
        ("<(u8, &str) as krate::Tr>::m", "<(u8, &str) as krate::Tr>::m"),
        ("<[u8; 4] as krate::Tr>::m", "<[u8; 4] as krate::Tr>::m"),
        ("<[i8; N] as krate::G<u8>>::g", "<[i8; N] as krate::G>::g"),
        ("<[i8; {N + 1}] as krate::G<u8>>::g", "<[i8; {N + 1}] as krate::G>::g"),
        ("<[i16] as krate::G<u8>>::g", "<[i16] as krate::G>::g"),
        ("<&str as krate::G<u8>>::g", "<&str as krate::G>::g"),
        ("<*const u8 as krate::G<u8>>::g", "<*const u8 as krate::G>::g"),
        ("<fn(u8) -> u8 as krate::G<alloc::vec::Vec<u8>>>::g", "<fn(u8) -> u8 as krate::G>::g"),
        ("<dyn core::fmt::Debug as krate::Tr>::m", "<dyn core::fmt::Debug as krate::Tr>::m"),
        (
            "<dyn core::ops::function::Fn(u8) -> alloc::vec::Vec<u8> + core::marker::Send as krate::G<u8>>::g",
            "<dyn core::ops::function::Fn(u8) -> alloc::vec::Vec + core::marker::Send as krate::G>::g",
        ),
        (
            "<alloc::boxed::Box<dyn core::iter::traits::iterator::Iterator<Item = u8>> as krate::G<u8>>::g",
            "<alloc::boxed::Box as krate::G>::g",
        ),
        ("<<krate::A as krate::B>::C as krate::Tr>::m", "<<krate::A as krate::B>::C as krate::Tr>::m"),
    ];

    #[test]
    fn every_known_form() {
        for (printed, expected) in GOLDEN {
            assert_eq!(normalise(&format!("{printed}{INSIDE}"), "module", "ident"), *expected, "{printed}");
        }
    }

    #[test]
    fn whatever_is_not_understood_is_module_and_ident() {
        for printed in [
            "",
            "::SITE::Here",
            "krate::f",
            "krate::f::SITE",
            "krate::<impl krate::S<u8>::far::SITE::Here",
            "krate::S<u8::f::SITE::Here",
            "krate::S>::f::SITE::Here<",
            "{{closure}}::SITE::Here",
            "krate::{{closure::SITE::Here",
        ] {
            assert_eq!(normalise(printed, "krate::module", "ident"), "krate::module::ident", "{printed}");
        }
    }

    #[test]
    fn brackets_close_in_the_order_that_they_open_in_and_are_none_in_expressions() {
        for inside in ["", "a", "(a, [b; 4])", "fn(a) -> b", "{N < 1}", "{(N < 1)}", "{[1][N < 1]}"] {
            assert_eq!(bracketed(&format!("<{inside}> after")), Some(inside));
        }
        for text in ["<a", "<(a>)", "<(a])>", "<{a>"] {
            assert_eq!(bracketed(text), None, "{text}");
        }
    }

    #[test]
    fn words_in_brackets_do_not_split() {
        for bracketed in ["<a for b>", "(a for b)", "[a for b]", "{a for b}", "a"] {
            assert_eq!(split(&format!("{bracketed} for c"), " for "), Some((bracketed, "c")));
        }
        assert_eq!(split("(a for b)", " for "), None);
    }
}
