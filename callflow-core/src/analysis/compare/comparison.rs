use std::time::Duration;

use super::{
    causes::{self, RootCause},
    comparability::{self, Difference},
    count::CountRange,
    edges::{self, EdgeComparison},
    findings::{self, Finding},
    matching::{self, Sides, median},
    node::{self, NodeComparison, NodeStatus},
    options::CompareOptions,
    paths::{self, PathComparison},
    signed::{SignedDuration, nanos},
    statistics::Design,
    verdict::{self, Evidence, Samples, Verdict, VerdictReason},
};
use crate::snapshot::CallGraph;

/// Two sides compared; plain data.
///
/// [`Display`](std::fmt::Display) prints the summary, a table of functions, the causes and the findings; the
/// formatter's width is the table's (`format!("{comparison:120}")`), 80 without one.
///
/// ```
/// use callflow::{NodeStatus, compare_graphs, trace, trace_scope};
///
/// #[trace]
/// fn sort(numbers: &mut [u32]) {
///     numbers.sort_unstable();
/// }
///
/// #[trace]
/// fn reverse(numbers: &mut [u32]) {
///     numbers.reverse();
/// }
///
/// let mut numbers = [3, 1, 2];
/// let before = trace_scope!(|| sort(&mut numbers)).graph;
/// let after = trace_scope!(|| (sort(&mut numbers), reverse(&mut numbers))).graph;
///
/// let comparison = compare_graphs(&before, &after);
/// assert_eq!(comparison.summary.nodes_added, 1);
/// let added = comparison.node_comparisons.iter().find(|node| node.status == NodeStatus::Added).unwrap();
/// assert_eq!((added.calls_before, added.calls_after), (0, 1));
/// println!("{comparison}");
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Comparison {
    /// What the side before is called.
    pub label_before: String,
    /// What the side after is called.
    pub label_after: String,
    /// The whole in numbers.
    pub summary: Summary,
    /// Every function of either side, by the size of the difference of its time, greatest first, then by name.
    pub node_comparisons: Vec<NodeComparison>,
    /// The functions whose verdict is `Improved`, by the size of the difference; the first ten, or as many as
    /// [`CompareOptions::top`] says.
    pub top_improvements: Vec<NodeComparison>,
    /// The functions whose verdict is `Regressed`, likewise.
    pub top_regressions: Vec<NodeComparison>,
    /// Every pair of caller and callee of either side, by their places in
    /// [`node_comparisons`](Self::node_comparisons).
    pub edge_comparisons: Vec<EdgeComparison>,
    /// Every call path of either side, parents before their children.
    pub path_comparisons: Vec<PathComparison>,
    /// What made the difference: functions by the change of their self time, then those that only inherit one.
    pub root_causes: Vec<RootCause>,
    /// What happened to concurrency, polls and outcomes, as plain sentences.
    pub findings: Vec<Finding>,
    /// In what the recordings differ, so that times may differ for that reason.
    pub differences: Vec<Difference>,
    /// What to know before believing the numbers, one plain sentence each: the differences, and what either side's
    /// graphs left out.
    pub warnings: Vec<String>,
    /// Why the sides cannot be compared at all; every verdict is `Inconclusive` and every gate fails then.
    pub not_comparable: Option<String>,
    /// How it was compared.
    pub options: CompareOptions,
}

