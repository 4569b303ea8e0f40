//! What holds whatever a scope leaves out.

use std::{sync::Arc, time::Duration};

use callflow::{CallGraph, TraceScope, TraceScopeBuilder};
use proptest::prelude::*;

use crate::{
    cases, holds,
    program::{Language, Program, programs},
    times,
    world::{Root, World},
};

/// The graph of a program in a scope that leaves something out, and the calls of the program's functions in all.
fn leaving_out(program: &Program, options: TraceScopeBuilder) -> Result<(CallGraph, u64), TestCaseError> {
    let scope = Arc::new(options.build().expect("possible options"));
    let world = World::new(program, Root::Shared);
    holds(world.run(program, scope.clone()))?;
    let graph = scope.snapshot();
    let model = world.model();
    let calls = model.calls.iter().filter(|call| call.scope == 0 && !call.site.library).count();
    Ok((graph, calls as u64))
}

/// Whoever is left out is counted, once, and for one reason.
fn check(graph: &CallGraph, calls: u64) -> Result<(), TestCaseError> {
    let stats = graph.metadata().trace_stats;
    let skipped = stats.skipped_sampling + stats.skipped_filtering + stats.skipped_duration;
    prop_assert_eq!(stats.recorded_calls + skipped, stats.total_calls);
    prop_assert_eq!(stats.total_calls, calls);
    holds(times::check_graph(graph))
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn a_sample_is_counted_whole(program in programs(Language::Async, 4), rate in prop_oneof![Just(0.0), Just(0.5)]) {
        let (graph, calls) = leaving_out(&program, TraceScope::builder().sampling_rate(rate))?;
        check(&graph, calls)?;
        if rate == 0.0 {
            prop_assert!(graph.call_tree().is_empty(), "{}", graph.draw());
        }
    }

    #[test]
    fn what_is_filtered_is_counted_whole(program in programs(Language::Async, 4)) {
        let options = TraceScope::builder().exclude_modules([concat!(env!("CARGO_CRATE_NAME"), "::sites")]);
        let (graph, calls) = leaving_out(&program, options)?;
        check(&graph, calls)?;
        prop_assert_eq!(graph.metadata().trace_stats.skipped_filtering, calls);
        prop_assert!(graph.nodes().iter().all(callflow::Node::is_library), "{}", graph.draw());
    }

    #[test]
    fn what_is_short_is_counted_whole(program in programs(Language::Async, 4), nanos in prop_oneof![
        Just(u64::MAX >> 2), 1..20_000_u64,
    ]) {
        let options = TraceScope::builder().min_duration(Duration::from_nanos(nanos));
        let (graph, calls) = leaving_out(&program, options)?;
        check(&graph, calls)?;
        for node in graph.nodes().iter().filter(|node| node.calls() > 0) {
            prop_assert!(node.min().is_zero() || node.min() >= Duration::from_nanos(nanos));
        }
    }
}
