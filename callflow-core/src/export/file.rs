//! Writing a file so that a reader never meets half of it.

use std::{
    ffi::{OsStr, OsString},
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU64, Ordering},
};

use crate::error::Error;

/// Tells apart the temporary files of one process; the process number tells apart those of several.
static WRITTEN: AtomicU64 = AtomicU64::new(0);

/// Writes `contents` to `path`: missing parent directories are made, and an existing file is replaced at once, with its
/// permissions, or, on failure, kept as it was. A link to a file stays one, and what is no file, such as `/dev/stdout`, is
/// written to.
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
    let there = fs::metadata(path).ok();
    let target = match &there {
        Some(there) if !there.is_file() && !there.is_dir() => return fs::write(path, contents),
        Some(_) => fs::canonicalize(path)?,
        None => path.to_owned(),
    };
    // A rename is atomic only within one file system, hence the same directory.
    let temporary = Temporary { path: target.with_file_name(temporary_name(name)) };
    let mut file = fs::File::create(&temporary.path)?;
    if let Some(there) = there {
        // Before there is anything to read. Where it is not possible, there is no reason to keep the contents back.
        let _ = file.set_permissions(there.permissions());
    }
    file.write_all(contents.as_bytes())?;
    drop(file);
    fs::rename(&temporary.path, &target)
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
