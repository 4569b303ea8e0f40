//! Several threads: in one scope, in scopes of their own, and one that looks on.

use std::{
    collections::HashMap,
    sync::{
        Arc, Barrier, Mutex,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    thread,
    time::Duration,
};

use callflow::TraceScope;
use proptest::{collection::vec, prelude::*};

use crate::{
    cases, holds,
    model::Path,
    picture::{Picture, path_keys},
    program::{Language, Program, programs},
    sites::LANE,
    times,
    world::{Root, World, run},
};

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn the_same_program_on_several_threads_counts_so_many_times(
        program in programs(Language::Whole, 4),
        threads in 2..5_usize,
    ) {
        let scope = Arc::new(TraceScope::new());
        let worlds: Vec<_> = (0..threads).map(|_| World::new(&program, Root::Shared)).collect();
        let ran = at_once(threads, |index| worlds[index].run(&program, scope.clone()));
        for result in ran {
            holds(result)?;
        }
        let graph = scope.snapshot();
        let (shown, single) = (Picture::shown(&graph), worlds[0].expected());
        let tasks = single.totals.tasks_at_once;
        prop_assert_eq!(shown.timeline.len(), threads * single.timeline.len());
        prop_assert!((tasks..=tasks * threads as u64).contains(&shown.totals.tasks_at_once));
        prop_assert_eq!(shown.sums(), single.times(threads as u64).sums());
        holds(times::check_graph(&graph))?;
        prop_assert_eq!(graph.metadata().torn_slots, 0);
        let recorded = worlds.iter().map(|world| world.model().scopes[0].threads.len()).sum::<usize>();
        if worlds.iter().all(|world| world.model().calls.iter().all(|call| call.outcome.is_some())) {
            prop_assert!(graph.busy_time() <= graph.wall_time() * recorded as u32);
        }
    }

    /// Parallel tests: every scope shows its own program and nothing of the others.
    #[test]
    fn parallel_scopes_never_see_each_others_calls(programs in vec(programs(Language::Whole, 4), 2..5)) {
        for result in at_once(programs.len(), |index| run(&programs[index])) {
            holds(result)?;
        }
    }

    /// A snapshot misses nothing that had ended before it began and shows nothing that began after it ended.
    #[test]
    fn live_snapshots_lose_nothing_and_invent_nothing(programs in vec(programs(Language::Async, 3), 1..4)) {
        let scope = Arc::new(TraceScope::new());
        let worlds = Mutex::new(Vec::new());
        let done = AtomicBool::new(false);
        let watched = thread::scope(|threads| {
            let watcher = threads.spawn(|| watch(&scope, &worlds, &done));
            let ran = at_once(programs.len(), |index| repeat(&programs[index], &scope, &worlds));
            done.store(true, SeqCst);
            ran.into_iter().collect::<Result<Vec<()>, String>>().and(watcher.join().unwrap())
        });
        holds(watched)?;
    }
}

/// Runs code on several threads that start together.
fn at_once<T: Send>(threads: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let (barrier, work) = (Barrier::new(threads), &work);
    thread::scope(|scope| {
        let barrier = &barrier;
        let start = |index| {
            scope.spawn(move || {
                barrier.wait();
                work(index)
            })
        };
        let running: Vec<_> = (0..threads).map(start).collect();
        running.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

type Worlds = Mutex<Vec<Arc<World>>>;

fn repeat(program: &Program, scope: &Arc<TraceScope>, worlds: &Worlds) -> Result<(), String> {
    (0..5).try_for_each(|_| {
        let world = World::new(program, Root::Shared);
        worlds.lock().unwrap().push(world.clone());
        world.run(program, scope.clone())
    })
}

fn watch(scope: &TraceScope, worlds: &Worlds, done: &AtomicBool) -> Result<(), String> {
    loop {
        let last = done.load(SeqCst);
        let before = tallies(worlds);
        let graph = scope.snapshot();
        let after = tallies(worlds);
        let mut shown: HashMap<Path, (u64, u64)> = HashMap::new();
        for (path, key) in graph.call_tree().paths().zip(path_keys(&graph)) {
            shown.insert(key, (path.calls(), path.in_flight()));
            if graph.metadata().torn_slots == 0 && path.active_time_raw() > path.total_time() {
                return Err(format!("{:?} is active longer than it lasts", path.node().full_name()));
            }
        }
        // The model's lanes lie within the library's, so that it hears of them the other way round.
        let is_lane = |path: &Path| path.last().is_some_and(|(name, _)| name == LANE.name);
        for (path, (_, ended)) in before.iter().filter(|(path, _)| !is_lane(path)) {
            let (calls, _) = shown.get(path).copied().unwrap_or_default();
            if calls < *ended {
                return Err(format!("{path:?} shows {calls} calls where {ended} had ended before"));
            }
        }
        for (path, (calls, in_flight)) in &shown {
            let (begun, ended) = after.get(path).copied().unwrap_or_default();
            if calls + in_flight > begun && !is_lane(path) {
                return Err(format!("{path:?} shows {calls} + {in_flight} calls of {begun} that began"));
            }
            if last && (*calls, *in_flight) != (ended, begun - ended) {
                return Err(format!("{path:?} shows {calls} + {in_flight} calls of {begun} at the end"));
            }
        }
        if last {
            return Ok(());
        }
        thread::sleep(Duration::from_micros(200));
    }
}

/// Calls begun and ended on every path, by what the models of all programs know now. A model hears of a beginning
/// before the library does, and of an end after it.
fn tallies(worlds: &Worlds) -> HashMap<Path, (u64, u64)> {
    let mut tallies: HashMap<Path, (u64, u64)> = HashMap::new();
    for world in worlds.lock().unwrap().iter() {
        let model = world.model();
        for call in model.calls.iter().filter(|call| call.scope == 0) {
            let (begun, ended) = tallies.entry(call.path.clone()).or_default();
            *begun += 1;
            *ended += u64::from(call.outcome.is_some());
        }
    }
    tallies
}
