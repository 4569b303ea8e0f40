//! What the templates print: every choice is made and every number worded here.

mod async_page;
mod comparison;
mod geometry;
mod graph_page;
mod layered;
mod name;
mod recording_page;
mod route;
mod shell;
mod table;
mod top;

pub(crate) use comparison::ComparisonView;
pub(crate) use recording_page::RecordingView;
