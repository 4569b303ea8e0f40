use crate::format::Px;

use super::{
    layered::{Layout, Spacing, layout},
    route::{self, Direction},
};

/// Where boxes and lines of a call graph stand, whatever is written in them.
pub(super) struct Geometry {
    plan: Layout,
    ends: Vec<(usize, usize)>,
}

/// The shape of the calls from one function to another.
pub(super) struct Course {
    pub(super) path: String,
    pub(super) head: String,
    pub(super) width: Px,
    pub(super) class: &'static str,
}

/// Repeated in the templates, which draw the rectangles.
const BOX: (f64, f64) = (188.0, 46.0);
const COLUMN: f64 = 260.0;
const SPACING: Spacing = Spacing { step: 62.0, lane: 18.0 };
/// Room around everything for loops and back edges.
const MARGIN: (f64, f64) = (12.0, 22.0);
const ARROW: f64 = 8.0;

impl Geometry {
    /// Places boxes `0..boxes`, the most important first, joined by `ends`, the heaviest first.
    pub(super) fn new(boxes: usize, ends: Vec<(usize, usize)>) -> Self {
        Self { plan: layout(boxes, &ends, SPACING), ends }
    }

    pub(super) fn width(&self) -> Px {
        Px(self.plan.layers.saturating_sub(1) as f64 * COLUMN + BOX.0 + 2.0 * MARGIN.0)
    }

    pub(super) fn height(&self) -> Px {
        let has_back = self.plan.is_back.contains(&true);
        let back = if has_back { 60.0 } else { 0.0 };
        Px(self.plan.height - (SPACING.step - BOX.1) + 2.0 * MARGIN.1 + back)
    }

    /// The left upper corner of a box.
    pub(super) fn corner(&self, seat: usize) -> (f64, f64) {
        let x = MARGIN.0 + self.plan.layer[seat] as f64 * COLUMN;
        (x, level(self.plan.middle[seat]) - BOX.1 / 2.0)
    }

    /// The way of a line whose weight is a part of the heaviest one's, from 0 to 1.
    pub(super) fn course(&self, line: usize, weight: f64) -> Course {
        let (from, to) = self.ends[line];
        let (start, end) = (self.corner(from), self.corner(to));
        let width = 1.0 + 4.0 * weight.sqrt();
        let arrow = ARROW + width / 2.0;
        let (path, head, class) = if from == to {
            let corner = (start.0 + BOX.0, start.1);
            let tip = (corner.0 - 14.0, corner.1);
            (route::around(corner), route::head(tip, Direction::Down, ARROW), "edge loop")
        } else if self.plan.is_back[line] {
            let (out, into) =
                ((start.0 + BOX.0 * 0.6, start.1 + BOX.1), (end.0 + BOX.0 * 0.4, end.1 + BOX.1));
            let below_tip = (into.0, into.1 + ARROW - 1.0);
            (route::below(out, below_tip), route::head(into, Direction::Up, ARROW), "edge back")
        } else {
            let mut points = vec![(start.0 + BOX.0, start.1 + BOX.1 / 2.0)];
            for &(layer, middle) in &self.plan.bends[line] {
                // A passing line runs level past the boxes of its layer.
                let x = MARGIN.0 + layer as f64 * COLUMN;
                points.extend([(x, level(middle)), (x + BOX.0, level(middle))]);
            }
            let tip = (end.0 - 1.0, end.1 + BOX.1 / 2.0);
            points.push((tip.0 - arrow + 1.0, tip.1));
            (route::through(&points), route::head(tip, Direction::Right, arrow), "edge")
        };
        // A loop and a way back are thin: they overlap boxes.
        let width = Px(if class == "edge" { width } else { width.min(2.0) });
        Course { path, head, width, class }
    }
}

/// From the layout's height to the drawing's.
fn level(middle: f64) -> f64 {
    middle + MARGIN.1 - (SPACING.step - BOX.1) / 2.0
}
