//! Which times of a comparison are tested together.

use super::{
    judge,
    matching::{Function, Sides},
    options::CompareOptions,
    samples::{self, Samples},
    statistics::Design,
    verdict::{Evidence, Verdict, VerdictReason},
};
use crate::snapshot::CallGraph;

/// A verdict and what it rests on.
pub(super) type Judged = (Verdict, Evidence);

/// The verdicts of one comparison.
pub(super) struct Judgements {
    /// Total and self time of each function.
    pub(super) functions: Vec<(Judged, Judged)>,
    /// The wall time.
    pub(super) wall: Judged,
    /// Times that were tested together.
    pub(super) tests: usize,
}

/// Judges the wall time and every function's total and self time, each different series of values once.
pub(super) fn judge(
    functions: &[Function<'_>],
    wall: &Samples,
    graphs: Sides<&[CallGraph]>,
    options: &CompareOptions,
    not_comparable: bool,
) -> Judgements {
    let samples: Vec<(Samples, Samples)> = functions.iter().map(samples::of_function).collect();
    let obstacle = |function: &Function<'_>| {
        let called = function.runs.as_ref().map(|runs| runs.iter().any(Option::is_some));
        match () {
            () if not_comparable => Some(VerdictReason::NotComparable),
            () if !(called.before && called.after) => Some(VerdictReason::OneSided),
            () => None,
        }
    };
    let mut tested: Vec<Samples> = Vec::new();
    if !not_comparable {
        tested.push(wall.clone());
    }
    // The places of total and self among the tested.
    let mut places: Vec<Option<(usize, usize)>> = Vec::with_capacity(functions.len());
    for (function, (total, own)) in functions.iter().zip(&samples) {
        places.push(obstacle(function).is_none().then(|| {
            tested.push(total.clone());
            let total_place = tested.len() - 1;
            // A sync function that calls nothing traced has one time, not two.
            if (&own.before, &own.after) == (&total.before, &total.after) {
                return (total_place, total_place);
            }
            tested.push(own.clone());
            (total_place, total_place + 1)
        }));
    }
    let judged = judge::judge(&tested, design(graphs, options), options);
    let tests = judged.iter().filter(|(_, evidence)| evidence.p_value.is_some()).count();
    let of_functions =
        functions.iter().zip(&samples).zip(places).map(|((function, (total, own)), places)| {
            match (places, obstacle(function)) {
                (Some((total, own)), _) => (judged[total], judged[own]),
                (None, reason) => {
                    let reason = reason.unwrap_or(VerdictReason::OneSided);
                    (judge::unjudged(reason, total), judge::unjudged(reason, own))
                }
            }
        });
    Judgements {
        functions: of_functions.collect(),
        // It is tested first, unless nothing can be compared.
        wall: judged.first().copied().unwrap_or_else(|| judge::unjudged(VerdictReason::NotComparable, wall)),
        tests,
    }
}

fn design(graphs: Sides<&[CallGraph]>, options: &CompareOptions) -> Design {
    let Sides { before, after } = graphs.map(<[CallGraph]>::len);
    if options.paired && before == after {
        Design::Paired(before)
    } else {
        Design::Independent(before, after)
    }
}
