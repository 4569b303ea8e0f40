use std::{cmp::Reverse, time::Duration};

use callflow_core::{Comparison, NodeStatus, SignedDuration, count, duration};

use crate::format::{Px, label};

use super::{numbers::Numbers, tone::Tone};

/// The call tree of both sides as an icicle: every box as wide as the self time of its path and of all below it, on
/// whichever side that is more, so that nothing is hidden.
pub(crate) struct DiffFlame {
    pub(crate) height: Px,
    pub(crate) boxes: Vec<DiffBox>,
    /// What was left out; empty when nothing was.
    pub(crate) note: String,
}

/// One call path.
pub(crate) struct DiffBox {
    pub(crate) node: usize,
    pub(crate) x: Px,
    pub(crate) y: Px,
    pub(crate) width: Px,
    /// The class of its colour, and of its outline where it is on one side only.
    pub(crate) class: String,
    /// Empty where there is no room.
    pub(crate) name: String,
    pub(crate) title: String,
}

/// The width of the drawing; repeated in `changes.html`.
const WIDTH: f64 = 660.0;
const ROW: f64 = 21.0;
const NARROWEST: f64 = 1.5;
const NARROWEST_LABEL: f64 = 46.0;
/// The advance of an average letter at the size of the labels.
const LETTER: f64 = 7.0;
const MOST_LEVELS: usize = 32;
const MOST_BOXES: usize = 900;
/// Columns of a name in a title.
const TITLE: usize = 160;

/// Paths with what lies below them.
struct Tree<'c> {
    comparison: &'c Comparison,
    numbers: &'c Numbers,
    children: Vec<Vec<usize>>,
    roots: Vec<usize>,
    /// Σ of the greater self time of either side, at and below every path.
    width: Vec<Duration>,
    /// Σ self time at and below, before and after.
    below: Vec<(Duration, Duration)>,
    all: Duration,
    /// The largest difference of any path's self time.
    largest: Duration,
}

impl<'c> Tree<'c> {
    fn of(comparison: &'c Comparison, numbers: &'c Numbers) -> Self {
        let paths = &comparison.path_comparisons;
        let mut children = vec![Vec::new(); paths.len()];
        let mut roots = Vec::new();
        let mut width: Vec<Duration> =
            paths.iter().map(|path| path.self_before.max(path.self_after)).collect();
        let mut below: Vec<_> = paths.iter().map(|path| (path.self_before, path.self_after)).collect();
        // Parents stand before their children, so backwards every child is complete before it is passed on.
        for (index, path) in paths.iter().enumerate().rev() {
            let Some(parent) = path.parent else {
                roots.push(index);
                continue;
            };
            children[parent].push(index);
            let (own, (before, after)) = (width[index], below[index]);
            width[parent] = width[parent].saturating_add(own);
            below[parent] = (below[parent].0.saturating_add(before), below[parent].1.saturating_add(after));
        }
        let all = roots.iter().fold(Duration::ZERO, |all, &root| all.saturating_add(width[root]));
        let largest = paths.iter().map(|path| path.self_diff.abs()).max().unwrap_or_default();
        Self { comparison, numbers, children, roots, width, below, all, largest }
    }

    fn share(&self, path: usize) -> f64 {
        crate::format::share(self.width[path], self.all)
    }

    /// Seats paths side by side, widest first.
    fn place(&self, level: &mut Vec<(f64, usize)>, mut x: f64, paths: &[usize]) {
        let mut paths = paths.to_vec();
        paths.sort_by_key(|&path| (Reverse(self.width[path]), path));
        for path in paths {
            let width = self.share(path) * WIDTH;
            if width < NARROWEST {
                break;
            }
            level.push((x, path));
            x += width;
        }
    }

    /// The innermost level of plain recursion from a path, and how many levels there are.
    fn run(&self, path: usize) -> (usize, u64) {
        let paths = &self.comparison.path_comparisons;
        let (mut last, mut levels) = (path, 1);
        while let [child] = self.children[last][..] {
            if paths[child].node != paths[path].node || paths[child].status != paths[path].status {
                break;
            }
            (last, levels) = (child, levels + 1);
        }
        (last, levels)
    }

