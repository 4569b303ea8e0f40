//! Futures whose polls are recorded as one call.

use std::{
    future::Future,
    pin::Pin,
    task::{Context as TaskContext, Poll},
};

use pin_project_lite::pin_project;

use super::{
    activation::Activation,
    adopt::Adopting,
    place::{Adoption, Captured, Location},
    scope::ScopeId,
    segment::Segment,
    thread::Thread,
};
use crate::{
    classify::Classify,
    reading::{Outcome, SiteKind},
    site::Site,
};

pin_project! {
    /// A future whose polls are recorded as one call.
    ///
    /// It is `Send`, `Sync` and `Unpin` when the future is, and eight words larger.
    #[must_use = "futures do nothing unless polled"]
    #[derive(Debug)]
    pub struct TracedFuture<F, K> {
        #[pin]
        future: F,
        kind: K,
        // Stands last, so that it is dropped after the future.
        activation: Activation,
    }

    impl<F, K> PinnedDrop for TracedFuture<F, K> {
        fn drop(this: Pin<&mut Self>) {
            this.project().activation.before_drop();
        }
    }
}

/// Wraps a future as a call of `site` in the context of this thread, now.
#[inline]
pub fn traced<F: Future, K: Classify<F::Output>>(
    site: &'static Site,
    kind: K,
    future: F,
) -> TracedFuture<F, K> {
    let captured = Thread::with(Thread::capture);
    TracedFuture { future, kind, activation: Activation::new(site, captured, 0) }
}

/// The sites of `gather_traced` and its children. They stand for every use of it.
static GATHER: Site = Site::new(SiteKind::Library, "callflow", "gather_traced", "", 0, 0, || "")
    .named("callflow::gather_traced");
static LANE: Site = Site::new(SiteKind::Lane, "callflow", "lane", "", 0, 0, || "").named("<lane>");

/// A `gather_traced`.
pub(crate) type Gathering<F, K> = TracedFuture<F, K>;

/// A child of a `gather_traced`.
pub(crate) type Lane<F, K> = TracedFuture<Adopting<F>, K>;

/// Wraps the future of a `gather_traced` as a call in the context of this thread, now.
pub(crate) fn gathering<F: Future, K: Classify<F::Output>>(kind: K, future: F) -> Gathering<F, K> {
    traced(&GATHER, kind, future)
}

/// Wraps a child of a `gather_traced`, which takes its context from the one that polls it.
pub(crate) fn lane<F: Future, K: Classify<F::Output>>(kind: K, future: F, index: usize) -> Lane<F, K> {
    let lane = u32::try_from(index + 1).unwrap_or(0);
    let nowhere = Captured::root(ScopeId::NONE);
    TracedFuture {
        future: Adopting::new(future, Adoption::FromSameScope),
        kind,
        activation: Activation::new(&LANE, nowhere, lane),
    }
}

/// A poll under way. It ends also when the poll unwinds.
struct Running<'a> {
    activation: &'a mut Activation,
    segment: Segment,
    ended: bool,
}

impl Drop for Running<'_> {
    #[inline]
    fn drop(&mut self) {
        if !self.ended {
            self.activation.end(&self.segment, Some(Outcome::Panicked));
        }
    }
}

impl<F: Future, K: Classify<F::Output>> Future for TracedFuture<F, K> {
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, task: &mut TaskContext<'_>) -> Poll<F::Output> {
        let location = Location::of(&*self);
        let this = self.project();
        if this.activation.is_unheard() {
            return this.future.poll(task);
        }
        let mut running = Running { activation: this.activation, segment: Segment::NONE, ended: false };
        if !running.activation.begin(location, &mut running.segment) {
            running.ended = true;
            return this.future.poll(task);
        }
        let poll = this.future.poll(task);
        let outcome = match &poll {
            Poll::Pending => None,
            Poll::Ready(value) if this.kind.is_error(value) => Some(Outcome::Error),
            Poll::Ready(_) => Some(Outcome::Ok),
        };
        running.ended = true;
        running.activation.end(&running.segment, outcome);
        poll
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::Returned;

    #[test]
    fn a_wrapper_is_eight_words() {
        assert_eq!(size_of::<Activation>(), size_of::<[u64; 8]>());
        assert_eq!(size_of::<TracedFuture<[u64; 100], Returned>>(), size_of::<[u64; 108]>());
    }
}
