use callflow_core::{
    CallGraph,
    json_text::{Object, ToJson},
};

use crate::format::nanos;

use super::{
    column::Number, edges::Edges, functions::Functions, paths::Paths, strings::Strings, timeline::Timeline,
};

/// Everything that a page carries of one graph.
pub(super) struct Recording<'g> {
    graph: &'g CallGraph,
    title: String,
    functions: Functions<'g>,
    paths: Paths<'g>,
    timeline: Timeline,
}

impl<'g> Recording<'g> {
    pub(super) fn new(graph: &'g CallGraph, title: &str, strings: &mut Strings) -> Self {
        let paths = Paths::new(graph);
        Self {
            graph,
            title: title.to_owned(),
            functions: Functions::new(graph, strings),
            timeline: Timeline::new(graph, &paths),
            paths,
        }
    }
}

impl ToJson for Recording<'_> {
    fn write(&self, out: &mut String) {
        let mut object = Object::begin(out);
        object.key("title", &self.title);
        object.key("wall", &Number(nanos(self.graph.wall_time())));
        object.key("busy", &Number(nanos(self.graph.self_time())));
        object.key("functions", &self.functions);
        object.key("paths", &self.paths);
        object.key("edges", &Edges(self.graph));
        object.key("timeline", &self.timeline);
        object.key("leftOut", &LeftOut { paths: &self.paths.left_out, timeline: &self.timeline.left_out });
        object.end();
    }
}

struct LeftOut<'p> {
    paths: &'p String,
    timeline: &'p String,
}

impl ToJson for LeftOut<'_> {
    fn write(&self, out: &mut String) {
        let mut object = Object::begin(out);
        object.key("paths", self.paths);
        object.key("timeline", self.timeline);
        object.end();
    }
}
