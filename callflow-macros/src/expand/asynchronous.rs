//! Functions that return a future: timed from its first poll to completion, with the context of their call.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::{
    Attribute, Expr, Meta, Signature, Stmt, Token, Type, parse::Parser as _, parse_quote,
    punctuated::Punctuated, spanned::Spanned as _,
};

use super::{
    Source,
    arguments::{Taken, offering},
    doc,
    outcome::{Outcome, inferable},
    rebind::Rebound,
    site, sync,
};
use crate::shape;

/// *Input*
/// ```text
/// async fn f(a: A, mut b: B) -> T { STATEMENTS }
/// ```
/// *Output*
/// ```text
/// fn f(a: A, b: B) -> impl ::core::future::Future<Output = T> {
///     ::callflow::__private::traced(SITE, KIND, async move {
///         let a = a;
///         let mut b = b;
///         if false { return ::callflow::__private::never::<T>(); }
///         '_traced_body: { STATEMENTS }
///     })
/// }
/// ```
/// Only a function that is not `async` runs code when it is called, and only then is the caller's context at hand.
/// The `impl` is ours and follows the edition that captures every lifetime. The statement that never runs tells the
/// block its type before the body does, as the signature of an `async fn` would.
pub(super) fn async_fn(source: &Source<'_>) -> TokenStream {
    let Source { function, body, .. } = source;
    let output = shape::declared(&function.sig);
    let rebound = Rebound::for_async_block(&function.sig);
    let lets = &rebound.lets;
    let hint = hint(source, output);
    let block = body.labelled();
    let call = Call::new(source, output, &rebound.taken);
    let traced = call.traced(&quoted!(async move { #lets #hint #block }));

    // `Output = !` cannot be written.
    if matches!(output, Some(Type::Never(_))) || function.attrs.iter().any(needs_async_fn) {
        let emitted = function.emit(
            &doc::unless(rebound.is_renamed()),
            &rebound.sig,
            &body.outer(&quoted!(#traced.await)),
        );
        return doc::beside(source, rebound.is_renamed(), emitted);
    }
    let sig = desugared(rebound.sig, output);
    doc::beside(source, true, function.emit(&doc::unless(true), &sig, &body.outer(&traced)))
}

/// The signature without `async` and with the future it stands for.
fn desugared(mut sig: Signature, output: Option<&Type>) -> Signature {
    let output = output.cloned().unwrap_or_else(|| parse_quote!(()));
    returning_future(&mut sig, &output);
    sig
}

fn returning_future(sig: &mut Signature, output: &Type) {
    let impl_token = Token![impl](Span::mixed_site());
    let ty = quoted!(#impl_token ::core::future::Future<Output = #output>);
    sig.asyncness = None;
    sig.output = syn::ReturnType::Type(Token![->](Span::mixed_site()), Box::new(Type::Verbatim(ty)));
}

/// Never runs, and stands where the type does, for errors to point at.
fn hint(source: &Source<'_>, output: Option<&Type>) -> TokenStream {
    let private = &source.private;
    match output {
        Some(Type::Never(_) | Type::ImplTrait(_)) => TokenStream::new(),
        Some(ty) => {
            let place = Span::mixed_site().located_at(ty.span());
            let private = located(private, place);
            let ty = inferable(ty);
            quote_spanned!(place=> if false { return #private::never::<#ty>(); })
        }
        None => quoted!(if false {
            return;
        }),
    }
}

/// The same tokens, as if they stood elsewhere.
fn located(tokens: &TokenStream, place: Span) -> TokenStream {
    let moved = tokens.clone().into_iter().map(|mut token| {
        token.set_span(token.span().located_at(place));
        token
    });
    moved.collect()
}

/// Whether an attribute that expands after ours may look for the keyword, or speaks of the output.
///
/// Attributes of the language do not; whatever else there is may be a macro such as `#[tokio::main]`. Under it the
/// context is captured at the first poll.
fn needs_async_fn(attr: &Attribute) -> bool {
    const LANGUAGE: [&str; 21] = [
        "allow",
        "cfg",
        "cold",
        "coverage",
        "deny",
        "deprecated",
        "doc",
        "expect",
        "export_name",
        "forbid",
        "ignore",
        "inline",
        "link_section",
        "must_not_suspend",
        "no_mangle",
        "optimize",
        "should_panic",
        "target_feature",
        "track_caller",
        "unsafe",
        "warn",
    ];
    fn is_inert(meta: &Meta) -> bool {
        let path = meta.path();
        match path.segments.first() {
            Some(tool) if path.segments.len() > 1 => {
                ["clippy", "diagnostic", "rustfmt", "rust_analyzer"].iter().any(|name| tool.ident == name)
            }
            _ if path.is_ident("cfg_attr") => match meta {
                Meta::List(list) => Punctuated::<Meta, Token![,]>::parse_terminated
                    .parse2(list.tokens.clone())
                    .is_ok_and(|metas| metas.iter().skip(1).all(is_inert)),
                _ => false,
            },
            _ => LANGUAGE.iter().any(|name| path.is_ident(name)),
        }
    }
    !is_inert(&attr.meta)
}

/// *Input*
/// ```text
/// fn f(a: A) -> impl Future<Output = T> { STATEMENTS async move { … } }
/// fn f(a: A) -> impl Future<Output = T> { STATEMENTS }
/// ```
/// *Output*
/// ```text
/// fn f(a: A) -> impl Future<Output = T> { STATEMENTS ::callflow::__private::traced(SITE, KIND, async move { … }) }
/// fn f(a: A) -> impl Future<Output = T> {
///     ::callflow::__private::traced(SITE, KIND, ::callflow::__private::call(CLOSURE))
/// }
/// ```
/// The part that is not `async` runs at the call and belongs to the caller.
pub(super) fn impl_future(source: &Source<'_>, output: Option<&Type>) -> TokenStream {
    let Source { function, body, private, .. } = source;
    if let Some((Expr::Async(tail), before)) = only_way_out(&body.stmts) {
        let mut call = Call::new(source, output, &[]);
        let before = call.before(source, before);
        let traced = call.traced(&quoted!(#tail));
        return function.emit(&TokenStream::new(), &function.sig, &body.outer(&quoted!(#before #traced)));
    }
    let rebound = Rebound::for_closure(&function.sig);
    let closure = sync::closure(source, &rebound);
    let traced = Call::new(source, output, &rebound.taken).traced(&quoted!(#private::call(#closure)));
    let emitted = function.emit(&doc::unless(rebound.is_renamed()), &rebound.sig, &body.outer(&traced));
    doc::beside(source, rebound.is_renamed(), emitted)
}

/// *Input*
/// ```text
/// #[trace_async(future)]
/// fn f(a: A) -> Fetch { STATEMENTS }
/// ```
/// *Output*
/// ```text
/// fn f(a: A) -> impl ::core::future::Future<Output = <Fetch as ::core::future::IntoFuture>::Output> {
///     ::callflow::__private::traced(SITE, KIND, ::core::future::IntoFuture::into_future(
///         ::callflow::__private::call(CLOSURE)
///     ))
/// }
/// ```
pub(super) fn declared_future(source: &Source<'_>) -> TokenStream {
    let Source { function, body, private, .. } = source;
    let ty = shape::declared(&function.sig);
    let output = Type::Verbatim(quoted!(<#ty as ::core::future::IntoFuture>::Output));
    let mut rebound = Rebound::for_closure(&function.sig);
    let closure = sync::closure(source, &rebound);
    let future = quoted!(::core::future::IntoFuture::into_future(#private::call(#closure)));
    let traced = Call::new(source, Some(&output), &rebound.taken).traced(&future);
    returning_future(&mut rebound.sig, &output);
    let emitted = function.emit(&doc::unless(rebound.is_renamed()), &rebound.sig, &body.outer(&traced));
    doc::beside(source, rebound.is_renamed(), emitted)
}

/// What the recorder is told of a call beside its future.
pub(super) struct Call<'a> {
    private: &'a TokenStream,
    site: TokenStream,
    kind: TokenStream,
}

impl<'a> Call<'a> {
    pub(super) fn new(source: &'a Source<'_>, output: Option<&Type>, taken: &[Taken]) -> Self {
        let Outcome { kind, observes_errors } = Outcome::of(source, output);
        let site = offering(source, site::reference(source, "Async", observes_errors), taken);
        Self { private: &source.private, site, kind }
    }

    /// The statements before the future. They may move the arguments, which are therefore offered in front of them.
    pub(super) fn before(&mut self, source: &Source<'_>, stmts: &[Stmt]) -> TokenStream {
        if source.args.offered.is_none() {
            return quoted!(#(#stmts)*);
        }
        let site = std::mem::replace(&mut self.site, quoted!(site));
        let (items, stmts) =
            (&source.body.items, stmts.iter().skip_while(|stmt| matches!(stmt, Stmt::Item(_))));
        quoted!(#items let site = #site; #(#stmts)*)
    }

    /// The boxed future under observation, in one more box of its type.
    pub(super) fn traced_box(&self, future: &TokenStream) -> TokenStream {
        let Self { private, site, kind } = self;
        quoted!(#private::traced_box(#site, #kind, #future))
    }

    /// The future under observation.
    pub(super) fn traced(&self, future: &TokenStream) -> TokenStream {
        let Self { private, site, kind } = self;
        quoted!(#private::traced(#site, #kind, #future))
    }
}

/// The tail of a body that cannot return anywhere else, and what stands before it.
pub(super) fn only_way_out(stmts: &[Stmt]) -> Option<(&Expr, &[Stmt])> {
    match stmts.split_last()? {
        (Stmt::Expr(tail, None), before) if !super::returns::mentioned(quoted!(#(#before)*)) => {
            Some((tail, before))
        }
        _ => None,
    }
}
