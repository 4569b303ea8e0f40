use super::clock::{Clock, Ticks};
use super::sync::Relaxed;
use super::{
    context::Context,
    read::read,
    scope::{SCOPES, Scope},
    thread::Thread,
};
use crate::{error::Error, options::Options, reading::Reading};

/// A scope that records: it owns what is recorded, and contexts lead to it.
#[derive(Debug)]
pub struct Recording {
    scope: Scope,
}

impl Recording {
    /// Begins to record.
    ///
    /// # Errors
    /// When an option is impossible.
    pub fn open(options: Options) -> Result<Self, Error> {
        options.check()?;
        Ok(Self { scope: SCOPES.open(options, Clock::calibrated().now()) })
    }

    /// The recording in force on this thread.
    pub(crate) fn current() -> Option<Self> {
        Thread::with(Thread::scope).map(|scope| Self { scope })
    }

    /// The context in which calls stand directly below the scope.
    pub fn context(&self) -> Context {
        Context::root(&self.scope)
    }

    /// Runs sync code in that context.
    pub fn within<T>(&self, work: impl FnOnce() -> T) -> T {
        self.context().within(work)
    }

    /// What is recorded so far.
    pub(crate) fn read(&self) -> Reading {
        read(&self.scope, self.end().unwrap_or_else(|| Clock::get().now()))
    }

    /// Ends the recording: calls from here on are not recorded, and those in flight stay in flight.
    pub fn close(&self) {
        if self.end().is_none() {
            self.scope.closed_at.store(Clock::get().now().0.max(1), Relaxed);
        }
        self.scope.close();
        Thread::with(|thread| thread.leave(self.scope.id()));
    }

    fn end(&self) -> Option<Ticks> {
        let closed_at = self.scope.closed_at.load(Relaxed);
        (closed_at != 0).then_some(Ticks(closed_at))
    }
}
