//! `args(…)` names what a function offers, without leaving it, changing it or taking it away.

use callflow::{trace, trace_async};

#[trace(args)]
fn no_list(_: u8) {}

#[trace(args = number)]
fn not_a_list(_: u8) {}

#[trace(args())]
fn empty(_: u8) {}

#[trace(args(a = ))]
fn no_value(_: u8) {}

#[trace(args(a b))]
fn no_comma(_: u8) {}

#[trace(args(text.parse::<u8>()?))]
fn question_mark(text: &str) -> Result<&str, ()> {
    Ok(text)
}

#[trace(args(if true { return }))]
fn leaves(_: u8) {}

#[trace_async(args(number, std::future::ready(number).await))]
async fn awaits(number: u8) -> u8 {
    number
}

#[trace(args(number))]
impl Struct {
    fn method(&self, _: u8) {}
}

struct Struct;

fn main() {
    no_list(1);
    not_a_list(1);
    empty(1);
    no_value(1);
    no_comma(1);
    let _ = (question_mark("1"), awaits(1));
    leaves(1);
    Struct.method(1);
}
