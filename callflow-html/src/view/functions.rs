use callflow_core::{CallGraph, Node, Outcomes, count, duration};

use crate::format::{counted, percent, share};

use super::{
    name::{Name, place},
    table::{Bar, Cell, Column, Row, Table},
};

/// The table of every function, most self time first.
///
/// The columns that only async calls fill stand there only when there are any.
pub(crate) fn table(graph: &CallGraph) -> Table<'_> {
    let with_async = graph.nodes().iter().any(Node::is_async);
    let busy = graph.self_time();
    let mut order: Vec<usize> = (0..graph.nodes().len()).collect();
    order.sort_by_key(|&node| (std::cmp::Reverse(graph.nodes()[node].self_time()), node));
    let largest = order.first().map_or(0.0, |&node| share(graph.nodes()[node].self_time(), busy));
    let rows = order.into_iter().map(|index| {
        let node = &graph.nodes()[index];
        let own = share(node.self_time(), busy);
        let mut cells = vec![
            Cell::new(nanos(node.self_time()), duration(node.self_time())),
            Cell::new(nanos(node.self_time()), percent(own)).with_bar(Bar::own(if largest > 0.0 {
                own / largest
            } else {
                0.0
            })),
            time(node.total_time()),
            Cell::new(node.calls(), count(node.calls())),
        ];
        if with_async {
            cells.push(time(node.active_time()));
            cells.push(if node.is_async() { time(node.await_time()) } else { Cell::none() });
        }
        let finished = node.outcomes().ok + node.outcomes().error;
        for length in
            [node.mean(), node.percentile(0.50), node.percentile(0.95), node.percentile(0.99), node.max()]
        {
            cells.push(if finished > 0 { time(length) } else { Cell::none() });
        }
        cells.push(outcomes(node.outcomes(), node.in_flight()));
        if with_async {
            let polls = Cell::new(node.polls(), count(node.polls()));
            cells.push(if node.is_async() { polls } else { Cell::none() });
            cells.push(node.max_concurrent().map_or_else(Cell::none, |peak| Cell::new(peak, count(peak))));
        }
        Row {
            node: index,
            name: Name::of(node),
            place: place(node.file(), node.line()),
            badge: badge(node),
            class: "",
            cells,
        }
    });
    Table::new("Every function with its times", columns(with_async), rows.collect())
}

fn columns(with_async: bool) -> Vec<Column> {
    let mut columns = vec![
        Column::name("By full name"),
        Column::new("Self", "Time in the function itself, its traced callees left out").sorted(),
        Column::new("Self %", "Self time in percent of all self time").wide(),
        Column::new("Total", "Time of the outermost calls, callees included"),
        Column::new("Calls", "Ended calls"),
    ];
    if with_async {
        columns.push(Column::new("Active", "The part of the total in which calls ran"));
        columns.push(Column::new("Await", "The part of the total in which calls were suspended"));
    }
    columns.extend([
        Column::new("Mean", "Mean duration of the calls that ended ok or with an error"),
        Column::new("p50", "Half of those calls took no longer"),
        Column::new("p95", "95 % of those calls took no longer"),
        Column::new("p99", "99 % of those calls took no longer"),
        Column::new("Max", "The longest of those calls"),
        Column::new("Outcomes", "How calls ended, where not ok; sorted by the number of such calls"),
    ]);
    if with_async {
        columns.push(Column::new("Polls", "Polls of all calls"));
        columns.push(Column::new("Peak", "Largest number of its calls in flight at one time"));
    }
    columns
}

/// A duration as a cell.
pub(crate) fn time(length: std::time::Duration) -> Cell {
    Cell::new(nanos(length), duration(length))
}

/// What sorts a column of durations.
pub(crate) fn nanos(length: std::time::Duration) -> u64 {
    u64::try_from(length.as_nanos()).unwrap_or(u64::MAX)
}

/// How calls ended, in words, the good ending only when there is no other.
pub(crate) fn outcomes(outcomes: Outcomes, in_flight: u64) -> Cell {
    let failed = outcomes.error + outcomes.panicked + outcomes.cancelled;
    let text = outcome_words(outcomes, in_flight);
    match (failed, in_flight, outcomes.ok) {
        (0, 0, 0) => Cell::none(),
        (0, 0, _) => Cell::new(0, "ok".to_owned()),
        (0, ..) => Cell::new(in_flight, text).class("quiet"),
        _ => Cell::new(failed + in_flight, text).class("failed"),
    }
}

/// `2 errors, 1 panicked`; empty when every call ended ok.
pub(crate) fn outcome_words(outcomes: Outcomes, in_flight: u64) -> String {
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
    words.join(", ")
}

fn badge(node: &Node) -> &'static str {
    match (node.is_library(), node.is_async()) {
        (true, _) => "callflow",
        (false, true) => "async",
        (false, false) => "",
    }
}
