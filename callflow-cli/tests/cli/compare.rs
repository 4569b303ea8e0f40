//! Verdicts and exit codes.

use callflow_core::{ScopeOptions, fixture::Reading};

use crate::support::{Desk, MILLI, data, reading};

#[test]
fn equal_sides_pass() {
    let desk = Desk::new();
    desk.graph("a.json", &[("shop::pay", 3, 20 * MILLI)]);
    let run = desk.say("compare a.json a.json").ends(0, "");
    assert!(run.stdout.contains("shop::pay") && run.stdout.contains("unchanged"), "{}", run.stdout);
    assert_eq!(
        run.stderr,
        "callflow: unchanged: Before → After, 20.0 ms → 20.0 ms wall (0.0 %, unchanged), one run a side\n"
    );
}

#[test]
fn a_regression_fails_unless_it_is_allowed() {
    let desk = Desk::new();
    desk.graph("a.json", &[("shop::pay", 1, 20 * MILLI), ("shop::ship", 1, 9 * MILLI)]);
    desk.graph("b.json", &[("shop::pay", 1, 90 * MILLI), ("shop::ship", 1, 9 * MILLI)]);
    let run = desk.say("compare a.json b.json").ends(1, "");
    assert!(
        run.last_line().starts_with(
            "callflow: failed, the whole takes more wall time; regressed: shop::pay; regressed: Before"
        ),
        "{run:#?}"
    );
    assert!(run.stdout.contains("+350 %"), "{}", run.stdout);
    for (options, code) in [
        ("--fail-on regression", 1),
        ("--fail-on more-calls,regression", 1),
        ("--fail-on more-calls --fail-on regression", 1),
        ("--fail-on never", 0),
        ("--fail-on more-calls", 0),
        ("--fail-on new-failures,inconclusive", 0),
        ("--tolerate-pct 349", 1),
        ("--tolerate-pct 351", 0),
        // The whole is slower, too.
        ("--allow-regressions 1", 1),
        ("--noise-floor-pct 1000", 0),
        ("--single-run-margin-pct 10000", 0),
        ("--single-run-margin 1s", 0),
    ] {
        let run = desk.say(&format!("compare {options} a.json b.json"));
        assert_eq!(run.code, code, "{options}: {run:#?}");
        assert!(run.last_line().starts_with("callflow: "), "{run:#?}");
    }
    // The better is no regression.
    desk.say("compare b.json a.json").ends(0, "callflow: improved: ");
}

#[test]
fn several_runs_of_a_side_are_tested_together() {
    let desk = Desk::new();
    let (before, same, slower) = (
        desk.runs("before", 8, 20 * MILLI),
        desk.runs("same", 8, 20 * MILLI),
        desk.runs("slower", 8, 22 * MILLI),
    );
    let compare = |options: &str, after: &[String]| {
        let mut words = vec!["compare".to_owned()];
        words.extend(options.split_whitespace().map(str::to_owned));
        words.extend(before.clone());
        words.push("--".to_owned());
        words.extend_from_slice(after);
        desk.run(words)
    };
    compare("", &same).ends(0, "unchanged: Before → After");
    compare("", &slower).ends(1, "8 runs a side");
    compare("--labels v1 v2", &slower).ends(1, "v1 → v2");
    compare("--noise-floor-pct 50", &slower).ends(0, "unchanged");
    compare("--noise-floor 1s", &slower).ends(0, "unchanged");
    compare("--paired", &slower).ends(1, "regressed");
    let warned = compare("--paired", &slower[..7]).ends(1, "8 and 7 runs");
    assert!(warned.stdout.contains("cannot be paired"), "{}", warned.stdout);
    // Three runs can tell nothing, which fails where that is asked for.
    let few = |options: &str| {
        let (before, after) = (before[..3].join(" "), slower[..3].join(" "));
        desk.say(&format!("compare{options} {before} -- {after}"))
    };
    let run = few(" --fail-on inconclusive").ends(1, "inconclusive: work");
    assert!(run.stdout.contains("Too few runs"), "{}", run.stdout);
    few("").ends(0, "callflow: inconclusive");
    few(" --error-rate 0.5").ends(1, "regressed: work");
}

#[test]
fn counts_need_no_timing() {
    let desk = Desk::new();
    let with_errors = |errors: u64| -> Reading {
        let mut reading = reading(&[("db::query", 10, MILLI)]);
        let tally = &mut reading.paths[0].tally;
        (tally.ok, tally.error) = (10 - errors, errors);
        reading
    };
    desk.reading("a.json", with_errors(0));
    desk.reading("failing.json", with_errors(3));
    desk.graph("more.json", &[("db::query", 11, MILLI)]);
    desk.say("compare a.json more.json").ends(0, "");
    desk.say("compare --fail-on more-calls a.json more.json").ends(1, "failed, called more often: db::query");
    desk.say("compare --fail-on more-calls more.json a.json").ends(0, "");
    desk.say("compare a.json failing.json").ends(0, "");
    let failing = desk.say("compare --fail-on new-failures a.json failing.json");
    failing.ends(1, "failed, 3 of 10 calls of db::query ended with an error; before, none.");
    desk.say("compare --fail-on new-failures failing.json a.json").ends(0, "");
}

#[test]
fn sides_that_are_not_comparable_have_a_code_of_their_own() {
    let desk = Desk::new();
    desk.graph("a.json", &[("f", 1, MILLI)]);
    desk.reading("off.json", Reading { recording: false, ..reading(&[]) });
    desk.file("none.json", "{\"runs\": []}");
    for words in [
        "a.json off.json",
        "off.json a.json",
        "--fail-on never a.json off.json",
        "--allow-differences a.json off.json",
    ] {
        desk.say(&format!("compare {words}")).ends(3, "callflow: not comparable: ");
    }
    desk.say("compare none.json a.json").ends(3, "callflow: not comparable: Before has no runs");

    let mut sampled = ScopeOptions::default();
    sampled.sampling_rate = 0.5;
    desk.reading("sampled.json", Reading { options: sampled, ..reading(&[("f", 1, 90 * MILLI)]) });
    let run = desk
        .say("compare a.json sampled.json")
        .ends(3, "callflow: not comparable: the sampling rate differs");
    let last = run.last_line();
    assert!(
        !last.contains("failed") && !last.contains("regressed") && !last.contains("takes more"),
        "{last}"
    );
    assert!(run.stdout.contains("! the sampling rate differs"), "{}", run.stdout);
    desk.say("compare --fail-on never a.json sampled.json").ends(3, "not comparable");
    desk.say("compare --allow-differences a.json sampled.json").ends(1, "failed, the whole");
}

#[test]
fn files_of_every_form_compare() {
    let desk = Desk::new();
    for name in ["graph-v1.json", "graph-v2.json", "callflow-tracer-0.7.json"] {
        desk.run(["compare".as_ref(), data(name).as_os_str(), data(name).as_os_str()]).ends(0, "unchanged");
    }
}
