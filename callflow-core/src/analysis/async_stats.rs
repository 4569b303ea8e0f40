use std::{fmt, time::Duration};

use crate::{
    snapshot::{Align, CallGraph, Node, Outcomes, Table, TimelineCall},
    text::{count, duration},
};

/// Where the time of a scope's async calls went.
///
/// [`Display`](fmt::Display) prints the sums and a table of functions; the formatter's width is the table's
/// (`format!("{stats:120}")`), 80 without one.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct AsyncStats {
    /// Distinct async functions called; the library's own nodes are left out.
    pub total_async_functions: usize,
    /// Σ durations of the top-level async calls: those that began below no other async call of the scope on
    /// their thread. Concurrent calls add up, so this may exceed the wall time.
    pub total_async_time: Duration,
    /// The part of `total_async_time` in which the calls were suspended.
    pub total_await_time: Duration,
    /// The part of `total_async_time` in which the calls ran.
    pub total_active_time: Duration,
    /// `total_active_time` in percent of `total_async_time`; 100 when nothing took any time.
    pub efficiency: f64,
    /// Peak number of async calls in flight that waited for no async call of theirs: 1 for calls one after
    /// another however deeply nested, 10 for a `gather_traced` over ten.
    ///
    /// It is exact where one thread polls. Where several do, it is that of some order of starts and ends, give or take
    /// one for every other thread that was just starting or ending a call.
    pub max_concurrent_tasks: u64,
    /// Calls kept in the timeline.
    pub timeline_events: usize,
    /// Calls left out of the timeline because it was full. All sums count them; only the curve does not.
    pub timeline_left_out: u64,
    /// Calls that had begun and not ended. They contribute no time.
    pub in_flight: u64,
    /// Async calls dropped before their first poll.
    pub never_polled: u64,
    /// One row a function, most awaited first. Rows overlap where calls nest, so they are never added up.
    pub functions: Vec<AsyncFunction>,
    /// The number of tasks at work over time, from the calls kept in the timeline: each point holds until the
    /// next one, the last is 0 unless calls were in flight.
    pub concurrency: Vec<CurvePoint>,
}

/// One async function of [`AsyncStats`].
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct AsyncFunction {
    /// Its full name.
    pub name: String,
    /// Ended calls.
    pub calls: u64,
    /// How they ended.
    pub outcomes: Outcomes,
    /// Calls that had begun and not ended.
    pub in_flight: u64,
    /// Polls of all calls.
    pub polls: u64,
    /// Σ durations of the outermost calls.
    pub total_time: Duration,
    /// Σ time the outermost calls ran, as it was measured: with `await_time` it makes up `total_time`.
    pub active_time: Duration,
    /// Σ time the outermost calls were suspended.
    pub await_time: Duration,
    /// `active_time` in percent of `total_time`; 100 when it took no time.
    pub efficiency: f64,
    /// Mean duration of the calls that ended `ok` or `error`.
    pub mean: Duration,
    /// The duration that 99 % of them did not exceed.
    pub p99: Duration,
    /// Peak number of its calls in flight at one time.
    pub max_concurrent: u64,
}

/// The number of tasks at work from one moment on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CurvePoint {
    /// Since the scope opened.
    pub at: Duration,
    /// Async calls in flight that wait for no async call of theirs.
    pub tasks: u64,
}

/// Splits the async time of a graph into active and awaiting, and says what concurrency was reached.
///
/// A graph without async calls gives zeros and an efficiency of 100 %.
pub fn get_async_stats(graph: &CallGraph) -> AsyncStats {
    let (total, active) = graph.top_level_async();
    let (total, active) = (Duration::from(total), Duration::from(active));
    let program: Vec<&Node> =
        graph.nodes().iter().filter(|node| node.is_async() && !node.is_library()).collect();
    let mut functions: Vec<_> = program.iter().map(|node| function(node)).collect();
    functions.sort_by(|a, b| b.await_time.cmp(&a.await_time).then_with(|| a.name.cmp(&b.name)));
    AsyncStats {
        total_async_functions: program.iter().filter(|node| node.calls() + node.in_flight() > 0).count(),
        total_async_time: total,
        total_await_time: total.saturating_sub(active),
        total_active_time: active,
        efficiency: efficiency(active, total),
        max_concurrent_tasks: graph.metadata().max_concurrent_tasks,
        timeline_events: graph.timeline().len(),
        timeline_left_out: graph.timeline().left_out(),
        in_flight: program.iter().map(|node| node.in_flight()).sum(),
        never_polled: program.iter().map(|node| node.never_polled()).sum(),
        functions,
        concurrency: curve(graph),
    }
}

