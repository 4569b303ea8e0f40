//! What the probes cost here and now, measured once: empty calls are recorded in a scope of their own, and what the
//! recorder says of them is compared with what they took.

use std::{
    array,
    cell::Cell,
    future::Future as _,
    hint::black_box,
    pin::pin,
    sync::OnceLock,
    task::{Context as TaskContext, Poll, Waker},
};

use super::{
    clock::{Clock, Ticks},
    context::Context,
    guard::enter,
    scope::{SCOPES, Scope},
    task::traced,
    thread::Thread,
};
use crate::{
    classify::Returned,
    nanos::Nanos,
    options::ScopeOptions,
    probe::{Picos, ProbeCost, TimelineCost},
    reading::{SiteKind, Tally},
    site::Site,
};

static OUTER: Site =
    Site::new(SiteKind::Library, "callflow", "calibration", "", 0, 0, || "").named("<outer>");
static CALL: Site = Site::new(SiteKind::Sync, "callflow", "calibration", "", 0, 0, || "").named("<call>");
static TASK: Site = Site::new(SiteKind::Async, "callflow", "calibration", "", 0, 0, || "").named("<task>");

/// Calls and polls that a scope's timeline keeps: all of a round or none.
const ROOM: usize = 4 * CALLS as usize;

/// Calls, or polls, in one round. The best round counts: the others were disturbed.
const CALLS: u64 = 256;
const ROUNDS: usize = 24;

/// What was measured.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Costs {
    pub(super) probes: ProbeCost,
    pub(super) timeline: TimelineCost,
}

/// What recording costs; nothing where it cannot be measured, at the end of a thread. That of the timeline is measured
/// when the first recording that kept calls is read.
pub(super) fn costs(timeline_has_calls: bool) -> Costs {
    static BARE: OnceLock<[Cost; 3]> = OnceLock::new();
    static KEPT: OnceLock<[Cost; 2]> = OnceLock::new();
    let bare = measured(&BARE, || Some([sync_calls()?, ready_tasks(0)?, polls(0)?]));
    let Some(bare) = bare else { return Costs::default() };
    let [sync, ready, poll] = bare;
    let probes = ProbeCost {
        sync_inside: picos(sync.inside),
        sync_outside: sync.outside(),
        poll_inside: picos(poll.inside),
        poll_outside: poll.outside(),
        async_outside: picos(ready.whole - poll.whole),
    };
    let kept =
        timeline_has_calls.then(|| measured(&KEPT, || Some([ready_tasks(ROOM)?, polls(ROOM)?]))).flatten();
    let timeline = kept.map_or_else(TimelineCost::default, |[kept_ready, kept_poll]| {
        let poll_outside = kept_poll.whole - poll.whole;
        let call_inside = kept_ready.inside - ready.inside;
        TimelineCost {
            call_inside: picos(call_inside),
            call_outside: picos(kept_ready.whole - ready.whole - call_inside - poll_outside),
            poll_outside: picos(poll_outside),
        }
    });
    Costs { probes, timeline }
}

/// The best of many rounds, measured once.
fn measured<const N: usize>(
    once: &OnceLock<[Cost; N]>,
    round: impl Fn() -> Option<[Cost; N]>,
) -> Option<[Cost; N]> {
    if let Some(costs) = once.get() {
        return Some(*costs);
    }
    thread_local! {
        static MEASURING: Cell<bool> = const { Cell::new(false) };
    }
    // A thread that unwinds takes other ways through the recorder, and an allocator that is traced may come by here.
    if std::thread::panicking() || MEASURING.replace(true) {
        return None;
    }
    let best = (0..ROUNDS).try_fold([Cost::WORST; N], |best, _| {
        let round = round()?;
        Some(array::from_fn(|case| best[case].best(round[case])))
    });
    MEASURING.set(false);
    best.map(|best| *once.get_or_init(|| best))
}

/// The cost of one call or poll in nanoseconds.
#[derive(Debug, Clone, Copy)]
struct Cost {
    /// As it shows in the recorded time.
    inside: f64,
    /// All of it.
    whole: f64,
}

impl Cost {
    const WORST: Self = Self { inside: f64::INFINITY, whole: f64::INFINITY };

    fn best(self, other: Self) -> Self {
        Self { inside: self.inside.min(other.inside), whole: self.whole.min(other.whole) }
    }

