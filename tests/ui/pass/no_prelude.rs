//! Nothing of the prelude is in scope.

#![deny(warnings)]
#![no_implicit_prelude]

#[::callflow::trace]
fn sync() -> ::std::result::Result<u8, u8> {
    ::std::result::Result::Ok(1)
}

#[::callflow::trace_async]
async fn asynchronous() -> ::std::result::Result<u8, u8> {
    ::std::result::Result::Ok(1)
}

fn main() {
    let _ = (sync(), asynchronous());
}
