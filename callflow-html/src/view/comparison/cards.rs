use std::time::Duration;

use callflow_core::{Comparison, Verdict, count, duration, signed_percent};

use super::{
    super::shell::Card,
    direction::{Direction, change},
    tone::Tone,
};

/// Six, in both directions the same in the same order.
pub(super) fn cards(direction: Direction<'_>) -> Vec<Card> {
    vec![
        wall(direction),
        active(direction),
        awaits(direction),
        calls(direction),
        peak(direction),
        functions(direction),
    ]
}

fn times(label: &'static str, (before, after): (Duration, Duration)) -> Card {
    let (diff, percent) = change(before, after);
    let percent = percent.map_or_else(String::new, |percent| format!(" ({})", signed_percent(Some(percent))));
    Card::new(label, arrow(&duration(before), &duration(after)), format!("{diff}{percent}"))
}

/// Both, or one where they look the same.
fn arrow(before: &str, after: &str) -> String {
    if before == after { after.to_owned() } else { format!("{before} → {after}") }
}

fn wall(direction: Direction<'_>) -> Card {
    let verdict = direction.verdict();
    let tone = Tone::of(verdict);
    let card = times("Wall time", direction.walls());
    let detail = match verdict {
        Verdict::Improved | Verdict::Regressed => format!("{} {}", tone.mark(), card.detail),
        Verdict::Unchanged if direction.summary().evidence.is_steady() => {
            format!("{}, small but steady", card.detail)
        }
        Verdict::Unchanged | Verdict::Inconclusive => format!("{}, {verdict}", card.detail),
    };
    Card { detail, ..card }.tone(tone.class())
}

fn active(direction: Direction<'_>) -> Card {
    times("Active time", direction.busy())
}

/// How long the outermost calls were suspended. What they called waited within that time, so it is not added to it.
fn awaits(direction: Direction<'_>) -> Card {
    let (before, after) = outermost_awaits(direction.comparison);
    if before.is_zero() && after.is_zero() {
        return Card::new("Await time", "–", "no call was suspended");
    }
    times("Await time", direction.order(before, after))
}

fn outermost_awaits(comparison: &Comparison) -> (Duration, Duration) {
    let outermost = comparison.path_comparisons.iter().filter(|path| path.parent.is_none());
    outermost.fold((Duration::ZERO, Duration::ZERO), |(before, after), path| {
        (
            before.saturating_add(path.time_before.saturating_sub(path.active_before)),
            after.saturating_add(path.time_after.saturating_sub(path.active_after)),
        )
    })
}

fn calls(direction: Direction<'_>) -> Card {
    let summary = direction.summary();
    let (before, after) = direction.order(summary.calls_before, summary.calls_after);
    let (gone, new) = direction.order(summary.paths_removed, summary.paths_added);
    let paths = match (new, gone) {
        (0, 0) => "same call paths".to_owned(),
        (new, gone) => format!("call paths {}", added(new, gone)),
    };
    let difference = signed(before.median, after.median);
    let difference = if difference == "0" { String::new() } else { format!("{difference}; ") };
    Card::new("Calls", arrow(&before.to_string(), &after.to_string()), format!("{difference}{paths}"))
}

fn peak(direction: Direction<'_>) -> Card {
    let (before, after) = direction.peaks();
    if before.max == 0 && after.max == 0 {
        return Card::new("Peak concurrency", "–", "no async call");
    }
    Card::new("Peak concurrency", arrow(&before.to_string(), &after.to_string()), "tasks at once")
}

fn functions(direction: Direction<'_>) -> Card {
    let summary = direction.summary();
    let (gone, new) = direction.order(summary.nodes_removed, summary.nodes_added);
    let (less, more) = direction.order(summary.improvements, summary.regressions);
    let value = match (new, gone) {
        (0, 0) => count(summary.nodes_modified as u64),
        (new, gone) => added(new, gone),
    };
    let about = match (new, gone) {
        (0, 0) => "",
        (_, 0) => "new; ",
        (0, _) => "gone; ",
        _ => "new, gone; ",
    };
    let changes = match (less, more) {
        (0, 0) if new + gone == 0 => "none takes more or less total time".to_owned(),
        (0, 0) => "no other changed".to_owned(),
        (less, more) => format!("▼ {} less, ▲ {} more total time", count(less as u64), count(more as u64)),
    };
    Card::new("Functions", value, format!("{about}{changes}"))
}

/// What is new and what is gone: `+3 −1`, or one of them.
fn added(new: usize, gone: usize) -> String {
    let words = [(new, '+'), (gone, '−')].into_iter().filter(|(number, _)| *number > 0);
    words.map(|(number, sign)| format!("{sign}{}", count(number as u64))).collect::<Vec<_>>().join(" ")
}

/// A difference of counts with its sign.
fn signed(before: u64, after: u64) -> String {
    let sign = match before.cmp(&after) {
        std::cmp::Ordering::Less => "+",
        std::cmp::Ordering::Equal => "",
        std::cmp::Ordering::Greater => "−",
    };
    format!("{sign}{}", count(before.abs_diff(after)))
}
