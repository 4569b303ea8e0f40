//! Pages, or the reason why there are none.

use std::path::Path;

use callflow_core::{CallGraph, CompareOptions, Error};

#[cfg(feature = "html")]
use callflow_html as html;

/// Stands in for the pages.
#[cfg(not(feature = "html"))]
#[path = "pages/missing.rs"]
mod html;

pub use html::ComparisonPage;

/// Writes the page of a graph: one file that opens offline.
///
/// Parents are created, and a page that was there before stays whole until the new one takes its place.
///
/// # Errors
/// When the file cannot be written, or callflow is built without its `html` feature.
///
/// ```
/// # fn work() {}
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let directory = tempfile::tempdir()?;
/// # std::env::set_current_dir(&directory)?;
/// let traced = callflow::trace_scope!(|| work());
/// callflow::export_html(&traced.graph, "target/callflow/work.html")?;
/// # assert!(std::fs::read_to_string("target/callflow/work.html")?.starts_with("<!"));
/// # std::env::set_current_dir(std::env::temp_dir())?;
/// # Ok(())
/// # }
/// ```
pub fn export_html(graph: &CallGraph, path: impl AsRef<Path>) -> Result<(), Error> {
    html::export_html(graph, path.as_ref())
}

/// Writes the page of a graph's async statistics: one file that opens offline.
///
/// # Errors
/// When the file cannot be written, or callflow is built without its `html` feature.
///
/// ```
/// # async fn work() {}
/// # futures::executor::block_on(async {
/// # let directory = tempfile::tempdir().unwrap();
/// # std::env::set_current_dir(&directory).unwrap();
/// let traced = callflow::trace_scope_async!(work()).await;
/// callflow::export_async_stats_html(&traced.graph, "target/callflow/async.html")?;
/// # assert!(std::path::Path::new("target/callflow/async.html").exists());
/// # std::env::set_current_dir(std::env::temp_dir()).unwrap();
/// # Ok::<(), callflow::Error>(())
/// # }).unwrap();
/// ```
pub fn export_async_stats_html(graph: &CallGraph, path: impl AsRef<Path>) -> Result<(), Error> {
    html::export_async_stats_html(graph, path.as_ref())
}

/// Compares two graphs and writes the page of it, under the labels `Before` and `After`: one file that opens offline.
///
/// One run a side cannot tell a change from noise. With several, write a [`ComparisonPage`] of
/// [`CompareOptions::compare_runs`].
///
/// # Errors
/// When a graph was not recorded, since nothing can be said about it; when the file cannot be written; or when
/// callflow is built without its `html` feature. No file is written then.
///
/// ```
/// # fn old() {}
/// # fn new() {}
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let directory = tempfile::tempdir()?;
/// # std::env::set_current_dir(&directory)?;
/// let before = callflow::trace_scope!(|| old()).graph;
/// let after = callflow::trace_scope!(|| new()).graph;
/// callflow::export_comparison_html(&before, &after, "target/callflow/comparison.html")?;
/// # assert!(std::path::Path::new("target/callflow/comparison.html").exists());
/// # std::env::set_current_dir(std::env::temp_dir())?;
/// # Ok(())
/// # }
/// ```
pub fn export_comparison_html(
    before: &CallGraph,
    after: &CallGraph,
    path: impl AsRef<Path>,
) -> Result<(), Error> {
    export_comparison_html_with(before, after, path, CompareOptions::default(), "")
}

/// [`export_comparison_html`] with labels and a title of your choice, and with all else that the options say.
///
/// An empty title is that of the labels.
///
/// # Errors
/// As those of [`export_comparison_html`].
///
/// ```
/// use callflow::{CompareOptions, export_comparison_html_with, trace_scope};
/// # fn old() {}
/// # fn new() {}
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let directory = tempfile::tempdir()?;
/// # std::env::set_current_dir(&directory)?;
/// let (before, after) = (trace_scope!(|| old()).graph, trace_scope!(|| new()).graph);
/// let options = CompareOptions::default().labels("Version 1.0", "Version 2.0");
/// export_comparison_html_with(&before, &after, "target/callflow/ab.html", options, "Performance comparison")?;
/// # assert!(std::fs::read_to_string("target/callflow/ab.html")?.contains("Version 2.0"));
/// # std::env::set_current_dir(std::env::temp_dir())?;
/// # Ok(())
/// # }
/// ```
pub fn export_comparison_html_with(
    before: &CallGraph,
    after: &CallGraph,
    path: impl AsRef<Path>,
    options: CompareOptions,
    title: impl Into<String>,
) -> Result<(), Error> {
    let comparison = options.compare(before, after);
    match &comparison.not_comparable {
        Some(why) => Err(Error::output(path.as_ref(), format!("the sides cannot be compared: {why}"))),
        None => ComparisonPage::new(&comparison).title(title).write(path),
    }
}
