use callflow_core::{
    CallGraph, Node,
    json_text::{Object, ToJson},
};

use crate::format::nanos;

use super::{column, flags::flags, strings::Strings};

/// Every function, with the places of its texts.
pub(super) struct Functions<'g> {
    nodes: &'g [Node],
    names: Vec<usize>,
    modules: Vec<usize>,
    files: Vec<usize>,
    arguments: Vec<Vec<usize>>,
}

impl<'g> Functions<'g> {
    pub(super) fn new(graph: &'g CallGraph, strings: &mut Strings) -> Self {
        let nodes = graph.nodes();
        let mut places =
            |text: fn(&Node) -> &str| nodes.iter().map(|node| strings.place(text(node))).collect::<Vec<_>>();
        Self {
            names: places(Node::full_name),
            modules: places(|node| if node.is_library() { "callflow" } else { node.module() }),
            files: places(Node::file),
            arguments: nodes
                .iter()
                .map(|node| node.arguments().iter().map(|argument| strings.place(argument)).collect())
                .collect(),
            nodes,
        }
    }
}

impl ToJson for Functions<'_> {
    fn write(&self, out: &mut String) {
        let each = |of: fn(&Node) -> u64| column::numbers(self.nodes.iter().map(of));
        let strings = |places: &[usize]| column::places(places.iter().map(|&place| Some(place)));
        let mut table = Object::begin(out);
        table.key("rows", &self.nodes.len());
        table.key("name", &strings(&self.names));
        table.key("cut", &each(cut));
        table.key("module", &strings(&self.modules));
        table.key("file", &strings(&self.files));
        table.key("line", &each(|node| node.line().into()));
        table.key("flags", &each(|node| flags(node.is_async(), node.is_library(), node.errors_observed())));
        table.key("calls", &each(Node::calls));
        table.key("ok", &each(|node| node.outcomes().ok));
        table.key("error", &each(|node| node.outcomes().error));
        table.key("panicked", &each(|node| node.outcomes().panicked));
        table.key("cancelled", &each(|node| node.outcomes().cancelled));
        table.key("inFlight", &each(Node::in_flight));
        table.key("neverPolled", &each(Node::never_polled));
        table.key("polls", &each(Node::polls));
        table.key("total", &each(|node| nanos(node.total_time())));
        table.key("active", &each(|node| nanos(node.active_time())));
        table.key("self", &each(|node| nanos(node.self_time())));
        table.key("await", &each(|node| nanos(node.await_time())));
        table.key("min", &each(|node| nanos(node.min())));
        table.key("mean", &each(|node| nanos(node.mean())));
        table.key("p50", &each(|node| nanos(node.percentile(0.50))));
        table.key("p95", &each(|node| nanos(node.percentile(0.95))));
        table.key("p99", &each(|node| nanos(node.percentile(0.99))));
        table.key("max", &each(|node| nanos(node.max())));
        table.key("maxConcurrent", &each(|node| node.max_concurrent().unwrap_or_default()));
        let histograms: Vec<Histogram<'_>> = self.nodes.iter().map(Histogram).collect();
        table.key("histogram", &histograms);
        table.key("args", &Arguments(&self.arguments));
        table.end();
    }
}

/// Where the short name begins in the full one, counted as JavaScript counts.
fn cut(node: &Node) -> u64 {
    let before = node.full_name().strip_suffix(node.name()).unwrap_or_default();
    before.encode_utf16().count() as u64
}

/// Lower bounds, each as its difference to the one before, and counts, in turn.
struct Histogram<'g>(&'g Node);

impl ToJson for Histogram<'_> {
    fn write(&self, out: &mut String) {
        let mut last = 0;
        let pairs = self.0.histogram().flat_map(|(from, calls)| {
            let difference = nanos(from).saturating_sub(last);
            last = nanos(from);
            [column::Number(difference), column::Number(calls)]
        });
        pairs.collect::<Vec<_>>().write(out);
    }
}

/// The arguments of the functions that kept some, by row.
struct Arguments<'a>(&'a [Vec<usize>]);

impl ToJson for Arguments<'_> {
    fn write(&self, out: &mut String) {
        let mut object = Object::begin(out);
        for (row, places) in self.0.iter().enumerate().filter(|(_, places)| !places.is_empty()) {
            object.key(&row.to_string(), places);
        }
        object.end();
    }
}
