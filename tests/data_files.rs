//! Graphs written to files and read back, files of older versions and of another package, and files that lie.

#![cfg(feature = "enabled")]

#[allow(dead_code, reason = "each test file uses a part of it")]
mod support;

use std::{path::Path, time::Duration};

use callflow::{
    CallGraph, CallPath, Error, TraceScope, gather_traced, get_async_stats, trace, trace_async, trace_scope,
};
use callflow_core::fixture::{Link, Nanos, PathReading, Reading, SiteKind, SiteReading, Tally};
use proptest::prelude::*;
use support::{block_on, leaf, nap, unwinds};

#[trace(err)]
fn parse(n: u32) -> Result<u32, String> {
    if n == 2 { Err("two".to_owned()) } else { Ok(n) }
}

#[trace(name = "hostile </script> \"'\u{202e}\n")]
fn hostile() {}

#[trace_async]
async fn fetch(n: u32) -> u32 {
    nap().await;
    parse(n).unwrap_or_default()
}

fn recorded() -> CallGraph {
    let scope = TraceScope::builder().name("a \"name\"").max_call_paths(6).build().unwrap();
    scope.run(|| {
        block_on(gather_traced((0..5).map(fetch)));
        hostile();
        leaf();
        drop(fetch(7));
        unwinds(|| scope.run(|| support::unwind()));
    });
    scope.finish()
}

