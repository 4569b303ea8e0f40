use std::fmt::Write as _;

use crate::format::Px;

/// A smooth line through `points` that leaves and enters every point level.
pub(super) fn through(points: &[(f64, f64)]) -> String {
    let mut path = String::new();
    let Some((first, rest)) = points.split_first() else { return path };
    let _ = write!(path, "M{} {}", Px(first.0), Px(first.1));
    let mut from = *first;
    for &to in rest {
        let half = (to.0 - from.0) / 2.0;
        let _ = write!(
            path,
            "C{} {} {} {} {} {}",
            Px(from.0 + half),
            Px(from.1),
            Px(to.0 - half),
            Px(to.1),
            Px(to.0),
            Px(to.1)
        );
        from = to;
    }
    path
}

/// A line that leaves `from` downwards and comes to `to` from below: an edge against the layers.
pub(super) fn below(from: (f64, f64), to: (f64, f64)) -> String {
    let depth = 36.0 + ((from.0 - to.0).abs() + (from.1 - to.1).abs()) / 12.0;
    let bottom = from.1.max(to.1) + depth;
    format!(
        "M{} {}C{} {} {} {} {} {}",
        Px(from.0),
        Px(from.1),
        Px(from.0),
        Px(bottom),
        Px(to.0),
        Px(bottom),
        Px(to.0),
        Px(to.1)
    )
}

/// A loop on the upper side of a box whose right upper corner is given.
pub(super) fn around(corner: (f64, f64)) -> String {
    let (x, y) = corner;
    format!(
        "M{} {}C{} {} {} {} {} {}",
        Px(x - 40.0),
        Px(y),
        Px(x - 40.0),
        Px(y - 16.0),
        Px(x - 14.0),
        Px(y - 16.0),
        Px(x - 14.0),
        Px(y - 5.0)
    )
}

/// An arrowhead with its tip at a point, pointing along `direction`.
pub(super) fn head(tip: (f64, f64), direction: Direction, size: f64) -> String {
    let (x, y) = tip;
    let half = size * 0.5;
    let corners = match direction {
        Direction::Right => [(x - size, y - half), (x - size, y + half)],
        Direction::Down => [(x - half, y - size), (x + half, y - size)],
        Direction::Up => [(x - half, y + size), (x + half, y + size)],
    };
    let [a, b] = corners;
    format!("M{} {}L{} {}L{} {}z", Px(a.0), Px(a.1), Px(x), Px(y), Px(b.0), Px(b.1))
}

/// Where an arrowhead points.
#[derive(Clone, Copy)]
pub(super) enum Direction {
    Right,
    Down,
    Up,
}
