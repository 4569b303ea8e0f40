use std::collections::{BTreeMap, HashMap};

use super::{
    compensation::{Costs, Kept, compensate},
    graph::CallGraph,
    histogram::Histogram,
    metadata::{Metadata, TraceStats},
    node::{Edge, Node, Outcomes},
    sums::Sums,
    tree::Path,
};
use crate::{
    nanos::Nanos,
    reading::{Link, PathReading, Reading, SiteReading, Tally},
};

/// Joins sites by name, paths by their names, and adds up what functions and edges share.
pub(super) fn graph(reading: Reading) -> CallGraph {
    let (mut nodes, node_of_site) = nodes(&reading);
    let (mut tree, path_of_reading) = join_paths(&reading.paths, &node_of_site);
    let costs = Costs { probes: reading.probe_cost, timeline: reading.timeline_cost };
    let kept = Kept::by_path(&reading.calls, tree.len(), |call| path_of_reading[call.path]);
    let clamped = compensate(&mut tree, &kept, &nodes, &costs);
    let roots = order_children(&mut tree, &nodes);
    add_up(&mut nodes, &tree, &reading.paths, &path_of_reading);
    let edges = edges(&nodes, &tree);
    let metadata = metadata(&reading, &nodes, clamped);
    let Reading { paths, calls, wall, .. } = reading;
    let calls = calls.into_iter().map(|mut call| {
        call.path = path_of_reading[call.path];
        call
    });
    CallGraph {
        edges,
        roots,
        calls: calls.collect(),
        top_total: paths.iter().map(|path| path.tally.top_total).sum(),
        top_active: paths.iter().map(|path| path.tally.top_active).sum(),
        wall,
        metadata,
        nodes,
        paths: tree,
    }
}

fn metadata(reading: &Reading, nodes: &[Node], clamped: Nanos) -> Metadata {
    let losses = &reading.losses;
    let program = nodes.iter().filter(|node| !node.is_library());
    let recorded = program.map(|node| node.calls() + node.in_flight()).sum();
    Metadata {
        recording: reading.recording,
        name: reading.name.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        clock: reading.clock.to_owned(),
        debug_build: cfg!(debug_assertions),
        machine: reading.machine.clone(),
        options: reading.options.clone(),
        trace_stats: TraceStats::new(
            recorded,
            losses.skipped_sampling,
            losses.skipped_filtering,
            losses.skipped_duration,
        ),
        probe_cost: reading.probe_cost,
        clamped: clamped.into(),
        threads: reading.threads,
        max_concurrent_tasks: reading.max_concurrent_tasks,
        timeline_left_out: losses.timeline_calls,
        overflowed_calls: losses.overflowed_calls,
        after_close: losses.after_close,
        torn_slots: losses.torn_slots,
        misplaced_guards: losses.misplaced_guards,
        arguments_missed: losses.arguments,
        calls_without_context: losses.without_context,
    }
}

/// Arguments that are kept of one function.
pub(super) const ARGUMENTS: usize = 5;

/// One node for every name, sorted by it, and the node of every site. Sites of which nothing was recorded have none.
fn nodes(reading: &Reading) -> (Vec<Node>, Vec<usize>) {
    let sites = &reading.sites;
    let mut recorded = vec![false; sites.len()];
    for path in &reading.paths {
        recorded[path.site] = true;
    }
    let names = unique_names(sites);
    let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (site, name) in names.iter().enumerate().filter(|(site, _)| recorded[*site]) {
        by_name.entry(name).or_default().push(site);
    }
    let mut node_of_site = vec![0; sites.len()];
    let nodes = by_name.into_iter().enumerate().map(|(index, (name, members))| {
        let mut durations = Histogram::default();
        for &site in &members {
            node_of_site[site] = index;
            durations.add(&sites[site].durations);
        }
        let first = &sites[members[0]];
        let any = |holds: fn(&SiteReading) -> bool| members.iter().any(|&site| holds(&sites[site]));
        Node {
            full_name: name.to_owned(),
            module: first.module.clone(),
            file: first.file.clone(),
            line: first.line,
            kind: members.iter().fold(first.kind, |kind, &site| kind.joined(sites[site].kind)),
            errors_observed: any(|site| site.errors_observed),
            sums: Sums::default(),
            counted: Nanos::ZERO,
            min: Nanos::MAX,
            max: Nanos::ZERO,
            max_concurrent: members.iter().map(|&site| sites[site].max_concurrent).sum(),
            durations,
            arguments: last(ARGUMENTS, members.iter().flat_map(|&site| &sites[site].arguments)),
        }
    });
    (nodes.collect(), node_of_site)
}

/// The last so many, in order.
fn last<'t>(count: usize, texts: impl DoubleEndedIterator<Item = &'t String>) -> Vec<String> {
    let mut last: Vec<String> = texts.rev().take(count).cloned().collect();
    last.reverse();
    last
}

