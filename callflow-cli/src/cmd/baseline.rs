use std::{ffi::OsStr, fmt::Write as _, fs, io, path::Path};

use callflow_core::Baseline;

use crate::{
    args::BaselineCommand,
    exit::{Exit, Failure},
    input, output, terminal,
};

pub(crate) fn run(command: &BaselineCommand) -> Result<Exit, Failure> {
    match command {
        BaselineCommand::Save { name, files, folder } => {
            let progress = input::progress(files.iter());
            let runs = input::runs(files, 0, &progress)?;
            drop(progress);
            let saved = Baseline::save_to(folder.folder(), name, &runs)?;
            terminal::say(&format!("kept {} in `{}`", runs_of(saved.runs().len()), saved.path().display()));
            Ok(Exit::Passed)
        }
        BaselineCommand::List { folder } => list(&folder.folder()),
    }
}

fn runs_of(runs: usize) -> String {
    format!("{runs} run{}", if runs == 1 { "" } else { "s" })
}

/// A damaged baseline does not keep the others from being listed.
fn list(folder: &Path) -> Result<Exit, Failure> {
    let mut text = String::new();
    let mut exit = Exit::Passed;
    for name in names(folder)? {
        match Baseline::load_from(folder, &name) {
            Ok(baseline) => {
                let _ = writeln!(text, "{name}  {}", runs_of(baseline.runs().len()));
            }
            Err(error) => {
                terminal::say(&format!("error: {error}"));
                exit = Exit::BadInput;
            }
        }
    }
    if text.is_empty() {
        terminal::say(&format!("no baselines in `{}`", folder.display()));
    }
    output::print(&text)?;
    Ok(exit)
}

/// The names of the baselines in a folder; none where there is no folder.
fn names(folder: &Path) -> Result<Vec<String>, Failure> {
    let unreadable = |cause| Failure::usage(format!("cannot read `{}`: {cause}", folder.display()));
    let entries = match fs::read_dir(folder) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(unreadable)?,
    };
    let mut names = Vec::new();
    for entry in entries {
        let path = entry.map_err(unreadable)?.path();
        let stem = path.file_stem().and_then(OsStr::to_str).filter(|stem| !stem.starts_with('.'));
        if path.extension() == Some(OsStr::new("json")) {
            names.extend(stem.map(str::to_owned));
        }
    }
    names.sort_unstable();
    Ok(names)
}
