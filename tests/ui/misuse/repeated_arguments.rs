//! An argument is given once.

use callflow::{trace, trace_async};

#[trace(name = "a", name = "b")]
fn name() {}

#[trace(err, err = false)]
fn err() -> Result<(), ()> {
    Ok(())
}

#[trace(crate = ::callflow, crate = ::callflow)]
fn facade() {}

#[trace(skip, skip)]
fn skip() {}

#[trace_async(future, future)]
fn future() -> std::future::Ready<u8> {
    std::future::ready(1)
}

fn main() {
    name();
    let _ = (err(), future());
    facade();
    skip();
}