/// The whole of a [`Comparison`] in numbers. Nodes of this library count as no function.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Summary {
    /// Wall time before: the scope's life, the median of the runs.
    pub total_time_before: Duration,
    /// Wall time after.
    pub total_time_after: Duration,
    /// Wall time before less after; positive where it got faster.
    pub time_saved: SignedDuration,
    /// The same in percent of the wall time before; `None` where that is zero.
    pub time_saved_pct: Option<f64>,
    /// What can be said about the wall time.
    pub verdict: Verdict,
    /// What that verdict rests on.
    pub evidence: Evidence,
    /// Σ self time of all functions before, this library's included.
    pub busy_time_before: Duration,
    /// The same after. The difference is the sum of the functions' differences to the nanosecond.
    pub busy_time_after: Duration,
    /// Functions whose verdict is `Improved`.
    pub improvements: usize,
    /// Functions whose verdict is `Regressed`.
    pub regressions: usize,
    /// Functions whose verdict is `Unchanged`.
    pub unchanged: usize,
    /// Functions of both sides whose verdict is `Inconclusive`.
    pub inconclusive: usize,
    /// Functions after only.
    pub nodes_added: usize,
    /// Functions before only.
    pub nodes_removed: usize,
    /// Functions of both sides.
    pub nodes_modified: usize,
    /// Functions before.
    pub nodes_before: usize,
    /// Functions after.
    pub nodes_after: usize,
    /// Call paths after only; those that merely go through other nodes of this library are not counted.
    pub paths_added: usize,
    /// Call paths before only, likewise.
    pub paths_removed: usize,
    /// Ended calls before.
    pub calls_before: CountRange,
    /// Ended calls after.
    pub calls_after: CountRange,
    /// Peak number of async calls before that waited for no async call of theirs.
    pub max_concurrent_tasks_before: CountRange,
    /// The same after.
    pub max_concurrent_tasks_after: CountRange,
    /// Runs before.
    pub runs_before: usize,
    /// Runs after.
    pub runs_after: usize,
    /// Times that were tested together, and over which probabilities are corrected.
    pub tests: usize,
}

/// Compares two graphs under the labels `Before` and `After`.
///
/// One run a side cannot tell a change from noise: a verdict needs a large difference, which
/// [`CompareOptions::single_run_margin`] sets, and says that it rests on single runs. Counts are exact all the same.
///
/// ```
/// use callflow::{Verdict, compare_graphs, trace, trace_scope};
///
/// #[trace]
/// fn work() {}
///
/// let graph = trace_scope!(|| work()).graph;
/// let comparison = compare_graphs(&graph, &graph);
/// assert_eq!(comparison.node_comparisons[0].verdict, Verdict::Unchanged);
/// assert_eq!(comparison.summary.regressions, 0);
/// ```
pub fn compare_graphs(before: &CallGraph, after: &CallGraph) -> Comparison {
    CompareOptions::default().compare(before, after)
}

impl Comparison {
    pub(super) fn new(options: CompareOptions, before: &[CallGraph], after: &[CallGraph]) -> Self {
        let graphs = Sides { before, after };
        let not_comparable = comparability::obstacle(graphs, &options);
        let differences = comparability::differences(graphs);
        let warnings = comparability::warnings(graphs, &options, &differences);
        let functions = matching::functions(graphs);
        let wall = wall(graphs);
        let judged = judge(&functions, &wall, graphs, &options, not_comparable.is_some());

        let mut rows: Vec<(usize, NodeComparison)> = functions
            .iter()
            .zip(judged.functions)
            .map(|(function, (total, own))| NodeComparison::new(function, total, own))
            .enumerate()
            .collect();
        rows.sort_by(|(_, a), (_, b)| {
            b.time_diff.abs().cmp(&a.time_diff.abs()).then_with(|| a.name.cmp(&b.name))
        });
        let mut row_of_function = vec![0; rows.len()];
        for (row, (function, _)) in rows.iter().enumerate() {
            row_of_function[*function] = row;
        }
        let rows: Vec<NodeComparison> = rows.into_iter().map(|(_, row)| row).collect();

        let place = |name: &str| {
            let function = functions.binary_search_by(|function| function.name.cmp(name));
            row_of_function[function.unwrap_or_else(|_| unreachable!("every node is a function"))]
        };
        let edges = edges::compare(graphs, place);
        let paths = paths::compare(graphs, place, &rows);
        let (verdict, evidence) = judged.wall;
        Self {
            label_before: options.before.clone(),
            label_after: options.after.clone(),
            summary: Summary {
                verdict,
                evidence,
                tests: judged.tests,
                ..summary(graphs, &wall, &rows, &paths)
            },
            top_improvements: top(&rows, Verdict::Improved, options.top),
            top_regressions: top(&rows, Verdict::Regressed, options.top),
            root_causes: causes::rank(&rows, &edges, &options),
            findings: findings::find(graphs, &rows),
            node_comparisons: rows,
            edge_comparisons: edges,
            path_comparisons: paths,
            differences,
            warnings,
            not_comparable,
            options,
        }
    }

    /// The functions of the program, without this library's own nodes, in the order of
    /// [`node_comparisons`](Self::node_comparisons).
    pub fn functions(&self) -> impl DoubleEndedIterator<Item = &NodeComparison> {
        self.node_comparisons.iter().filter(|node| !node.is_library)
    }
}

