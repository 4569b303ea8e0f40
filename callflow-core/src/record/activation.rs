//! What becomes of an async call, from the capture of its context to its end.

use super::{
    clock::{Clock, Ticks},
    concurrency::{CellId, NO_CELL, ROOT_CELL},
    index::Id,
    lease::Admission,
    outside,
    place::{AsyncCall, Captured, Location},
    scope::{ScopeId, Shared},
    segment::{Arrival, Ended, Off, Segment},
    slab::{Slot, Times},
    thread::Thread,
    timeline::Begun,
    tree::MUTE,
};
use crate::{nanos::Nanos, reading::Outcome, site::Site};

/// Where a future is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Not polled yet. Called without a context, it takes the one in force at its first poll.
    Waiting,
    /// Between two polls, or in one.
    Running,
    /// Its scope has ended.
    Muted,
    /// It is left out, and what it calls goes to its context: below its caller, or with it out of the sample.
    Passing,
    /// Its unfinished future is being dropped.
    Dropping,
    /// Nothing is recorded about it, or no more.
    Silent,
}

/// What a future remembers of its call: eight words, whatever it wraps.
#[derive(Debug)]
pub(super) struct Activation {
    site: &'static Site,
    /// None while it has no context.
    scope: ScopeId,
    stage: Stage,
    top_level: bool,
    /// Whether a poll of it has ended that was not the last.
    suspended: bool,
    /// The call as its children see it. Before the first poll, `node` and `parent` are the captured context,
    /// and `timeline` is its place among the children of a `gather_traced` and 1, or 0.
    call: AsyncCall,
    start: Ticks,
    active: Nanos,
    own: Nanos,
}

impl Activation {
    /// In a captured context, or none; a child of a `gather_traced` has its lane.
    #[inline]
    pub(super) fn new(site: &'static Site, captured: Captured, lane: u32) -> Self {
        Self {
            site,
            scope: captured.scope,
            stage: Stage::Waiting,
            top_level: false,
            suspended: false,
            call: AsyncCall::with_cell(NO_CELL, captured.cell(), captured.node(), lane),
            start: Ticks(0),
            active: Nanos::ZERO,
            own: Nanos::ZERO,
        }
    }

    fn captured(&self) -> Captured {
        Captured::new(self.scope, self.call.node(), self.call.parent())
    }

    fn capture(&mut self) {
        let lane = self.call.timeline();
        *self = Self::new(self.site, Thread::with(Thread::capture), lane);
    }

    /// Whether nothing is, and will be, recorded about it.
    #[inline]
    pub(super) fn is_unheard(&mut self) -> bool {
        if self.stage == Stage::Waiting && self.scope.is_none() && Thread::with(Thread::is_unheard) {
            self.stage = Stage::Silent;
        }
        self.stage == Stage::Silent
    }

    /// Begins the first poll or a further one. `false`: nothing was set, and nothing is to be ended.
    #[inline(never)]
    pub(super) fn begin(&mut self, location: Location, segment: &mut Segment) -> bool {
        if self.stage == Stage::Waiting {
            self.settle(location);
        }
        let begun = match self.stage {
            Stage::Running => Thread::with(|thread| {
                let arrival = thread.arrive(self.scope)?;
                let slot = arrival.slot(self.call.node());
                arrival.begin(slot, self.call, segment)
            }),
            Stage::Waiting => self.begin_first(segment),
            Stage::Passing => {
                let context = self.captured();
                Thread::with(|thread| thread.begin_unrecorded(Some(context), segment)).then_some(())
            }
            Stage::Muted => None,
            Stage::Dropping | Stage::Silent => return false,
        };
        begun.is_some() || self.begin_otherwise(segment)
    }

