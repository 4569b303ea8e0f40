use std::ops::{Bound, RangeBounds};

use crate::{
    snapshot::{CallGraph, LookupError},
    text::count,
};

impl CallGraph {
    /// Asserts that a function was called so many times: an exact test that needs no timing and finds the query that
    /// runs once for every row.
    ///
    /// `name` is looked up as [`find`](Self::find) does. A function that was not called counts 0 calls. Ended calls
    /// count.
    ///
    /// # Panics
    /// When the number of calls is not in the range; when `name` fits several functions; when nothing was recorded
    /// because callflow was built without its `enabled` feature; and when there is an upper limit but calls were left
    /// out that may be among those to count, by the scope's sampling, filters or least duration. What was not seen
    /// is no evidence.
    ///
    /// ```
    /// use callflow::{trace, trace_scope};
    ///
    /// #[trace(name = "db::query")]
    /// fn query() {}
    ///
    /// let graph = trace_scope!(|| (0..3).for_each(|_| query())).graph;
    /// graph.assert_calls("db::query", ..=3);
    /// graph.assert_calls("db::query", 3..=3);
    /// graph.assert_calls("db::commit", ..1);
    /// ```
    #[track_caller]
    pub fn assert_calls(&self, name: &str, expected: impl RangeBounds<u64>) {
        assert!(
            self.metadata().recording,
            "`{name}` cannot be counted: nothing was recorded, since callflow was built without its `enabled` \
             feature"
        );
        let stats = self.metadata().trace_stats;
        let mut left_out = stats.skipped_sampling + stats.skipped_duration;
        let (calls, note) = match self.find(name) {
            Ok(node) => (node.calls(), self.callers(node.full_name())),
            Err(not_found @ LookupError::NotFound { .. }) => {
                left_out += stats.skipped_filtering;
                (0, format!("\n{not_found}"))
            }
            Err(ambiguous) => panic!("{ambiguous}"),
        };
        assert!(
            expected.contains(&calls),
            "`{name}` was called {} times, expected {}{note}\n\n{self:100}",
            count(calls),
            words(&expected)
        );
        let limited = !matches!(expected.end_bound(), Bound::Unbounded);
        assert!(
            left_out == 0 || !limited,
            "`{name}` cannot be counted: {} calls were left out by the scope's options, and some may be of it",
            count(left_out)
        );
    }

    /// Who called a function, most calls first, one a line.
    fn callers(&self, name: &str) -> String {
        let mut edges: Vec<_> = self.edges().iter().filter(|edge| edge.callee() == name).collect();
        edges.sort_by_key(|edge| std::cmp::Reverse(edge.calls()));
        let line =
            |edge: &&crate::snapshot::Edge| format!("\n  {} from {}", count(edge.calls()), edge.caller());
        edges.iter().take(5).map(line).collect()
    }
}

/// A range as people say it.
fn words(range: &impl RangeBounds<u64>) -> String {
    let least = match range.start_bound() {
        Bound::Included(&least) => Some(least),
        Bound::Excluded(&below) => below.checked_add(1),
        Bound::Unbounded => Some(0),
    };
    let most = match range.end_bound() {
        Bound::Included(&most) => Some(most),
        Bound::Excluded(&above) => above.checked_sub(1),
        Bound::Unbounded => Some(u64::MAX),
    };
    match (least, most) {
        (Some(least), Some(most)) if least == most => format!("exactly {}", count(least)),
        (Some(0), Some(u64::MAX)) => "any number".to_owned(),
        (Some(0), Some(most)) => format!("at most {}", count(most)),
        (Some(least), Some(u64::MAX)) => format!("at least {}", count(least)),
        (Some(least), Some(most)) if least < most => format!("{} to {}", count(least), count(most)),
        _ => "what no number is: the range is empty".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn ranges_are_said_in_words() {
        assert_eq!(words(&(..=3)), "at most 3");
        assert_eq!(words(&(..1)), "exactly 0");
        assert_eq!(words(&(2..)), "at least 2");
        assert_eq!(words(&(2..=5)), "2 to 5");
        assert_eq!(words(&(4..5)), "exactly 4");
        assert_eq!(words(&(..)), "any number");
        assert!(
            words(&(..0)).contains("empty")
                && words(&(Bound::Excluded(5), Bound::Included(5))).contains("empty")
        );
    }

    use std::ops::Bound;
}
