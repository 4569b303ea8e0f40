//! An async call, from the capture of its context to its end.

use std::{
    future::Future,
    pin::Pin,
    task::{Context as TaskContext, Poll},
};

use pin_project_lite::pin_project;

use super::{
    clock::{Clock, Ticks},
    concurrency::{CellId, NO_CELL, ROOT_CELL},
    index::Id,
    scope::{ScopeId, ScopePlace},
    slab::{Slot, Times},
    thread::{Adoptee, Arrival, AsyncCall, Ended, Segment, Thread},
    timeline::Begun,
};
use crate::{
    classify::Classify,
    nanos::Nanos,
    reading::{Outcome, SiteKind},
    site::Site,
};

/// Where a future is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Not polled yet, and called without a context: it takes the one in force at its first poll.
    Adopts,
    /// Not polled yet; it has the context of its call.
    Captured,
    /// Between two polls, or in one.
    Running,
    /// Its unfinished future is being dropped.
    Dropping,
    /// Nothing is recorded about it, or no more.
    Silent,
}

/// What a future remembers of its call: eight words, whatever it wraps.
#[derive(Debug)]
struct Activation {
    site: &'static Site,
    /// The scope, in two parts that leave room for the two flags; none while it has no context.
    place: Option<ScopePlace>,
    generation: u32,
    stage: Stage,
    top_level: bool,
    /// The call as its children see it. Before the first poll, `node` and `parent` are the captured context,
    /// and `timeline` is its place among the children of a `gather_traced` and 1, or 0.
    call: AsyncCall,
    start: Ticks,
    active: Nanos,
    own: Nanos,
}

impl Activation {
    /// Captures the context in force.
    #[inline]
    fn new(site: &'static Site) -> Self {
        let mut activation = Self::adopting(site, 0);
        activation.capture();
        activation
    }

    /// Has no context yet.
    #[inline]
    fn adopting(site: &'static Site, lane: u32) -> Self {
        Self {
            site,
            place: None,
            generation: 0,
            stage: Stage::Adopts,
            top_level: false,
            call: AsyncCall { timeline: lane, ..AsyncCall::default() },
            start: Ticks::default(),
            active: Nanos::ZERO,
            own: Nanos::ZERO,
        }
    }

    #[inline]
    fn capture(&mut self) {
        let Some((scope, node, cell)) = Thread::with(Thread::capture) else { return };
        (self.place, self.generation) = (Some(scope.place()), scope.generation());
        (self.call.node, self.call.parent) = (node, cell);
        self.stage = Stage::Captured;
    }

    #[inline]
    fn scope(&self) -> Option<ScopeId> {
        Some(ScopeId::new(self.place?, self.generation))
    }

    /// Begins the first poll or a further one. `None`: it is not recorded.
    #[inline]
    fn begin(&mut self, adoptee: Adoptee) -> Option<Segment> {
        match self.stage {
            Stage::Running => {}
            Stage::Adopts | Stage::Captured => return self.begin_first(adoptee),
            Stage::Dropping | Stage::Silent => return None,
        }
        let scope = self.scope()?;
        Thread::with(|thread| {
            let arrival = thread.arrive(scope)?;
            match arrival.slot(self.call.node) {
                Some(slot) => Some(arrival.begin(slot, self.call)),
                None => {
                    arrival.leave();
                    None
                }
            }
        })
    }

    #[inline(never)]
    fn begin_first(&mut self, adoptee: Adoptee) -> Option<Segment> {
        match self.scope() {
            None => self.capture(),
            Some(scope) => {
                let captured = (scope, self.call.node, self.call.parent);
                if Thread::with(|thread| thread.adopts(adoptee) || thread.is_lane_from(captured)) {
                    self.give_up();
                    self.capture();
                }
            }
        }
        let segment = self.scope().and_then(|scope| {
            Thread::with(|thread| {
                let arrival = thread.arrive(scope)?;
                let (lease, lane, parent) = (arrival.lease, self.call.timeline, self.call.parent);
                let Some(slot) = self.start(&arrival) else {
                    arrival.leave();
                    return None;
                };
                let segment = arrival.begin(slot, self.call);
                let parent = lease.scope.cells.timeline(parent);
                let begun = Begun { node: slot.node(), parent, lane, start: segment.start };
                lease.scope.timeline.begin(self.call.timeline, begun);
                Some(segment)
            })
        });
        match &segment {
            Some(segment) => (self.stage, self.start) = (Stage::Running, segment.start),
            None => self.stage = Stage::Silent,
        }
        segment
    }

