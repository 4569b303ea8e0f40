//! What documentation shows: the function as it was written.

use proc_macro2::TokenStream;

use super::Source;

/// The condition on an item that reads differently from what the user wrote.
pub(super) fn unless(differs: bool) -> TokenStream {
    if differs { quoted!(#[cfg(not(doc))]) } else { TokenStream::new() }
}

/// The generated item and, where it reads differently, the original for documentation.
pub(super) fn beside(source: &Source<'_>, differs: bool, emitted: TokenStream) -> TokenStream {
    let function = source.function;
    match &function.body {
        Some(body) if differs => {
            let original = function.emit(&quoted!(#[cfg(doc)]), &function.sig, body);
            quoted!(#original #emitted)
        }
        _ => emitted,
    }
}
