//! Recordings as graphs.

use crate::{record::Recording, snapshot::CallGraph};

impl Recording {
    /// The graph of what is recorded so far. Calls in flight contribute no time.
    pub fn snapshot(&self) -> CallGraph {
        CallGraph::from_reading(self.read())
    }

    /// Ends the recording and returns its graph, which no later call changes.
    pub fn finish(&self) -> CallGraph {
        self.close();
        self.snapshot()
    }
}

/// A live snapshot of the innermost scope of this thread's context; `None` outside of scopes.
///
/// ```
/// use callflow::{TraceScope, current_graph, trace};
///
/// #[trace]
/// fn work() {}
///
/// let scope = TraceScope::new();
/// scope.run(|| {
///     work();
///     assert_eq!(current_graph().unwrap().node("work").unwrap().calls(), 1);
/// });
/// assert!(current_graph().is_none());
/// ```
pub fn current_graph() -> Option<CallGraph> {
    Recording::current().map(|recording| recording.snapshot())
}