fn wall(graphs: Sides<&[CallGraph]>) -> Samples {
    let of = |graphs: &[CallGraph]| graphs.iter().map(|graph| nanos(graph.wall_time())).collect();
    Samples { before: of(graphs.before), after: of(graphs.after), median_call: None }
}

type Judged = (Verdict, Evidence);

struct Judgements {
    /// Total and self time of each function.
    functions: Vec<(Judged, Judged)>,
    wall: Judged,
    tests: usize,
}

/// Judges the wall time and every function's total and self time, each different series of values once.
fn judge(
    functions: &[matching::Function<'_>],
    wall: &Samples,
    graphs: Sides<&[CallGraph]>,
    options: &CompareOptions,
    not_comparable: bool,
) -> Judgements {
    let samples: Vec<(Samples, Samples)> = functions.iter().map(node::samples).collect();
    let obstacle = |function: &matching::Function<'_>| {
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
    let judged = verdict::judge(&tested, design(graphs, options), options);
    let tests = judged.iter().filter(|(_, evidence)| evidence.p_value.is_some()).count();
    let of_functions =
        functions.iter().zip(&samples).zip(places).map(|((function, (total, own)), places)| {
            match (places, obstacle(function)) {
                (Some((total, own)), _) => (judged[total], judged[own]),
                (None, reason) => {
                    let reason = reason.unwrap_or(VerdictReason::OneSided);
                    (verdict::unjudged(reason, total), verdict::unjudged(reason, own))
                }
            }
        });
    Judgements {
        functions: of_functions.collect(),
        wall: match judged.first() {
            Some(&wall) if !not_comparable => wall,
            _ => verdict::unjudged(VerdictReason::NotComparable, wall),
        },
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

fn top(rows: &[NodeComparison], verdict: Verdict, entries: usize) -> Vec<NodeComparison> {
    let fits = |row: &&NodeComparison| row.verdict == verdict && !row.is_library;
    rows.iter().filter(fits).take(entries).cloned().collect()
}

fn summary(
    graphs: Sides<&[CallGraph]>,
    wall: &Samples,
    rows: &[NodeComparison],
    paths: &[PathComparison],
) -> Summary {
    let (total_time_before, total_time_after) = (median(&wall.before), median(&wall.after));
    let time_saved = SignedDuration::between(total_time_after, total_time_before);
    let functions = || rows.iter().filter(|row| !row.is_library);
    let with_status = |status| functions().filter(|row| row.status == status).count();
    let modified = || functions().filter(|row| row.status == NodeStatus::Modified);
    let with_verdict = |verdict| modified().filter(|row| row.verdict == verdict).count();
    let on = |status| paths.iter().filter(|path| path.status == status && path.counts).count();
    let calls = graphs.map(|graphs| CountRange::of(graphs.iter().map(CallGraph::calls)));
    let concurrency =
        graphs.map(|graphs| CountRange::of(graphs.iter().map(|graph| graph.metadata().max_concurrent_tasks)));
    let (nodes_added, nodes_removed) = (with_status(NodeStatus::Added), with_status(NodeStatus::Removed));
    let nodes_modified = with_status(NodeStatus::Modified);
    let (verdict, evidence) = verdict::unjudged(VerdictReason::NotComparable, wall);
    Summary {
        total_time_before,
        total_time_after,
        time_saved,
        time_saved_pct: time_saved.percent_of(total_time_before),
        verdict,
        evidence,
        busy_time_before: rows.iter().map(|row| row.self_before).sum(),
        busy_time_after: rows.iter().map(|row| row.self_after).sum(),
        improvements: with_verdict(Verdict::Improved),
        regressions: with_verdict(Verdict::Regressed),
        unchanged: with_verdict(Verdict::Unchanged),
        inconclusive: with_verdict(Verdict::Inconclusive),
        nodes_added,
        nodes_removed,
        nodes_modified,
        nodes_before: nodes_modified + nodes_removed,
        nodes_after: nodes_modified + nodes_added,
        paths_added: on(NodeStatus::Added),
        paths_removed: on(NodeStatus::Removed),
        calls_before: calls.before,
        calls_after: calls.after,
        max_concurrent_tasks_before: concurrency.before,
        max_concurrent_tasks_after: concurrency.after,
        runs_before: graphs.before.len(),
        runs_after: graphs.after.len(),
        tests: 0,
    }
}
