//! What is wrong with an offered argument is reported at that argument.

use callflow::{trace, trace_async};

struct Opaque(u8);

#[trace(args(opaque.0, opaque))]
fn no_debug(opaque: Opaque) -> u8 {
    opaque.0
}

#[trace_async(args(opaque))]
async fn no_debug_later(opaque: Opaque) -> u8 {
    opaque.0
}

#[trace(args(nowhere))]
fn unknown(number: u8) -> Result<u8, String> {
    Ok(number)
}

#[trace(args(text.into_bytes()))]
fn moved(text: String) -> Result<String, String> {
    Ok(text)
}

#[trace(args(items.pop()))]
fn changed(items: &mut Vec<u8>) -> usize {
    items.len()
}

fn main() {}
