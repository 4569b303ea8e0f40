//! tracing, with a bare registry, which takes no times, and with the layer of tracing-chrome, which writes each entry and
//! exit down. Neither adds anything up.

use std::{
    io::{self, Write},
    sync::{
        atomic::{AtomicU64, Ordering::Relaxed},
        mpsc::{Sender, channel},
    },
};

use tracing_chrome::ChromeLayerBuilder;
use tracing_subscriber::{layer::SubscriberExt, registry};

use super::Session;
use crate::{
    clocks::body,
    futures::{now, plain},
    measure::calls,
};

#[tracing::instrument(skip_all)]
#[inline(never)]
fn instrumented(n: u64) -> u64 {
    body(n)
}

#[tracing::instrument]
#[inline(never)]
fn instrumented_with_argument(n: u64) -> u64 {
    body(n)
}

#[tracing::instrument(skip_all)]
async fn instrumented_future(n: u64) -> u64 {
    plain(n).await
}

fn call_sync(count: u64) {
    calls(count, instrumented);
}

fn call_with_argument(count: u64) {
    calls(count, instrumented_with_argument);
}

fn call_futures(count: u64) {
    calls(count, |n| now(instrumented_future(n)));
}

/// Without a layer.
fn bare(record: fn(u64)) -> Session {
    tracing::subscriber::set_global_default(registry()).expect("the first one");
    Session::without_output(record)
}

pub(super) fn sync() -> Session {
    bare(call_sync)
}

pub(super) fn with_argument() -> Session {
    bare(call_with_argument)
}

pub(super) fn futures() -> Session {
    bare(call_futures)
}

static LINES: AtomicU64 = AtomicU64::new(0);

/// A file without content. It counts lines, and tells when they have been flushed.
struct Sink {
    flushed: Sender<()>,
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LINES.fetch_add(bytes.split(|byte| *byte == b'\n').skip(1).count() as u64, Relaxed);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        // The last flush is that of the end, when nobody listens.
        let _ = self.flushed.send(());
        Ok(())
    }
}

/// With tracing-chrome, until its thread has written everything down.
fn chrome(record: fn(u64), arrived: fn(u64) -> Option<u64>) -> Session {
    let (sender, flushed) = channel();
    let (layer, guard) = ChromeLayerBuilder::new().writer(Sink { flushed: sender }).build();
    tracing::subscriber::set_global_default(registry().with(layer)).expect("the first one");
    let record = move |count| {
        record(count);
        guard.flush();
        flushed.recv().expect("its thread runs");
    };
    Session::new(record, arrived)
}

pub(super) fn chrome_sync() -> Session {
    chrome(call_sync, |_| Some(LINES.load(Relaxed) / 2))
}

/// A future's span is entered for its poll and for its drop.
pub(super) fn chrome_futures() -> Session {
    chrome(call_futures, |_| Some(LINES.load(Relaxed) / 4))
}
