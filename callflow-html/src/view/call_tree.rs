use std::time::Duration;

use callflow_core::{CallGraph, CallPath, count, duration};

use crate::format::{Px, counted};

use super::{functions::outcome_words, name::Name, run::Run, weights::Weights};

/// The call tree as a flat list of rows that open and close nested elements, since templates do not recurse.
pub(crate) struct TreeView<'g> {
    pub(crate) rows: Vec<TreeRow<'g>>,
    /// What was left out; empty when nothing was.
    pub(crate) note: String,
}

/// One call path, or what is left out at its place.
pub(crate) struct TreeRow<'g> {
    pub(crate) node: usize,
    pub(crate) name: Name<'g>,
    pub(crate) badge: String,
    pub(crate) total: String,
    pub(crate) own: String,
    pub(crate) calls: String,
    pub(crate) failed: String,
    /// Part of the busy time spent here and below, as a bar.
    pub(crate) bar: Px,
    /// It has rows below it.
    pub(crate) is_parent: bool,
    /// They are shown at first.
    pub(crate) is_open: bool,
    /// Too deep to be moved further to the right.
    pub(crate) is_deep: bool,
    /// In place of all else: what is not shown here.
    pub(crate) left_out: String,
    /// How many open rows end with this one.
    pub(crate) closes: Vec<()>,
}

/// Rows enough to read for an hour; each costs half a kilobyte of page and nine elements.
const MOST_ROWS: usize = 800;
/// Browsers flatten what is nested more than 512 elements deep, and a row needs two.
const MOST_LEVELS: usize = 60;
/// Further to the right there is no room for names.
const INDENTED_LEVELS: usize = 24;
/// Rows from this share of the busy time are open at first.
const OPEN_SHARE: f64 = 0.04;
const BAR: f64 = 64.0;

impl<'g> TreeView<'g> {
    pub(crate) fn new(graph: &'g CallGraph, weights: &Weights) -> Self {
        let tree = graph.call_tree();
        let shown = weights.heaviest(graph, MOST_ROWS);
        let mut builder = Builder { weights, rows: Vec::new(), open: Vec::new(), drawn: 0 };
        // What is still to be written: paths, and the rests of levels that are left out.
        let mut walk: Vec<Step<'g>> = Vec::new();
        push_level(&mut walk, tree.roots(), &shown, weights, 0);
        while let Some(step) = walk.pop() {
            match step {
                Step::LeftOut { level, paths, weight } => builder.left_out(level, paths, weight),
                Step::Path { level, path } => {
                    let run = Run::from(path);
                    let children = run.last.children();
                    builder.run(level, &run, children.len() > 0);
                    if level + 1 >= MOST_LEVELS && children.len() > 0 {
                        let weight = weights.weight(path.index()).saturating_sub(run.own);
                        let paths = weights.paths(path.index()) - run.levels;
                        walk.push(Step::LeftOut { level: level + 1, paths, weight });
                    } else {
                        push_level(&mut walk, children, &shown, weights, level + 1);
                    }
                }
            }
        }
        builder.close(0);
        let drawn = builder.drawn;
        let note = if drawn < tree.len() {
            format!(
                "{} of {} call paths shown: the heaviest, down to level {MOST_LEVELS}",
                count(drawn as u64),
                count(tree.len() as u64),
            )
        } else {
            String::new()
        };
        Self { rows: builder.rows, note }
    }
}

enum Step<'g> {
    Path { level: usize, path: CallPath<'g> },
    LeftOut { level: usize, paths: usize, weight: Duration },
}

/// Puts the shown paths of a level on the walk, so that the heaviest is taken first, above what is left out.
fn push_level<'g>(
    walk: &mut Vec<Step<'g>>,
    paths: impl DoubleEndedIterator<Item = CallPath<'g>>,
    shown: &[bool],
    weights: &Weights,
    level: usize,
) {
    let (shown, hidden): (Vec<_>, Vec<_>) = paths.partition(|path| shown[path.index()]);
    if !hidden.is_empty() {
        let weight = hidden.iter().map(|path| weights.weight(path.index())).sum();
        let paths = hidden.iter().map(|path| weights.paths(path.index())).sum();
        walk.push(Step::LeftOut { level, paths, weight });
    }
    walk.extend(shown.into_iter().rev().map(|path| Step::Path { level, path }));
}

struct Builder<'g, 'w> {
    weights: &'w Weights,
    rows: Vec<TreeRow<'g>>,
    /// The levels of the rows that are still open.
    open: Vec<usize>,
    drawn: usize,
}

impl<'g> Builder<'g, '_> {
    /// Ends every open row at `level` or deeper, behind the last row written.
    fn close(&mut self, level: usize) {
        while self.open.last().is_some_and(|&open| open >= level) {
            self.open.pop();
            if let Some(row) = self.rows.last_mut() {
                row.closes.push(());
            }
        }
    }

    fn run(&mut self, level: usize, run: &Run<'g>, is_parent: bool) {
        self.close(level);
        let path = run.first;
        let node = path.node();
        let share = self.weights.share(path.index());
        self.rows.push(TreeRow {
            node: path.node_index(),
            name: Name::of(node),
            badge: match (path.is_detached(), node.is_library(), run.levels) {
                (true, ..) => "spawned".to_owned(),
                (_, true, _) => "callflow".to_owned(),
                (.., 1) => String::new(),
                (.., levels) => format!("{} levels of recursion", count(levels as u64)),
            },
            total: duration(path.total_time()),
            own: duration(run.own),
            calls: count(run.calls),
            failed: outcome_words(run.outcomes, run.in_flight),
            bar: Px(if share > 0.0 { (share * BAR).max(1.0) } else { 0.0 }),
            is_parent,
            is_open: level < 2 || share >= OPEN_SHARE && level < 12,
            is_deep: level > INDENTED_LEVELS,
            left_out: String::new(),
            closes: Vec::new(),
        });
        self.drawn += run.levels;
        if is_parent {
            self.open.push(level);
        }
    }

    fn left_out(&mut self, level: usize, paths: usize, weight: Duration) {
        self.close(level);
        self.rows.push(TreeRow {
            node: 0,
            name: Name { short: "", before: "" },
            badge: String::new(),
            total: String::new(),
            own: String::new(),
            calls: String::new(),
            failed: String::new(),
            bar: Px(0.0),
            is_parent: false,
            is_open: false,
            is_deep: level > INDENTED_LEVELS,
            left_out: format!(
                "{} left out here, {} of self time",
                counted(paths as u64, "call path"),
                duration(weight)
            ),
            closes: Vec::new(),
        });
    }
}
