use callflow_core::{CallGraph, Node, count, duration};

use crate::format::{counted, percent, share};

use super::{
    program::{Program, beside},
    shell::{Card, Phrase, Shell},
};

/// Headline, cards and notes of the page of a call graph.
pub(super) fn shell(graph: &CallGraph, title: Option<&str>) -> Shell {
    let mut shell = Shell::new(graph, "Call graph", title);
    if graph.nodes().is_empty() && shell.is_recording {
        shell.nothing = "No traced function was called in this scope.";
    } else if shell.nothing.is_empty() {
        shell.headline = headline(graph);
    }
    shell.cards = cards(graph);
    shell
}

/// `In 1.20 s, 34 functions were called 12 345 times and kept threads busy for 980 ms; query itself took 51.5 %
/// of all self time.`
fn headline(graph: &CallGraph) -> Vec<Phrase> {
    let program = Program(graph);
    let functions = match (program.len(), graph.calls()) {
        // Futures without a trace within a gather.
        (0, _) => {
            ", no traced function was called; nodes of callflow itself kept threads busy for ".to_owned()
        }
        (functions, calls) => format!(
            ", {} {} called {} and kept threads busy for ",
            counted(functions, "function"),
            if functions == 1 { "was" } else { "were" },
            if calls == 1 { "once".to_owned() } else { counted(calls, "time") }
        ),
    };
    let mut phrases = vec![
        Phrase::words("In "),
        Phrase::figure(duration(graph.wall_time())),
        Phrase::words(functions),
        Phrase::figure(duration(graph.busy_time())),
    ];
    let heaviest =
        program.functions().max_by_key(|node| (node.self_time(), std::cmp::Reverse(node.full_name())));
    if let Some(node) = heaviest.filter(|node| !node.self_time().is_zero() && program.len() > 1) {
        phrases.extend([
            Phrase::words("; "),
            Phrase::name(node.name()),
            Phrase::words(" itself took "),
            Phrase::figure(percent(share(node.self_time(), graph.self_time()))),
            Phrase::words(" of all self time"),
        ]);
    }
    phrases.push(Phrase::words("."));
    phrases
}

fn cards(graph: &CallGraph) -> Vec<Card> {
    let (program, metadata) = (Program(graph), graph.metadata());
    let asynchronous = program.functions().filter(|node| node.is_async()).count() as u64;
    let kinds =
        if asynchronous > 0 { format!("{} async", count(asynchronous)) } else { "none async".to_owned() };
    let mut cards = vec![
        Card::new("Wall time", duration(graph.wall_time()), "life of the scope"),
        Card::new("Busy time", duration(graph.busy_time()), "sum of self times"),
        Card::count("Calls", graph.calls(), counted(program.paths(), "call path")),
        Card::count("Functions", program.len(), beside(kinds, program.library())),
    ];
    if asynchronous > 0 {
        cards.push(Card::count("Peak concurrency", metadata.max_concurrent_tasks, "tasks at once"));
    }
    let counts = [
        ("Errors", program.sum(|node| node.outcomes().error), "calls that returned Err", true),
        ("Panicked", program.sum(|node| node.outcomes().panicked), "calls that unwound", true),
        ("Cancelled", program.sum(|node| node.outcomes().cancelled), "dropped unfinished", true),
        ("In flight", program.sum(Node::in_flight), "not ended: no time counted", false),
        ("Never polled", program.sum(Node::never_polled), "futures dropped unused", false),
    ];
    cards.extend(counts.into_iter().filter(|count| count.1 > 0).map(|(label, number, detail, failed)| {
        if failed { Card::alert(label, count(number), detail) } else { Card::count(label, number, detail) }
    }));
    cards.extend(left_out(graph));
    cards
}

/// What is not in the data, as cards; the warnings say what follows from it.
pub(super) fn left_out(graph: &CallGraph) -> Vec<Card> {
    let metadata = graph.metadata();
    let counts = [
        ("Left out", metadata.timeline_left_out, "not in the timeline"),
        ("Overflowed", metadata.overflowed_calls, "calls past the cap on call paths"),
        ("After close", metadata.after_close, "calls after the scope's end"),
        ("Torn", metadata.torn_slots, "call paths read while changing"),
    ];
    let counts = counts.into_iter().filter(|count| count.1 > 0);
    counts.map(|(label, number, detail)| Card::alert(label, count(number), detail)).collect()
}
