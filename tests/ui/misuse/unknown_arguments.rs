//! Whatever is not known is named together with what is.

use callflow::{trace, trace_async};

#[trace(fields(number))]
fn args(number: u8) -> u8 {
    number
}

#[trace_async(nmae = "typo")]
async fn typo() {}

#[trace(future)]
fn future() {}

#[trace("name")]
fn bare() {}

#[trace(skip, = 1)]
fn no_name() {}

fn main() {
    let _ = (args(1), typo());
    future();
    bare();
    no_name();
}
