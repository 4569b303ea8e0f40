//! The arguments that a call offers before it begins.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;
use syn::{
    Attribute, Pat, Token,
    spanned::Spanned as _,
    visit_mut::{self, VisitMut},
};

use super::Source;
use crate::offered::{Offered, Value, needs_parentheses};

/// The site of a call that has offered its arguments.
///
/// *Input*
/// ```text
/// #[trace(args(table, rows.len(), most = limit + 1))]
/// fn f(Name(table): Name, rows: &[Row], limit: usize)
/// ```
/// *Output*
/// ```text
/// {
///     ::callflow::__private::arguments(SITE, &|args: &mut ::callflow::__private::Arguments| {
///         let Name(table) = &arg0;
///         args.debug("table", &table);
///         args.debug("rows.len()", &rows.len());
///         args.debug("most", &(limit + 1));
///     })
/// }
/// ```
/// A reference to a closure can be called only if the closure does not change or move what it captures; so the program
/// is the same whether a scope asks for arguments or not. Its own braces keep the closure out of a future that
/// is awaited in the same statement.
///
/// `taken` are the arguments whose patterns are yet to be matched where the code stands.
pub(super) fn offering(source: &Source<'_>, site: TokenStream, taken: &[Taken]) -> TokenStream {
    let Some(offered) = &source.args.offered else { return site };
    let private = &source.private;
    let views = taken.iter().map(|taken| taken.view(offered));
    let values = offered.values.iter().map(|Value { name, expr }| {
        let place = Span::mixed_site().located_at(expr.span());
        if needs_parentheses(expr) {
            quote_spanned!(place=> args.debug(#name, &(#expr));)
        } else {
            quote_spanned!(place=> args.debug(#name, &#expr);)
        }
    });
    quoted!({ #private::arguments(#site, &|args: &mut #private::Arguments| { #(#views)* #(#values)* }) })
}

/// An argument that has a name of ours until its pattern takes it apart.
pub(super) struct Taken {
    pub(super) attrs: Vec<Attribute>,
    pub(super) ident: Ident,
    pub(super) pat: Pat,
}

impl Taken {
    /// The names of the pattern, as references to their values; only those that are offered, for which no lint asks.
    fn view(&self, offered: &Offered) -> TokenStream {
        let Self { attrs, ident, pat } = self;
        let mut pat = pat.clone();
        let mut view = View { offered, names: 0 };
        view.visit_pat_mut(&mut pat);
        if view.names == 0 {
            return TokenStream::new();
        }
        let conditions =
            attrs.iter().filter(|attr| attr.path().is_ident("cfg") || attr.path().is_ident("cfg_attr"));
        quoted!(#(#conditions)* let #pat = &#ident;)
    }
}

/// Turns a pattern that moves into one that looks.
struct View<'a> {
    offered: &'a Offered,
    names: usize,
}

impl VisitMut for View<'_> {
    fn visit_pat_mut(&mut self, pat: &mut Pat) {
        match pat {
            Pat::Ident(name) if self.offered.mention(&name.ident) => {
                self.names += 1;
                name.by_ref = None;
                name.mutability = None;
                visit_mut::visit_pat_ident_mut(self, name);
            }
            Pat::Ident(name) => {
                *pat = match name.subpat.take() {
                    Some((_, subpat)) => *subpat,
                    None => wild(),
                };
                visit_mut::visit_pat_mut(self, pat);
            }
            // References to references print the same.
            Pat::Reference(reference) => {
                *pat = std::mem::replace(&mut *reference.pat, wild());
                self.visit_pat_mut(pat);
            }
            other => visit_mut::visit_pat_mut(self, other),
        }
    }

    fn visit_field_pat_mut(&mut self, field: &mut syn::FieldPat) {
        // `Point { x }` with another pattern for `x` needs both written.
        if !matches!(&*field.pat, Pat::Ident(name) if self.offered.mention(&name.ident)) {
            field.colon_token.get_or_insert_with(|| Token![:](Span::mixed_site()));
        }
        visit_mut::visit_field_pat_mut(self, field);
    }
}

fn wild() -> Pat {
    let underscore_token = Token![_](Span::mixed_site());
    Pat::Wild(syn::PatWild { attrs: Vec::new(), underscore_token })
}
