use callflow_core::{CallGraph, Node, count};

/// What the pages count of a graph.
///
/// One rule holds for every number and sentence: functions, calls and call paths are those of the program. Nodes of this
/// library are shown where the program meets them and marked as such; they take part in no count, and where they are
/// among what is shown, [`beside`] says how many. The script counts by the same rule, in `ui/src/origin.ts`.
#[derive(Clone, Copy)]
pub(super) struct Program<'g>(pub(super) &'g CallGraph);

impl<'g> Program<'g> {
    pub(super) fn functions(self) -> impl Iterator<Item = &'g Node> {
        self.0.nodes().iter().filter(|node| !node.is_library())
    }

    pub(super) fn len(self) -> u64 {
        self.functions().count() as u64
    }

    /// The sum over all functions.
    pub(super) fn sum(self, of: fn(&Node) -> u64) -> u64 {
        self.functions().map(of).sum()
    }

    /// Nodes of this library, which count as no function.
    pub(super) fn library(self) -> u64 {
        self.0.nodes().len() as u64 - self.len()
    }

    /// Call paths that end in a function.
    pub(super) fn paths(self) -> u64 {
        self.0.call_tree().paths().filter(|path| !path.node().is_library()).count() as u64
    }

    /// Calls of functions that the timeline kept, and those of this library.
    pub(super) fn kept_calls(self) -> (u64, u64) {
        let calls = self.0.timeline().calls();
        let all = calls.len() as u64;
        let own = calls.filter(|call| !call.node().is_library()).count() as u64;
        (own, all - own)
    }
}

/// `text`, which counts what is the program's, with the number of those of this library that stand beside it.
pub(super) fn beside(text: impl Into<String>, library: u64) -> String {
    let text = text.into();
    if library == 0 { text } else { format!("{text}, and {} of callflow", count(library)) }
}
