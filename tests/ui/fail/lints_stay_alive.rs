//! What the compiler says of a plain function it says of a traced one.

#![deny(dead_code, unused_mut, unused_variables, unreachable_code, unused_must_use, unused_assignments, deprecated)]

use callflow::{trace, trace_async};

#[trace]
fn dead() {}

#[trace]
fn dead_result() -> Result<(), ()> {
    Ok(())
}

#[trace_async]
async fn dead_later() {}

#[trace]
pub fn unused(argument: u8, mut needlessly: u8) -> u8 {
    needlessly
}

#[trace]
pub fn unused_in_result(argument: u8, mut needlessly: u8, (left, right): (u8, u8)) -> Result<u8, ()> {
    let mut local = 1;
    Ok(needlessly + left)
}

#[trace_async]
pub async fn unused_later(argument: u8, mut needlessly: u8, (left, right): (u8, u8)) -> u8 {
    let mut local = 1;
    needlessly + left
}

#[trace]
pub fn unreachable() -> Result<u8, ()> {
    return Ok(1);
    Ok(2)
}

#[trace]
pub fn must_be_used() -> Result<u8, ()> {
    unreachable();
    Ok(1)
}

#[trace]
#[deprecated]
pub fn old() {}

#[trace]
#[must_use]
pub fn important() -> u8 {
    1
}

#[trace_async]
#[must_use]
pub async fn important_later() -> u8 {
    old();
    1
}

pub struct Owner;

impl Owner {
    #[trace]
    pub fn needlessly(mut self) -> Result<(), ()> {
        Ok(())
    }
}

fn main() {
    important();
    let _ = async {
        important_later().await;
    };
    unused_later(1, 2, (3, 4));
}
