use std::{
    collections::hash_map::RandomState,
    fmt,
    hash::{BuildHasher as _, Hasher as _},
    io,
    path::{Path, PathBuf},
};

use crate::snapshot::CallGraph;

/// What went wrong. One opaque type; the message says what, where, and what to do instead.
#[derive(Debug)]
pub struct Error {
    kind: Box<Kind>,
}

#[derive(Debug)]
enum Kind {
    Write { path: PathBuf, cause: io::Error },
    Read { path: PathBuf, cause: io::Error },
    Data { path: Option<PathBuf>, problem: String },
    Output { path: PathBuf, problem: String },
    Options(String),
    SecondGlobal,
    MissingBaseline { name: String, path: PathBuf },
}

impl Error {
    /// A file that could not be written.
    #[doc(hidden)]
    pub fn write(path: &Path, cause: io::Error) -> Self {
        Self { kind: Box::new(Kind::Write { path: path.to_owned(), cause }) }
    }

    /// A file that could not be read.
    pub(crate) fn read(path: &Path, cause: io::Error) -> Self {
        Self { kind: Box::new(Kind::Read { path: path.to_owned(), cause }) }
    }

    /// A text that is no call graph.
    pub(crate) fn data(problem: impl Into<String>) -> Self {
        Self { kind: Box::new(Kind::Data { path: None, problem: problem.into() }) }
    }

    /// The same of a file.
    pub(crate) fn data_in(path: &Path, problem: impl Into<String>) -> Self {
        Self { kind: Box::new(Kind::Data { path: Some(path.to_owned()), problem: problem.into() }) }
    }

    /// A file that this build or any build cannot produce.
    #[doc(hidden)]
    pub fn output(path: &Path, problem: impl Into<String>) -> Self {
        Self { kind: Box::new(Kind::Output { path: path.to_owned(), problem: problem.into() }) }
    }

    /// Scope options that make no sense.
    pub(crate) fn options(problem: impl Into<String>) -> Self {
        Self { kind: Box::new(Kind::Options(problem.into())) }
    }

    /// A scope of the whole process beside another.
    #[doc(hidden)]
    pub fn second_global() -> Self {
        Self { kind: Box::new(Kind::SecondGlobal) }
    }

    /// A baseline that nobody has kept.
    pub(crate) fn missing_baseline(name: &str, path: &Path) -> Self {
        Self { kind: Box::new(Kind::MissingBaseline { name: name.to_owned(), path: path.to_owned() }) }
    }

    /// Whether a baseline was asked for that is not there.
    pub fn is_missing_baseline(&self) -> bool {
        matches!(*self.kind, Kind::MissingBaseline { .. })
    }

    /// Whether the options of a scope made no sense.
    pub fn is_options(&self) -> bool {
        matches!(*self.kind, Kind::Options(_))
    }

    /// The file it is about.
    pub fn path(&self) -> Option<&Path> {
        match &*self.kind {
            Kind::Write { path, .. }
            | Kind::Read { path, .. }
            | Kind::Output { path, .. }
            | Kind::MissingBaseline { path, .. } => Some(path),
            Kind::Data { path, .. } => path.as_deref(),
            Kind::Options(_) | Kind::SecondGlobal => None,
        }
    }

