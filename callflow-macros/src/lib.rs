//! The attributes of the `callflow` crate, which exports them together with their manual.
//!
//! | file | owns |
//! |---|---|
//! | `args.rs` | what stands in the parentheses of an attribute |
//! | `offered.rs` | the list in `args(…)` |
//! | `item.rs` | the annotated item: a signature and an untouched body |
//! | `groups.rs` | what the invisible groups of `macro_rules!` hold together |
//! | `half_typed.rs` | which items are not finished yet |
//! | `shape.rs` | which return types are futures |
//! | `check.rs` | every rule of misuse and its message |
//! | `expand/` | the generated code, one file for each form |
//! | `snapshots.rs` | the tests of what is generated, beside it in `tests/expand` |
//! | `distribute.rs` | an attribute on a whole `impl`, `trait` or module |
//!
//! Whatever is wrong, the item is emitted as it was written, so that one mistake is one message.

/// `quote!` at mixed site: local names and labels cannot meet the user's, and braces follow this crate's edition.
macro_rules! quoted {
    ($($tokens:tt)*) => {
        ::quote::quote_spanned!(::proc_macro2::Span::mixed_site()=> $($tokens)*)
    };
}

mod args;
mod check;
mod distribute;
mod expand;
mod groups;
mod half_typed;
mod item;
mod offered;
mod shape;
#[cfg(test)]
mod snapshots;

use proc_macro::TokenStream;
use quote::ToTokens as _;

#[expect(missing_docs, reason = "the facade has the manual, and would show both")]
#[proc_macro_attribute]
pub fn trace(args: TokenStream, item: TokenStream) -> TokenStream {
    recording(Macro::Trace, args, item)
}

#[expect(missing_docs, reason = "the facade has the manual, and would show both")]
#[proc_macro_attribute]
pub fn trace_async(args: TokenStream, item: TokenStream) -> TokenStream {
    recording(Macro::TraceAsync, args, item)
}

/// `#[trace]` of a facade that does not record.
#[proc_macro_attribute]
pub fn checked_trace(args: TokenStream, item: TokenStream) -> TokenStream {
    checked(Macro::Trace, args, item)
}

/// `#[trace_async]` of a facade that does not record.
#[proc_macro_attribute]
pub fn checked_trace_async(args: TokenStream, item: TokenStream) -> TokenStream {
    checked(Macro::TraceAsync, args, item)
}

/// Which of the two attributes was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Macro {
    Trace,
    TraceAsync,
}

impl Macro {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Trace => "trace",
            Self::TraceAsync => "trace_async",
        }
    }
}

/// Emits the generated code, or the item untouched with or without an error.
fn recording(which: Macro, args: TokenStream, item: TokenStream) -> TokenStream {
    match generated(which, args.into(), &item.clone().into()) {
        Ok(Some(tokens)) => tokens.into(),
        Ok(None) => item,
        Err(error) => refused(&error, item),
    }
}

/// Emits the item untouched, with or without an error.
fn checked(which: Macro, args: TokenStream, item: TokenStream) -> TokenStream {
    match generated(which, args.into(), &item.clone().into()) {
        Ok(_) => item,
        Err(error) => refused(&error, item),
    }
}

fn refused(error: &syn::Error, item: TokenStream) -> TokenStream {
    let mut tokens = TokenStream::from(error.to_compile_error());
    tokens.extend(item);
    tokens
}

/// The item with its generated code; `None` where it stays as it is.
fn generated(
    which: Macro,
    args: proc_macro2::TokenStream,
    item: &proc_macro2::TokenStream,
) -> syn::Result<Option<proc_macro2::TokenStream>> {
    let args = args::Args::parse(which, args)?;
    if args.skip.is_some() {
        return Ok(None);
    }
    match item::Annotated::parse(which, item)? {
        item::Annotated::Function(function) => {
            check::function(which, &args, &function)?;
            Ok(expand::function(which, &args, &function))
        }
        item::Annotated::HalfTyped => Ok(None),
        item::Annotated::Container(mut container) => {
            check::container(which, &args, &container)?;
            distribute::over(&args, &mut container);
            Ok(Some(container.into_token_stream()))
        }
    }
}
