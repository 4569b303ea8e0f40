//! Lints that judge a body by what stands in it alone, where one statement more makes all the difference.

use proc_macro2::TokenStream;

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
