//! Six programs before and after somebody made them faster, each with a page that says whether it worked.
//!
//! `cargo run --example comparison_example` writes `target/callflow/cmpN_name.html`. They open offline.
//!
//! Both versions of a program run by turns, several times each, so that a difference can be told from noise. Functions
//! are matched by their full names: where two versions of one function stand in the same program, as here, `name = "…"`
//! gives them one name.

use std::error::Error;

use callflow::{CallGraph, CompareOptions, ComparisonPage, trace_pairs, trace_pairs_async};

/// More runs a side tell smaller changes from noise.
const RUNS: usize = 10;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let runs = trace_pairs(RUNS, || fibonacci::naive_report(17), || fibonacci::memoised_report(17));
    page("cmp1_fibonacci", "Fibonacci: recursion and memoisation", ["naive", "memoised"], &runs)?;

    let numbers: Vec<u64> = (0..3_000).collect();
    let runs = trace_pairs(RUNS, || lists::step_by_step(&numbers), || lists::in_one_pass(&numbers));
    page("cmp2_lists", "List processing", ["step by step", "one pass"], &runs)?;

    let ids: Vec<u64> = (0..60).map(|request| request * request % 7).collect();
    let runs = trace_pairs(RUNS, || caching::without(&ids), || caching::with(&ids));
    page("cmp3_caching", "Caching", ["no cache", "cache"], &runs)?;

    let shuffled: Vec<u64> = (0..400).map(|n| n * 7_919 % 1_009).collect();
    let runs = trace_pairs(RUNS, || sorting::slowly(&shuffled), || sorting::quickly(&shuffled));
    page("cmp4_sorting", "Algorithms: O(n²) and O(n log n)", ["bubble sort", "merge sort"], &runs)?;

    let runs = trace_pairs(RUNS, || membership::in_a_list(2_000), || membership::in_a_set(2_000));
    page("cmp5_membership", "Data structures: list and set", ["list", "set"], &runs)?;

    let runs = trace_pairs_async(RUNS, || api::one_by_one(8), || api::all_at_once(8)).await;
    page("cmp6_api", "A real-world API", ["one by one", "gathered"], &runs)?;
    Ok(())
}

/// Compares the runs of both versions, prints what came of it, and writes the page.
fn page(
    name: &str,
    title: &str,
    [before, after]: [&str; 2],
    runs: &(Vec<CallGraph>, Vec<CallGraph>),
) -> Result<(), Box<dyn Error>> {
    let comparison = CompareOptions::default().labels(before, after).compare_runs(&runs.0, &runs.1);
    let path = format!("target/callflow/{name}.html");
    ComparisonPage::new(&comparison).title(title).write(&path)?;

    let saved = comparison.summary.time_saved_pct.unwrap_or_default();
    println!("── {title}: {saved:.1} % of the time saved, {path} ──\n\n{comparison:100}");
    Ok(())
}

/// The calls alone tell the story: thousands of them, or one for each number.
mod fibonacci {
    use std::collections::HashMap;

    use callflow::trace;

    #[trace(name = "fibonacci::report")]
    pub(super) fn naive_report(n: u64) -> u64 {
        naive(n)
    }

    #[trace(name = "fibonacci::report")]
    pub(super) fn memoised_report(n: u64) -> u64 {
        memoised(n, &mut HashMap::new())
    }

    #[trace(name = "fibonacci::fibonacci")]
    fn naive(n: u64) -> u64 {
        if n < 2 { n } else { naive(n - 1) + naive(n - 2) }
    }

    #[trace(name = "fibonacci::fibonacci")]
    fn memoised(n: u64, known: &mut HashMap<u64, u64>) -> u64 {
        if n < 2 {
            return n;
        }
        if let Some(&value) = known.get(&n) {
            return value;
        }
        let value = memoised(n - 1, known) + memoised(n - 2, known);
        known.insert(n, value);
        value
    }
}

/// The same steps, but each makes a list for the next, and one makes it back to front.
mod lists {
    use callflow::trace;

    #[trace(name = "lists::process")]
    pub(super) fn step_by_step(numbers: &[u64]) -> u64 {
        total(&squares(&even(numbers)))
    }

    #[trace(name = "lists::process")]
    pub(super) fn in_one_pass(numbers: &[u64]) -> u64 {
        numbers.iter().filter(|number| *number % 2 == 0).map(|number| number * number).sum()
    }

    #[trace]
    fn even(numbers: &[u64]) -> Vec<u64> {
        let mut kept = Vec::new();
        for &number in numbers {
            if number % 2 == 0 {
                kept.insert(0, number);
            }
        }
        kept
    }

    #[trace]
    fn squares(numbers: &[u64]) -> Vec<u64> {
        numbers.iter().map(|number| number * number).collect()
    }

    #[trace]
    fn total(numbers: &[u64]) -> u64 {
        numbers.iter().sum()
    }
}

