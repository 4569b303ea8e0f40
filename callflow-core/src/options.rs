//! What a scope is asked to do.

use crate::error::Error;

/// The options of a scope.
#[derive(Debug, Clone)]
pub struct Options {
    pub(crate) name: Option<String>,
    pub(crate) max_call_paths: usize,
    pub(crate) max_timeline_calls: usize,
    pub(crate) max_timeline_polls: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { name: None, max_call_paths: 100_000, max_timeline_calls: 16_384, max_timeline_polls: 65_536 }
    }
}

/// The highest cap that can be asked for.
const LIMIT: usize = 1 << 24;

impl Options {
    /// The name shown with the graph.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// The most call paths that are told apart.
    #[must_use]
    pub fn max_call_paths(mut self, paths: usize) -> Self {
        self.max_call_paths = paths;
        self
    }

    /// The most async calls that the timeline keeps. Polls are capped at four times as many.
    #[must_use]
    pub fn max_timeline_calls(mut self, calls: usize) -> Self {
        self.max_timeline_calls = calls;
        self.max_timeline_polls = calls.saturating_mul(4);
        self
    }

    /// # Errors
    /// When an option is impossible.
    pub(crate) fn check(&self) -> Result<(), Error> {
        if self.max_call_paths == 0 || self.max_call_paths > LIMIT {
            return Err(Error::options(format!(
                "max_call_paths is {}, but must be between 1 and {LIMIT}",
                self.max_call_paths
            )));
        }
        if self.max_timeline_calls > LIMIT {
            return Err(Error::options(format!(
                "max_timeline_calls is {}, but must be at most {LIMIT}; 0 keeps none",
                self.max_timeline_calls
            )));
        }
        Ok(())
    }
}
