//! An attribute on a whole `impl`, `trait` or module: handed on to each of its functions.
//!
//! The functions are not rewritten here. Each gets the attribute that it would have been given by hand, in front of
//! its others, so that one more macro on the whole, such as `#[async_trait]`, sees the functions first.

use proc_macro2::TokenStream;
use syn::{Attribute, ImplItem, Item, Signature, TraitItem, parse_quote};

use crate::{args::Args, item::Container, shape::Shape};

/// *Input*
/// ```text
/// #[trace(err = false)]
/// impl Cart {
///     fn add(&mut self) {}
///     async fn save(&self) {}
///     const fn new() -> Self {}
///     #[trace(skip)]
///     fn len(&self) -> usize {}
/// }
/// ```
/// *Output*
/// ```text
/// impl Cart {
///     #[::callflow::__private::trace(err = false)]
///     fn add(&mut self) {}
///     #[::callflow::__private::trace_async(err = false)]
///     async fn save(&self) {}
///     const fn new() -> Self {}
///     #[trace(skip)]
///     fn len(&self) -> usize {}
/// }
/// ```
pub(crate) fn over(args: &Args, container: &mut Container) {
    let handed_on = HandedOn::new(args);
    match container {
        Container::Impl(item) => handed_on.to_impl(&mut item.items),
        Container::Trait(item) => handed_on.to_trait(&mut item.items),
        Container::Module(item) => handed_on.to_module(item),
    }
}

/// What every function is given.
struct HandedOn {
    private: TokenStream,
    args: TokenStream,
}

impl HandedOn {
    fn new(args: &Args) -> Self {
        let facade = args.facade();
        let mut handed_on = TokenStream::new();
        if let Some(path) = &args.facade {
            handed_on.extend(quoted!(crate = #path,));
        }
        if let Some((_, false)) = args.err {
            handed_on.extend(quoted!(err = false,));
        }
        Self { private: quoted!(#facade::__private), args: handed_on }
    }

    fn to_impl(&self, items: &mut [ImplItem]) {
        for item in items {
            if let ImplItem::Fn(function) = item {
                self.to_function(&mut function.attrs, &function.sig);
            }
        }
    }

    fn to_trait(&self, items: &mut [TraitItem]) {
        for item in items {
            if let TraitItem::Fn(function) = item
                && function.default.is_some()
            {
                self.to_function(&mut function.attrs, &function.sig);
            }
        }
    }

    fn to_module(&self, item: &mut syn::ItemMod) {
        for item in item.content.iter_mut().flat_map(|(_, items)| items) {
            match item {
                Item::Fn(function) => self.to_function(&mut function.attrs, &function.sig),
                Item::Impl(item) if !is_annotated(&item.attrs) => self.to_impl(&mut item.items),
                Item::Trait(item) if !is_annotated(&item.attrs) => self.to_trait(&mut item.items),
                Item::Mod(item) if !is_annotated(&item.attrs) => self.to_module(item),
                _ => {}
            }
        }
    }

    fn to_function(&self, attrs: &mut Vec<Attribute>, sig: &Signature) {
        if sig.constness.is_some() || is_annotated(attrs) {
            return;
        }
        let Self { private, args } = self;
        let attribute: Attribute = match Shape::of(sig) {
            Shape::Value => parse_quote!(#[#private::trace(#args)]),
            _ => parse_quote!(#[#private::trace_async(#args)]),
        };
        attrs.insert(0, attribute);
    }
}

/// Whether an item carries an attribute of ours and speaks for itself.
fn is_annotated(attrs: &[Attribute]) -> bool {
    attrs.iter().any(|attr| {
        attr.path().segments.last().is_some_and(|last| last.ident == "trace" || last.ident == "trace_async")
    })
}
