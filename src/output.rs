//! Files by their ending.

use std::path::Path;

use callflow_core::{CallGraph, Error};

/// What a file is to hold.
#[derive(Debug, Clone, Copy)]
enum Format {
    Page,
    Data,
}

fn format(path: &Path) -> Result<Format, Error> {
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    match ending.as_str() {
        "html" | "htm" => Ok(Format::Page),
        "json" => Ok(Format::Data),
        _ => Err(Error::output(path, "its name must end in `.html` for a page or in `.json` for the data")),
    }
}

/// # Errors
/// When no file of that ending can be written.
pub(crate) fn check(path: &Path) -> Result<(), Error> {
    format(path).map(|_| ())
}

/// Writes a graph; nothing where nothing was recorded because the recorder is not compiled in.
///
/// # Errors
/// When no file of that ending can be written, or this one cannot.
pub(crate) fn write(graph: &CallGraph, path: &Path) -> Result<(), Error> {
    match format(path)? {
        _ if !graph.metadata().recording => Ok(()),
        Format::Page => crate::export_html(graph, path),
        Format::Data => graph.save(path),
    }
}
