//! The attributes inside of `macro_rules!`, whose `$e` holds together what it stands for: `2 * $e` multiplies all of it.

#![cfg(feature = "enabled")]
#![deny(warnings)]

use std::{fmt::Display, future::Future, pin::Pin};

use callflow::{TraceScope, trace, trace_async};
use futures::executor::block_on;

struct Numbers;

macro_rules! made {
    ($sum:expr, $size:expr, $negative:expr, $ty:ty) => {
        #[trace]
        fn guarded() -> u32 {
            2 * $sum
        }

        #[trace]
        fn behind_items() -> u32 {
            const TWICE: u32 = 2 * $sum;
            TWICE - $sum
        }

        #[trace]
        fn behind_attributes() -> u32 {
            #![allow(clippy::let_and_return, reason = "an attribute is what is needed")]
            let twice = 2 * $sum;
            twice
        }

        #[trace]
        fn receiver() -> i32 {
            $negative.abs()
        }

        #[trace]
        fn observed() -> Result<u32, String> {
            Ok(2 * $sum)
        }

        #[trace]
        fn observed_behind_attributes() -> Result<u32, String> {
            #![allow(clippy::let_and_return, reason = "an attribute is what is needed")]
            let twice = Ok(2 * $sum);
            twice
        }

        #[trace]
        fn in_the_signature(array: [u8; 2 * $size]) -> usize {
            array.len()
        }

        #[trace]
        fn by_reference(shown: &$ty) -> String {
            let shown: &$ty = shown;
            shown.to_string()
        }

        #[trace(args($sum, 2 * $sum, thrice = 3 * $sum))]
        fn offering() {}

        #[trace_async]
        async fn later() -> u32 {
            2 * $sum
        }

        #[trace_async]
        fn future() -> impl Future<Output = u32> {
            let twice = 2 * $sum;
            async move { twice }
        }

        #[trace_async]
        fn boxed() -> Pin<Box<dyn Future<Output = u32>>> {
            let twice = 2 * $sum;
            Box::pin(async move { twice })
        }

        #[trace]
        impl Numbers {
            const TWICE: u32 = 2 * $sum;

            fn whole() -> u32 {
                2 * $sum
            }

            async fn whole_later() -> u32 {
                2 * $sum
            }
        }
    };
}

made!(1 + 2, 1 + 2, -3_i32, dyn Display + Send);

#[test]
fn what_a_macro_holds_together_stays_together() {
    assert_eq!([guarded(), behind_items(), behind_attributes()], [6, 3, 6]);
    assert_eq!(receiver(), 3);
    assert_eq!((observed(), observed_behind_attributes()), (Ok(6), Ok(6)));
    assert_eq!(in_the_signature([0; 6]), 6);
    assert_eq!(by_reference(&1), "1");
    assert_eq!([block_on(later()), block_on(future()), block_on(boxed())], [6, 6, 6]);
    assert_eq!([Numbers::TWICE, Numbers::whole(), block_on(Numbers::whole_later())], [6, 6, 6]);

    let scope = TraceScope::builder().include_args(true).build().expect("possible options");
    let graph = scope.run(offering).graph;
    let kept = graph.node("offering").expect("a call").arguments();
    assert_eq!(kept, ["1 + 2 = 3, 2 * (1 + 2) = 6, thrice = 9"]);
}
