//! A sync call, from its entry to its exit.

use std::marker::PhantomData;

use super::clock::Clock;
use super::{
    slab::{Slot, Times},
    thread::{Before, Thread},
};
use crate::{classify::Classify, nanos::Nanos, reading::Outcome, site::Site};

/// A call that is under way. It ends when this is dropped, on the same thread.
#[must_use = "the call ends where the guard is dropped"]
#[derive(Debug)]
pub struct Call {
    open: Option<Open>,
    /// Threads have their own contexts, so a call must end where it began.
    _not_send: PhantomData<*const ()>,
}

#[derive(Debug)]
struct Open {
    slot: *const Slot,
    before: Before,
    start: Nanos,
    unwinding: bool,
    failed: bool,
}

/// A call of `site` begins, in the context of this thread. Without one nothing is recorded.
#[inline]
pub fn enter(site: &'static Site) -> Call {
    let open = Thread::with(|thread| {
        if thread.place().is_nowhere() {
            return None;
        }
        begin(thread, site)
    });
    Call { open, _not_send: PhantomData }
}

#[inline(never)]
fn begin(thread: &Thread, site: &'static Site) -> Option<Open> {
    let (slot, before) = thread.begin(site)?;
    let unwinding = std::thread::panicking();
    Some(Open { slot, before, start: Clock::get().now(), unwinding, failed: false })
}

impl Drop for Call {
    #[inline]
    fn drop(&mut self) {
        if let Some(open) = &self.open {
            end(open);
        }
    }
}

#[inline(never)]
fn end(open: &Open) {
    let total = Clock::get().now().since(open.start);
    // A call that begins while its thread unwinds, in some destructor, can still return.
    let outcome = match std::thread::panicking() {
        true if !open.unwinding => Outcome::Panicked,
        _ if open.failed => Outcome::Error,
        _ => Outcome::Ok,
    };
    Thread::with(|thread| {
        thread.end(open.slot, open.before, total, |lease, slot, own| {
            if lease.scope.is_closed() {
                return;
            }
            slot.end_sync(Times { total, own }, outcome);
            if outcome != Outcome::Panicked {
                lease.count(slot, total);
            }
        });
    });
}

/// Calls `body` as a call of `site` whose returned value tells whether it failed.
#[inline]
pub fn observe<R, K: Classify<R>>(site: &'static Site, kind: K, body: impl FnOnce() -> R) -> R {
    let mut call = enter(site);
    let value = body();
    if let Some(open) = &mut call.open {
        open.failed = kind.is_error(&value);
    }
    value
}