    /// The call starts: from here on it is in flight.
    fn start<'t>(&mut self, arrival: &Arrival<'t>) -> Option<&'t Slot> {
        let scope = &arrival.lease.scope;
        if arrival.lease.slab().is_closed() {
            scope.after_close.fetch_add(1, super::sync::Relaxed);
            return None;
        }
        let slot = arrival.call(self.call.node, self.site)?;
        let parent = self.call.parent;
        self.top_level = arrival.lease.polls.get() == 0;
        slot.enter();
        scope.leaves.change(scope.cells.start(parent));
        if let Some(leaves) = scope.site_leaves(slot.site_id()) {
            leaves.change(scope.cells.start_site(above(scope, parent, slot)));
        }
        let timeline = scope.timeline.reserve(&arrival.lease.slab().timeline);
        self.call = AsyncCall { cell: NO_CELL, parent, node: slot.node(), timeline };
        Some(slot)
    }

    /// A segment ends, and with it the call if there is an outcome.
    #[inline]
    fn end(&mut self, segment: Segment, outcome: Option<Outcome>) {
        let (suspends, start) = (outcome.is_none(), segment.start);
        segment.end(suspends, |ended| {
            self.call = ended.call;
            self.active += ended.length;
            self.own += ended.own;
            let (lease, slot) = (ended.lease, ended.slot);
            if lease.slab().is_closed() {
                return;
            }
            let slab = lease.slab();
            if self.stage == Stage::Running {
                slot.poll();
            }
            lease.scope.timeline.segment(self.call.timeline, slab.number, start, ended.end, &slab.timeline);
            if let Some(outcome) = outcome {
                self.finish(&ended, outcome);
            }
        });
        if outcome.is_some() {
            self.stage = Stage::Silent;
        }
    }

    fn finish(&self, ended: &Ended<'_>, outcome: Outcome) {
        let (lease, slot) = (ended.lease, ended.slot);
        let scope = &lease.scope;
        let total = Clock::get().length(self.start, ended.end);
        slot.end_async(Times { total, own: self.own }, self.active, self.top_level, outcome);
        if matches!(outcome, Outcome::Ok | Outcome::Error) {
            lease.count(slot, total);
        }
        scope.timeline.end(self.call.timeline, ended.end, outcome);
        let AsyncCall { cell, parent, .. } = self.call;
        if let Some(leaves) = scope.site_leaves(slot.site_id()) {
            leaves.change(scope.cells.end_site(cell, above(scope, parent, slot)));
        }
        scope.leaves.change(scope.cells.end(cell, parent, &lease.slab().cells));
    }

    /// Gives up a captured context.
    fn give_up(&mut self) {
        let Some(scope) = self.scope() else { return };
        if self.call.parent != ROOT_CELL {
            Thread::with(|thread| {
                thread.visit(scope, |lease| lease.scope.cells.release(self.call.parent, &lease.slab().cells));
            });
        }
    }

    /// The future was dropped before its first poll.
    #[cold]
    fn never_polled(&mut self) {
        let Some(scope) = self.scope() else { return };
        Thread::with(|thread| {
            let Some(arrival) = thread.arrive(scope) else { return };
            if !arrival.lease.slab().is_closed()
                && let Some(slot) = arrival.call(self.call.node, self.site)
            {
                slot.drop_unpolled();
            }
            arrival.leave();
        });
        self.give_up();
    }

    /// The unfinished future is about to be dropped: its destructors run as one more segment.
    #[cold]
    fn begin_drop(&mut self) {
        let segment = self.begin(Adoptee::NONE);
        match segment {
            Some(segment) => {
                Thread::with(|thread| thread.drops.borrow_mut().push(segment));
                self.stage = Stage::Dropping;
            }
            None => self.stage = Stage::Silent,
        }
    }

    /// Before the wrapped future is dropped.
    #[inline]
    fn before_drop(&mut self) {
        match self.stage {
            Stage::Silent | Stage::Adopts | Stage::Dropping => {}
            Stage::Captured => {
                self.never_polled();
                self.stage = Stage::Silent;
            }
            Stage::Running => self.begin_drop(),
        }
    }
}

