use std::{cmp::Reverse, time::Duration};

use callflow_core::count;

use crate::format::{percent, share};

/// A page of more paths is slow to open, and nobody reads that far.
const MOST: usize = 10_000;

/// The call paths that a page carries: those with the most self time in them and below them.
pub(super) struct Heaviest {
    /// Which of all paths are kept, in their order.
    pub(super) kept: Vec<usize>,
    /// Where each of all paths is among those kept.
    pub(super) places: Vec<Option<usize>>,
}

impl Heaviest {
    /// Chooses by the self time of each path. Parents stand before their children.
    pub(super) fn new(own: &[Duration], parent: impl Fn(usize) -> Option<usize>) -> Self {
        let mut weights = own.to_vec();
        // Backwards, every child is complete before it is passed on.
        for path in (0..own.len()).rev() {
            if let Some(parent) = parent(path) {
                weights[parent] = weights[parent].saturating_add(weights[path]);
            }
        }
        let mut kept: Vec<usize> = (0..own.len()).collect();
        // No path weighs more than the one above it, which comes first by index where they weigh the same, so what is
        // above a kept path is kept.
        kept.sort_unstable_by_key(|&path| (Reverse(weights[path]), path));
        kept.truncate(MOST);
        kept.sort_unstable();
        let mut places = vec![None; own.len()];
        for (place, &path) in kept.iter().enumerate() {
            places[path] = Some(place);
        }
        Self { kept, places }
    }

    /// What was left out of `whole`, the self time of all paths; empty where nothing was.
    pub(super) fn left_out(&self, own: &[Duration], whole: Duration) -> String {
        if self.kept.len() == own.len() {
            return String::new();
        }
        let shown: Duration = self.kept.iter().map(|&path| own[path]).sum();
        format!(
            "The {} heaviest of {} call paths are on this page; the others have {} of the self time. Functions have \
             all of theirs.",
            count(self.kept.len() as u64),
            count(own.len() as u64),
            percent(share(whole.saturating_sub(shown), whole)),
        )
    }
}
