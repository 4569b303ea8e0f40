//! fastrace, below a root span for every batch, drained by a reporter that counts spans and drops them.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use fastrace::{
    Span,
    collector::{Config, Reporter, SpanContext, SpanRecord},
};

use super::{BATCH, Session};
use crate::{
    clocks::body,
    futures::{now, plain},
    measure::calls,
};

#[fastrace::trace]
#[inline(never)]
fn traced(n: u64) -> u64 {
    body(n)
}

#[fastrace::trace]
async fn traced_future(n: u64) -> u64 {
    plain(n).await
}

struct Drain;

static DRAINED: AtomicU64 = AtomicU64::new(0);

impl Reporter for Drain {
    fn report(&mut self, spans: Vec<SpanRecord>) {
        DRAINED.fetch_add(spans.len() as u64, Relaxed);
    }
}

/// Batches below root spans, until the reporter has them.
fn below_roots(mut batch: impl FnMut() + 'static) -> Session {
    fastrace::set_reporter(Drain, Config::default());
    let record = move |count| {
        for _ in 0..count / BATCH {
            let root = Span::root("root", SpanContext::random());
            let _inside = root.set_local_parent();
            batch();
        }
        fastrace::flush();
    };
    Session::new(record, |made| Some(DRAINED.load(Relaxed).saturating_sub(made / BATCH)))
}

pub(super) fn sync() -> Session {
    below_roots(|| _ = calls(BATCH, traced))
}

pub(super) fn futures() -> Session {
    below_roots(|| _ = calls(BATCH, |n| now(traced_future(n))))
}
