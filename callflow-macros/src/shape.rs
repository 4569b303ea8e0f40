//! Which return types are futures, as far as their spelling tells.

use syn::{
    GenericArgument, Path, PathArguments, PathSegment, ReturnType, Signature, Type, TypeParamBound,
    punctuated::Punctuated,
};

/// How a function hands out its future, if it does.
#[derive(Clone, Copy)]
pub(crate) enum Shape<'a> {
    /// It does not, or under a name that says nothing.
    Value,
    /// `async fn`.
    AsyncFn,
    /// `-> impl Future<Output = T>`.
    ImplFuture { output: Option<&'a Type> },
    /// `-> Pin<Box<dyn Future<Output = T>>>` or an alias of it with the usual name.
    Boxed {
        output: Option<&'a Type>,
        /// It is a `Future` with a lifetime and any of `Send`, `Sync` and `Unpin`, and nothing else.
        is_plain: bool,
    },
}

impl<'a> Shape<'a> {
    pub(crate) fn of(sig: &'a Signature) -> Self {
        if sig.asyncness.is_some() {
            return Self::AsyncFn;
        }
        match declared(sig) {
            Some(Type::ImplTrait(ty)) => match future_bound(&ty.bounds) {
                Some(bound) => Self::ImplFuture { output: associated_output(bound) },
                None => Self::Value,
            },
            Some(Type::Path(ty)) => ty.path.segments.last().map_or(Self::Value, boxed),
            _ => Self::Value,
        }
    }
}

/// The declared return type without the parentheses and invisible groups that macros leave behind.
pub(crate) fn declared(sig: &Signature) -> Option<&Type> {
    match &sig.output {
        ReturnType::Default => None,
        ReturnType::Type(_, ty) => Some(bare(ty)),
    }
}

fn bare(mut ty: &Type) -> &Type {
    loop {
        ty = match ty {
            Type::Group(group) => &group.elem,
            Type::Paren(paren) => &paren.elem,
            other => return other,
        };
    }
}

/// Whether the type's name promises a `Result`; what it really is the compiler decides.
pub(crate) fn is_called_result(ty: &Type) -> bool {
    match bare(ty) {
        Type::Path(ty) => {
            ty.path.segments.last().is_some_and(|last| last.ident.to_string().ends_with("Result"))
        }
        _ => false,
    }
}

/// `Pin<Box<dyn Future…>>`, `BoxFuture<'_, T>` and `LocalBoxFuture<'_, T>`.
fn boxed(last: &PathSegment) -> Shape<'_> {
    if last.ident == "BoxFuture" || last.ident == "LocalBoxFuture" {
        return Shape::Boxed { output: type_arguments(last).last(), is_plain: true };
    }
    if last.ident != "Pin" {
        return Shape::Value;
    }
    let pointee = type_arguments(last).next().and_then(|ty| segment_called(ty, "Box"));
    match pointee.and_then(|pointer| type_arguments(pointer).next()) {
        Some(Type::TraitObject(object)) => match future_bound(&object.bounds) {
            Some(bound) => Shape::Boxed {
                output: associated_output(bound),
                is_plain: object.bounds.iter().all(|other| is_plain(other, bound)),
            },
            None => Shape::Value,
        },
        _ => Shape::Value,
    }
}

fn is_plain(bound: &TypeParamBound, future: &Path) -> bool {
    match bound {
        TypeParamBound::Lifetime(_) => true,
        TypeParamBound::Trait(bound) => {
            let is = |name: &str| bound.path.segments.last().is_some_and(|last| last.ident == name);
            std::ptr::eq(&raw const bound.path, future) || is("Send") || is("Sync") || is("Unpin")
        }
        _ => false,
    }
}

fn segment_called<'a>(ty: &'a Type, name: &str) -> Option<&'a PathSegment> {
    match ty {
        Type::Path(ty) => ty.path.segments.last().filter(|last| last.ident == name),
        _ => None,
    }
}

fn type_arguments(segment: &PathSegment) -> impl Iterator<Item = &Type> {
    let arguments = match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => Some(&arguments.args),
        _ => None,
    };
    arguments.into_iter().flatten().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(bare(ty)),
        _ => None,
    })
}

