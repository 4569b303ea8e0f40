//! Lints that judge a body by what stands in it alone, where one statement more makes all the difference.

use proc_macro2::TokenStream;
use syn::{Expr, Stmt, UnOp};

use super::Source;

/// Levels for the lints that the body as it was written does not raise, and would with a statement at its head: an empty
/// body may leave type parameters unused.
pub(super) fn of_the_body(source: &Source<'_>) -> TokenStream {
    let has_types = source.function.sig.generics.type_params().next().is_some();
    if has_types && source.body.stmts.is_empty() {
        quoted!(#[allow(clippy::extra_unused_type_parameters)])
    } else {
        TokenStream::new()
    }
}

/// Whether the body is the only one that clippy lets pass: `*self` in the `clone` of a type that is `Copy`, and
/// `Some(self.cmp(other))` in the `partial_cmp` of one that is `Ord`. No attribute on the function is heard there.
pub(super) fn is_canonical(source: &Source<'_>) -> bool {
    let [Stmt::Expr(tail, None)] = &source.body.stmts[..] else { return false };
    match tail {
        Expr::Unary(deref) => {
            source.function.sig.ident == "clone"
                && matches!(deref.op, UnOp::Deref(_))
                && is_path_to(&deref.expr, "self")
        }
        Expr::Call(some) => {
            source.function.sig.ident == "partial_cmp"
                && is_path_to(&some.func, "Some")
                && match some.args.first() {
                    Some(Expr::MethodCall(call)) => call.method == "cmp",
                    Some(Expr::Call(call)) => is_path_to(&call.func, "cmp"),
                    _ => false,
                }
        }
        _ => false,
    }
}

fn is_path_to(expr: &Expr, name: &str) -> bool {
    matches!(expr, Expr::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == name))
}
