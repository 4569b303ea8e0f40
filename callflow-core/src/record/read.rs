//! Reads what a scope holds, at any time and without stopping anyone.

use std::{collections::HashMap, time::Duration};

use super::clock::{Clock, Ticks};
use super::sync::Relaxed;
use super::{
    calibration,
    histogram::{Histogram, rounded},
    index::Id,
    outside,
    scope::Shared,
    sites::SiteEntry,
    tallies::{Tallies, tallies},
    tree::{OVERFLOW, ROOT, TreeNode},
};
use crate::{
    machine::Machine,
    nanos::Nanos,
    reading::{CallReading, Link, Losses, PathReading, Reading, SiteKind, SiteReading, SliceReading, Tally},
    site::Site,
};

/// What the scope holds at the moment `until`.
pub(super) fn read(shared: &Shared, until: Ticks) -> Reading {
    let mut losses = Losses {
        timeline_calls: shared.slabs.iter().map(|slab| slab.timeline.left_out()).sum(),
        after_close: shared.after_close.load(Relaxed),
        misplaced_guards: shared.misplaced_guards.load(Relaxed),
        skipped_sampling: shared.slabs.iter().map(|slab| slab.skips.sampled_out()).sum(),
        skipped_filtering: shared.slabs.iter().map(|slab| slab.skips.filtered()).sum(),
        without_context: outside::counted().saturating_sub(shared.unheard_before),
        arguments: shared.arguments_missed.load(Relaxed),
        ..Losses::default()
    };
    let Tallies { of_nodes: tallies, skipped, torn_slots, uncounted } = tallies(shared);
    losses.skipped_duration = skipped;
    losses.torn_slots = torn_slots;
    let (sites, place_of_site) = sites(shared, &uncounted);
    let mut sites = sites;
    let (paths, place_of_node) = paths(shared, &tallies, &place_of_site, &mut sites, &mut losses);
    let wall = Duration::from(Clock::get().length(shared.opened, until));
    let calls = calls(shared, &place_of_node);
    let costs = calibration::costs(!calls.is_empty());
    Reading {
        recording: true,
        name: shared.name.clone(),
        wall,
        sites,
        calls,
        paths,
        max_concurrent_tasks: shared.leaves.peak(),
        losses,
        threads: shared.slabs.iter().count() as u64,
        clock: Clock::get().name(),
        options: shared.options.clone(),
        machine: Machine::current().clone(),
        probe_cost: costs.probes,
        timeline_cost: costs.timeline,
    }
}

