use std::{collections::HashMap, fmt::Write as _};

use callflow_core::{CallGraph, CallPath, Edge, count, duration};

use crate::format::{Px, label, percent, share};

use super::{geometry::Geometry, name::Name, weights::heat};

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
        let geometry = Geometry::new(chosen.len(), ends);
        let boxes =
            chosen.iter().enumerate().map(|(seat, &node)| function_box(graph, node, geometry.corner(seat)));
        let heaviest = edges.first().map_or(0.0, |edge| edge.total_time().as_secs_f64());
        let lines = edges.iter().enumerate().map(|(index, edge)| {
            let weight = if heaviest > 0.0 { edge.total_time().as_secs_f64() / heaviest } else { 0.0 };
            line(edge, weight, index, &geometry)
        });
        let boxes: Vec<_> = boxes.collect();
        let mut lines: Vec<_> = lines.collect();
        // Heavy lines lie on top.
        lines.reverse();
        Self {
            width: geometry.width(),
            height: geometry.height(),
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

fn line(edge: &Edge, weight: f64, index: usize, geometry: &Geometry) -> Line {
    let course = geometry.course(index, weight);
    let title = format!(
        "{} → {}\ncalls {}, total {}",
        label(edge.caller(), TITLE),
        label(edge.callee(), TITLE),
        count(edge.calls()),
        duration(edge.total_time())
    );
    Line { path: course.path, head: course.head, width: course.width, class: course.class, title }
}
