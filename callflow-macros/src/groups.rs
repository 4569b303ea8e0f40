//! Invisible groups: what `macro_rules!` puts around `$e`, so that `2 * $e` multiplies all of it.
//!
//! The compiler keeps those that it gets back inside of an untouched token tree, and forgets those that were taken apart
//! and put together. What these held together gets parentheses instead.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use syn::{
    Expr, ExprParen, Type, TypeParen,
    spanned::Spanned as _,
    token::Paren,
    visit_mut::{self, VisitMut},
};

/// Whether one stands among the tokens themselves; those in braces, brackets and parentheses are safe.
pub(crate) fn are_among(tokens: &TokenStream) -> bool {
    tokens
        .clone()
        .into_iter()
        .any(|token| matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::None))
}

/// Gives parentheses to what would fall apart.
pub(crate) struct Visible;

impl VisitMut for Visible {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(self, expr);
        let paren_token = parentheses(expr.span());
        if let Expr::Group(group) = expr
            && !holds_itself(&group.expr)
        {
            let (attrs, inner) = (group.attrs.clone(), group.expr.clone());
            *expr = Expr::Paren(ExprParen { attrs, paren_token, expr: inner });
        }
    }

    fn visit_type_mut(&mut self, ty: &mut Type) {
        visit_mut::visit_type_mut(self, ty);
        let paren_token = parentheses(ty.span());
        if let Type::Group(group) = ty
            && is_a_sum(&group.elem)
        {
            let (attrs, elem) = (group.attrs.clone(), group.elem.clone());
            *ty = Type::Paren(TypeParen { attrs, paren_token, elem });
        }
    }
}

fn parentheses(place: Span) -> Paren {
    Paren(Span::mixed_site().located_at(place))
}

/// Whether nothing in front of an expression or behind it can take a part of it away.
fn holds_itself(expr: &Expr) -> bool {
    matches!(
        expr,
        Expr::Array(_)
            | Expr::Await(_)
            | Expr::Block(_)
            | Expr::Call(_)
            | Expr::Field(_)
            | Expr::Group(_)
            | Expr::Index(_)
            | Expr::Lit(_)
            | Expr::Macro(_)
            | Expr::MethodCall(_)
            | Expr::Paren(_)
            | Expr::Path(_)
            | Expr::Repeat(_)
            | Expr::Try(_)
            | Expr::Tuple(_)
            | Expr::Verbatim(_)
    )
}

/// `dyn A + B`, which cannot follow a `&`.
fn is_a_sum(ty: &Type) -> bool {
    match ty {
        Type::TraitObject(object) => object.bounds.len() > 1,
        Type::ImplTrait(object) => object.bounds.len() > 1,
        _ => false,
    }
}
