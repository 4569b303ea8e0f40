//! Contexts that a program carries to other threads and futures.

use std::{
    future::Future,
    marker::PhantomData,
    pin::Pin,
    task::{Context as TaskContext, Poll},
};

use pin_project_lite::pin_project;

use super::{
    concurrency::ROOT_CELL,
    scope::Scope,
    thread::{Adoptee, Captured, Thread},
    tree::ROOT,
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
        Self { inner: Some(Held(Captured { scope: scope.id(), node: ROOT, cell: ROOT_CELL })) }
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
        let push = |held: &Held| Thread::with(|thread| thread.push(held.0));
        ContextGuard { ticket: self.inner.as_ref().and_then(push), _not_send: PhantomData }
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
        let clone = |held: &Held| {
            let Captured { scope, cell, .. } = held.0;
            if cell != ROOT_CELL {
                Thread::with(|thread| thread.visit(scope, |lease| lease.scope.cells.capture(cell)));
            }
            Held(held.0)
        };
        Self { inner: self.inner.as_ref().map(clone) }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let Captured { scope, cell, .. } = self.0;
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

/// Keeps what was to be adopted before, also while a poll unwinds.
struct Adoption(Adoptee);

impl Drop for Adoption {
    fn drop(&mut self) {
        Thread::with(|thread| thread.adoptee.set(self.0));
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
        Contextual { future: self, context }
    }
}

impl<F: Future> InContext for F {}

pin_project! {
    /// A future in a context of choice; see [`InContext`].
    #[must_use = "futures do nothing unless polled"]
    #[derive(Debug)]
    pub struct Contextual<F> {
        #[pin]
        future: F,
        context: Context,
    }
}

impl<F: Future> Future for Contextual<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, task: &mut TaskContext<'_>) -> Poll<F::Output> {
        let this = self.project();
        if this.context.is_empty() {
            return this.future.poll(task);
        }
        let adoptee = Adoptee::in_or_behind(&*this.future);
        this.context.within(|| {
            let _adoption = Adoption(Thread::with(|thread| thread.adoptee.replace(adoptee)));
            this.future.poll(task)
        })
    }
}
