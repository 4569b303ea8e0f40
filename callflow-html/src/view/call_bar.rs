use std::{fmt::Write as _, time::Duration};

use callflow_core::{CallGraph, TimelineCall, duration, fixture::Outcome};

use crate::format::{Px, counted, label};

use super::{
    axis::{Axis, WIDTH, end},
    lanes::Seat,
};

/// One call.
pub(crate) struct CallBar {
    pub(crate) node: usize,
    /// Nothing more is to be found about it in the table of functions.
    pub(crate) is_library: bool,
    pub(crate) x: Px,
    pub(crate) y: Px,
    /// The top of the line from the first poll to the end.
    pub(crate) line: Px,
    /// From the first poll to the end.
    pub(crate) width: Px,
    /// The polls, as one path.
    pub(crate) polls: String,
    /// Its name and, if it did not end well, how it ended.
    pub(crate) label: String,
    /// The class of how it ended.
    pub(crate) outcome: &'static str,
    /// A mark at its end, as a path; empty when it ended ok.
    pub(crate) mark: String,
    pub(crate) title: String,
}

/// The heights within a lane.
#[derive(Clone, Copy)]
pub(super) struct Lane {
    /// The whole lane.
    pub(super) height: f64,
    /// Where the line of a call lies, counted from the top.
    line: f64,
    /// Names stand above the lines.
    pub(super) is_named: bool,
}

impl Lane {
    pub(super) const NAMED: Self = Self { height: 28.0, line: 19.0, is_named: true };
    pub(super) const CROWDED: Self = Self { height: 15.0, line: 7.5, is_named: false };
}

const POLL: f64 = 9.0;
const NARROWEST_POLL: f64 = 0.8;
/// The advance of an average letter at the size of the labels.
const LETTER: f64 = 6.6;

impl CallBar {
    pub(super) fn new(
        graph: &CallGraph,
        calls: &[TimelineCall<'_>],
        seat: &Seat,
        axis: &Axis,
        lane: Lane,
    ) -> Self {
        let call = calls[seat.call];
        let node = call.node();
        let end = end(graph, call);
        let (x, until) = (axis.x(call.start()), axis.x(end));
        let y = seat.lane as f64 * lane.height;
        let number = seat.gather_lane.map_or(call.lane(), |lane| calls[lane].lane());
        let (outcome, word) = outcome(call.outcome());
        let mut name = number.map_or(String::new(), |number| format!("#{number} "));
        name.push_str(if node.is_library() && call.lane().is_some() { "lane" } else { node.name() });
        let room = seat.free_until.map_or(WIDTH, |start| axis.x(start)) - x - 6.0;
        let mut text = label(&name, (room / LETTER).clamp(0.0, 90.0) as usize);
        if text == name && !word.is_empty() {
            let full = format!("{name} · {word}");
            if (full.chars().count() as f64) * LETTER < room {
                text = full;
            }
        }
        // What is left of a name after a deep cut is noise.
        if !lane.is_named || text != name && text.chars().count() < 8 {
            text.clear();
        }
        Self {
            node: call.path().node_index(),
            is_library: node.is_library(),
            x: Px(x),
            y: Px(y),
            line: Px(y + lane.line - 1.0),
            width: Px((until - x).max(1.0)),
            polls: polls(call, axis, y + lane.line - POLL / 2.0),
            label: text,
            outcome,
            mark: mark(call.outcome(), until.max(x + 1.0), y + lane.line),
            title: title(call, number, word, end),
        }
    }
}

fn title(call: TimelineCall<'_>, number: Option<u32>, word: &str, end: Duration) -> String {
    let active: Duration = call.slices().map(|slice| slice.end().saturating_sub(slice.start())).sum();
    let whole = end.saturating_sub(call.start());
    let mut title = call.node().full_name().chars().take(300).collect::<String>();
    if let Some(number) = number {
        let _ = write!(title, ", lane {number}");
    }
    let _ = write!(
        title,
        "\n{} after the scope opened, took {}: active {}, await {}, {}",
        duration(call.start()),
        duration(whole),
        duration(active),
        duration(whole.saturating_sub(active)),
        counted(call.slices().len() as u64, "poll")
    );
    let _ = write!(title, "\n{}", if word.is_empty() { "ok" } else { word });
    title
}

/// The polls of a call as rectangles; those that would touch become one.
fn polls(call: TimelineCall<'_>, axis: &Axis, top: f64) -> String {
    let mut runs: Vec<(f64, f64)> = Vec::new();
    for slice in call.slices() {
        let (from, to) = (axis.x(slice.start()), axis.x(slice.end()));
        let to = to.max(from + NARROWEST_POLL);
        match runs.last_mut() {
            Some(run) if from <= run.1 + 0.4 => run.1 = run.1.max(to),
            _ => runs.push((from, to)),
        }
    }
    let mut path = String::new();
    for (from, to) in runs {
        let width = Px(to - from);
        let _ = write!(path, "M{} {}h{width}v{}h-{width}z", Px(from), Px(top), Px(POLL));
    }
    path
}

/// The class and the word for how a call ended; no word for the usual way.
fn outcome(outcome: Option<Outcome>) -> (&'static str, &'static str) {
    match outcome {
        Some(Outcome::Ok) => ("ok", ""),
        Some(Outcome::Error) => ("error", "error"),
        Some(Outcome::Panicked) => ("panicked", "panicked"),
        Some(Outcome::Cancelled) => ("cancelled", "cancelled"),
        None => ("open", "in flight"),
    }
}

/// A shape for each way to end: a cross, a filled triangle, a bar across, an arrow.
fn mark(outcome: Option<Outcome>, x: f64, y: f64) -> String {
    let at = |dx: f64, dy: f64| format!("{} {}", Px(x + dx), Px(y + dy));
    match outcome {
        Some(Outcome::Ok) => String::new(),
        Some(Outcome::Error) => {
            format!("M{}L{}M{}L{}", at(1.0, -4.0), at(9.0, 4.0), at(9.0, -4.0), at(1.0, 4.0))
        }
        Some(Outcome::Panicked) => format!("M{}L{}L{}z", at(1.0, 4.0), at(6.0, -5.0), at(11.0, 4.0)),
        Some(Outcome::Cancelled) => format!("M{}L{}", at(2.0, -6.0), at(2.0, 6.0)),
        None => format!("M{}L{}L{}", at(0.0, -4.0), at(5.0, 0.0), at(0.0, 4.0)),
    }
}