fn future_bound<P>(bounds: &Punctuated<TypeParamBound, P>) -> Option<&Path> {
    bounds.iter().find_map(|bound| match bound {
        TypeParamBound::Trait(bound) => {
            bound.path.segments.last().is_some_and(|last| last.ident == "Future").then_some(&bound.path)
        }
        _ => None,
    })
}

/// The `T` of `Future<Output = T>`.
fn associated_output(bound: &Path) -> Option<&Type> {
    match &bound.segments.last()?.arguments {
        PathArguments::AngleBracketed(arguments) => {
            arguments.args.iter().find_map(|argument| match argument {
                GenericArgument::AssocType(binding) if binding.ident == "Output" => Some(&binding.ty),
                _ => None,
            })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::ToTokens as _;

    fn seen(signature: &str) -> String {
        let sig: Signature = syn::parse_str(signature).expect("a signature");
        let text =
            |output: Option<&Type>| output.map_or("?".to_owned(), |ty| ty.to_token_stream().to_string());
        match Shape::of(&sig) {
            Shape::Value => "value".to_owned(),
            Shape::AsyncFn => "async fn".to_owned(),
            Shape::ImplFuture { output } => format!("impl {}", text(output)),
            Shape::Boxed { output, is_plain: true } => format!("boxed {}", text(output)),
            Shape::Boxed { output, is_plain: false } => format!("boxed with more {}", text(output)),
        }
    }

    #[test]
    fn futures_are_recognised_by_spelling() {
        assert_eq!(seen("async fn f()"), "async fn");
        assert_eq!(seen("async fn f() -> u8"), "async fn");
        assert_eq!(seen("fn f() -> impl Future<Output = u8> + Send"), "impl u8");
        assert_eq!(seen("fn f() -> impl Send + core::future::Future<Output = u8>"), "impl u8");
        assert_eq!(seen("fn f() -> (impl Future)"), "impl ?");
        assert_eq!(seen("fn f() -> Pin<Box<dyn Future<Output = u8> + Send + '_>>"), "boxed u8");
        assert_eq!(seen("fn f() -> ::core::pin::Pin<Box<(dyn Future<Output = u8>)>>"), "boxed u8");
        assert_eq!(seen("fn f() -> BoxFuture<'static, u8>"), "boxed u8");
        assert_eq!(
            seen("fn f() -> futures::future::LocalBoxFuture<'_, io::Result<()>>"),
            "boxed io :: Result < () >"
        );
        assert_eq!(seen("fn f() -> BoxFuture"), "boxed ?");
        assert_eq!(
            seen("fn f() -> Pin<Box<dyn Unpin + std::future::Future<Output = u8> + Sync + Send + 'static>>"),
            "boxed u8"
        );
        assert_eq!(seen("fn f() -> Pin<Box<dyn Future<Output = u8> + UnwindSafe>>"), "boxed with more u8");
    }

    #[test]
    fn everything_else_is_a_value() {
        for other in [
            "fn f()",
            "fn f() -> u8",
            "fn f() -> impl Iterator<Item = u8>",
            "fn f() -> impl FnOnce() -> BoxFuture<'static, u8>",
            "fn f() -> Pin<Box<Sleep>>",
            "fn f() -> Pin<&mut dyn Future<Output = u8>>",
            "fn f() -> Box<dyn Future<Output = u8>>",
            "fn f() -> Ready<u8>",
            "fn f() -> !",
        ] {
            assert_eq!(seen(other), "value", "{other}");
        }
    }

    #[test]
    fn results_go_by_the_last_segment() {
        for (ty, expected) in [
            ("Result<u8, E>", true),
            ("std::io::Result<()>", true),
            ("fmt::Result", true),
            ("QueryResult<T>", true),
            ("(Result<u8, E>)", true),
            ("Option<Result<u8, E>>", false),
            ("&Result<u8, E>", false),
            ("Results", false),
            ("T", false),
        ] {
            assert_eq!(is_called_result(&syn::parse_str(ty).expect("a type")), expected, "{ty}");
        }
    }
}
