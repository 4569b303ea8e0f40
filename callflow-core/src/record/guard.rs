//! A sync call, from its entry to its exit.

use std::ptr;

use super::clock::{Clock, Ticks};
use super::{
    lease::Lease,
    outside,
    segment::{Before, Begun, Off},
    slab::{Slot, Times},
    thread::Thread,
};
use crate::{classify::Classify, nanos::Nanos, reading::Outcome, site::Site};

/// A call that is under way. It ends when this is dropped, on the same thread.
#[must_use = "the call ends where the guard is dropped"]
#[derive(Debug)]
pub struct Call {
    /// Null when the call is not recorded. It also keeps the call on its thread.
    slot: *const Slot,
    before: Before,
    start: Ticks,
    unwinding: bool,
    failed: bool,
}

impl Call {
    const UNRECORDED: Self =
        Self { slot: ptr::null(), before: Before::NOWHERE, start: Ticks(0), unwinding: false, failed: false };
}

/// A call of `site` begins, in the context of this thread. Without one nothing is recorded.
#[inline]
pub fn enter(site: &'static Site) -> Call {
    if Thread::with(|thread| thread.place().is_nowhere()) {
        return if outside::any_scope() { begin_outside(site) } else { Call::UNRECORDED };
    }
    begin(site)
}

/// The same on a thread without a context, while some scope is open.
#[cold]
fn begin_outside(site: &'static Site) -> Call {
    started(Thread::with(|thread| thread.begin_outside(site)))
}

/// The common case: the caller called this site last, nothing unwinds, and the clock is quick. All else is left to a
/// last call, so that no registers need be saved for it.
#[inline(never)]
fn begin(site: &'static Site) -> Call {
    if !std::thread::panicking()
        && let Some((slot, before)) = Thread::with(|thread| thread.begin_again(site))
    {
        return match Clock::get().quick_now() {
            Some(start) => Call { slot, before, start, unwinding: false, failed: false },
            None => begin_unhurried(slot, before),
        };
    }
    begin_slowly(site)
}

#[cold]
fn begin_unhurried(slot: *const Slot, before: Before) -> Call {
    Call { slot, before, start: Clock::get().now(), unwinding: false, failed: false }
}

/// The same where the caller called another site last, or for the first time.
#[inline(never)]
fn begin_slowly(site: &'static Site) -> Call {
    started(Thread::with(|thread| thread.begin(site)))
}

fn started(begun: Option<Begun>) -> Call {
    let Some(Begun { slot, before, start }) = begun else { return Call::UNRECORDED };
    Call { slot, before, start, unwinding: std::thread::panicking(), failed: false }
}

impl Drop for Call {
    #[inline]
    fn drop(&mut self) {
        if !self.slot.is_null() {
            end(self);
        }
    }
}

#[inline(never)]
fn end(call: &Call) {
    let clock = Clock::get();
    let Some(now) = clock.quick_now() else {
        end_slowly(call, clock.length(call.start, clock.now()));
        return;
    };
    let total = clock.length(call.start, now);
    if std::thread::panicking() || !Thread::with(|thread| thread.is_in(&call.before)) {
        end_slowly(call, total);
        return;
    }
    let outcome = if call.failed { Outcome::Error } else { Outcome::Ok };
    Thread::with(|thread| {
        let Off { lease, slot, own } = thread.end(call.slot, &call.before, total);
        if !lease.slab().admits(total) {
            skip(lease, slot, own);
            return;
        }
        // Before the call ends: whoever sees that it did finds its duration.
        lease.count(slot, total);
        slot.end_sync(Times { total, own }, outcome);
    });
}

/// The end of a call that is too short to be recorded, or whose scope has ended.
#[cold]
fn skip(lease: &Lease, slot: &Slot, own: Nanos) {
    if !lease.slab().is_closed() {
        slot.skip();
        lease.give_back(own);
    }
}

/// The same during a panic, or where contexts were set or taken off during the call, or where the clock is slow.
#[cold]
fn end_slowly(call: &Call, total: Nanos) {
    // A call that begins while its thread unwinds, in some destructor, can still return.
    let panicked = std::thread::panicking() && !call.unwinding;
    let outcome = match (panicked, call.failed) {
        (true, _) => Outcome::Panicked,
        (false, true) => Outcome::Error,
        (false, false) => Outcome::Ok,
    };
    Thread::with(|thread| {
        let Some(off) = thread.end_anywhere(call.slot, &call.before, total) else { return };
        let Off { lease, slot, own } = off;
        if !lease.slab().admits(total) {
            skip(lease, slot, own);
            return;
        }
        if !panicked {
            lease.count(slot, total);
        }
        slot.end_sync(Times { total, own }, outcome);
    });
}

/// Runs a block as a call of `site`. What it returns is not looked at.
#[inline]
pub fn span<T>(site: &'static Site, block: impl FnOnce() -> T) -> T {
    let _call = enter(site);
    block()
}

/// Calls `body` as a call of `site` whose returned value tells whether it failed.
#[inline]
pub fn observe<R, K: Classify<R>>(site: &'static Site, kind: K, body: impl FnOnce() -> R) -> R {
    let mut call = enter(site);
    let value = body();
    call.failed = kind.is_error(&value);
    value
}