fn data(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

#[test]
fn what_is_written_is_read_back() {
    let graph = recorded();
    assert!(graph.metadata().overflowed_calls > 0 && graph.timeline().len() > 5);
    let read = CallGraph::from_json(&graph.to_json()).unwrap();
    assert_eq!(read, graph);
    assert_eq!(read.to_json(), graph.to_json());
    assert_eq!(get_async_stats(&read), get_async_stats(&graph));
    assert_eq!(format!("{read:120}"), format!("{graph:120}"));

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new/folder/graph.json");
    graph.save(&path).unwrap();
    assert_eq!(CallGraph::load(&path).unwrap(), graph);
}

#[test]
fn an_empty_graph_is_read_back() {
    let graph = trace_scope!(|| ()).graph;
    assert!(graph.call_tree().is_empty() && !recorded().call_tree().is_empty());
    assert_eq!(CallGraph::from_json(&graph.to_json()).unwrap(), graph);
}

#[test]
fn files_of_form_1_keep_loading() {
    let graph = CallGraph::load(data("graph-v1.json")).unwrap();
    assert_eq!(graph.metadata().name.as_deref(), Some("checkout <&> \"v1\""));
    support::assert_drawn(
        &graph,
        "
        fetch, 1 cancelled, 1 never polled
        order
          gather_traced
            <lane> ×4
              fetch ×4
                parse ×4, 3 ok, 1 error
          Cart::total
            fib
              fib ×2
                fib ×4
                  fib ×8
                    fib ×14
                      fib ×10
                        fib ×2
        ",
    );
    let order = graph.node("order").unwrap();
    assert_eq!((order.total_time(), order.self_time()), (order.mean(), order.self_time_raw()));
    // Calls inside of others count towards the mean, and not towards the total.
    let fib = graph.node("fib").unwrap();
    assert_eq!((fib.mean(), fib.total_time()), (Duration::from_nanos(2_769), Duration::from_nanos(27_861)));
    assert!(order.is_async() && !fib.is_async());
    assert_eq!(graph.timeline().len(), 11);
    let stats = get_async_stats(&graph);
    assert_eq!(stats.max_concurrent_tasks, 4);
    // What the file does not tell is made of its tree.
    let top: Duration = ["order", "fetch"].map(|name| path_total(&graph, name)).iter().sum();
    assert_eq!(stats.total_async_time, top);
}

fn path_total(graph: &CallGraph, name: &str) -> Duration {
    graph.call_tree().roots().filter(|path| path.node().name() == name).map(CallPath::total_time).sum()
}

#[test]
fn files_of_form_2_keep_loading() {
    let text = std::fs::read_to_string(data("graph-v2.json")).unwrap();
    let graph = CallGraph::from_json(&text).unwrap();
    assert_eq!(
        graph.to_json(),
        text.trim_end(),
        "a form that changes gets a new number and a new golden file"
    );
    let metadata = graph.metadata();
    assert!(metadata.probe_cost.is_known() && metadata.machine.cpus > 0);
    assert_eq!(metadata.options.exclude_modules, ["shop::noise"]);
    assert_eq!(metadata.trace_stats.skipped_filtering, 3);
    assert_eq!(graph.node("parse").unwrap().arguments().last().unwrap(), "n = 3");
}

#[test]
fn what_callflow_tracer_writes_is_read() {
    let graph = CallGraph::load(data("callflow-tracer-0.7.json")).unwrap();
    assert!(graph.metadata().recording);
    let (area, side) = (graph.node("area").unwrap(), graph.node("side").unwrap());
    assert_eq!((area.calls(), side.calls()), (7, 14));
    assert_eq!(area.arguments().len(), 5);
    assert_eq!(area.total_time(), area.self_time() + side.total_time());
    assert_eq!(area.mean(), area.total_time() / 7);
    let edge = graph.edges().iter().find(|edge| edge.caller() == "area").unwrap();
    assert_eq!((edge.callee(), edge.calls()), ("side", 14));
    assert_eq!(graph.busy_time(), graph.call_tree().paths().map(CallPath::self_time_raw).sum::<Duration>());
    // And again in our own form.
    assert_eq!(CallGraph::from_json(&graph.to_json()).unwrap(), graph);
}

#[test]
fn without_paths_every_function_has_one_with_all_of_its_numbers() {
    let text = std::fs::read_to_string(data("graph-v2.json")).unwrap();
    // What has no version is not ours and has no paths.
    let text = text.replacen("\"callflow\":2,", "", 1);
    let text = text.replacen("\"in_flight\":0,\"never_polled\":0", "\"in_flight\":2,\"never_polled\":3", 1);
    let graph = CallGraph::from_json(&text).unwrap();
    assert_eq!(graph.call_tree().len(), graph.nodes().len());
    assert!(graph.nodes()[0].in_flight() == 2 && graph.nodes()[0].never_polled() == 3);
    for path in graph.call_tree().paths() {
        let node = path.node();
        assert!(path.parent().is_none() && path.children().len() == 0);
        assert_eq!(path.outcomes(), node.outcomes(), "{}", node.full_name());
        assert_eq!(
            (path.in_flight(), path.never_polled(), path.polls()),
            (node.in_flight(), node.never_polled(), node.polls())
        );
        assert_eq!(
            (path.total_time(), path.active_time_raw(), path.self_time_raw()),
            (node.total_time(), node.active_time_raw(), node.self_time_raw())
        );
        assert_eq!((path.active_time(), path.self_time()), (node.active_time(), node.self_time()));
    }
}

#[test]
fn keys_of_callflow_tracer_are_written() {
    let json: serde_json::Value = serde_json::from_str(&recorded().to_json()).unwrap();
    let theirs: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(data("callflow-tracer-0.7.json")).unwrap()).unwrap();
    for list in ["nodes", "edges"] {
        for key in theirs[list][0].as_object().unwrap().keys() {
            assert!(!json[list][0][key].is_null(), "{list}[].{key}");
        }
    }
    for key in theirs["metadata"].as_object().unwrap().keys() {
        assert!(!json["metadata"][key].is_null(), "metadata.{key}");
    }
    for group in ["trace_options", "trace_stats"] {
        for key in theirs["metadata"][group].as_object().unwrap().keys() {
            assert!(json["metadata"][group].get(key).is_some(), "metadata.{group}.{key}");
        }
    }
}

#[track_caller]
fn refused(text: &str, said: &[&str]) -> Error {
    let error = CallGraph::from_json(text).unwrap_err();
    for said in said {
        assert!(error.to_string().contains(said), "{error}");
    }
    assert_eq!(error.io_kind(), std::io::ErrorKind::InvalidData);
    error
}

