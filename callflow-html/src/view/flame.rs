use callflow_core::{CallGraph, CallPath, count, duration};

use crate::format::{Px, label, percent, share};

use super::{
    run::Run,
    weights::{Weights, heat},
};

/// The call tree as an icicle: every box as wide as the self time of its call path and all below it.
pub(crate) struct Flame {
    pub(crate) height: Px,
    pub(crate) boxes: Vec<FlameBox>,
    /// What was left out; empty when nothing was.
    pub(crate) note: String,
}

/// One call path.
pub(crate) struct FlameBox {
    pub(crate) node: usize,
    pub(crate) x: Px,
    pub(crate) y: Px,
    pub(crate) width: Px,
    pub(crate) heat: usize,
    /// Empty where there is no room.
    pub(crate) name: String,
    pub(crate) title: String,
}

/// The width of the drawing; repeated in `flame.html`.
pub(crate) const WIDTH: f64 = 1200.0;
const ROW: f64 = 21.0;
const NARROWEST: f64 = 1.5;
const NARROWEST_LABEL: f64 = 46.0;
/// The advance of an average letter at the size of the labels.
const LETTER: f64 = 6.4;
const MOST_LEVELS: usize = 48;
const MOST_BOXES: usize = 1_200;
/// Columns of a name in a title; the table has it in full.
const TITLE: usize = 160;

impl Flame {
    pub(crate) fn new(graph: &CallGraph, weights: &Weights) -> Self {
        let mut flame = Self { height: Px(0.0), boxes: Vec::new(), note: String::new() };
        let mut levels = 0;
        let mut deeper = false;
        // Level by level, so that a cap cuts the deepest boxes.
        let mut drawn = 0;
        let mut level: Vec<(f64, Run<'_>)> = Vec::new();
        place(&mut level, 0.0, graph.call_tree().roots(), weights);
        while !level.is_empty() {
            if levels == MOST_LEVELS || flame.boxes.len() + level.len() > MOST_BOXES {
                deeper = true;
                break;
            }
            let mut next = Vec::new();
            for (x, run) in level {
                flame.boxes.push(flame_box(graph, weights, x, levels, &run));
                drawn += run.levels;
                place(&mut next, x, run.last.children(), weights);
            }
            levels += 1;
            level = next;
        }
        flame.height = Px(levels as f64 * ROW);
        if drawn < graph.call_tree().len() {
            let why = if deeper { "too narrow or too deep to draw" } else { "too narrow to draw" };
            flame.note = format!(
                "{} of {} call paths shown; the others are {why}",
                count(drawn as u64),
                count(graph.call_tree().len() as u64)
            );
        }
        flame
    }
}

/// Seats the callees of a path side by side, heaviest first.
fn place<'g>(
    level: &mut Vec<(f64, Run<'g>)>,
    mut x: f64,
    paths: impl Iterator<Item = CallPath<'g>>,
    weights: &Weights,
) {
    let mut paths: Vec<_> = paths.collect();
    paths.sort_by_key(|path| std::cmp::Reverse(weights.weight(path.index())));
    for path in paths {
        let width = weights.share(path.index()) * WIDTH;
        if width < NARROWEST {
            break;
        }
        level.push((x, Run::from(path)));
        x += width;
    }
}

fn flame_box(graph: &CallGraph, weights: &Weights, x: f64, level: usize, run: &Run<'_>) -> FlameBox {
    let path = run.first;
    let node = path.node();
    let width = weights.share(path.index()) * WIDTH;
    let name = match run.levels {
        1 => node.name().to_owned(),
        levels => format!("{} · {} levels of recursion", node.name(), count(levels as u64)),
    };
    let own = share(run.own, graph.self_time());
    FlameBox {
        node: path.node_index(),
        x: Px(x),
        y: Px(level as f64 * ROW),
        // A hair's breadth apart, so that neighbours are told apart without outlines.
        width: Px((width - 1.0).max(0.8)),
        heat: heat(own),
        name: if width < NARROWEST_LABEL {
            String::new()
        } else {
            label(&name, ((width - 10.0) / LETTER) as usize)
        },
        title: format!(
            "{}\nhere and below {} ({}), self {}, total {}, calls {}",
            label(node.full_name(), TITLE),
            duration(weights.weight(path.index())),
            percent(weights.share(path.index())),
            duration(run.own),
            duration(path.total_time()),
            count(run.calls)
        ),
    }
}
