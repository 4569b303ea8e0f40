//! How often verdicts are wrong and how often they are missed, on times drawn from known noise.
//!
//! Seeds are fixed, so that a run repeats itself; the limits leave room for the sampling error of a correct method.
//! `COMPARISONS=2000 cargo test --release -p callflow-core --lib simulation -- --nocapture` looks harder and prints the
//! rates.

use super::scene::{MILLI, Scene};
use crate::{CallGraph, Cause, CompareOptions, Comparison, Verdict};

/// Steele, Lea and Flood's `SplitMix64`: small, and good enough to draw noise from.
struct Random(u64);

impl Random {
    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// Between 0 and 1.
    fn uniform(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Standard normal, by Box and Muller.
    fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.uniform()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.uniform()).cos()
    }
}

/// The kind of noise on every time of a run.
#[derive(Debug, Clone, Copy)]
enum Noise {
    /// Normal, with this relative deviation.
    Normal(f64),
    /// The same, and one run of ten is disturbed by up to 50 %.
    Outliers(f64),
    /// Normal noise of 2 %, and all times of both sides' i-th runs share a factor of this deviation.
    Shared(f64),
}

const FUNCTIONS: usize = 20;
const RUNS: usize = 10;

/// One run of twenty functions of 1 to 20 ms below one root; the seventh takes `factor` times as long.
fn run(random: &mut Random, noise: Noise, shared: f64, factor: f64) -> CallGraph {
    let mut scene = Scene::new();
    let disturbed = random.uniform() < 0.1;
    let mut time = |typical: u64, factor: f64| {
        let drawn = match noise {
            Noise::Normal(deviation) => 1.0 + deviation * random.normal(),
            Noise::Outliers(deviation) => {
                let extra = if disturbed { 0.5 * random.uniform() } else { 0.0 };
                1.0 + deviation * random.normal() + extra
            }
            Noise::Shared(_) => shared * (1.0 + 0.02 * random.normal()),
        };
        (typical as f64 * factor * drawn.max(0.01)) as u64
    };
    let root = scene.sync(None, "root", 1, time(MILLI, 1.0));
    for function in 0..FUNCTIONS {
        let factor = if function == 7 { factor } else { 1.0 };
        let own = time((1 + function as u64) * MILLI, factor);
        scene.sync(Some(root), &format!("f{function}"), 10, own);
    }
    scene.graph()
}

fn comparison(random: &mut Random, noise: Noise, factor: f64, options: CompareOptions) -> Comparison {
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let shared = match noise {
            Noise::Shared(deviation) => 1.0 + deviation * random.normal(),
            _ => 1.0,
        };
        before.push(run(random, noise, shared, 1.0));
        after.push(run(random, noise, shared, factor));
    }
    options.compare_runs(&before, &after)
}

fn alarms(comparison: &Comparison) -> bool {
    comparison.summary.verdict.is_change()
        || comparison
            .node_comparisons
            .iter()
            .any(|row| row.verdict.is_change() || row.self_verdict.is_change())
}

/// Without a floor, so that only the test stands between noise and a verdict.
fn no_floor() -> CompareOptions {
    CompareOptions::default().noise_floor(0.0, std::time::Duration::ZERO)
}

fn comparisons() -> u32 {
    std::env::var("COMPARISONS").ok().and_then(|number| number.parse().ok()).unwrap_or(100)
}

/// The rate of comparisons of equal sides with an alarm.
fn false_alarms(seed: u64, noise: Noise, options: &CompareOptions) -> f64 {
    let mut random = Random(seed);
    let alarmed =
        (0..comparisons()).filter(|_| alarms(&comparison(&mut random, noise, 1.0, options.clone())));
    alarmed.count() as f64 / f64::from(comparisons())
}

#[test]
fn equal_sides_raise_at_most_the_alarms_they_may() {
    for (seed, noise) in [
        (1, Noise::Normal(0.02)),
        (2, Noise::Normal(0.2)),
        (3, Noise::Outliers(0.02)),
        (4, Noise::Shared(0.1)),
    ] {
        for (design, options) in [("independent", no_floor()), ("paired", no_floor().paired())] {
            let rate = false_alarms(seed, noise, &options);
            println!("{noise:?}, {design}: {:.2} % with a false alarm", 100.0 * rate);
            // Three deviations of a rate of 5 %.
            let deviation = (0.05_f64 * 0.95 / f64::from(comparisons())).sqrt();
            assert!(rate <= 0.05 + 3.0 * deviation, "{noise:?} {design}: {rate}");
        }
    }
}

/// The test above can fail: where alarms are allowed, the same times raise them.
#[test]
fn the_simulation_raises_alarms_where_they_are_allowed() {
    let rate = false_alarms(1, Noise::Normal(0.02), &no_floor().error_rate(0.5));
    assert!(rate > 0.1, "{rate}");
}

#[test]
fn a_slow_leaf_is_found_and_blamed() {
    let comparisons = comparisons();
    for (seed, noise, options) in [
        (5, Noise::Normal(0.02), CompareOptions::default()),
        (6, Noise::Outliers(0.02), CompareOptions::default()),
        (7, Noise::Normal(0.05), CompareOptions::default()),
    ] {
        let mut random = Random(seed);
        let (mut found, mut blamed) = (0, 0);
        for _ in 0..comparisons {
            let comparison = comparison(&mut random, noise, 1.2, options.clone());
            let leaf = comparison.node_comparisons.iter().find(|row| row.name == "f7").unwrap();
            found += u32::from(leaf.verdict == Verdict::Regressed);
            let first = comparison.root_causes.first();
            blamed += u32::from(first.is_some_and(|cause| cause.name == "f7" && cause.cause == Cause::Own));
        }
        println!("{noise:?}: found {found}, blamed {blamed} of {comparisons}");
        assert!(
            found * 100 >= 95 * comparisons && blamed * 100 >= 95 * comparisons,
            "{noise:?}: {found} {blamed}"
        );
    }
}
