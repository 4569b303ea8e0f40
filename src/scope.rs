use std::{
    future::Future,
    marker::PhantomData,
    path::{Path, PathBuf},
};

use callflow_core::{
    CallGraph, Context, ContextGuard, Error, InContext as _, Recording, ScopeError, ScopeOptions, Traced,
};

use crate::{GlobalScope, TraceScopeBuilder, output};

/// A scope: everything traced that is called in it is recorded in one graph.
///
/// Scopes nest, and calls go to the innermost one only. Scopes of parallel tests never see each other's calls.
///
/// ```
/// use callflow::{TraceScope, trace};
///
/// #[trace]
/// fn step(n: u32) -> u32 {
///     n + 1
/// }
///
/// # fn main() -> Result<(), callflow::Error> {
/// let scope = TraceScope::builder().name("steps").build()?;
/// let traced = scope.run(|| step(step(0)));
/// assert_eq!(traced.value, 2);
/// assert_eq!(scope.finish().node("step").unwrap().calls(), 2);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct TraceScope {
    recording: Recording,
    /// The file still to be written.
    output: Option<PathBuf>,
}

impl Default for TraceScope {
    fn default() -> Self {
        Self::new()
    }
}

impl TraceScope {
    /// A scope with default options.
    pub fn new() -> Self {
        match Recording::open(None, ScopeOptions::default()) {
            Ok(recording) => Self::of(recording, None),
            Err(_) => unreachable!("the default options are possible"),
        }
    }

    /// A scope with options of choice.
    pub fn builder() -> TraceScopeBuilder {
        TraceScopeBuilder::new()
    }

    /// A scope of the whole process, with default options: all calls that have no context of their own belong to it.
    ///
    /// See [`GlobalScope`].
    ///
    /// # Errors
    /// When there is one already.
    pub fn global() -> Result<GlobalScope, Error> {
        Self::builder().build_global()
    }

    pub(crate) fn of(recording: Recording, output: Option<PathBuf>) -> Self {
        Self { recording, output }
    }

    /// Runs sync code in the scope. The graph is all that the scope recorded until the code returned.
    ///
    /// After a panic that was caught, [`snapshot`](Self::snapshot) and [`finish`](Self::finish) still give the
    /// graph.
    pub fn run<T>(&self, work: impl FnOnce() -> T) -> Traced<T> {
        let value = self.recording.within(work);
        Traced { value, graph: self.snapshot() }
    }

    /// Calls `work` in the scope and awaits its future there, on any executor. The graph is all that the scope
    /// recorded until then.
    ///
    /// ```
    /// # futures::executor::block_on(async {
    /// use callflow::{TraceScope, trace_async};
    ///
    /// #[trace_async]
    /// async fn fetch(id: u32) -> u32 {
    ///     id
    /// }
    ///
    /// let scope = TraceScope::new();
    /// let traced = scope.run_async(|| fetch(7)).await;
    /// assert_eq!(traced.value, 7);
    /// scope.run_async(|| fetch(8)).await;
    /// assert_eq!(scope.finish().node("fetch").unwrap().calls(), 2);
    /// # });
    /// ```
    pub async fn run_async<F: Future>(&self, work: impl FnOnce() -> F) -> Traced<F::Output> {
        let value = async { work().await }.in_context(self.context()).await;
        Traced { value, graph: self.snapshot() }
    }

