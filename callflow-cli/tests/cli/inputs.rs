//! Files that are none, lie, or are large.

use std::fs;

use callflow_core::fixture::{Link, Nanos, PathReading, Tally};

use crate::support::{Desk, MILLI, data, reading};

#[test]
fn a_bad_file_is_named_whichever_side_it_is_on() {
    let desk = Desk::new();
    let whole = desk.graph("whole.json", &[("f", 1, MILLI)]);
    let text = desk.read(&whole);
    fs::create_dir(desk.path("folder")).unwrap();
    desk.file("empty.json", "");
    desk.file("cut.json", &text[..text.len() / 2]);
    desk.file("binary.json", [0xff_u8, 0xfe, 0, 1]);
    desk.file("page.html", "<!doctype html>");
    desk.file("other.json", "{\"name\": \"package\"}");
    desk.file("deep.json", format!("{{\"x\": {}", "[".repeat(100_000)));
    desk.file("later.json", text.replacen("\"callflow\":2", "\"callflow\":99", 1));
    desk.file("damaged-run.json", format!("{{\"runs\": [{text}, {{}}]}}"));
    fs::File::create(desk.path("huge.json")).unwrap().set_len(600 << 20).unwrap();
    for (bad, said) in [
        ("missing.json", "No such file"),
        ("folder", "Is a directory"),
        ("empty.json", "line 1"),
        ("cut.json", "line 1"),
        ("binary.json", "UTF-8"),
        ("page.html", "line 1"),
        ("other.json", "is missing"),
        ("deep.json", "line 1"),
        ("later.json", "its form is 99"),
        ("damaged-run.json", "is missing"),
        ("huge.json", "larger than"),
    ] {
        for words in [
            format!("compare {bad} whole.json"),
            format!("compare whole.json -- {bad}"),
            format!("report {bad} -o page"),
            format!("stats whole.json {bad}"),
            format!("baseline save name {bad}"),
        ] {
            let run = desk.say(&words);
            assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{words}: {run:#?}");
            let last = run.last_line();
            // Other systems word their own errors otherwise.
            let is_told = last.contains(said) || (cfg!(not(target_os = "linux")) && said.contains(' '));
            assert!(last.starts_with("error: ") && last.contains(&format!("`{bad}`")) && is_told, "{run:#?}");
        }
    }
    assert!(!desk.path("page").exists() && !desk.path("target").exists());
}

#[test]
fn sums_that_no_recording_reaches_are_an_error() {
    let desk = Desk::new();
    let third = i64::MAX as u64 / 3;
    desk.graph("a.json", &[("f", third, MILLI)]);
    desk.graph("b.json", &[("f", third, MILLI)]);
    for words in ["stats a.json b.json", "report a.json b.json -o page.html"] {
        desk.say(words).ends(2, "do not add up");
    }
    // Medians of such runs are nothing to add up.
    desk.say("compare a.json b.json").ends(0, "unchanged");
    desk.say("compare a.json b.json --json - --markdown c.md").ends(0, "unchanged");
}

#[test]
fn large_and_deep_graphs_are_compared() {
    let desk = Desk::new();
    let names: Vec<String> = (0..5_000).map(|i| format!("shop::function_{i}")).collect();
    let functions: Vec<(&str, u64, u64)> = names.iter().map(|name| (name.as_str(), 1, MILLI)).collect();
    desk.graph("wide.json", &functions);
    desk.say("compare wide.json wide.json --markdown wide.md").ends(0, "unchanged");
    assert!(desk.read("wide.md").chars().count() < 65_536);

    let mut deep = reading(&[("f", 1, MILLI)]);
    for parent in 0..20_000 {
        let tally = Tally {
            entered: 1,
            ok: 1,
            total: Nanos(1),
            active: Nanos(1),
            own: Nanos(1),
            min: Nanos(1),
            ..deep.paths[0].tally
        };
        deep.paths.push(PathReading { parent: Some(parent), site: 0, link: Link::Detached, tally });
    }
    desk.reading("deep.json", deep);
    desk.say("compare deep.json deep.json --json deep.out").ends(0, "unchanged");
    desk.say("report deep.json -o deep.html").ends(0, "");
}

#[test]
#[cfg(target_os = "linux")]
fn paths_need_not_be_unicode() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt as _};

    let desk = Desk::new();
    let folder = desk.path("x").with_file_name(OsStr::from_bytes(b"caf\xe9"));
    fs::create_dir(&folder).unwrap();
    let (file, out) = (folder.join("graph.json"), folder.join("out.md"));
    fs::copy(data("graph-v2.json"), &file).unwrap();
    let arguments =
        ["compare".as_ref(), file.as_os_str(), file.as_os_str(), "--markdown".as_ref(), out.as_os_str()];
    desk.run(arguments).ends(0, "unchanged");
    assert!(fs::read_to_string(out).unwrap().starts_with("## "));
    desk.run(["stats".as_ref(), folder.join("none").as_os_str()]).ends(2, "caf\u{fffd}/none");
}
