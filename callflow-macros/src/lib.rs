//! The attributes of the `callflow` crate, where their manual is.
//!
//! | file | owns |
//! |---|---|
//! | `args.rs` | what stands in the parentheses of an attribute |
//! | `offered.rs` | the list in `args(…)` |
//! | `item.rs` | the annotated item: a signature and an untouched body |
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
mod half_typed;
mod item;
mod offered;
mod shape;
#[cfg(test)]
mod snapshots;

use proc_macro::TokenStream;
use quote::ToTokens as _;

/// Records the calls of a function, or of every function of an `impl` block, a trait or an inline module.
///
/// Goes on functions and methods of every kind that return when they are done; those that return a future take
/// [`trace_async`](macro@trace_async). On an `impl` block, a trait or an inline module each function inside, those of
/// nested ones included, is treated as what it is; `const fn` are left alone, and `#[trace(skip)]` leaves out others.
///
/// # Arguments
///
/// - `name = "shop::checkout"`: shown instead of the function's path.
/// - `err`: counts a returned `Err` as an error though the return type of a sync function is not called `…Result`; async
///   functions need no such hint. `err = false`: does not. Whether a type *is* a `Result` the compiler decides, so
///   aliases need nothing.
/// - `crate = path::to::callflow`: where the facade is, if it is not `::callflow`.
/// - `skip`: records nothing.
///
/// # What it changes
///
/// Nothing that can be seen from outside, and inside one statement at the head of the body. The body of a function
/// whose errors are observed becomes a closure: a backtrace shows one frame more. `#[track_caller]` functions keep their
/// caller, and therefore their errors are not observed.
#[proc_macro_attribute]
pub fn trace(args: TokenStream, item: TokenStream) -> TokenStream {
    attribute(Macro::Trace, args, item)
}

/// Records the calls of an `async fn` or of a function that returns a future, from the first poll to completion.
///
/// Recognised are `async fn`, `-> impl Future<…>`, `-> Pin<Box<dyn Future<…>>>`, `BoxFuture` and `LocalBoxFuture`, and
/// with them the methods of `#[async_trait]`, in either order of the attributes. The part of a function that runs before
/// it returns its future belongs to the caller.
///
/// Stands above `#[tokio::main]`, `#[tokio::test]` and the like, which leave no `async fn` below them.
///
/// # Arguments
///
/// Those of [`trace`](macro@trace), and `future`: the declared return type is a future, or turns into one, under a name
/// that says nothing. The function then returns `impl Future`.
///
/// # What it changes
///
/// An `async fn` becomes a function that returns `impl Future` with the same lifetimes and auto traits, so that a call
/// belongs to where it was made and not to where it is polled first. It stays an `async fn`, whose calls belong to where
/// they are polled first, under `#[must_use]` and under every attribute that might be a macro. Documentation shows it
/// as it was written. A boxed future whose function ends in `Box::pin(async …)` is recorded inside its box; any other
/// takes one more box.
#[proc_macro_attribute]
pub fn trace_async(args: TokenStream, item: TokenStream) -> TokenStream {
    attribute(Macro::TraceAsync, args, item)
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
///
/// The only place that reads the feature: without it everything is still checked.
fn attribute(which: Macro, args: TokenStream, item: TokenStream) -> TokenStream {
    match generated(which, args.into(), &item.clone().into()) {
        Ok(Some(tokens)) if cfg!(feature = "enabled") => tokens.into(),
        Ok(_) => item,
        Err(error) => {
            let mut tokens = TokenStream::from(error.into_compile_error());
            tokens.extend(item);
            tokens
        }
    }
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
