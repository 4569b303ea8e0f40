//! Graphs as files.

mod file;
mod json;

pub use file::write_file;
