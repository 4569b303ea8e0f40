//! `#[trace_async]`: what it records, and that the futures stay what they were.

#![cfg(feature = "enabled")]
#![expect(
    clippy::many_single_char_names,
    clippy::too_many_arguments,
    reason = "what is tested are functions that do nothing, and plain ones beside traced ones"
)]

mod methods;
mod recorded;
mod runtimes;
mod shapes;
mod unchanged;
mod whole;

use std::{
    cell::RefCell,
    future::{Future, Ready, pending, ready},
    io,
    pin::{Pin, pin},
    rc::Rc,
    sync::{Arc, Mutex},
    task::{Context, Poll, Waker},
};

use async_trait::async_trait;
use callflow::{CallGraph, Traced, trace, trace_async, trace_scope, trace_scope_async};
use futures::{
    executor::block_on,
    future::{BoxFuture, FutureExt as _, LocalBoxFuture},
};

/// The drawing of what a future called.
fn drawn<F: Future>(future: F) -> String {
    block_on(trace_scope_async!(future)).graph.draw()
}

/// Polls once.
fn poll<F: Future>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

/// Pending once, then done.
async fn yielded() {
    let mut done = false;
    std::future::poll_fn(|context| {
        context.waker().wake_by_ref();
        if std::mem::replace(&mut done, true) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}
