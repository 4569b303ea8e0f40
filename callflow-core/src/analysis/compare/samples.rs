use std::time::Duration;

use super::{
    matching::{Function, Sides, times},
    options::CompareOptions,
    signed::nanos,
    statistics::median_of_sorted,
};
use crate::snapshot::{CallGraph, Node};

/// The run-level values of one time on both sides, in nanoseconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Samples {
    pub(super) before: Vec<i128>,
    pub(super) after: Vec<i128>,
    /// By how much the calls changed together if each changed as the median call did: known where a single run of either
    /// side made the same five calls or more.
    pub(super) typical_change: Option<i128>,
}

impl Samples {
    /// The medians of both sides.
    pub(super) fn medians(&self) -> (i128, i128) {
        let median = |values: &[i128]| median_of_sorted(&sorted(values));
        (median(&self.before), median(&self.after))
    }

    /// Whether both sides hold the same times, as when runs are compared with themselves: however much they differ among
    /// themselves, the sides do not.
    pub(super) fn are_the_same(&self) -> bool {
        sorted(&self.before) == sorted(&self.after)
    }

    /// Whether no difference between any two runs exceeds the noise floor, so that no verdict but `Unchanged` can
    /// come of a test.
    ///
    /// It does not depend on which run was on which side, so leaving such times out of the tests does not bend
    /// their probabilities (Bourgon, Gentleman and Huber, *Independent filtering increases detection power*, PNAS
    /// 2010).
    pub(super) fn is_below_floor(&self, options: &CompareOptions) -> bool {
        let values = || self.before.iter().chain(&self.after).copied();
        let (least, most) = (values().min().unwrap_or_default(), values().max().unwrap_or_default());
        // The floor is taken of a median, which is no less than the least.
        most - least <= options.noise.of(least)
    }
}

fn sorted(values: &[i128]) -> Vec<i128> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    sorted
}

/// The samples of the wall time.
pub(super) fn of_wall(graphs: Sides<&[CallGraph]>) -> Samples {
    let of = |graphs: &[CallGraph]| graphs.iter().map(|graph| nanos(graph.wall_time())).collect();
    Samples { before: of(graphs.before), after: of(graphs.after), typical_change: None }
}

/// The samples of a function's total and self time.
pub(super) fn of_function(function: &Function<'_>) -> (Samples, Samples) {
    let Sides { before, after } = function.runs.as_ref().map(Vec::as_slice);
    let of = |time: fn(&Node) -> Duration| Samples {
        before: times(before, time),
        after: times(after, time),
        typical_change: None,
    };
    // Enough calls that one of them is not the median.
    let typical_change = match (before, after) {
        (&[Some(before)], &[Some(after)]) if before.calls() == after.calls() && before.calls() >= 5 => {
            let median = |node: &Node| nanos(node.percentile(0.5));
            Some((median(after) - median(before)).saturating_mul(i128::from(before.calls())))
        }
        _ => None,
    };
    let with = |time| Samples { typical_change, ..of(time) };
    (with(Node::total_time), with(Node::self_time_raw))
}
