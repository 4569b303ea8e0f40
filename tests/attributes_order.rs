//! The attributes among others: in front of them and behind them, conditional, and under the test harness.

#![cfg(feature = "enabled")]

use callflow::{current_graph, trace, trace_async, trace_scope, trace_scope_async};
use futures::executor::block_on;

/// The same function with our attribute first and last.
macro_rules! both_orders {
    ($(#[$other:meta])* fn $first:ident, $last:ident() -> $output:ty $body:block) => {
        #[trace]
        $(#[$other])*
        fn $first() -> $output $body

        $(#[$other])*
        #[trace]
        fn $last() -> $output $body
    };
    ($(#[$other:meta])* async fn $first:ident, $last:ident() -> $output:ty $body:block) => {
        #[trace_async]
        $(#[$other])*
        async fn $first() -> $output $body

        $(#[$other])*
        #[trace_async]
        async fn $last() -> $output $body
    };
}

both_orders! {
    /// Documented.
    #[inline]
    #[must_use]
    #[cfg(not(any()))]
    #[allow(clippy::let_and_return, reason = "one of many")]
    fn plain_first, plain_last() -> u8 { let one = 1; one }
}

both_orders! {
    /// Documented.
    #[inline(always)]
    #[cold]
    #[allow(clippy::inline_always, reason = "one of many")]
    fn result_first, result_last() -> Result<u8, u8> { Err(1) }
}

both_orders! {
    /// Documented.
    #[inline]
    #[cfg(not(any()))]
    #[allow(clippy::let_and_return, reason = "one of many")]
    async fn later_first, later_last() -> u8 { let one = std::future::ready(1).await; one }
}

both_orders! {
    #[must_use]
    #[cfg_attr(all(), doc = "Documented.")]
    async fn used_first, used_last() -> u8 { 1 }
}

both_orders! {
    #[cfg(any())]
    fn absent_first, absent_last() -> Nowhere { nowhere() }
}

both_orders! {
    #[cfg(any())]
    async fn absent_later_first, absent_later_last() -> Nowhere { nowhere() }
}

#[cfg_attr(all(), trace(name = "conditional"))]
fn conditional() {}

#[cfg_attr(any(), trace(nonsense))]
fn unconditional() {}

#[test]
fn the_order_does_not_matter() {
    let work = async {
        let sync = plain_first() + plain_last() + result_first().unwrap_or(1) + result_last().unwrap_or(1);
        conditional();
        unconditional();
        sync + later_first().await + later_last().await + used_first().await + used_last().await
    };
    let traced = block_on(trace_scope_async!(work));
    assert_eq!(traced.value, 8);
    assert_eq!(
        traced.graph.draw(),
        "later_first\nlater_last\nplain_first\nplain_last\nresult_first, 1 error\nresult_last, 1 error\nused_first\n\
         used_last\nconditional\n"
    );
}

#[trace]
#[test]
fn above_test() {
    assert!(current_graph().is_none());
}

#[test]
#[trace]
fn below_test() -> Result<(), String> {
    Ok(())
}

#[trace]
#[test]
#[should_panic(expected = "told to")]
fn above_should_panic() {
    panic!("told to");
}

#[test]
#[should_panic(expected = "told to")]
#[trace]
fn below_should_panic() {
    assert_eq!(trace_scope!(plain_first).value, 1);
    panic!("told to");
}

#[trace_async]
#[tokio::test]
#[should_panic(expected = "told to")]
async fn above_a_runtimes_test() {
    tokio::task::yield_now().await;
    panic!("told to");
}
