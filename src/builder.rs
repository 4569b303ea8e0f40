use std::{path::PathBuf, time::Duration};

use callflow_core::{Error, Recording, ScopeOptions};

use crate::{GlobalScope, TraceScope, output};

/// Options of a [`TraceScope`]. The [guide](crate::guide::scopes#options) shows each of them.
///
/// ```
/// use std::time::Duration;
/// use callflow::{TraceScope, trace};
///
/// #[trace(args(n))]
/// fn work(n: u64) -> u64 {
///     n
/// }
///
/// # fn main() -> Result<(), callflow::Error> {
/// let scope = TraceScope::builder()
///     .name("checkout")
///     .include_args(true)
///     .max_call_paths(10_000)
///     .build()?;
/// scope.run(|| work(7));
/// let graph = scope.finish();
/// assert_eq!(graph.metadata().name.as_deref(), Some("checkout"));
/// assert_eq!(graph.node("work").unwrap().arguments(), ["n = 7"]);
/// # Ok(())
/// # }
/// ```
#[must_use = "`build` makes the scope"]
#[derive(Debug, Clone)]
pub struct TraceScopeBuilder {
    name: Option<String>,
    options: ScopeOptions,
    output: Option<PathBuf>,
}

impl TraceScopeBuilder {
    pub(crate) fn new() -> Self {
        Self { name: None, options: ScopeOptions::default(), output: None }
    }

    /// The name shown with the graph.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// The share, from 0 to 1, of the calls directly below the scope that are kept: each, at random, with all that it
    /// calls or not at all. 1 by default.
    ///
    /// What is left out costs little, and is counted in
    /// [`TraceStats::skipped_sampling`](crate::TraceStats::skipped_sampling); nothing is extrapolated.
    pub fn sampling_rate(mut self, rate: f64) -> Self {
        self.options.sampling_rate = rate;
        self
    }

    /// Records functions of these modules only, and of the modules inside of them: `["shop::cart"]` holds
    /// `shop::cart::tax` and not `shop::cartel`. All by default; given twice, both lists count.
    ///
    /// A call that is left out is counted in [`TraceStats::skipped_filtering`](crate::TraceStats::skipped_filtering). What
    /// it calls hangs below the nearest recorded call above it, and so does its time.
    pub fn include_modules(mut self, modules: impl IntoIterator<Item: Into<String>>) -> Self {
        self.options.include_modules.extend(modules.into_iter().map(Into::into));
        self
    }

    /// Leaves out functions of these modules, and of the modules inside of them, also where
    /// [`include_modules`](Self::include_modules) asks for them. None by default.
    pub fn exclude_modules(mut self, modules: impl IntoIterator<Item: Into<String>>) -> Self {
        self.options.exclude_modules.extend(modules.into_iter().map(Into::into));
        self
    }

    /// Leaves out calls that took less, however they ended. Zero by default.
    ///
    /// Such a call is counted in [`TraceStats::skipped_duration`](crate::TraceStats::skipped_duration), and its time is its
    /// caller's. It costs as much as a recorded one: how long it takes is known only at its end.
    pub fn min_duration(mut self, duration: Duration) -> Self {
        self.options.min_duration = duration;
        self
    }

    /// Asks functions for the arguments that they offer: `#[trace(args(id))]`. The last five calls of each keep theirs,
    /// cut at 100 characters. Off by default.
    pub fn include_args(mut self, include: bool) -> Self {
        self.options.include_args = include;
        self
    }

    /// The most call paths that are told apart, 100 000 by default. Past them, calls are recorded below
    /// `<overflow>`: sums of functions stay exact, only paths and edges are lost.
    pub fn max_call_paths(mut self, paths: usize) -> Self {
        self.options.max_call_paths = paths;
        self
    }

    /// The most async calls that the timeline keeps, 16 384 by default. Polls are capped at four times as many.
    pub fn max_timeline_calls(mut self, calls: usize) -> Self {
        self.options.max_timeline_calls = calls;
        self
    }

    /// The file that is written when the scope ends, also by a panic: a page where it ends in `.html`, the data
    /// where it ends in `.json`.
    ///
    /// ```
    /// use callflow::{CallGraph, TraceScope};
    ///
    /// # fn main() -> Result<(), callflow::Error> {
    /// # let directory = tempfile::tempdir().unwrap();
    /// # std::env::set_current_dir(&directory).unwrap();
    /// let graph = TraceScope::builder().output("target/callflow/run.json").build()?.finish();
    /// assert_eq!(CallGraph::load("target/callflow/run.json")?, graph);
    /// # std::env::set_current_dir(std::env::temp_dir()).unwrap();
    /// # Ok(())
    /// # }
    /// ```
    pub fn output(mut self, path: impl Into<PathBuf>) -> Self {
        self.output = Some(path.into());
        self
    }

    /// Makes the scope.
    ///
    /// # Errors
    /// When an option is impossible; the message says what would be possible.
    ///
    /// ```
    /// use callflow::TraceScope;
    ///
    /// let error = TraceScope::builder().sampling_rate(50.0).build().unwrap_err();
    /// assert!(error.to_string().ends_with("sampling_rate is 50, but must be between 0 and 1"));
    /// ```
    pub fn build(self) -> Result<TraceScope, Error> {
        self.open(Recording::open)
    }

    /// Makes a scope of the whole process.
    ///
    /// # Errors
    /// When an option is impossible, or there is one already.
    ///
    /// ```
    /// use callflow::{TraceScope, trace};
    ///
    /// #[trace]
    /// fn work() {}
    ///
    /// # fn main() -> Result<(), callflow::Error> {
    /// let scope = TraceScope::builder().name("server").build_global()?;
    /// work();
    /// assert_eq!(scope.finish().calls(), 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn build_global(self) -> Result<GlobalScope, Error> {
        self.open(Recording::open_global).map(GlobalScope::of)
    }

    fn open(
        self,
        open: impl FnOnce(Option<String>, ScopeOptions) -> Result<Recording, Error>,
    ) -> Result<TraceScope, Error> {
        if let Some(path) = &self.output {
            output::check(path)?;
        }
        Ok(TraceScope::of(open(self.name, self.options)?, self.output))
    }
}
