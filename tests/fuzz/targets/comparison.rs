//! Both sides of a comparison, one behind the other: see `tests/readers.rs`.
#![no_main]

#[allow(dead_code, reason = "each target uses a part of it")]
#[path = "../../readers/promises.rs"]
mod promises;

use callflow::CallGraph;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let (before, after) = text.split_once('\n').unwrap_or((text, text));
    if let (Ok(before), Ok(after)) = (CallGraph::from_json(before), CallGraph::from_json(after)) {
        promises::of_a_comparison(&before, &after);
    }
});
