//! Random programs: a small language with everything that decides where a call belongs.

use std::fmt;

use proptest::{
    collection::vec,
    prelude::*,
    strategy::{BoxedStrategy, Union},
};

/// The number of sync sites, of async sites, and of places to keep contexts and futures in.
pub(crate) const SYNC_SITES: usize = 6;
pub(crate) const ASYNC_SITES: usize = 6;
pub(crate) const SLOTS: usize = 3;

/// Sync code that runs in a scope, and what the executor does with the tasks that it spawns.
#[derive(Clone)]
pub(crate) struct Program {
    pub(crate) main: Body,
    pub(crate) schedule: Vec<Turn>,
}

/// In one line, however it is asked for: a shrunk program is to be read and made a test.
impl fmt::Debug for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Program {{ main: vec!{:?}, schedule: vec!{:?} }}", self.main, self.schedule)
    }
}

pub(crate) type Body = Vec<Op>;

/// How a function ends once its body has run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    Ok,
    Err,
    Panic,
}

/// One statement. In sync code an `await` blocks the thread.
#[derive(Debug, Clone)]
pub(crate) enum Op {
    /// Calls a sync function.
    Call { site: usize, body: Body, end: End },
    /// Calls and awaits.
    Await(Task),
    /// Calls, and hands the future to the executor.
    Spawn(Task),
    /// Is pending so many times, and wakes itself at once. Nothing in sync code.
    Yield(u8),
    /// Is pending until the executor has made so many turns. Nothing in sync code.
    Sleep(u8),
    /// Calls, polls so often unless it is done before, and drops the future.
    Cancel { task: Task, polls: u8 },
    /// Calls, polls so often unless it is done before, and forgets the future: it never ends.
    Forget { task: Task, polls: u8 },
    /// Calls, polls so often unless it is done before, and keeps the future.
    Park { slot: usize, task: Task, polls: u8 },
    /// Awaits a future that was kept, or does nothing.
    Resume(usize),
    /// Catches the panics of its body.
    Catch(Body),
    /// Keeps the context in force.
    Capture(usize),
    /// Runs sync code in a context that was kept, if there is one.
    Attach { slot: usize, body: Body },
    /// Runs a nested scope, which ends at once or with the program.
    Scope { body: Body, ends: bool },
    /// Runs sync code when the function around is left, however that happens.
    OnExit(Vec<usize>),
    /// Runs sync code on another thread and waits for it: in the same context, or without one.
    Thread { body: Body, carries: bool },
    /// Lets the executor make a few turns.
    Turns(u8),
    /// Compares what every scope shows now.
    Snapshot,
}

/// One future.
#[derive(Debug, Clone)]
pub(crate) enum Task {
    /// An async function.
    Call { site: usize, body: Body, end: End },
    /// A block that is not traced.
    Block(Body),
    /// `gather_traced`.
    Gather(Vec<Task>),
    /// `gather_traced!` of two.
    Pair(Box<(Task, Task)>),
    /// `try_gather_traced`.
    TryGather(Vec<Task>),
    /// In a context that was kept, if there is one; the future may be in a box of its own.
    InContext { slot: usize, boxed: bool, task: Box<Task> },
}

/// One step of the executor. The number picks one of the tasks that it could do this with.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Turn {
    Poll(u8),
    PollOnOtherThread(u8),
    Abort(u8),
    AbortOnOtherThread(u8),
}

/// What programs may contain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    /// Sync calls, panics and destructors.
    Sync,
    /// Async code that stays in its scope and ends with it: no nested scopes, no future that is forgotten.
    Async,
    /// Everything.
    Whole,
}

/// Programs of a language, with bodies nested at most so deep.
pub(crate) fn programs(language: Language, depth: usize) -> impl Strategy<Value = Program> {
    let op = (0..depth).fold(simple_op(language), |below, _| op(language, &below));
    let schedule = vec(turn(), 0..if language == Language::Sync { 1 } else { 24 });
    (vec(op, 1..6), schedule).prop_map(|(main, schedule)| Program { main, schedule })
}

fn end() -> impl Strategy<Value = End> {
    prop_oneof![8 => Just(End::Ok), 2 => Just(End::Err), 1 => Just(End::Panic)]
}