/// Every site that was called, and its place in the list.
fn sites(shared: &Shared, uncounted: &[(Id, Nanos)]) -> (Vec<SiteReading>, HashMap<Id, usize>) {
    let mut found: Vec<(&'static Site, Id)> =
        shared.sites.ids().into_iter().filter_map(|id| Some((shared.sites.get(id)?.site()?, id))).collect();
    found.sort_by_key(|(site, _)| (site.full_name(), site.module(), site.file(), site.place()));
    let mut places = HashMap::with_capacity(found.len());
    let read = found.iter().enumerate().map(|(place, &(site, id))| {
        places.insert(id, place);
        site_reading(shared, site, id, uncounted)
    });
    (read.collect(), places)
}

fn site_reading(shared: &Shared, site: &Site, id: Id, uncounted: &[(Id, Nanos)]) -> SiteReading {
    let (line, column) = site.place();
    let uncounted = &uncounted[uncounted.partition_point(|&(site, _)| site < id)..];
    let uncounted = uncounted.iter().take_while(|&&(site, _)| site == id);
    let mut durations: Vec<(Nanos, u64)> = uncounted.map(|&(_, total)| (rounded(total), 1)).collect();
    durations.extend(
        shared.slabs.iter().filter_map(|slab| slab.share(id)?.histogram.get()).flat_map(Histogram::read),
    );
    durations.sort_unstable_by_key(|bucket| bucket.0);
    durations.dedup_by(|later, kept| {
        let same = later.0 == kept.0;
        kept.1 += if same { later.1 } else { 0 };
        same
    });
    SiteReading {
        full_name: site.full_name().to_owned(),
        module: site.module().to_owned(),
        file: site.file().to_owned(),
        line,
        column,
        kind: site.kind(),
        errors_observed: site.observes_errors(),
        max_concurrent: shared.sites.get(id).map_or(0, |entry| entry.leaves.peak()),
        durations,
        arguments: shared.sites.get(id).map_or_else(Vec::new, SiteEntry::arguments),
    }
}

/// The paths, parents first, and the place of every node among them.
fn paths(
    shared: &Shared,
    tallies: &[(Id, Tally)],
    place_of_site: &HashMap<Id, usize>,
    sites: &mut Vec<SiteReading>,
    losses: &mut Losses,
) -> (Vec<PathReading>, HashMap<Id, usize>) {
    // They are sorted by number.
    let tally_of =
        |id: Id| tallies.binary_search_by_key(&id, |(id, _)| *id).ok().map(|place| tallies[place].1);
    let mut paths: Vec<PathReading> = Vec::with_capacity(tallies.len());
    let mut place_of: HashMap<Id, usize> = HashMap::with_capacity(tallies.len());
    for &(id, _) in tallies {
        // The chain from the nearest known ancestor down to this node.
        let mut chain = Vec::new();
        let mut above = id;
        while above != ROOT && !place_of.contains_key(&above) {
            chain.push(above);
            above =
                if above == OVERFLOW { ROOT } else { shared.tree.get(above).map_or(ROOT, TreeNode::parent) };
        }
        while let Some(id) = chain.pop() {
            let parent = place_of.get(&above).copied();
            above = id;
            let (site, link) = if id == OVERFLOW {
                sites.push(overflow());
                (sites.len() - 1, Link::Nested)
            } else {
                let Some(node) = shared.tree.get(id) else { break };
                let Some(&site) = place_of_site.get(&node.site_id()) else { break };
                (site, node.link())
            };
            let tally = tally_of(id).unwrap_or(Tally { min: Nanos::MAX, ..Tally::default() });
            let mut path = PathReading { parent, site, link, tally };
            if sites[site].kind == SiteKind::Sync {
                path.tally.active = path.tally.total;
            }
            if parent.is_some() && shared.tree.get(id).is_some_and(|node| node.parent() == OVERFLOW) {
                losses.overflowed_calls += path.tally.entered.saturating_sub(path.tally.skipped);
            }
            place_of.insert(id, paths.len());
            paths.push(path);
        }
    }
    (paths, place_of)
}

/// The node above the calls for which there was no room left.
fn overflow() -> SiteReading {
    SiteReading {
        full_name: "<overflow>".to_owned(),
        module: String::new(),
        file: String::new(),
        line: 0,
        column: 0,
        kind: SiteKind::Overflow,
        errors_observed: false,
        max_concurrent: 0,
        durations: Vec::new(),
        arguments: Vec::new(),
    }
}

/// The timeline, by start.
fn calls(shared: &Shared, place_of_node: &HashMap<Id, usize>) -> Vec<CallReading> {
    let clock = Clock::get();
    let since = |moment: Ticks| clock.length(shared.opened, moment);
    let mut kept: Vec<_> = shared
        .timeline
        .calls()
        .filter_map(|call| Some((call, *place_of_node.get(&call.begun.node)?)))
        .collect();
    kept.sort_by_key(|(call, _)| (call.begun.start, call.id));
    let place_of: HashMap<u32, usize> =
        kept.iter().enumerate().map(|(place, (call, _))| (call.id, place)).collect();
    let mut calls: Vec<CallReading> = kept
        .iter()
        .map(|&(call, path)| CallReading {
            path,
            parent: place_of.get(&call.begun.parent).copied(),
            lane: call.begun.lane.checked_sub(1),
            start: since(call.begun.start),
            end: call.end.map(|(end, _)| since(end)),
            outcome: call.end.map(|(_, outcome)| outcome),
            slices: call.once.zip(call.end).map_or_else(Vec::new, |(thread, (end, _))| {
                vec![SliceReading { start: since(call.begun.start), end: since(end), thread }]
            }),
        })
        .collect();
    for slice in shared.timeline.slices() {
        if let Some(&place) = place_of.get(&slice.call) {
            let (start, end) = (since(slice.start), since(slice.end));
            calls[place].slices.push(SliceReading { start, end, thread: slice.thread });
        }
    }
    for call in &mut calls {
        call.slices.sort_unstable();
    }
    calls
}
