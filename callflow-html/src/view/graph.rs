use std::{collections::HashMap, fmt::Write as _};

use callflow_core::{CallGraph, CallPath, Edge, count, duration};

use crate::format::{Px, label, percent, share};

use super::{
    layered::{Layout, Spacing, layout},
    name::Name,
    route::{self, Direction},
    weights::heat,
};

/// The call graph: functions as boxes from left to right, calls as lines.
pub(crate) struct Drawing {
    pub(crate) width: Px,
    pub(crate) height: Px,
    pub(crate) boxes: Vec<FunctionBox>,
    pub(crate) lines: Vec<Line>,
    /// How much of the program is drawn.
    pub(crate) note: String,
}

/// One function.
pub(crate) struct FunctionBox {
    pub(crate) node: usize,
    pub(crate) x: Px,
    pub(crate) y: Px,
    /// Step of the colour scale by its share of the busy time.
    pub(crate) heat: usize,
    pub(crate) name: String,
    pub(crate) own: String,
    pub(crate) total: String,
    /// Everything in words.
    pub(crate) title: String,
    pub(crate) is_library: bool,
}

/// The calls from one function to another.
pub(crate) struct Line {
    pub(crate) path: String,
    pub(crate) head: String,
    pub(crate) width: Px,
    pub(crate) class: &'static str,
    pub(crate) title: String,
}

/// As many functions as stay readable (measured: 500 are a ribbon, 120 are a picture).
const MOST_BOXES: usize = 120;
const MOST_LINES: usize = 360;
/// Repeated in `graph.html`, which draws the rectangles.
const BOX: (f64, f64) = (188.0, 46.0);
const COLUMN: f64 = 260.0;
const SPACING: Spacing = Spacing { step: 62.0, lane: 18.0 };
/// Room around everything for loops and back edges.
const MARGIN: (f64, f64) = (12.0, 22.0);
const ARROW: f64 = 8.0;
/// Columns of a name in the title of a line; the boxes and the table have it in full.
const TITLE: usize = 160;

impl Drawing {
    pub(crate) fn new(graph: &CallGraph) -> Self {
        let chosen = choose(graph);
        let seat: HashMap<usize, usize> =
            chosen.iter().enumerate().map(|(seat, &node)| (node, seat)).collect();
        let within = |edge: &&Edge| seat.contains_key(&edge.ends().0) && seat.contains_key(&edge.ends().1);
        let mut edges: Vec<&Edge> = graph.edges().iter().filter(within).collect();
        // Heaviest first: those are drawn, and the layout keeps them forward.
        edges.sort_by_key(|edge| (std::cmp::Reverse(edge.total_time()), edge.ends()));
        let hidden = edges.len().saturating_sub(MOST_LINES);
        edges.truncate(MOST_LINES);
        let ends: Vec<(usize, usize)> =
            edges.iter().map(|edge| (seat[&edge.ends().0], seat[&edge.ends().1])).collect();
        let plan = layout(chosen.len(), &ends, SPACING);
        let boxes =
            chosen.iter().enumerate().map(|(seat, &node)| function_box(graph, node, corner(&plan, seat)));
        let heaviest = edges.first().map_or(0.0, |edge| edge.total_time().as_secs_f64());
        let lines = edges.iter().zip(&ends).enumerate().map(|(index, (edge, &ends))| {
            let weight = if heaviest > 0.0 { edge.total_time().as_secs_f64() / heaviest } else { 0.0 };
            line(edge, ends, weight, index, &plan)
        });
        let boxes: Vec<_> = boxes.collect();
        let mut lines: Vec<_> = lines.collect();
        // Heavy lines lie on top.
        lines.reverse();
        let has_back = plan.is_back.contains(&true);
        Self {
            width: Px(plan.layers.saturating_sub(1) as f64 * COLUMN + BOX.0 + 2.0 * MARGIN.0),
            height: Px(plan.height - (SPACING.step - BOX.1)
                + 2.0 * MARGIN.1
                + if has_back { 60.0 } else { 0.0 }),
            note: note(graph, &chosen, hidden),
            boxes,
            lines,
        }
    }
}

