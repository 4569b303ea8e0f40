//! The least functions that can carry an attribute, so that what it adds is nearly all that they do: for
//! `ci/hot-path.sh` to print and to count.

use std::{
    future::Future,
    hint::black_box,
    num::ParseIntError,
    pin::{Pin, pin},
    task::{Context, Poll, Waker},
};

/// Does nothing, in a way that keeps its calls from being left out.
#[cfg_attr(feature = "traced", callflow::trace)]
#[inline(never)]
pub fn empty() {
    black_box(());
}

/// Does nothing, and its errors are counted.
///
/// # Errors
/// Never.
#[cfg_attr(feature = "traced", callflow::trace)]
#[inline(never)]
pub fn empty_result() -> Result<u64, ParseIntError> {
    Ok(black_box(1))
}

/// Is ready at once.
#[cfg_attr(feature = "traced", callflow::trace_async)]
pub async fn ready() {
    std::future::ready(()).await;
}

/// Awaits calls that are.
#[cfg_attr(feature = "traced", callflow::trace_async)]
pub async fn parent(calls: u64) {
    for _ in 0..calls {
        ready().await;
    }
}

/// Is polled once more than it is told.
#[cfg_attr(feature = "traced", callflow::trace_async)]
pub async fn waiting(polls: u64) {
    Countdown(polls).await;
}

/// Is pending that many times.
#[derive(Debug)]
struct Countdown(u64);

impl Future for Countdown {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if black_box(self.0) == 0 {
            return Poll::Ready(());
        }
        self.0 -= 1;
        Poll::Pending
    }
}

/// Calls [`empty`].
pub fn sync_calls(calls: u64) {
    for _ in 0..calls {
        empty();
    }
}

/// Calls [`empty_result`].
pub fn result_calls(calls: u64) {
    for _ in 0..calls {
        let _ = black_box(empty_result());
    }
}

/// Calls [`ready`], in one poll of its caller.
pub fn ready_calls(calls: u64) {
    let future = pin!(parent(calls));
    black_box(future.poll(&mut Context::from_waker(Waker::noop())).is_ready());
}

/// Polls one call of [`waiting`].
pub fn polls(polls: u64) {
    poll_to_the_end(waiting(polls));
}

/// Polls a future until it is ready.
pub fn poll_to_the_end(future: impl Future) {
    let mut future = pin!(future);
    let mut task = Context::from_waker(Waker::noop());
    while black_box(future.as_mut().poll(&mut task)).is_pending() {}
}
