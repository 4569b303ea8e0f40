//! Futures that tell the model what happens to the traced futures inside them.

use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, Wake, Waker},
};

use callflow::Outcome;

use crate::{
    executor::Flag,
    model::{At, CallId, Kind},
    sites::{Boxed, FaultResult, Site},
    world::World,
};

/// Where an async call is in its life.
enum Stage {
    /// Called in this context, not polled.
    Called(Option<At>),
    Recorded(CallId),
    /// It belongs to a scope that had ended.
    Late(At),
    /// Without a context at its first poll, or over.
    Silent,
}

/// A traced future and what is known about it outside.
pub(crate) struct Shadow {
    inner: Option<Boxed<FaultResult>>,
    world: Arc<World>,
    site: Site,
    stage: Stage,
    /// The context that was set directly around it.
    forced: Option<At>,
    /// Whether it was made as a child of a `gather_traced`, and so stands below its lane.
    inherits: bool,
    lane: Option<Lane>,
}

struct Lane {
    index: u32,
    /// Set by whatever wakes the child.
    woken: Arc<Flag>,
}

impl Shadow {
    /// Of an async call in the context of this thread, now.
    pub(crate) fn new(world: &Arc<World>, site: Site, inner: Boxed<FaultResult>) -> Self {
        let mut model = world.model();
        let captured = model.here();
        model.hold(captured);
        drop(model);
        Self {
            inner: Some(inner),
            world: world.clone(),
            site,
            stage: Stage::Called(captured),
            forced: None,
            inherits: false,
            lane: None,
        }
    }

    pub(crate) fn forced(mut self, forced: Option<At>) -> Self {
        self.forced = forced;
        self
    }

    pub(crate) fn inheriting(mut self, inherits: bool) -> Self {
        self.inherits = inherits;
        self
    }

    /// Of the child that a `gather_traced` makes around another future.
    pub(crate) fn lane(world: &Arc<World>, site: Site, inner: Boxed<FaultResult>, index: usize) -> Self {
        let lane = Lane { index: u32::try_from(index).expect("few children"), woken: Flag::woken() };
        let mut shadow = Self::new(world, site, inner);
        if let Stage::Called(captured) = shadow.stage {
            world.model().release(captured);
        }
        (shadow.stage, shadow.lane) = (Stage::Called(None), Some(lane));
        shadow
    }

    /// Begins a segment; the guard ends it.
    fn begin(&mut self, kind: Kind) -> Option<Segment> {
        let mut model = self.world.model();
        let (call, at) = match self.stage {
            Stage::Silent => return None,
            Stage::Late(at) => (None, at),
            Stage::Recorded(call) => {
                let at = At { scope: model.calls[call].scope, call: Some(call) };
                (model.resume(call, kind).then_some(call), at)
            }
            Stage::Called(captured) => {
                model.release(captured);
                let inherited = if self.inherits { model.here() } else { None };
                let Some(at) = self.forced.or(inherited).or(captured).or_else(|| model.here()) else {
                    self.stage = Stage::Silent;
                    return None;
                };
                let call = model.begin(self.site, Some(at), self.lane.as_ref().map(|lane| lane.index));
                self.stage = call.map_or(Stage::Late(at), Stage::Recorded);
                (call, at)
            }
        };
        if call.is_none() {
            model.push(Some(at));
        }
        Some(Segment { world: self.world.clone(), call, outcome: Some(Outcome::Panicked) })
    }
}

/// An open segment; or, of a scope that has ended, only its context.
pub(crate) struct Segment {
    world: Arc<World>,
    call: Option<CallId>,
    /// How the call ends with it; unwinding unless set otherwise.
    outcome: Option<Outcome>,
}

impl Segment {
    /// Of a sync call.
    pub(crate) fn of_sync_call(world: &Arc<World>, site: Site) -> Option<Self> {
        let mut model = world.model();
        let here = model.here();
        let call = model.begin(site, here, None)?;
        Some(Self { world: world.clone(), call: Some(call), outcome: Some(Outcome::Panicked) })
    }

    pub(crate) fn end(mut self, outcome: Option<Outcome>) {
        self.outcome = outcome;
    }
}

impl Drop for Segment {
    fn drop(&mut self) {
        let mut model = self.world.model();
        match self.call {
            Some(call) => model.end_segment(call, self.outcome),
            None => model.pop(),
        }
    }
}

/// Forwards a wake and remembers it.
struct LaneWaker {
    woken: Arc<Flag>,
    outer: Waker,
}

