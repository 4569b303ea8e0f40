//! Pages and tables of graphs.

use std::path::PathBuf;

use crate::support::{Desk, MILLI, data};

#[test]
fn a_page_of_several_files_adds_them_up() {
    let desk = Desk::new();
    desk.graph("a.json", &[("shop::pay", 2, MILLI)]);
    desk.graph("b.json", &[("shop::pay", 3, MILLI), ("shop::ship", 1, MILLI)]);
    let run = desk.say("report a.json b.json -o out/page.html --title Checkout").ends(0, "");
    assert!(run.stdout.is_empty() && run.stderr.is_empty(), "{run:#?}");
    let page = desk.read("out/page.html");
    assert!(page.contains("<h1><bdi>Checkout</bdi></h1>") && page.contains("ship"), "{page}");
    assert_eq!(desk.say("report a.json b.json -o - --title Checkout").stdout, page);
    let stats = desk.say("stats a.json b.json").ends(0, "").stdout;
    assert!(
        stats.starts_with("2 runs added up\n3.00 ms wall, 3.00 ms busy, 6 calls of 2 functions\n"),
        "{stats}"
    );
    assert!(!stats.contains("Async"), "there are no async calls: {stats}");
}

#[test]
fn async_calls_have_their_own_page_and_statistics() {
    let desk = Desk::new();
    let file = data("graph-v2.json");
    let report = |extra: &[&str]| {
        let mut arguments = vec![PathBuf::from("report"), file.clone(), "-o".into(), "-".into()];
        arguments.extend(extra.iter().map(PathBuf::from));
        desk.run(arguments).ends(0, "").stdout
    };
    let (calls, tasks) = (report(&[]), report(&["--async", "--title", "Tasks"]));
    assert!(tasks.contains("<h1><bdi>Tasks</bdi></h1>"));
    let kind = ">Async statistics<";
    assert!(tasks.contains(kind) && !calls.contains(kind), "they are two pages");
    let stats = desk.run([PathBuf::from("stats"), file]).ends(0, "").stdout;
    assert!(stats.contains("shop::fetch") && stats.contains("Max concurrent   4\n"), "{stats}");
    assert!(stats.lines().all(|line| line.chars().count() <= 100), "{stats}");
}

#[test]
fn files_of_callflow_tracer_are_read() {
    let desk = Desk::new();
    let run = desk.run([PathBuf::from("stats"), data("callflow-tracer-0.7.json")]).ends(0, "");
    assert!(run.stdout.contains("area") && run.stdout.contains("14"), "{}", run.stdout);
}
