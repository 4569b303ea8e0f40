use std::fmt;

use super::{matching::Sides, options::CompareOptions};
use crate::{
    snapshot::{CallGraph, Metadata},
    text::duration,
};

/// Something in which the recordings of the two sides, or the runs of one, differ.
///
/// [`Display`](fmt::Display) prints it as a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// What differs, such as `build profile`.
    pub what: &'static str,
    /// The value before; several where the runs differ among themselves.
    pub before: String,
    /// The value after.
    pub after: String,
    /// What follows from it.
    pub consequence: &'static str,
    /// Whether times mean nothing across it, so that a gate refuses the comparison.
    pub is_grave: bool,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} differs: {} → {}; {}", self.what, self.before, self.after, self.consequence)
    }
}

/// One thing that must be equal: what it is, how it reads, what follows when it is not, and whether that is grave.
type Check = (&'static str, fn(&Metadata) -> String, &'static str, bool);

const CHECKS: &[Check] = &[
    (
        "build profile",
        |metadata| if metadata.debug_build { "debug" } else { "release" }.to_owned(),
        "times of a debug build say little about a release build",
        true,
    ),
    (
        "callflow's version",
        |metadata| metadata.version.clone(),
        "tracing itself may cost more or less",
        false,
    ),
    ("the clock", |metadata| metadata.clock.clone(), "times were read by different means", false),
    ("the machine", machine, "another machine takes other times for the same code", false),
    (
        "the sampling rate",
        |metadata| metadata.options.sampling_rate.to_string(),
        "counts and sums are those of another share of the calls",
        true,
    ),
    ("the choice of modules", modules, "what is not recorded counts as its caller's own time", true),
    (
        "the least duration",
        |metadata| duration(metadata.options.min_duration),
        "calls are missing on one side that the other has",
        true,
    ),
];

fn machine(metadata: &Metadata) -> String {
    let machine = &metadata.machine;
    let known = [&machine.model, &machine.os, &machine.arch].map(String::as_str);
    let mut words: Vec<&str> = known.into_iter().filter(|word| !word.is_empty()).collect();
    let cpus = format!("{} CPUs", machine.cpus);
    words.extend((machine.cpus > 0).then_some(cpus.as_str()));
    if words.is_empty() { "unknown".to_owned() } else { words.join(" ") }
}

fn modules(metadata: &Metadata) -> String {
    let options = &metadata.options;
    let all = if options.include_modules.is_empty() { "all" } else { "" };
    let excluded = options.exclude_modules.iter().map(|module| format!("not {module}"));
    let mut words: Vec<String> = options.include_modules.iter().cloned().chain(excluded).collect();
    words.sort_unstable();
    [all.to_owned()].into_iter().filter(|all| !all.is_empty()).chain(words).collect::<Vec<_>>().join(" and ")
}

/// Tracing cost half as much again on one side, so that what is called often looks slower there.
fn probes(graphs: Sides<&[CallGraph]>) -> Option<Difference> {
    let costs = graphs.map(|graphs| {
        let cost = |graph: &CallGraph| {
            let cost = graph.metadata().probe_cost;
            cost.sync_inside.0.saturating_add(cost.sync_outside.0)
        };
        let mut costs: Vec<u64> = graphs.iter().map(cost).filter(|&cost| cost > 0).collect();
        costs.sort_unstable();
        costs.get(costs.len() / 2).copied()
    });
    let (before, after) = (costs.before?, costs.after?);
    (before.max(after) / 3 > before.min(after) / 2).then(|| {
        let words = |picos: u64| format!("{:.0} ns a call", picos as f64 / 1e3);
        Difference {
            what: "the cost of tracing",
            before: words(before),
            after: words(after),
            consequence: "what is called often looks slower where tracing costs more",
            is_grave: false,
        }
    })
}

/// In what the sides differ, or the runs of one side. Both have runs; else there is an [`obstacle`].
pub(super) fn differences(graphs: Sides<&[CallGraph]>) -> Vec<Difference> {
    let checked = CHECKS.iter().filter_map(|&(what, read, consequence, is_grave)| {
        let values = graphs.map(|graphs| distinct(graphs, read));
        // Either the same on both sides, or the sides differ anyway.
        let several = values.before.len() > 1;
        (several || values.before != values.after).then(|| {
            let Sides { before, after } = values.map(|values| values.join(", "));
            Difference { what, before, after, consequence, is_grave }
        })
    });
    checked.chain(probes(graphs)).collect()
}

fn distinct(graphs: &[CallGraph], read: fn(&Metadata) -> String) -> Vec<String> {
    let mut values: Vec<String> = graphs.iter().map(|graph| read(graph.metadata())).collect();
    values.sort_unstable();
    values.dedup();
    values
}

/// Why the sides cannot be compared at all.
pub(super) fn obstacle(graphs: Sides<&[CallGraph]>, options: &CompareOptions) -> Option<String> {
    let sides = [(&options.before, graphs.before), (&options.after, graphs.after)];
    let obstacle = |(label, graphs): (&String, &[CallGraph])| {
        if graphs.is_empty() {
            return Some(format!("{label} has no runs"));
        }
        graphs
            .iter()
            .any(|graph| !graph.metadata().recording)
            .then(|| format!("{label} was not recorded: callflow was built without its `enabled` feature"))
    };
    sides.into_iter().find_map(obstacle)
}

/// What to know before believing the numbers.
pub(super) fn warnings(
    graphs: Sides<&[CallGraph]>,
    options: &CompareOptions,
    differences: &[Difference],
) -> Vec<String> {
    let mut warnings: Vec<String> = differences.iter().map(Difference::to_string).collect();
    if options.paired && graphs.before.len() != graphs.after.len() {
        warnings.push(format!(
            "{} runs cannot be paired with {}: they were compared as independent",
            graphs.before.len(),
            graphs.after.len()
        ));
    }
    for (label, graphs) in [(&options.before, graphs.before), (&options.after, graphs.after)] {
        if graphs.iter().any(|graph| graph.metadata().options.sampling_rate < 1.0) {
            warnings
                .push(format!("{label}: a sample of the calls was recorded, so that counts vary by chance"));
        }
        // The counts differ from run to run; the first run that has the warning stands for all.
        let mut known: Vec<String> = Vec::new();
        for warning in graphs.iter().flat_map(|graph| graph.metadata().warnings()) {
            let what = warning.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ').to_owned();
            if !known.contains(&what) {
                warnings.push(format!("{label}: {warning}"));
                known.push(what);
            }
        }
    }
    warnings
}
