use askama::Template;
use callflow_core::{CallGraph, Node};

use crate::{
    format::counted,
    island::{Island, Kind},
};

use super::{async_page, graph_page, shell::Shell, top::Top};

/// A page about one graph: what is read without the script, and the data from which the script draws the rest.
#[derive(Template)]
#[template(path = "recording.html", whitespace = "minimize")]
pub(crate) struct RecordingView<'g> {
    shell: Shell,
    top: Top<'g>,
    island: Island,
    /// How many functions have arguments of their calls on the page; empty where none has.
    arguments: String,
}

impl<'g> RecordingView<'g> {
    /// The page of a call graph.
    pub(crate) fn of_graph(graph: &'g CallGraph, title: Option<&str>) -> Self {
        Self::new(graph_page::shell(graph, title), Top::of_all(graph), Kind::Graph, graph)
    }

    /// The page of a graph's async statistics.
    pub(crate) fn of_async(graph: &'g CallGraph, title: Option<&str>) -> Self {
        Self::new(async_page::shell(graph, title), Top::of_async(graph), Kind::Async, graph)
    }

    fn new(shell: Shell, top: Top<'g>, kind: Kind, graph: &'g CallGraph) -> Self {
        let with_arguments = graph.nodes().iter().filter(|node: &&Node| !node.arguments().is_empty()).count();
        Self {
            island: Island::new(kind, graph, &shell.title),
            arguments: match with_arguments {
                0 => String::new(),
                functions => counted(functions as u64, "function"),
            },
            shell,
            top,
        }
    }
}
