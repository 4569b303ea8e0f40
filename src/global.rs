use callflow_core::{CallGraph, ScopeError};

use crate::TraceScope;

/// A scope of the whole process: calls that have no context of their own belong to it, on any thread, whoever started that.
///
/// For programs that are traced from beginning to end, or whose threads cannot be reached. There is one at a time; scopes
/// inside it take their calls as they always do. A thread stays in it until it ends, so a call that is in flight then
/// stays so.
///
/// ```
/// use callflow::{TraceScope, trace};
///
/// #[trace]
/// fn work() {}
///
/// # fn main() -> Result<(), callflow::Error> {
/// let scope = TraceScope::global()?;
/// std::thread::spawn(work).join().unwrap();
/// assert!(TraceScope::global().is_err(), "there is one at a time");
/// assert_eq!(scope.finish().node("work").unwrap().calls(), 1);
/// # Ok(())
/// # }
/// ```
#[must_use = "it ends when it is dropped"]
#[derive(Debug)]
pub struct GlobalScope {
    scope: TraceScope,
}

impl GlobalScope {
    pub(crate) fn of(scope: TraceScope) -> Self {
        Self { scope }
    }

    /// The graph of what is recorded so far. It can be taken at any time and from any thread.
    pub fn snapshot(&self) -> CallGraph {
        self.scope.snapshot()
    }

    /// Ends the scope and returns its graph, as [`TraceScope::finish`] does.
    pub fn finish(self) -> CallGraph {
        self.scope.finish()
    }

    /// Ends the scope, writes the file that was asked for, and returns the graph.
    ///
    /// # Errors
    /// When the file cannot be written; the error carries the graph.
    pub fn try_finish(self) -> Result<CallGraph, ScopeError<()>> {
        self.scope.try_finish()
    }
}
