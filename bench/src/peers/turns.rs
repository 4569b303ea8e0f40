//! A peer and we in turn, in a child, and the table of all children.
//!
//! What is compared is the processor time of the whole process: opening, recording, aggregating, and what background
//! threads do until nothing is left to be drained.

use std::hint::black_box;

use super::{CALLS, Peer, Session, Targets};
use crate::{
    child,
    measure::{Comparison, Cost, thread_cpu_time, timed},
    table::{Row, count, duration, times},
};

/// Nanoseconds for each call.
#[derive(Debug, Clone, Copy)]
struct Used {
    process: Cost,
    /// Processor time of the thread that makes the calls.
    caller: f64,
}

fn used(calls: u64, record: impl FnOnce(u64)) -> Used {
    // A large block makes the allocator sort what the case before has freed: tracing-chrome would leave that to us.
    drop(black_box(Vec::<u8>::with_capacity(1 << 20)));
    let caller = thread_cpu_time();
    let process = timed(calls, || record(calls));
    Used { process, caller: (thread_cpu_time() - caller) / calls as f64 }
}

/// `[place in the list, rounds]`: what a child finds out about a peer.
pub(super) fn findings(numbers: &[u64], ours: fn(u64), peers: &[Peer]) -> Vec<f64> {
    let &[place, rounds] = numbers else { panic!("place, rounds") };
    let Peer { start, calls, .. } = peers[place as usize];
    let Session { mut record, arrived } = start();
    let mut cases = Comparison::default();
    let ours = cases.case(|| used(calls, ours));
    let peer = cases.case(|| used(calls, &mut record));
    let made = (rounds + 1) * calls;
    let rounds = cases.run(rounds as usize);
    vec![
        rounds.median_of(|used| used(ours).process.cpu),
        rounds.median_of(|used| used(ours).caller),
        rounds.median_of(|used| used(peer).process.cpu),
        rounds.median_of(|used| used(peer).caller),
        rounds.median_of(|used| used(peer).process.cpu / used(ours).process.cpu),
        rounds.median_of(|used| used(peer).process.wall / used(ours).process.wall),
        arrived(made).map_or(f64::NAN, |arrived| arrived as f64 / made as f64),
    ]
}

pub(super) fn rows(program: &str, ours: &str, peers: &[Peer], rounds: usize) -> Vec<Row> {
    let findings: Vec<_> = (0_u64..)
        .zip(peers)
        .map(|(place, peer)| {
            // As many calls in all as the others make, but a median wants three.
            let rounds = (rounds as u64 * CALLS / peer.calls).max(rounds.min(3) as u64);
            child::run(program, &[place, rounds])
        })
        .collect();
    let row = |what: &str, process, ratio, wall, caller| {
        Row::of(what)
            .cell("cpu", duration(process))
            .cell("ratio", times(ratio))
            .cell("wall", times(wall))
            .cell("caller", duration(caller))
    };
    let ours = row(ours, findings[0][0], 1.0, 1.0, findings[0][1]);
    let peers = peers.iter().zip(&findings).map(|(peer, finding)| {
        let &[_, _, process, caller, ratio, wall, arrived] = &finding[..] else { panic!("seven numbers") };
        let &Peer { what, calls, targets: Targets { both, process: alone }, .. } = peer;
        let what = if calls == CALLS { what.to_owned() } else { format!("{what}, {} calls", count(calls)) };
        let row = row(&what, process, ratio, wall, caller);
        let row =
            if arrived.is_nan() { row } else { row.cell("drained", format!("{:.0} %", 100.0 * arrived)) };
        let row =
            if both > 0.0 { row.target(format!("≥ {both} ×"), ratio.min(wall) >= both) } else { row };
        if alone > both { row.target(format!("cpu ≥ {alone} ×"), ratio >= alone) } else { row }
    });
    [ours].into_iter().chain(peers).collect()
}
