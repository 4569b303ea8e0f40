//! The annotated item: a parsed signature and a body that stays what it was.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{
    Attribute, Block, Item, Lifetime, Result, Signature, Stmt, Token, Visibility,
    parse::{Parse, ParseStream, Parser as _},
    visit_mut::VisitMut as _,
};

use crate::{
    Macro, check,
    groups::{self, Visible},
    half_typed::parses_without_bodies,
};

/// What an attribute can stand on.
pub(crate) enum Annotated {
    Function(Box<Function>),
    Container(Box<Container>),
    /// It is none of our business yet.
    HalfTyped,
}

impl Annotated {
    pub(crate) fn parse(which: Macro, tokens: &TokenStream) -> Result<Self> {
        let not_a_function = match syn::parse2::<Function>(tokens.clone()) {
            Ok(function) => return Ok(Self::Function(Box::new(function))),
            Err(error) => error,
        };
        match syn::parse2::<Item>(tokens.clone()) {
            Ok(item) => {
                Container::from_item(which, item).map(|container| Self::Container(Box::new(container)))
            }
            Err(_) if parses_without_bodies(tokens) => Ok(Self::HalfTyped),
            Err(_) => Err(not_a_function),
        }
    }
}

/// A free function, or one of an `impl` or `trait`; the three differ in nothing that matters here.
pub(crate) struct Function {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) default: Option<Token![default]>,
    pub(crate) sig: Signature,
    /// `None` for a trait's function that has none.
    pub(crate) body: Option<Group>,
}

impl Parse for Function {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let attrs = input.call(Attribute::parse_outer)?;
        let vis = input.parse()?;
        let default = if input.peek(Token![default]) { Some(input.parse()?) } else { None };
        let mut sig = input.parse()?;
        Visible.visit_signature_mut(&mut sig);
        let body = if input.peek(Token![;]) {
            input.parse::<Token![;]>()?;
            None
        } else {
            Some(braces(input)?)
        };
        Ok(Self { attrs, vis, default, sig, body })
    }
}

/// The body's braces, also where `macro_rules!` handed them over as a `$body:block`.
fn braces(input: ParseStream<'_>) -> Result<Group> {
    let wanted = input.error("expected the function's body");
    let mut next: TokenTree = input.parse().map_err(|_| wanted.clone())?;
    loop {
        let TokenTree::Group(group) = next else { return Err(wanted) };
        match group.delimiter() {
            Delimiter::Brace => return Ok(group),
            Delimiter::None => next = group.stream().into_iter().next().ok_or_else(|| wanted.clone())?,
            _ => return Err(wanted),
        }
    }
}

