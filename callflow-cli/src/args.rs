//! What can be asked for.

mod compare;

use std::{ffi::OsString, path::PathBuf};

use clap::{Args as Arguments, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

pub(crate) use self::compare::{CompareArgs, FailOn};

/// What stands below every help.
const EXIT_CODES: &str = "\
Exit codes:
  0  done; compare: nothing that --fail-on names
  1  compare: a regression, or something else that --fail-on names
  2  bad usage, or a file that cannot be read or written
  3  compare: the sides are not comparable
  4  compare: no baseline of that name";

/// Compares, reports and sums up call graphs that were recorded with the `callflow` crate.
///
/// Files are data files of callflow, its baselines, which hold several runs, or what callflow-tracer writes as JSON.
#[derive(Debug, Parser)]
#[command(name = "callflow", version, after_help = EXIT_CODES, max_term_width = 110)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

impl Args {
    /// Reads the arguments, the first of which is the program.
    ///
    /// `--` stands between the sides of a comparison, and options may follow it, which they could not if clap were to
    /// read it: there it ends the options.
    pub(crate) fn read(mut arguments: Vec<OsString>) -> Result<Self, clap::Error> {
        let is_compare = arguments.get(1).is_some_and(|command| command == "compare");
        let divider = arguments.iter_mut().find(|argument| *argument == "--").filter(|_| is_compare);
        if let Some(divider) = divider {
            *divider = compare::DIVIDER.into();
        }
        let matches = Self::command().try_get_matches_from(arguments)?;
        let mut args = Self::from_arg_matches(&matches)?;
        if let (Command::Compare(args), Some((_, matches))) = (&mut args.command, matches.subcommand()) {
            args.divide(matches);
        }
        Ok(args)
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Compare(Box<CompareArgs>),
    Report(ReportArgs),
    Stats(StatsArgs),
    #[command(subcommand)]
    Baseline(BaselineCommand),
}

/// Writes the page of one graph, or of several added up.
#[derive(Debug, Arguments)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct ReportArgs {
    /// Data files or baselines; several runs are added up.
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// The page to write; `-` for stdout.
    #[arg(short, long, value_name = "PAGE")]
    pub(crate) output: PathBuf,
    /// Writes the page of the async statistics.
    #[arg(long = "async")]
    pub(crate) is_async: bool,
    /// The page's title, in place of the scope's name.
    #[arg(long)]
    pub(crate) title: Option<String>,
}

/// Prints the table of functions and, where there are async calls, their statistics.
#[derive(Debug, Arguments)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct StatsArgs {
    /// Data files or baselines; several runs are added up.
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
}

/// Keeps runs under a name, to compare later ones with.
#[derive(Debug, Subcommand)]
#[command(after_help = EXIT_CODES)]
pub(crate) enum BaselineCommand {
    /// Keeps all runs of some files under a name, in place of what was kept under it.
    Save {
        /// Letters, digits, `-`, `_` and `.`.
        name: String,
        /// Data files or baselines.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        #[command(flatten)]
        folder: FolderArgs,
    },
    /// Lists the baselines that there are.
    List {
        #[command(flatten)]
        folder: FolderArgs,
    },
}

#[derive(Debug, Arguments)]
pub(crate) struct FolderArgs {
    /// The folder of baselines; without it that of the environment variable `CALLFLOW_BASELINES`, else
    /// `target/callflow/baselines`.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) baselines: Option<PathBuf>,
}

impl FolderArgs {
    pub(crate) fn folder(&self) -> PathBuf {
        self.baselines.clone().unwrap_or_else(callflow_core::Baseline::folder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_make_sense() {
        Args::command().debug_assert();
    }
}
