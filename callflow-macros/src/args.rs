//! What stands in the parentheses of an attribute.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{
    Error, Ident, Lit, LitStr, Path, Result, Token,
    ext::IdentExt as _,
    parse::{ParseStream, Parser as _},
};

use crate::{Macro, offered::Offered};

/// The arguments of one attribute, each with the place to blame for it.
#[derive(Default)]
pub(crate) struct Args {
    /// `name = "…"`: shown instead of the path.
    pub(crate) name: Option<LitStr>,
    /// `crate = path`: where the generated code finds the facade.
    pub(crate) facade: Option<Path>,
    /// `err` or `err = false`: whether errors are observed whatever the type is called.
    pub(crate) err: Option<(Span, bool)>,
    /// `future`: the declared return type is a future, whatever it is called.
    pub(crate) future: Option<Span>,
    /// `args(…)`: what is offered of the function's arguments.
    pub(crate) offered: Option<Offered>,
    /// `skip`: left alone inside a traced `impl` or module.
    pub(crate) skip: Option<Span>,
}

impl Args {
    pub(crate) fn parse(which: Macro, tokens: TokenStream) -> Result<Self> {
        let mut args = Self::default();
        let parser = |input: ParseStream<'_>| {
            while !input.is_empty() {
                args.parse_one(which, input)?;
                if !input.is_empty() {
                    comma(input)?;
                }
            }
            Ok(())
        };
        parser.parse2(tokens)?;
        Ok(args)
    }

    fn parse_one(&mut self, which: Macro, input: ParseStream<'_>) -> Result<()> {
        let start = input.span();
        let Ok(key) = input.call(Ident::parse_any) else {
            return Err(Error::new(start, format!("an argument starts with its name; {}", known(which))));
        };
        match key.to_string().as_str() {
            "name" => {
                let value = name(&key, input)?;
                set_once(&mut self.name, value, &key)
            }
            "crate" => {
                let value = facade(&key, input)?;
                set_once(&mut self.facade, value, &key)
            }
            "err" => {
                let value = switch(input)?;
                set_once(&mut self.err, (key.span(), value), &key)
            }
            "args" => {
                let value = Offered::parse(&key, input)?;
                set_once(&mut self.offered, value, &key)
            }
            "future" if which == Macro::TraceAsync => set_once(&mut self.future, key.span(), &key),
            "future" => Err(Error::new(
                key.span(),
                "`future` belongs to `#[trace_async]`: write `#[trace_async(future)]` to time the future that this \
                 function returns",
            )),
            "skip" => set_once(&mut self.skip, key.span(), &key),
            other => {
                Err(Error::new(key.span(), format!("no argument is called `{other}`; {}", known(which))))
            }
        }
    }

    /// The facade as generated code names it.
    pub(crate) fn facade(&self) -> TokenStream {
        self.facade.as_ref().map_or_else(|| quote!(::callflow), |path| quote!(#path))
    }
}

fn known(which: Macro) -> &'static str {
    match which {
        Macro::Trace => {
            "known are `name = \"…\"`, `args(…)`, `err`, `err = false`, `crate = path` and `skip`"
        }
        Macro::TraceAsync => {
            "known are `name = \"…\"`, `args(…)`, `err`, `err = false`, `crate = path`, `future` and `skip`"
        }
    }
}

/// Stores the value of an argument that may be given once.
fn set_once<T>(slot: &mut Option<T>, value: T, key: &Ident) -> Result<()> {
    if slot.is_some() {
        return Err(Error::new(key.span(), format!("`{key}` is given twice: leave one of them out")));
    }
    *slot = Some(value);
    Ok(())
}

fn comma(input: ParseStream<'_>) -> Result<()> {
    if input.peek(Token![,]) {
        input.parse::<Token![,]>()?;
        return Ok(());
    }
    Err(input.error("arguments are separated by commas"))
}

/// The place of what should follow `key`: the culprit itself, or the key where nothing follows.
fn culprit(key: &Ident, input: ParseStream<'_>) -> Span {
    if input.is_empty() { key.span() } else { input.span() }
}

fn name(key: &Ident, input: ParseStream<'_>) -> Result<LitStr> {
    const WANTED: &str = "write the name as a string: `name = \"shop::checkout\"`";
    if !input.peek(Token![=]) {
        return Err(Error::new(culprit(key, input), WANTED));
    }
    input.parse::<Token![=]>()?;
    match input.parse::<Lit>() {
        Ok(Lit::Str(name)) if name.value().trim().is_empty() => Err(Error::new(
            name.span(),
            "the name is empty: write one, or leave `name` out for the function's path",
        )),
        Ok(Lit::Str(name)) if name.suffix().is_empty() => Ok(name),
        Ok(other) => Err(Error::new(other.span(), WANTED)),
        Err(_) => Err(Error::new(culprit(key, input), WANTED)),
    }
}

