//! Functions that clippy has something to say about, traced or not.

#![warn(clippy::all, clippy::pedantic, clippy::print_stdout)]

use callflow::{trace, trace_async};

#[trace]
pub fn elidable<'a>(text: &'a str) -> Result<&'a str, ()> {
    Ok(text)
}

#[trace_async]
pub async fn elidable_later<'a>(text: &'a str) -> &'a str {
    text
}

#[trace]
pub fn needless_return() -> u8 {
    return 1;
}

#[trace]
pub fn printing() {
    println!("loud");
}

#[trace]
pub fn printing_in_result() -> Result<(), ()> {
    println!("loud");
    Ok(())
}

#[trace_async]
pub async fn printing_later() {
    println!("loud");
}

#[trace]
pub fn by_value(text: String) -> usize {
    text.len()
}

fn main() {}
