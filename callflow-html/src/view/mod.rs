//! What the templates print: every choice is made and every number worded here.

mod async_functions;
mod async_page;
mod awaits;
mod axis;
mod call_bar;
mod call_tree;
mod comparison;
mod curve;
mod flame;
mod functions;
mod geometry;
mod graph;
mod graph_page;
mod lanes;
mod layered;
mod name;
mod route;
mod run;
mod shell;
mod table;
mod timeline;
mod weights;

pub(crate) use async_page::AsyncView;
pub(crate) use comparison::ComparisonView;
pub(crate) use graph_page::GraphView;
