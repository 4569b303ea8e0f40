//! Writing a file so that a reader never meets half of it.

use std::{
    ffi::{OsStr, OsString},
    fs, io,
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU64, Ordering},
};

use crate::error::Error;

/// Tells apart the temporary files of one process; the process number tells apart those of several.
static WRITTEN: AtomicU64 = AtomicU64::new(0);

/// Writes `contents` to `path`: missing parent directories are made, and an existing file is replaced at once
/// or, on failure, kept as it was.
///
/// # Errors
/// When the file cannot be written; the error names it.
pub fn write_file(path: &Path, contents: &str) -> Result<(), Error> {
    replace(path, contents).map_err(|cause| Error::write(path, cause))
}

fn replace(path: &Path, contents: &str) -> io::Result<()> {
    let Some(name) = path.file_name() else {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "the path names no file"));
    };
    if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        fs::create_dir_all(parent)?;
    }
    // A rename is atomic only within one file system, hence the same directory.
    let temporary = Temporary { path: path.with_file_name(temporary_name(name)) };
    fs::write(&temporary.path, contents)?;
    fs::rename(&temporary.path, path)
}

/// Hidden, and cut so that a long name stays within what file systems allow.
fn temporary_name(name: &OsStr) -> OsString {
    let number = WRITTEN.fetch_add(1, Ordering::Relaxed);
    let stem: String = name.to_string_lossy().chars().take(32).collect();
    format!(".{stem}.{}-{number}.tmp", process::id()).into()
}

/// Removes the file when it is left; after a successful rename there is nothing to remove.
struct Temporary {
    path: PathBuf,
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // Nothing more can be done about a temporary file that does not go, and the cause is reported already.
        let _ = fs::remove_file(&self.path);
    }
}
