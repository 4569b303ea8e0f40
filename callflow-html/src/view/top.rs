use std::cmp::Reverse;

use callflow_core::{CallGraph, Node, Outcomes, count, duration};

use crate::format::{counted, percent, share};

use super::{
    name::{Name, place},
    program::{Program, beside},
};

/// The heaviest functions as they are read without the script.
pub(crate) struct Top<'g> {
    /// What the rows are ordered by, in words.
    pub(crate) order: &'static str,
    pub(crate) heads: Vec<&'static str>,
    pub(crate) rows: Vec<TopRow<'g>>,
    /// The functions that are not among the rows.
    pub(crate) more: String,
}

/// One function.
pub(crate) struct TopRow<'g> {
    pub(crate) name: Name<'g>,
    /// Where it stands in the source.
    pub(crate) place: String,
    /// What sets it apart; empty for most.
    pub(crate) badge: &'static str,
    pub(crate) cells: Vec<String>,
}

const MOST: usize = 20;
/// Where a number would mean nothing.
const NONE: &str = "–";

impl<'g> Top<'g> {
    /// By self time.
    pub(crate) fn of_all(graph: &'g CallGraph) -> Self {
        let busy = graph.self_time();
        let mut nodes: Vec<&Node> = graph.nodes().iter().collect();
        nodes.sort_by_key(|node| (Reverse(node.self_time()), node.full_name()));
        let heads = vec!["Self", "Self %", "Total", "Calls", "Mean", "p99", "Outcomes"];
        Self::new("self time", heads, &nodes, |node| {
            vec![
                duration(node.self_time()),
                percent(share(node.self_time(), busy)),
                duration(node.total_time()),
                count(node.calls()),
                finished(node, duration(node.mean())),
                finished(node, duration(node.percentile(0.99))),
                outcomes(node.outcomes(), node.in_flight()),
            ]
        })
    }

    /// Async functions by the time that they were suspended.
    pub(crate) fn of_async(graph: &'g CallGraph) -> Self {
        let mut nodes: Vec<&Node> = Program(graph).functions().filter(|node| node.is_async()).collect();
        nodes.sort_by_key(|node| (Reverse(node.await_time()), node.full_name()));
        let heads = vec![
            "Await",
            "Active",
            "Total",
            "Efficiency",
            "Calls",
            "Polls",
            "Mean",
            "p99",
            "Peak",
            "Outcomes",
        ];
        Self::new("await time", heads, &nodes, |node| {
            vec![
                duration(node.await_time()),
                duration(node.active_time()),
                duration(node.total_time()),
                if node.total_time().is_zero() {
                    NONE.to_owned()
                } else {
                    percent(share(node.active_time_raw(), node.total_time()))
                },
                count(node.calls()),
                count(node.polls()),
                finished(node, duration(node.mean())),
                finished(node, duration(node.percentile(0.99))),
                count(node.max_concurrent().unwrap_or_default()),
                outcomes(node.outcomes(), node.in_flight()),
            ]
        })
    }

    fn new(
        order: &'static str,
        heads: Vec<&'static str>,
        nodes: &[&'g Node],
        cells: impl Fn(&Node) -> Vec<String>,
    ) -> Self {
        let rows = nodes.iter().take(MOST).map(|&node| TopRow {
            name: Name::of(node),
            place: place(node.file(), node.line()),
            badge: badge(node),
            cells: cells(node),
        });
        let rest = nodes.get(MOST..).unwrap_or_default();
        let library = rest.iter().filter(|node| node.is_library()).count() as u64;
        let more = match rest.len() as u64 - library {
            0 if library == 0 => String::new(),
            0 => format!("and {} more of callflow", count(library)),
            more => beside(format!("and {}", counted(more, "more function")), library),
        };
        Self { order, heads, rows: rows.collect(), more }
    }
}

/// Means and percentiles are of calls that ended by themselves.
fn finished(node: &Node, text: String) -> String {
    if node.outcomes().ok + node.outcomes().error > 0 { text } else { NONE.to_owned() }
}

/// How calls ended, in words, the good ending only when there is no other.
fn outcomes(outcomes: Outcomes, in_flight: u64) -> String {
    let mut words = Vec::new();
    if outcomes.error > 0 {
        words.push(counted(outcomes.error, "error"));
    }
    for (number, word) in
        [(outcomes.panicked, "panicked"), (outcomes.cancelled, "cancelled"), (in_flight, "in flight")]
    {
        if number > 0 {
            words.push(format!("{} {word}", count(number)));
        }
    }
    match words.is_empty() {
        true if outcomes.ok == 0 => NONE.to_owned(),
        true => "ok".to_owned(),
        false => words.join(", "),
    }
}

fn badge(node: &Node) -> &'static str {
    match (node.is_library(), node.is_async()) {
        (true, _) => "callflow",
        (false, true) => "async",
        (false, false) => "",
    }
}
