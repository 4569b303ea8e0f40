use std::time::Duration;

use callflow_core::{CallPath, Outcomes};

/// A call path together with the levels of plain recursion below it, drawn as one.
///
/// A function that calls itself makes a path for every level; a thousand equal rows would say what one says.
#[derive(Clone, Copy)]
pub(super) struct Run<'g> {
    /// The outermost level.
    pub(super) first: CallPath<'g>,
    /// The innermost level, whose callees are the run's.
    pub(super) last: CallPath<'g>,
    /// How many levels there are; 1 without recursion.
    pub(super) levels: usize,
    /// Self time of all levels.
    pub(super) own: Duration,
    /// Ended calls of all levels.
    pub(super) calls: u64,
    /// How they ended.
    pub(super) outcomes: Outcomes,
    /// Calls of all levels that had not ended.
    pub(super) in_flight: u64,
}

impl<'g> Run<'g> {
    pub(super) fn from(first: CallPath<'g>) -> Self {
        let mut run = Self {
            first,
            last: first,
            levels: 1,
            own: first.self_time(),
            calls: first.calls(),
            outcomes: first.outcomes(),
            in_flight: first.in_flight(),
        };
        while let Some(path) = run.last.children().next().filter(|child| continues(*child)) {
            run.last = path;
            run.levels += 1;
            run.own += path.self_time();
            run.calls += path.calls();
            run.in_flight += path.in_flight();
            let more = path.outcomes();
            run.outcomes.ok += more.ok;
            run.outcomes.error += more.error;
            run.outcomes.panicked += more.panicked;
            run.outcomes.cancelled += more.cancelled;
        }
        run
    }
}

/// Whether a path belongs to the run of the path above it: the same function, called directly, and nothing else
/// is called from there.
pub(super) fn continues(path: CallPath<'_>) -> bool {
    path.parent().is_some_and(|parent| {
        parent.node_index() == path.node_index() && parent.children().len() == 1 && !path.is_detached()
    })
}