    fn outside(self) -> Picos {
        picos(self.whole - self.inside)
    }
}

/// The nearest whole number of picoseconds; nothing for less than nothing.
fn picos(nanos: f64) -> Picos {
    Picos((nanos * 1e3).round() as u64)
}

/// Does something a number of times in a scope of its own, below a call as most calls are, and compares. The scope's
/// timeline has room for so many calls.
fn compare(work: impl Fn(u64), times: u64, max_timeline_calls: usize) -> Option<Cost> {
    let clock = Clock::calibrated();
    let options = ScopeOptions { max_timeline_calls, ..ScopeOptions::default() };
    let scope = SCOPES.open(None, options, clock.now(), 0);
    let nanos = Context::root(&scope).within(|| {
        // The first time makes what is kept of it.
        work(times);
        let before = recorded(&scope);
        let start = clock.now();
        work(times);
        let whole = clock.length(start, clock.now());
        Some((whole, recorded(&scope)?.since(before?)))
    });
    scope.close();
    Thread::with(|thread| thread.leave(scope.id()));
    let (whole, inside) = nanos?;
    let each = |nanos: Nanos| nanos.0 as f64 / times as f64;
    Some(Cost { inside: each(inside), whole: (each(whole) - each(idle(times))).max(each(inside)) })
}

/// What the same loop takes without anything in it.
fn idle(times: u64) -> Nanos {
    let clock = Clock::get();
    let start: Ticks = clock.now();
    for n in 0..times {
        black_box(n);
    }
    clock.length(start, clock.now())
}

/// The active time of the empty calls so far.
fn recorded(scope: &Scope) -> Option<Nanos> {
    let slab = scope.slabs.iter().next()?;
    let is_empty = |id: &u32| {
        let site = scope.tree.get(*id).and_then(|node| scope.sites.get(node.site_id())?.site());
        site.is_some_and(|site| !site.kind().is_library())
    };
    let tallies =
        scope.tree.ids().into_iter().filter(is_empty).filter_map(|id| Some(slab.slot(id)?.read().0));
    let active = |tally: Tally| if tally.polls > 0 { tally.active } else { tally.total };
    Some(tallies.map(active).sum())
}

fn sync_calls() -> Option<Cost> {
    compare(
        |times| {
            let _outer = enter(&OUTER);
            for n in 0..times {
                empty(black_box(n));
            }
        },
        CALLS,
        0,
    )
}

/// As an annotated function that does nothing.
#[inline(never)]
fn empty(n: u64) -> u64 {
    let _call = enter(&CALL);
    black_box(n)
}

fn ready_tasks(room: usize) -> Option<Cost> {
    compare(
        |times| {
            let _outer = enter(&OUTER);
            let mut task = TaskContext::from_waker(Waker::noop());
            for n in 0..times {
                let future = pin!(traced(&TASK, Returned, async move { black_box(n) }));
                let _ = black_box(future.poll(&mut task));
            }
        },
        CALLS,
        room,
    )
}

/// One call, polled many times.
fn polls(room: usize) -> Option<Cost> {
    compare(
        |times| {
            let _outer = enter(&OUTER);
            let mut task = TaskContext::from_waker(Waker::noop());
            let mut left = times;
            let patient = std::future::poll_fn(move |_| {
                left = black_box(left).saturating_sub(1);
                if left == 0 { Poll::Ready(()) } else { Poll::Pending }
            });
            let mut future = pin!(traced(&TASK, Returned, patient));
            while black_box(future.as_mut().poll(&mut task)).is_pending() {}
        },
        CALLS,
        room,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probes_cost_something() {
        let Costs { probes: cost, timeline } = costs(true);
        assert!(cost.is_known());
        for part in [cost.sync_inside, cost.sync_outside, cost.poll_inside, cost.poll_outside] {
            assert!(part.0 > 0, "{cost:?}");
        }
        // Which part of it is the larger, differs from one measurement to the next.
        let kept = timeline.call_inside.0 + timeline.call_outside.0 + timeline.poll_outside.0;
        assert!(kept > 0, "{timeline:?}");
        assert_eq!(Costs { probes: cost, timeline }, costs(true), "measured once");
        assert_eq!(Costs { probes: cost, ..Costs::default() }, costs(false), "nothing was kept");
    }
}
