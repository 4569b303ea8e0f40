//! What a traced call costs. README.md tells how to read the table.

mod child;
mod clocks;
mod fib;
mod futures;
mod gather;
mod growth;
mod hundred;
mod measure;
mod memory;
mod pages;
mod peers;
mod polls;
mod resident;
mod scopes;
mod sync;
mod table;
mod thousand;
mod threads;
mod tree;
mod truth;

use table::Section;

/// Measures in that many rounds.
type Topic = fn(usize) -> Section;

/// What can be asked for by name, in the order in which it is run.
const TOPICS: [(&str, Topic); 18] = [
    ("sync", sync::in_a_scope),
    ("idle", sync::without_a_scope),
    ("fib", fib::rows),
    ("truth", truth::rows),
    ("fan-out", growth::fan_out),
    ("depth", growth::depth),
    ("calls", growth::total_calls),
    ("ready", futures::ready),
    ("polls", polls::further_polls),
    ("lives", polls::per_future),
    ("gather", gather::ten_thousand),
    ("width", gather::width),
    ("threads", threads::rows),
    ("scopes", scopes::rows),
    ("pages", pages::rows),
    ("memory", memory::rows),
    ("peers", peers::sync),
    ("async-peers", peers::futures),
];

const ROUNDS: usize = 51;

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    if child::is_this(&asked) {
        return;
    }
    let rounds = asked.iter().find_map(|argument| argument.parse().ok()).unwrap_or(ROUNDS);
    let names: Vec<&str> =
        asked.iter().map(String::as_str).filter(|argument| argument.parse::<usize>().is_err()).collect();
    if let Some(name) = names.iter().find(|name| TOPICS.iter().all(|(topic, _)| topic != *name)) {
        eprintln!("no topic {name}; there are {}", TOPICS.map(|(topic, _)| topic).join(", "));
        std::process::exit(2);
    }
    println!("Medians of {rounds} interleaved rounds; ratios and differences are those within a round.\n");
    for (topic, section) in TOPICS {
        if names.is_empty() || names.contains(&topic) {
            println!("{}", section(rounds));
        }
    }
}
