//! Graphs from parts that were read from somewhere: whatever the rest of the crate relies on is checked first.

use std::collections::HashMap;

use super::{
    checks::check,
    collect::order_children,
    graph::CallGraph,
    metadata::Metadata,
    node::{Edge, Node},
    tree::Path,
};
use crate::{
    nanos::Nanos,
    reading::{CallReading, Link},
};

/// What a graph is made of. Indices are places in the lists, as they stand here.
pub(crate) struct GraphParts {
    pub(crate) nodes: Vec<Node>,
    pub(crate) edges: Vec<EdgeParts>,
    /// Parents stand before their children; who is whose child is not told.
    pub(crate) paths: Vec<Path>,
    pub(crate) calls: Vec<CallReading>,
    /// Σ durations and Σ segments of top-level async calls, if they are known.
    pub(crate) top_level: Option<(Nanos, Nanos)>,
    pub(crate) wall: Nanos,
    pub(crate) metadata: Metadata,
    /// No self times are known, and no paths: they are made of what edges leave of a function's total.
    pub(crate) is_flat: bool,
}

/// An edge by the names of its ends.
pub(crate) struct EdgeParts {
    pub(crate) caller: String,
    pub(crate) callee: String,
    pub(crate) calls: u64,
    pub(crate) total: Nanos,
}

/// A part that does not fit the others.
#[derive(Debug)]
pub(crate) struct Misfit {
    /// Such as `paths[3].parent`.
    pub(crate) place: String,
    pub(crate) problem: String,
}

pub(super) fn misfit<T>(place: String, problem: impl Into<String>) -> Result<T, Misfit> {
    Err(Misfit { place, problem: problem.into() })
}

impl CallGraph {
    /// The graph of those parts.
    ///
    /// # Errors
    /// When parts do not fit together, or numbers are too large to be added up.
    pub(crate) fn assemble(parts: GraphParts) -> Result<Self, Misfit> {
        check(&parts)?;
        let GraphParts { nodes, edges, mut paths, mut calls, top_level, wall, metadata, is_flat } = parts;
        let (mut nodes, place_of) = sorted(nodes)?;
        for path in &mut paths {
            path.node = place_of[path.node];
        }
        let edges = joined(edges, &nodes)?;
        if is_flat {
            flat_self_times(&mut nodes, &edges);
            paths = flat_paths(&nodes);
            // They would be calls of paths that are no more.
            calls = Vec::new();
        }
        let roots = order_children(&mut paths, &nodes);
        let (top_total, top_active) = top_level.unwrap_or_else(|| top_level_of(&paths, &nodes));
        Ok(Self { nodes, edges, paths, roots, calls, top_total, top_active, wall: wall.into(), metadata })
    }
}

/// The nodes by name, and the new place of each.
fn sorted(nodes: Vec<Node>) -> Result<(Vec<Node>, Vec<usize>), Misfit> {
    let mut order: Vec<usize> = (0..nodes.len()).collect();
    order.sort_by(|&a, &b| nodes[a].full_name.cmp(&nodes[b].full_name));
    if let Some(twins) = order.windows(2).find(|pair| nodes[pair[0]].full_name == nodes[pair[1]].full_name) {
        let (first, second) = (twins[0].min(twins[1]), twins[0].max(twins[1]));
        return misfit(format!("nodes[{second}].full_name"), format!("it is also that of nodes[{first}]"));
    }
    let mut place_of = vec![0; nodes.len()];
    for (place, &index) in order.iter().enumerate() {
        place_of[index] = place;
    }
    let mut placed: Vec<(usize, Node)> = place_of.iter().copied().zip(nodes).collect();
    placed.sort_unstable_by_key(|(place, _)| *place);
    Ok((placed.into_iter().map(|(_, node)| node).collect(), place_of))
}

/// The edges, with the places of their ends among the sorted nodes.
fn joined(edges: Vec<EdgeParts>, nodes: &[Node]) -> Result<Vec<Edge>, Misfit> {
    let place_of: HashMap<&str, usize> =
        nodes.iter().enumerate().map(|(place, node)| (node.full_name.as_str(), place)).collect();
    let mut joined = Vec::with_capacity(edges.len());
    for (index, edge) in edges.into_iter().enumerate() {
        let end = |key: &str, name: &str| match place_of.get(name) {
            Some(&place) => Ok(place),
            None => misfit(format!("edges[{index}].{key}"), "no node has that name"),
        };
        let joint = Edge {
            caller_index: end("caller", &edge.caller)?,
            callee_index: end("callee", &edge.callee)?,
            caller: edge.caller,
            callee: edge.callee,
            calls: edge.calls,
            total: edge.total,
        };
        joined.push((index, joint));
    }
    joined.sort_unstable_by_key(|(index, edge)| (edge.ends(), *index));
    if let Some(pair) = joined.windows(2).find(|pair| pair[0].1.ends() == pair[1].1.ends()) {
        return misfit(
            format!("edges[{}]", pair[1].0),
            format!("its ends are also those of edges[{}]", pair[0].0),
        );
    }
    Ok(joined.into_iter().map(|(_, edge)| edge).collect())
}

/// What its callees leave of a function's total time.
fn flat_self_times(nodes: &mut [Node], edges: &[Edge]) {
    for node in nodes.iter_mut() {
        (node.sums.own, node.sums.own_net) = (node.sums.total, node.sums.total);
    }
    for edge in edges.iter().filter(|edge| edge.caller_index != edge.callee_index) {
        let caller = &mut nodes[edge.caller_index].sums;
        caller.own = caller.own.since(edge.total);
        caller.own_net = caller.own;
    }
}

/// A path of its own for every function, where nothing is known about who was called from where.
fn flat_paths(nodes: &[Node]) -> Vec<Path> {
    let path =
        |(index, node): (usize, &Node)| Path { sums: node.sums, ..Path::new(None, index, Link::Nested) };
    nodes.iter().enumerate().map(path).collect()
}

/// Σ durations and Σ segments of the async paths that hang below no other: what older files do not tell, as near as the
/// tree does.
fn top_level_of(paths: &[Path], nodes: &[Node]) -> (Nanos, Nanos) {
    let mut below_async = vec![false; paths.len()];
    let (mut total, mut active) = (Nanos::ZERO, Nanos::ZERO);
    for (index, path) in paths.iter().enumerate() {
        let is_async = nodes[path.node].is_async();
        let nested = path.parent.filter(|_| path.link == Link::Nested);
        let below = nested.is_some_and(|parent| below_async[parent]);
        below_async[index] = below || is_async;
        if is_async && !below {
            total += path.sums.total;
            active += path.sums.active;
        }
    }
    (total, active)
}