fn turn() -> impl Strategy<Value = Turn> {
    prop_oneof![
        12 => any::<u8>().prop_map(Turn::Poll),
        3 => any::<u8>().prop_map(Turn::PollOnOtherThread),
        2 => any::<u8>().prop_map(Turn::Abort),
        1 => any::<u8>().prop_map(Turn::AbortOnOtherThread),
    ]
}

/// What needs no body.
fn simple_op(language: Language) -> BoxedStrategy<Op> {
    let call = (0..SYNC_SITES, end()).prop_map(|(site, end)| Op::Call { site, body: Vec::new(), end });
    let on_exit = vec(0..SYNC_SITES, 1..3).prop_map(Op::OnExit);
    if language == Language::Sync {
        return prop_oneof![4 => call, 1 => on_exit, 1 => Just(Op::Snapshot)].boxed();
    }
    let slot = 0..SLOTS;
    prop_oneof![
        4 => call,
        1 => on_exit,
        3 => (1..4_u8).prop_map(Op::Yield),
        2 => (1..5_u8).prop_map(Op::Sleep),
        2 => slot.clone().prop_map(Op::Capture),
        2 => slot.prop_map(Op::Resume),
        1 => (1..4_u8).prop_map(Op::Turns),
        1 => Just(Op::Snapshot),
    ]
    .boxed()
}

fn op(language: Language, below: &BoxedStrategy<Op>) -> BoxedStrategy<Op> {
    let body = vec(below.clone(), 0..4).boxed();
    let call =
        (0..SYNC_SITES, body.clone(), end()).prop_map(|(site, body, end)| Op::Call { site, body, end });
    let catch = body.clone().prop_map(Op::Catch);
    if language == Language::Sync {
        return prop_oneof![6 => call, 2 => catch, 2 => below.clone()].boxed();
    }
    let task = task(&body);
    let slot = 0..SLOTS;
    let polls = 0..4_u8;
    let mut ops: Vec<(u32, BoxedStrategy<Op>)> = vec![
        (5, call.boxed()),
        (2, catch.boxed()),
        (4, below.clone()),
        (8, task.clone().prop_map(Op::Await).boxed()),
        (4, task.clone().prop_map(Op::Spawn).boxed()),
        (2, (task.clone(), polls.clone()).prop_map(|(task, polls)| Op::Cancel { task, polls }).boxed()),
        (
            2,
            (slot.clone(), task.clone(), polls.clone())
                .prop_map(|(slot, task, polls)| Op::Park { slot, task, polls })
                .boxed(),
        ),
        (2, (slot, body.clone()).prop_map(|(slot, body)| Op::Attach { slot, body }).boxed()),
        (1, (body.clone(), any::<bool>()).prop_map(|(body, carries)| Op::Thread { body, carries }).boxed()),
    ];
    if language == Language::Whole {
        ops.push((2, (body, any::<bool>()).prop_map(|(body, ends)| Op::Scope { body, ends }).boxed()));
        ops.push((1, (task, polls).prop_map(|(task, polls)| Op::Forget { task, polls }).boxed()));
    }
    Union::new_weighted(ops).boxed()
}

fn task(body: &BoxedStrategy<Body>) -> BoxedStrategy<Task> {
    let call =
        (0..ASYNC_SITES, body.clone(), end()).prop_map(|(site, body, end)| Task::Call { site, body, end });
    let single = prop_oneof![5 => call, 1 => body.clone().prop_map(Task::Block)].boxed();
    let in_context = (0..SLOTS, any::<bool>(), single.clone())
        .prop_map(|(slot, boxed, task)| Task::InContext { slot, boxed, task: Box::new(task) });
    let child = prop_oneof![5 => single.clone(), 1 => in_context.clone()].boxed();
    let children = vec(child.clone(), 0..4);
    let gather = prop_oneof![
        2 => children.clone().prop_map(Task::Gather),
        1 => children.prop_map(Task::TryGather),
        1 => (child.clone(), child).prop_map(|pair| Task::Pair(Box::new(pair))),
    ];
    let gather = gather.boxed();
    let gather_in_context = (0..SLOTS, any::<bool>(), gather.clone())
        .prop_map(|(slot, boxed, task)| Task::InContext { slot, boxed, task: Box::new(task) });
    prop_oneof![10 => single, 2 => in_context, 4 => gather, 1 => gather_in_context].boxed()
}
