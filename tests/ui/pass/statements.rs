//! Functions inside of functions.

#![deny(warnings)]

use callflow::{trace, trace_async};

fn main() {
    #[trace]
    fn sync(number: u8) -> Result<u8, u8> {
        Ok(number)
    }

    #[trace_async]
    async fn asynchronous(number: u8) -> u8 {
        number
    }

    #[trace]
    mod inner {
        pub fn f() {}
    }

    let closure = || {
        #[trace]
        fn deep() {}
        deep();
    };
    closure();
    inner::f();
    let _ = (sync(1), asynchronous(1));
}
