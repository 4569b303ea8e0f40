//! The data file: JSON of a versioned form, with the keys that callflow-tracer's `to_dict` writes among them.

mod read;
mod wire;
mod write;

pub use read::load_runs;
pub(super) use write::runs_to_json;

/// The version of the form. It grows by one when old readers would misread a new file; older forms stay readable, and
/// `tests/data` holds a file of each.
const VERSION: u32 = 2;

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use crate::{CallGraph, ScopeOptions, snapshot::sample::recording};

    #[test]
    fn every_number_is_read_back() {
        let graph = CallGraph::from_reading(recording(1));
        assert_eq!(CallGraph::from_json(&graph.to_json()).unwrap(), graph);
    }

    #[test]
    fn the_least_duration_is_written_in_milliseconds_too() {
        let mut reading = recording(1);
        reading.options = ScopeOptions { min_duration: Duration::from_micros(2_500), ..reading.options };
        let text = CallGraph::from_reading(reading).to_json();
        assert!(text.contains("\"min_duration_ms\":2.5,\"min_duration_ns\":2500000"), "{text}");
    }
}