/// The data of a small graph in which one text is replaced by another.
fn forged(from: &str, to: &str) -> String {
    let json = CallGraph::load(data("graph-v1.json")).unwrap().to_json();
    assert!(json.contains(from), "{from} in {json}");
    json.replacen(from, to, 1)
}

#[test]
fn errors_say_what_and_where() {
    refused("", &["the text ends too early at line 1 column 1"]);
    refused("[1, 2", &["expected an object at line 1 column 1"]);
    refused("{\"metadata\": {}}", &["the key `nodes` is missing", "line 1 column 17"]);
    refused(
        "{\"metadata\": {},\n\"edges\": [],\n\"nodes\": [{}]}",
        &["`full_name` is missing", "line 3 column 13"],
    );
    refused(&"[".repeat(1 << 20), &["line 1 column"]);
    let deep = "[".repeat(1 << 20);
    refused(&forged("\"arguments\":[", &format!("\"arguments\":[{deep}")), &["line 1 column"]);
    refused(&format!("{{\"unknown\": {deep}"), &["the text ends too early", "line 1 column 1048"]);
    refused(&forged("\"callflow\":2", "\"callflow\":3"), &["its form is 3", "up to 2"]);
    refused(&forged("\"callflow\":2", "\"callflow\":-2"), &["expected a whole number", "line 1 column"]);
    refused(
        &forged("\"call_count\":", "\"call_count\":1e99,\"x\":"),
        &["expected a whole number", "line 1 column"],
    );
    refused(
        &forged("\"kind\":\"", "\"kind\":\"no"),
        &["expected one of the words `sync` `async`", "line 1 column"],
    );
    refused(&(forged("\"callflow\"", "\"callflow\"") + "x"), &["something follows the end"]);
}

#[test]
fn parts_that_do_not_fit_are_named() {
    refused(
        &forged("{\"parent\":0,", "{\"parent\":99,"),
        &["paths[1].parent", "path 99 does not stand before it"],
    );
    refused(&forged("\"node\":", "\"node\":77,\"was\":"), &["paths[0].node", "no node 77"]);
    refused(&forged("{\"path\":", "{\"path\":77,\"was\":"), &["timeline[0].path", "no path 77"]);
    refused(
        &forged("\"full_name\":\"shop::fib\"", "\"full_name\":\"shop::order\""),
        &["full_name", "also that of"],
    );
    refused(
        &forged("\"caller\":\"<lane>\"", "\"caller\":\"x\""),
        &["edges[0].caller", "no node has that name"],
    );
    refused(
        &forged("\"min_ns\":", "\"min_ns\":9000000000000000000,\"was\":"),
        &["nodes[0].min_ns", "max_ns"],
    );
    for key in ["ok", "polls", "total_ns", "self_ns", "active_net_ns", "counted_ns", "max_ns"] {
        let huge = format!("\"{key}\":18446744073709551615,\"was_{key}\":");
        refused(&forged(&format!("\"{key}\":"), &huge), &["add up to more than 2^63"]);
    }
    refused(&forged("\"end_ns\":", "\"end_ns\":1,\"was\":"), &["timeline[0]", "ends before it begins"]);
    refused(&forged("\"end_ns\":", "\"end_ns\":9300000000000000000,\"was\":"), &["after 292 years"]);
}

#[test]
fn every_number_counts_towards_the_largest_sum() {
    let json = CallGraph::load(data("graph-v1.json")).unwrap().to_json();
    // Half of what is too much, so that no number is refused for itself.
    let halved = |text: &str, list: &str, key: &str| {
        let (before, after) = text.split_at(text.find(&format!("\"{list}\":[")).unwrap());
        let key = format!("\"{key}\":");
        assert!(after.contains(&key), "{key} in {after}");
        before.to_owned() + &after.replacen(&key, &format!("{key}4700000000000000000,\"was\":"), 1)
    };
    let twice = |lists: [&str; 2], keys: [&str; 2]| {
        let one = halved(&json, lists[0], keys[0]);
        // Alone it is too much for its paths at most.
        let alone = CallGraph::from_json(&one).err().map(|error| error.to_string());
        assert!(alone.is_none_or(|said| !said.contains("2^63")), "{} {}", lists[0], keys[0]);
        refused(&halved(&one, lists[1], keys[1]), &["add up to more than 2^63"]);
    };
    for key in ["error", "panicked", "cancelled", "in_flight", "never_polled", "polls"] {
        twice(["nodes", "nodes"], ["ok", key]);
        twice(["nodes", "paths"], ["ok", key]);
    }
    for key in ["total_ns", "self_ns", "active_ns", "self_net_ns", "active_net_ns"] {
        twice(["nodes", "paths"], ["total_ns", key]);
    }
    twice(["nodes", "edges"], ["total_ns", "total_ns"]);
    twice(["nodes", "edges"], ["ok", "call_count"]);
}

