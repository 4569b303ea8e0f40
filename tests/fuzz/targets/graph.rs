//! Data files: see `tests/readers.rs`.
#![no_main]

#[allow(dead_code, reason = "each target uses a part of it")]
#[path = "../../readers/promises.rs"]
mod promises;

use callflow::CallGraph;

libfuzzer_sys::fuzz_target!(|text: &str| {
    match CallGraph::from_json(text) {
        Ok(graph) => {
            promises::of_a_graph(&graph);
            promises::of_a_sum(&[graph.clone(), graph]);
        }
        Err(error) => promises::of_an_error(&error, text),
    }
});
