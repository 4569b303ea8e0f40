//! The laws of times. No length is known from outside, so everything is an equation between what a graph shows.

use std::{collections::HashMap, fmt::Debug, time::Duration};

use callflow::{CallGraph, CallPath, Node, Outcome, TimelineCall, get_async_stats};

use crate::{
    model::{Call, CallId, Model, Path, ScopeId},
    picture::path_keys,
    populations,
};

type Law = Result<(), String>;

fn same<T: PartialEq + Debug + Copy>(law: &str, left: T, right: T) -> Law {
    if left == right { Ok(()) } else { Err(format!("{law}: {left:?} is not {right:?}")) }
}

/// The timeline's moments are rounded to nanoseconds one by one: each length may be off by one.
pub(crate) fn near(law: &str, left: Duration, right: Duration, lengths: usize) -> Law {
    if left.abs_diff(right) <= Duration::from_nanos(lengths as u64) {
        return Ok(());
    }
    Err(format!("{law}: {left:?} is not {right:?} within {lengths} ns"))
}

fn at_most(law: &str, less: Duration, more: Duration) -> Law {
    if less <= more { Ok(()) } else { Err(format!("{law}: {less:?} is more than {more:?}")) }
}

/// From the start to the end of something. None ends before it starts, which `check_timeline` looks after.
pub(crate) fn lasted(start: Duration, end: Duration) -> Duration {
    end.saturating_sub(start)
}

/// Everything that holds for a graph of whatever programs.
pub(crate) fn check(model: &Model, scope: ScopeId, graph: &CallGraph) -> Law {
    check_graph(graph)?;
    let run = Run::new(model, scope, graph);
    if run.timeline.len() == run.asynchronous {
        run.check_timeline()?;
        run.check_populations()?;
        run.check_async_sums()?;
    }
    if run.calls.iter().all(|(_, call)| call.outcome.is_some()) {
        let threads = model.scopes[scope].threads.len() as u32;
        at_most("Σ self ≤ wall × threads", graph.busy_time(), graph.wall_time() * threads)?;
        run.check_self()?;
    }
    Ok(())
}

/// The laws that need no model.
pub(crate) fn check_graph(graph: &CallGraph) -> Law {
    for path in graph.call_tree().paths() {
        let name = path.node().full_name();
        at_most(&format!("active ≤ total of a path of {name}"), path.active_time_raw(), path.total_time())?;
        same("active + await = total", path.active_time_raw() + path.await_time(), path.total_time())?;
        at_most("self ≤ active of a path", path.self_time_raw(), path.active_time_raw())?;
        if !path.node().is_async() {
            same("a sync path is active all the time", path.active_time_raw(), path.total_time())?;
        }
    }
    let mut own = Duration::ZERO;
    for (index, node) in graph.nodes().iter().enumerate() {
        check_node(node)?;
        own += node.self_time_raw();
        let paths = || graph.call_tree().paths().filter(move |path| path.node_index() == index);
        let total: Duration = paths().filter(is_outermost).map(CallPath::total_time).sum();
        let active: Duration = paths().filter(is_outermost).map(CallPath::active_time_raw).sum();
        same("total of a function", node.total_time(), total)?;
        same("active of a function", node.active_time_raw(), active)?;
        let active_net: Duration = paths().filter(is_outermost).map(CallPath::active_time).sum();
        same("active of a function, less the probes", node.active_time(), active_net)?;
        let own_net: Duration = paths().map(CallPath::self_time).sum();
        same("self of a function, less the probes", node.self_time(), own_net)?;
        same("self of a function", node.self_time_raw(), paths().map(CallPath::self_time_raw).sum())?;
    }
    same("busy = Σ self", graph.busy_time(), own)?;
    for edge in graph.edges() {
        let pair = |path: &CallPath<'_>| pair(*path) == Some(edge.ends());
        let paths = || graph.call_tree().paths().filter(pair);
        let outermost = paths().filter(is_outermost_pair).map(CallPath::total_time).sum();
        same("total of an edge", edge.total_time(), outermost)?;
    }
    Ok(())
}

