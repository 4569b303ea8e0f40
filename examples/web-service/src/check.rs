//! Compares what callflow recorded with what server and clients counted.

use callflow::CallGraph;

use crate::{
    client::{Answer, REQUESTS},
    handlers::LISTED,
    server::{Count, Served},
};

/// Routes and the handlers that serve them.
const HANDLERS: [(&str, &str); 8] = [
    ("POST /bookmarks", "handlers::create"),
    ("GET /bookmarks", "handlers::search"),
    ("GET /bookmarks/{id}", "handlers::show"),
    ("GET /report", "handlers::report"),
    ("GET /list/one-by-one", "handlers::list_one_by_one"),
    ("GET /list/joined", "handlers::list_joined"),
    ("POST /login", "handlers::login"),
    ("GET /changes", "handlers::next_change"),
];

/// One sentence for everything that was not recorded as it happened.
pub(crate) fn differences(graph: &CallGraph, answers: &[Answer], served: &Served) -> Vec<String> {
    let mut found = graph.metadata().warnings();
    let mut expect = |what: &str, recorded: u64, counted: u64| {
        if recorded != counted {
            found.push(format!("{what}: {recorded} recorded, {counted} counted"));
        }
    };
    let calls = |name: &str| graph.node(name).map_or(0, callflow::Node::calls);
    let edge = |caller: &str, callee: &str| {
        let ends =
            |edge: &&callflow::Edge| edge.caller().ends_with(caller) && edge.callee().ends_with(callee);
        graph.edges().iter().filter(ends).map(callflow::Edge::calls).sum::<u64>()
    };

    expect("requests that clients sent", answers.len() as u64, REQUESTS as u64);
    expect("calls of client::send", calls("client::send"), answers.len() as u64);
    expect("routes served", served.len() as u64, HANDLERS.len() as u64);
    for (route, handler) in HANDLERS {
        let Count { begun, answered, refused } = served.get(route).copied().unwrap_or_default();
        let seen = || answers.iter().filter(|answer| answer.route == route);
        let gave_up = seen().filter(|answer| answer.status.is_none()).count() as u64;
        let cancelled = begun - answered;
        // A client may give up before its request arrives.
        expect(
            &format!("{route} served, or given up before"),
            begun + gave_up.saturating_sub(cancelled),
            seen().count() as u64,
        );
        let outcomes = graph.node(handler).map(callflow::Node::outcomes).unwrap_or_default();
        expect(&format!("calls of {handler}"), outcomes.calls(), begun);
        expect(&format!("errors of {handler}"), outcomes.error, refused);
        expect(&format!("cancelled calls of {handler}"), outcomes.cancelled, cancelled);
        expect(&format!("panics of {handler}"), outcomes.panicked, 0);
    }

    let lists = calls("handlers::list_one_by_one");
    expect("queries for tags, one by one", edge("list_one_by_one", "Store::tags_of"), lists * LISTED as u64);
    expect("queries on blocking threads", edge("Store::query", "sql::select_tags"), lists * LISTED as u64);
    expect("queries for joined lists", calls("sql::join_tags"), calls("handlers::list_joined"));
    expect("hashes of passwords", edge("handlers::login", "handlers::stretch"), calls("handlers::login"));
    expect("database queries", calls("Store::query"), queries(graph));

    let open: u64 = graph.nodes().iter().map(|node| node.in_flight() + node.never_polled()).sum();
    expect("calls that never ended", open, 0);
    found
}

/// Calls of every function that stands for one statement of SQL.
fn queries(graph: &CallGraph) -> u64 {
    let sql = graph.nodes().iter().filter(|node| node.full_name().starts_with("sql::"));
    sql.map(callflow::Node::calls).sum()
}
