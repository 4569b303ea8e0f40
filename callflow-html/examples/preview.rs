//! Writes every page from fixtures into `target/preview/`: the loop for working on looks.
//!
//! ```console
//! $ cargo run --release -p callflow-html --example preview
//! $ cargo run -p callflow-html --example preview -- faster hostile
//! ```
//!
//! With words, only the pages whose names hold one of them.

use std::{env, error::Error, path::Path, time::Instant};

use callflow_core::{CallGraph, Comparison};
use callflow_html::{AsyncPage, ComparisonPage, GraphPage};

#[path = "../tests/support/mod.rs"]
mod support;

/// A name and how to make its graph.
type Scene = (&'static str, fn() -> CallGraph);
/// A name and how to make its comparison.
type Sides = (&'static str, fn() -> Comparison);

fn main() -> Result<(), Box<dyn Error>> {
    let target = env::var("CARGO_TARGET_DIR")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../target").to_owned());
    let directory = Path::new(&target).join("preview");
    let words: Vec<String> = env::args().skip(1).collect();
    let is_asked = |name: &str| words.is_empty() || words.iter().any(|word| name.contains(word.as_str()));
    let scenes: [Scene; 19] = [
        ("unrecorded", support::unrecorded),
        ("0-functions", support::empty),
        ("1-function", support::one),
        ("5-functions", support::checkout),
        ("50-functions", || support::functions(50)),
        ("500-functions", || support::functions(500)),
        ("5000-functions", || support::functions(5_000)),
        // Large enough to be packed.
        ("9000-functions", || support::functions(9_000)),
        ("10000-paths", || support::paths(500, 10_000)),
        ("recursion", || support::recursion(10_000)),
        ("mutual", support::mutual),
        ("hostile", support::hostile),
        ("gather", support::gather),
        ("tasks-40", || support::tasks(40, 6)),
        ("tasks-700", || support::tasks(700, 40)),
        ("tasks-5000", || support::tasks(5_000, 300)),
        ("async-5000-functions", || support::functions(5_000)),
        ("fan-out-15000", || support::fan_out(15_000)),
        ("nested-async", || support::nested_async(1_000)),
    ];
    println!("{:24} {:>10} {:>9} {:>10} {:>9}", "", "graph", "", "async", "");
    for (name, scene) in scenes.into_iter().filter(|(name, _)| is_asked(&format!("{name}.graph.async"))) {
        let graph = scene();
        let start = Instant::now();
        let page = GraphPage::new(&graph).render();
        let drawn = start.elapsed();
        let start = Instant::now();
        let waits = AsyncPage::new(&graph).render();
        let waited = start.elapsed();
        GraphPage::new(&graph).write(directory.join(format!("{name}.html")))?;
        AsyncPage::new(&graph).write(directory.join(format!("{name}.async.html")))?;
        println!(
            "{name:24} {:>7} KB {:>6.1} ms {:>7} KB {:>6.1} ms",
            page.len() / 1_000,
            drawn.as_secs_f64() * 1e3,
            waits.len() / 1_000,
            waited.as_secs_f64() * 1e3
        );
    }
    compare(&directory, is_asked)?;
    println!("\n{}", directory.display());
    Ok(())
}

fn compare(directory: &Path, is_asked: impl Fn(&str) -> bool) -> Result<(), Box<dyn Error>> {
    let scenes: [Sides; 13] = [
        ("faster", support::faster),
        ("unchanged", support::unchanged),
        ("steady", support::steady),
        ("single-run", support::single_run),
        ("gathered", support::gathered),
        ("long-names", support::long_names),
        ("hostile", support::hostile_comparison),
        ("only-after", support::only_after),
        ("nothing", support::nothing),
        ("not-comparable", support::not_comparable),
        ("50-functions", || support::changed(50, 150, 5)),
        ("5000-functions", || support::changed(5_000, 15_000, 3)),
        ("10000-paths", || support::changed(500, 10_000, 3)),
    ];
    println!("{:24} {:>10}", "", "comparison");
    for (name, scene) in scenes.into_iter().filter(|(name, _)| is_asked(&format!("{name}.comparison"))) {
        let comparison = scene();
        let start = Instant::now();
        let page = ComparisonPage::new(&comparison).render();
        let drawn = start.elapsed();
        ComparisonPage::new(&comparison).write(directory.join(format!("{name}.comparison.html")))?;
        println!("{name:24} {:>7} KB {:>6.1} ms", page.len() / 1_000, drawn.as_secs_f64() * 1e3);
    }
    Ok(())
}
