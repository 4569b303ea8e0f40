use std::{fmt::Write as _, time::Duration};

use callflow_core::CurvePoint;

use crate::format::Px;

use super::axis::{Axis, RIGHT};

/// The number of calls at work over time, as steps.
pub(crate) struct Curve {
    /// The line.
    pub(crate) line: String,
    /// The area below it.
    pub(crate) area: String,
    /// Levels to read it by.
    pub(crate) levels: Vec<Level>,
    pub(crate) height: Px,
    /// In words.
    pub(crate) title: String,
}

/// A horizontal line with its number.
pub(crate) struct Level {
    pub(crate) y: Px,
    pub(crate) text: String,
}

const HEIGHT: f64 = 84.0;
/// Room for the topmost number.
const TOP: f64 = 12.0;

impl Curve {
    pub(super) fn new(points: &[CurvePoint], axis: &Axis) -> Self {
        let peak = points.iter().map(|point| point.tasks).max().unwrap_or(0);
        let y = |tasks: u64| HEIGHT - (HEIGHT - TOP) * tasks as f64 / peak.max(1) as f64;
        let steps = steps(points, axis);
        let mut line = String::new();
        let mut last = 0;
        for &(x, tasks) in &steps {
            if line.is_empty() {
                let _ = write!(line, "M{} {}", Px(x), Px(y(0)));
            } else {
                let _ = write!(line, "H{}", Px(x));
            }
            let _ = write!(line, "V{}", Px(y(tasks)));
            last = tasks;
        }
        if last > 0 {
            let _ = write!(line, "H{}", Px(RIGHT));
        }
        let area =
            if line.is_empty() { String::new() } else { format!("{line}V{}H{}z", Px(HEIGHT), start(&steps)) };
        Self {
            area,
            line,
            levels: levels(peak)
                .into_iter()
                .map(|tasks| Level { y: Px(y(tasks)), text: level_text(tasks) })
                .collect(),
            height: Px(HEIGHT),
            title: format!("Async calls at work over time, {} at most", callflow_core::count(peak)),
        }
    }
}

fn start(steps: &[(f64, u64)]) -> Px {
    Px(steps.first().map_or(0.0, |step| step.0))
}

/// One or two steps for each half unit of the drawing: the highest number in it, so that no peak is lost, and the
/// last.
fn steps(points: &[CurvePoint], axis: &Axis) -> Vec<(f64, u64)> {
    let place = |at: Duration| (axis.x(at) * 2.0).round();
    let mut steps: Vec<(f64, u64)> = Vec::new();
    for run in points.chunk_by(|a, b| (place(a.at) - place(b.at)).abs() < 0.5) {
        let x = place(run[0].at) / 2.0;
        let highest = run.iter().map(|point| point.tasks).max().unwrap_or(0);
        steps.push((x, highest));
        let last = run[run.len() - 1].tasks;
        if last != highest {
            steps.push((x + 0.5, last));
        }
    }
    steps
}

/// Four digits fit beside the curve.
fn level_text(tasks: u64) -> String {
    if tasks < 10_000 { tasks.to_string() } else { format!("{}k", tasks / 1_000) }
}

/// The peak, and half of it where that is a whole number worth a line.
fn levels(peak: u64) -> Vec<u64> {
    match peak {
        0 => Vec::new(),
        1..4 => vec![peak],
        _ => vec![peak / 2, peak],
    }
}
