//! Durations: minimum, mean, percentiles and histograms of one population.

use std::time::{Duration, Instant};

use callflow::{CallGraph, Node, TraceScope, trace_async};
use callflow_core::fixture::{Link, Nanos, PathReading, Reading, SiteKind, SiteReading, Tally};
use futures::executor::block_on;
use proptest::{collection::vec, prelude::*};

use crate::{cases, holds, times};

#[trace_async]
async fn busy(duration: Duration) {
    let start = Instant::now();
    while start.elapsed() < duration {
        std::hint::spin_loop();
    }
}

/// From a tenth of a microsecond to some hundred, every power of two alike.
fn durations() -> impl Strategy<Value = Duration> {
    (100.0_f64.ln()..300_000.0_f64.ln()).prop_map(|log| Duration::from_nanos(log.exp() as u64))
}

proptest! {
    #![proptest_config(cases(24))]

    /// Against what the timeline shows of every single call.
    #[test]
    fn recorded_percentiles_are_within_three_percent(durations in vec(durations(), 1..200)) {
        let scope = TraceScope::new();
        scope.run(|| for duration in &durations {
            block_on(busy(*duration));
        });
        let graph = scope.finish();
        let lasted = graph.timeline().calls().map(|call| times::lasted(call.start(), call.end().unwrap()));
        holds(check(&graph.nodes()[0], lasted.collect()))?;
        holds(times::check_graph(&graph))?;
    }
}

/// Compares a function with the durations of its calls that returned.
pub(crate) fn check(node: &Node, mut durations: Vec<Duration>) -> Result<(), String> {
    durations.sort_unstable();
    let (Some(&min), Some(&max)) = (durations.first(), durations.last()) else { return Ok(()) };
    let name = node.name();
    times::near(&format!("min of {name}"), node.min(), min, 1)?;
    times::near(&format!("max of {name}"), node.max(), max, 1)?;
    let mean = durations.iter().sum::<Duration>() / durations.len() as u32;
    times::near(&format!("mean of {name}"), node.mean(), mean, 2)?;
    for percent in 0..=100 {
        let quantile = f64::from(percent) / 100.0;
        let exact = durations[rank(quantile, durations.len())];
        let shown = node.percentile(quantile);
        // The timeline rounds to a nanosecond as well.
        if shown.abs_diff(exact).as_secs_f64() > 0.03 * exact.as_secs_f64() + 1e-9 {
            return Err(format!("percentile {percent} of {name} is {shown:?}, exactly {exact:?}"));
        }
    }
    Ok(())
}

/// The place of the nearest rank.
fn rank(quantile: f64, count: usize) -> usize {
    ((quantile * count as f64).ceil() as usize).clamp(1, count) - 1
}

/// Sites that are one function in the source, as the instances of a macro are, each with calls on its own path.
fn reading(instances: &[Vec<u64>]) -> Reading {
    let site = |durations: &Vec<u64>| {
        let mut durations: Vec<_> = durations.iter().map(|&nanos| (Nanos(nanos), 1)).collect();
        durations.sort_unstable();
        SiteReading {
            full_name: "shop::total".to_owned(),
            module: "shop".to_owned(),
            file: "shop.rs".to_owned(),
            line: 1,
            column: 1,
            kind: SiteKind::Sync,
            errors_observed: false,
            max_concurrent: 0,
            durations,
            arguments: Vec::new(),
        }
    };
    let path = |(site, durations): (usize, &Vec<u64>)| {
        let total = Nanos(durations.iter().sum());
        let ok = durations.len() as u64;
        let min = Nanos(durations.iter().copied().min().unwrap_or(u64::MAX));
        let max = Nanos(durations.iter().copied().max().unwrap_or(0));
        let tally = Tally { entered: ok, ok, total, active: total, own: total, min, max, ..Tally::default() };
        PathReading { parent: None, site, link: Link::Nested, tally }
    };
    Reading {
        recording: true,
        sites: instances.iter().map(site).collect(),
        paths: instances.iter().enumerate().map(path).collect(),
        ..Reading::default()
    }
}

proptest! {
    #![proptest_config(cases(128))]

    /// Graphs add up what is one function, whatever the order it was recorded in.
    #[test]
    fn instances_of_a_function_are_one_population(
        instances in vec(vec(1..10_000_000_000_u64, 0..40), 1..6),
        turn in 0..6_usize,
    ) {
        let graph = CallGraph::from_reading(reading(&instances));
        let node = graph.node("total").unwrap();
        let all: Vec<Duration> = instances.iter().flatten().copied().map(Duration::from_nanos).collect();
        prop_assert_eq!(node.calls(), all.len() as u64);
        prop_assert_eq!(node.total_time(), all.iter().sum());
        holds(check(node, all))?;
        holds(times::check_graph(&graph))?;

        let mut turned = instances.clone();
        turned.rotate_left(turn % instances.len());
        prop_assert_eq!(CallGraph::from_reading(reading(&turned)), graph);
    }
}