    /// What a run took by itself, before and after.
    fn own(&self, path: usize, last: usize) -> (Duration, Duration) {
        let (mut before, mut after) = self.below[path];
        for &child in &self.children[last] {
            before = before.saturating_sub(self.below[child].0);
            after = after.saturating_sub(self.below[child].1);
        }
        (before, after)
    }
}

impl DiffFlame {
    pub(super) fn of(comparison: &Comparison, numbers: &Numbers) -> Self {
        let tree = Tree::of(comparison, numbers);
        let mut flame = Self { height: Px(0.0), boxes: Vec::new(), note: String::new() };
        let (mut levels, mut drawn) = (0, 0);
        let mut level = Vec::new();
        tree.place(&mut level, 0.0, &tree.roots);
        // Level by level, so that a cap cuts the deepest boxes.
        while !level.is_empty() && levels < MOST_LEVELS && flame.boxes.len() + level.len() <= MOST_BOXES {
            let mut next = Vec::new();
            for (x, path) in level {
                let (last, run) = tree.run(path);
                flame.boxes.push(diff_box(&tree, x, levels, path, (last, run)));
                drawn += run;
                tree.place(&mut next, x, &tree.children[last]);
            }
            levels += 1;
            level = next;
        }
        flame.height = Px(levels as f64 * ROW);
        let all = comparison.path_comparisons.len() as u64;
        if drawn < all {
            flame.note = format!(
                "{} of {} call paths shown; the others are too narrow or too deep to draw",
                count(drawn),
                count(all)
            );
        }
        flame
    }
}

fn diff_box(tree: &Tree<'_>, x: f64, level: usize, path: usize, (last, levels): (usize, u64)) -> DiffBox {
    let compared = &tree.comparison.path_comparisons[path];
    let row = &tree.comparison.node_comparisons[compared.node];
    let width = tree.share(path) * WIDTH;
    let (own_before, own_after) = tree.own(path, last);
    let own = SignedDuration::between(own_before, own_after);
    // Calls that merely moved below this library's nodes are neither new nor gone.
    let is_moved = compared.status != NodeStatus::Modified && !compared.counts;
    let tone = match Tone::of_own(row) {
        tone if is_moved => tone,
        // A path may go against its function.
        Tone::Less | Tone::More if own.is_negative() => Tone::Less,
        Tone::Less | Tone::More if own.is_positive() => Tone::More,
        _ => Tone::Same,
    };
    let step = match crate::format::share(own.abs(), tree.largest) {
        _ if tone == Tone::Same => 0,
        share if share < 0.05 => 1,
        share if share < 0.3 => 2,
        _ => 3,
    };
    let outline = match compared.status {
        _ if is_moved => "",
        NodeStatus::Modified => "",
        NodeStatus::Added => " added",
        NodeStatus::Removed => " removed",
    };
    let (before, after) = tree.below[path];
    let name = match levels {
        1 => row.short_name().to_owned(),
        levels => format!("{} · {} levels of recursion", row.short_name(), count(levels)),
    };
    DiffBox {
        node: tree.numbers.of_row(compared.node),
        x: Px(x),
        y: Px(level as f64 * ROW),
        // A hair's breadth apart, so that neighbours are told apart without outlines.
        width: Px((width - 1.0).max(0.8)),
        class: format!("{}{step}{outline}", tone.class()),
        name: if width < NARROWEST_LABEL {
            String::new()
        } else {
            label(&name, ((width - 10.0) / LETTER) as usize)
        },
        title: format!(
            "{}{}\nself {} → {} ({own}), here and below {} → {} ({}), calls {} → {}",
            label(&row.name, TITLE),
            if outline.is_empty() { String::new() } else { format!(", {}", compared.status) },
            duration(own_before),
            duration(own_after),
            duration(before),
            duration(after),
            SignedDuration::between(before, after),
            compared.calls_before,
            compared.calls_after
        ),
    }
}
