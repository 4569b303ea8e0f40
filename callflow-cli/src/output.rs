//! What was asked for, to a file or to stdout.

use std::{
    io::{self, Write as _},
    path::Path,
};

use callflow_core::{Error, write_file};

use crate::exit::Failure;

/// Whether it goes to stdout.
pub(crate) fn is_stdout(path: &Path) -> bool {
    path == Path::new("-")
}

/// Writes to a file, or to stdout where that is asked for.
pub(crate) fn write(path: &Path, text: &str) -> Result<(), Failure> {
    if is_stdout(path) { print(text) } else { Ok(write_file(path, text)?) }
}

/// Writes to stdout. Whoever closed it has read enough, which is no failure.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Error::write(Path::new("stdout"), error).into())
        }
        _ => Ok(()),
    }
}