/// The nearest call of the slot's site above a call, of which there is one only where the site recurs.
fn above(scope: &super::scope::Shared, parent: CellId, slot: &Slot) -> CellId {
    let (tree, site_id) = (&scope.tree, slot.site_id());
    if parent == ROOT_CELL || !tree.get(slot.node()).is_some_and(|node| node.is_recursive()) {
        return ROOT_CELL;
    }
    let is_site = |node: Id| tree.get(node).is_some_and(|node| node.site_id() == site_id);
    scope.cells.nearest(parent, is_site)
}

/// Dropped after the wrapped future, whose destructors it has measured.
impl Drop for Activation {
    #[inline]
    fn drop(&mut self) {
        if self.stage == Stage::Dropping
            && let Some(segment) = Thread::with(|thread| thread.drops.borrow_mut().pop())
        {
            self.end(segment, Some(Outcome::Cancelled));
        }
    }
}

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
    TracedFuture { future, kind, activation: Activation::new(site) }
}

/// The sites of `gather_traced` and its children. They stand for every use of it.
static GATHER: Site = Site::new(SiteKind::Library, "callflow", "gather_traced", "", 0, 0, || "")
    .named("callflow::gather_traced");
static LANE: Site = Site::new(SiteKind::Lane, "callflow", "lane", "", 0, 0, || "").named("<lane>");

/// A `gather_traced`.
pub(crate) type Gathering<F, K> = TracedFuture<F, K>;

/// A child of a `gather_traced`.
pub(crate) type Lane<F, K> = TracedFuture<F, K>;

/// Wraps the future of a `gather_traced` as a call in the context of this thread, now.
pub(crate) fn gathering<F: Future, K: Classify<F::Output>>(kind: K, future: F) -> Gathering<F, K> {
    traced(&GATHER, kind, future)
}

/// Wraps a child of a `gather_traced`, which takes its context from the one that polls it.
pub(crate) fn lane<F: Future, K: Classify<F::Output>>(kind: K, future: F, index: usize) -> Lane<F, K> {
    let lane = u32::try_from(index + 1).unwrap_or(0);
    TracedFuture { future, kind, activation: Activation::adopting(&LANE, lane) }
}

/// Ends the segment of a poll, also when the poll unwinds.
struct Ending<'a> {
    activation: &'a mut Activation,
    segment: Option<Segment>,
}

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        if let Some(segment) = self.segment.take() {
            self.activation.end(segment, Some(Outcome::Panicked));
        }
    }
}

impl<F: Future, K: Classify<F::Output>> Future for TracedFuture<F, K> {
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, task: &mut TaskContext<'_>) -> Poll<F::Output> {
        let adoptee = Adoptee::of(&*self);
        let this = self.project();
        let Some(segment) = this.activation.begin(adoptee) else { return this.future.poll(task) };
        let mut ending = Ending { activation: this.activation, segment: Some(segment) };
        let poll = this.future.poll(task);
        let outcome = match &poll {
            Poll::Pending => None,
            Poll::Ready(value) if this.kind.is_error(value) => Some(Outcome::Error),
            Poll::Ready(_) => Some(Outcome::Ok),
        };
        if let Some(segment) = ending.segment.take() {
            ending.activation.end(segment, outcome);
        }
        poll
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::Returned;

    #[test]
    fn a_wrapper_is_eight_words() {
        assert_eq!(size_of::<Activation>(), 8 * size_of::<u64>());
        assert_eq!(size_of::<TracedFuture<[u64; 100], Returned>>(), 108 * size_of::<u64>());
    }
}