/// The sites' names, with `#2`, `#3` … where sites of one crate at different places share one.
///
/// Sites that share even the place come from one macro and are one function.
fn unique_names(sites: &[SiteReading]) -> Vec<String> {
    type Place<'s> = (&'s str, u32, u32);
    let mut places: HashMap<(&str, &str), Vec<Place>> = HashMap::new();
    for site in sites {
        let places = places.entry((crate_of(&site.module), &site.full_name)).or_default();
        places.push((&site.file, site.line, site.column));
    }
    for shared in places.values_mut() {
        shared.sort_unstable();
        shared.dedup();
    }
    let number = |site: &SiteReading| {
        let shared = &places[&(crate_of(&site.module), site.full_name.as_str())];
        shared.binary_search(&(&site.file, site.line, site.column)).map_or(1, |index| index + 1)
    };
    let numbered = |site: &SiteReading| match number(site) {
        1 => site.full_name.clone(),
        number => format!("{}#{number}", site.full_name),
    };
    sites.iter().map(numbered).collect()
}

fn crate_of(module: &str) -> &str {
    module.split("::").next().unwrap_or_default()
}

/// One path for every chain of names, and the path of every recorded one.
fn join_paths(readings: &[PathReading], node_of_site: &[usize]) -> (Vec<Path>, Vec<usize>) {
    let mut paths: Vec<Path> = Vec::with_capacity(readings.len());
    // Small keys: the map is as long as the tree, and stands beside it at the peak of memory.
    let mut known: HashMap<(u32, u32), u32> = HashMap::with_capacity(readings.len());
    let mut path_of_reading: Vec<usize> = Vec::with_capacity(readings.len());
    for reading in readings {
        let parent = reading.parent.map(|parent| path_of_reading[parent]);
        let node = node_of_site[reading.site];
        let key = (parent.map_or(0, |parent| parent as u32 + 1), (node as u32) << 1 | reading.link as u32);
        let index = *known.entry(key).or_insert_with(|| {
            paths.push(Path::new(parent, node, reading.link));
            paths.len() as u32 - 1
        }) as usize;
        paths[index].sums.add(&Sums::from(&reading.tally));
        path_of_reading.push(index);
    }
    (paths, path_of_reading)
}

impl Path {
    pub(crate) fn new(parent: Option<usize>, node: usize, link: Link) -> Self {
        Self { parent, node, link, children: Vec::new(), sums: Sums::default() }
    }
}

impl From<&Tally> for Sums {
    fn from(tally: &Tally) -> Self {
        let outcomes = tally.outcomes();
        Self {
            outcomes,
            in_flight: tally.entered.saturating_sub(outcomes.calls() + tally.skipped),
            never_polled: tally.never_polled,
            polls: tally.polls,
            total: tally.total,
            active: tally.active,
            own: tally.own,
            ..Self::default()
        }
    }
}

impl Tally {
    fn outcomes(&self) -> Outcomes {
        Outcomes { ok: self.ok, error: self.error, panicked: self.panicked, cancelled: self.cancelled }
    }
}

/// Hangs the children below their parents, heaviest first, and returns the roots in the same order.
pub(super) fn order_children(paths: &mut [Path], nodes: &[Node]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..paths.len()).collect();
    order.sort_by(|&a, &b| {
        let key = |index: usize| (&nodes[paths[index].node].full_name, paths[index].link);
        paths[b].sums.total.cmp(&paths[a].sums.total).then_with(|| key(a).cmp(&key(b)))
    });
    let mut roots = Vec::new();
    for index in order {
        match paths[index].parent {
            Some(parent) => paths[parent].children.push(index),
            None => roots.push(index),
        }
    }
    roots
}

/// Gives every function the sums of its paths; times only of the paths whose calls are outermost.
fn add_up(nodes: &mut [Node], paths: &[Path], readings: &[PathReading], path_of_reading: &[usize]) {
    let outermost = Outermost::of(paths, |path| Some(path.node));
    for (index, path) in paths.iter().enumerate() {
        let node = &mut nodes[path.node];
        let mut sums = path.sums;
        if !outermost.holds(index) {
            (sums.total, sums.active, sums.active_net) = (Nanos::ZERO, Nanos::ZERO, Nanos::ZERO);
        }
        node.sums.add(&sums);
        // An alias of `Result` that its name does not give away.
        node.errors_observed |= sums.outcomes.error > 0;
    }
    for (reading, &path) in readings.iter().zip(path_of_reading) {
        let (node, tally) = (&mut nodes[paths[path].node], &reading.tally);
        node.min = node.min.min(tally.min);
        node.max = node.max.max(tally.max);
        node.counted += tally.total.since(tally.excluded);
    }
}

