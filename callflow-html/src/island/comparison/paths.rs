use std::{cmp::Reverse, time::Duration};

use callflow_core::{
    Comparison, PathComparison, count,
    json_text::{Object, ToJson},
};

use crate::format::{nanos, percent, share};

use super::{super::column, super::paths::MOST, status};

/// The heaviest call paths of both sides, parents before their children.
pub(super) struct Paths<'c> {
    all: &'c [PathComparison],
    /// Which of them are kept, in their order.
    kept: Vec<usize>,
    /// Where each of all paths is among those kept.
    places: Vec<Option<usize>>,
    /// What was left out; empty where nothing was.
    pub(super) left_out: String,
}

/// Self time on the side where it is more, so that a path of either side weighs what it weighs there.
fn own(path: &PathComparison) -> Duration {
    path.self_before.max(path.self_after)
}

impl<'c> Paths<'c> {
    pub(super) fn new(comparison: &'c Comparison) -> Self {
        let paths = &comparison.path_comparisons[..];
        let mut weights: Vec<Duration> = paths.iter().map(own).collect();
        // Parents stand before their children, so backwards every child is complete before it is passed on.
        for (path, compared) in paths.iter().enumerate().rev() {
            if let Some(parent) = compared.parent {
                let weight = weights[path];
                weights[parent] = weights[parent].saturating_add(weight);
            }
        }
        let mut kept: Vec<usize> = (0..paths.len()).collect();
        // No path weighs more than the one above it, so what is above a kept path is kept.
        kept.sort_unstable_by_key(|&path| (Reverse(weights[path]), path));
        kept.truncate(MOST);
        kept.sort_unstable();
        let mut places = vec![None; paths.len()];
        for (place, &path) in kept.iter().enumerate() {
            places[path] = Some(place);
        }
        let left_out = left_out(paths, &kept);
        Self { all: paths, kept, places, left_out }
    }
}

fn left_out(paths: &[PathComparison], kept: &[usize]) -> String {
    if kept.len() == paths.len() {
        return String::new();
    }
    let all: Duration = paths.iter().map(own).sum();
    let shown: Duration = kept.iter().map(|&path| own(&paths[path])).sum();
    format!(
        "The {} heaviest of {} call paths are on this page; the others have {} of the self time. Functions have all \
         of theirs.",
        count(kept.len() as u64),
        count(paths.len() as u64),
        percent(share(all.saturating_sub(shown), all)),
    )
}

impl ToJson for Paths<'_> {
    fn write(&self, out: &mut String) {
        let kept = || self.kept.iter().map(|&path| &self.all[path]);
        let each = |of: fn(&PathComparison) -> u64| column::numbers(kept().map(of));
        let mut table = Object::begin(out);
        table.key("rows", &self.kept.len());
        table.key(
            "parent",
            &column::places(kept().map(|path| path.parent.and_then(|parent| self.places[parent]))),
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
