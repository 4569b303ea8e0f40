//! Items that somebody is still typing: whatever is emitted for them must not disturb the editor's help.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::Item;

/// Whether nothing but the body of a function inside keeps an item from being parsed, if something does. The compiler
/// has said so already, and says it better.
pub(crate) fn parses_without_bodies(item: &TokenStream) -> bool {
    syn::parse2::<Item>(without_bodies(item.clone())).is_ok()
}

/// The item with the bodies of its functions emptied.
fn without_bodies(tokens: TokenStream) -> TokenStream {
    let mut behind_fn = false;
    let mut behind_list = false;
    let emptied = tokens.into_iter().map(|token| {
        let token = match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                let inside = if behind_fn { TokenStream::new() } else { without_bodies(group.stream()) };
                // `<{ N }>` does not end a signature.
                behind_fn &= behind_list;
                TokenTree::Group(Group::new(Delimiter::Brace, inside))
            }
            other => other,
        };
        match &token {
            TokenTree::Ident(ident) if ident == "fn" => behind_fn = true,
            TokenTree::Punct(punct) if punct.as_char() == ';' => behind_fn = false,
            _ => {}
        }
        behind_list = matches!(&token, TokenTree::Punct(punct) if "<,".contains(punct.as_char()));
        token
    });
    emptied.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_somebodys_and_a_signature_is_a_mistake() {
        for (item, expected) in [
            ("impl Cart { fn len(&self) -> usize { self.items. } }", true),
            ("impl Cart { fn one() -> impl A { 1 } fn two() -> B<{ N }> { let } }", true),
            ("mod m { use a::b; impl Cart { fn f() { x. } } fn g() { y + } }", true),
            ("trait T { fn f(); fn g(&self) where Self: Sized, { match } }", true),
            ("impl Cart { fn f(self: ) {} }", false),
            ("impl Cart { let x = 1; }", false),
            ("impl { }", false),
        ] {
            assert_eq!(parses_without_bodies(&item.parse().expect("tokens")), expected, "{item}");
        }
    }
}
