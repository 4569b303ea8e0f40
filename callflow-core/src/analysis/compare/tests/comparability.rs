//! Recordings that differ in more than the code.

use std::time::Duration;

use super::scene::Scene;
use crate::{
    CallGraph, CompareOptions, Gate, compare_graphs,
    machine::Machine,
    options::ScopeOptions,
    probe::{Picos, ProbeCost},
    reading::{Losses, Reading},
};

fn empty() -> CallGraph {
    Scene::new().graph()
}

fn recorded(change: impl FnOnce(&mut Reading)) -> CallGraph {
    let mut reading = Reading { recording: true, clock: "fixture", ..Reading::default() };
    change(&mut reading);
    CallGraph::from_reading(reading)
}

fn options(change: impl FnOnce(&mut ScopeOptions)) -> CallGraph {
    recorded(|reading| change(&mut reading.options))
}

/// What a comparison with an ordinary recording warns of, and whether a gate lets it pass.
fn warned(other: &CallGraph) -> (Vec<String>, bool) {
    let comparison = compare_graphs(&empty(), other);
    let passes = comparison.check(&Gate::default()).is_ok();
    assert!(comparison.check(&Gate::default().allow_differences()).is_ok());
    (comparison.warnings, passes)
}

#[test]
fn what_a_graph_leaves_out_is_a_warning() {
    let losses = Losses { torn_slots: 2, ..Losses::default() };
    let torn =
        CallGraph::from_reading(Reading { recording: true, clock: "fixture", losses, ..Reading::default() });
    let comparison = CompareOptions::default().labels("old", "new").compare(&empty(), &torn);
    assert_eq!(comparison.warnings.len(), 1);
    assert!(comparison.warnings[0].starts_with("new: 2 call paths read while they changed"));
    let late = recorded(|reading| {
        reading.losses = Losses { torn_slots: 1_000, after_close: 2, ..Losses::default() };
    });
    let both = CompareOptions::default().compare_runs(&[torn.clone(), late], &[empty()]).warnings;
    assert_eq!(both.len(), 2, "once a kind: {both:?}");
    let twice = CompareOptions::default().compare_runs(&[torn.clone(), torn.clone()], &[torn]);
    assert_eq!(twice.warnings.len(), 2, "once a side");
}

#[test]
fn another_clock_is_a_warning_and_no_obstacle() {
    let ticks = CallGraph::from_reading(Reading { recording: true, clock: "ticks", ..Reading::default() });
    let comparison = compare_graphs(&empty(), &ticks);
    assert_eq!(comparison.differences.len(), 1);
    assert_eq!(
        comparison.warnings,
        ["the clock differs: fixture → ticks; times were read by different means"]
    );
    assert!(comparison.check(&Gate::default()).is_ok());
    let mixed = [empty(), ticks.clone()];
    assert_eq!(CompareOptions::default().compare_runs(&[], &mixed).differences, [], "of nothing");
    for (before, after, told) in [
        (&mixed[..], std::slice::from_ref(&ticks), ["fixture, ticks", "ticks"]),
        (std::slice::from_ref(&ticks), &mixed[..], ["ticks", "fixture, ticks"]),
        (&mixed[..], &mixed[..], ["fixture, ticks", "fixture, ticks"]),
    ] {
        let comparison = CompareOptions::default().compare_runs(before, after);
        let [difference] = &comparison.differences[..] else { panic!("{:?}", comparison.differences) };
        assert_eq!([&*difference.before, &*difference.after], told);
    }
}

#[test]
fn other_machines_and_other_options_are_told() {
    let machine = recorded(|reading| {
        reading.machine = Machine { os: "linux".to_owned(), cpus: 2, ..Machine::default() };
    });
    let (warnings, passes) = warned(&machine);
    assert_eq!(
        warnings,
        ["the machine differs: unknown → linux 2 CPUs; another machine takes other times for the same code"]
    );
    assert!(passes);
    for (graph, told) in [
        (options(|options| options.sampling_rate = 0.5), "the sampling rate differs: 1 → 0.5; "),
        (
            options(|options| options.exclude_modules = vec!["shop::cache".to_owned()]),
            "the choice of modules differs: all → all and not shop::cache; ",
        ),
        (
            options(|options| options.min_duration = Duration::from_micros(50)),
            "the least duration differs: 0 ns → 50.0 µs; ",
        ),
    ] {
        let (warnings, passes) = warned(&graph);
        assert!(warnings[0].starts_with(told), "{warnings:?}");
        assert!(!passes, "{told}");
    }
}

#[test]
fn a_sample_on_both_sides_is_told_of_each() {
    let sampled = || options(|options| options.sampling_rate = 0.5);
    let comparison = compare_graphs(&sampled(), &sampled());
    assert_eq!(comparison.differences, []);
    assert_eq!(comparison.warnings.len(), 2, "{:?}", comparison.warnings);
}

#[test]
fn tracing_that_costs_half_as_much_again_is_told() {
    let costing = |picos| {
        recorded(|reading| {
            reading.probe_cost = ProbeCost { sync_inside: Picos(picos), ..ProbeCost::default() };
        })
    };
    let told = |before, after| compare_graphs(&costing(before), &costing(after)).warnings;
    assert_eq!(
        told(20_000, 31_000),
        ["the cost of tracing differs: 20 ns a call → 31 ns a call; \
          what is called often looks slower where tracing costs more"]
    );
    assert!(told(20_000, 30_000).is_empty(), "half as much again is not yet more than that");
    assert!(told(0, 29_000).is_empty(), "unknown is no difference");
}

#[test]
fn calls_that_were_left_out_are_no_evidence_of_few_calls() {
    let fails = |graph: &CallGraph, limited: bool| {
        std::panic::catch_unwind(|| {
            if limited { graph.assert_calls("f", ..=3) } else { graph.assert_calls("f", 0..) }
        })
        .is_err()
    };
    let sampled = recorded(|reading| reading.losses.skipped_sampling = 7);
    let filtered = recorded(|reading| reading.losses.skipped_filtering = 7);
    let short = recorded(|reading| reading.losses.skipped_duration = 7);
    for graph in [sampled, filtered, short] {
        assert!(fails(&graph, true) && !fails(&graph, false));
    }
    assert!(!fails(&empty(), true));
}
