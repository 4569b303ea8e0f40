use std::{cmp::Reverse, collections::HashMap, time::Duration};

use callflow_core::{Comparison, EdgeComparison, NodeComparison, NodeStatus, count, duration};

use crate::format::{Px, label};

use super::{
    super::{geometry::Geometry, name::Name},
    numbers::Numbers,
    tone::{Badge, Tone},
};

/// Both call graphs, laid out together so that a function stands in the same place on either side.
pub(crate) struct Graphs<'c> {
    pub(crate) width: Px,
    pub(crate) height: Px,
    pub(crate) panes: Vec<Pane<'c>>,
    /// How much of the program is drawn.
    pub(crate) note: String,
}

/// The call graph of one side.
pub(crate) struct Pane<'c> {
    pub(crate) label: &'c str,
    pub(crate) boxes: Vec<ComparedBox>,
    pub(crate) lines: Vec<ComparedLine>,
}

/// One function.
pub(crate) struct ComparedBox {
    pub(crate) node: usize,
    pub(crate) x: Px,
    pub(crate) y: Px,
    /// `ghost` where this side does not call it.
    pub(crate) class: &'static str,
    /// The class of its stripe: which way its self time went.
    pub(crate) tone: &'static str,
    pub(crate) mark: &'static str,
    pub(crate) name: String,
    pub(crate) own: String,
    pub(crate) total: String,
    pub(crate) title: String,
}

/// The calls from one function to another.
pub(crate) struct ComparedLine {
    pub(crate) path: String,
    pub(crate) head: String,
    pub(crate) width: Px,
    pub(crate) class: String,
    pub(crate) title: String,
}

/// Each side has half the width of a page, so fewer stay readable than on a page of their own.
const MOST_BOXES: usize = 80;
const MOST_LINES: usize = 240;
/// Columns of a name in a title.
const TITLE: usize = 160;

impl<'c> Graphs<'c> {
    pub(super) fn of(comparison: &'c Comparison, numbers: &Numbers) -> Self {
        let chosen = choose(comparison);
        let seat: HashMap<usize, usize> = chosen.iter().enumerate().map(|(seat, &row)| (row, seat)).collect();
        let within =
            |edge: &&EdgeComparison| seat.contains_key(&edge.caller) && seat.contains_key(&edge.callee);
        let mut edges: Vec<&EdgeComparison> = comparison.edge_comparisons.iter().filter(within).collect();
        edges.sort_by_key(|edge| (Reverse(heavier(edge)), edge.caller, edge.callee));
        let hidden = edges.len().saturating_sub(MOST_LINES);
        edges.truncate(MOST_LINES);
        let ends = edges.iter().map(|edge| (seat[&edge.caller], seat[&edge.callee])).collect();
        let geometry = Geometry::new(chosen.len(), ends);
        let pane = |is_after: bool| {
            let side = Side { comparison, numbers, geometry: &geometry, is_after };
            let mut lines: Vec<_> =
                edges.iter().enumerate().map(|(line, edge)| side.line(line, edge, edges[0])).collect();
            // Heavy lines lie on top.
            lines.reverse();
            let boxes = chosen.iter().enumerate().map(|(seat, &row)| side.function(seat, row));
            let label = if is_after { &comparison.label_after } else { &comparison.label_before };
            Pane { label, boxes: boxes.collect(), lines }
        };
        Self {
            width: geometry.width(),
            height: geometry.height(),
            panes: vec![pane(false), pane(true)],
            note: note(comparison, chosen.len(), hidden),
        }
    }
}

