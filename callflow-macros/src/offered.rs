//! `args(…)`: what a function offers of its arguments, for scopes that ask.

use proc_macro2::{Delimiter, Spacing, Span, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::{
    Error, Expr, Ident, Result, Token,
    ext::IdentExt as _,
    parse::{Parse, ParseStream},
    punctuated::Punctuated,
    token::Paren,
    visit_mut::VisitMut as _,
};

use crate::groups::Visible;

const WANTED: &str = "write the arguments in parentheses: `args(table, rows.len(), limit = max.min(10))`";

/// The list in the parentheses of `args`.
pub(crate) struct Offered {
    pub(crate) key: Span,
    pub(crate) values: Vec<Value>,
}

/// One entry of the list: shown as `name=value`.
pub(crate) struct Value {
    pub(crate) name: String,
    pub(crate) expr: Expr,
}

impl Offered {
    /// What follows the key.
    pub(crate) fn parse(key: &Ident, input: ParseStream<'_>) -> Result<Self> {
        if !input.peek(Paren) {
            let place = if input.is_empty() { key.span() } else { input.span() };
            return Err(Error::new(place, WANTED));
        }
        let content;
        syn::parenthesized!(content in input);
        let values = Punctuated::<Value, Token![,]>::parse_terminated(&content)?;
        if values.is_empty() {
            return Err(Error::new(key.span(), format!("no argument is named: {WANTED}")));
        }
        Ok(Self { key: key.span(), values: values.into_iter().collect() })
    }

    /// Whether an identifier occurs in one of the expressions.
    pub(crate) fn mention(&self, ident: &Ident) -> bool {
        fn found(tokens: TokenStream, ident: &str) -> bool {
            tokens.into_iter().any(|token| match token {
                TokenTree::Group(group) => found(group.stream(), ident),
                TokenTree::Ident(other) => other.unraw() == ident,
                _ => false,
            })
        }
        let ident = ident.unraw().to_string();
        self.values.iter().any(|value| found(value.expr.to_token_stream(), &ident))
    }
}

impl Parse for Value {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let is_named = input.peek(syn::Ident::peek_any)
            && input.peek2(Token![=])
            && !input.peek2(Token![==])
            && !input.peek2(Token![=>]);
        let name = if is_named {
            let name = input.call(Ident::parse_any)?;
            input.parse::<Token![=]>()?;
            if input.is_empty() || input.peek(Token![,]) {
                return Err(Error::new(name.span(), format!("`{name}` has no value: {WANTED}")));
            }
            Some(name.unraw().to_string())
        } else {
            None
        };
        let mut expr: Expr = input.parse()?;
        if !input.is_empty() && !input.peek(Token![,]) {
            return Err(input.error("arguments are separated by commas"));
        }
        while let Expr::Group(group) = expr {
            expr = *group.expr;
        }
        Visible.visit_expr_mut(&mut expr);
        let name = name.unwrap_or_else(|| spelled(expr.to_token_stream()));
        Ok(Self { name, expr })
    }
}

/// The expression as it would be written by hand, whatever its tokens went through.
fn spelled(tokens: TokenStream) -> String {
    let mut text = String::new();
    let mut operator = String::new();
    // Whether a value ends here, so that an operator has two sides.
    let mut behind_value = false;
    // How many `<` of types are open, and whether the first `|` of a closure is.
    let (mut angles, mut pipe) = (0_u32, false);
    for token in tokens {
        match token {
            TokenTree::Punct(punct) => {
                operator.push(punct.as_char());
                // The tick of a label or lifetime belongs to its name.
                if punct.spacing() == Spacing::Joint && operator != "'" {
                    continue;
                }
                let behind_path = text.ends_with("::");
                match operator.as_str() {
                    "." | "::" | "?" | ".." | "..=" => text.push_str(&operator),
                    "," | ";" | ":" => text.extend([&operator, " "]),
                    "<" if behind_path || !behind_value => {
                        angles += 1;
                        text.push('<');
                    }
                    ">" if angles > 0 => {
                        angles -= 1;
                        text.push('>');
                    }
                    "|" if pipe => {
                        pipe = false;
                        text.push_str("| ");
                    }
                    "|" if !behind_value => {
                        pipe = true;
                        text.push('|');
                    }
                    "!" if behind_value => text.push('!'),
                    _ if behind_value => text.extend([" ", &operator, " "]),
                    _ => text.push_str(&operator),
                }
                behind_value = operator == "?";
                operator.clear();
            }
            TokenTree::Group(group) => {
                let inside = spelled(group.stream());
                match group.delimiter() {
                    Delimiter::Parenthesis => text.extend(["(", &inside, ")"]),
                    Delimiter::Bracket => text.extend(["[", &inside, "]"]),
                    Delimiter::Brace => text.extend([" { ", &inside, " }"]),
                    Delimiter::None => text.push_str(&inside),
                }
                behind_value = true;
            }
            word => {
                let word = word.to_string();
                if text.ends_with(|last: char| last.is_alphanumeric() || "_)]}".contains(last)) {
                    text.push(' ');
                }
                text.push_str(&word);
                behind_value =
                    !matches!(word.as_str(), "as" | "else" | "if" | "in" | "match" | "mut" | "move");
            }
        }
    }
    text
}

/// Whether `&` in front of an expression needs it in parentheses.
pub(crate) fn needs_parentheses(expr: &Expr) -> bool {
    matches!(
        expr,
        Expr::Assign(_)
            | Expr::Binary(_)
            | Expr::Cast(_)
            | Expr::Closure(_)
            | Expr::Let(_)
            | Expr::Range(_)
            | Expr::Verbatim(_)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelling(text: &str) -> String {
        // Through the parser, as the tokens of an attribute go.
        spelled(syn::parse_str::<Expr>(text).expect("an expression").to_token_stream())
    }

    #[test]
    fn expressions_are_spelled_as_by_hand() {
        for text in [
            "a",
            "r#type",
            "self.items[0].len()",
            "&self.0",
            "*pointer",
            "!done",
            "-1",
            "a + b * (c - 1)",
            "a == b && !c",
            "&mut x",
            "x as u8",
            "Vec::<u8>::with_capacity(4)",
            "<T as Default>::default()",
            "a::b::C",
            "f(a, &b, 1.5)",
            "(a, b)",
            "[a, b]",
            "items.iter().map(|x| x + 1).sum::<u8>()",
            "format!(\"{a}\")",
            "if a { b } else { c }",
            "0..=n",
            "a?.b",
        ] {
            assert_eq!(spelling(text), text);
        }
    }
}
