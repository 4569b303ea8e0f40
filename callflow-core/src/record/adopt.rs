//! Futures that give the context around them to the traced future that they wrap.

use std::{
    future::Future,
    pin::Pin,
    task::{Context as TaskContext, Poll},
};

use pin_project_lite::pin_project;

use super::{
    place::{Adoption, Location},
    thread::Thread,
};

pin_project! {
    /// A future that, if it is a traced one, takes the context in force at its first poll in place of the one of its
    /// call. Of a boxed future it is the first traced one that it polls then.
    #[derive(Debug)]
    pub struct Adopting<F> {
        #[pin]
        future: F,
        // None after the first poll.
        adoption: Option<Adoption>,
    }
}

impl<F> Adopting<F> {
    pub(super) fn new(future: F, adoption: Adoption) -> Self {
        Self { future, adoption: Some(adoption) }
    }
}

/// Keeps what was to be adopted before, also while a poll unwinds.
struct Restore((Location, Adoption));

impl Drop for Restore {
    fn drop(&mut self) {
        Thread::with(|thread| thread.adoptee.set(self.0));
    }
}

impl<F: Future> Adopting<F> {
    /// Polls the future without giving it anything.
    pub(super) fn poll_plain(self: Pin<&mut Self>, task: &mut TaskContext<'_>) -> Poll<F::Output> {
        self.project().future.poll(task)
    }
}

impl<F: Future> Future for Adopting<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, task: &mut TaskContext<'_>) -> Poll<F::Output> {
        let this = self.project();
        let Some(adoption) = this.adoption.take() else { return this.future.poll(task) };
        let adoptee = (Location::in_or_behind(&*this.future), adoption);
        let _restore = Restore(Thread::with(|thread| thread.adoptee.replace(adoptee)));
        this.future.poll(task)
    }
}
