//! Functions that return when they are done.

use proc_macro2::TokenStream;
use syn::Type;

use super::{
    Source,
    arguments::offering,
    doc, lints,
    outcome::{Outcome, inferable, is_observed},
    rebind::Rebound,
    site,
};
use crate::{check, shape};

pub(super) fn function(source: &Source<'_>) -> TokenStream {
    match observed(source) {
        Some(output) => observe(source, output),
        None => guard(source),
    }
}

/// The return type whose errors are to be seen. A closure would lose the caller of a `#[track_caller]` function, and
/// cannot take C's variable arguments.
fn observed<'a>(source: &Source<'a>) -> Option<&'a Type> {
    let sig = &source.function.sig;
    let output = shape::declared(sig).filter(|ty| is_observed(source, ty))?;
    (!check::is_track_caller(source.function) && sig.variadic.is_none()).then_some(output)
}

/// One statement at the head of the user's own block, and nothing else: no lint, attribute, coercion or temporary
/// can tell. Items keep their place in front of all statements, for which there is a lint as well.
///
/// *Input*
/// ```text
/// fn f(a: A) -> R { ITEMS STATEMENTS }
/// ```
/// *Output*
/// ```text
/// fn f(a: A) -> R {
///     ITEMS
///     let _call = ::callflow::__private::enter(SITE);
///     STATEMENTS
/// }
/// ```
fn guard(source: &Source<'_>) -> TokenStream {
    let Source { function, body, private, .. } = source;
    let site = offering(source, site::reference(source, "Sync", false), &[]);
    let enter = quoted!(let _call = #private::enter(#site););
    let (items, statements) = (&body.items, &body.tokens);
    let body = if lints::is_canonical(source) {
        let block = body.labelled();
        body.ours(&quoted!(#enter #block))
    } else {
        body.outer(&quoted!(#items #enter #statements))
    };
    function.emit(&lints::of_the_body(source), &function.sig, &body)
}

/// A guard cannot see the value that is returned, so the body becomes a closure whose value is looked at.
///
/// *Input*
/// ```text
/// fn f(a: A, mut b: B) -> Result<T, E> { STATEMENTS }
/// ```
/// *Output*
/// ```text
/// fn f(a: A, b: B) -> Result<T, E> {
///     ::callflow::__private::observe(SITE, KIND, move || -> Result<T, E> {
///         let a = a;
///         let mut b = b;
///         '_traced_body: { STATEMENTS }
///     })
/// }
/// ```
fn observe(source: &Source<'_>, output: &Type) -> TokenStream {
    let Source { function, body, private, .. } = source;
    let Outcome { kind, observes_errors } = Outcome::of(source, Some(output));
    let rebound = Rebound::for_closure(&function.sig);
    let site = offering(source, site::reference(source, "Sync", observes_errors), &rebound.taken);
    let closure = closure(source, &rebound);
    let body = body.outer(&quoted!(#private::observe(#site, #kind, #closure)));
    let emitted = function.emit(&doc::unless(rebound.is_renamed()), &rebound.sig, &body);
    doc::beside(source, rebound.is_renamed(), emitted)
}

/// The user's body as a closure that owns the arguments.
///
/// The closure's own braces are ours, whose edition ends the temporaries of the body's tail before the arguments,
/// as it is in a function.
pub(super) fn closure(source: &Source<'_>, rebound: &Rebound) -> TokenStream {
    let lets = &rebound.lets;
    let block = source.body.labelled();
    let output = shape::declared(&source.function.sig).map(inferable);
    let output = output.map_or_else(|| quoted!(()), |ty| quoted!(#ty));
    quoted!(move || -> #output { #lets #block })
}
