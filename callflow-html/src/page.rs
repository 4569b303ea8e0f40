use std::path::Path;

use askama::Template;
use callflow_core::{CallGraph, Comparison, Error, write_file};

use crate::view::{ComparisonView, RecordingView};

/// The page of a call graph: what took the time, who called whom, and every call path.
///
/// ```
/// use callflow_core::{CallGraph, fixture::Reading};
/// use callflow_html::GraphPage;
///
/// let graph = CallGraph::from_reading(Reading { recording: true, ..Reading::default() });
/// let html = GraphPage::new(&graph).title("Checkout").render();
/// assert!(html.contains("<h1><bdi>Checkout</bdi></h1>"));
/// ```
#[derive(Debug, Clone)]
pub struct GraphPage<'g> {
    graph: &'g CallGraph,
    title: Option<String>,
}

impl<'g> GraphPage<'g> {
    /// A page about `graph`, under the name of its scope.
    pub fn new(graph: &'g CallGraph) -> Self {
        Self { graph, title: None }
    }

    /// Puts `title` in place of the scope's name.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// The page as text.
    pub fn render(&self) -> String {
        print(&RecordingView::of_graph(self.graph, self.title.as_deref()))
    }

    /// Writes the page; missing parent directories are made.
    ///
    /// The page appears under `path` whole or not at all: an existing file stays as it was until then.
    ///
    /// # Errors
    /// When the file or a directory above it cannot be written; the error names the path.
    pub fn write(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        write_file(path.as_ref(), &self.render())
    }
}

/// The page of a graph's async statistics: active and await time, concurrency, and every call's lane.
///
/// ```
/// use callflow_core::{CallGraph, fixture::Reading};
/// use callflow_html::AsyncPage;
///
/// let graph = CallGraph::from_reading(Reading { recording: true, ..Reading::default() });
/// assert!(AsyncPage::new(&graph).render().contains("No traced async function was called"));
/// ```
#[derive(Debug, Clone)]
pub struct AsyncPage<'g> {
    graph: &'g CallGraph,
    title: Option<String>,
}

impl<'g> AsyncPage<'g> {
    /// A page about the async calls of `graph`, under the name of its scope.
    pub fn new(graph: &'g CallGraph) -> Self {
        Self { graph, title: None }
    }

    /// Puts `title` in place of the scope's name.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// The page as text.
    pub fn render(&self) -> String {
        print(&RecordingView::of_async(self.graph, self.title.as_deref()))
    }

    /// Writes the page; missing parent directories are made.
    ///
    /// The page appears under `path` whole or not at all: an existing file stays as it was until then.
    ///
    /// # Errors
    /// When the file or a directory above it cannot be written; the error names the path.
    pub fn write(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        write_file(path.as_ref(), &self.render())
    }
}

/// The page of a comparison: how much time was saved or lost, where, and what is only noise.
///
/// Where the sides cannot be compared the page says so, and why, and shows no number.
///
/// ```
/// use callflow::{CompareOptions, ComparisonPage, trace, trace_pairs};
///
/// #[trace]
/// fn sum(numbers: &[u64]) -> u64 {
///     numbers.iter().sum()
/// }
///
/// let numbers: Vec<u64> = (0..100).collect();
/// let (all, half) = trace_pairs(5, || sum(&numbers), || sum(&numbers[..50]));
/// let comparison = CompareOptions::default().labels("all", "half").compare_runs(&all, &half);
/// let html = ComparisonPage::new(&comparison).title("Nightly").render();
/// assert!(html.contains("<h1><bdi>Nightly</bdi></h1>"));
/// ```
#[derive(Debug, Clone)]
pub struct ComparisonPage<'c> {
    comparison: &'c Comparison,
    title: Option<String>,
}

impl<'c> ComparisonPage<'c> {
    /// A page about `comparison`, under the labels of its sides.
    pub fn new(comparison: &'c Comparison) -> Self {
        Self { comparison, title: None }
    }

    /// Puts `title` in place of the sides' labels, which still stand below it.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// The page as text.
    pub fn render(&self) -> String {
        print(&ComparisonView::new(self.comparison, self.title.as_deref()))
    }

    /// Writes the page; missing parent directories are made.
    ///
    /// The page appears under `path` whole or not at all: an existing file stays as it was until then.
    ///
    /// # Errors
    /// When the file or a directory above it cannot be written; the error names the path.
    pub fn write(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        write_file(path.as_ref(), &self.render())
    }
}

/// Writes the page of a call graph to `path`; see [`GraphPage`].
///
/// # Errors
/// When the file or a directory above it cannot be written; the error names the path.
pub fn export_html(graph: &CallGraph, path: impl AsRef<Path>) -> Result<(), Error> {
    GraphPage::new(graph).write(path)
}

/// Writes the page of a graph's async statistics to `path`; see [`AsyncPage`].
///
/// # Errors
/// When the file or a directory above it cannot be written; the error names the path.
pub fn export_async_stats_html(graph: &CallGraph, path: impl AsRef<Path>) -> Result<(), Error> {
    AsyncPage::new(graph).write(path)
}

/// Printing into a string fails only where a value's own `Display` does, and none of the views' can.
fn print(view: &impl Template) -> String {
    view.render().expect("a view prints into a string")
}
