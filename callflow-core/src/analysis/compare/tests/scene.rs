use std::time::Duration;

use crate::{
    nanos::Nanos,
    reading::{Link, Outcome, PathReading, Reading, SiteKind, SiteReading, Tally},
    snapshot::CallGraph,
};

/// Puts a graph together path by path. A path is active for its own time and for its callees'; its wall time is that of
/// the roots unless [`wall`](Self::wall) says otherwise.
#[derive(Debug, Clone)]
pub(super) struct Scene {
    reading: Reading,
    waits: Vec<u64>,
}

pub(super) const MILLI: u64 = 1_000_000;

impl Scene {
    pub(super) fn new() -> Self {
        let reading = Reading { recording: true, threads: 1, clock: "fixture", ..Reading::default() };
        Self { reading, waits: Vec::new() }
    }

    pub(super) fn wall(&mut self, nanos: u64) -> &mut Self {
        self.reading.wall = Duration::from_nanos(nanos);
        self
    }

    pub(super) fn tasks(&mut self, peak: u64) -> &mut Self {
        self.reading.max_concurrent_tasks = peak;
        self
    }

    fn site(&mut self, name: &str, kind: SiteKind) -> usize {
        if let Some(site) = self.reading.sites.iter().position(|site| site.full_name == name) {
            return site;
        }
        self.reading.sites.push(SiteReading {
            full_name: name.to_owned(),
            module: "scene".to_owned(),
            file: "scene.rs".to_owned(),
            line: 1,
            column: 1,
            kind,
            errors_observed: true,
            max_concurrent: u64::from(kind != SiteKind::Sync),
            durations: Vec::new(),
            arguments: Vec::new(),
        });
        self.reading.sites.len() - 1
    }

    /// Calls of a sync function that took `own` nanoseconds themselves, all together.
    pub(super) fn sync(&mut self, parent: Option<usize>, name: &str, calls: u64, own: u64) -> usize {
        self.path(parent, name, SiteKind::Sync, calls, own, 0)
    }

    /// Calls of an async function that were suspended for `wait` nanoseconds besides.
    pub(super) fn asynchronous(
        &mut self,
        parent: Option<usize>,
        name: &str,
        calls: u64,
        own: u64,
        wait: u64,
    ) -> usize {
        self.path(parent, name, SiteKind::Async, calls, own, wait)
    }

    pub(super) fn path(
        &mut self,
        parent: Option<usize>,
        name: &str,
        kind: SiteKind,
        calls: u64,
        own: u64,
        wait: u64,
    ) -> usize {
        let site = self.site(name, kind);
        let polls = if kind == SiteKind::Sync { 0 } else { 2 * calls };
        let tally = Tally { entered: calls, ok: calls, polls, own: Nanos(own), ..Tally::default() };
        self.reading.paths.push(PathReading { parent, site, link: Link::Nested, tally });
        self.waits.push(wait);
        self.reading.paths.len() - 1
    }

    pub(super) fn detach(&mut self, path: usize) {
        self.reading.paths[path].link = Link::Detached;
    }

    /// Lets so many calls of a path that ended ok have ended otherwise.
    pub(super) fn fail(&mut self, path: usize, outcome: Outcome, count: u64) {
        let tally = &mut self.reading.paths[path].tally;
        tally.ok -= count;
        match outcome {
            Outcome::Ok => tally.ok += count,
            Outcome::Error => tally.error += count,
            Outcome::Panicked => tally.panicked += count,
            Outcome::Cancelled => tally.cancelled += count,
        }
    }

    /// Lets so many more calls have begun and not ended, and others never have begun.
    pub(super) fn unfinished(&mut self, path: usize, in_flight: u64, never_polled: u64) {
        let tally = &mut self.reading.paths[path].tally;
        tally.entered += in_flight;
        tally.never_polled = never_polled;
    }

    pub(super) fn polls(&mut self, path: usize, polls: u64) {
        self.reading.paths[path].tally.polls = polls;
    }

    /// The peak number of calls of a function at one time.
    pub(super) fn peak(&mut self, path: usize, peak: u64) {
        let site = self.reading.paths[path].site;
        self.reading.sites[site].max_concurrent = peak;
    }

    /// The duration of every call of a function.
    pub(super) fn durations(&mut self, path: usize, durations: &[(u64, u64)]) {
        let site = self.reading.paths[path].site;
        self.reading.sites[site].durations =
            durations.iter().map(|&(value, count)| (Nanos(value), count)).collect();
    }

    /// Adds up what the recorder would have added up.
    pub(super) fn graph(&self) -> CallGraph {
        let mut reading = self.reading.clone();
        let mut roots = Nanos::ZERO;
        for path in (0..reading.paths.len()).rev() {
            let tally = &mut reading.paths[path].tally;
            tally.active += tally.own;
            tally.total = tally.active + Nanos(self.waits[path]);
            let mean = Nanos(tally.total.0 / tally.entered.max(1));
            let (active, parent, link) = (tally.active, reading.paths[path].parent, reading.paths[path].link);
            match parent {
                Some(parent) if link == Link::Nested => reading.paths[parent].tally.active += active,
                Some(_) => {}
                None => roots += active + Nanos(self.waits[path]),
            }
            // Calls that took the mean, where nothing else was said.
            let site = &mut reading.sites[reading.paths[path].site];
            if site.durations.is_empty() {
                site.durations.push((mean, reading.paths[path].tally.entered));
            }
            let (min, max) = (site.durations[0].0, site.durations[site.durations.len() - 1].0);
            let tally = &mut reading.paths[path].tally;
            (tally.min, tally.max) = (min, max);
        }
        if reading.wall.is_zero() {
            reading.wall = roots.into();
        }
        CallGraph::from_reading(reading)
    }
}

/// A graph of sync functions below one another: the first calls the second, and so on.
pub(super) fn chain(functions: &[(&str, u64)]) -> CallGraph {
    let mut scene = Scene::new();
    let mut parent = None;
    for &(name, own) in functions {
        parent = Some(scene.sync(parent, name, 1, own));
    }
    scene.graph()
}

/// A graph of sync functions side by side.
pub(super) fn flat(functions: &[(&str, u64)]) -> CallGraph {
    let mut scene = Scene::new();
    for &(name, own) in functions {
        scene.sync(None, name, 1, own);
    }
    scene.graph()
}
