//! Self and active times are shown without what the probes cost; everything else is as it was measured.
//!
//! The graphs are made with chosen times and costs, so that no machine has a say.

#![cfg(feature = "enabled")]

use std::time::Duration;

use callflow::{CallGraph, CallPath, Node, Outcome, get_async_stats};
use callflow_core::{
    Picos,
    fixture::{
        CallReading, Link, Nanos, PathReading, Reading, SiteKind, SiteReading, SliceReading, Tally,
        TimelineCost,
    },
};

fn recorded(paths: &[(Option<usize>, &str, SiteKind, Link, Tally)]) -> CallGraph {
    CallGraph::from_reading(reading(paths))
}

/// A recording on a machine whose probes cost round numbers of nanoseconds.
fn reading(paths: &[(Option<usize>, &str, SiteKind, Link, Tally)]) -> Reading {
    let wall = Duration::from_millis(1);
    let mut reading = Reading { recording: true, wall, ..Reading::default() };
    let cost = &mut reading.probe_cost;
    (cost.sync_inside, cost.sync_outside) = (Picos(10_000), Picos(20_000));
    (cost.poll_inside, cost.poll_outside, cost.async_outside) = (Picos(30_000), Picos(40_000), Picos(50_000));
    for (site, &(parent, name, kind, link, tally)) in paths.iter().enumerate() {
        reading.sites.push(SiteReading {
            full_name: name.to_owned(),
            module: "compensation".to_owned(),
            file: file!().to_owned(),
            line: line!(),
            column: 1,
            kind,
            errors_observed: false,
            max_concurrent: u64::from(kind == SiteKind::Async),
            durations: vec![(Nanos(tally.total.0 / tally.ok), tally.ok)],
            arguments: Vec::new(),
        });
        reading.paths.push(PathReading { parent, site, link, tally });
    }
    reading
}

/// An async call that the timeline keeps, with so many polls.
fn kept(path: usize, polls: u64) -> CallReading {
    let slice = |poll| SliceReading { start: Nanos(100 * poll), end: Nanos(100 * poll + 10), thread: 0 };
    CallReading {
        path,
        parent: None,
        lane: None,
        start: Nanos(0),
        end: Some(Nanos(1_000)),
        outcome: Some(Outcome::Ok),
        slices: (0..polls).map(slice).collect(),
    }
}

/// So many calls, with Σ total, Σ active and Σ self in nanoseconds.
fn tally(calls: u64, [total, active, own]: [u64; 3]) -> Tally {
    let each = Nanos(total / calls);
    Tally {
        entered: calls,
        ok: calls,
        total: Nanos(total),
        active: Nanos(active),
        own: Nanos(own),
        min: each,
        max: each,
        ..Tally::default()
    }
}

/// Calls ten sync functions and awaits two async ones, of four polls in all.
fn outer() -> CallGraph {
    let awaited = Tally {
        polls: 4,
        top_total: Nanos(8_000),
        top_active: Nanos(1_000),
        ..tally(2, [8_000, 1_000, 1_000])
    };
    recorded(&[
        (None, "outer", SiteKind::Sync, Link::Nested, tally(1, [10_000, 10_000, 4_000])),
        (Some(0), "inner", SiteKind::Sync, Link::Nested, tally(10, [5_000, 5_000, 5_000])),
        (Some(0), "awaited", SiteKind::Async, Link::Nested, awaited),
    ])
}

fn nanos(nanos: u64) -> Duration {
    Duration::from_nanos(nanos)
}

#[test]
fn self_and_active_times_are_without_the_cost_of_the_probes() {
    let graph = outer();
    let [outer, inner, awaited] = ["outer", "inner", "awaited"].map(|name| graph.node(name).unwrap());
    // What is inside of a call is its own; what is outside is its caller's.
    assert_eq!(inner.self_time(), nanos(5_000 - 10 * 10));
    assert_eq!(awaited.self_time(), nanos(1_000 - 4 * 30));
    assert_eq!(outer.self_time(), nanos(4_000 - 10 - 10 * 20 - 4 * 40 - 2 * 50));
    // Active is all of it, with those below.
    assert_eq!((inner.active_time(), awaited.active_time()), (inner.self_time(), awaited.self_time()));
    assert_eq!(outer.active_time(), nanos(10_000 - 10 - 10 * 30 - 4 * 70 - 2 * 50));
    for (path, node) in graph.call_tree().paths().map(|path| (path, path.node())) {
        assert_eq!((path.self_time(), path.active_time()), (node.self_time(), node.active_time()));
    }
    assert_eq!(graph.self_time(), graph.nodes().iter().map(Node::self_time).sum());
    assert_eq!(graph.metadata().clamped, Duration::ZERO);
}

#[test]
fn everything_else_is_as_it_was_measured() {
    let graph = outer();
    let [outer, inner, awaited] = ["outer", "inner", "awaited"].map(|name| graph.node(name).unwrap());
    let raw = |node: &Node| (node.total_time(), node.active_time_raw(), node.self_time_raw());
    assert_eq!(raw(outer), (nanos(10_000), nanos(10_000), nanos(4_000)));
    assert_eq!(raw(inner), (nanos(5_000), nanos(5_000), nanos(5_000)));
    assert_eq!(raw(awaited), (nanos(8_000), nanos(1_000), nanos(1_000)));
    assert_eq!((awaited.await_time(), graph.busy_time()), (nanos(7_000), nanos(10_000)));
    assert_eq!((inner.min(), inner.mean(), inner.max()), (nanos(500), nanos(500), nanos(500)));
    assert_eq!(graph.edges().iter().map(callflow::Edge::total_time).sum::<Duration>(), nanos(13_000));
    let stats = get_async_stats(&graph);
    assert_eq!((stats.total_async_time, stats.total_active_time), (nanos(8_000), nanos(1_000)));
    assert_eq!(stats.functions[0].active_time, nanos(1_000));
}

