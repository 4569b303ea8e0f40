//! Items that have no calls.

use callflow::{trace, trace_async};

#[trace]
struct Struct;

#[trace_async]
enum Enum {
    One,
}

#[trace]
union Union {
    one: u8,
}

#[trace]
const CONST: u8 = 1;

#[trace]
static STATIC: u8 = 1;

#[trace]
type Alias = u8;

#[trace]
use std::fmt as _;

#[trace]
macro_rules! made {
    () => {};
}

#[trace]
unsafe extern "C" {
    safe fn abs(number: i32) -> i32;
}

#[trace_async]
impl Struct {}

#[trace_async]
mod module {}

#[trace(name = "module")]
mod named {}

#[trace(err)]
impl Enum {}

fn main() {
    made!();
    let _ = (Struct, Enum::One, Union { one: CONST }, STATIC as Alias, abs(1));
}
