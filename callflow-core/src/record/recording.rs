use super::clock::{Clock, Ticks};
use super::sync::Relaxed;
use super::{
    context::Context,
    outside,
    read::read,
    scope::{SCOPES, Scope},
    thread::Thread,
};
use crate::{error::Error, options::ScopeOptions, reading::Reading};

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
    pub fn open(name: Option<String>, options: ScopeOptions) -> Result<Self, Error> {
        options.check()?;
        let opened = Clock::calibrated().now();
        outside::scope_opens();
        Ok(Self { scope: SCOPES.open(name, options, opened, outside::counted()) })
    }

    /// Begins to record all calls of the process that have no context of their own.
    ///
    /// # Errors
    /// When an option is impossible, or such a recording has not ended.
    pub fn open_global(name: Option<String>, options: ScopeOptions) -> Result<Self, Error> {
        let recording = Self::open(name, options)?;
        if outside::set_global(recording.scope.id()) {
            return Ok(recording);
        }
        recording.close();
        Err(Error::second_global())
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
        outside::clear_global(self.scope.id());
        if self.scope.close() {
            outside::scope_ends();
        }
        Thread::with(|thread| {
            thread.leave_global();
            thread.leave(self.scope.id());
        });
    }

    fn end(&self) -> Option<Ticks> {
        let closed_at = self.scope.closed_at.load(Relaxed);
        (closed_at != 0).then_some(Ticks(closed_at))
    }
}