    /// What the operating system answered, or the nearest word for it.
    pub fn io_kind(&self) -> io::ErrorKind {
        match &*self.kind {
            Kind::Write { cause, .. } | Kind::Read { cause, .. } => cause.kind(),
            Kind::Data { .. } => io::ErrorKind::InvalidData,
            Kind::Output { .. } => io::ErrorKind::Unsupported,
            Kind::MissingBaseline { .. } => io::ErrorKind::NotFound,
            Kind::Options(_) => io::ErrorKind::InvalidInput,
            Kind::SecondGlobal => io::ErrorKind::AlreadyExists,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.kind {
            Kind::Write { path, cause } => write!(f, "cannot write `{}`: {cause}", path.display()),
            Kind::Read { path, cause } => write!(f, "cannot read `{}`: {cause}", path.display()),
            Kind::Data { path: Some(path), problem } => {
                write!(f, "`{}` holds no call graph: {problem}", path.display())
            }
            Kind::Data { path: None, problem } => write!(f, "this is no call graph: {problem}"),
            Kind::Output { path, problem } => write!(f, "cannot write `{}`: {problem}", path.display()),
            Kind::Options(problem) => write!(f, "impossible scope options: {problem}"),
            Kind::MissingBaseline { name, path } => write!(
                f,
                "there is no baseline `{name}`: `{}` does not exist, and `Baseline::save` makes it",
                path.display()
            ),
            Kind::SecondGlobal => f.write_str(
                "a scope of the whole process is open already: finish it before another one begins",
            ),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &*self.kind {
            Kind::Write { cause, .. } | Kind::Read { cause, .. } => Some(cause),
            Kind::Data { .. }
            | Kind::Output { .. }
            | Kind::Options(_)
            | Kind::SecondGlobal
            | Kind::MissingBaseline { .. } => None,
        }
    }
}

impl From<Error> for io::Error {
    fn from(error: Error) -> Self {
        Self::new(error.io_kind(), error)
    }
}

/// The value of traced code together with what was recorded about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Traced<T> {
    /// What the code returned.
    pub value: T,
    /// What was recorded.
    pub graph: CallGraph,
}

/// A scope whose code ran but whose file could not be written. It carries the value and the graph.
pub struct ScopeError<T> {
    inner: Box<(Error, Traced<T>)>,
}

impl<T> ScopeError<T> {
    /// Joins what failed with what must not be lost.
    #[doc(hidden)]
    pub fn new(error: Error, traced: Traced<T>) -> Self {
        Self { inner: Box::new((error, traced)) }
    }

    /// What went wrong.
    pub fn error(&self) -> &Error {
        &self.inner.0
    }

    /// What was recorded.
    pub fn graph(&self) -> &CallGraph {
        &self.inner.1.graph
    }

    /// What went wrong, and the value and graph.
    pub fn into_parts(self) -> (Error, Traced<T>) {
        *self.inner
    }

    /// The same error without the value, for error types that ask for `'static` or `Send`.
    pub fn discard_value(self) -> ScopeError<()> {
        let (error, Traced { graph, .. }) = self.into_parts();
        ScopeError::new(error, Traced { value: (), graph })
    }
}

impl<T> fmt::Debug for ScopeError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScopeError").field("error", self.error()).finish_non_exhaustive()
    }
}

impl<T> fmt::Display for ScopeError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error().fmt(f)
    }
}

impl<T> std::error::Error for ScopeError<T> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(self.error())
    }
}

/// Keeps the kind of error and the path. The value is lost by the nature of it; the graph is saved as a rescue file
/// in the temporary folder first, which the message names.
impl<T> From<ScopeError<T>> for io::Error {
    fn from(error: ScopeError<T>) -> Self {
        let (error, traced) = error.into_parts();
        let stem = error.path().and_then(Path::file_stem).unwrap_or_default().to_string_lossy();
        let stem: String = stem.chars().take(32).collect();
        // The folder is everybody's: nobody can have laid a link under a name that nobody can guess.
        let number = RandomState::new().build_hasher().finish();
        let rescue = std::env::temp_dir()
            .join(format!("{stem}.{}-{number:016x}.callflow-rescue.json", std::process::id()));
        let message = match traced.graph.save(&rescue) {
            Ok(()) => format!("{error}; what was recorded is saved in `{}`", rescue.display()),
            Err(second) => format!("{error}; what was recorded could not be saved either: {second}"),
        };
        Self::new(error.io_kind(), message)
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use super::*;
    use crate::reading::Reading;

    #[test]
    fn an_error_of_the_system_is_the_source_of_one_of_a_scope_too() {
        let path = Path::new("out.json");
        let error = || Error::write(path, io::Error::other("no room"));
        let graph = CallGraph::from_reading(Reading::default());
        let of_scope = ScopeError::new(error(), Traced { value: 7, graph });
        assert_eq!(of_scope.to_string(), error().to_string());
        assert_eq!(of_scope.source().unwrap().to_string(), "no room");
        assert_eq!(error().source().unwrap().to_string(), "no room");
        // Of the value nothing is known that could be printed.
        let debugged = format!("{of_scope:?}");
        assert!(debugged.starts_with("ScopeError") && debugged.contains("no room"), "{debugged}");
        assert!(Error::options("none").source().is_none());
    }

    #[test]
    fn errors_tell_what_they_are_about() {
        let path = Path::new("kept/checkout.json");
        let missing = Error::missing_baseline("checkout", path);
        assert!(missing.is_missing_baseline() && !missing.is_options());
        assert_eq!((missing.path(), missing.io_kind()), (Some(path), io::ErrorKind::NotFound));
    }
}