#[test]
fn calls_that_only_failed_are_calls() {
    let text = std::fs::read_to_string(data("graph-v2.json")).unwrap();
    // The first function and its only path.
    let path = "\"node\":0,\"detached\":false,";
    let ended = |text: &str, from: &str, to: &str| {
        text.replacen(from, to, 1).replacen(&format!("{path}{from}"), &format!("{path}{to}"), 1)
    };
    let failed = ended(&text, "\"ok\":4,\"error\":0", "\"ok\":0,\"error\":4");
    let lane = CallGraph::from_json(&failed).unwrap().nodes()[0].clone();
    assert_eq!((lane.calls(), lane.outcomes().error), (4, 4));
    // Without a call that has a duration, the shortest and the longest tell nothing.
    let none = ended(&failed, "\"ok\":0,\"error\":4", "\"ok\":0,\"error\":0");
    let none = none.replacen("\"min_ns\":2436833", "\"min_ns\":9436833", 1);
    CallGraph::from_json(&none).unwrap();
    refused(&failed.replacen("\"min_ns\":2436833", "\"min_ns\":9436833", 1), &["nodes[0].min_ns"]);
}

/// Without its version a file of ours counts as one of callflow-tracer, which has neither paths nor a timeline.
#[test]
fn a_file_that_lost_its_version_has_no_timeline() {
    let ours = trace_scope!(|| block_on(nap())).graph.to_json();
    let graph = CallGraph::from_json(&ours.replacen("\"callflow\":2", "\"was\":2", 1)).unwrap();
    assert_eq!((CallGraph::from_json(&ours).unwrap().timeline().len(), graph.calls()), (1, 1));
    assert!(graph.timeline().is_empty() && graph.call_tree().paths().all(|path| path.parent().is_none()));
    assert_eq!(CallGraph::from_json(&graph.to_json()).unwrap(), graph);
}

/// What is not written of a sync function is not read either.
#[test]
fn options_that_no_recording_has_are_written_as_they_were_read() {
    let text = r#"{"nodes": [], "edges": [], "metadata": {"trace_options": {"min_duration_ms": 1e18}}}"#;
    let graph = CallGraph::from_json(text).unwrap();
    assert_eq!(graph.metadata().options.min_duration, Duration::from_nanos(u64::MAX));
    assert_eq!(CallGraph::from_json(&graph.to_json()).unwrap(), graph);
}

#[test]
fn a_sync_function_has_no_concurrency_whatever_its_file_says() {
    let graph = CallGraph::from_json(&forged("\"kind\":\"async\"", "\"kind\":\"sync\"")).unwrap();
    assert_eq!(CallGraph::from_json(&graph.to_json()).unwrap(), graph);
}

#[test]
fn a_file_that_contradicts_itself_is_refused() {
    let wrong = |from: &str, to: &str, said: &[&str]| drop(refused(&forged(from, to), said));
    wrong("\"ok\":", "\"ok\":77,\"was\":", &["nodes[0].ok", "it is 77", "in its paths"]);
    wrong("\"self_ns\":", "\"self_ns\":77,\"was\":", &["nodes[0].self_ns", "it is 77", "in its paths"]);
    wrong(
        "\"active_ns\":",
        "\"active_ns\":77777777777,\"was\":",
        &["nodes[0].active_ns", "more than total_ns"],
    );
    wrong(
        "\"counted_ns\":",
        "\"counted_ns\":0,\"was\":",
        &["nodes[0].counted_ns", "between min_ns and max_ns"],
    );
    wrong(
        "\"top_level_active_ns\":",
        "\"top_level_active_ns\":7777777777777,\"was\":",
        &["metadata.top_level_active_ns", "more than"],
    );
    let huge = u64::MAX.to_string();
    wrong("\"top_level_total_ns\":", &format!("\"top_level_total_ns\":{huge},\"was\":"), &["more than 2^63"]);
}

