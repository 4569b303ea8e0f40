use std::path::PathBuf;

use callflow_core::{Baseline, CallGraph, Comparison, GateError, GateFailure};
use callflow_html::ComparisonPage;

use crate::{
    args::{CompareArgs, FailOn},
    exit::{Exit, Failure},
    input, output, terminal,
};

pub(crate) fn run(args: &CompareArgs) -> Result<Exit, Failure> {
    check(args)?;
    let sides = sides(args)?;
    let comparison = compare(args, &sides)?;
    // The gate before the outputs, which may fail.
    let (exit, verdict) = judge(args, &comparison);
    let written = write(args, &comparison);
    terminal::say(&format!("callflow: {verdict}"));
    written.map(|()| exit)
}

/// What the arguments' own declarations cannot say.
fn check(args: &CompareArgs) -> Result<(), Failure> {
    if args.fails_on(FailOn::Never) && args.fail_on.len() > 1 {
        return Err(Failure::usage("--fail-on never excludes everything else that it names"));
    }
    let outputs = [&args.html, &args.json, &args.markdown];
    if outputs.iter().filter(|path| path.as_deref().is_some_and(output::is_stdout)).count() > 1 {
        return Err(Failure::usage("only one of --html, --json and --markdown can go to stdout"));
    }
    Ok(())
}

/// The files of both sides; none before where that is a baseline.
struct Sides<'a> {
    before: &'a [PathBuf],
    after: &'a [PathBuf],
}

fn sides(args: &CompareArgs) -> Result<Sides<'_>, Failure> {
    let empty = |side: &str| {
        Failure::usage(format!("there is no file {side}: callflow compare BEFORE... -- AFTER..."))
    };
    // Nothing after `--` is not the same as no `--`: a pattern there may have matched no file.
    match (&args.baseline, args.sides()) {
        (Some(_), ([], Some([]) | None)) => Err(empty("after")),
        (Some(_), ([], Some(after)) | (after, None)) => Ok(Sides { before: &[], after }),
        (Some(_), (_, Some(_))) => {
            Err(Failure::usage("--baseline stands for the side before, so there can be no files of it"))
        }
        (None, ([], _)) => Err(empty("before")),
        (None, (_, Some([])) | ([_], None)) => Err(empty("after")),
        (None, (before, Some(after))) => Ok(Sides { before, after }),
        (None, (files @ [_, _], None)) => Ok(Sides { before: &files[..1], after: &files[1..] }),
        (None, (_, None)) => {
            Err(Failure::usage("with more than two files, `--` must stand between the sides"))
        }
    }
}

fn compare(args: &CompareArgs, sides: &Sides<'_>) -> Result<Comparison, Failure> {
    let progress = input::progress(sides.before.iter().chain(sides.after));
    let (name, before) = match &args.baseline {
        Some(name) => (name.as_str(), baseline(args, name)?),
        None => ("Before", input::runs(sides.before, 0, &progress)?),
    };
    let after = input::runs(sides.after, sides.before.len(), &progress)?;
    let (before_label, after_label) = match args.labels.as_deref() {
        Some([before, after]) => (before.as_str(), after.as_str()),
        _ => (name, "After"),
    };
    progress.working("comparing");
    Ok(args.options(before_label, after_label).compare_runs(&before, &after))
}

fn baseline(args: &CompareArgs, name: &str) -> Result<Vec<CallGraph>, Failure> {
    match Baseline::load_from(args.folder.folder(), name) {
        Ok(baseline) => Ok(baseline.runs().to_vec()),
        Err(error) if error.is_missing_baseline() => {
            let path = error.path().unwrap_or_else(|| name.as_ref()).display();
            Err(Failure::NoBaseline(format!(
                "there is no baseline `{name}`: `{path}` does not exist, and `callflow baseline save {name} FILE...` makes it"
            )))
        }
        Err(error) => Err(error.into()),
    }
}

/// How the command ends, and a line that says why.
fn judge(args: &CompareArgs, comparison: &Comparison) -> (Exit, String) {
    let headline = comparison.headline();
    let Err(error) = comparison.check(&args.gate()) else { return (Exit::Passed, headline) };
    let failures = failures(args, &error);
    let why = failures.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
    match () {
        () if error.is_not_comparable() => (Exit::NotComparable, why),
        () if failures.is_empty() => (Exit::Passed, headline),
        () => (Exit::Failed, format!("failed, {why}; {headline}")),
    }
}

/// The failures that were asked for: the gate reports regressions in any case.
fn failures<'e>(args: &CompareArgs, error: &'e GateError) -> Vec<&'e GateFailure> {
    let is_incomparable = error.is_not_comparable();
    let counts = |failure: &&GateFailure| match failure {
        GateFailure::NotComparable(_) => true,
        // Nothing is known of sides that are not comparable.
        _ if is_incomparable => false,
        GateFailure::Slower | GateFailure::Regressed(_) => args.fails_on(FailOn::Regression),
        _ => true,
    };
    error.failures().iter().filter(counts).collect()
}

/// Writes what was asked for; the table unless something else goes to stdout. One that fails does not keep the others
/// from being written; the first failure is told.
fn write(args: &CompareArgs, comparison: &Comparison) -> Result<(), Failure> {
    let mut written = Ok(());
    let mut is_taken = false;
    let mut output = |path: &Option<PathBuf>, render: &dyn Fn() -> String| {
        if let Some(path) = path {
            is_taken |= output::is_stdout(path);
            let this = output::write(path, &render());
            written = std::mem::replace(&mut written, Ok(())).and(this);
        }
    };
    output(&args.html, &|| {
        let page = ComparisonPage::new(comparison);
        args.title.iter().fold(page, ComparisonPage::title).render()
    });
    output(&args.json, &|| comparison.to_json());
    output(&args.markdown, &|| comparison.to_markdown());
    if !is_taken {
        let width = terminal::width();
        written = written.and(output::print(&format!("{comparison:width$}")));
    }
    written
}
