//! Tracy's client with no viewer listening: it queues all it is told, and nothing drains the queue.

use tracy_client::{Client, span};

use super::Session;
use crate::{clocks::body, measure::calls};

#[inline(never)]
fn zoned(n: u64) -> u64 {
    let _zone = span!("zoned");
    body(n)
}

pub(super) fn sync() -> Session {
    // It runs until the process ends.
    Client::start();
    Session::without_output(|count| _ = calls(count, zoned))
}
