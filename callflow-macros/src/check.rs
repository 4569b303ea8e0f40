//! Every rule of misuse, each with a message that says what to write instead.

use proc_macro2::Span;
use syn::{
    Error, Expr, Item, Result, Type,
    spanned::Spanned as _,
    visit_mut::{self, VisitMut},
};

use crate::{
    Macro,
    args::Args,
    item::{Container, Function},
    shape::{self, Shape},
};

/// The rules for one function.
pub(crate) fn function(which: Macro, args: &Args, function: &Function) -> Result<()> {
    let sig = &function.sig;
    let shape = Shape::of(sig);
    if function.body.is_none() {
        return Err(Error::new(
            sig.ident.span(),
            format!(
                "a function without a body has no calls of its own: write `#[{}]` on its implementations",
                which.name()
            ),
        ));
    }
    if let Some(token) = sig.constness {
        return Err(Error::new(
            token.span,
            "a `const fn` may run at compile time and cannot be recorded: leave the attribute out, or trace its callers",
        ));
    }
    match (which, shape) {
        (Macro::Trace, Shape::AsyncFn) => Err(only_made(sig.asyncness.span())),
        // What is left of an `async fn` below `#[async_trait]` as well.
        (Macro::Trace, Shape::ImplFuture { .. } | Shape::Boxed { .. }) => Err(only_made(sig.ident.span())),
        (Macro::TraceAsync, Shape::Value) if args.future.is_none() => Err(not_a_future(sig)),
        _ => Ok(()),
    }?;
    declared_future(args, function, shape)?;
    observed_errors(which, args, function, shape)?;
    offered(args)
}

fn only_made(place: Span) -> Error {
    Error::new(
        place,
        "`#[trace]` would time the making of the future and not its run: write `#[trace_async]`",
    )
}

fn not_a_future(sig: &syn::Signature) -> Error {
    Error::new(
        sig.fn_token.span,
        "this function is not `async` and its return type is not known to be a future: write `#[trace]`\n\
         with `#[tokio::main]`, `#[tokio::test]` and the like: write `#[trace_async]` above them, where it is still `async`\n\
         with a future under another name: write `#[trace_async(future)]`",
    )
}

/// `future` changes the return type to `impl Future`, for which it needs one to name.
fn declared_future(args: &Args, function: &Function, shape: Shape<'_>) -> Result<()> {
    let (Some(place), Shape::Value) = (args.future, shape) else {
        return Ok(());
    };
    match shape::declared(&function.sig) {
        None => Err(Error::new(place, "this function returns nothing, so no future: write `#[trace]`")),
        Some(ty @ Type::ImplTrait(_)) => Err(Error::new(
            ty.span(),
            "`future` needs a type that can be named: write the return type as `impl Future<Output = …>`",
        )),
        Some(_) => Ok(()),
    }
}

/// `err` needs a returned value that the generated code gets to see.
fn observed_errors(which: Macro, args: &Args, function: &Function, shape: Shape<'_>) -> Result<()> {
    let Some((place, true)) = args.err else {
        return Ok(());
    };
    let returns_nothing =
        Error::new(place, "this function returns nothing that could be an error: leave `err` out");
    match shape {
        Shape::Value | Shape::AsyncFn if shape::declared(&function.sig).is_none() => Err(returns_nothing),
        Shape::ImplFuture { output: None } | Shape::Boxed { output: None, .. }
            if which == Macro::TraceAsync =>
        {
            Err(Error::new(
                place,
                "`err` needs the future's output in the return type: write `Future<Output = …>`",
            ))
        }
        _ if which == Macro::Trace && is_track_caller(function) => Err(Error::new(
            place,
            "the errors of a `#[track_caller]` function cannot be observed without losing its caller: leave `err` out",
        )),
        _ => Ok(()),
    }
}

/// The expressions of `args(…)` are evaluated beside the function and not in it.
fn offered(args: &Args) -> Result<()> {
    struct Leaves(Result<()>);

    impl VisitMut for Leaves {
        fn visit_expr_mut(&mut self, expr: &mut Expr) {
            let (place, what) = match expr {
                // What these do is their own business.
                Expr::Async(_) | Expr::Closure(_) => return,
                Expr::Return(expr) => (expr.return_token.span, "`return`"),
                Expr::Try(expr) => (expr.question_token.span, "`?`"),
                Expr::Await(expr) => (expr.await_token.span, "`.await`"),
                _ => return visit_mut::visit_expr_mut(self, expr),
            };
            self.0 = Err(Error::new(
                place,
                format!("{what} would leave a function that has not begun: offer a value without it"),
            ));
        }
    }

    let mut leaves = Leaves(Ok(()));
    for value in args.offered.iter().flat_map(|offered| &offered.values) {
        leaves.visit_expr_mut(&mut value.expr.clone());
    }
    leaves.0
}

pub(crate) fn is_track_caller(function: &Function) -> bool {
    function.attrs.iter().any(|attr| attr.path().is_ident("track_caller"))
}

/// The rules for an `impl` block, a trait or a module.
pub(crate) fn container(which: Macro, args: &Args, container: &Container) -> Result<()> {
    let place = match container {
        Container::Impl(item) => item.impl_token.span,
        Container::Trait(item) => item.trait_token.span,
        Container::Module(item) => item.mod_token.span,
    };
    if which == Macro::TraceAsync {
        return Err(Error::new(
            place,
            "`#[trace_async]` goes on functions: write `#[trace]` here, it treats each function as what it is",
        ));
    }
    if let Some(name) = &args.name {
        return Err(Error::new(name.span(), "`name` names one function: write it on that function"));
    }
    if let Some(offered) = &args.offered {
        return Err(Error::new(
            offered.key,
            "`args` names the arguments of one function: write it on that function",
        ));
    }
    if let Some((place, true)) = args.err {
        return Err(Error::new(
            place,
            "`err` speaks of one return type: write it on the functions that return it",
        ));
    }
    match container {
        Container::Module(item) if item.content.is_none() => Err(Error::new(
            place,
            "the functions of this module are in its own file, out of reach: write `#[trace]` on them there",
        )),
        _ => Ok(()),
    }
}

/// Everything else an attribute can stand on.
pub(crate) fn not_traceable(which: Macro, item: &Item) -> Error {
    let (place, what) = described(item);
    let where_to = match which {
        Macro::Trace => "on functions, `impl` blocks and inline modules",
        Macro::TraceAsync => "on functions that return a future",
    };
    Error::new(place, format!("`#[{}]` goes {where_to}, not on {what}", which.name()))
}

fn described(item: &Item) -> (Span, &'static str) {
    match item {
        Item::Struct(item) => (item.struct_token.span, "a struct: write it on the `impl` block"),
        Item::Enum(item) => (item.enum_token.span, "an enum: write it on the `impl` block"),
        Item::Union(item) => (item.union_token.span, "a union: write it on the `impl` block"),
        Item::Const(item) => (item.const_token.span, "a constant"),
        Item::Static(item) => (item.static_token.span, "a static"),
        Item::Type(item) => (item.type_token.span, "a type alias"),
        Item::Use(item) => (item.use_token.span, "an import"),
        Item::ForeignMod(item) => {
            (item.abi.extern_token.span, "foreign functions: write it on a function that calls them")
        }
        Item::Macro(item) => {
            (item.mac.path.span(), "a macro: write it on the functions that the macro makes")
        }
        other => (other.span(), "this item"),
    }
}