#[test]
fn a_foreign_file_that_lies_is_refused() {
    let foreign = |total: &str| {
        format!(
            "{{\"metadata\": {{}}, \"edges\": [], \"nodes\": [{{\"full_name\": \"f\", \"call_count\": 1, \
             \"total_time\": {total}}}]}}"
        )
    };
    assert_eq!(CallGraph::from_json(&foreign("0.5")).unwrap().busy_time(), Duration::from_millis(500));
    refused(&foreign("-1"), &["nodes[0].total_time", "no number of seconds"]);
    refused(&foreign("1e300"), &["nodes[0].total_time"]);
}

#[test]
fn files_that_cannot_be_read_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let missing = CallGraph::load(folder.path().join("no.json")).unwrap_err();
    assert_eq!(missing.io_kind(), std::io::ErrorKind::NotFound);
    assert!(missing.to_string().contains("no.json"), "{missing}");
    let is_folder = CallGraph::load(folder.path()).unwrap_err();
    assert!(is_folder.to_string().starts_with("cannot read"), "{is_folder}");

    let path = folder.path().join("half.json");
    let whole = recorded().to_json();
    std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    let half = CallGraph::load(&path).unwrap_err();
    assert!(half.to_string().contains("half.json") && half.to_string().contains("line 1 column"), "{half}");
    assert_eq!(half.path(), Some(path.as_path()));

    std::fs::write(&path, b"\xff\xfe\x00").unwrap();
    assert_eq!(CallGraph::load(&path).unwrap_err().io_kind(), std::io::ErrorKind::InvalidData);

    // Larger than what is read, and takes no room.
    std::fs::File::create(&path).unwrap().set_len(1 << 40).unwrap();
    assert_eq!(CallGraph::load(&path).unwrap_err().io_kind(), std::io::ErrorKind::FileTooLarge);
}

#[test]
fn what_cannot_be_written_leaves_no_file_behind() {
    let folder = tempfile::tempdir().unwrap();
    let taken = folder.path().join("taken");
    std::fs::create_dir(&taken).unwrap();
    let error = recorded().save(&taken).unwrap_err();
    assert_eq!(error.path(), Some(taken.as_path()));
    let left: Vec<_> =
        std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["taken"]);
}

#[cfg(unix)]
#[test]
fn links_and_pipes_stay_what_they_are() {
    use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _};

    let graph = recorded();
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);

    std::fs::create_dir(at("kept")).unwrap();
    std::fs::write(at("kept/graph.json"), "old").unwrap();
    std::fs::set_permissions(at("kept/graph.json"), std::fs::Permissions::from_mode(0o600)).unwrap();
    std::os::unix::fs::symlink("kept/graph.json", at("latest.json")).unwrap();
    graph.save(at("latest.json")).unwrap();
    assert!(at("latest.json").is_symlink());
    assert_eq!(CallGraph::load(at("kept/graph.json")).unwrap(), graph);
    let mode = std::fs::metadata(at("kept/graph.json")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "what only its owner could read stays so");

    let pipe = at("pipe.json");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || std::fs::read_to_string(pipe).unwrap()
    });
    graph.save(&pipe).unwrap();
    assert_eq!(std::fs::symlink_metadata(&pipe).map(|pipe| pipe.file_type().is_fifo()).ok(), Some(true));
    assert_eq!(reader.join().unwrap(), graph.to_json());
}

/// The names along a path.
fn chain(path: CallPath<'_>) -> String {
    let above = path.parent().map_or_else(String::new, chain);
    format!("{above}/{}{}", if path.is_detached() { "~" } else { "" }, path.node().full_name())
}

