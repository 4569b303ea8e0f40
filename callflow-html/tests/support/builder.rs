use std::time::Duration;

use callflow_core::{
    CallGraph,
    fixture::{
        CallReading, Link, Losses, Nanos, Outcome, PathReading, Reading, SiteKind, SiteReading, SliceReading,
        Tally,
    },
};

/// Puts a reading together whose sums are right: a path is active for its own time and its callees'.
pub struct Builder {
    pub reading: Reading,
    /// The time that the calls of a path were suspended.
    waits: Vec<u64>,
}

impl Builder {
    pub fn new(name: &str, wall: Duration) -> Self {
        let reading = Reading {
            recording: true,
            name: Some(name.to_owned()),
            wall,
            threads: 1,
            clock: "fixture",
            ..Reading::default()
        };
        Self { reading, waits: Vec::new() }
    }

    pub fn site(&mut self, full_name: &str, kind: SiteKind) -> usize {
        let module = full_name.rsplit_once("::").map_or("", |(module, _)| module);
        let line = self.reading.sites.len() as u32 * 17 % 900 + 1;
        self.reading.sites.push(SiteReading {
            full_name: full_name.to_owned(),
            module: module.to_owned(),
            file: format!("{}src/{}.rs", fetched(module), module.rsplit("::").next().unwrap_or("main")),
            line,
            column: 1,
            kind,
            errors_observed: true,
            max_concurrent: u64::from(kind != SiteKind::Sync),
            durations: Vec::new(),
            arguments: Vec::new(),
        });
        self.reading.sites.len() - 1
    }

    /// A call path whose calls took `own` nanoseconds themselves, all together.
    pub fn path(&mut self, parent: Option<usize>, site: usize, calls: u64, own: u64) -> usize {
        let tally = Tally { entered: calls, ok: calls, own: Nanos(own), ..Tally::default() };
        self.reading.paths.push(PathReading { parent, site, link: Link::Nested, tally });
        self.waits.push(0);
        self.reading.paths.len() - 1
    }

    /// The same for async calls, which were suspended for `wait` nanoseconds.
    pub fn async_path(
        &mut self,
        parent: Option<usize>,
        site: usize,
        calls: u64,
        own: u64,
        wait: u64,
    ) -> usize {
        let path = self.path(parent, site, calls, own);
        self.waits[path] = wait;
        self.reading.paths[path].tally.polls = calls * 3;
        path
    }

    /// Lets `count` calls of a path that ended ok have ended otherwise.
    pub fn fail(&mut self, path: usize, outcome: Outcome, count: u64) {
        let tally = &mut self.reading.paths[path].tally;
        tally.ok -= count;
        match outcome {
            Outcome::Ok => tally.ok += count,
            Outcome::Error => tally.error += count,
            Outcome::Panicked => tally.panicked += count,
            Outcome::Cancelled => tally.cancelled += count,
        }
    }

    /// A call of the timeline; moments in microseconds, polls as (start, end).
    pub fn call(
        &mut self,
        path: usize,
        parent: Option<usize>,
        lane: Option<u32>,
        outcome: Option<Outcome>,
        polls: &[(u64, u64)],
    ) -> usize {
        let at = |micros: u64| Nanos(micros * 1_000);
        let end = polls.last().map_or(0, |poll| poll.1);
        self.reading.calls.push(CallReading {
            path,
            parent,
            lane,
            start: at(polls.first().map_or(0, |poll| poll.0)),
            end: outcome.map(|_| at(end)),
            outcome,
            slices: polls
                .iter()
                .map(|&(start, end)| SliceReading { start: at(start), end: at(end), thread: 0 })
                .collect(),
        });
        self.reading.calls.len() - 1
    }

    pub fn losses(&mut self, losses: Losses) {
        self.reading.losses = losses;
    }

    /// Adds up what the recorder would have added up.
    pub fn finish(self) -> CallGraph {
        let Self { mut reading, waits } = self;
        for path in (0..reading.paths.len()).rev() {
            let tally = &mut reading.paths[path].tally;
            tally.active += tally.own;
            tally.total = tally.active + Nanos(waits[path]);
            let (active, total, calls) = (tally.active, tally.total, tally.entered);
            let mean = total.0 / calls.max(1);
            let calls = tally.ok + tally.error;
            tally.excluded = Nanos(mean * (tally.panicked + tally.cancelled));
            tally.min = Nanos(mean / 2);
            tally.max = Nanos(mean * 3);
            let (parent, site) = (reading.paths[path].parent, reading.paths[path].site);
            let is_async = reading.sites[site].kind != SiteKind::Sync;
            if let Some(parent) = parent {
                reading.paths[parent].tally.active += active;
            }
            let below_async =
                parent.is_some_and(|parent| reading.sites[reading.paths[parent].site].kind != SiteKind::Sync);
            if is_async && !below_async {
                let tally = &mut reading.paths[path].tally;
                (tally.top_total, tally.top_active) = (total, active);
            }
            let spread =
                [(mean / 2, calls / 3), (mean, calls - calls / 3 - calls / 50), (mean * 3, calls / 50)];
            reading.sites[site].durations.extend(
                spread.into_iter().filter(|bucket| bucket.1 > 0).map(|(value, count)| (Nanos(value), count)),
            );
        }
        for site in &mut reading.sites {
            site.durations.sort_unstable();
        }
        CallGraph::from_reading(reading)
    }
}

/// Where cargo keeps the sources of a dependency.
fn fetched(module: &str) -> &'static str {
    if module.starts_with("serde_json") { ".cargo/registry/src/serde_json-1.0.145/" } else { "" }
}
