//! What a page and a comparison cost, by the number of call paths.

use std::{env, fs, process};

use callflow::{ComparisonPage, compare_graphs, export_async_stats_html, export_html, trace_scope};

use crate::{
    hundred,
    measure::{Comparison, timed},
    table::{Row, Section, count, duration},
};

const SIZES: [u64; 4] = [100, 1_000, 10_000, 100_000];
/// Rounds enough for a median of what takes milliseconds.
const MOST_ROUNDS: usize = 11;

pub(crate) fn rows(rounds: usize) -> Section {
    let folder = env::temp_dir().join(format!("callflow-bench-{}", process::id()));
    let page = folder.join("page.html");
    let rows = SIZES.into_iter().flat_map(|paths| {
        let graph = || trace_scope!(|| hundred::walk(paths)).graph;
        let (before, after) = (graph(), graph());
        let comparison = compare_graphs(&before, &after);
        let write_graph = || export_html(&before, &page).expect("the temporary folder");
        let write_async = || export_async_stats_html(&before, &page).expect("the temporary folder");
        let write_comparison =
            || ComparisonPage::new(&comparison).write(&page).expect("the temporary folder");
        let size = |write: &dyn Fn()| {
            write();
            fs::metadata(&page).expect("it was written").len()
        };
        let sizes = [size(&write_graph), size(&write_async), size(&write_comparison)];
        let mut cases = Comparison::default();
        let costs = [
            cases.case(|| timed(1, write_graph)),
            cases.case(|| timed(1, write_async)),
            cases.case(|| timed(1, write_comparison)),
            cases.case(|| timed(1, || compare_graphs(&before, &after))),
        ];
        let rounds = cases.run(rounds.min(MOST_ROUNDS));
        let [graph, waits, both, compared] = costs.map(|case| rounds.wall(case));
        let paths = count(paths);
        let limited = |what: &str, cost: f64, size: u64| {
            let row =
                Row::new(format!("{what}, {paths} paths"), cost).cell("size", format!("{} kB", size / 1_000));
            if paths == "10,000" {
                row.target("≤ 150 ms, ≤ 1.5 MB", cost <= 150e6 && size <= 1_500_000)
            } else {
                row
            }
        };
        let compared_row = Row::new(format!("compare_graphs, {paths} paths"), compared);
        vec![
            limited("graph page", graph, sizes[0]),
            limited("async page", waits, sizes[1]),
            compared_row,
            limited("comparison page", both, sizes[2]).cell("with comparing", duration(both + compared)),
        ]
    });
    let rows = rows.collect();
    // Nothing depends on it.
    _ = fs::remove_dir_all(folder);
    Section { title: "Pages, rendered and written, and comparisons of two runs", rows }
}