#[test]
fn graphs_merge_by_path() {
    let (one, other) = (recorded(), trace_scope!(|| block_on(fetch(1))).graph);
    let both = one.merge(&other);
    for node in both.nodes() {
        let sum = |count: fn(&callflow::Node) -> u64| {
            [&one, &other]
                .iter()
                .filter_map(|graph| graph.find(node.full_name()).ok())
                .map(count)
                .sum::<u64>()
        };
        assert_eq!(node.calls(), sum(callflow::Node::calls), "{}", node.full_name());
        assert_eq!(node.polls(), sum(callflow::Node::polls), "{}", node.full_name());
    }
    assert_eq!(both.busy_time(), one.busy_time() + other.busy_time());
    assert_eq!(both.wall_time(), one.wall_time() + other.wall_time());
    assert_eq!(both.timeline().len(), one.timeline().len() + other.timeline().len());
    assert_eq!(CallGraph::from_json(&both.to_json()).unwrap(), both);
    let paths = |graph: &CallGraph| -> std::collections::BTreeSet<String> {
        graph.call_tree().paths().map(|path| chain(path)).collect()
    };
    assert_eq!(paths(&both), paths(&one).union(&paths(&other)).cloned().collect());
    for path in both.call_tree().paths() {
        let same = |graph: &CallGraph| {
            let calls =
                graph.call_tree().paths().filter(|other| chain(*other) == chain(path)).map(CallPath::calls);
            calls.sum::<u64>()
        };
        assert_eq!(path.calls(), same(&one) + same(&other), "{}", chain(path));
    }
    for edge in both.edges() {
        let same = |graph: &CallGraph| {
            let found = graph
                .edges()
                .iter()
                .find(|one| (one.caller(), one.callee()) == (edge.caller(), edge.callee()));
            found.map_or((0, Duration::ZERO), |edge| (edge.calls(), edge.total_time()))
        };
        let (one, other) = (same(&one), same(&other));
        assert_eq!((edge.calls(), edge.total_time()), (one.0 + other.0, one.1 + other.1));
    }
    let twice = one.merge(&one);
    assert_eq!((twice.nodes().len(), twice.call_tree().len()), (one.nodes().len(), one.call_tree().len()));
    let empty = trace_scope!(|| ()).graph;
    assert_eq!(empty.merge(&one).nodes(), one.nodes());
}

/// A function that became `async` between two runs.
mod versions {
    #[callflow::trace(name = "load")]
    pub(crate) fn before() {}

    #[callflow::trace_async(name = "load")]
    pub(crate) async fn after() {
        crate::nap().await;
    }
}

#[test]
fn what_was_sync_in_one_graph_and_async_in_the_other_is_async_in_both() {
    let before = trace_scope!(versions::before).graph;
    let after = trace_scope!(|| block_on(versions::after())).graph;
    for both in [before.merge(&after), after.merge(&before)] {
        let load = both.node("load").unwrap();
        assert_eq!((load.calls(), load.polls(), load.max_concurrent()), (2, 2, Some(1)));
        assert!(load.is_async() && !load.await_time().is_zero());
        assert!(get_async_stats(&both).functions.iter().any(|row| row.name == "load"));
        assert_eq!(CallGraph::from_json(&both.to_json()).unwrap(), both);
    }
}

/// A function of which nothing was recorded yet.
fn called(name: &str) -> SiteReading {
    SiteReading {
        full_name: name.to_owned(),
        module: String::new(),
        file: String::new(),
        line: 1,
        column: 1,
        kind: SiteKind::Sync,
        errors_observed: false,
        max_concurrent: 0,
        durations: Vec::new(),
        arguments: Vec::new(),
    }
}

