use std::time::Duration;

use callflow_core::{CallGraph, CallPath};

use super::run::continues;

/// The weight of every call path: its self time and that of all paths below it.
///
/// Self times never overlap, so weights add up where total times of concurrent calls do not, and no path
/// weighs more than the one above it.
pub(crate) struct Weights {
    of_path: Vec<Duration>,
    /// The number of paths at and below every path.
    paths: Vec<usize>,
    all: Duration,
}

impl Weights {
    pub(crate) fn of(graph: &CallGraph) -> Self {
        let tree = graph.call_tree();
        let mut of_path: Vec<Duration> = tree.paths().map(CallPath::self_time).collect();
        let mut paths = vec![1; tree.len()];
        // Parents stand before their children, so backwards every child is complete before it is passed on.
        for path in tree.paths().rev() {
            if let Some(parent) = path.parent() {
                let weight = of_path[path.index()];
                of_path[parent.index()] += weight;
                paths[parent.index()] += paths[path.index()];
            }
        }
        Self { of_path, paths, all: graph.self_time() }
    }

    /// The weight of one path.
    pub(crate) fn weight(&self, path: usize) -> Duration {
        self.of_path[path]
    }

    /// The number of paths at and below one path.
    pub(crate) fn paths(&self, path: usize) -> usize {
        self.paths[path]
    }

    /// Its share of the busy time, from 0 to 1.
    pub(crate) fn share(&self, path: usize) -> f64 {
        crate::format::share(self.of_path[path], self.all)
    }

    /// The `count` heaviest runs of paths as a set of flags on their first paths; with every run it holds all
    /// runs above it.
    pub(crate) fn heaviest(&self, graph: &CallGraph, count: usize) -> Vec<bool> {
        let firsts = graph.call_tree().paths().filter(|path| !continues(*path));
        let mut order: Vec<usize> = firsts.map(CallPath::index).collect();
        // Parents weigh no less than their children and come first by index where they weigh the same.
        order.sort_by_key(|&path| (std::cmp::Reverse(self.of_path[path]), path));
        let mut chosen = vec![false; self.of_path.len()];
        for &path in order.iter().take(count) {
            chosen[path] = true;
        }
        chosen
    }
}

/// The step of the colour scale for a share of the busy time: 0 for next to nothing, 6 for most of it.
pub(crate) fn heat(share: f64) -> usize {
    const STEPS: [f64; 6] = [0.002, 0.01, 0.03, 0.08, 0.18, 0.35];
    STEPS.iter().filter(|&&step| share >= step).count()
}
