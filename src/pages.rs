//! Pages, or the reason why there are none.

use std::path::Path;

use callflow_core::{CallGraph, Error};

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

#[cfg(feature = "html")]
use callflow_html as html;

#[cfg(not(feature = "html"))]
mod html {
    use super::{CallGraph, Error, Path};

    const PROBLEM: &str =
        "callflow is built without its `html` feature; a path that ends in `.json` saves the data";

    pub(super) fn export_html(_: &CallGraph, path: &Path) -> Result<(), Error> {
        Err(Error::output(path, PROBLEM))
    }

    pub(super) fn export_async_stats_html(_: &CallGraph, path: &Path) -> Result<(), Error> {
        Err(Error::output(path, PROBLEM))
    }
}
