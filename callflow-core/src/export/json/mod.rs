//! The data file: JSON of a versioned form, with the keys that callflow-tracer's `to_dict` writes among them.

mod read;
mod wire;
mod write;

pub use read::load_runs;
pub(super) use write::runs_to_json;

/// The version of the form. It grows by one when old readers would misread a new file; older forms stay readable, and
/// `tests/data` holds a file of each.
const VERSION: u32 = 2;
