use callflow_core::{AsyncStats, CallGraph, count, duration, get_async_stats};

use crate::format::counted;

use super::{
    graph_page::left_out,
    program::{Program, beside},
    shell::{Card, Phrase, Shell},
};

/// Headline, cards and notes of the page of a graph's async statistics.
pub(super) fn shell(graph: &CallGraph, title: Option<&str>) -> Shell {
    let stats = get_async_stats(graph);
    let mut shell = Shell::new(graph, "Async statistics", title);
    if stats.functions.is_empty() && stats.timeline_events == 0 && shell.is_recording {
        shell.nothing = "No traced async function was called in this scope.";
    } else if shell.nothing.is_empty() {
        shell.headline = headline(&stats);
    }
    shell.cards = cards(graph, &stats);
    shell
}

/// `Of 1.20 s async time, 3.1 % was work and the rest waiting; up to 10 tasks at once.`
fn headline(stats: &AsyncStats) -> Vec<Phrase> {
    if stats.total_async_time.is_zero() {
        let begun = format!("{} in flight: no async call has ended yet.", counted(stats.in_flight, "call"));
        return vec![Phrase::words(begun)];
    }
    let worked = match stats.efficiency {
        99.95.. => Phrase::figure("all of it was work"),
        efficiency if efficiency < 0.05 => Phrase::figure("next to nothing was work, the rest waiting"),
        efficiency => Phrase::figure(format!("{efficiency:.1} % was work, the rest waiting")),
    };
    let peak = stats.max_concurrent_tasks;
    let mostly_waiting = stats.efficiency < 50.0;
    let overlap = match peak {
        0 | 1 if mostly_waiting => "; never two tasks at once: each waited alone.".to_owned(),
        0 | 1 => "; never two tasks at once.".to_owned(),
        _ => format!("; up to {} tasks at once.", count(peak)),
    };
    vec![
        Phrase::words("Of "),
        Phrase::figure(duration(stats.total_async_time)),
        Phrase::words(" async time, "),
        worked,
        Phrase::words(overlap),
    ]
}

fn cards(graph: &CallGraph, stats: &AsyncStats) -> Vec<Card> {
    let (kept, library) = Program(graph).kept_calls();
    let mut cards = vec![
        Card::new("Async time", duration(stats.total_async_time), "top-level calls"),
        Card::new("Await time", duration(stats.total_await_time), "of it suspended"),
        Card::new("Active time", duration(stats.total_active_time), "of it running"),
        Card::new("Efficiency", format!("{:.1} %", stats.efficiency), "active of async time"),
        Card::count("Peak concurrency", stats.max_concurrent_tasks, "tasks at once"),
        Card::count("Async functions", stats.total_async_functions as u64, "called in this scope"),
        Card::count("In the timeline", kept, beside("calls kept one by one", library)),
    ];
    if stats.in_flight > 0 {
        cards.push(Card::count("In flight", stats.in_flight, "not ended: no time counted"));
    }
    if stats.never_polled > 0 {
        cards.push(Card::count("Never polled", stats.never_polled, "futures dropped unused"));
    }
    cards.extend(left_out(graph));
    cards
}
