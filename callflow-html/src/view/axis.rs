//! The time axis that the concurrency curve and the lanes share.

use std::time::Duration;

use callflow_core::{CallGraph, TimelineCall};

use crate::format::Px;

/// The width of the drawing; repeated in `timeline.html`.
pub(super) const WIDTH: f64 = 1200.0;
/// Where the axis ends; room for labels and marks remains.
pub(super) const RIGHT: f64 = WIDTH - 24.0;
/// Where the axis begins; room for the numbers of the curve remains.
const LEFT: f64 = 34.0;

/// A moment of the axis.
pub(crate) struct Tick {
    pub(crate) x: Px,
    pub(crate) text: String,
}

/// From moments to places.
pub(super) struct Axis {
    from: Duration,
    span: f64,
}

impl Axis {
    /// An axis over the calls of the timeline, or over the scope's life where they take no time.
    pub(super) fn new(graph: &CallGraph) -> Self {
        let calls = || graph.timeline().calls();
        let from = calls().map(TimelineCall::start).min().unwrap_or_default();
        let to = calls().map(|call| end(graph, call)).max().unwrap_or_default();
        let span = to.saturating_sub(from).as_secs_f64();
        Self { from, span: if span > 0.0 { span } else { 1e-9 } }
    }

    pub(super) fn x(&self, at: Duration) -> f64 {
        let part = at.saturating_sub(self.from).as_secs_f64() / self.span;
        LEFT + part.min(1.0) * (RIGHT - LEFT)
    }

    /// Five to ten round moments: every 1, 2 or 5 of some power of ten.
    pub(super) fn ticks(&self) -> Vec<Tick> {
        let span = (self.span * 1e9).max(1.0);
        let power = 10_f64.powf((span / 10.0).log10().floor());
        let steps = [1.0, 2.0, 5.0, 10.0].map(|part| part * power);
        let step =
            steps.into_iter().find(|step| span / step <= 10.0).map_or(1, |step| (step.round() as u64).max(1));
        let from = self.from.as_nanos() as u64;
        let first = from.div_ceil(step) * step;
        let moments =
            (0..12).map(|tick| first + tick * step).take_while(|&at| at as f64 <= from as f64 + span);
        moments
            .map(Duration::from_nanos)
            .map(|at| Tick { x: Px(self.x(at)), text: tick_text(at, step) })
            .collect()
    }
}

/// A moment with no more digits than its distance to the next tick asks for.
fn tick_text(at: Duration, step: u64) -> String {
    let nanos = at.as_nanos() as u64;
    let (unit, name): (u32, _) = match nanos.max(step) {
        0..1_000 => (1, "ns"),
        1_000..1_000_000 => (1_000, "µs"),
        1_000_000..1_000_000_000 => (1_000_000, "ms"),
        _ => (1_000_000_000, "s"),
    };
    let text = format!("{:.9}", nanos as f64 / f64::from(unit));
    format!("{} {name}", text.trim_end_matches('0').trim_end_matches('.'))
}

/// The end of a call as far as it is known.
pub(super) fn end(graph: &CallGraph, call: TimelineCall<'_>) -> Duration {
    call.end().unwrap_or(graph.wall_time()).max(call.start())
}
