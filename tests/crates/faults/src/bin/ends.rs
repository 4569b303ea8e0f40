//! Ends its process inside of a scope that is to write a file, in the way that the first argument names, and prints at the
//! last moment what a graph of it holds. `ci/faults.sh` builds it with and without `panic = "abort"`.
//!
//! Usage: `ends <how> <file>`.

use callflow::{current_graph, trace, trace_async, trace_scope, trace_scope_async};

#[trace]
fn work() {}

#[trace]
fn ends(how: &str) {
    work();
    match how {
        "exit" => {
            told();
            std::process::exit(7)
        }
        "abort" => {
            told();
            std::process::abort()
        }
        "panic" => panic!("as asked"),
        "return" => {}
        _ => unreachable!("no such end"),
    }
}

#[trace_async]
async fn ends_later(how: &str) {
    ends(how);
}

fn told() {
    print!("{}", current_graph().map_or_else(String::new, |graph| graph.draw()));
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, how, file] = &arguments[..] else { panic!("usage: ends <how> <file>") };
    std::panic::set_hook(Box::new(|_| told()));
    match how.strip_prefix("later-") {
        Some(how) => drop(futures::executor::block_on(trace_scope_async!(file, ends_later(how)))),
        None => drop(trace_scope!(file, || ends(how))),
    }
    println!("came back");
}
