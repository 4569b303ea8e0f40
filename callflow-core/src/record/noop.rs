//! The face of the recorder where it is not compiled in: code runs, nothing is recorded.

use std::{
    future::Future,
    marker::PhantomData,
    pin::Pin,
    task::{Context as TaskContext, Poll},
};

use pin_project_lite::pin_project;

use crate::{error::Error, options::ScopeOptions, reading::Reading, site::Site};

/// A scope that records nothing.
#[derive(Debug)]
pub struct Recording(());

impl Recording {
    /// Checks the options.
    ///
    /// # Errors
    /// When an option is impossible.
    pub fn open(_name: Option<String>, options: ScopeOptions) -> Result<Self, Error> {
        options.check().map(|()| Self(()))
    }

    /// Checks the options.
    ///
    /// # Errors
    /// When an option is impossible.
    pub fn open_global(name: Option<String>, options: ScopeOptions) -> Result<Self, Error> {
        Self::open(name, options)
    }

    /// There is none.
    pub(crate) fn current() -> Option<Self> {
        None
    }

    /// An empty context.
    pub fn context(&self) -> Context {
        Context(())
    }

    /// Runs the code.
    pub fn within<T>(&self, work: impl FnOnce() -> T) -> T {
        work()
    }

    /// Nothing.
    pub(crate) fn read(&self) -> Reading {
        Reading::default()
    }

    /// Does nothing.
    pub fn close(&self) {}
}

/// The place that calls would go to if the recorder were compiled in.
#[derive(Debug, Clone)]
pub struct Context(());

impl Context {
    /// An empty context.
    pub fn current() -> Self {
        Self(())
    }

    /// It is.
    pub fn is_empty(&self) -> bool {
        true
    }

    /// Does nothing.
    pub fn attach(&self) -> ContextGuard {
        ContextGuard(PhantomData)
    }

    /// Returns the closure.
    pub fn propagate<T>(self, work: impl FnOnce() -> T) -> impl FnOnce() -> T {
        work
    }
}

/// Runs the block.
#[inline]
pub fn span<T>(_site: &'static Site, block: impl FnOnce() -> T) -> T {
    block()
}

/// Returns the closure.
pub fn propagate<T>(work: impl FnOnce() -> T) -> impl FnOnce() -> T {
    work
}

/// Keeps nothing set.
#[must_use = "the context is in force until the guard is dropped"]
#[derive(Debug)]
pub struct ContextGuard(PhantomData<*const ()>);

/// Dropping it is meaningful where the recorder is compiled in, so it must be possible to do so explicitly here.
impl Drop for ContextGuard {
    fn drop(&mut self) {}
}

/// Futures that would run in a context of choice.
pub trait InContext: Future + Sized {
    /// Leaves the future as it is.
    fn in_context(self, context: Context) -> Contextual<Self> {
        let Context(()) = context;
        Contextual { future: self }
    }
}

impl<F: Future> InContext for F {}

pin_project! {
    /// A future as it is.
    #[must_use = "futures do nothing unless polled"]
    #[derive(Debug)]
    pub struct Contextual<F> {
        #[pin]
        future: F,
    }
}

impl<F: Future> Future for Contextual<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, task: &mut TaskContext<'_>) -> Poll<F::Output> {
        self.project().future.poll(task)
    }
}

/// A future of a `gather_traced` as it is.
pub(crate) type Gathering<F, K> = Plain<F, K>;

/// A child of a `gather_traced` as it is.
pub(crate) type Lane<F, K> = Plain<F, K>;

pin_project! {
    /// A future as it is.
    pub(crate) struct Plain<F, K> {
        #[pin]
        future: F,
        kind: PhantomData<K>,
    }
}

impl<F: Future, K> Future for Plain<F, K> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, task: &mut TaskContext<'_>) -> Poll<F::Output> {
        self.project().future.poll(task)
    }
}

/// Returns the future.
pub(crate) fn gathering<F: Future, K>(_: K, future: F) -> Gathering<F, K> {
    Plain { future, kind: PhantomData }
}

/// Returns the future.
pub(crate) fn lane<F: Future, K>(_: K, future: F, _: usize) -> Lane<F, K> {
    Plain { future, kind: PhantomData }
}