/// What sync code on one thread adds, where no context is taken elsewhere.
pub(crate) fn check_sync(graph: &CallGraph) -> Law {
    for node in graph.nodes() {
        // Recursion is counted once.
        at_most(&format!("total of {} ≤ wall", node.full_name()), node.total_time(), graph.wall_time())?;
    }
    for path in graph.call_tree().paths() {
        let children: Duration = path.children().map(CallPath::total_time).sum();
        at_most("children end with their parent", children, path.total_time())?;
        same("self = total less the children's", path.self_time_raw() + children, path.total_time())?;
    }
    let roots: Duration = graph.call_tree().roots().map(CallPath::total_time).sum();
    same("Σ self = Σ root calls", graph.busy_time(), roots)
}

fn check_node(node: &Node) -> Law {
    let name = node.full_name();
    same(
        &format!("active + await = total of {name}"),
        node.active_time_raw() + node.await_time(),
        node.total_time(),
    )?;
    let counted = node.outcomes().ok + node.outcomes().error;
    same("a histogram counts ok and error", node.histogram().map(|(_, count)| count).sum(), counted)?;
    let quantiles = [0.0, 0.25, 0.5, 0.9, 0.99, 1.0].map(|quantile| node.percentile(quantile));
    if counted == 0 {
        return same("no call, no times", [node.min(), node.mean(), node.max()], [Duration::ZERO; 3]);
    }
    at_most(&format!("min ≤ mean of {name}"), node.min(), node.mean())?;
    at_most(&format!("mean ≤ max of {name}"), node.mean(), node.max())?;
    at_most(&format!("min ≤ percentiles of {name}"), node.min(), quantiles[0])?;
    at_most(&format!("percentiles ≤ max of {name}"), quantiles[5], node.max())?;
    let rises = quantiles.is_sorted();
    same("percentiles rise", rises, true)
}

/// Whether walking up meets the own function neither before a detached link nor before the root.
fn is_outermost(path: &CallPath<'_>) -> bool {
    !stretch(*path).skip(1).any(|above| above.node_index() == path.node_index())
}

/// The same for caller and callee; a pair that a detached link joins is not met on the way up to that link.
fn is_outermost_pair(path: &CallPath<'_>) -> bool {
    let nested = |path: &CallPath<'_>| !path.is_detached();
    path.is_detached()
        || !stretch(*path)
            .skip(1)
            .filter(nested)
            .any(|above| pair(above) == pair(*path) && pair(above).is_some())
}

