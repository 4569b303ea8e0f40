use std::{path::PathBuf, time::Duration};

use callflow_core::{CompareOptions, Gate};
use clap::{ArgMatches, Args as Arguments, ValueEnum};

use super::{EXIT_CODES, FolderArgs};
use crate::thresholds::{error_rate, percent, time};

/// What clap reads in place of `--`.
pub(super) const DIVIDER: &str = "--between-the-sides";

/// Compares two sides and fails on regressions.
///
/// Give several runs a side: one run cannot tell a change from noise. Where both sides are one file, `--` may be left
/// out.
#[derive(Debug, Arguments)]
#[command(
    after_help = EXIT_CODES,
    override_usage = "callflow compare [OPTIONS] <BEFORE>... -- <AFTER>...\n       \
                      callflow compare [OPTIONS] <BEFORE> <AFTER>\n       \
                      callflow compare [OPTIONS] --baseline <NAME> <AFTER>..."
)]
pub(crate) struct CompareArgs {
    /// Data files or baselines of the side before, `--`, and those of the side after.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Stands for `--`.
    #[arg(long = &DIVIDER[2..], hide = true)]
    divider: bool,
    /// How many files stand before it.
    #[arg(skip)]
    divided_at: Option<usize>,
    /// Compares with the baseline of this name; all files are the side after.
    #[arg(long, value_name = "NAME")]
    pub(crate) baseline: Option<String>,
    #[command(flatten)]
    pub(crate) folder: FolderArgs,

    /// Writes a page; `-` for stdout, in place of the table.
    #[arg(long, value_name = "PATH", help_heading = "Output")]
    pub(crate) html: Option<PathBuf>,
    /// The page's title.
    #[arg(long, requires = "html", help_heading = "Output")]
    pub(crate) title: Option<String>,
    /// Writes everything as JSON; `-` likewise.
    #[arg(long, value_name = "PATH", help_heading = "Output")]
    pub(crate) json: Option<PathBuf>,
    /// Writes Markdown for a pull request; `-` likewise.
    #[arg(long, value_name = "PATH", help_heading = "Output")]
    pub(crate) markdown: Option<PathBuf>,
    /// What the sides are called.
    #[arg(long, num_args = 2, value_names = ["BEFORE", "AFTER"], help_heading = "Output")]
    pub(crate) labels: Option<Vec<String>>,
    /// The most entries of the lists of top improvements and regressions.
    #[arg(long, value_name = "N", default_value = "10", help_heading = "Output")]
    pub(crate) top: usize,

    /// What makes the command fail; may be repeated, or a list with commas.
    #[arg(long, value_enum, value_delimiter = ',', default_value = "regression", help_heading = "Gate")]
    pub(crate) fail_on: Vec<FailOn>,
    /// Lets a regression pass that is no greater than so many percent.
    #[arg(long, value_name = "PERCENT", default_value = "0", value_parser = percent, allow_negative_numbers = true, help_heading = "Gate")]
    pub(crate) tolerate_pct: f64,
    /// Lets so many functions regress.
    #[arg(long, value_name = "N", default_value = "0", help_heading = "Gate")]
    pub(crate) allow_regressions: usize,
    /// Judges recordings all the same that differ gravely, such as a debug and a release build.
    #[arg(long, help_heading = "Gate")]
    pub(crate) allow_differences: bool,

    /// What a difference must exceed to matter, in percent of the larger time.
    #[arg(long, value_name = "PERCENT", default_value = "3", value_parser = percent, allow_negative_numbers = true, help_heading = "Thresholds")]
    pub(crate) noise_floor_pct: f64,
    /// The same as a time; the greater of the two counts.
    #[arg(long, value_name = "TIME", default_value = "1us", value_parser = time, help_heading = "Thresholds")]
    pub(crate) noise_floor: Duration,
    /// What a difference must exceed where a side has one run, in percent of the smaller time.
    #[arg(long, value_name = "PERCENT", default_value = "100", value_parser = percent, allow_negative_numbers = true, help_heading = "Thresholds")]
    pub(crate) single_run_margin_pct: f64,
    /// The same as a time; the greater of the two counts.
    #[arg(long, value_name = "TIME", default_value = "10ms", value_parser = time, help_heading = "Thresholds")]
    pub(crate) single_run_margin: Duration,
    /// The share of comparisons of equal code in which any function may be called changed.
    #[arg(long, value_name = "RATE", default_value = "0.05", value_parser = error_rate, allow_negative_numbers = true, help_heading = "Thresholds")]
    pub(crate) error_rate: f64,
    /// Compares the first run with the first, the second with the second, and so on, as they were made together.
    #[arg(long, help_heading = "Thresholds")]
    pub(crate) paired: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// A function or the whole takes more time.
    Regression,
    /// The runs of a function do not tell.
    Inconclusive,
    /// A function is called more often.
    MoreCalls,
    /// Errors, panics or cancellations appeared.
    NewFailures,
    /// Nothing; sides that are not comparable fail all the same.
    Never,
}

