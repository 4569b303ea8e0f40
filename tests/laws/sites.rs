//! The traced functions of the programs, of every form that is recorded in its own way.

use std::{future::Future, pin::Pin};

use callflow::{Context, InContext as _, trace, trace_async};
use futures::FutureExt as _;

use crate::run::Run;

/// What a function returns that ends with [`End::Err`](crate::program::End::Err).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fault;

/// Not spelled `Result`, but one.
pub(crate) type FaultResult = Result<(), Fault>;

pub(crate) type Boxed<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// A site as the model knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Site {
    pub(crate) name: &'static str,
    pub(crate) is_async: bool,
    /// Whether the scope can see that it returns an error.
    pub(crate) errors: bool,
    /// Whether it is one of the library's own.
    pub(crate) library: bool,
}

const fn site(name: &'static str, is_async: bool, errors: bool) -> Site {
    Site { name, is_async, errors, library: false }
}

pub(crate) const SYNC: [Site; crate::program::SYNC_SITES] = [
    site("leaf", false, true),
    site("branch", false, true),
    site("Worker::work", false, true),
    site("generic", false, false),
    site("query", false, false),
    site("quiet", false, false),
];

pub(crate) const ASYNC: [Site; crate::program::ASYNC_SITES] = [
    site("fetch", true, true),
    site("load", true, true),
    site("Worker::save", true, true),
    site("stream", true, false),
    site("boxed", true, true),
    site("returned", true, true),
];

pub(crate) const GATHER: Site = Site { name: "gather_traced", is_async: true, errors: false, library: true };
pub(crate) const TRY_GATHER: Site = Site { errors: true, ..GATHER };
pub(crate) const LANE: Site = Site { name: "<lane>", is_async: true, errors: false, library: true };
pub(crate) const TRY_LANE: Site = Site { errors: true, ..LANE };

struct Worker(usize);

#[trace]
fn leaf(run: Run) -> Result<(), Fault> {
    run.call()
}

#[trace]
fn branch(run: Run) -> FaultResult {
    run.call()
}

#[trace]
fn generic<T>(run: Run, _: T) -> bool {
    run.call().is_ok()
}

#[trace(name = "db::query")]
fn query(run: Run) {
    let _ = run.call();
}

#[trace(err = false)]
fn quiet(run: Run) -> Result<(), Fault> {
    run.call()
}

#[trace_async]
async fn fetch(run: Run) -> Result<(), Fault> {
    run.poll().await
}

#[trace_async]
async fn load(run: Run) -> FaultResult {
    run.poll().await
}

#[trace_async]
async fn stream<T>(run: Run, _: T) -> bool {
    run.poll().await.is_ok()
}

#[trace_async]
fn boxed(run: Run) -> Pin<Box<dyn Future<Output = FaultResult> + Send>> {
    Box::pin(async move { run.poll().await })
}

#[trace_async]
fn returned(run: Run) -> impl Future<Output = FaultResult> + Send {
    run.poll()
}

#[trace]
impl Worker {
    fn work(&self, run: Run) -> Result<(), Fault> {
        assert_eq!(self.0, 2);
        run.call()
    }

    async fn save(self, run: Run) -> Result<(), Fault> {
        assert_eq!(self.0, 2);
        run.poll().await
    }
}

/// Calls a sync site. The result is that of the body, whatever the function makes of it.
pub(crate) fn call(site: usize, run: Run) {
    match site {
        0 => drop(leaf(run)),
        1 => drop(branch(run)),
        2 => drop(Worker(site).work(run)),
        3 if run.is_even() => drop(generic(run, 0_u8)),
        3 => drop(generic(run, "")),
        4 => query(run),
        _ => drop(quiet(run)),
    }
}

/// Calls an async site.
pub(crate) fn start(site: usize, run: Run, around: Around) -> Boxed<FaultResult> {
    let observed = |seen: bool| if seen { Ok(()) } else { Err(Fault) };
    match site {
        0 => around.put(fetch(run), |result| result),
        1 => around.put(load(run), |result| result),
        2 => around.put(Worker(site).save(run), |result| result),
        3 if run.is_even() => around.put(stream(run, 0_u8), observed),
        3 => around.put(stream(run, ""), observed),
        4 => around.put(boxed(run), |result| result),
        _ => around.put(returned(run), |result| result),
    }
}

/// What stands directly around a future.
pub(crate) enum Around {
    Nothing,
    Context(Context),
    BoxAndContext(Context),
}

impl Around {
    pub(crate) fn new(context: Option<(Context, bool)>) -> Self {
        match context {
            None => Self::Nothing,
            Some((context, false)) => Self::Context(context),
            Some((context, true)) => Self::BoxAndContext(context),
        }
    }

    /// Adds it while the type of the future is still known.
    pub(crate) fn put<F, T>(self, future: F, result: impl FnOnce(F::Output) -> T + Send + 'static) -> Boxed<T>
    where
        F: Future + Send + 'static,
    {
        // Unlike an async block, `map` leaves a future that has panicked where it is.
        match self {
            Self::Nothing => Box::pin(future.map(result)),
            Self::Context(context) => Box::pin(future.in_context(context).map(result)),
            Self::BoxAndContext(context) => Box::pin(Box::pin(future).in_context(context).map(result)),
        }
    }
}
