//! Mistakes in a traced function are reported where they are, as of a plain one.

use callflow::{trace, trace_async};

#[trace]
fn wrong_type() -> u8 {
    "text"
}

#[trace]
fn wrong_type_in_result() -> Result<u8, String> {
    Ok("text")
}

#[trace_async]
async fn wrong_type_later() -> u8 {
    "text"
}

#[trace]
fn moved(text: String) -> Result<String, String> {
    drop(text);
    Ok(text)
}

#[trace]
fn borrowed<'a>(text: String) -> Result<&'a str, String> {
    Ok(&text)
}

#[trace_async]
async fn missing_return(number: u8) -> Result<u8, String> {
    if number > 1 {
        return Ok(number);
    }
}

#[trace]
fn not_mutable(number: u8) -> Result<u8, String> {
    number += 1;
    Ok(number)
}

fn main() {}
