//! Graphs as files.

mod baseline;
mod file;
mod json;

pub use baseline::Baseline;
pub use file::write_file;
pub use json::load_runs;