fn facade(key: &Ident, input: ParseStream<'_>) -> Result<Path> {
    const WANTED: &str = "write the path without quotes: `crate = ::my::callflow`";
    if !input.peek(Token![=]) {
        return Err(Error::new(culprit(key, input), WANTED));
    }
    input.parse::<Token![=]>()?;
    let place = culprit(key, input);
    input.call(Path::parse_mod_style).map_err(|_| Error::new(place, WANTED))
}

/// `err` alone means yes; `err = false` means no.
fn switch(input: ParseStream<'_>) -> Result<bool> {
    if !input.peek(Token![=]) {
        return Ok(true);
    }
    let equals = input.parse::<Token![=]>()?;
    let place = if input.is_empty() { equals.span } else { input.span() };
    input
        .parse::<syn::LitBool>()
        .map(|value| value.value)
        .map_err(|_| Error::new(place, "write `err` to observe errors and `err = false` not to"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(which: Macro, tokens: &str) -> Result<Args> {
        Args::parse(which, tokens.parse().expect("tokens"))
    }

    fn refused(which: Macro, tokens: &str) -> String {
        parsed(which, tokens).err().expect("an error").to_string()
    }

    #[test]
    fn nothing_is_required() {
        let args = parsed(Macro::Trace, "").expect("arguments");
        assert!(args.name.is_none() && args.facade.is_none() && args.err.is_none() && args.skip.is_none());
        assert_eq!(args.facade().to_string(), ":: callflow");
    }

    #[test]
    fn every_argument_is_read() {
        let args = parsed(
            Macro::TraceAsync,
            r#"name = "db::query", args(table, rows = b.len() + 1), crate = ::my::callflow, err = false, future, skip,"#,
        )
        .expect("arguments");
        assert_eq!(args.name.as_ref().map(LitStr::value).as_deref(), Some("db::query"));
        assert_eq!(args.facade().to_string(), ":: my :: callflow");
        assert_eq!(args.err.map(|(_, value)| value), Some(false));
        assert!(args.future.is_some() && args.skip.is_some());
        let names = args.offered.iter().flat_map(|offered| &offered.values).map(|value| value.name.as_str());
        assert_eq!(names.collect::<Vec<_>>(), ["table", "rows"]);
    }

    #[test]
    fn err_alone_means_yes() {
        assert_eq!(parsed(Macro::Trace, "err").expect("arguments").err.map(|(_, value)| value), Some(true));
        assert_eq!(
            parsed(Macro::Trace, "err = true").expect("arguments").err.map(|(_, value)| value),
            Some(true)
        );
    }

    #[test]
    fn the_facade_may_be_any_module() {
        for path in ["crate", "self::inner", "super", "other", "::a::b"] {
            assert!(parsed(Macro::Trace, &format!("crate = {path}")).is_ok(), "{path}");
        }
    }

    #[test]
    fn whatever_is_not_known_is_named_with_what_is() {
        assert_eq!(
            refused(Macro::Trace, "fields(x)"),
            "no argument is called `fields`; known are `name = \"…\"`, `args(…)`, `err`, `err = false`, `crate = path` and `skip`"
        );
        assert!(refused(Macro::TraceAsync, "nmae = \"x\"").contains("`future`"));
        assert!(refused(Macro::Trace, "\"x\"").starts_with("an argument starts with its name"));
        assert!(refused(Macro::Trace, "future").contains("#[trace_async(future)]"));
    }

    #[test]
    fn an_argument_is_given_once() {
        for twice in [
            "err, err = false",
            "name = \"a\", name = \"b\"",
            "skip, skip",
            "crate = a, crate = b",
            "args(a), args(b)",
        ] {
            assert!(refused(Macro::Trace, twice).contains("given twice"), "{twice}");
        }
    }

    #[test]
    fn malformed_arguments_are_answered_with_the_right_form() {
        for wrong in ["name", "name =", "name = 5", "name(\"x\")", "name = \"x\"y", "name = b\"x\""] {
            assert!(refused(Macro::Trace, wrong).contains("name = \"shop::checkout\""), "{wrong}");
        }
        for wrong in ["crate", "crate =", "crate = \"callflow\"", "crate(callflow)"] {
            assert!(refused(Macro::Trace, wrong).contains("crate = ::my::callflow"), "{wrong}");
        }
        for wrong in ["err = 1", "err =", "err = \"no\""] {
            assert!(refused(Macro::Trace, wrong).contains("`err = false` not to"), "{wrong}");
        }
        for wrong in ["args", "args = a", "args()", "args(a = )", "args(a = , b)"] {
            assert!(refused(Macro::Trace, wrong).contains("args(table, rows.len()"), "{wrong}");
        }
        assert!(refused(Macro::Trace, "name = \" \"").contains("empty"));
        for wrong in ["err skip", "args(a b)", "args(a) b"] {
            assert!(refused(Macro::Trace, wrong).contains("separated by commas"), "{wrong}");
        }
    }
}
