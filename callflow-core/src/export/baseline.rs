//! Runs kept under a name, to compare later ones with.

use std::path::{Path, PathBuf};

use super::{json, write_file};
use crate::{error::Error, snapshot::CallGraph};

/// Runs that were kept under a name, for later ones to be compared with.
///
/// Baselines are files, one each, in a folder: that of the environment variable `CALLFLOW_BASELINES`, else
/// `target/callflow/baselines` below the current folder, which for tests is that of their package. Keep the folder
/// elsewhere, or in version control, where `target` is not kept.
///
/// A baseline that is not there is an error. Whoever wants a first run to make one says so:
///
/// ```
/// use callflow::{Baseline, trace, trace_runs};
///
/// #[trace]
/// fn work() {}
///
/// # let folder = std::env::temp_dir().join(format!("callflow-doc-{}", std::process::id()));
/// # fn main_(folder: &std::path::Path) -> Result<(), callflow::Error> {
/// let runs = trace_runs(5, || work());
/// assert!(Baseline::load_from(folder, "checkout").is_err(), "nobody has kept one");
/// let baseline = match Baseline::find_in(folder, "checkout")? {
///     Some(baseline) => baseline,
///     None => Baseline::save_to(folder, "checkout", &runs)?,
/// };
/// assert_eq!(baseline.runs().len(), 5);
/// # Ok(())
/// # }
/// # main_(&folder).unwrap();
/// # std::fs::remove_dir_all(folder).unwrap();
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Baseline {
    name: String,
    path: PathBuf,
    runs: Vec<CallGraph>,
}

/// Where baselines lie unless the environment names another place.
const FOLDER: &str = "target/callflow/baselines";
const VARIABLE: &str = "CALLFLOW_BASELINES";

impl Baseline {
    /// The folder of baselines.
    pub fn folder() -> PathBuf {
        std::env::var_os(VARIABLE)
            .filter(|folder| !folder.is_empty())
            .map_or_else(|| FOLDER.into(), PathBuf::from)
    }

    /// Reads the baseline of that name.
    ///
    /// # Errors
    /// When there is none ([`Error::is_missing_baseline`]), or its file cannot be read or is damaged; the error names the
    /// file.
    pub fn load(name: &str) -> Result<Self, Error> {
        Self::load_from(Self::folder(), name)
    }

    /// The same from a folder of your own.
    ///
    /// # Errors
    /// As for [`load`](Self::load).
    pub fn load_from(folder: impl AsRef<Path>, name: &str) -> Result<Self, Error> {
        let path = path(folder.as_ref(), name)?;
        let runs = match json::load_runs(&path) {
            Ok(runs) => runs,
            Err(error) if error.io_kind() == std::io::ErrorKind::NotFound => {
                return Err(Error::missing_baseline(name, &path));
            }
            Err(error) => return Err(error),
        };
        Ok(Self { name: name.to_owned(), path, runs })
    }

    /// Reads the baseline of that name, if there is one.
    ///
    /// # Errors
    /// When its file cannot be read or is damaged; the error names it.
    pub fn find(name: &str) -> Result<Option<Self>, Error> {
        Self::find_in(Self::folder(), name)
    }

    /// The same in a folder of your own.
    ///
    /// # Errors
    /// As for [`find`](Self::find).
    pub fn find_in(folder: impl AsRef<Path>, name: &str) -> Result<Option<Self>, Error> {
        match Self::load_from(folder, name) {
            Ok(baseline) => Ok(Some(baseline)),
            Err(error) if error.is_missing_baseline() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Keeps runs under a name, in place of those that were kept under it before.
    ///
    /// # Errors
    /// When there are no runs, one of them recorded nothing because callflow is built without its `enabled` feature, the
    /// name cannot be that of a file, or the file cannot be written.
    pub fn save(name: &str, runs: &[CallGraph]) -> Result<Self, Error> {
        Self::save_to(Self::folder(), name, runs)
    }

    /// The same in a folder of your own.
    ///
    /// # Errors
    /// As for [`save`](Self::save).
    pub fn save_to(folder: impl AsRef<Path>, name: &str, runs: &[CallGraph]) -> Result<Self, Error> {
        let path = path(folder.as_ref(), name)?;
        if runs.is_empty() {
            return Err(Error::output(&path, "a baseline has at least one run"));
        }
        if runs.iter().any(|run| !run.metadata().recording) {
            return Err(Error::output(
                &path,
                "nothing was recorded: callflow is built without its `enabled` feature",
            ));
        }
        write_file(&path, &json::runs_to_json(runs))?;
        Ok(Self { name: name.to_owned(), path, runs: runs.to_vec() })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The file that holds it.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The runs, in the order in which they were kept.
    pub fn runs(&self) -> &[CallGraph] {
        &self.runs
    }
}

/// The file of a name, which is told in the error where it cannot be one.
fn path(folder: &Path, name: &str) -> Result<PathBuf, Error> {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let path = folder.join(format!("{name}.json"));
    if name.is_empty() || name.starts_with('.') || !name.chars().all(fits) {
        return Err(Error::output(&path, "a baseline's name is made of letters, digits, `-`, `_` and `.`"));
    }
    Ok(path)
}
