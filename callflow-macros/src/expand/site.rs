//! The static that stands for one annotated function.

use proc_macro2::{Literal, Span, TokenStream};
use syn::ext::IdentExt as _;

use super::Source;

/// A reference to the function's site.
///
/// *Input*
/// ```text
/// fn checkout() {}
/// ```
/// *Output*
/// ```text
/// {
///     static SITE: ::callflow::__private::Site = {
///         struct Here;
///         ::callflow::__private::Site::new(
///             ::callflow::__private::SiteKind::Sync,
///             ::core::module_path!(),
///             "checkout",
///             "src/shop.rs",
///             3u32,
///             4u32,
///             ::core::any::type_name::<Here>,
///         )
///     };
///     &SITE
/// }
/// ```
/// The block keeps `SITE` out of reach of the user's body. `Here` is local to the function, so that its type name
/// is the function's path, `impl` and trait included, which no macro can know otherwise.
pub(super) fn reference(source: &Source<'_>, kind: &str, observes_errors: bool) -> TokenStream {
    let private = &source.private;
    let ident = &source.function.sig.ident;
    let kind = proc_macro2::Ident::new(kind, Span::mixed_site());
    let name = ident.unraw().to_string();
    let place = place(ident.span());
    let named = source.args.name.as_ref().map(|name| quoted!(.named(#name)));
    let observing = observes_errors.then(|| quoted!(.observing_errors()));
    quoted!({
        static SITE: #private::Site = {
            struct Here;
            #private::Site::new(
                #private::SiteKind::#kind,
                ::core::module_path!(),
                #name,
                #place,
                ::core::any::type_name::<Here>,
            ) #named #observing
        };
        &SITE
    })
}

/// File, line and column of the function's name. The compiler's own macros would give those of the attribute.
fn place(span: Span) -> TokenStream {
    if proc_macro::is_available() {
        let span = span.unwrap();
        let (file, line, column) = (span.file(), span.line(), span.column());
        // An editor may not know.
        if let (false, Ok(line), Ok(column)) = (file.is_empty(), u32::try_from(line), u32::try_from(column)) {
            let (line, column) = (Literal::u32_suffixed(line), Literal::u32_suffixed(column));
            return quoted!(#file, #line, #column);
        }
    }
    quoted!(::core::file!(), ::core::line!(), ::core::column!())
}