    /// Puts this thread into the scope until the guard is dropped. For sync code only: prefer
    /// [`run`](Self::run) and [`run_async`](Self::run_async).
    ///
    /// Guards may be dropped in any order. One that a traced call keeps across an `.await` is taken off the thread
    /// and counted in `metadata().misplaced_guards`; outside of traced calls it stays on the thread, and takes the
    /// calls of whatever else runs there.
    ///
    /// ```
    /// use callflow::{TraceScope, trace};
    ///
    /// #[trace]
    /// fn step() {}
    ///
    /// let scope = TraceScope::new();
    /// {
    ///     let _guard = scope.enter();
    ///     step();
    /// }
    /// step(); // belongs to no scope
    /// assert_eq!(scope.finish().node("step").unwrap().calls(), 1);
    /// ```
    pub fn enter(&self) -> EnterGuard<'_> {
        EnterGuard { _context: self.context().attach(), _scope: PhantomData }
    }

    /// The context in which calls stand directly below the scope, for threads and futures that are started elsewhere.
    ///
    /// ```
    /// use callflow::{InContext, TraceScope, trace};
    ///
    /// #[trace]
    /// fn step() {}
    ///
    /// let scope = TraceScope::new();
    /// futures::executor::block_on(async { step() }.in_context(scope.context()));
    /// assert_eq!(scope.finish().node("step").unwrap().calls(), 1);
    /// ```
    pub fn context(&self) -> Context {
        self.recording.context()
    }

    /// The graph of what is recorded so far. It can be taken at any time and from any thread.
    pub fn snapshot(&self) -> CallGraph {
        self.recording.snapshot()
    }

    /// Ends the scope and returns its graph, which no later call changes. The file that was asked for is
    /// written.
    ///
    /// A file that cannot be written is reported on standard error, since the graph must not be lost;
    /// [`try_finish`](Self::try_finish) returns that error.
    pub fn finish(self) -> CallGraph {
        match self.try_finish() {
            Ok(graph) => graph,
            Err(error) => {
                eprintln!("callflow: {error}");
                error.into_parts().1.graph
            }
        }
    }

    /// Ends the scope, writes the file that was asked for, and returns the graph.
    ///
    /// # Errors
    /// When the file cannot be written; the error carries the graph.
    ///
    /// ```
    /// use callflow::TraceScope;
    ///
    /// # let directory = tempfile::tempdir().unwrap();
    /// # std::env::set_current_dir(&directory).unwrap();
    /// std::fs::write("report", "a file where a folder is needed").unwrap();
    /// let scope = TraceScope::builder().output("report/page.html").build()?;
    /// let error = scope.try_finish().unwrap_err();
    /// assert!(error.to_string().starts_with("cannot write"));
    /// assert_eq!(error.graph().calls(), 0);
    /// # std::env::set_current_dir(std::env::temp_dir()).unwrap();
    /// # Ok::<(), callflow::Error>(())
    /// ```
    pub fn try_finish(mut self) -> Result<CallGraph, ScopeError<()>> {
        let (graph, written) = self.end();
        match written {
            Ok(()) => Ok(graph),
            Err(error) => Err(ScopeError::new(error, Traced { value: (), graph })),
        }
    }

    /// Runs sync code, ends the scope and writes the file that was asked for.
    fn run_to_end<T>(mut self, work: impl FnOnce() -> T) -> Result<Traced<T>, ScopeError<T>> {
        let value = self.recording.within(work);
        self.end_with(value)
    }

    /// The same for a future.
    async fn run_async_to_end<F: Future>(
        mut self,
        work: F,
    ) -> Result<Traced<F::Output>, ScopeError<F::Output>> {
        let value = work.in_context(self.context()).await;
        self.end_with(value)
    }

    fn end_with<T>(&mut self, value: T) -> Result<Traced<T>, ScopeError<T>> {
        let (graph, written) = self.end();
        let traced = Traced { value, graph };
        match written {
            Ok(()) => Ok(traced),
            Err(error) => Err(ScopeError::new(error, traced)),
        }
    }

    fn end(&mut self) -> (CallGraph, Result<(), Error>) {
        let graph = self.recording.finish();
        let written = self.output.take().map_or(Ok(()), |path| output::write(&graph, &path));
        (graph, written)
    }

    fn with_output(path: &Path) -> Self {
        let mut scope = Self::new();
        scope.output = Some(path.to_owned());
        scope
    }
}

/// Ends the scope, and writes the file that was asked for if a panic or an early return kept it from being
/// finished.
impl Drop for TraceScope {
    fn drop(&mut self) {
        if self.output.is_some()
            && let (_, Err(error)) = self.end()
        {
            eprintln!("callflow: {error}");
        }
        self.recording.close();
    }
}

/// Keeps a thread in a scope; see [`TraceScope::enter`].
#[must_use = "the thread is in the scope until the guard is dropped"]
#[derive(Debug)]
pub struct EnterGuard<'s> {
    _context: ContextGuard,
    _scope: PhantomData<&'s TraceScope>,
}

/// `trace_scope!(work)`.
pub fn scope<T>(work: impl FnOnce() -> T) -> Traced<T> {
    whole(TraceScope::new().run_to_end(work))
}

/// `trace_scope!(path, work)`.
///
/// # Errors
/// When the file cannot be written.
pub fn scope_to<T>(path: impl AsRef<Path>, work: impl FnOnce() -> T) -> Result<Traced<T>, ScopeError<T>> {
    TraceScope::with_output(path.as_ref()).run_to_end(work)
}

/// `trace_scope_async!(work)`.
pub async fn scope_async<F: Future>(work: F) -> Traced<F::Output> {
    whole(TraceScope::new().run_async_to_end(work).await)
}

/// `trace_scope_async!(path, work)`.
///
/// # Errors
/// When the file cannot be written.
pub async fn scope_async_to<F: Future>(
    path: impl AsRef<Path>,
    work: F,
) -> Result<Traced<F::Output>, ScopeError<F::Output>> {
    TraceScope::with_output(path.as_ref()).run_async_to_end(work).await
}

/// The result of a scope without a file.
fn whole<T>(result: Result<Traced<T>, ScopeError<T>>) -> Traced<T> {
    result.unwrap_or_else(|error| error.into_parts().1)
}
