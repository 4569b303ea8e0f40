//! The generated code. One file for each form of function, and one for each part that the forms share.
//!
//! All tokens made here are spanned at *mixed site*: their local names and labels cannot meet the user's, and their
//! braces follow the edition of this crate, in which the temporaries of a block's tail end before its locals.

mod arguments;
mod asynchronous;
mod boxed;
mod doc;
mod lints;
mod outcome;
mod rebind;
mod returns;
mod site;
mod sync;

use proc_macro2::TokenStream;

use crate::{
    Macro,
    args::Args,
    item::{Body, Function},
    shape::Shape,
};

/// What every form needs.
struct Source<'a> {
    args: &'a Args,
    function: &'a Function,
    body: &'a Body,
    /// `::callflow::__private`.
    private: TokenStream,
}

/// The annotated function with its generated code; `None` while its body does not parse.
pub(crate) fn function(which: Macro, args: &Args, function: &Function) -> Option<TokenStream> {
    let body = Body::parse(function.body.as_ref()?)?;
    let facade = args.facade();
    let private = quoted!(#facade::__private);
    let source = Source { args, function, body: &body, private };
    let tokens = match (which, Shape::of(&function.sig)) {
        (Macro::Trace, _) => sync::function(&source),
        (Macro::TraceAsync, Shape::AsyncFn) => asynchronous::async_fn(&source),
        (Macro::TraceAsync, Shape::ImplFuture { output }) => asynchronous::impl_future(&source, output),
        (Macro::TraceAsync, Shape::Boxed { output, is_plain }) => boxed::function(&source, output, is_plain),
        (Macro::TraceAsync, Shape::Value) => asynchronous::declared_future(&source),
    };
    Some(tokens)
}
