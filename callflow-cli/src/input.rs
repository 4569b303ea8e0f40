//! Graphs from files.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
};

use callflow_core::{CallGraph, load_runs};

use crate::{exit::Failure, terminal::Progress};

/// The progress of reading files.
pub(crate) fn progress<'p>(files: impl Iterator<Item = &'p PathBuf>) -> Progress {
    let sizes: Vec<u64> = files.map(|file| fs::metadata(file).map_or(0, |file| file.len())).collect();
    Progress::new(sizes.len(), sizes.iter().sum())
}

/// All runs of some files, in their order; `read` files were read before.
pub(crate) fn runs(files: &[PathBuf], read: usize, progress: &Progress) -> Result<Vec<CallGraph>, Failure> {
    distinct(files)?;
    let mut runs = Vec::new();
    for (index, file) in files.iter().enumerate() {
        progress.reading(read + index, &file.display().to_string());
        runs.append(&mut load_runs(file)?);
    }
    Ok(runs)
}

/// A file given twice would be counted as two runs that happen to agree.
fn distinct(files: &[PathBuf]) -> Result<(), Failure> {
    let mut seen: HashMap<PathBuf, &Path> = HashMap::new();
    for file in files {
        // What cannot be found is told when it is read; a pipe has no place but its name.
        let place = fs::canonicalize(file).unwrap_or_else(|_| file.clone());
        if let Some(before) = seen.insert(place, file) {
            return Err(Failure::usage(format!(
                "`{}` and `{}` are the same file: a run counts once",
                before.display(),
                file.display()
            )));
        }
    }
    Ok(())
}

/// All runs of some files as one graph.
pub(crate) fn merged(files: &[PathBuf]) -> Result<(CallGraph, usize), Failure> {
    let progress = progress(files.iter());
    let runs = runs(files, 0, &progress)?;
    let number = runs.len();
    let mut sum: Option<CallGraph> = None;
    for run in runs {
        sum = Some(match sum {
            None => run,
            Some(sum) => {
                progress.working("adding up");
                sum.try_merge(&run).map_err(|problem| {
                    Failure::usage(format!("the runs do not add up to a graph: {problem}"))
                })?
            }
        });
    }
    let sum = sum.ok_or_else(|| Failure::usage("the files hold no runs"))?;
    Ok((sum, number))
}
