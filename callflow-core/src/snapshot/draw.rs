//! Graphs as text: a table of functions, and the call tree as a drawing.

use std::fmt::{self, Write as _};

use super::{
    graph::CallGraph,
    node::{Node, Outcomes},
    table::{Align, Table},
    tree::CallPath,
};
use crate::text::{count, counted, duration};

impl fmt::Display for CallGraph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = f.width().unwrap_or(80);
        let name = self.metadata().name.as_deref().map_or(String::new(), |name| format!("{name}: "));
        let functions = self.nodes().iter().filter(|node| !node.is_library()).count();
        writeln!(
            f,
            "{name}{} wall, {} busy, {} of {}",
            duration(self.wall_time()),
            duration(self.busy_time()),
            counted(self.calls(), "call"),
            counted(functions as u64, "function"),
        )?;
        for warning in self.metadata().warnings() {
            writeln!(f, "! {warning}")?;
        }
        for note in self.metadata().notes() {
            writeln!(f, "· {note}")?;
        }
        let mut nodes: Vec<&Node> = self.nodes().iter().collect();
        if nodes.is_empty() {
            return Ok(());
        }
        nodes.sort_by(|a, b| {
            b.sums.own_net.cmp(&a.sums.own_net).then_with(|| a.full_name().cmp(b.full_name()))
        });
        let busy = self.self_time().as_secs_f64();
        let mut table = Table::new(&[
            ("Function", Align::Left, 0),
            ("Calls", Align::Right, 0),
            ("Failed", Align::Right, 0),
            ("Total", Align::Right, 0),
            ("Active", Align::Right, 100),
            ("Await", Align::Right, 0),
            ("Self", Align::Right, 0),
            ("Self %", Align::Right, 100),
            ("Mean", Align::Right, 0),
            ("p99", Align::Right, 110),
        ]);
        for node in nodes {
            let outcomes = node.outcomes();
            table.row(vec![
                node.full_name().to_owned(),
                count(node.calls()),
                count(outcomes.calls() - outcomes.ok),
                duration(node.total_time()),
                duration(node.active_time()),
                if node.is_async() { duration(node.await_time()) } else { "–".to_owned() },
                duration(node.self_time()),
                if busy > 0.0 {
                    format!("{:.1}", 100.0 * node.self_time().as_secs_f64() / busy)
                } else {
                    "–".to_owned()
                },
                duration(node.mean()),
                duration(node.percentile(0.99)),
            ]);
        }
        writeln!(f)?;
        table.write(f, width)
    }
}

impl CallGraph {
    /// The call tree as text, without times: one call path a line, indented below its caller, in order of
    /// names, with calls and every outcome but `ok`. For assertions in tests.
    ///
    /// A detached path is marked with `~`. Deeper than a hundred levels no path is indented further, and its level stands
    /// in front of it.
    pub fn draw(&self) -> String {
        let mut drawing = String::new();
        let mut walk: Vec<(CallPath<'_>, usize)> = Vec::new();
        push_by_name(&mut walk, self.call_tree().roots(), 0);
        while let Some((path, depth)) = walk.pop() {
            let indent = 2 * depth.min(DEEPEST_INDENT);
            let level = if depth > DEEPEST_INDENT { format!("[{depth}] ") } else { String::new() };
            let mark = if path.is_detached() { "~" } else { "" };
            let name = path.node().name();
            let _ = writeln!(drawing, "{:indent$}{level}{mark}{name}{}", "", Counts(path));
            push_by_name(&mut walk, path.children(), depth + 1);
        }
        drawing
    }
}

/// The levels that indentation tells: without an end to it, the drawing of a deep recursion would grow with the square of
/// its depth.
const DEEPEST_INDENT: usize = 100;

/// Pushes in reverse order of names, so that the first comes off first.
fn push_by_name<'g>(
    walk: &mut Vec<(CallPath<'g>, usize)>,
    paths: impl Iterator<Item = CallPath<'g>>,
    depth: usize,
) {
    let mut paths: Vec<_> = paths.collect();
    paths.sort_by_key(|path| std::cmp::Reverse((path.node().full_name(), path.is_detached())));
    walk.extend(paths.into_iter().map(|path| (path, depth)));
}

struct Counts<'g>(CallPath<'g>);

impl fmt::Display for Counts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Outcomes { ok, error, panicked, cancelled } = self.0.outcomes();
        let calls = self.0.calls();
        if calls != 1 {
            write!(f, " ×{calls}")?;
        }
        for (number, what) in [
            (if error + panicked + cancelled > 0 { ok } else { 0 }, "ok"),
            (error, "error"),
            (panicked, "panicked"),
            (cancelled, "cancelled"),
            (self.0.in_flight(), "in flight"),
            (self.0.never_polled(), "never polled"),
        ] {
            if number > 0 {
                write!(f, ", {number} {what}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        CallGraph,
        reading::{Link, PathReading, Reading, SiteKind, Tally},
        snapshot::sample::recording,
    };

    #[test]
    fn functions_of_this_library_are_not_counted() {
        let first_line = |kind| {
            let mut reading = recording(1);
            reading.sites[1].kind = kind;
            CallGraph::from_reading(reading).to_string().lines().next().unwrap().to_owned()
        };
        assert!(first_line(SiteKind::Async).ends_with("41 calls of 3 functions"));
        assert!(first_line(SiteKind::Library).ends_with("19 calls of 2 functions"));
    }

    #[test]
    fn a_deep_recursion_is_drawn_in_little_space() {
        let mut reading = recording(1);
        let once = Tally { entered: 1, ok: 1, ..Tally::default() };
        reading.paths = (0..70_000_usize)
            .map(|level| PathReading {
                parent: level.checked_sub(1),
                site: 0,
                link: Link::Nested,
                tally: once,
            })
            .collect();
        let drawing = CallGraph::from_reading(Reading { calls: Vec::new(), ..reading }).draw();
        let lines: Vec<&str> = drawing.lines().collect();
        let (indent, deepest) = (" ".repeat(200), lines[69_999]);
        assert_eq!([lines[0], lines[1]], ["outer", "  outer"]);
        assert_eq!([lines[100], lines[101]], [format!("{indent}outer"), format!("{indent}[101] outer")]);
        assert_eq!(deepest, format!("{indent}[69999] outer"));
    }

    #[test]
    fn every_outcome_is_drawn_that_is_not_the_only_one() {
        let drawn = |[ok, error, panicked, cancelled]: [u64; 4]| {
            let entered = ok + error + panicked + cancelled;
            let mut reading = recording(1);
            reading.paths.truncate(1);
            reading.paths[0].tally = Tally { entered, ok, error, panicked, cancelled, ..Tally::default() };
            CallGraph::from_reading(Reading { calls: Vec::new(), ..reading }).draw()
        };
        assert_eq!(drawn([1, 0, 0, 0]), "outer\n");
        assert_eq!(drawn([2, 0, 0, 0]), "outer ×2\n");
        assert_eq!(drawn([1, 1, 0, 0]), "outer ×2, 1 ok, 1 error\n");
        assert_eq!(drawn([1, 0, 1, 0]), "outer ×2, 1 ok, 1 panicked\n");
        assert_eq!(drawn([1, 0, 0, 1]), "outer ×2, 1 ok, 1 cancelled\n");
        assert_eq!(drawn([4, 3, 2, 1]), "outer ×10, 4 ok, 3 error, 2 panicked, 1 cancelled\n");
    }
}