    /// Decides on the context, at the first poll.
    #[inline]
    fn settle(&mut self, location: Location) {
        let captured = self.captured();
        // Asked first and in any case: what is announced is for the first future that comes.
        let adopts = Thread::with(|thread| thread.adopts(location, captured));
        if captured.scope.is_none() {
            self.capture();
        } else if adopts || Thread::with(|thread| thread.is_lane_from(captured)) {
            self.give_up();
            self.capture();
        }
        if self.scope.is_none() {
            self.stage = Stage::Silent;
            if outside::any_scope() {
                Thread::with(Thread::count_unheard);
            }
        }
    }

    #[inline]
    fn begin_first(&mut self, segment: &mut Segment) -> Option<()> {
        Thread::with(|thread| {
            let arrival = thread.arrive(self.scope)?;
            let (lease, lane) = (arrival.lease, self.call.timeline());
            let slot = self.start(&arrival);
            arrival.begin(slot, self.call, segment)?;
            (self.stage, self.start) = (Stage::Running, segment.start);
            if self.call.timeline() != 0 {
                let timeline = &lease.shared().timeline;
                let parent = lease.shared().cells.timeline(self.call.parent());
                let begun = Begun { node: self.call.node(), parent, lane, start: segment.start };
                timeline.begin(self.call.timeline(), begun);
            }
            Some(())
        })
    }

    /// It was found to be left out; or its scope has ended, and what it calls goes nowhere, not into a scope that
    /// happens to be around.
    #[cold]
    fn begin_otherwise(&mut self, segment: &mut Segment) -> bool {
        let context = if self.stage == Stage::Passing {
            Some(self.captured())
        } else {
            self.stage = Stage::Muted;
            None
        };
        Thread::with(|thread| thread.begin_unrecorded(context, segment))
    }

    /// The call is left out: all that remains of it is where its own calls go.
    #[cold]
    fn pass(&mut self, muted: bool) {
        self.stage = Stage::Passing;
        if muted {
            self.give_up();
            self.call = AsyncCall::with_cell(NO_CELL, ROOT_CELL, MUTE, 0);
        }
    }