/// The functions to draw: those with the most self time, each with the callers on its heaviest path, so that
/// what is drawn hangs together.
fn choose(graph: &CallGraph) -> Vec<usize> {
    let nodes = graph.nodes();
    let mut heaviest: Vec<Option<CallPath<'_>>> = vec![None; nodes.len()];
    for path in graph.call_tree().paths() {
        let best = &mut heaviest[path.node_index()];
        if best.is_none_or(|best| path.self_time() > best.self_time()) {
            *best = Some(path);
        }
    }
    let mut order: Vec<usize> = (0..nodes.len()).collect();
    order.sort_by_key(|&node| {
        (std::cmp::Reverse((nodes[node].self_time(), nodes[node].total_time(), nodes[node].calls())), node)
    });
    // Which walk chose a function: one that an earlier walk chose has its callers already.
    let mut chosen: HashMap<usize, usize> = HashMap::new();
    for node in order {
        let mut above = heaviest[node];
        while let Some(path) = above.filter(|_| chosen.len() < MOST_BOXES) {
            if *chosen.entry(path.node_index()).or_insert(node) != node {
                break;
            }
            above = path.parent();
        }
    }
    let mut chosen: Vec<usize> = chosen.into_keys().collect();
    chosen.sort_by_key(|&node| (std::cmp::Reverse(nodes[node].total_time()), node));
    chosen
}

fn note(graph: &CallGraph, chosen: &[usize], hidden_lines: usize) -> String {
    let all = graph.nodes().len();
    let mut note = String::new();
    if chosen.len() < all {
        let own = chosen.iter().map(|&node| graph.nodes()[node].self_time()).sum();
        let covered = percent(share(own, graph.self_time()));
        note = format!("{} of {} functions shown, {covered} of self time", chosen.len(), count(all as u64));
    }
    if hidden_lines > 0 {
        let separator = if note.is_empty() { "" } else { "; " };
        let hidden = count(hidden_lines as u64);
        let _ = write!(note, "{separator}the {hidden} lightest edges between them left out");
    }
    note
}

/// The left upper corner of a box.
fn corner(plan: &Layout, seat: usize) -> (f64, f64) {
    let x = MARGIN.0 + plan.layer[seat] as f64 * COLUMN;
    (x, height(plan.middle[seat]) - BOX.1 / 2.0)
}

/// From the layout's height to the drawing's.
fn height(middle: f64) -> f64 {
    middle + MARGIN.1 - (SPACING.step - BOX.1) / 2.0
}

fn function_box(graph: &CallGraph, index: usize, (x, y): (f64, f64)) -> FunctionBox {
    let node = &graph.nodes()[index];
    let name = Name::of(node);
    let own = share(node.self_time(), graph.self_time());
    FunctionBox {
        node: index,
        x: Px(x),
        y: Px(y),
        heat: heat(own),
        name: label(name.short, 22),
        own: duration(node.self_time()),
        total: duration(node.total_time()),
        title: format!(
            "{}\nself {} ({}), total {}, calls {}",
            node.full_name(),
            duration(node.self_time()),
            percent(own),
            duration(node.total_time()),
            count(node.calls())
        ),
        is_library: node.is_library(),
    }
}

fn line(edge: &Edge, (from, to): (usize, usize), weight: f64, index: usize, plan: &Layout) -> Line {
    let (start, end) = (corner(plan, from), corner(plan, to));
    let width = 1.0 + 4.0 * weight.sqrt();
    let arrow = ARROW + width / 2.0;
    let (path, head, class) = if from == to {
        let corner = (start.0 + BOX.0, start.1);
        let tip = (corner.0 - 14.0, corner.1);
        (route::around(corner), route::head(tip, Direction::Down, ARROW), "edge loop")
    } else if plan.is_back[index] {
        let (out, into) = ((start.0 + BOX.0 * 0.6, start.1 + BOX.1), (end.0 + BOX.0 * 0.4, end.1 + BOX.1));
        let below_tip = (into.0, into.1 + ARROW - 1.0);
        (route::below(out, below_tip), route::head(into, Direction::Up, ARROW), "edge back")
    } else {
        let mut points = vec![(start.0 + BOX.0, start.1 + BOX.1 / 2.0)];
        for &(layer, middle) in &plan.bends[index] {
            // A passing line runs level past the boxes of its layer.
            let x = MARGIN.0 + layer as f64 * COLUMN;
            points.extend([(x, height(middle)), (x + BOX.0, height(middle))]);
        }
        let tip = (end.0 - 1.0, end.1 + BOX.1 / 2.0);
        points.push((tip.0 - arrow + 1.0, tip.1));
        (route::through(&points), route::head(tip, Direction::Right, arrow), "edge")
    };
    let title = format!(
        "{} → {}\ncalls {}, total {}",
        label(edge.caller(), TITLE),
        label(edge.callee(), TITLE),
        count(edge.calls()),
        duration(edge.total_time())
    );
    // A loop and a way back are thin: they overlap boxes.
    let width = if class == "edge" { width } else { width.min(2.0) };
    Line { path, head, width: Px(width), class, title }
}
