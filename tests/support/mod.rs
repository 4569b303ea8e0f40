//! What the tests of tasks, scopes and guards share.

use std::{
    fmt::Write as _,
    future::Future,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    pin::{Pin, pin},
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, Waker},
    time::Duration,
};

use callflow::{CallGraph, TimelineCall, trace, trace_async};

/// Compares a graph's drawing with the lines of `expected`, whose common indentation does not count.
#[track_caller]
pub(crate) fn assert_drawn(graph: &CallGraph, expected: &str) {
    let lines = || expected.lines().filter(|line| !line.trim().is_empty());
    let margin = lines().map(|line| line.len() - line.trim_start().len()).min().unwrap_or(0);
    let mut drawing = String::new();
    for line in lines() {
        let _ = writeln!(drawing, "{}", &line[margin..]);
    }
    assert!(graph.draw() == drawing, "drawn:\n{}expected:\n{drawing}", graph.draw());
}

/// Calls of the one function of that name; 0 if it was not called.
#[track_caller]
pub(crate) fn calls(graph: &CallGraph, name: &str) -> u64 {
    match graph.find(name) {
        Ok(node) => node.calls(),
        Err(callflow::LookupError::NotFound { .. }) => 0,
        Err(ambiguous) => panic!("{ambiguous}"),
    }
}

/// The calls of a function that the timeline kept, by start.
pub(crate) fn timeline<'g>(graph: &'g CallGraph, name: &str) -> Vec<TimelineCall<'g>> {
    graph.timeline().calls().filter(|call| call.node().name() == name).collect()
}

/// How long an ended call of the timeline took.
#[track_caller]
pub(crate) fn length(call: TimelineCall<'_>) -> Duration {
    call.end().expect("the call has ended").saturating_sub(call.start())
}

/// The sync function that tests call to see where calls go.
#[trace]
pub(crate) fn leaf() {}

/// The same for async ones. It is suspended once.
#[trace_async]
pub(crate) async fn nap() {
    yield_now().await;
}

/// Is pending once, and wakes at once.
pub(crate) async fn yield_now() {
    let mut yielded = false;
    std::future::poll_fn(|task| {
        if yielded {
            return Poll::Ready(());
        }
        yielded = true;
        task.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// Polls a future once, as an executor that nobody wakes.
pub(crate) fn poll_once<F: Future + ?Sized>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

/// Polls a future until it is ready.
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    futures::executor::block_on(future)
}

/// Polls two futures by turns on this thread, whether woken or not.
pub(crate) fn by_turns<A: Future, B: Future>(first: A, second: B) -> (A::Output, B::Output) {
    let (mut first, mut second) = (pin!(first), pin!(second));
    let (mut one, mut other) = (None, None);
    loop {
        if one.is_none()
            && let Poll::Ready(output) = poll_once(first.as_mut())
        {
            one = Some(output);
        }
        if other.is_none()
            && let Poll::Ready(output) = poll_once(second.as_mut())
        {
            other = Some(output);
        }
        if let (Some(_), Some(_)) = (&one, &other) {
            return (one.unwrap(), other.unwrap());
        }
    }
}

/// Unwinds without a message on standard error.
pub(crate) fn unwind() -> ! {
    resume_unwind(Box::new("unwound by a test"))
}

/// Whether `work` unwinds.
pub(crate) fn unwinds<T>(work: impl FnOnce() -> T) -> bool {
    catch_unwind(AssertUnwindSafe(work)).is_err()
}

/// A list that several owners append to.
#[derive(Debug, Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<usize>>>);

impl Log {
    pub(crate) fn push(&self, entry: usize) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(entry);
    }

    pub(crate) fn entries(&self) -> Vec<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Writes its number when it is dropped.
#[derive(Debug)]
pub(crate) struct Logged(pub(crate) Log, pub(crate) usize);

impl Drop for Logged {
    fn drop(&mut self) {
        self.0.push(self.1);
    }
}

/// Calls [`leaf`] when it is dropped.
#[derive(Debug)]
pub(crate) struct CallsLeaf;

impl Drop for CallsLeaf {
    fn drop(&mut self) {
        leaf();
    }
}
