//! What the script is given.

use super::*;

fn nanos(time: Duration) -> i128 {
    time.as_nanos().try_into().unwrap()
}

fn text_of(pieces: &Value, comparison: &Comparison) -> String {
    let piece = |piece: &Value| match piece {
        Value::String(words) => words.clone(),
        row => comparison.node_comparisons[row.as_u64().unwrap() as usize].name.clone(),
    };
    pieces.as_array().unwrap().iter().map(piece).collect()
}

fn verdict(verdict: Verdict) -> i128 {
    [Verdict::Unchanged, Verdict::Improved, Verdict::Regressed, Verdict::Inconclusive]
        .iter()
        .position(|other| *other == verdict)
        .unwrap() as i128
}

/// A steady change below the floor is told apart.
fn judged(of: Verdict, evidence: &Evidence) -> i128 {
    if evidence.is_steady() { 4 } else { verdict(of) }
}

#[test]
fn the_island_has_every_function_to_the_nanosecond() {
    type Of = fn(&NodeComparison) -> i128;
    let columns: [(&str, Of); 20] = [
        ("totalBefore", |row| nanos(row.time_before)),
        ("totalAfter", |row| nanos(row.time_after)),
        ("selfBefore", |row| nanos(row.self_before)),
        ("selfAfter", |row| nanos(row.self_after)),
        ("activeBefore", |row| nanos(row.active_before)),
        ("activeAfter", |row| nanos(row.active_after)),
        ("awaitBefore", |row| nanos(row.await_before)),
        ("awaitAfter", |row| nanos(row.await_after)),
        ("meanBefore", |row| nanos(row.before.mean)),
        ("meanAfter", |row| nanos(row.after.mean)),
        ("p95Before", |row| nanos(row.before.p95)),
        ("p95After", |row| nanos(row.after.p95)),
        ("callsBefore", |row| row.calls_before.into()),
        ("callsAfter", |row| row.calls_after.into()),
        ("callsDiffer", |row| row.before.calls.differs_from(row.after.calls).into()),
        ("line", |row| row.line.into()),
        ("flags", |row| i128::from(row.is_async) + 2 * i128::from(row.is_library)),
        ("status", |row| status(row.status)),
        ("verdict", |row| judged(row.verdict, &row.evidence)),
        ("ownVerdict", |row| judged(row.self_verdict, &row.self_evidence)),
    ];
    for comparison in comparisons() {
        let island = Island::of(&page(&comparison));
        let rows = &comparison.node_comparisons;
        let table = island.table("functions");
        for (name, of) in columns {
            assert_eq!(table.column(name), rows.iter().map(of).collect::<Vec<_>>(), "{name}");
        }
        let names: Vec<_> = rows.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(island.texts("functions", "name"), names);
        let files: Vec<_> = rows.iter().map(|row| row.file.as_str()).collect();
        assert_eq!(island.texts("functions", "file"), files);
        // The short name is the full one from the place that JavaScript counts to.
        for (row, cut) in rows.iter().zip(table.column("cut")) {
            let units: Vec<u16> = row.name.encode_utf16().skip(cut as usize).collect();
            let short = String::from_utf16(&units).unwrap();
            assert!(short == row.short_name() || short == row.name, "{:?}", row.name);
        }
        for (row, evidence) in rows.iter().zip(island.texts("functions", "evidence")) {
            assert!(evidence.starts_with(&row.evidence.to_string()), "{evidence}");
            assert_eq!(evidence.contains("; p = "), row.evidence.corrected_p_value.is_some(), "{evidence}");
        }
        for (prefix, of) in [
            ("interval", (|row| &row.evidence) as fn(&NodeComparison) -> &Evidence),
            ("ownInterval", |row| &row.self_evidence),
        ] {
            let [from, to] = ["From", "To"].map(|end| table.column(&format!("{prefix}{end}")));
            for (row, ends) in rows.iter().zip(from.into_iter().zip(to)) {
                let interval = of(row).interval.map(|(from, to)| (from.as_nanos(), to.as_nanos()));
                assert_eq!((ends.0 <= ends.1).then_some(ends), interval, "{}", row.name);
            }
        }
        for (row, counts) in rows.iter().zip(island.texts("functions", "counts")) {
            let exact = row.exact_changes();
            let others = exact.iter().filter(|change| change.what != "calls").map(ToString::to_string);
            assert_eq!(counts, others.collect::<Vec<_>>().join(", "));
        }
    }
}

