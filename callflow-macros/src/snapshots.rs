//! What the attributes generate, kept as files that can be read: `tests/expand/NAME.rs`, and beside each of them
//! `NAME.expanded.rs`. `BLESS=1 cargo test -p callflow-macros` writes the latter anew; read the difference.

use std::{env, fs, path::Path};

use proc_macro2::TokenStream;
use quote::ToTokens as _;
use syn::{Attribute, File, ImplItem, Item, Meta};

use crate::{Macro, generated};

/// The file after the attributes in it have expanded. What an attribute hands on to others stays as it is.
fn expanded(source: &str) -> String {
    let file: File = syn::parse_str(source).expect("a file");
    let mut items = TokenStream::new();
    for mut item in file.items {
        let attribute = match &mut item {
            Item::Fn(item) => take(&mut item.attrs),
            Item::Impl(item) => {
                let attribute = take(&mut item.attrs);
                for member in item.items.iter_mut().filter(|_| attribute.is_none()) {
                    expand_method(member);
                }
                attribute
            }
            Item::Trait(item) => take(&mut item.attrs),
            Item::Mod(item) => take(&mut item.attrs),
            _ => None,
        };
        items.extend(expand(attribute.as_ref(), item.to_token_stream()));
    }
    prettyplease::unparse(&syn::parse2(items).expect("what is generated parses"))
}

fn expand_method(member: &mut ImplItem) {
    if let ImplItem::Fn(function) = member {
        let attribute = take(&mut function.attrs);
        *member = ImplItem::Verbatim(expand(attribute.as_ref(), function.to_token_stream()));
    }
}

/// Takes one of our attributes off an item.
fn take(attrs: &mut Vec<Attribute>) -> Option<Attribute> {
    let ours = attrs.iter().position(|attr| which(attr).is_some())?;
    Some(attrs.remove(ours))
}

fn which(attr: &Attribute) -> Option<Macro> {
    [Macro::Trace, Macro::TraceAsync].into_iter().find(|which| attr.path().is_ident(which.name()))
}

fn expand(attribute: Option<&Attribute>, item: TokenStream) -> TokenStream {
    let Some((attribute, which)) = attribute.and_then(|attr| Some((attr, which(attr)?))) else {
        return item;
    };
    let args = match &attribute.meta {
        Meta::List(list) => list.tokens.clone(),
        _ => TokenStream::new(),
    };
    generated(which, args, &item).expect("used rightly").unwrap_or(item)
}

#[test]
fn expansions_are_those_of_the_files() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/expand");
    let bless = env::var_os("BLESS").is_some();
    let mut compared = 0;
    for entry in fs::read_dir(&folder).expect("the folder") {
        let path = entry.expect("an entry").path();
        if path.to_string_lossy().ends_with(".expanded.rs") {
            assert!(
                path.with_extension("").with_extension("rs").exists(),
                "{} has no source",
                path.display()
            );
            continue;
        }
        let found = expanded(&fs::read_to_string(&path).expect("a file"));
        let kept = path.with_extension("expanded.rs");
        if bless {
            fs::write(&kept, &found).expect("the kept file");
        }
        let expected = fs::read_to_string(&kept).unwrap_or_default();
        let line =
            found.lines().zip(expected.lines()).take_while(|(found, expected)| found == expected).count();
        assert!(
            found == expected,
            "{} differs from line {}; run with `BLESS=1` and read the difference\n\n{found}",
            kept.display(),
            line + 1,
        );
        compared += 1;
    }
    assert_eq!(compared, FILES, "files in {}", folder.display());
}

/// A folder that is read from the wrong place has none.
const FILES: usize = 6;

#[test]
fn a_half_typed_body_stays_as_it_is() {
    for body in
        ["cart.", "let total = ", "foo(a, ) +", "match x { A => }", "Err(", "if x { y }.", "let x: = 1;"]
    {
        // What does not even have its brackets closed never gets to an attribute.
        let Ok(body) = body.parse::<TokenStream>() else { continue };
        for (which, function) in [
            (Macro::Trace, quote::quote!(fn f(cart: Cart) -> Result<u8, Error> { #body })),
            (Macro::Trace, quote::quote!(fn f(cart: Cart) { #body })),
            (Macro::TraceAsync, quote::quote!(async fn f(cart: Cart) -> u8 { #body })),
            (Macro::TraceAsync, quote::quote!(fn f(cart: Cart) -> impl Future<Output = u8> { #body })),
            (Macro::TraceAsync, quote::quote!(fn f(cart: Cart) -> BoxFuture<u8> { #body })),
        ] {
            let untouched = generated(which, TokenStream::new(), &function);
            assert!(matches!(untouched, Ok(None)), "{function}");
        }
    }
    let container = quote::quote!(impl Cart { fn len(&self) -> usize { self. } });
    assert!(matches!(generated(Macro::Trace, TokenStream::new(), &container), Ok(None)));
}