/// A path and those above it, up to where a detached link begins.
fn stretch(path: CallPath<'_>) -> impl Iterator<Item = CallPath<'_>> {
    std::iter::successors(Some(path), |path| if path.is_detached() { None } else { path.parent() })
}

fn pair(path: CallPath<'_>) -> Option<(usize, usize)> {
    path.parent().map(|parent| (parent.node_index(), path.node_index()))
}

/// A scope's model beside its graph.
struct Run<'a> {
    model: &'a Model,
    graph: &'a CallGraph,
    calls: Vec<(CallId, &'a Call)>,
    paths: HashMap<Path, CallPath<'a>>,
    timeline: HashMap<CallId, TimelineCall<'a>>,
    /// The number of async calls.
    asynchronous: usize,
}

impl<'a> Run<'a> {
    fn new(model: &'a Model, scope: ScopeId, graph: &'a CallGraph) -> Self {
        let calls: Vec<_> = model.calls.iter().enumerate().filter(|(_, call)| call.scope == scope).collect();
        let paths = path_keys(graph).into_iter().zip(graph.call_tree().paths()).collect();
        let asynchronous = || calls.iter().filter(|(_, call)| call.site.is_async).map(|(id, _)| *id);
        let timeline = asynchronous().zip(graph.timeline().calls()).collect();
        let asynchronous = asynchronous().count();
        Self { model, graph, calls, paths, timeline, asynchronous }
    }

    fn check_timeline(&self) -> Law {
        for call in self.timeline.values() {
            let slices: Vec<_> = call.slices().collect();
            for pair in slices.windows(2) {
                at_most("slices do not overlap", pair[0].end(), pair[1].start())?;
            }
            if let Some(first) = slices.first() {
                same("a call starts with its first poll", call.start(), first.start())?;
            }
            for slice in &slices {
                at_most("a slice ends after it starts", slice.start(), slice.end())?;
            }
            if let (Some(last), Some(end)) = (slices.last(), call.end()) {
                at_most("the last slice ends with the call", last.end(), end)?;
                at_most("a call ends while the scope lives", end, self.graph.wall_time())?;
            }
            if let Some(parent) = call.parent() {
                let parent = self.graph.timeline().calls().nth(parent).ok_or("a parent is missing")?;
                at_most("a parent starts first", parent.start(), call.start())?;
            }
        }
        Ok(())
    }

    /// The times of async functions from the calls that the timeline shows one by one.
    fn check_populations(&self) -> Law {
        for node in self.graph.nodes().iter().filter(|node| node.is_async()) {
            let durations = self
                .timeline
                .values()
                .filter(|call| call.node().full_name() == node.full_name())
                .filter(|call| matches!(call.outcome(), Some(Outcome::Ok | Outcome::Error)))
                .filter_map(|call| Some(lasted(call.start(), call.end()?)));
            populations::check(node, durations.collect())?;
        }
        Ok(())
    }

    fn check_async_sums(&self) -> Law {
        for (key, path) in &self.paths {
            let calls = self.calls.iter().filter(|(_, call)| call.path == *key && call.site.is_async);
            let ended = calls.filter(|(_, call)| call.outcome.is_some());
            let durations: Vec<Duration> = ended.map(|(id, _)| self.duration(*id)).collect();
            if path.node().is_async() {
                near("total of an async path", path.total_time(), durations.iter().sum(), durations.len())?;
            }
        }
        let stats = get_async_stats(self.graph);
        let top_level = |call: &Call| call.site.is_async && call.top_level && call.outcome.is_some();
        let top_level = self.calls.iter().filter(|(_, call)| top_level(call));
        let durations: Vec<Duration> = top_level.map(|(id, _)| self.duration(*id)).collect();
        near("total async time", stats.total_async_time, durations.iter().sum(), durations.len())?;
        same(
            "active + await = total of all async calls",
            stats.total_active_time + stats.total_await_time,
            stats.total_async_time,
        )
    }

    fn duration(&self, call: CallId) -> Duration {
        let call = self.timeline[&call];
        call.end().map_or(Duration::ZERO, |end| lasted(call.start(), end))
    }

    /// Self time is what segments directly above do not take: on every path, and in all.
    fn check_self(&self) -> Law {
        for (key, path) in &self.paths {
            if let Some((taken, slices)) = self.standing_on(Some(key)) {
                let sum = path.self_time_raw() + taken;
                near(
                    &format!("self + what stands on it = active of {key:?}"),
                    sum,
                    path.active_time_raw(),
                    slices,
                )?;
            }
        }
        match self.standing_on(None) {
            Some((lowest, slices)) => {
                near("Σ self = Σ lowest segments", self.graph.busy_time(), lowest, slices)
            }
            None => Ok(()),
        }
    }

    /// Σ length of the segments directly on those of a path, or on none, exact but for so many slices of the
    /// timeline in it; `None` where it cannot be told.
    fn standing_on(&self, below: Option<&Path>) -> Option<(Duration, usize)> {
        let below_of =
            |segment: &crate::model::Segment| segment.below.map(|call| &self.model.calls[call].path);
        let (mut sum, mut rounded) = (Duration::ZERO, 0);
        for (key, path) in &self.paths {
            let calls = || self.calls.iter().filter(move |(_, call)| call.path == *key);
            let segments = || calls().flat_map(|(_, call)| &call.segments);
            let here = segments().filter(|segment| below_of(segment) == below).count();
            if here == 0 {
                continue;
            }
            if here == segments().count() {
                sum += path.active_time_raw();
                continue;
            }
            // Some stand here and some elsewhere: only those of async calls are shown one by one.
            for (id, call) in calls() {
                let mut slices = self.timeline.get(id).map(|call| call.slices());
                for segment in &call.segments {
                    let stands_here = below_of(segment) == below;
                    let slice = slices.as_mut()?.next()?;
                    if stands_here {
                        sum += lasted(slice.start(), slice.end());
                        rounded += 1;
                    }
                }
            }
        }
        Some((sum, rounded))
    }
}