fn function(node: &Node) -> AsyncFunction {
    AsyncFunction {
        name: node.full_name().to_owned(),
        calls: node.calls(),
        outcomes: node.outcomes(),
        in_flight: node.in_flight(),
        polls: node.polls(),
        total_time: node.total_time(),
        active_time: node.active_time_raw(),
        await_time: node.await_time(),
        efficiency: efficiency(node.active_time_raw(), node.total_time()),
        mean: node.mean(),
        p99: node.percentile(0.99),
        max_concurrent: node.max_concurrent().unwrap_or_default(),
    }
}

fn efficiency(active: Duration, total: Duration) -> f64 {
    if total.is_zero() { 100.0 } else { 100.0 * (active.as_secs_f64() / total.as_secs_f64()) }
}

/// Sweeps the starts and ends of the timeline's calls: a call is at work while none of its own is in flight.
fn curve(graph: &CallGraph) -> Vec<CurvePoint> {
    // An end before a start at the same moment, and a child's end before its parent's.
    let mut events: Vec<(Duration, bool, usize)> = Vec::with_capacity(2 * graph.timeline().len());
    for call in graph.timeline().calls() {
        events.push((call.start(), true, call.index()));
        events.extend(call.end().map(|end| (end, false, call.index())));
    }
    events.sort_by_key(|&(at, starts, index)| (at, starts, if starts { index } else { usize::MAX - index }));
    let parents: Vec<_> = graph.timeline().calls().map(TimelineCall::parent).collect();
    let mut children = vec![0_u64; parents.len()];
    let mut alive = vec![false; parents.len()];
    let mut tasks = 0_u64;
    let mut curve: Vec<CurvePoint> = Vec::new();
    for (at, starts, index) in events {
        alive[index] = starts;
        if children[index] == 0 {
            tasks = if starts { tasks + 1 } else { tasks.saturating_sub(1) };
        }
        if let Some(parent) = parents[index] {
            children[parent] = if starts { children[parent] + 1 } else { children[parent].saturating_sub(1) };
            let first_or_last = children[parent] == u64::from(starts);
            if first_or_last && alive[parent] {
                tasks = if starts { tasks.saturating_sub(1) } else { tasks + 1 };
            }
        }
        match curve.last_mut() {
            Some(last) if last.at == at => last.tasks = tasks,
            _ => curve.push(CurvePoint { at, tasks }),
        }
    }
    curve.dedup_by_key(|point| point.tasks);
    curve
}

