//! Arguments that make no sense, and help.

use crate::support::{Desk, MILLI};

#[test]
fn help_tells_the_exit_codes() {
    let desk = Desk::new();
    for words in ["--help", "-h", "help", "compare --help", "report --help", "stats -h", "baseline --help"] {
        let run = desk.say(words).ends(0, "");
        assert!(run.stderr.is_empty());
        for line in ["Exit codes:", "  2  bad usage", "  3  compare: the sides are not comparable"] {
            assert!(run.stdout.contains(line), "{words}: {}", run.stdout);
        }
    }
    let version = desk.say("--version").ends(0, "");
    assert_eq!(version.stdout, concat!("callflow ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn what_is_not_understood_is_bad_usage() {
    let desk = Desk::new();
    desk.graph("a.json", &[("f", 1, MILLI)]);
    for (words, said) in [
        ("nonsense", "nonsense"),
        ("compare --fail-on nonsense a.json a.json", "nonsense"),
        ("compare --fail-on never,regression a.json a.json", "--fail-on never"),
        ("compare --tolerate-pct -1 a.json a.json", "0 or more"),
        ("compare --noise-floor-pct NaN a.json a.json", "0 or more"),
        ("compare --noise-floor 5 a.json a.json", "needs a unit"),
        ("compare --single-run-margin 1e400s a.json a.json", "--single-run-margin"),
        ("compare --error-rate 1 a.json a.json", "0.5"),
        ("compare --top -1 a.json a.json", "-1"),
        ("compare --labels one a.json", "no file"),
        ("compare --labels one", "--labels"),
        ("report a.json", "--output"),
        ("report -o page.html", "FILE"),
        ("stats", "FILE"),
        ("baseline save", "NAME"),
        ("baseline save name", "FILE"),
        ("baseline", "baseline"),
    ] {
        let run = desk.say(words).ends(2, said);
        assert!(run.stdout.is_empty(), "{words}: {run:#?}");
    }
    desk.run([] as [&str; 0]).ends(2, "Usage:");
}

#[test]
fn a_side_without_files_is_never_taken_for_another() {
    let desk = Desk::new();
    for name in ["a.json", "b.json", "c.json"] {
        desk.graph(name, &[("f", 1, MILLI)]);
    }
    for (words, said) in [
        ("compare", "no file before"),
        ("compare --", "no file before"),
        ("compare a.json", "no file after"),
        ("compare a.json --", "no file after"),
        // A pattern that matched nothing must not make two runs of one side the two sides.
        ("compare a.json b.json --", "no file after"),
        ("compare -- a.json", "no file before"),
        ("compare a.json b.json c.json", "`--` must stand"),
        ("compare a.json ./a.json -- b.json", "the same file"),
        ("compare a.json -- b.json b.json", "the same file"),
        ("compare --baseline kept", "no file after"),
        ("compare --baseline kept --", "no file after"),
        ("compare --baseline kept a.json -- b.json", "stands for the side before"),
        ("stats a.json a.json", "the same file"),
    ] {
        desk.say(words).ends(2, said);
    }
    // One file on both sides is a question that has an answer.
    desk.say("compare a.json a.json").ends(0, "unchanged");
    desk.say("compare a.json -- b.json").ends(0, "unchanged");
    desk.say("compare a.json -- b.json c.json").ends(0, "1 and 2 runs");
}
