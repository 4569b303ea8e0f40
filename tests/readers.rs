//! Files that come from anywhere: seeds are changed at random, in their structure and in their bytes, and whatever
//! becomes of them is read. Reading never panics, and takes memory and time in proportion to the text. What is accepted
//! obeys the laws and is written and read back as it is.
//!
//! A few texts for each reader by itself; `ci/fuzz.sh MINUTES` gives each as long as asked. What fails is printed with the
//! number that `CALLFLOW_FUZZ_SEED` takes, and the text is kept in a file.

#![cfg(feature = "enabled")]
#![expect(unsafe_code, reason = "an allocator is unsafe to write")]

#[path = "readers/cost.rs"]
mod cost;
#[path = "readers/mutation.rs"]
mod mutation;
#[path = "readers/promises.rs"]
mod promises;

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use callflow::{Baseline, CallGraph};
use cost::Counting;
use mutation::{Mutator, SEEDS};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Texts that each reader is given where nobody says how long it is tried.
const TEXTS: u64 = 150;

/// For how long, or for so many texts.
fn patience() -> (Option<Duration>, u64) {
    let asked = std::env::var("CALLFLOW_FUZZ_SECONDS").ok().and_then(|seconds| seconds.parse().ok());
    let time = asked.map(Duration::from_secs_f64);
    (time, if time.is_some() { u64::MAX } else { TEXTS })
}

/// The same texts each time, unless somebody looks for others.
fn seed() -> u64 {
    let asked = std::env::var("CALLFLOW_FUZZ_SEED").ok().and_then(|seed| seed.parse().ok());
    let new = || std::time::SystemTime::UNIX_EPOCH.elapsed().map_or(0, |time| time.as_nanos() as u64);
    asked.unwrap_or_else(|| if patience().0.is_some() { new() } else { 1 })
}

/// Gives `read` text after text. It tells whether one was accepted, so that more is made of it.
fn fuzz(reader: &str, mut seeds: Vec<String>, read: impl Fn(&str) -> bool + std::panic::RefUnwindSafe) {
    let (seed, begun) = (seed(), Instant::now());
    let (time, texts) = patience();
    let mut mutator = Mutator::new(seed);
    let (mut tried, mut accepted) = (0_u64, 0_u64);
    while tried < texts && time.is_none_or(|time| begun.elapsed() < time) {
        let text = mutator.mutant(&seeds);
        tried += 1;
        let Ok(is_accepted) = std::panic::catch_unwind(|| read(&text)) else {
            let kept = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{reader}.json"));
            fs::write(&kept, &text).unwrap();
            panic!(
                "text {tried} of CALLFLOW_FUZZ_SEED={seed} broke the {reader}; it is in {}",
                kept.display()
            );
        };
        if is_accepted {
            accepted += 1;
            mutator.keep(&mut seeds, text);
        }
    }
    println!("{reader}: {accepted} of {tried} texts were accepted, seed {seed}");
    // Where next to nothing is accepted, only the first check is tested.
    assert!(accepted > tried / 50, "{reader}: {accepted} of {tried} texts were accepted");
}

/// A reader that takes no more than is promised.
fn bounded<T>(text: &str, read: impl FnOnce() -> T) -> T {
    let (begun, before) = (cost::time(), cost::reset());
    let result = read();
    let peak = cost::peak().saturating_sub(before);
    let took = begun.and_then(|begun| cost::time()?.checked_sub(begun));
    promises::bounds(text.len(), peak, took.unwrap_or_default());
    result
}

#[test]
fn graph_files() {
    fuzz("graph file", SEEDS.map(str::to_owned).to_vec(), |text| {
        match bounded(text, || CallGraph::from_json(text)) {
            Ok(graph) => {
                promises::of_a_graph(&graph);
                true
            }
            Err(error) => {
                promises::of_an_error(&error, text);
                false
            }
        }
    });
}

#[test]
fn files_of_several_runs() {
    let folder = tempfile::tempdir().unwrap();
    let path: &Path = &folder.path().join("main.json");
    let several = |seeds: &[&str]| format!("{{\"runs\": [{}]}}", seeds.join(","));
    let seeds = vec![several(&SEEDS), several(&SEEDS[..1]), several(&[]), SEEDS[0].to_owned()];
    fuzz("file of runs", seeds, |text| {
        fs::write(path, text).unwrap();
        match bounded(text, || Baseline::load_from(path.parent().unwrap(), "main")) {
            Ok(baseline) => {
                baseline.runs().iter().for_each(promises::of_a_graph);
                promises::of_a_sum(baseline.runs());
                let kept = Baseline::save_to(path.parent().unwrap().join("kept"), "main", baseline.runs());
                if let Ok(kept) = kept {
                    let again = callflow_core::load_runs(kept.path()).unwrap();
                    assert_eq!(again, baseline.runs(), "what is kept is read back");
                }
                true
            }
            Err(error) => {
                promises::of_an_error(&error, text);
                false
            }
        }
    });
}

#[test]
fn both_sides_of_a_comparison() {
    let seeds = SEEDS.map(str::to_owned).to_vec();
    let others: Vec<CallGraph> = SEEDS.iter().map(|seed| CallGraph::from_json(seed).unwrap()).collect();
    fuzz("comparison", seeds, |text| {
        let Ok(graph) = CallGraph::from_json(text) else { return false };
        for other in &others {
            promises::of_a_comparison(other, &graph);
            promises::of_a_comparison(&graph, other);
        }
        true
    });
}