    /// The call starts: from here on it is in flight.
    #[inline]
    fn start<'t>(&mut self, arrival: &Arrival<'t>) -> Option<&'t Slot> {
        let lease = arrival.lease;
        let (scope, slab) = (lease.shared(), lease.slab());
        if slab.is_closed() {
            scope.after_close.fetch_add(1, super::sync::Relaxed);
            return None;
        }
        let slot = match arrival.admit(self.call.node(), self.site)? {
            Admission::Recorded(slot) => slot,
            admission => {
                self.pass(matches!(admission, Admission::Muted));
                return None;
            }
        };
        let parent = self.call.parent();
        self.top_level = lease.polls.get() == 0;
        slot.enter();
        lease.change_leaves(scope.cells.start(parent));
        lease.change_site_leaves(slot, scope.cells.start_site(above(scope, parent, slot)));
        let timeline = scope.timeline.reserve(&slab.timeline);
        self.call = AsyncCall::new(parent, slot.node(), timeline);
        Some(slot)
    }

    /// A segment ends, and with it the call if there is an outcome.
    #[inline(never)]
    pub(super) fn end(&mut self, segment: &Segment, outcome: Option<Outcome>) {
        if segment.is_nowhere() {
            segment.end_nowhere();
        } else {
            Thread::with(|thread| {
                let displaced = segment.is_displaced(thread);
                if let Some(ended) = segment.end(thread, outcome.is_none()) {
                    self.record(segment.start, &ended, outcome);
                }
                segment.leave(thread, displaced);
            });
        }
        if outcome.is_some() {
            if self.stage == Stage::Passing {
                self.give_up();
            }
            self.stage = Stage::Silent;
        } else {
            // Also where the poll was not seen to end.
            self.suspended = true;
        }
    }

    /// A segment from `start` has ended.
    #[inline]
    fn record(&mut self, start: Ticks, ended: &Ended<'_>, outcome: Option<Outcome>) {
        let Off { lease, slot, own } = ended.off;
        self.call = ended.call;
        self.active += ended.length;
        self.own += own;
        let slab = lease.slab();
        if slab.is_closed() {
            return;
        }
        if self.stage == Stage::Running {
            slot.poll();
        }
        let once = !self.suspended && outcome.is_some();
        let (timeline, number) = (&lease.shared().timeline, self.call.timeline());
        if number != 0 && !once && !timeline.segment(number, slab.number, start, ended.end, &slab.timeline) {
            self.call = self.call.left_out();
        }
        if let Some(outcome) = outcome {
            self.finish(ended, outcome, once);
        }
    }

    #[inline]
    fn finish(&self, ended: &Ended<'_>, outcome: Outcome, once: bool) {
        let Off { lease, slot, .. } = ended.off;
        let scope = lease.shared();
        let total = Clock::get().length(self.start, ended.end);
        if lease.slab().admits(total) {
            if matches!(outcome, Outcome::Ok | Outcome::Error) {
                // Before the call ends: whoever sees that it did finds its duration.
                lease.count(slot, total);
            }
            slot.end_async(Times { total, own: self.own }, self.active, self.top_level, outcome);
            if self.call.timeline() != 0 {
                let thread = lease.slab().number;
                scope.timeline.end(self.call.timeline(), ended.end, outcome, once.then_some(thread));
            }
        } else {
            slot.skip();
            lease.give_back(self.own);
            scope.timeline.forget(self.call.timeline());
        }
        let (cell, parent) = (self.call.cell(), self.call.parent());
        lease.change_site_leaves(slot, scope.cells.end_site(cell, above(scope, parent, slot)));
        lease.change_leaves(scope.cells.end(cell, parent, &lease.slab().cells));
    }

    /// Gives up a captured context.
    fn give_up(&mut self) {
        let (scope, cell) = (self.scope, self.call.parent());
        if cell != ROOT_CELL {
            Thread::with(|thread| {
                thread.visit(scope, |lease| lease.shared().cells.release(cell, &lease.slab().cells));
            });
        }
    }

    /// The future was dropped before its first poll.
    #[cold]
    fn never_polled(&mut self) {
        if self.scope.is_none() {
            return;
        }
        Thread::with(|thread| {
            let Some(arrival) = thread.arrive(self.scope) else { return };
            if !arrival.lease.slab().is_closed()
                && let Some(slot) = arrival.unpolled(self.call.node(), self.site)
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
        let mut segment = Segment::NONE;
        let passes = self.stage == Stage::Passing;
        let begun = self.begin(Location::NONE, &mut segment);
        if passes {
            // Only now: the segment has a reference of its own.
            self.give_up();
        }
        if !begun {
            self.stage = Stage::Silent;
            return;
        }
        Thread::with(|thread| thread.push_drop(segment));
        self.stage = Stage::Dropping;
    }

    /// Before the wrapped future is dropped.
    #[inline]
    pub(super) fn before_drop(&mut self) {
        match self.stage {
            Stage::Silent | Stage::Dropping => {}
            Stage::Waiting => {
                self.never_polled();
                self.stage = Stage::Silent;
            }
            Stage::Running | Stage::Muted | Stage::Passing => self.begin_drop(),
        }
    }
}

/// The nearest call of the slot's site above a call, of which there is one only where the site recurs.
#[inline]
fn above(scope: &Shared, parent: CellId, slot: &Slot) -> CellId {
    if parent == ROOT_CELL || !slot.is_recursive() { ROOT_CELL } else { nearest(scope, parent, slot) }
}

#[cold]
fn nearest(scope: &Shared, parent: CellId, slot: &Slot) -> CellId {
    let is_site = |node: Id| scope.tree.get(node).is_some_and(|node| node.site_id() == slot.site_id());
    scope.cells.nearest(parent, is_site)
}

/// Dropped after the wrapped future, whose destructors it has measured.
impl Drop for Activation {
    #[inline]
    fn drop(&mut self) {
        if self.stage == Stage::Dropping
            && let Some(segment) = Thread::with(Thread::pop_drop)
        {
            self.end(&segment, Some(Outcome::Cancelled));
        }
    }
}
