use std::time::Duration;

use callflow_core::{
    Comparison, PathComparison,
    json_text::{Object, ToJson},
};

use crate::format::nanos;

use super::{
    super::{column, heaviest::Heaviest},
    status,
};

/// The heaviest call paths of both sides, parents before their children.
pub(super) struct Paths<'c> {
    all: &'c [PathComparison],
    heaviest: Heaviest,
    /// What was left out; empty where nothing was.
    pub(super) left_out: String,
}

/// Self time on the side where it is more, so that a path of either side weighs what it weighs there.
fn own(path: &PathComparison) -> Duration {
    path.self_before.max(path.self_after)
}

impl<'c> Paths<'c> {
    pub(super) fn new(comparison: &'c Comparison) -> Self {
        let all = &comparison.path_comparisons[..];
        let own: Vec<Duration> = all.iter().map(own).collect();
        let heaviest = Heaviest::new(&own, |path| all[path].parent);
        let left_out = heaviest.left_out(&own, own.iter().sum());
        Self { all, heaviest, left_out }
    }
}

impl ToJson for Paths<'_> {
    fn write(&self, out: &mut String) {
        let kept = || self.heaviest.kept.iter().map(|&path| &self.all[path]);
        let each = |of: fn(&PathComparison) -> u64| column::numbers(kept().map(of));
        let mut table = Object::begin(out);
        table.key("rows", &self.heaviest.kept.len());
        table.key(
            "parent",
            &column::places(kept().map(|path| path.parent.and_then(|parent| self.heaviest.places[parent]))),
        );
        table.key("fn", &column::places(kept().map(|path| Some(path.node))));
        table.key("status", &each(|path| status(path.status)));
        table.key("counts", &each(|path| path.counts.into()));
        table.key("detachedBefore", &each(|path| path.detached_before.into()));
        table.key("detachedAfter", &each(|path| path.detached_after.into()));
        table.key("callsBefore", &each(|path| path.calls_before.median));
        table.key("callsAfter", &each(|path| path.calls_after.median));
        table.key("selfBefore", &each(|path| nanos(path.self_before)));
        table.key("selfAfter", &each(|path| nanos(path.self_after)));
        table.end();
    }
}
