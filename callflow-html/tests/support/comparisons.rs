use std::time::Duration;

use callflow_core::{
    CallGraph, CompareOptions, Comparison, compare_graphs,
    fixture::{Outcome, SiteKind},
};

use super::{Builder, Dice, empty, functions, hostile, program, unrecorded};

/// A function of a small program: its name, its caller's place, its calls, and its own nanoseconds.
type Function<'n> = (&'n str, Option<usize>, u64, u64);

/// One run of a small program, all of whose times differ by some percent from run to run.
fn run(functions: &[Function<'_>], dice: &mut Dice) -> CallGraph {
    let mut builder = Builder::new("checkout", Duration::ZERO);
    for &(name, parent, calls, own) in functions {
        let site = builder.site(name, SiteKind::Sync);
        let own = own * (990 + dice.below(21)) / 1_000;
        builder.path(parent, site, calls, own);
        builder.reading.wall += Duration::from_nanos(own);
    }
    builder.finish()
}

/// So many runs of two programs.
pub fn runs(before: &[Function<'_>], after: &[Function<'_>], runs: usize) -> Comparison {
    let mut dice = Dice(0x0dd0_1234_5678_9abc);
    let (before, after): (Vec<_>, Vec<_>) =
        (0..runs).map(|_| (run(before, &mut dice), run(after, &mut dice))).unzip();
    CompareOptions::default().labels("v1.4", "v1.5").compare_runs(&before, &after)
}

pub const CHECKOUT: [Function<'static>; 6] = [
    ("shop::checkout::run", None, 1, 2_400_000),
    ("shop::cart::Cart::parse", Some(0), 40, 31_000_000),
    ("shop::pricing::price", Some(0), 40, 12_500_000),
    ("shop::db::query", Some(2), 120, 88_000_000),
    ("shop::page::render", Some(0), 1, 39_000_000),
    ("shop::page::legacy_header", Some(4), 3, 5_000_000),
];

/// A small program made faster, with a function that got slower, one that is new, and one that is gone.
pub fn faster() -> Comparison {
    let mut after = CHECKOUT;
    after[3] = ("shop::db::query", Some(2), 40, 29_000_000);
    after[1].3 = 36_000_000;
    after[5] = ("shop::cache::lookup", Some(2), 120, 2_300_000);
    runs(&CHECKOUT, &after, 10)
}

/// The same program twice.
pub fn unchanged() -> Comparison {
    runs(&CHECKOUT, &CHECKOUT, 10)
}

/// Everything takes two percent longer, which is known for certain and less than what counts.
pub fn steady() -> Comparison {
    let after = CHECKOUT.map(|(name, caller, calls, own)| (name, caller, calls, own * 51 / 50));
    runs(&CHECKOUT, &after, 10)
}

/// A query that takes seven times as long, in one run a side.
pub fn single_run() -> Comparison {
    let mut after = CHECKOUT;
    after[3].3 = 620_000_000;
    runs(&CHECKOUT, &after, 1)
}

/// Requests one after another, and all at once with some that fail.
pub fn gathered() -> Comparison {
    let side = |at_once: u64, wall: u64| {
        let mut builder = Builder::new("requests", Duration::from_millis(wall));
        builder.reading.max_concurrent_tasks = at_once;
        let page = builder.site("api::page", SiteKind::Async);
        let fetch = builder.site("api::client::fetch", SiteKind::Async);
        builder.reading.sites[fetch].max_concurrent = at_once;
        let mut parent = builder.async_path(None, page, 1, 600_000, wall * 1_000_000 - 900_000);
        if at_once > 1 {
            let gather = builder.site("callflow::gather_traced", SiteKind::Library);
            let lane = builder.site("<lane>", SiteKind::Lane);
            parent = builder.async_path(Some(parent), gather, 1, 40_000, 29_000_000);
            parent = builder.async_path(Some(parent), lane, 10, 60_000, 280_000_000);
        }
        let fetch = builder.async_path(Some(parent), fetch, 10, 900_000, 285_000_000);
        if at_once > 1 {
            builder.fail(fetch, Outcome::Error, 3);
        }
        builder.finish()
    };
    CompareOptions::default().labels("sequential", "gather").compare_runs(
        &(0..6).map(|run| side(1, 290 + run)).collect::<Vec<_>>(),
        &(0..6).map(|run| side(10, 30 + run)).collect::<Vec<_>>(),
    )
}

/// A large program, of whose functions some got slower, some faster, some are new and some gone.
pub fn changed(functions: usize, paths: usize, runs: usize) -> Comparison {
    let mut dice = Dice(0x5eed_5eed_5eed_5eed);
    let side = |is_after: bool, dice: &mut Dice| {
        let mut builder = program(functions, paths);
        for path in &mut builder.reading.paths {
            let factor = match (is_after, path.site % 23) {
                (true, 3) => 140,
                (true, 7) => 60,
                _ => 100,
            };
            path.tally.own.0 = path.tally.own.0 * factor / 100 * (985 + dice.below(31)) / 1_000;
            builder.reading.wall += Duration::from_nanos(path.tally.own.0);
        }
        for (place, site) in builder.reading.sites.iter_mut().enumerate().filter(|site| site.0 % 41 == 5) {
            site.full_name += if is_after { "_v2" } else { "_v1" };
            site.line = place as u32;
        }
        builder.finish()
    };
    let (before, after): (Vec<_>, Vec<_>) =
        (0..runs).map(|_| (side(false, &mut dice), side(true, &mut dice))).unzip();
    CompareOptions::default().compare_runs(&before, &after)
}

/// Sides, callees and sentences under the given names.
pub fn named_comparison(names: &[String]) -> Comparison {
    let side = |is_after: bool| {
        let mut builder =
            Builder::new(&names.concat(), Duration::from_millis(if is_after { 90 } else { 30 }));
        builder.reading.max_concurrent_tasks = if is_after { 1 } else { 10 };
        let mut parent = None;
        for (number, name) in names.iter().enumerate() {
            let kind = if number % 2 == 0 { SiteKind::Async } else { SiteKind::Sync };
            let one_sided = number % 4 == 3;
            let full = if one_sided && is_after { format!("{name}′") } else { name.clone() };
            let site = builder.site(&full, kind);
            builder.reading.sites[site].file.clone_from(name);
            builder.reading.sites[site].module.clone_from(name);
            builder.reading.sites[site].max_concurrent = if is_after { 1 } else { 10 };
            let own = if is_after { 9_000_000 } else { 3_000_000 };
            let path = match kind {
                SiteKind::Async => builder.async_path(parent, site, 12, own, 4 * own),
                _ => builder.path(parent, site, 2, own),
            };
            if kind == SiteKind::Async && is_after {
                builder.fail(path, Outcome::Cancelled, 2);
                builder.reading.paths[path].tally.polls *= 4;
            }
            parent = Some(path);
        }
        builder.finish()
    };
    let label = |last: &str| names.first().map_or_else(String::new, |name| format!("{name}{last}"));
    CompareOptions::default().labels(label("1"), label("2")).compare(&side(false), &side(true))
}

/// [`hostile`] names in every field.
pub fn hostile_comparison() -> Comparison {
    let names: Vec<String> = hostile().nodes().iter().map(|node| node.full_name().to_owned()).collect();
    named_comparison(&names)
}

/// Names of 300 characters.
pub fn long_names() -> Comparison {
    let name =
        |number: usize| format!("krate::{}::Type{number}::method_{}", "module".repeat(40), "x".repeat(60));
    let names: Vec<String> = (0..8).map(name).collect();
    named_comparison(&names)
}

/// Nothing before, and a program after.
pub fn only_after() -> Comparison {
    compare_graphs(&empty(), &functions(12))
}

/// A program before, and nothing after.
pub fn only_before() -> Comparison {
    compare_graphs(&functions(12), &empty())
}

/// Nothing on either side.
pub fn nothing() -> Comparison {
    compare_graphs(&empty(), &empty())
}

/// A side that was not recorded.
pub fn not_comparable() -> Comparison {
    compare_graphs(&functions(5), &unrecorded())
}
