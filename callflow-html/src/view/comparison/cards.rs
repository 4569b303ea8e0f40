use callflow_core::{Comparison, SignedDuration, Verdict, count, duration, signed_percent};

use super::{super::shell::Card, tone::Tone};

pub(super) fn cards(comparison: &Comparison) -> Vec<Card> {
    let summary = &comparison.summary;
    let walls = format!("{} → {}", duration(summary.total_time_before), duration(summary.total_time_after));
    let tone = Tone::of(summary.verdict);
    let (label, saved) = match summary.verdict {
        Verdict::Improved => ("Time saved", duration(summary.time_saved.abs())),
        Verdict::Regressed => ("Time lost", duration(summary.time_saved.abs())),
        Verdict::Unchanged | Verdict::Inconclusive => ("Time saved", summary.time_saved.to_string()),
    };
    let change =
        signed_percent(summary.time_saved_pct.map(|saved| if saved == 0.0 { saved } else { -saved }));
    let (before, after) = (summary.max_concurrent_tasks_before, summary.max_concurrent_tasks_after);
    // One of the two, so that the cards fill their rows; call paths have a section of their own as well.
    let fifth = if before.max > 0 || after.max > 0 {
        Card::new("Peak concurrency", format!("{before} → {after}"), "async calls at once")
    } else {
        let (added, removed) = (count(summary.paths_added as u64), count(summary.paths_removed as u64));
        Card::new("Call paths", format!("+{added} −{removed}"), "added and removed")
    };
    vec![
        Card::new(label, saved, walls).tone(tone.class()),
        Card::new("Change", marked(tone, &change), format!("wall time, {}", summary.verdict))
            .tone(tone.class()),
        Card::new(
            "Busy time",
            SignedDuration::between(summary.busy_time_before, summary.busy_time_after).to_string(),
            format!("{} → {}", duration(summary.busy_time_before), duration(summary.busy_time_after)),
        ),
        Card::new(
            "Calls",
            signed(summary.calls_before.median, summary.calls_after.median),
            format!("{} → {}", summary.calls_before, summary.calls_after),
        ),
        fifth,
        functions("Improvements", summary.improvements, "take less time", Verdict::Improved),
        functions("Regressions", summary.regressions, "take more time", Verdict::Regressed),
        Card::count(
            "Inconclusive",
            summary.inconclusive as u64,
            format!("of {} on both sides", count(summary.nodes_modified as u64)),
        ),
        Card::count("Added", summary.nodes_added as u64, "functions after only"),
        Card::count("Removed", summary.nodes_removed as u64, "functions before only"),
    ]
}

fn functions(label: &'static str, number: usize, detail: &'static str, verdict: Verdict) -> Card {
    let tone = if number > 0 { Tone::of(verdict) } else { Tone::Same };
    Card::new(label, marked(tone, &count(number as u64)), detail).tone(tone.class())
}

fn marked(tone: Tone, text: &str) -> String {
    if tone == Tone::Same { text.to_owned() } else { format!("{} {text}", tone.mark()) }
}

/// A difference of counts with its sign.
pub(super) fn signed(before: u64, after: u64) -> String {
    let sign = match before.cmp(&after) {
        std::cmp::Ordering::Less => "+",
        std::cmp::Ordering::Equal => "",
        std::cmp::Ordering::Greater => "−",
    };
    format!("{sign}{}", count(before.abs_diff(after)))
}