impl fmt::Display for AsyncStats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = f.width().unwrap_or(80);
        for (what, value) in [
            ("Async functions", count(self.total_async_functions as u64)),
            ("Async time", duration(self.total_async_time)),
            ("Await time", duration(self.total_await_time)),
            ("Active time", duration(self.total_active_time)),
            ("Efficiency", format!("{:.2} %", self.efficiency)),
            ("Max concurrent", count(self.max_concurrent_tasks)),
            ("Timeline events", count(self.timeline_events as u64)),
        ] {
            writeln!(f, "{what:16} {value}")?;
        }
        for (number, what) in [
            (self.timeline_left_out, "left out of the full timeline (sums are exact)"),
            (self.in_flight, "still in flight, with no time yet"),
            (self.never_polled, "dropped before the first poll"),
        ] {
            if number > 0 {
                let calls = if number == 1 { "call" } else { "calls" };
                writeln!(f, "! {} {calls} {what}", count(number))?;
            }
        }
        if self.functions.is_empty() {
            return Ok(());
        }
        let mut table = Table::new(&[
            ("Function", Align::Left, 0),
            ("Calls", Align::Right, 0),
            ("Failed", Align::Right, 100),
            ("Polls", Align::Right, 0),
            ("Total", Align::Right, 0),
            ("Active", Align::Right, 0),
            ("Await", Align::Right, 0),
            ("Eff. %", Align::Right, 100),
            ("Mean", Align::Right, 100),
            ("Peak", Align::Right, 0),
        ]);
        for function in &self.functions {
            table.row(vec![
                function.name.clone(),
                count(function.calls),
                count(function.calls - function.outcomes.ok),
                count(function.polls),
                duration(function.total_time),
                duration(function.active_time),
                duration(function.await_time),
                format!("{:.1}", function.efficiency),
                duration(function.mean),
                count(function.max_concurrent),
            ]);
        }
        writeln!(f)?;
        table.write(f, width)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        nanos::Nanos,
        reading::{CallReading, Link, Losses, Outcome, PathReading, Reading, SiteKind, SiteReading, Tally},
    };

    /// A recording of async calls, each with the call that awaits it, its start and its end.
    fn recorded(calls: &[(Option<usize>, u64, u64)], change: impl FnOnce(&mut Reading)) -> AsyncStats {
        let site = SiteReading {
            full_name: "fetch".to_owned(),
            module: String::new(),
            file: String::new(),
            line: 1,
            column: 1,
            kind: SiteKind::Async,
            errors_observed: false,
            max_concurrent: 1,
            durations: Vec::new(),
            arguments: Vec::new(),
        };
        let call = |&(parent, start, end): &(Option<usize>, u64, u64)| CallReading {
            path: 0,
            parent,
            lane: None,
            start: Nanos(start),
            end: Some(Nanos(end)),
            outcome: Some(Outcome::Ok),
            slices: Vec::new(),
        };
        let tally = Tally { entered: 2, ok: 2, ..Tally::default() };
        let mut reading = Reading {
            recording: true,
            sites: vec![site],
            paths: vec![PathReading { parent: None, site: 0, link: Link::Nested, tally }],
            calls: calls.iter().map(call).collect(),
            ..Reading::default()
        };
        change(&mut reading);
        get_async_stats(&CallGraph::from_reading(reading))
    }

    fn curve(calls: &[(Option<usize>, u64, u64)]) -> Vec<(u64, u64)> {
        let stats = recorded(calls, |_| ());
        stats.concurrency.iter().map(|point| (point.at.as_nanos() as u64, point.tasks)).collect()
    }

    #[test]
    fn who_awaits_is_not_at_work_and_is_again_afterwards() {
        assert_eq!(curve(&[(None, 0, 90), (Some(0), 10, 50), (Some(0), 60, 80)]), [(0, 1), (90, 0)]);
        let gathered = [(None, 0, 90), (Some(0), 10, 50), (Some(0), 10, 60)];
        assert_eq!(curve(&gathered), [(0, 1), (10, 2), (50, 1), (90, 0)]);
    }

    #[test]
    fn one_call_after_another_leaves_no_gap() {
        assert_eq!(curve(&[(None, 0, 50), (None, 50, 90)]), [(0, 1), (90, 0)]);
    }

    #[test]
    fn what_is_not_async_or_not_of_the_program_is_left_out() {
        let listed = |kind| {
            let stats = recorded(&[], |reading| reading.sites[0].kind = kind);
            (stats.total_async_functions, stats.functions.len())
        };
        assert_eq!(listed(SiteKind::Async), (1, 1));
        for kind in [SiteKind::Sync, SiteKind::Library, SiteKind::Lane, SiteKind::Overflow] {
            assert_eq!(listed(kind), (0, 0), "{kind:?}");
        }
    }

    #[test]
    fn a_function_counts_once_a_call_of_it_has_begun() {
        let counted = |entered, ok| {
            let tally = Tally { entered, ok, never_polled: 1, ..Tally::default() };
            recorded(&[], |reading| reading.paths[0].tally = tally).total_async_functions
        };
        assert_eq!([counted(0, 0), counted(1, 0), counted(1, 1), counted(2, 1)], [0, 1, 1, 1]);
    }

    #[test]
    fn efficiency_is_the_part_of_the_time_that_was_not_waited() {
        let efficiency = |total: u64, active: u64| {
            let stats = recorded(&[], |reading| {
                let tally = &mut reading.paths[0].tally;
                (tally.total, tally.active) = (Nanos(total), Nanos(active));
                (tally.top_total, tally.top_active) = (tally.total, tally.active);
            });
            let per_mille = |percent: f64| (percent * 10.0).round() as u64;
            assert_eq!(per_mille(stats.functions[0].efficiency), per_mille(stats.efficiency));
            per_mille(stats.efficiency)
        };
        assert_eq!([efficiency(80, 20), efficiency(80, 80), efficiency(80, 0)], [250, 1_000, 0]);
        assert_eq!(efficiency(0, 0), 1_000, "no time was waited");
    }

    #[test]
    fn what_the_numbers_lack_is_said_where_they_lack_it() {
        let notes = |stats: &AsyncStats| -> Vec<String> {
            stats.to_string().lines().filter(|line| line.starts_with('!')).map(str::to_owned).collect()
        };
        assert_eq!(notes(&recorded(&[], |_| ())), [""; 0]);
        let stats = recorded(&[], |reading| {
            reading.losses = Losses { timeline_calls: 4, ..Losses::default() };
            let tally = &mut reading.paths[0].tally;
            (tally.entered, tally.never_polled) = (5, 1);
        });
        assert_eq!(
            notes(&stats),
            [
                "! 4 calls left out of the full timeline (sums are exact)",
                "! 3 calls still in flight, with no time yet",
                "! 1 call dropped before the first poll",
            ]
        );
    }
}
