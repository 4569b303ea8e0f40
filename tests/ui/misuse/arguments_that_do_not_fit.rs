//! Known arguments on functions that have no use for them.

use callflow::{trace, trace_async};
use std::pin::Pin;

type Boxed = u8;
type BoxFuture = Pin<Box<dyn Future<Output = Boxed>>>;

#[trace(err)]
fn nothing_to_see() {}

#[trace_async(err)]
async fn nothing_to_see_later() {}

#[trace(err)]
#[track_caller]
fn caller() -> Result<(), ()> {
    Ok(())
}

#[trace_async(err)]
fn output_not_spelled() -> BoxFuture {
    Box::pin(async { 1 })
}

#[trace_async(future)]
fn no_future() {}

trait MyFuture: Future<Output = u8> {}
impl<F: Future<Output = u8>> MyFuture for F {}

#[trace_async(future)]
fn not_nameable() -> impl MyFuture {
    async { 1 }
}

fn main() {
    nothing_to_see();
    let _ = (nothing_to_see_later(), caller(), output_not_spelled(), not_nameable());
    no_future();
}
