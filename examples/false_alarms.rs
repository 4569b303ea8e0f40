//! How often a comparison of real runs on this machine is wrong, and how often it misses a change.
//!
//! `cargo run --release --example false_alarms [COMPARISONS]` runs the same twenty functions over and over, compares,
//! and prints a table. On a machine that does other work at the same time, that is what it measures.

use std::hint::black_box;

use callflow::{CallGraph, Cause, CompareOptions, Comparison, Verdict, trace, trace_pairs, trace_runs};

/// Steps of one call of the lightest function: some ten microseconds.
const STEPS: u64 = 20_000;

fn spin(steps: u64) {
    black_box((0..steps).fold(1_u64, |state, step| state.wrapping_mul(6_364_136_223_846_793_005) ^ step));
}

/// A function for every number; the seventh takes `percent` of its usual work.
macro_rules! functions {
    ($($name:ident $number:literal)*) => {
        $(
            #[trace]
            fn $name(percent: u64) {
                let percent = if $number == 7 { percent } else { 100 };
                spin(STEPS * (1 + $number) / 10 * percent / 100);
            }
        )*

        #[trace]
        fn root(percent: u64) {
            for _ in 0..5 {
                $($name(percent);)*
            }
        }
    };
}
functions! {
    f00 0 f01 1 f02 2 f03 3 f04 4 f05 5 f06 6 f07 7 f08 8 f09 9
    f10 10 f11 11 f12 12 f13 13 f14 14 f15 15 f16 16 f17 17 f18 18 f19 19
}

/// In which order the runs of the two sides are made.
#[derive(Debug, Clone, Copy)]
enum Order {
    /// In turns.
    Turns,
    /// First all of one side, then all of the other.
    Blocks,
}

fn sides(runs: usize, percent: u64, order: Order) -> (Vec<CallGraph>, Vec<CallGraph>) {
    match order {
        Order::Turns => trace_pairs(runs, || root(100), || root(percent)),
        Order::Blocks => {
            // What is cold is warm after this.
            root(100);
            (trace_runs(runs, || root(100)), trace_runs(runs, || root(percent)))
        }
    }
}

fn alarms(comparison: &Comparison) -> bool {
    comparison.summary.verdict.is_change()
        || comparison.functions().any(|row| row.verdict.is_change() || row.self_verdict.is_change())
}

/// Whether the seventh function is found, and whether it is named first among the causes.
fn finds(comparison: &Comparison) -> (bool, bool) {
    let leaf = comparison.functions().find(|row| row.name.ends_with("f07"));
    let found = leaf.is_some_and(|leaf| leaf.verdict == Verdict::Regressed);
    let first = comparison.root_causes.first();
    (found, first.is_some_and(|cause| cause.name.ends_with("f07") && cause.cause == Cause::Own))
}

fn percent(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole as f64
}

fn main() {
    let comparisons: usize = std::env::args().nth(1).and_then(|number| number.parse().ok()).unwrap_or(100);
    println!("{comparisons} comparisons each\n");
    println!("Runs a side  Order   Design       False alarm  +20 % found  blamed");
    println!("──────────────────────────────────────────────────────────────────");
    for (runs, order, design) in [
        (10, Order::Turns, "independent"),
        (20, Order::Turns, "paired"),
        (20, Order::Turns, "independent"),
        (10, Order::Blocks, "independent"),
        (1, Order::Turns, "single"),
    ] {
        let options = || match design {
            "paired" => CompareOptions::default().paired(),
            _ => CompareOptions::default(),
        };
        let (mut alarmed, mut found, mut blamed) = (0, 0, 0);
        for _ in 0..comparisons {
            let (before, after) = sides(runs, 100, order);
            alarmed += usize::from(alarms(&options().compare_runs(&before, &after)));
            let (before, after) = sides(runs, 120, order);
            let finds = finds(&options().compare_runs(&before, &after));
            found += usize::from(finds.0);
            blamed += usize::from(finds.1);
        }
        let [alarmed, found, blamed] = [alarmed, found, blamed].map(|number| percent(number, comparisons));
        println!(
            "{runs:>11}  {:6}  {design:11}  {alarmed:>9.1} %  {found:>9.1} %  {blamed:>4.0} %",
            format!("{order:?}").to_lowercase()
        );
    }
}