/// The functions to draw: those that changed or took most by themselves, each with the callers on its heaviest
/// path, so that what is drawn hangs together.
fn choose(comparison: &Comparison) -> Vec<usize> {
    let (rows, paths) = (&comparison.node_comparisons, &comparison.path_comparisons);
    let own = |path: usize| paths[path].self_before.max(paths[path].self_after);
    let mut heaviest: Vec<Option<usize>> = vec![None; rows.len()];
    for (index, path) in paths.iter().enumerate() {
        let best = &mut heaviest[path.node];
        if best.is_none_or(|best| own(index) > own(best)) {
            *best = Some(index);
        }
    }
    let weight = |row: &NodeComparison| {
        (row.self_diff.abs().saturating_add(row.self_before.max(row.self_after)), row.time_diff.abs())
    };
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|&row| (Reverse(weight(&rows[row])), row));
    // Which walk chose a function: one that an earlier walk chose has its callers already.
    let mut chosen: HashMap<usize, usize> = HashMap::new();
    for row in order {
        let mut above = heaviest[row];
        while let Some(path) = above.filter(|_| chosen.len() < MOST_BOXES) {
            if *chosen.entry(paths[path].node).or_insert(row) != row {
                break;
            }
            above = paths[path].parent;
        }
    }
    let mut chosen: Vec<usize> = chosen.into_keys().collect();
    chosen.sort_by_key(|&row| (Reverse(rows[row].time_before.max(rows[row].time_after)), row));
    chosen
}

fn heavier(edge: &EdgeComparison) -> Duration {
    edge.time_before.max(edge.time_after)
}

fn note(comparison: &Comparison, chosen: usize, hidden_lines: usize) -> String {
    let all = comparison.node_comparisons.len();
    let mut note = Vec::new();
    if chosen < all {
        note.push(format!(
            "{chosen} of {} functions shown: those that changed or took most, and their callers",
            count(all as u64)
        ));
    }
    if hidden_lines > 0 {
        note.push(format!("the {} lightest edges between them left out", count(hidden_lines as u64)));
    }
    note.join("; ")
}

/// One side of the drawing.
struct Side<'c, 'g> {
    comparison: &'c Comparison,
    numbers: &'g Numbers,
    geometry: &'g Geometry,
    is_after: bool,
}

impl Side<'_, '_> {
    /// The value of this side.
    fn of<T>(&self, before: T, after: T) -> T {
        if self.is_after { after } else { before }
    }

    /// Whether something is on the other side only.
    fn lacks(&self, status: NodeStatus) -> bool {
        status == self.of(NodeStatus::Added, NodeStatus::Removed)
    }

    fn function(&self, seat: usize, index: usize) -> ComparedBox {
        let row = &self.comparison.node_comparisons[index];
        let (x, y) = self.geometry.corner(seat);
        let is_ghost = self.lacks(row.status);
        let tone = Tone::of_own(row);
        ComparedBox {
            node: self.numbers.of_row(index),
            x: Px(x),
            y: Px(y),
            class: match (is_ghost, row.is_library) {
                (true, _) => " ghost",
                (false, true) => " library",
                (false, false) => "",
            },
            tone: tone.class(),
            mark: tone.mark(),
            name: label(Name::of_compared(row).short, 18),
            own: if is_ghost {
                "not called".to_owned()
            } else {
                duration(self.of(row.self_before, row.self_after))
            },
            total: if is_ghost {
                String::new()
            } else {
                format!("{} total", duration(self.of(row.time_before, row.time_after)))
            },
            title: format!(
                "{}\n{}\nself {} → {} ({}), total {} → {} ({}), calls {} → {}",
                label(&row.name, TITLE),
                Badge::of(row, row.verdict).text,
                duration(row.self_before),
                duration(row.self_after),
                row.self_diff,
                duration(row.time_before),
                duration(row.time_after),
                row.time_diff,
                row.before.calls,
                row.after.calls
            ),
        }
    }

    fn line(&self, line: usize, edge: &EdgeComparison, heaviest: &EdgeComparison) -> ComparedLine {
        let rows = &self.comparison.node_comparisons;
        let (own, most) = (self.of(edge.time_before, edge.time_after), heavier(heaviest));
        let weight = crate::format::share(own, most);
        let course = self.geometry.course(line, weight);
        let name = |row: usize| label(&rows[row].name, TITLE);
        let class =
            if self.lacks(edge.status) { format!("{} ghost", course.class) } else { course.class.into() };
        ComparedLine {
            path: course.path,
            head: course.head,
            width: course.width,
            class,
            title: format!(
                "{} → {}\ncalls {} → {}, total {} → {} ({})",
                name(edge.caller),
                name(edge.callee),
                edge.calls_before,
                edge.calls_after,
                duration(edge.time_before),
                duration(edge.time_after),
                edge.time_diff
            ),
        }
    }
}