/// One edge for every pair of functions where one called the other.
fn edges(nodes: &[Node], paths: &[Path]) -> Vec<Edge> {
    let pair = |path: &Path| path.parent.map(|parent| (paths[parent].node, path.node));
    // Walking up to a detached link does not meet the pair that it joins.
    let outermost = Outermost::of(paths, |path| pair(path).filter(|_| path.link == Link::Nested));
    let mut edges: BTreeMap<(usize, usize), Edge> = BTreeMap::new();
    for (index, path) in paths.iter().enumerate() {
        let Some((from, to)) = pair(path) else { continue };
        let edge = edges.entry((from, to)).or_insert_with(|| Edge {
            caller: nodes[from].full_name.clone(),
            callee: nodes[to].full_name.clone(),
            caller_index: from,
            callee_index: to,
            calls: 0,
            total: Nanos::ZERO,
        });
        edge.calls += path.sums.outcomes.calls();
        if outermost.holds(index) {
            edge.total += path.sums.total;
        }
    }
    edges.into_values().collect()
}

/// Which paths do not meet their own key on the way up, before a detached link or the root.
struct Outermost {
    inner: Vec<bool>,
}

impl Outermost {
    /// Walks the tree once, keeping the keys between the walk's place and its nearest detached link.
    fn of<K: std::hash::Hash + Eq + Copy>(paths: &[Path], key: impl Fn(&Path) -> Option<K>) -> Self {
        let mut inner = vec![false; paths.len()];
        let mut stretch = vec![0; paths.len()];
        for (index, path) in paths.iter().enumerate() {
            stretch[index] = match path.parent {
                Some(parent) if path.link == Link::Nested => stretch[parent],
                _ => index,
            };
        }
        let mut open: HashMap<(usize, K), usize> = HashMap::new();
        let mut walk: Vec<(usize, bool)> = Vec::new();
        let roots = (0..paths.len()).filter(|&index| paths[index].parent.is_none());
        for root in roots {
            walk.push((root, true));
            while let Some((index, entering)) = walk.pop() {
                let open_key = key(&paths[index]).map(|key| (stretch[index], key));
                if entering {
                    walk.push((index, false));
                    walk.extend(paths[index].children.iter().map(|&child| (child, true)));
                    if let Some(key) = open_key {
                        let count = open.entry(key).or_default();
                        inner[index] = *count > 0;
                        *count += 1;
                    }
                } else if let Some(count) = open_key.and_then(|key| open.get_mut(&key)) {
                    *count -= 1;
                }
            }
        }
        Self { inner }
    }

    fn holds(&self, index: usize) -> bool {
        !self.inner[index]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{reading::SiteKind, snapshot::sample::recording};

    #[test]
    fn calls_are_in_flight_that_neither_ended_nor_were_left_out() {
        // Of twenty that began on each of two paths eleven ended, and two were left out.
        assert_eq!(graph(recording(1)).node("fetch").unwrap().in_flight(), 2 * (20 - 11 - 2));
    }

    #[test]
    fn calls_of_this_library_are_no_calls_of_the_program() {
        let recorded = |kind| {
            let mut reading = recording(1);
            reading.sites[1].kind = kind;
            graph(reading).metadata().trace_stats.recorded_calls
        };
        assert_eq!([recorded(SiteKind::Async), recorded(SiteKind::Library)], [4 * 18, 2 * 18]);
    }

    #[test]
    fn the_last_arguments_are_kept_in_their_order() {
        let texts = ["a", "b", "c"].map(str::to_owned);
        assert_eq!([last(2, texts.iter()), last(4, texts.iter())], [&texts[1..], &texts[..]]);
    }

    /// Calls of 100 ns each: the call above, the function, and how it began.
    fn nested(calls: &[(Option<usize>, usize, Link)]) -> CallGraph {
        let tally = Tally { entered: 1, ok: 1, total: Nanos(100), ..Tally::default() };
        let path = |&(parent, site, link): &(_, _, _)| PathReading { parent, site, link, tally };
        graph(Reading { paths: calls.iter().map(path).collect(), ..recording(1) })
    }

    fn times(graph: &CallGraph) -> (Vec<u128>, Vec<u128>) {
        let nodes = graph.nodes().iter().map(|node| node.total_time().as_nanos());
        (nodes.collect(), graph.edges().iter().map(|edge| edge.total_time().as_nanos()).collect())
    }

    #[test]
    fn times_are_those_of_outermost_calls() {
        use Link::{Detached, Nested};
        let chain = |link| {
            nested(&[(None, 0, Nested), (Some(0), 1, Nested), (Some(1), 0, link), (Some(2), 1, Nested)])
        };
        // Functions by name: `fetch` and `outer`; edges from each to the other.
        assert_eq!(times(&chain(Nested)), (vec![100, 100], vec![100, 100]));
        // What was spawned is on top of no call.
        assert_eq!(times(&chain(Detached)), (vec![200, 200], vec![100, 200]));
        // One call after the other: neither is on top of the other, however deep it is.
        let apart =
            nested(&[(None, 2, Nested), (Some(0), 1, Nested), (Some(0), 0, Nested), (Some(2), 1, Nested)]);
        assert_eq!(times(&apart), (vec![200, 100, 100], vec![100, 100, 100]));
    }
}
