//! What a scope shows, without times, as text: once from its graph and once from the model.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use callflow::{CallGraph, Outcome, get_async_stats};

use crate::model::{Call, CallId, Kind, Model, OVERFLOW, Path, ScopeId};

/// The numbers of a path, a function or an edge.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// By outcome: ok, error, panicked, cancelled.
    outcomes: [u64; 4],
    in_flight: u64,
    never_polled: u64,
    polls: u64,
}

#[derive(Debug, Default)]
pub(crate) struct Picture {
    paths: BTreeMap<Path, Counts>,
    functions: BTreeMap<String, (Counts, Option<u64>)>,
    edges: BTreeMap<(String, String), u64>,
    pub(crate) timeline: Vec<Entry>,
    pub(crate) totals: Totals,
}

/// A call of the timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) path: Path,
    pub(crate) parent: Option<usize>,
    pub(crate) lane: Option<u32>,
    pub(crate) outcome: Option<Outcome>,
    /// Polls, and the drop of an unfinished future.
    pub(crate) slices: usize,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Totals {
    pub(crate) tasks_at_once: u64,
    pub(crate) async_functions: usize,
    pub(crate) left_out: u64,
    pub(crate) overflowed: u64,
    /// Ended calls of the program's functions.
    pub(crate) calls: u64,
}

impl Counts {
    fn add(&mut self, other: Self) {
        for (sum, more) in self.outcomes.iter_mut().zip(other.outcomes) {
            *sum += more;
        }
        self.in_flight += other.in_flight;
        self.never_polled += other.never_polled;
        self.polls += other.polls;
    }

    fn calls(self) -> u64 {
        self.outcomes.iter().sum()
    }

    /// What the same done `times` over counts.
    fn times(self, times: u64) -> Self {
        Self {
            outcomes: self.outcomes.map(|count| count * times),
            in_flight: self.in_flight * times,
            never_polled: self.never_polled * times,
            polls: self.polls * times,
        }
    }
}

/// The model's name of every path of a graph.
pub(crate) fn path_keys(graph: &CallGraph) -> Vec<Path> {
    let mut keys: Vec<Path> = Vec::new();
    for path in graph.call_tree().paths() {
        let mut key = path.parent().map_or(Path::new(), |parent| keys[parent.index()].clone());
        key.push((path.node().name().to_owned(), path.is_detached()));
        keys.push(key);
    }
    keys
}

fn place(outcome: Outcome) -> usize {
    match outcome {
        Outcome::Ok => 0,
        Outcome::Error => 1,
        Outcome::Panicked => 2,
        Outcome::Cancelled => 3,
    }
}

impl Picture {
    /// Of a graph.
    pub(crate) fn shown(graph: &CallGraph) -> Self {
        let mut picture = Self::default();
        let keys = path_keys(graph);
        for (path, key) in graph.call_tree().paths().zip(&keys) {
            let outcomes = path.outcomes();
            let counts = Counts {
                outcomes: [outcomes.ok, outcomes.error, outcomes.panicked, outcomes.cancelled],
                in_flight: path.in_flight(),
                never_polled: path.never_polled(),
                polls: path.polls(),
            };
            assert_eq!(counts.calls(), path.calls(), "outcomes sum to calls");
            assert!(picture.paths.insert(key.clone(), counts).is_none(), "{key:?} is there twice");
        }
        for node in graph.nodes() {
            let outcomes = node.outcomes();
            let counts = Counts {
                outcomes: [outcomes.ok, outcomes.error, outcomes.panicked, outcomes.cancelled],
                in_flight: node.in_flight(),
                never_polled: node.never_polled(),
                polls: node.polls(),
            };
            assert_eq!(counts.calls(), node.calls(), "outcomes sum to calls");
            picture.functions.insert(node.name().to_owned(), (counts, node.max_concurrent()));
        }
        for edge in graph.edges() {
            let (from, to) = edge.ends();
            let name = |index: usize| graph.nodes()[index].name().to_owned();
            picture.edges.insert((name(from), name(to)), edge.calls());
        }
        picture.timeline = graph
            .timeline()
            .calls()
            .map(|call| Entry {
                path: keys[call.path().index()].clone(),
                parent: call.parent(),
                lane: call.lane(),
                outcome: call.outcome(),
                slices: call.slices().len(),
            })
            .collect();
        let stats = get_async_stats(graph);
        assert_eq!(stats.timeline_events, picture.timeline.len(), "timeline events are calls kept");
        picture.totals = Totals {
            tasks_at_once: stats.max_concurrent_tasks,
            async_functions: stats.total_async_functions,
            left_out: stats.timeline_left_out,
            overflowed: graph.metadata().overflowed_calls,
            calls: graph.calls(),
        };
        picture
    }

