//! How the generated code tells errors from other values.

use proc_macro2::{Span, TokenStream};
use syn::{
    BoundLifetimes, Lifetime, ParenthesizedGenericArguments, Token, Type, TypeFnPtr, TypeImplTrait,
    TypeInfer, TypeTuple,
    punctuated::Punctuated,
    token::Paren,
    visit_mut::{self, VisitMut},
};

use super::Source;
use crate::shape;

/// The kind of a function's outcome.
pub(super) struct Outcome {
    /// An expression of a type that implements `Classify<R>` for the returned `R`.
    pub(super) kind: TokenStream,
    pub(super) observes_errors: bool,
}

impl Outcome {
    /// For a function whose value, or whose future's output, is declared as `output`; `()` where there is none.
    pub(super) fn of(source: &Source<'_>, output: Option<&Type>) -> Self {
        let private = &source.private;
        match output.filter(|ty| is_observed(source, ty) || (source.args.err.is_none() && is_plain_path(ty)))
        {
            // Which types stand for `impl Trait` does not decide whether the whole is a `Result`.
            Some(ty) => {
                let observes_errors = is_observed(source, ty);
                let ty = in_body(ty, &unit());
                Self { kind: quoted!(#private::Probe::<#ty>::new().kind()), observes_errors }
            }
            None => Self { kind: quoted!(#private::Returned), observes_errors: false },
        }
    }
}

/// Whether errors of this type are looked for: as the user says, else where its name promises a `Result`.
pub(super) fn is_observed(source: &Source<'_>, ty: &Type) -> bool {
    match source.args.err {
        Some((_, wanted)) => wanted,
        None => shape::is_called_result(ty),
    }
}

/// Whether the type may be an alias of a `Result` and can be written in a body as it stands. Asking the compiler costs
/// a future nothing, so its output need not be called a `Result` to be looked at.
fn is_plain_path(ty: &Type) -> bool {
    struct Impls(bool);

    impl VisitMut for Impls {
        fn visit_type_impl_trait_mut(&mut self, _: &mut TypeImplTrait) {
            self.0 = true;
        }
    }

    let mut impls = Impls(false);
    impls.visit_type_mut(&mut ty.clone());
    matches!(ty, Type::Path(_)) && !impls.0
}

/// The type as a body can write it where the rest can be inferred: `_` stands for `impl Trait`.
pub(super) fn inferable(ty: &Type) -> Type {
    let underscore_token = Token![_](Span::mixed_site());
    in_body(ty, &Type::Infer(TypeInfer { attrs: Vec::new(), underscore_token }))
}

fn unit() -> Type {
    let paren_token = Paren(Span::mixed_site());
    Type::Tuple(TypeTuple { attrs: Vec::new(), paren_token, elems: Punctuated::new() })
}

/// The type without what only a signature may write, `impl Trait`, and without the names of lifetimes, which clippy
/// would take for a reason to have them.
fn in_body(ty: &Type, for_impl: &Type) -> Type {
    struct Binders(bool);

    impl VisitMut for Binders {
        fn visit_bound_lifetimes_mut(&mut self, _: &mut BoundLifetimes) {
            self.0 = true;
        }
    }

    struct Replace<'a> {
        for_impl: &'a Type,
        lifetimes: bool,
    }

    impl VisitMut for Replace<'_> {
        fn visit_type_mut(&mut self, ty: &mut Type) {
            if let Type::ImplTrait(_) = ty {
                *ty = self.for_impl.clone();
            } else {
                visit_mut::visit_type_mut(self, ty);
            }
        }

        // Here a lifetime without a name would be another: the caller's, for each call.
        fn visit_parenthesized_generic_arguments_mut(&mut self, _: &mut ParenthesizedGenericArguments) {}

        fn visit_type_fn_ptr_mut(&mut self, _: &mut TypeFnPtr) {}

        fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
            if self.lifetimes && lifetime.ident != "static" {
                *lifetime = Lifetime::new("'_", lifetime.span());
            }
        }
    }

    // The names that `for<'a>` brings in are its own.
    let mut ty = ty.clone();
    let mut binders = Binders(false);
    binders.visit_type_mut(&mut ty);
    Replace { for_impl, lifetimes: !binders.0 }.visit_type_mut(&mut ty);
    ty
}
