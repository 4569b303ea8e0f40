//! A folder with data files in it, and the command run there.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    time::Duration,
};

use callflow_core::{
    CallGraph,
    fixture::{Link, Nanos, PathReading, Reading, SiteKind, SiteReading, Tally},
};
use tempfile::TempDir;

pub(crate) const MILLI: u64 = 1_000_000;

/// Sync functions side by side: name, calls, and nanoseconds of all calls together.
pub(crate) type Functions<'f> = &'f [(&'f str, u64, u64)];

pub(crate) fn reading(functions: Functions<'_>) -> Reading {
    let mut reading = Reading { recording: true, threads: 1, clock: "fixture", ..Reading::default() };
    for (site, &(name, calls, own)) in functions.iter().enumerate() {
        let mean = Nanos(own / calls.max(1));
        reading.sites.push(SiteReading {
            full_name: name.to_owned(),
            module: "scene".to_owned(),
            file: "scene.rs".to_owned(),
            line: 1,
            column: 1,
            kind: SiteKind::Sync,
            errors_observed: true,
            max_concurrent: 0,
            durations: vec![(mean, calls)],
            arguments: Vec::new(),
        });
        let (total, active) = (Nanos(own), Nanos(own));
        let tally = Tally {
            entered: calls,
            ok: calls,
            total,
            active,
            own: total,
            min: mean,
            max: mean,
            ..Tally::default()
        };
        reading.paths.push(PathReading { parent: None, site, link: Link::Nested, tally });
        reading.wall += Duration::from_nanos(own);
    }
    reading
}

pub(crate) struct Desk {
    folder: TempDir,
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A data file, by its name within the folder.
    pub(crate) fn graph(&self, name: &str, functions: Functions<'_>) -> String {
        self.reading(name, reading(functions))
    }

    pub(crate) fn reading(&self, name: &str, reading: Reading) -> String {
        CallGraph::from_reading(reading).save(self.path(name)).unwrap();
        name.to_owned()
    }

    pub(crate) fn file(&self, name: &str, contents: impl AsRef<[u8]>) -> String {
        fs::write(self.path(name), contents).unwrap();
        name.to_owned()
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// So many files of one function that takes about so long, in an order that no test takes for a trend.
    pub(crate) fn runs(&self, prefix: &str, runs: usize, own: u64) -> Vec<String> {
        let file = |run: usize| {
            let jitter = (run * 7 % 11) as u64 * (own / 1_000);
            self.graph(&format!("{prefix}{run}.json"), &[("work", 1, own + jitter)])
        };
        (0..runs).map(file).collect()
    }

    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_callflow"));
        command.current_dir(self.folder.path()).env_remove("CALLFLOW_BASELINES").stdin(Stdio::null());
        command
    }

    #[track_caller]
    pub(crate) fn run<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Run {
        Run::of(self.command().args(arguments).output().unwrap())
    }

    /// The command with words that are apart by a space.
    #[track_caller]
    pub(crate) fn say(&self, words: &str) -> Run {
        self.run(words.split(' '))
    }
}

/// The folder of data files that the library's tests read.
pub(crate) fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/data").join(name)
}

/// How the command ended and what it said.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    #[track_caller]
    pub(crate) fn of(output: Output) -> Self {
        let run = Self {
            code: output.status.code().expect("it was not killed"),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        };
        assert!(run.code != 101 && !run.stderr.contains("panicked"), "{run:#?}");
        assert!(!run.stderr.contains('\u{1b}'), "there is no terminal to move a cursor on: {run:#?}");
        run
    }

    /// Checks the code and that stderr says something.
    #[track_caller]
    pub(crate) fn ends(self, code: i32, said: &str) -> Self {
        assert!(self.code == code && self.stderr.contains(said), "not {code} with {said:?}: {self:#?}");
        self
    }

    /// The verdict.
    #[track_caller]
    pub(crate) fn last_line(&self) -> &str {
        self.stderr.lines().last().unwrap_or_default()
    }
}
