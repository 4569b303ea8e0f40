use std::path::Path;

use callflow_core::{CallGraph, Comparison, Error};

const PROBLEM: &str =
    "callflow is built without its `html` feature; a path that ends in `.json` saves the data";
const PROBLEM_OF_COMPARISONS: &str = "callflow is built without its `html` feature";

pub(super) fn export_html(_: &CallGraph, path: &Path) -> Result<(), Error> {
    Err(Error::output(path, PROBLEM))
}

pub(super) fn export_async_stats_html(_: &CallGraph, path: &Path) -> Result<(), Error> {
    Err(Error::output(path, PROBLEM))
}

/// The page of a comparison, which this build of callflow cannot draw: it lacks the `html` feature.
#[derive(Debug, Clone)]
pub struct ComparisonPage<'c> {
    _comparison: &'c Comparison,
}

impl<'c> ComparisonPage<'c> {
    /// A page about `comparison`.
    pub fn new(comparison: &'c Comparison) -> Self {
        Self { _comparison: comparison }
    }

    /// Puts `title` in place of the sides' labels.
    pub fn title(self, title: impl Into<String>) -> Self {
        drop(title.into());
        self
    }

    /// A page that says why there is none.
    pub fn render(&self) -> String {
        format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>No page</title></head>\n\
             <body><p>There is no page: {PROBLEM_OF_COMPARISONS}.</p></body>\n</html>\n"
        )
    }

    /// Writes nothing.
    ///
    /// # Errors
    /// Always; the error names the path and the feature that is missing.
    pub fn write(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        Err(Error::output(path.as_ref(), PROBLEM_OF_COMPARISONS))
    }
}