impl Wake for LaneWaker {
    fn wake(self: Arc<Self>) {
        self.woken.set();
        self.outer.wake_by_ref();
    }
}

impl Future for Shadow {
    type Output = FaultResult;

    fn poll(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<FaultResult> {
        let mut waker = task.waker().clone();
        if let Some(Lane { woken, .. }) = &self.lane {
            if !woken.take() {
                self.world.fail("a child of a gather was polled without being woken".to_owned());
            }
            waker = Waker::from(Arc::new(LaneWaker { woken: woken.clone(), outer: waker }));
        }
        let segment = self.begin(Kind::Poll);
        let ended = Ended { shadow: &mut self };
        let inner = ended.shadow.inner.as_mut().expect("it is not over");
        let poll = inner.as_mut().poll(&mut Context::from_waker(&waker));
        if poll.is_pending() {
            std::mem::forget(ended);
        }
        let outcome = match poll {
            Poll::Pending => None,
            Poll::Ready(Ok(())) => Some(Outcome::Ok),
            Poll::Ready(Err(_)) => Some(Outcome::Error),
        };
        if let Some(segment) = segment {
            segment.end(outcome);
        }
        poll
    }
}

/// Notes that a call is over, also when it unwinds.
struct Ended<'a> {
    shadow: &'a mut Shadow,
}

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        self.shadow.stage = Stage::Silent;
    }
}

impl Drop for Shadow {
    fn drop(&mut self) {
        match self.stage {
            // The scope knows nothing of children that were never polled.
            Stage::Called(_) if self.lane.is_some() => {}
            Stage::Called(at) => {
                let mut model = self.world.model();
                model.release(at);
                model.never_polled(self.site, at);
            }
            Stage::Recorded(_) | Stage::Late(_) => {
                let segment = self.begin(Kind::Drop);
                self.inner = None;
                if let Some(segment) = segment {
                    segment.end(Some(Outcome::Cancelled));
                }
            }
            Stage::Silent => {}
        }
    }
}

/// A future with a context in force while it is polled and dropped.
pub(crate) struct InForce<T> {
    world: Arc<World>,
    at: Option<At>,
    inner: Option<Boxed<T>>,
}

impl<T> InForce<T> {
    pub(crate) fn new(world: &Arc<World>, at: Option<At>, inner: Boxed<T>) -> Self {
        world.model().hold(at);
        Self { world: world.clone(), at, inner: Some(inner) }
    }
}

impl<T> Drop for InForce<T> {
    fn drop(&mut self) {
        let in_force = Force::new(&self.world, self.at);
        self.inner = None;
        drop(in_force);
        self.world.model().release(self.at);
    }
}

impl<T> Future for InForce<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<T> {
        let _in_force = Force::new(&self.world.clone(), self.at);
        self.inner.as_mut().expect("it is not dropped").as_mut().poll(task)
    }
}

/// Keeps a context in force on this thread.
pub(crate) struct Force(Arc<World>);

impl Force {
    pub(crate) fn new(world: &Arc<World>, at: Option<At>) -> Self {
        world.model().push(at);
        Self(world.clone())
    }
}

impl Drop for Force {
    fn drop(&mut self) {
        self.0.model().pop();
    }
}

/// A future that gives up after so many polls; its output is what is left to be done.
pub(crate) struct PollUpTo {
    pub(crate) polls: u8,
    pub(crate) inner: Option<Boxed<FaultResult>>,
}

impl Future for PollUpTo {
    type Output = Option<Boxed<FaultResult>>;

    fn poll(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        if self.polls > 0 {
            self.polls -= 1;
            let inner = self.inner.as_mut().expect("polled after the end");
            if inner.as_mut().poll(task).is_ready() {
                return Poll::Ready(None);
            }
        }
        if self.polls == 0 { Poll::Ready(self.inner.take()) } else { Poll::Pending }
    }
}

/// A future whose panic is caught.
pub(crate) struct Caught {
    world: Arc<World>,
    inner: Option<Boxed<FaultResult>>,
}

impl Caught {
    pub(crate) fn new(world: &Arc<World>, inner: Boxed<FaultResult>) -> Self {
        Self { world: world.clone(), inner: Some(inner) }
    }
}

impl Future for Caught {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<()> {
        let Self { world, inner } = &mut *self;
        let future = inner.as_mut().expect("polled after the end");
        if let Some(Poll::Pending) = world.executor.catch(|| future.as_mut().poll(task)) {
            return Poll::Pending;
        }
        *inner = None;
        Poll::Ready(())
    }
}
