//! What a function did, as it tells itself.

use std::sync::atomic::{AtomicU64, Ordering::SeqCst};

use callflow::{CallGraph, Node, Outcomes};

/// The calls of one function, in words that every thread adds to.
pub(crate) struct Counts {
    name: &'static str,
    made: AtomicU64,
    begun: AtomicU64,
    ok: AtomicU64,
    error: AtomicU64,
    panicked: AtomicU64,
    cancelled: AtomicU64,
    returned: AtomicU64,
}

/// A call under way. Dropped, it unwinds or is cancelled.
pub(crate) struct Seen(&'static Counts);

impl Counts {
    pub(crate) const fn of(name: &'static str) -> Self {
        Self {
            name,
            made: AtomicU64::new(0),
            begun: AtomicU64::new(0),
            ok: AtomicU64::new(0),
            error: AtomicU64::new(0),
            panicked: AtomicU64::new(0),
            cancelled: AtomicU64::new(0),
            returned: AtomicU64::new(0),
        }
    }

    /// A future of it was made, which may never be polled.
    pub(crate) fn made<F>(&self, future: F) -> F {
        self.made.fetch_add(1, SeqCst);
        future
    }

    /// In its first line.
    pub(crate) fn begins(&'static self) -> Seen {
        self.begun.fetch_add(1, SeqCst);
        Seen(self)
    }

    /// Its caller has it back.
    pub(crate) fn returns(&self) {
        self.returned.fetch_add(1, SeqCst);
    }

    pub(crate) fn returned(&self) -> u64 {
        self.returned.load(SeqCst)
    }

    /// A live graph has no call that did not begin.
    pub(crate) fn has_begun(&self, graph: &CallGraph) {
        let ended = graph.node(self.name).map_or(0, Node::calls);
        let begun = self.begun.load(SeqCst);
        assert!(ended <= begun, "{}: {ended} ended of {begun}", self.name);
    }

    /// The graph has each call, and none in flight.
    pub(crate) fn agrees_with(&self, graph: &CallGraph) {
        let [made, begun, ok, error, panicked, cancelled] =
            [&self.made, &self.begun, &self.ok, &self.error, &self.panicked, &self.cancelled]
                .map(|count| count.load(SeqCst));
        assert!(begun > 0, "{} was never called", self.name);
        let node = graph.node(self.name).unwrap_or_else(|| panic!("{} is not there", self.name));
        let Outcomes { ok: was_ok, error: failed, panicked: unwound, cancelled: dropped, .. } =
            node.outcomes();
        assert_eq!([was_ok, failed, unwound, dropped], [ok, error, panicked, cancelled], "{}", self.name);
        assert_eq!((node.calls(), node.in_flight()), (begun, 0), "{}", self.name);
        if node.is_async() {
            assert_eq!(node.never_polled(), made - begun, "{}: made and never polled", self.name);
        }
    }
}

impl Seen {
    pub(crate) fn ends(self) {
        self.0.ok.fetch_add(1, SeqCst);
        std::mem::forget(self);
    }

    pub(crate) fn fails(self) {
        self.0.error.fetch_add(1, SeqCst);
        std::mem::forget(self);
    }
}

impl Drop for Seen {
    fn drop(&mut self) {
        let count = if std::thread::panicking() { &self.0.panicked } else { &self.0.cancelled };
        count.fetch_add(1, SeqCst);
    }
}