/// A recording of four functions that all took the same time, two of them called by the others.
fn equals(order: [usize; 4]) -> CallGraph {
    const CALLS: [(&str, Option<&str>); 4] = [("a", None), ("b", None), ("c", Some("a")), ("d", Some("a"))];
    let mut reading = Reading { recording: true, ..Reading::default() };
    for site in order {
        let (name, caller) = CALLS[site];
        let parent = caller.and_then(|caller| reading.sites.iter().position(|site| site.full_name == caller));
        reading.sites.push(called(name));
        let tally = Tally { entered: 1, ok: 1, total: Nanos(7), active: Nanos(7), ..Tally::default() };
        reading.paths.push(PathReading { parent, site: reading.paths.len(), link: Link::Nested, tally });
    }
    CallGraph::from_reading(reading)
}

#[test]
fn the_order_of_what_is_shown_is_not_that_of_the_calls() {
    let shown = |graph: &CallGraph| {
        let names =
            |path: CallPath<'_>| path.children().map(|below| below.node().full_name().to_owned()).collect();
        let tree: Vec<(String, Vec<String>)> =
            graph.call_tree().roots().map(|root| (root.node().full_name().to_owned(), names(root))).collect();
        (tree, graph.nodes().to_vec(), graph.edges().to_vec(), graph.draw(), graph.to_string())
    };
    let first = shown(&equals([0, 1, 2, 3]));
    for order in [[0, 1, 3, 2], [1, 0, 2, 3], [0, 3, 2, 1], [0, 2, 1, 3], [1, 0, 3, 2]] {
        assert_eq!(shown(&equals(order)), first, "{order:?}");
    }
}

#[test]
fn errors_that_were_counted_were_observed() {
    // As where the type is an alias of `Result` that the attribute cannot know.
    let with = |errors: u64| {
        let mut reading = Reading { recording: true, ..Reading::default() };
        reading.sites.push(called("f"));
        let tally = Tally { entered: 3, ok: 3 - errors, error: errors, ..Tally::default() };
        reading.paths.push(PathReading { parent: None, site: 0, link: Link::Nested, tally });
        CallGraph::from_reading(reading).node("f").unwrap().errors_observed()
    };
    assert_eq!([with(0), with(1)], [false, true]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whatever is damaged in a file, reading it gives a graph or an error, and a graph can be used.
    #[test]
    fn damaged_files_never_panic(place in any::<proptest::sample::Index>(), byte in any::<u8>(), cut in any::<bool>()) {
        let mut text = CallGraph::load(data("graph-v1.json")).unwrap().to_json().into_bytes();
        let place = place.index(text.len());
        text[place] = byte;
        if cut {
            text.truncate(place + 1);
        }
        let text = String::from_utf8_lossy(&text);
        if let Ok(graph) = CallGraph::from_json(&text) {
            let _ = (graph.to_string(), graph.draw(), graph.busy_time(), get_async_stats(&graph).to_string());
            for node in graph.nodes() {
                let _ = (node.percentile(0.5), node.mean(), node.min());
            }
            if let Ok(again) = CallGraph::from_json(&graph.to_json()) {
                prop_assert_eq!(again, graph);
            }
        }
    }

    /// The same for numbers that are replaced by others.
    #[test]
    fn numbers_of_strangers_never_panic(place in any::<proptest::sample::Index>(), number in prop_oneof![
        Just(u64::MAX), Just(i64::MAX as u64), Just(0), 0..20_u64, any::<u64>(),
    ]) {
        let text = CallGraph::load(data("graph-v1.json")).unwrap().to_json();
        let digits: Vec<usize> = text.char_indices().zip(text.chars().skip(1))
            .filter(|((_, c), next)| matches!(c, ':' | '[' | ',') && next.is_ascii_digit()).map(|((at, _), _)| at + 1).collect();
        let start = digits[place.index(digits.len())];
        let end = start + text[start..].find(|c: char| !c.is_ascii_digit()).unwrap();
        let text = format!("{}{number}{}", &text[..start], &text[end..]);
        if let Ok(graph) = CallGraph::from_json(&text) {
            let _ = (graph.to_string(), graph.draw(), get_async_stats(&graph).to_string());
            let page = tempfile::tempdir().unwrap().path().join("page.html");
            prop_assert_eq!(callflow::export_html(&graph, page).is_ok(), cfg!(feature = "html"));
        }
    }
}
