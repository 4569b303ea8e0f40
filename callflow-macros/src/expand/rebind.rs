//! Arguments of a function whose body moves into a closure or an `async` block.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::{Attribute, FnArg, Pat, PatIdent, ReceiverKind, Signature, Token, Type};

use super::arguments::Taken;

/// The arguments bound again where the body now is.
///
/// *Input*
/// ```text
/// fn f(self, mut a: A, (b, _): (B, C), _: D, _e: E)
/// ```
/// *Output*
/// ```text
/// fn f(self, a: A, arg2: (B, C), _arg3: D, arg4: E)
///
/// let _ = &self;
/// let mut a = a;
/// let arg2 = arg2;
/// let (b, _) = arg2;
/// let _arg3 = _arg3;
/// let arg4 = arg4;
/// let (_e,) = (arg4,);
/// ```
/// All of them are captured, whole, whether used or not, and they end in the order in which a function's arguments
/// end. The names stay the user's own, so that the lints about unused and needlessly mutable ones stay alive.
pub(super) struct Rebound {
    pub(super) sig: Signature,
    pub(super) lets: TokenStream,
    /// The arguments that have a name of ours now.
    pub(super) taken: Vec<Taken>,
}

impl Rebound {
    /// Whether the signature reads differently now, which documentation must not show.
    pub(super) fn is_renamed(&self) -> bool {
        !self.taken.is_empty()
    }

    /// For a closure that is called at once.
    ///
    /// `self` by reference is left to the body to capture or not.
    pub(super) fn for_closure(sig: &Signature) -> Self {
        Self::new(sig, is_by_value)
    }

    /// For an `async` block, whose auto traits depend on everything it captures.
    pub(super) fn for_async_block(sig: &Signature) -> Self {
        Self::new(sig, |_| true)
    }

    fn new(sig: &Signature, captures: fn(&ReceiverKind) -> bool) -> Self {
        let mut rebound = Self { sig: sig.clone(), lets: TokenStream::new(), taken: Vec::new() };
        for (index, argument) in rebound.sig.inputs.iter_mut().enumerate() {
            match argument {
                FnArg::Receiver(receiver) => {
                    if captures(&receiver.kind) {
                        let this = &receiver.self_token;
                        rebound.lets.extend(quoted!(let _ = &#this;));
                    }
                }
                FnArg::Typed(argument) => {
                    let attrs = moved_attrs(&mut argument.attrs);
                    rebound.lets.extend(if let Some(name) = plain_name(&mut argument.pat) {
                        let PatIdent { mutability, ident, .. } = name;
                        let mutability = mutability.take();
                        quoted!(#(#attrs)* let #mutability #ident = #ident;)
                    } else {
                        let (lets, taken) = destructured(attrs, &mut argument.pat, index);
                        rebound.taken.push(taken);
                        lets
                    });
                }
            }
        }
        rebound
    }
}

/// `self`, and `self: Box<Self>` and the like, but not `self: &Self`.
fn is_by_value(kind: &ReceiverKind) -> bool {
    match kind {
        ReceiverKind::Value => true,
        ReceiverKind::Typed(_, ty) => !matches!(**ty, Type::Reference(_)),
        _ => false,
    }
}

/// `name` and `mut name`, but not `_name`, which must not be read: a lint would say so at the user's own code.
fn plain_name(pat: &mut Pat) -> Option<&mut PatIdent> {
    match pat {
        Pat::Ident(name)
            if name.by_ref.is_none() && name.subpat.is_none() && !name.ident.to_string().starts_with('_') =>
        {
            Some(name)
        }
        _ => None,
    }
}

/// Gives the argument a name of ours and takes it apart behind it.
fn destructured(attrs: Vec<Attribute>, pat: &mut Pat, index: usize) -> (TokenStream, Taken) {
    let unused = matches!(pat, Pat::Wild(_));
    let prefix = if unused { "_arg" } else { "arg" };
    let ident = Ident::new(&format!("{prefix}{index}"), Span::mixed_site());
    let mutability = borrows_mutably(pat).then(|| Token![mut](Span::mixed_site()));
    let name = Pat::Ident(PatIdent {
        attrs: Vec::new(),
        by_ref: None,
        mutability: None,
        ident: ident.clone(),
        subpat: None,
    });
    let pat = std::mem::replace(pat, name);
    let taken_apart = match &pat {
        Pat::Wild(_) => TokenStream::new(),
        // A tuple, because there is a lint that asks why `_name` is bound at all.
        Pat::Ident(_) => quoted!(#(#attrs)* let (#pat,) = (#ident,);),
        _ => quoted!(#(#attrs)* let #pat = #ident;),
    };
    let lets = quoted!(#(#attrs)* let #mutability #ident = #ident; #taken_apart);
    (lets, Taken { attrs, ident, pat })
}

/// Whether a pattern contains `ref mut`, for which what it takes apart has to be mutable.
fn borrows_mutably(pat: &Pat) -> bool {
    fn found(tokens: TokenStream) -> bool {
        let mut behind_ref = false;
        tokens.into_iter().any(|token| {
            let after_ref = std::mem::replace(&mut behind_ref, false);
            match token {
                TokenTree::Group(group) => found(group.stream()),
                TokenTree::Ident(ident) => {
                    behind_ref = ident == "ref";
                    after_ref && ident == "mut"
                }
                _ => false,
            }
        })
    }
    found(pat.to_token_stream())
}

/// The attributes of an argument that its new binding needs as well: conditions, and levels of lints.
fn moved_attrs(attrs: &mut Vec<Attribute>) -> Vec<Attribute> {
    let moved = attrs
        .iter()
        .filter(|attr| {
            ["cfg", "cfg_attr", "allow", "expect", "warn", "deny", "forbid"]
                .iter()
                .any(|name| attr.path().is_ident(name))
        })
        .cloned()
        .collect();
    // Fulfilled by the new binding only.
    attrs.retain(|attr| !attr.path().is_ident("expect"));
    moved
}
