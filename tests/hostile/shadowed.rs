//! Modules, types, values and macros that carry the names generated code might want, and no prelude.

#![deny(warnings, clippy::all)]
#![forbid(unsafe_code)]
#![no_implicit_prelude]
#![allow(dead_code, non_camel_case_types, non_snake_case, unused_macros, clippy::upper_case_acronyms)]

mod core {}
mod std {}
mod alloc {}
mod __private {}
mod callflow {}

struct Option;
struct Some;
struct None;
struct Ok;
struct Err;
struct Box;
struct Pin;
struct Future;
struct Site;
#[derive(::core::fmt::Debug)]
struct SITE;
struct Here;
struct Call;
struct Arguments;
trait Debug {}
struct str;
struct u32;
trait Deref {}
trait Fn {}
trait FnOnce {}

macro_rules! module_path {
    () => {
        ::core::compile_error!("not this one")
    };
}
macro_rules! file {
    () => {
        ::core::compile_error!("not this one")
    };
}

type Result = ::core::result::Result<u8, u8>;

#[::callflow::trace]
fn sync(a: u8) -> u8 {
    a
}

#[::callflow::trace]
fn observed(a: u8, _: u8) -> Result {
    if a == 0 {
        return ::core::result::Result::Err(1);
    }
    ::core::result::Result::Ok(a)
}

#[::callflow::trace]
fn spelled_out(a: u8) -> ::core::result::Result<u8, u8> {
    ::core::result::Result::Ok(a)
}

#[::callflow::trace(args(a, site, args))]
fn offers(a: u8, (site, _): (u8, u8), args: u8) -> Result {
    ::core::result::Result::Ok(a + site + args)
}

#[::callflow::trace_async(args(SITE, a))]
async fn offers_later(a: u8) -> u8 {
    a
}

#[::callflow::trace_async]
async fn asynchronous(a: u8) -> Result {
    ::core::result::Result::Ok(a)
}

#[::callflow::trace_async]
fn future(a: u8) -> impl ::core::future::Future<Output = u8> {
    async move { a }
}

#[::callflow::trace_async]
fn boxed(a: u8) -> ::core::pin::Pin<::std::boxed::Box<dyn ::core::future::Future<Output = u8>>> {
    if a == 0 {
        return ::std::boxed::Box::pin(async move { 1 });
    }
    ::std::boxed::Box::pin(async move { a })
}

#[::callflow::trace]
impl Site {
    fn sync(&self) -> Result {
        ::core::result::Result::Ok(1)
    }

    async fn asynchronous(&self) {}
}

// The facade under another name.
mod my {
    pub mod inner {
        pub use ::callflow as tracer;
    }
}

#[my::inner::tracer::trace(crate = my::inner::tracer)]
fn elsewhere(a: u8) -> Result {
    ::core::result::Result::Ok(a)
}

#[my::inner::tracer::trace_async(crate = crate::my::inner::tracer)]
async fn elsewhere_asynchronous(a: u8) -> Result {
    ::core::result::Result::Ok(a)
}

#[my::inner::tracer::trace(crate = crate::my::inner::tracer)]
mod whole {
    fn f() {}
    async fn g() {}
}

fn main() {}
