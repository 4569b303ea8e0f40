//! How the command ends.

use std::{fmt, process::ExitCode};

use callflow_core::Error;

/// The codes, of which the README and the help have a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Nothing that `--fail-on` names was seen.
    Passed,
    /// Something was.
    Failed,
    /// What was asked for makes no sense, or a file cannot be read or written.
    BadInput,
    /// The sides cannot be compared, so that nothing is known.
    NotComparable,
    /// There is no baseline of that name.
    NoBaseline,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Passed => 0,
            Exit::Failed => 1,
            Exit::BadInput => 2,
            Exit::NotComparable => 3,
            Exit::NoBaseline => 4,
        })
    }
}

/// Why the command could not do what it was asked for.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The arguments contradict each other or ask for nothing.
    Usage(String),
    /// A file could not be read or written.
    File(Error),
    /// There is no such baseline.
    NoBaseline(String),
}

impl Failure {
    pub(crate) fn usage(problem: impl Into<String>) -> Self {
        Self::Usage(problem.into())
    }

    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Usage(_) | Self::File(_) => Exit::BadInput,
            Self::NoBaseline(_) => Exit::NoBaseline,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(problem) | Self::NoBaseline(problem) => f.write_str(problem),
            Self::File(error) => error.fmt(f),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::File(error)
    }
}