#[test]
fn cost_beyond_the_self_time_is_clamped_and_told() {
    let graph = recorded(&[(None, "tiny", SiteKind::Sync, Link::Nested, tally(100, [300, 300, 300]))]);
    let tiny = graph.node("tiny").unwrap();
    assert_eq!((tiny.self_time(), tiny.active_time()), (Duration::ZERO, Duration::ZERO));
    assert_eq!(graph.metadata().clamped, nanos(100 * 10 - 300));
}

#[test]
fn a_detached_call_costs_its_caller_nothing() {
    let graph = recorded(&[
        (None, "caller", SiteKind::Sync, Link::Nested, tally(1, [1_000, 1_000, 1_000])),
        (Some(0), "elsewhere", SiteKind::Sync, Link::Detached, tally(10, [2_000, 2_000, 2_000])),
    ]);
    let times: Vec<_> = graph.call_tree().paths().map(CallPath::active_time).collect();
    assert_eq!(times, [nanos(1_000 - 10), nanos(2_000 - 10 * 10)]);
}

#[test]
fn keeping_a_timeline_is_taken_off_too() {
    let awaited = Tally {
        polls: 7,
        top_total: Nanos(9_000),
        top_active: Nanos(3_000),
        ..tally(3, [9_000, 3_000, 3_000])
    };
    let mut reading = reading(&[
        (None, "caller", SiteKind::Async, Link::Nested, tally(1, [9_000, 9_000, 6_000])),
        (Some(0), "awaited", SiteKind::Async, Link::Nested, awaited),
    ]);
    let costs =
        TimelineCost { call_inside: Picos(1_000), call_outside: Picos(100_000), poll_outside: Picos(7_000) };
    let times = |reading: &Reading| {
        let graph = CallGraph::from_reading(reading.clone());
        ["caller", "awaited"].map(|name| graph.node(name).unwrap().self_time())
    };
    let measured = times(&reading);
    // Without calls in the timeline, its cost is no cost.
    reading.timeline_cost = costs;
    assert_eq!(times(&reading), measured);
    // Two of the three calls were kept, and five polls of them; and one poll of a call in flight.
    let in_flight = CallReading { end: None, outcome: None, ..kept(1, 1) };
    reading.calls = vec![kept(1, 2), kept(1, 3), in_flight];
    let [above, below] = times(&reading);
    assert_eq!([above + nanos(2 * 100 + 6 * 7), below + nanos(2)], measured);
    reading.timeline_cost = TimelineCost::default();
    assert_eq!(times(&reading), measured);
}

/// What a program takes that is traced on a machine of such costs, and what its graph says that it takes itself.
#[test]
fn where_the_costs_are_known_self_times_are_the_true_ones() {
    for (calls, polls, true_caller, true_callee) in [(1, 1, 500, 3), (10, 1, 0, 40), (1_000, 3, 77, 0)] {
        let polled = calls * polls;
        let inside = calls * true_callee + polled * 30 + calls;
        let outside = polled * 40 + calls * 50 + calls * 100 + polled * 7;
        let own = true_caller + outside + 30;
        let of_callee = Tally { polls: polled, ..tally(calls, [inside, inside, inside]) };
        let mut reading = reading(&[
            (
                None,
                "caller",
                SiteKind::Async,
                Link::Nested,
                Tally { polls: 1, ..tally(1, [own + inside, own + inside, own]) },
            ),
            (Some(0), "callee", SiteKind::Async, Link::Nested, of_callee),
        ]);
        reading.timeline_cost = TimelineCost {
            call_inside: Picos(1_000),
            call_outside: Picos(100_000),
            poll_outside: Picos(7_000),
        };
        reading.calls = (0..calls).map(|_| kept(1, polls)).collect();
        let graph = CallGraph::from_reading(reading);
        let [above, below] = ["caller", "callee"].map(|name| graph.node(name).unwrap());
        assert_eq!((above.self_time(), below.self_time()), (nanos(true_caller), nanos(calls * true_callee)));
        assert_eq!(above.active_time(), nanos(true_caller + calls * true_callee));
        assert_eq!(graph.metadata().clamped, Duration::ZERO);
    }
}

#[test]
fn percentages_are_of_the_self_times() {
    let graph = outer();
    let text = format!("{graph:120}");
    let head: Vec<&str> =
        text.lines().find(|line| line.starts_with("Function")).unwrap().split("  ").collect();
    // Concurrent calls may take more than there is, so no total is a part of something.
    assert_eq!(
        head.iter().filter(|column| column.contains('%')).map(|column| column.trim()).collect::<Vec<_>>(),
        ["Self %"]
    );
    let all = graph.self_time().as_secs_f64();
    for node in graph.nodes() {
        let row = text.lines().find(|line| line.starts_with(node.full_name())).unwrap();
        let share = format!(" {:.1} ", 100.0 * node.self_time().as_secs_f64() / all);
        assert!(row.contains(&share), "{share} in {row}");
    }
}