impl Function {
    /// The function with other attributes in front, another signature and another body.
    pub(crate) fn emit(&self, first: &TokenStream, sig: &Signature, body: &Group) -> TokenStream {
        let Self { attrs, vis, default, .. } = self;
        quote!(#first #(#attrs)* #vis #default #sig #body)
    }
}

/// A function's body, taken apart.
pub(crate) struct Body {
    /// Carries the user's braces, and with them the edition that their temporaries follow.
    group: Group,
    /// `#![…]` at its head.
    pub(crate) inner_attrs: Vec<Attribute>,
    /// The items that stand before all else.
    pub(crate) items: TokenStream,
    /// Everything behind the inner attributes and these items, as written.
    pub(crate) tokens: TokenStream,
    pub(crate) stmts: Vec<Stmt>,
}

impl Body {
    /// `None` when the body does not parse: then somebody is typing, and whatever is emitted must not disturb.
    pub(crate) fn parse(group: &Group) -> Option<Self> {
        let parser = |input: ParseStream<'_>| {
            let inner_attrs = input.call(Attribute::parse_inner)?;
            let behind_items = input.fork();
            let mut stmts = input.call(Block::parse_within)?;
            for stmt in &mut stmts {
                Visible.visit_stmt_mut(stmt);
            }
            let (items, others) = stmts.split_at(stmts.iter().take_while(|stmt| is_item(stmt)).count());
            let tokens = if inner_attrs.is_empty() && items.is_empty() {
                group.stream()
            } else {
                for _ in items {
                    behind_items.parse::<Item>()?;
                }
                let tokens = behind_items.parse()?;
                if groups::are_among(&tokens) { quote!(#(#others)*) } else { tokens }
            };
            Ok(Self { group: group.clone(), inner_attrs, items: quote!(#(#items)*), tokens, stmts })
        };
        parser.parse2(group.stream()).ok()
    }

    /// The user's braces around other tokens, behind the inner attributes.
    pub(crate) fn outer(&self, tokens: &TokenStream) -> Group {
        let inner_attrs = &self.inner_attrs;
        self.braced(quote!(#(#inner_attrs)* #tokens))
    }

    /// Braces of ours around other tokens, behind the inner attributes.
    pub(crate) fn ours(&self, tokens: &TokenStream) -> Group {
        let mut group = self.outer(tokens);
        group.set_span(Span::mixed_site().located_at(self.group.span()));
        group
    }

    /// The user's block as one that can stand inside of [`Body::outer`]: without a label the compiler would ask to remove
    /// the user's braces.
    ///
    /// The label is at the opening brace and as much the user's. A block that began with one of ours would be a macro's,
    /// and lints about the calls of macros in it would no longer be heard.
    pub(crate) fn labelled(&self) -> TokenStream {
        let label = Lifetime::new("'_traced_body", self.group.span_open());
        let block = self.inner();
        quote!(#label: #block)
    }

    /// The user's block without its inner attributes, which [`Body::outer`] carries.
    fn inner(&self) -> Group {
        if self.inner_attrs.is_empty() { self.group.clone() } else { self.braced(self.statements()) }
    }

    fn statements(&self) -> TokenStream {
        let Self { items, tokens, .. } = self;
        quote!(#items #tokens)
    }

    fn braced(&self, tokens: TokenStream) -> Group {
        let mut group = Group::new(self.group.delimiter(), tokens);
        group.set_span(self.group.span());
        group
    }
}

fn is_item(stmt: &Stmt) -> bool {
    matches!(stmt, Stmt::Item(_))
}

/// An item whose functions are annotated one by one.
pub(crate) enum Container {
    Impl(syn::ItemImpl),
    Trait(syn::ItemTrait),
    Module(syn::ItemMod),
}

impl Container {
    fn from_item(which: Macro, mut item: Item) -> Result<Self> {
        Visible.visit_item_mut(&mut item);
        match item {
            Item::Impl(item) => Ok(Self::Impl(item)),
            Item::Trait(item) => Ok(Self::Trait(item)),
            Item::Mod(item) => Ok(Self::Module(item)),
            other => Err(check::not_traceable(which, &other)),
        }
    }
}

impl ToTokens for Container {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Impl(item) => item.to_tokens(tokens),
            Self::Trait(item) => item.to_tokens(tokens),
            Self::Module(item) => item.to_tokens(tokens),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn function(text: &str) -> Result<Function> {
        syn::parse_str(text)
    }

    fn body(text: &str) -> Option<Body> {
        let function = function(&format!("fn f() {text}")).expect("a function");
        Body::parse(&function.body.expect("a body"))
    }

    #[test]
    fn functions_of_every_place_are_functions() {
        for text in [
            "fn f() {}",
            "#[inline] pub(crate) async unsafe fn f<'a, T>(self, x: &'a T) -> u8 where T: Copy { 1 }",
            "default fn f(&self) {}",
            "pub extern \"C\" fn f(number: u8, ...) {}",
            "fn f(&self);",
        ] {
            assert!(function(text).is_ok(), "{text}");
        }
        assert!(function("fn f();").expect("a function").body.is_none());
        assert!(function("struct S;").is_err());
    }

    #[test]
    fn a_body_is_taken_apart_and_put_together_unchanged() {
        let body = body("{ #![allow(dead_code)] //! Text.\n use a::b; fn g() {} let x = 1; mac!() }")
            .expect("a body");
        assert_eq!(body.inner_attrs.len(), 2);
        assert_eq!(body.items.to_string(), "use a :: b ; fn g () { }");
        assert_eq!(body.tokens.to_string(), "let x = 1 ; mac ! ()");
        assert_eq!(body.inner().to_string(), "{ use a :: b ; fn g () { } let x = 1 ; mac ! () }");
    }

    #[test]
    fn half_typed_bodies_are_nobodys_business() {
        for text in ["{ cart. }", "{ let }", "{ foo(a, ) + }", "{ match x { }", "{ if x { y }. }"] {
            if let Ok(group) = text.parse::<TokenStream>() {
                let group =
                    group.into_iter().next().map(|token| syn::parse2::<Group>(token.into()).expect("braces"));
                assert!(Body::parse(&group.expect("braces")).is_none(), "{text}");
            }
        }
    }
}
