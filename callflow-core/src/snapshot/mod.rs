//! What a scope recorded, as plain immutable data.

mod assemble;
mod checks;
mod collect;
mod compensation;
mod draw;
mod graph;
mod histogram;
mod merge;
mod metadata;
mod node;
#[cfg(test)]
pub(crate) mod sample;
mod sums;
mod table;
mod timeline;
mod tree;

pub(crate) use assemble::{EdgeParts, GraphParts, Misfit};
pub(crate) use graph::look_up;
pub use graph::{CallGraph, LookupError};
pub use metadata::{Metadata, TraceStats};
pub(crate) use node::short_name;
pub use node::{Edge, Node, Outcomes};
pub(crate) use sums::Sums;
pub(crate) use table::{Align, Table, printable};
pub use timeline::{Slice, Timeline, TimelineCall};
pub(crate) use tree::Path as TreePath;
pub use tree::{CallPath, CallTree};
