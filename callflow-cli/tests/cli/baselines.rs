//! Baselines on the command line.

use std::fs;

use crate::support::{Desk, MILLI, Run};

#[test]
fn runs_are_kept_and_compared_with() {
    let desk = Desk::new();
    let before = desk.runs("before", 8, 20 * MILLI).join(" ");
    let same = desk.runs("same", 8, 20 * MILLI).join(" ");
    let slower = desk.runs("slower", 8, 25 * MILLI).join(" ");
    let saved = desk.say(&format!("baseline save checkout {before}"));
    saved.ends(0, "kept 8 runs in `target/callflow/baselines/checkout.json`");
    desk.say(&format!("compare --baseline checkout {same}")).ends(0, "unchanged: checkout → After");
    desk.say(&format!("compare --baseline checkout -- {slower}")).ends(1, "8 runs a side");
    desk.say(&format!("compare --labels v1 v2 --baseline checkout {slower}")).ends(1, "v1 → v2");
    // A baseline's file holds several runs wherever files are given.
    let baseline = "target/callflow/baselines/checkout.json";
    desk.say(&format!("compare {baseline} -- {slower}")).ends(1, "8 runs a side");
    assert!(desk.say(&format!("stats {baseline}")).ends(0, "").stdout.starts_with("8 runs added up\n"));
}

#[test]
fn a_missing_baseline_has_a_code_of_its_own() {
    let desk = Desk::new();
    desk.graph("a.json", &[("f", 1, MILLI)]);
    let run = desk.say("compare --baseline checkout a.json").ends(4, "there is no baseline `checkout`");
    assert!(
        run.stderr.contains("checkout.json") && run.stderr.contains("callflow baseline save checkout"),
        "{run:#?}"
    );
    assert!(run.stdout.is_empty());
    desk.say("compare --fail-on never --baseline checkout a.json").ends(4, "");
    // A damaged or impossible one is bad input.
    fs::create_dir_all(desk.path("kept")).unwrap();
    desk.file("kept/checkout.json", "{\"runs\": [");
    desk.say("compare --baselines kept --baseline checkout a.json").ends(2, "checkout.json");
    desk.say("compare --baseline ../a a.json").ends(2, "a baseline's name");
    desk.say("baseline save ../a a.json").ends(2, "a baseline's name");
}

#[test]
fn the_folder_can_be_chosen() {
    let desk = Desk::new();
    desk.graph("a.json", &[("f", 1, MILLI)]);
    desk.say("baseline save one a.json --baselines kept").ends(0, "kept 1 run in `kept/one.json`");
    desk.say("compare --baselines kept --baseline one a.json").ends(0, "");
    desk.say("compare --baseline one a.json").ends(4, "");
    let with = |words: &str| {
        Run::of(desk.command().env("CALLFLOW_BASELINES", "kept").args(words.split(' ')).output().unwrap())
    };
    with("compare --baseline one a.json").ends(0, "");
    assert_eq!(with("baseline list").ends(0, "").stdout, "one  1 run\n");
}

#[test]
fn the_list_names_all_and_tells_of_damage() {
    let desk = Desk::new();
    desk.say("baseline list").ends(0, "no baselines in `target/callflow/baselines`");
    desk.graph("a.json", &[("f", 1, MILLI)]);
    desk.graph("b.json", &[("f", 1, MILLI)]);
    desk.say("baseline save two a.json b.json").ends(0, "");
    desk.say("baseline save one a.json").ends(0, "");
    assert_eq!(desk.say("baseline list").ends(0, "").stdout, "one  1 run\ntwo  2 runs\n");
    desk.file("target/callflow/baselines/damaged.json", "{");
    let run = desk.say("baseline list").ends(2, "damaged.json");
    assert_eq!(run.stdout, "one  1 run\ntwo  2 runs\n");
    desk.say("baseline list --baselines a.json").ends(2, "cannot read `a.json`");
}

#[test]
fn what_was_not_recorded_is_not_kept() {
    let desk = Desk::new();
    desk.reading("off.json", callflow_core::fixture::Reading::default());
    desk.say("baseline save off off.json").ends(2, "nothing was recorded");
    desk.say("baseline save off missing.json").ends(2, "missing.json");
    assert!(!desk.path("target").exists());
}
