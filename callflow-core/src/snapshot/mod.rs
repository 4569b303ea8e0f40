//! What a scope recorded, as plain immutable data.

mod collect;
mod draw;
mod graph;
mod histogram;
mod metadata;
mod node;
mod table;
mod timeline;
mod tree;

pub use graph::{CallGraph, LookupError};
pub use metadata::Metadata;
pub use node::{Edge, Node, Outcomes};
pub(crate) use table::{Align, Table, printable};
pub use timeline::{Slice, Timeline, TimelineCall};
pub use tree::{CallPath, CallTree};