#[test]
fn the_island_has_every_edge() {
    type Of = fn(&EdgeComparison) -> i128;
    let columns: [(&str, Of); 7] = [
        ("from", |edge| edge.caller as i128),
        ("to", |edge| edge.callee as i128),
        ("status", |edge| status(edge.status)),
        ("callsBefore", |edge| edge.calls_before.median.into()),
        ("callsAfter", |edge| edge.calls_after.median.into()),
        ("totalBefore", |edge| nanos(edge.time_before)),
        ("totalAfter", |edge| nanos(edge.time_after)),
    ];
    for comparison in comparisons() {
        let island = Island::of(&page(&comparison));
        for (name, of) in columns {
            let edges = comparison.edge_comparisons.iter().map(of).collect::<Vec<_>>();
            assert_eq!(island.table("edges").column(name), edges, "{name}");
        }
    }
}

#[test]
fn the_island_has_every_path_of_both_sides() {
    type Of = fn(&PathComparison) -> i128;
    let columns: [(&str, Of); 10] = [
        ("parent", |path| path.parent.map_or(-1, |parent| parent as i128)),
        ("fn", |path| path.node as i128),
        ("status", |path| status(path.status)),
        ("counts", |path| path.counts.into()),
        ("detachedBefore", |path| path.detached_before.into()),
        ("detachedAfter", |path| path.detached_after.into()),
        ("callsBefore", |path| path.calls_before.median.into()),
        ("callsAfter", |path| path.calls_after.median.into()),
        ("selfBefore", |path| nanos(path.self_before)),
        ("selfAfter", |path| nanos(path.self_after)),
    ];
    for comparison in comparisons() {
        let island = Island::of(&page(&comparison));
        for (name, of) in columns {
            let paths = comparison.path_comparisons.iter().map(of).collect::<Vec<_>>();
            assert_eq!(island.table("paths").column(name), paths, "{name}");
        }
        assert_eq!(island.comparison()["leftOut"], "");
        let (table, summary) = (island.table("paths"), &comparison.summary);
        let counted = |wanted: i128| {
            let both = table.column("status").into_iter().zip(table.column("counts"));
            both.filter(|both| *both == (wanted, 1)).count()
        };
        assert_eq!((counted(1), counted(2)), (summary.paths_added, summary.paths_removed));
    }
}

#[test]
fn more_paths_than_fit_are_said_to_be_left_out() {
    let comparison = support::changed(500, 10_500, 1);
    let island = Island::of(&page(&comparison));
    let (table, paths) = (island.table("paths"), &comparison.path_comparisons);
    assert!(paths.len() > 10_000 && table.rows() == 10_000);
    let left_out = island.comparison()["leftOut"].as_str().unwrap();
    assert!(left_out.starts_with("The 10 000 heaviest of 1"), "{left_out}");
    // What is above a path on the page is on the page, before it.
    let parents = table.column("parent");
    assert!(parents.iter().enumerate().all(|(path, parent)| *parent < path as i128));
    // Those kept are heavier than those left out.
    let own = |before: i128, after: i128| before.max(after);
    let kept: i128 =
        table.column("selfBefore").into_iter().zip(table.column("selfAfter")).map(|(b, a)| own(b, a)).sum();
    let all: i128 = paths.iter().map(|path| own(nanos(path.self_before), nanos(path.self_after))).sum();
    assert!(kept * 10 > all * 9, "{kept} of {all}");
}

#[test]
fn causes_and_findings_are_the_sentences_of_the_comparison() {
    for comparison in comparisons() {
        let island = Island::of(&page(&comparison));
        let causes = island.comparison()["causes"].as_array().unwrap();
        assert_eq!(causes.len(), comparison.root_causes.len());
        for (cause, sentence) in comparison.root_causes.iter().zip(causes) {
            assert_eq!(sentence["fn"], cause.node);
            assert_eq!(i128::from(sentence["verdict"].as_i64().unwrap()), verdict(cause.verdict));
            let text = text_of(&sentence["pieces"], &comparison);
            let whole = cause.to_string();
            assert_eq!(format!("{}: {text}", cause.name), whole);
            assert_eq!(sentence["kind"] == "inherited", matches!(cause.cause, Cause::Inherited { .. }));
        }
        let findings = island.comparison()["findings"].as_array().unwrap();
        assert_eq!(findings.len(), comparison.findings.len());
        for (finding, sentence) in comparison.findings.iter().zip(findings) {
            assert_eq!(text_of(&sentence["pieces"], &comparison), finding.text);
            assert_eq!(sentence["verdict"], if finding.kind.is_worse() { 2 } else { 1 });
        }
    }
}

#[test]
fn the_markdown_of_the_page_is_that_of_the_comparison() {
    for comparison in comparisons() {
        let island = Island::of(&page(&comparison));
        assert_eq!(island.comparison()["markdown"], comparison.to_markdown());
    }
}
