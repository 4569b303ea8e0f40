//! Functions that return a boxed future, as those of `#[async_trait]` do once it has expanded.

use proc_macro2::TokenStream;
use syn::{Expr, Type};

use super::{
    Source,
    asynchronous::{Call, only_way_out},
    doc,
    rebind::Rebound,
    returns, sync,
};

/// *Input*
/// ```text
/// fn f(a: A) -> Pin<Box<dyn Future<Output = T>>> { STATEMENTS Box::pin(FUTURE) }
/// fn f(a: A) -> Pin<Box<dyn Future<Output = T>>> { STATEMENTS }
/// ```
/// *Output*
/// ```text
/// fn f(a: A) -> Pin<Box<dyn Future<Output = T>>> {
///     STATEMENTS
///     Box::pin(::callflow::__private::traced(SITE, KIND, FUTURE))
/// }
/// fn f(a: A) -> Pin<Box<dyn Future<Output = T>>> {
///     ::callflow::__private::traced_box(SITE, KIND, ::callflow::__private::call(CLOSURE))
/// }
/// ```
/// The second form costs one more box: a box that is already closed cannot be opened.
pub(super) fn function(source: &Source<'_>, output: Option<&Type>, is_plain: bool) -> TokenStream {
    let Source { function, body, private, .. } = source;
    if let Some((tail, before)) = only_way_out(&body.stmts)
        && let Some((pin, future)) = pinned(tail)
    {
        let mut call = Call::new(source, output, &[]);
        let before = call.before(source, before);
        let traced = call.traced(&quoted!(#future));
        return function.emit(
            &TokenStream::new(),
            &function.sig,
            &body.outer(&quoted!(#before #pin(#traced))),
        );
    }
    let rebound = Rebound::for_closure(&function.sig);
    let closure = sync::closure(source, &rebound);
    let call = Call::new(source, output, &rebound.taken);
    let future = quoted!(#private::call(#closure));
    let traced = if is_plain {
        call.traced_box(&future)
    } else {
        // Of whatever else the box promises nothing is known but that the compiler asks it of what is put in.
        let traced = call.traced(&future);
        quoted!(#private::boxed(#traced))
    };
    let emitted = function.emit(&doc::unless(rebound.is_renamed()), &rebound.sig, &body.outer(&traced));
    doc::beside(source, rebound.is_renamed(), emitted)
}

/// The two halves of `Box::pin(FUTURE)`, unless the second may leave the function. (What returns in an `async` block
/// returns from that.)
fn pinned(tail: &Expr) -> Option<(&Expr, &Expr)> {
    let Expr::Call(call) = tail else { return None };
    let Expr::Path(func) = &*call.func else { return None };
    let mut names = func.path.segments.iter().rev();
    let is_box_pin = names.next()?.ident == "pin" && names.next()?.ident == "Box";
    let future = call.args.first().filter(|_| is_box_pin && call.args.len() == 1)?;
    let stays = matches!(future, Expr::Async(_)) || !returns::mentioned(quoted!(#future));
    stays.then_some((&*call.func, future))
}