    /// Of the model.
    pub(crate) fn expected(model: &Model, scope: ScopeId) -> Self {
        let mut picture = Self::default();
        let own = &model.scopes[scope];
        let calls: Vec<(CallId, &Call)> =
            model.calls.iter().enumerate().filter(|(_, call)| call.scope == scope).collect();
        let mut sites = BTreeMap::new();
        let mut entries: Vec<(&Path, Counts)> = Vec::new();
        for (_, call) in &calls {
            let mut counts = Counts::default();
            match call.outcome {
                Some(outcome) => counts.outcomes[place(outcome)] = 1,
                None => counts.in_flight = 1,
            }
            counts.polls = ended_polls(call) as u64;
            sites.insert(call.site.name, call.site);
            entries.push((&call.path, counts));
        }
        for (path, site) in &own.never_polled {
            sites.insert(site.name, *site);
            entries.push((path, Counts { never_polled: 1, ..Counts::default() }));
        }
        for (path, counts) in entries {
            if path[0].0 == OVERFLOW {
                picture.paths.entry(path[..1].to_vec()).or_default();
                picture.functions.entry(OVERFLOW.to_owned()).or_default();
            }
            picture.paths.entry(path.clone()).or_default().add(counts);
            picture.functions.entry(path[path.len() - 1].0.clone()).or_default().0.add(counts);
            if let [.., (caller, _), (callee, _)] = &path[..] {
                *picture.edges.entry((caller.clone(), callee.clone())).or_default() += counts.calls();
            }
        }
        for (name, site) in &sites {
            let peak = || {
                let same =
                    |call: CallId| model.calls[call].scope == scope && model.calls[call].site.name == *name;
                model.peak(same, |call| model.same_parent(call))
            };
            picture.functions.entry((*name).to_owned()).or_default().1 = site.is_async.then(peak);
        }
        let asynchronous: Vec<(CallId, &Call)> =
            calls.iter().copied().filter(|(_, call)| call.site.is_async).collect();
        picture.timeline =
            asynchronous.iter().map(|(id, call)| entry(model, &asynchronous, *id, call)).collect();
        let functions: BTreeSet<&str> = asynchronous
            .iter()
            .filter(|(_, call)| !call.site.library)
            .map(|(_, call)| call.site.name)
            .collect();
        let of_scope = |call: CallId| model.calls[call].scope == scope && model.calls[call].site.is_async;
        picture.totals = Totals {
            tasks_at_once: model.peak(of_scope, |call| model.async_parent(call)),
            async_functions: functions.len(),
            left_out: 0,
            overflowed: own.overflowed,
            calls: calls.iter().filter(|(_, call)| call.outcome.is_some() && !call.site.library).count()
                as u64,
        };
        picture
    }

    /// The paths of the same program run in so many threads.
    pub(crate) fn times(mut self, times: u64) -> Self {
        for counts in self.paths.values_mut() {
            *counts = counts.times(times);
        }
        for (counts, _) in self.functions.values_mut() {
            *counts = counts.times(times);
        }
        self.edges.values_mut().for_each(|calls| *calls *= times);
        self
    }

    /// The call tree, functions and edges; no peaks, and no timeline.
    pub(crate) fn sums(&self) -> String {
        let mut text = String::new();
        for (path, counts) in &self.paths {
            let (name, detached) = &path[path.len() - 1];
            let mark = if *detached { "~" } else { "" };
            let _ = writeln!(text, "{:1$}{mark}{name}{2}", "", 2 * (path.len() - 1), line(*counts));
        }
        text.push_str("functions\n");
        for (name, (counts, _)) in &self.functions {
            let _ = writeln!(text, "  {name}{}", line(*counts));
        }
        text.push_str("edges\n");
        for ((caller, callee), calls) in &self.edges {
            let _ = writeln!(text, "  {caller} -> {callee} ×{calls}");
        }
        text
    }

    /// Everything.
    pub(crate) fn whole(&self) -> String {
        self.sums() + &self.peaks() + &self.calls_and_totals()
    }

    /// The timeline, and what is known of the scope as a whole.
    pub(crate) fn calls_and_totals(&self) -> String {
        let mut text = "timeline\n".to_owned();
        for (index, entry) in self.timeline.iter().enumerate() {
            let Entry { path, parent, lane, outcome, slices } = entry;
            let path: Vec<&str> = path.iter().map(|(name, _)| name.as_str()).collect();
            let parent = parent.map_or(String::new(), |parent| format!(" below {parent}"));
            let lane = lane.map_or(String::new(), |lane| format!(" lane {lane}"));
            let outcome = outcome.map_or("in flight", Outcome::name);
            let _ = writeln!(text, "  {index} {}{parent}{lane}: {outcome}, {slices} slices", path.join("/"));
        }
        let _ = writeln!(text, "{:?}", self.totals);
        text
    }

    /// The async functions, each with the highest number of its calls at work at one time.
    pub(crate) fn peaks(&self) -> String {
        let mut text = "peaks\n".to_owned();
        for (name, (_, peak)) in &self.functions {
            if let Some(peak) = peak {
                let _ = writeln!(text, "  {name} {peak}");
            }
        }
        text
    }
}

/// The timeline's entry of a call, given all async calls of the scope by their first poll.
fn entry(model: &Model, all: &[(CallId, &Call)], id: CallId, call: &Call) -> Entry {
    let parent = model.async_parent(id);
    Entry {
        path: call.path.clone(),
        parent: all.iter().position(|(other, _)| Some(*other) == parent),
        lane: call.lane,
        outcome: call.outcome,
        slices: call.segments.iter().filter(|segment| segment.ended).count(),
    }
}

/// A poll counts once it has ended.
fn ended_polls(call: &Call) -> usize {
    call.segments.iter().filter(|segment| segment.kind == Kind::Poll && segment.ended).count()
}

/// The drawing's way of writing counts, and the polls.
fn line(counts: Counts) -> String {
    let [ok, error, panicked, cancelled] = counts.outcomes;
    let mut text = format!(" ×{}", counts.calls());
    for (number, what) in [
        (ok, "ok"),
        (error, "error"),
        (panicked, "panicked"),
        (cancelled, "cancelled"),
        (counts.in_flight, "in flight"),
        (counts.never_polled, "never polled"),
        (counts.polls, "polls"),
    ] {
        if number > 0 {
            let _ = write!(text, ", {number} {what}");
        }
    }
    text
}
