use std::{collections::HashMap, time::Duration};

use super::{
    signed::{SignedDuration, nanos},
    statistics::median_of_sorted,
};
use crate::snapshot::{CallGraph, Node};

/// A value of each side.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Sides<T> {
    pub(super) before: T,
    pub(super) after: T,
}

impl<T> Sides<T> {
    pub(super) fn map<U>(self, mut map: impl FnMut(T) -> U) -> Sides<U> {
        Sides { before: map(self.before), after: map(self.after) }
    }

    pub(super) fn as_ref(&self) -> Sides<&T> {
        Sides { before: &self.before, after: &self.after }
    }

    pub(super) fn side(&mut self, is_after: bool) -> &mut T {
        if is_after { &mut self.after } else { &mut self.before }
    }
}

/// One function in every run of both sides; `None` in runs that did not call it.
#[derive(Debug)]
pub(super) struct Function<'g> {
    pub(super) name: &'g str,
    pub(super) runs: Sides<Vec<Option<&'g Node>>>,
}

/// Brings functions of the same full name together, in order of their names.
///
/// Names only: the same code stands at other addresses and lines in the next build.
pub(super) fn functions<'g>(graphs: Sides<&'g [CallGraph]>) -> Vec<Function<'g>> {
    let mut known: HashMap<&str, usize> = HashMap::new();
    let mut functions: Vec<Function<'g>> = Vec::new();
    let lengths = graphs.map(<[CallGraph]>::len);
    let mut place = |node: &'g Node| {
        *known.entry(node.full_name()).or_insert_with(|| {
            functions.push(Function { name: node.full_name(), runs: lengths.map(|runs| vec![None; runs]) });
            functions.len() - 1
        })
    };
    let mut seen: Vec<(usize, bool, usize, &'g Node)> = Vec::new();
    for (is_after, graphs) in [(false, graphs.before), (true, graphs.after)] {
        for (run, graph) in graphs.iter().enumerate() {
            seen.extend(graph.nodes().iter().map(|node| (place(node), is_after, run, node)));
        }
    }
    for (place, is_after, run, node) in seen {
        functions[place].runs.side(is_after)[run] = Some(node);
    }
    functions.sort_unstable_by_key(|function| function.name);
    functions
}

/// A time of a function in every run; nothing in runs that did not call it.
pub(super) fn times(runs: &[Option<&Node>], time: impl Fn(&Node) -> Duration) -> Vec<i128> {
    runs.iter().map(|node| node.map_or(0, |node| nanos(time(node)))).collect()
}

/// The median of times in nanoseconds; zero of none.
pub(super) fn median(times: &[i128]) -> Duration {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    SignedDuration::from_nanos(median_of_sorted(&sorted)).abs()
}