impl CompareArgs {
    /// Notes where the sides part.
    pub(super) fn divide(&mut self, matches: &ArgMatches) {
        let divider = matches.index_of("divider").filter(|_| self.divider);
        self.divided_at = divider.map(|divider| {
            let files = matches.indices_of("files").into_iter().flatten();
            files.filter(|file| *file < divider).count()
        });
    }

    /// The files of the side before, and those of the side after; without `--`, all are the former.
    pub(crate) fn sides(&self) -> (&[PathBuf], Option<&[PathBuf]>) {
        match self.divided_at {
            None => (&self.files, None),
            Some(place) => (&self.files[..place], Some(&self.files[place..])),
        }
    }

    pub(crate) fn fails_on(&self, what: FailOn) -> bool {
        self.fail_on.contains(&what)
    }

    pub(crate) fn options(&self, before: &str, after: &str) -> CompareOptions {
        let options = CompareOptions::default()
            .labels(before, after)
            .noise_floor(self.noise_floor_pct / 100.0, self.noise_floor)
            .single_run_margin(self.single_run_margin_pct / 100.0, self.single_run_margin)
            .error_rate(self.error_rate)
            .top(self.top);
        if self.paired { options.paired() } else { options }
    }

    /// The gate, which always looks for regressions.
    pub(crate) fn gate(&self) -> Gate {
        type Demand = fn(Gate) -> Gate;
        let demands: [(bool, Demand); 4] = [
            (self.fails_on(FailOn::Inconclusive), Gate::no_inconclusive),
            (self.fails_on(FailOn::MoreCalls), Gate::no_more_calls),
            (self.fails_on(FailOn::NewFailures), Gate::no_new_failures),
            (self.allow_differences, Gate::allow_differences),
        ];
        let gate = Gate::default().tolerate_pct(self.tolerate_pct).allow_regressions(self.allow_regressions);
        demands.into_iter().filter(|(asked, _)| *asked).fold(gate, |gate, (_, demand)| demand(gate))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::{Args, Command};

    fn read(words: &str) -> CompareArgs {
        let words = format!("callflow compare {words}");
        match Args::read(words.split_whitespace().map(Into::into).collect()).unwrap().command {
            Command::Compare(args) => *args,
            other => panic!("it was asked to compare, not {other:?}"),
        }
    }

    #[test]
    fn without_options_it_compares_and_gates_as_the_library_does() {
        let args = read("a b");
        assert_eq!(args.options("Before", "After"), CompareOptions::default());
        assert_eq!(args.gate(), Gate::default());
    }

    #[test]
    fn options_may_stand_anywhere() {
        for words in [
            "a b -- c --json x --paired",
            "--json x a b -- --paired c",
            "a --paired b --json x -- c",
            "a b --paired --json x -- c",
        ] {
            let args = read(words);
            let (before, after) = args.sides();
            let paths = |paths: &[&str]| paths.iter().map(PathBuf::from).collect::<Vec<_>>();
            assert_eq!((before, after.unwrap()), (&*paths(&["a", "b"]), &*paths(&["c"])), "{words}");
            assert!(args.paired && args.json.is_some());
        }
        for (words, sizes) in [
            ("a b", (2, None)),
            ("a b --", (2, Some(0))),
            ("-- a b", (0, Some(2))),
            ("--", (0, Some(0))),
            ("", (0, None)),
        ] {
            let args = read(words);
            let (before, after) = args.sides();
            assert_eq!((before.len(), after.map(<[_]>::len)), sizes, "{words}");
        }
    }
}
