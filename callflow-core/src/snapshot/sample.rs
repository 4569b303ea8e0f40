//! A recording that tests of several modules begin with.

use crate::{
    nanos::Nanos,
    probe::{Picos, ProbeCost},
    reading::{
        CallReading, Link, Losses, Outcome, PathReading, Reading, SiteKind, SiteReading, SliceReading, Tally,
    },
};

/// A recording in which no number is 0 that may be another. Those that add up are so many times those of the first.
pub(crate) fn recording(times: u64) -> Reading {
    let nanos = |nanos: u64| Nanos(nanos * times);
    let site = |name: &str, kind, errors_observed| SiteReading {
        full_name: name.to_owned(),
        module: "sample".to_owned(),
        file: "sample.rs".to_owned(),
        line: 1,
        column: 1,
        kind,
        errors_observed,
        // Nobody asks how many calls of a sync function ran at one time.
        max_concurrent: if kind == SiteKind::Async { times } else { 0 },
        durations: vec![(Nanos(50), times), (Nanos(50 + times), 1)],
        arguments: (times..5).map(|call| format!("call {call} of {times}")).collect(),
    };
    let tally = Tally {
        entered: 20 * times,
        ok: 5 * times,
        error: 3 * times,
        panicked: 2 * times,
        cancelled: times,
        never_polled: 4 * times,
        skipped: 2 * times,
        polls: 30 * times,
        total: nanos(2_000),
        excluded: nanos(300),
        active: nanos(900),
        own: nanos(400),
        min: Nanos(times),
        max: nanos(100),
        top_total: nanos(2_000),
        top_active: nanos(900),
    };
    let path = |parent, site, link, tally| PathReading { parent, site, link, tally };
    let call = |parent, start, end: Option<u64>| CallReading {
        path: 1,
        parent,
        lane: Some(2),
        start: Nanos(start),
        end: end.map(Nanos),
        outcome: end.map(|_| Outcome::Ok),
        slices: vec![SliceReading { start: Nanos(start), end: Nanos(start + 5), thread: 3 }],
    };
    Reading {
        recording: true,
        name: Some(format!("recording {times}")),
        wall: nanos(1_000).into(),
        sites: vec![
            site("outer", SiteKind::Sync, false),
            site("fetch", SiteKind::Async, false),
            // Only one of two recordings saw its errors.
            site("quiet", SiteKind::Sync, times == 2),
        ],
        paths: vec![
            path(None, 0, Link::Nested, Tally { own: nanos(10), ..tally }),
            path(Some(0), 1, Link::Nested, tally),
            path(Some(0), 1, Link::Detached, tally),
            path(None, 2, Link::Nested, Tally { error: 0, ..tally }),
        ],
        // The second began after the first recording's wall time.
        calls: vec![call(None, 10, Some(90)), call(Some(0), 1_500, None)],
        max_concurrent_tasks: times,
        losses: Losses {
            timeline_calls: times,
            overflowed_calls: 3 * times,
            after_close: 4 * times,
            torn_slots: 5 * times,
            skipped_sampling: 6 * times,
            skipped_filtering: 7 * times,
            skipped_duration: 8 * times,
            without_context: 9 * times,
            arguments: 10 * times,
            misplaced_guards: 11 * times,
        },
        threads: times,
        probe_cost: ProbeCost {
            sync_inside: Picos(2_000),
            poll_inside: Picos(1_000),
            ..ProbeCost::default()
        },
        ..Reading::default()
    }
}