/// Sixty requests for four things.
mod caching {
    use std::collections::HashMap;

    use callflow::trace;

    #[trace(name = "caching::serve")]
    pub(super) fn without(ids: &[u64]) -> u64 {
        ids.iter().map(|&id| price(id)).fold(0, u64::wrapping_add)
    }

    #[trace(name = "caching::serve")]
    pub(super) fn with(ids: &[u64]) -> u64 {
        let mut cache = HashMap::new();
        ids.iter().map(|&id| cached_price(id, &mut cache)).fold(0, u64::wrapping_add)
    }

    #[trace]
    fn cached_price(id: u64, cache: &mut HashMap<u64, u64>) -> u64 {
        *cache.entry(id).or_insert_with(|| price(id))
    }

    #[trace]
    fn price(id: u64) -> u64 {
        (0..10_000).fold(id, |hash, byte| (hash ^ byte).wrapping_mul(0x0100_0000_01b3))
    }
}

/// One function of one name, and two ways to write it.
mod sorting {
    use callflow::trace;

    #[trace(name = "sorting::report")]
    pub(super) fn slowly(numbers: &[u64]) -> Option<u64> {
        median(&bubble_sort(numbers.to_vec()))
    }

    #[trace(name = "sorting::report")]
    pub(super) fn quickly(numbers: &[u64]) -> Option<u64> {
        median(&merge_sort(numbers.to_vec()))
    }

    #[trace]
    fn median(sorted: &[u64]) -> Option<u64> {
        sorted.get(sorted.len() / 2).copied()
    }

    #[trace(name = "sorting::sort")]
    fn bubble_sort(mut numbers: Vec<u64>) -> Vec<u64> {
        for end in (1..numbers.len()).rev() {
            for place in 0..end {
                if numbers[place] > numbers[place + 1] {
                    numbers.swap(place, place + 1);
                }
            }
        }
        numbers
    }

    #[trace(name = "sorting::sort")]
    fn merge_sort(mut numbers: Vec<u64>) -> Vec<u64> {
        if numbers.len() < 16 {
            numbers.sort_unstable();
            return numbers;
        }
        let right = numbers.split_off(numbers.len() / 2);
        merge(&merge_sort(numbers), &merge_sort(right))
    }

    #[trace]
    fn merge<'l>(mut left: &'l [u64], mut right: &'l [u64]) -> Vec<u64> {
        let mut merged = Vec::with_capacity(left.len() + right.len());
        while let (Some(a), Some(b)) = (left.first(), right.first()) {
            let from = if a <= b { &mut left } else { &mut right };
            merged.push(from[0]);
            *from = &from[1..];
        }
        merged.extend_from_slice(left);
        merged.extend_from_slice(right);
        merged
    }
}

/// Building a set costs more than building a list; every look-up pays it back.
mod membership {
    use std::collections::HashSet;

    use callflow::trace;

    #[trace(name = "membership::run")]
    pub(super) fn in_a_list(size: u64) -> usize {
        let known = list(size);
        found(|number| known.contains(number))
    }

    #[trace(name = "membership::run")]
    pub(super) fn in_a_set(size: u64) -> usize {
        let known = set(size);
        found(|number| known.contains(number))
    }

    #[trace(name = "membership::build")]
    fn list(size: u64) -> Vec<u64> {
        (0..size).map(|number| number * 3).collect()
    }

    #[trace(name = "membership::build")]
    fn set(size: u64) -> HashSet<u64> {
        (0..size).map(|number| number * 3).collect()
    }

    #[trace]
    fn found(is_known: impl Fn(&u64) -> bool) -> usize {
        (0..500).filter(|number| is_known(&(number * 11))).count()
    }
}

/// The time goes into waiting, so what helps is to wait for everything at once.
mod api {
    use std::time::Duration;

    use callflow::{gather_traced, trace, trace_async};

    #[trace_async(name = "api::dashboard")]
    pub(super) async fn one_by_one(users: u64) -> String {
        let mut profiles = Vec::new();
        for id in 0..users {
            profiles.push(profile(id).await);
        }
        render(&profiles)
    }

    #[trace_async(name = "api::dashboard")]
    pub(super) async fn all_at_once(users: u64) -> String {
        render(&gather_traced((0..users).map(profile)).await)
    }

    #[trace_async]
    async fn profile(id: u64) -> String {
        let user = fetch_user(id).await;
        let orders = fetch_orders(id).await;
        format!("{user}: {orders} orders")
    }

    #[trace_async]
    async fn fetch_user(id: u64) -> String {
        tokio::time::sleep(Duration::from_millis(3)).await;
        format!("User {id}")
    }

    #[trace_async]
    async fn fetch_orders(id: u64) -> u64 {
        tokio::time::sleep(Duration::from_millis(4)).await;
        id % 5
    }

    #[trace]
    fn render(profiles: &[String]) -> String {
        profiles.join("\n")
    }
}
