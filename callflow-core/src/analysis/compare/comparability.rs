use std::fmt;

use super::{matching::Sides, options::CompareOptions};
use crate::snapshot::{CallGraph, Metadata};

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
];

/// In what the sides differ, or the runs of one side.
pub(super) fn differences(graphs: Sides<&[CallGraph]>) -> Vec<Difference> {
    CHECKS
        .iter()
        .filter_map(|&(what, read, consequence, is_grave)| {
            let values = graphs.map(|graphs| distinct(graphs, read));
            let several = values.before.len() > 1 || values.after.len() > 1;
            // A side without runs differs in nothing.
            let known = !values.before.is_empty() && !values.after.is_empty();
            (known && (several || values.before != values.after)).then(|| {
                let Sides { before, after } = values.map(|values| values.join(", "));
                Difference { what, before, after, consequence, is_grave }
            })
        })
        .collect()
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
