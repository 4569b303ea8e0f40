//! Runs programs on the library, and tells the model what it cannot see from outside.

use std::{mem, panic::resume_unwind, sync::Arc};

use callflow::{Context, Outcome, TraceScope, gather_traced, try_gather_traced};

use crate::{
    executor::{Planned, Yield, on_other_thread},
    known,
    model::At,
    program::{Body, End, Op, Task},
    shadow::{Caught, Force, InForce, PollUpTo, Segment, Shadow},
    sites::{self, Around, Boxed, Fault, FaultResult},
    world::World,
};

/// What a traced function is to do.
pub(crate) struct Run {
    world: Arc<World>,
    body: Body,
    end: End,
}

impl Run {
    pub(crate) fn call(self) -> FaultResult {
        body_sync(&self.world, &self.body, self.end)
    }

    pub(crate) fn poll(self) -> Boxed<FaultResult> {
        body_async(&self.world, self.body, self.end)
    }

    pub(crate) fn is_even(&self) -> bool {
        self.body.len().is_multiple_of(2)
    }
}

fn finish(end: End) -> FaultResult {
    match end {
        End::Ok => Ok(()),
        End::Err => Err(Fault),
        // Unlike `panic!`, it does not print.
        End::Panic => resume_unwind(Box::new(Planned)),
    }
}

/// Calls the sites it holds when it is dropped, the last one first.
struct Exits(Arc<World>, Vec<usize>);

impl Drop for Exits {
    fn drop(&mut self) {
        while let Some(site) = self.1.pop() {
            call_sync(&self.0, site, Vec::new(), End::Ok);
        }
    }
}

fn call_sync(world: &Arc<World>, site: usize, body: Body, end: End) {
    let segment = Segment::of_sync_call(world, sites::SYNC[site]);
    sites::call(site, Run { world: world.clone(), body, end });
    if let Some(segment) = segment {
        segment.end(Some(if end == End::Err { Outcome::Error } else { Outcome::Ok }));
    }
}

/// Runs a body in sync code.
pub(crate) fn body_sync(world: &Arc<World>, body: &Body, end: End) -> FaultResult {
    let mut exits = Exits(world.clone(), Vec::new());
    for op in body {
        match op {
            Op::OnExit(sites) => exits.1.extend(sites),
            Op::Await(task) => drop(world.executor.block_on(make(world, task.clone(), None, false))),
            Op::Cancel { task, polls } | Op::Forget { task, polls } | Op::Park { task, polls, .. } => {
                let inner = Some(make(world, task.clone(), None, false));
                let left = world.executor.block_on(PollUpTo { polls: *polls, inner });
                give_up(world, op, left);
            }
            Op::Resume(_) if known::spares_lane(world) => {}
            Op::Resume(slot) => {
                let future = world.futures.lock().unwrap()[*slot].take();
                future.map(|future| world.executor.block_on(future));
            }
            Op::Catch(body) => {
                world.executor.catch(|| body_sync(world, body, End::Ok));
            }
            Op::Scope { body, ends } => {
                let (at, scope) = world.open_scope(Arc::new(TraceScope::new()));
                let in_force = Force::new(world, Some(at));
                let graph = scope.run(|| body_sync(world, body, End::Ok)).graph;
                drop(in_force);
                world.compare(at.scope, &graph, "when its code returned");
                if *ends {
                    world.end_scope(at.scope, scope);
                }
            }
            Op::Yield(_) | Op::Sleep(_) => {}
            op => simple(world, op),
        }
    }
    finish(end)
}

/// Runs a body in async code.
fn body_async(world: &Arc<World>, body: Body, end: End) -> Boxed<FaultResult> {
    let world = world.clone();
    Box::pin(async move {
        let mut exits = Exits(world.clone(), Vec::new());
        for op in body {
            match op {
                Op::OnExit(sites) => exits.1.extend(sites),
                Op::Await(task) => drop(make(&world, task, None, false).await),
                Op::Cancel { ref task, polls }
                | Op::Forget { ref task, polls }
                | Op::Park { ref task, polls, .. } => {
                    let inner = Some(make(&world, task.clone(), None, false));
                    let left = PollUpTo { polls, inner }.await;
                    give_up(&world, &op, left);
                }
                Op::Resume(_) if known::spares_lane(&world) => {}
                Op::Resume(slot) => {
                    let future = world.futures.lock().unwrap()[slot].take();
                    if let Some(future) = future {
                        let _ = future.await;
                    }
                }
                Op::Catch(body) => Caught::new(&world, body_async(&world, body, End::Ok)).await,
                Op::Scope { body, ends } => {
                    let (at, scope) = world.open_scope(Arc::new(TraceScope::new()));
                    let (inner_world, inner_scope) = (world.clone(), scope.clone());
                    let inner = Box::pin(async move {
                        inner_scope.run_async(|| body_async(&inner_world, body, End::Ok)).await.graph
                    });
                    let graph = InForce::new(&world, Some(at), inner).await;
                    world.compare(at.scope, &graph, "when its code returned");
                    if ends {
                        world.end_scope(at.scope, scope);
                    }
                }
                Op::Yield(times) => Yield(times).await,
                Op::Sleep(turns) => {
                    let sleep = world.executor.sleep(turns);
                    std::future::poll_fn(|task| world.executor.poll_sleep(sleep, task)).await;
                }
                op => simple(&world, &op),
            }
        }
        finish(end)
    })
}

