use callflow_core::{AsyncFunction, AsyncStats, CallGraph, count, duration};

use crate::format::{percent, share};

use super::{
    functions::{nanos, outcomes, time},
    name::{Name, place},
    table::{Bar, Cell, Column, Row, Table},
};

/// The table of async functions, most await time first.
pub(crate) fn table<'g>(graph: &'g CallGraph, stats: &AsyncStats) -> Table<'g> {
    let longest = stats.functions.iter().map(|function| function.total_time).max().unwrap_or_default();
    let rows = stats.functions.iter().filter_map(|function| {
        let by_name = graph.nodes().binary_search_by(|node| node.full_name().cmp(&function.name));
        let index = by_name.ok()?;
        let node = &graph.nodes()[index];
        let bar = Bar::split(share(function.active_time, longest), share(function.await_time, longest));
        let finished = function.outcomes.ok + function.outcomes.error > 0;
        let length = |length| if finished { time(length) } else { Cell::none() };
        let cells = vec![
            time(function.await_time),
            time(function.active_time),
            Cell::new(nanos(function.total_time), duration(function.total_time)).with_bar(bar),
            Cell::new((function.efficiency * 1e6) as i64, percent(function.efficiency / 100.0)),
            Cell::new(function.calls, count(function.calls)),
            Cell::new(function.polls, count(function.polls)),
            length(function.mean),
            length(function.p99),
            Cell::new(function.max_concurrent, count(function.max_concurrent)),
            outcomes(function.outcomes, function.in_flight),
        ];
        Some(Row {
            node: index,
            name: Name::of(node),
            place: place(node.file(), node.line()),
            badge: badge(function),
            class: "",
            cells,
        })
    });
    let columns = vec![
        Column::name("By full name"),
        Column::new("Await", "The part of the total in which calls were suspended").sorted(),
        Column::new("Active", "The part of the total in which calls ran"),
        Column::new("Total", "Active and await time of the outermost calls").wide(),
        Column::new("Efficiency", "Active time in percent of the total"),
        Column::new("Calls", "Ended calls"),
        Column::new("Polls", "Polls of all calls"),
        Column::new("Mean", "Mean duration of the calls that ended ok or with an error"),
        Column::new("p99", "99 % of those calls took no longer"),
        Column::new("Peak", "Largest number of its calls in flight at one time"),
        Column::new("Outcomes", "How calls ended, where not ok; sorted by the number of such calls"),
    ];
    Table::new("Every async function with its active and await time", columns, rows.collect())
}

/// A function whose every call was ready at its first poll has no need to be async.
fn badge(function: &AsyncFunction) -> &'static str {
    let never_waited = function.calls > 0 && function.in_flight == 0 && function.polls <= function.calls;
    if never_waited { "never waited" } else { "" }
}
