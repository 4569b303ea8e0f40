use super::{
    causes::{self, RootCause},
    comparability::{self, Difference},
    edges::{self, EdgeComparison},
    family,
    findings::{self, Finding},
    matching::{self, Sides},
    node::NodeComparison,
    options::CompareOptions,
    paths::{self, PathComparison},
    samples,
    summary::Summary,
    verdict::Verdict,
};
use crate::snapshot::{CallGraph, LookupError, look_up};

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
    /// Whether a run was recorded by a build with debug assertions, whose times say little about a release build.
    pub debug_build: bool,
    /// How it was compared.
    pub options: CompareOptions,
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
        let differences = match not_comparable {
            None => comparability::differences(graphs),
            Some(_) => Vec::new(),
        };
        let warnings = comparability::warnings(graphs, &options, &differences);
        let functions = matching::functions(graphs);
        let wall = samples::of_wall(graphs);
        let judged = family::judge(&functions, &wall, graphs, &options, not_comparable.is_some());

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
        let (root_causes, findings) = match not_comparable {
            None => (causes::rank(&rows, &edges, &options), findings::find(graphs, &rows)),
            Some(_) => (Vec::new(), Vec::new()),
        };
        Self {
            label_before: options.before.clone(),
            label_after: options.after.clone(),
            summary: Summary::new(
                graphs,
                &wall,
                judged.wall,
                (options.error_rate, judged.tests),
                &rows,
                &paths,
            ),
            top_improvements: top(&rows, Verdict::Improved, options.top),
            top_regressions: top(&rows, Verdict::Regressed, options.top),
            root_causes,
            findings,
            node_comparisons: rows,
            edge_comparisons: edges,
            path_comparisons: paths,
            differences,
            warnings,
            not_comparable,
            debug_build: before.iter().chain(after).any(|graph| graph.metadata().debug_build),
            options,
        }
    }

    /// The function of that full name, or the only one whose full name ends in `::` and `name`.
    ///
    /// ```
    /// use callflow::{compare_graphs, trace, trace_scope};
    ///
    /// #[trace]
    /// fn parse() {}
    ///
    /// let graph = trace_scope!(|| parse()).graph;
    /// let comparison = compare_graphs(&graph, &graph);
    /// assert_eq!(comparison.find("parse")?.calls_diff, 0);
    /// # Ok::<(), callflow::LookupError>(())
    /// ```
    ///
    /// # Errors
    /// [`LookupError::NotFound`] with similar names, or [`LookupError::Ambiguous`] with every function that would fit.
    pub fn find(&self, name: &str) -> Result<&NodeComparison, LookupError> {
        look_up(self.node_comparisons.iter().map(|node| (node.name.as_str(), node)), name)
    }

    /// The functions of the program, without this library's own nodes, in the order of
    /// [`node_comparisons`](Self::node_comparisons).
    pub fn functions(&self) -> impl DoubleEndedIterator<Item = &NodeComparison> {
        self.node_comparisons.iter().filter(|node| !node.is_library)
    }
}

fn top(rows: &[NodeComparison], verdict: Verdict, entries: usize) -> Vec<NodeComparison> {
    let fits = |row: &&NodeComparison| row.verdict == verdict && !row.is_library;
    rows.iter().filter(fits).take(entries).cloned().collect()
}