/// What is the same in sync and in async code.
fn simple(world: &Arc<World>, op: &Op) {
    match op {
        Op::Call { site, body, end } => call_sync(world, *site, body.clone(), *end),
        Op::Spawn(task) => {
            let future = make(world, task.clone(), None, false);
            world.executor.spawn(future);
        }
        Op::Capture(slot) => {
            let kept = (Context::current(), world.model().here());
            let before = world.contexts.lock().unwrap()[*slot].replace(kept);
            drop(before);
        }
        Op::Attach { slot, body } => {
            let kept = world.contexts.lock().unwrap()[*slot].clone();
            let Some((context, at)) = kept else { return };
            let _in_force = Force::new(world, at);
            if body.len().is_multiple_of(2) {
                let _guard = context.attach();
                let _ = body_sync(world, body, End::Ok);
            } else {
                let _ = context.propagate(|| body_sync(world, body, End::Ok))();
            }
        }
        Op::Thread { body, carries } => {
            let carried = carries.then(|| (Context::current(), world.model().here()));
            on_other_thread(|| match carried {
                None => drop(body_sync(world, body, End::Ok)),
                Some((context, at)) => {
                    let _in_force = Force::new(world, at);
                    let _guard = context.attach();
                    let _ = body_sync(world, body, End::Ok);
                }
            });
        }
        Op::Turns(_) if known::spares_lane(world) => {}
        Op::Turns(times) => {
            for _ in 0..*times {
                world.executor.turn();
            }
        }
        Op::Snapshot => world.compare_all("on the way"),
        _ => unreachable!("it differs in sync and in async code"),
    }
}

/// Does with the rest of a future what the statement asks for.
fn give_up(world: &World, op: &Op, left: Option<Boxed<FaultResult>>) {
    match op {
        Op::Forget { .. } => mem::forget(left),
        Op::Park { slot, .. } => {
            let before = mem::replace(&mut world.futures.lock().unwrap()[*slot], left);
            drop(before);
        }
        _ => drop(left),
    }
}

type Kept = (Context, Option<At>, bool);

/// Calls what a task says, in the context of this thread. `inherits`: as a child of a `gather_traced`.
fn make(world: &Arc<World>, task: Task, kept: Option<Kept>, inherits: bool) -> Boxed<FaultResult> {
    let forced = kept.as_ref().and_then(|(_, at, _)| *at);
    let in_context = kept.is_some();
    let around = Around::new(kept.map(|(context, _, boxed)| (context, boxed)));
    match task {
        Task::InContext { slot, boxed, task } => {
            let kept = world.contexts.lock().unwrap()[slot].clone();
            let kept = kept.filter(|(_, at)| !known::spares_in_context(world, *at, boxed, &task));
            make(world, *task, kept.map(|(context, at)| (context, at, boxed)), inherits)
        }
        Task::Block(body) => {
            let block = body_async(world, body, End::Ok);
            #[expect(clippy::redundant_async_block, reason = "a block is told from a box by its size")]
            let inner = around.put(async move { block.await }, |result| result);
            if in_context { Box::pin(InForce::new(world, forced, inner)) } else { inner }
        }
        Task::Call { site, body, end } => {
            let inner = sites::start(site, Run { world: world.clone(), body, end }, around);
            Box::pin(Shadow::new(world, sites::ASYNC[site], inner).forced(forced).inheriting(inherits))
        }
        Task::Gather(children) => {
            let gathered = world.clone();
            let count = children.len();
            let in_order = move |outputs: Vec<FaultResult>| {
                if outputs.len() != count {
                    gathered.fail(format!("a gather of {count} returned {} outputs", outputs.len()));
                }
                Ok(())
            };
            let boxed = world.boxes_lanes(&children);
            let lanes = children.into_iter().enumerate();
            let lanes = lanes.map(|(index, child)| lane(world, child, index, sites::LANE));
            let inner = if boxed {
                around.put(gather_traced(lanes.map(Box::pin).collect::<Vec<_>>()), in_order)
            } else {
                around.put(gather_traced(lanes.collect::<Vec<_>>()), in_order)
            };
            Box::pin(Shadow::new(world, sites::GATHER, inner).forced(forced))
        }
        Task::Pair(children) => {
            let (a, b) = *children;
            let boxed = world.boxes_lanes([&a, &b]);
            let (a, b) = (lane(world, a, 0, sites::LANE), lane(world, b, 1, sites::LANE));
            let inner = if boxed {
                around.put(callflow::gather_traced!(Box::pin(a), Box::pin(b)), |_| Ok(()))
            } else {
                around.put(callflow::gather_traced!(a, b), |_| Ok(()))
            };
            Box::pin(Shadow::new(world, sites::GATHER, inner).forced(forced))
        }
        Task::TryGather(children) => {
            let boxed = world.boxes_lanes(&children);
            let lanes = children.into_iter().enumerate();
            let lanes = lanes.map(|(index, child)| lane(world, child, index, sites::TRY_LANE));
            let ended = |result: Result<Vec<()>, Fault>| result.map(drop);
            let inner = if boxed {
                around.put(try_gather_traced(lanes.map(Box::pin).collect::<Vec<_>>()), ended)
            } else {
                around.put(try_gather_traced(lanes.collect::<Vec<_>>()), ended)
            };
            Box::pin(Shadow::new(world, sites::TRY_GATHER, inner).forced(forced))
        }
    }
}

/// Whether a child is traced itself, and not code that calls what is.
pub(crate) fn is_traced(task: &Task) -> bool {
    match task {
        Task::Block(_) => false,
        Task::InContext { task, .. } => is_traced(task),
        _ => true,
    }
}

fn lane(world: &Arc<World>, child: Task, index: usize, site: sites::Site) -> Shadow {
    let child = make(world, child, None, true);
    Shadow::lane(world, site, child, index)
}
