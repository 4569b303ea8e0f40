//! Where the outputs go, and what happens where they cannot.

use std::{fs, process::Stdio};

use serde_json::Value;

use crate::support::{Desk, MILLI, Run, reading};

fn desk() -> Desk {
    let desk = Desk::new();
    desk.graph("a.json", &[("shop::pay", 1, 20 * MILLI)]);
    desk.graph("b.json", &[("shop::pay", 1, 90 * MILLI)]);
    desk
}

#[test]
fn files_are_written_beside_the_table() {
    let desk = desk();
    let run = desk
        .say("compare a.json b.json --json out/c.json --markdown out/c.md --labels v1 v2")
        .ends(1, "failed");
    assert!(run.stdout.contains("shop::pay"), "{}", run.stdout);
    let json: Value = serde_json::from_str(&desk.read("out/c.json")).unwrap();
    assert_eq!(json["node_comparisons"][0]["name"], "shop::pay");
    assert_eq!(json["summary"]["regressions"], 1);
    assert_eq!((&json["label_before"], &json["label_after"]), (&"v1".into(), &"v2".into()));
    assert!(desk.read("out/c.md").starts_with("## 🔴 Regressed: `v1` → `v2`\n"));
    assert_eq!(fs::read_dir(desk.path("out")).unwrap().count(), 2, "no temporary file is left");
}

#[test]
fn the_page_has_the_title_and_the_labels() {
    let desk = desk();
    desk.say("compare a.json b.json --html out/c.html --title Nightly --labels v1 v2").ends(1, "failed");
    let page = desk.read("out/c.html");
    for part in ["<bdi>Nightly</bdi>", "v1", "v2", "shop::pay"] {
        assert!(page.contains(part), "no {part}");
    }
    let printed = desk.say("compare a.json b.json --html - --title Nightly --labels v1 v2").ends(1, "failed");
    assert_eq!(printed.stdout, page);
    desk.say("compare a.json b.json --html - --json -").ends(2, "only one");
    desk.say("compare a.json b.json --title Nightly").ends(2, "--html");
}

#[test]
fn an_output_to_stdout_takes_the_place_of_the_table() {
    let desk = desk();
    let json = desk.say("compare a.json b.json --json -").ends(1, "callflow: failed");
    assert_eq!(serde_json::from_str::<Value>(&json.stdout).unwrap()["summary"]["nodes_modified"], 1);
    let markdown = desk.say("compare a.json b.json --markdown - --json c.json").ends(1, "callflow: failed");
    assert!(
        markdown.stdout.starts_with("## ") && markdown.stdout.ends_with("</details>\n"),
        "{}",
        markdown.stdout
    );
    assert!(desk.path("c.json").exists());
    desk.say("compare a.json b.json --markdown - --json -").ends(2, "only one");
}

#[test]
fn the_same_files_give_the_same_bytes() {
    let desk = desk();
    for words in
        ["compare a.json b.json --json -", "compare a.json b.json --markdown -", "report a.json b.json -o -"]
    {
        assert_eq!(desk.say(words).stdout, desk.say(words).stdout, "{words}");
    }
}

#[test]
fn a_target_that_cannot_be_written_is_named_and_the_verdict_said() {
    let desk = desk();
    fs::create_dir(desk.path("folder")).unwrap();
    for target in ["folder", "a.json/below", ".."] {
        let run = desk
            .say(&format!("compare a.json b.json --json {target} --markdown c.md"))
            .ends(2, "error: cannot write");
        assert!(run.last_line().contains(&format!("`{target}`")), "{run:#?}");
        assert!(run.stderr.contains("callflow: failed, the whole"), "{run:#?}");
        assert!(
            run.stdout.contains("shop::pay") && desk.path("c.md").exists(),
            "the others are written: {run:#?}"
        );
        fs::remove_file(desk.path("c.md")).unwrap();
        desk.say(&format!("report a.json -o {target}")).ends(2, "cannot write");
    }
    assert!(desk.read("a.json").starts_with("{\"callflow\""), "an input is as it was");
    assert_eq!(fs::read_dir(desk.path("folder")).unwrap().count(), 0);
}

#[test]
fn a_reader_that_leaves_is_no_failure() {
    let desk = Desk::new();
    // More than a pipe holds, so that the writer is sure to notice.
    let names: Vec<String> = (0..3_000).map(|i| format!("shop::function_{i}")).collect();
    let functions: Vec<(&str, u64, u64)> = names.iter().map(|name| (name.as_str(), 1, MILLI)).collect();
    desk.graph("a.json", &functions);
    for (words, said) in [
        ("compare a.json a.json", "callflow: unchanged"),
        ("compare a.json a.json --json -", "callflow: unchanged"),
        ("stats a.json", ""),
        ("report a.json -o -", ""),
    ] {
        let mut child = desk
            .command()
            .args(words.split(' '))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        Run::of(child.wait_with_output().unwrap()).ends(0, said);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_a_failure() {
    let desk = desk();
    for words in ["compare a.json a.json", "stats a.json", "report a.json -o -"] {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let output = desk.command().args(words.split(' ')).stdout(full).output().unwrap();
        Run::of(output).ends(2, "cannot write `stdout`");
    }
}

#[test]
fn names_cannot_move_the_cursor() {
    let desk = Desk::new();
    let name = "shop::\u{1b}[2J\u{7}\r\n::pay";
    desk.reading("a.json", reading(&[(name, 1, 20 * MILLI)]));
    desk.reading("b.json", reading(&[(name, 1, 90 * MILLI)]));
    for words in ["compare a.json b.json", "compare a.json b.json --markdown -", "stats a.json"] {
        let run = desk.say(words);
        assert!(
            !run.stdout.contains(['\u{1b}', '\u{7}', '\r']) && !run.stderr.contains(['\u{7}', '\r']),
            "{run:#?}"
        );
    }
    let run = desk.say("compare a.json b.json").ends(1, "regressed: shop::\u{fffd}[2J");
    assert_eq!(run.stderr.lines().count(), 1, "one line: {run:#?}");
    desk.run(["stats", "no\u{1b}[2J\nfile"]).ends(2, "no\u{fffd}[2J\u{fffd}file");
}
