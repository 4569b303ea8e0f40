//! Whether statements may leave their function.

use proc_macro2::{TokenStream, TokenTree};

/// Whether `return` stands anywhere in the tokens, be it in a closure of its own.
pub(super) fn mentioned(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => mentioned(group.stream()),
        TokenTree::Ident(ident) => ident == "return",
        _ => false,
    })
}
