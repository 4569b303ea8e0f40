//! What the templates print: every choice is made and every number worded here.

mod async_page;
mod comparison;
mod graph_page;
mod name;
mod program;
mod recording_page;
mod shell;
mod top;

pub(crate) use comparison::{ComparisonView, Worded};
pub(crate) use recording_page::RecordingView;
