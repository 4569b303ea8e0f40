//! Contexts that a program carries to other threads and futures.

use std::{
    future::Future,
    marker::PhantomData,
    pin::Pin,
    task::{Context as TaskContext, Poll},
};

use pin_project_lite::pin_project;

use super::{
    adopt::Adopting,
    concurrency::ROOT_CELL,
    place::{Adoption, Captured},
    scope::Scope,
    thread::Thread,
};

/// The place that calls go to: a scope, a call path in it, and the nearest async call.
///
/// Sync code finds it on its thread, async code in its future. Where work moves by other ways, take it along:
///
/// ```
/// # use callflow::Context;
/// let context = Context::current();
/// std::thread::spawn(move || {
///     let _guard = context.attach();
///     // Calls here belong to the caller's scope and call path.
/// })
/// # .join().unwrap();
/// ```
///
/// A context does not keep its scope alive: calls in the context of a scope that has ended are not recorded.
#[derive(Debug)]
pub struct Context {
    inner: Option<Held>,
}

/// A captured context that gives up its cell when it is dropped.
#[derive(Debug)]
struct Held(Captured);

impl Context {
    /// The context in force on this thread; an empty one outside of scopes.
    pub fn current() -> Self {
        let captured = Thread::with(Thread::capture);
        Self { inner: (!captured.scope.is_none()).then_some(Held(captured)) }
    }

    /// The root of a scope.
    pub(crate) fn root(scope: &Scope) -> Self {
        Self { inner: Some(Held(Captured::root(scope.id()))) }
    }

    /// Whether there is none: calls in it are not recorded.
    pub fn is_empty(&self) -> bool {
        self.inner.is_none()
    }

    /// Sets the context on this thread until the guard is dropped. An empty context changes nothing.
    ///
    /// For sync code. The guard may be dropped in any order with others; a guard that is kept across an
    /// `.await` is taken off the thread and counted in `metadata().misplaced_guards`: use
    /// [`InContext::in_context`] on futures.
    pub fn attach(&self) -> ContextGuard {
        ContextGuard { ticket: self.set(), _not_send: PhantomData }
    }

    fn set(&self) -> Option<u64> {
        Thread::with(|thread| thread.push(self.inner.as_ref()?.0))
    }

    /// Wraps a closure so that it runs in this context, wherever it is called.
    pub fn propagate<T>(self, work: impl FnOnce() -> T) -> impl FnOnce() -> T {
        move || self.within(work)
    }

    /// Runs sync code in this context, and takes off whatever it leaves on the thread.
    pub(crate) fn within<T>(&self, work: impl FnOnce() -> T) -> T {
        let _cut = Within(self.attach());
        work()
    }
}

/// Wraps a closure so that it runs in the context that is in force now, wherever it is called.
///
/// ```
/// let work = callflow::propagate(|| 2 + 2);
/// assert_eq!(std::thread::spawn(work).join().unwrap(), 4);
/// ```
pub fn propagate<T>(work: impl FnOnce() -> T) -> impl FnOnce() -> T {
    Context::current().propagate(work)
}

impl Clone for Context {
    fn clone(&self) -> Self {
        let clone = |Held(captured): &Held| {
            let (scope, node, cell) = (captured.scope, captured.node(), captured.cell());
            let capture = |thread: &Thread| thread.visit(scope, |lease| lease.shared().cells.capture(cell));
            // A reference that cannot be taken must not be given up later.
            let is_held = cell == ROOT_CELL || Thread::with(capture);
            Held(Captured::new(scope, node, if is_held { cell } else { ROOT_CELL }))
        };
        Self { inner: self.inner.as_ref().map(clone) }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let (scope, cell) = (self.0.scope, self.0.cell());
        if cell != ROOT_CELL {
            Thread::with(|thread| {
                thread.visit(scope, |lease| lease.shared().cells.release(cell, &lease.slab().cells));
            });
        }
    }
}

/// Keeps a context set on its thread.
#[must_use = "the context is in force until the guard is dropped"]
#[derive(Debug)]
pub struct ContextGuard {
    ticket: Option<u64>,
    _not_send: PhantomData<*const ()>,
}

impl Drop for ContextGuard {
    fn drop(&mut self) {
        if let Some(ticket) = self.ticket {
            Thread::with(|thread| thread.pop(ticket));
        }
    }
}

/// A context around one piece of code, at whose end nothing that the code set remains.
struct Within(ContextGuard);

impl Drop for Within {
    fn drop(&mut self) {
        if let Some(ticket) = self.0.ticket {
            Thread::with(|thread| thread.cut_above(ticket));
        }
    }
}

/// Futures that run in a context of choice.
pub trait InContext: Future + Sized {
    /// Runs the future in `context`, on every poll.
    ///
    /// A traced future directly inside belongs to `context`, and so does the first one that a boxed future polls;
    /// others inside that were already called elsewhere keep the context of their call. An empty context changes
    /// nothing.
    fn in_context(self, context: Context) -> Contextual<Self> {
        Contextual { future: Adopting::new(self, Adoption::FromAnyScope), context, leaving: Leaving(None) }
    }
}

impl<F: Future> InContext for F {}

pin_project! {
    /// A future in a context of choice; see [`InContext`].
    #[must_use = "futures do nothing unless polled"]
    #[derive(Debug)]
    pub struct Contextual<F> {
        #[pin]
        future: Adopting<F>,
        context: Context,
        // Stands last, so that the destructors of the future run in the context.
        leaving: Leaving,
    }

    impl<F> PinnedDrop for Contextual<F> {
        fn drop(this: Pin<&mut Self>) {
            let this = this.project();
            this.leaving.0 = this.context.set();
        }
    }
}

/// Takes a context off the thread that was set to drop a future.
#[derive(Debug)]
struct Leaving(Option<u64>);

impl Drop for Leaving {
    fn drop(&mut self) {
        if let Some(ticket) = self.0 {
            Thread::with(|thread| {
                thread.cut_above(ticket);
                thread.pop(ticket);
            });
        }
    }
}

impl<F: Future> Future for Contextual<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, task: &mut TaskContext<'_>) -> Poll<F::Output> {
        let this = self.project();
        if this.context.is_empty() {
            this.future.poll_plain(task)
        } else {
            this.context.within(|| this.future.poll(task))
        }
    }
}
