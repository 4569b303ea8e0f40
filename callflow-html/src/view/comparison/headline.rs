use std::time::Duration;

use callflow_core::{Verdict, VerdictReason, duration, signed_percent};

use crate::format::{counted, label};

use super::{
    super::shell::Phrase,
    direction::{Direction, change},
};

/// `After took 63.4 % less time than Before: 12.3 ms → 4.50 ms of wall time (95 % interval −65.0 % to −61.2 %); query
/// accounts for 91 % of the self time saved.`
pub(super) fn headline(direction: Direction<'_>) -> Vec<Phrase> {
    let mut phrases = match (direction.verdict(), direction.summary().evidence.reason) {
        (Verdict::Improved | Verdict::Regressed, _) => changed(direction),
        // Files of older forms have none.
        _ if direction.walls() == (Duration::ZERO, Duration::ZERO) => {
            vec![Phrase::figure("Wall time is not known"), Phrase::words(" of either side")]
        }
        (Verdict::Unchanged, VerdictReason::Equal) => {
            vec![Phrase::figure("The same wall time"), Phrase::words(format!(": {}", walls(direction)))]
        }
        (Verdict::Unchanged, _) if direction.summary().evidence.is_steady() => {
            let floor = duration(direction.summary().evidence.floor);
            vec![
                Phrase::figure("A small but steady change of wall time"),
                Phrase::words(format!(": {}, below the floor of {floor}", walls(direction))),
            ]
        }
        (Verdict::Unchanged, reason) => {
            let floor = match reason {
                VerdictReason::BelowFloor => {
                    format!(", within the noise floor of {}", duration(direction.summary().evidence.floor))
                }
                _ => String::new(),
            };
            vec![
                Phrase::figure("No change of wall time beyond noise"),
                Phrase::words(format!(": {}{floor}", walls(direction))),
            ]
        }
        (Verdict::Inconclusive, reason) => vec![
            Phrase::figure("Whether wall time changed cannot be told"),
            Phrase::words(format!(": {}, {reason}", walls(direction))),
        ],
    };
    phrases.extend(match direction.verdict() {
        Verdict::Improved | Verdict::Regressed => explanation(direction),
        Verdict::Unchanged | Verdict::Inconclusive => verdicts(direction),
    });
    phrases.push(Phrase::words("."));
    phrases
}

/// `12.3 ms → 4.50 ms`, with the percentage and, where it is known, the interval.
fn walls(direction: Direction<'_>) -> String {
    let (before, after) = direction.walls();
    let (_, percent) = change(before, after);
    let noise = direction.interval().map_or_else(String::new, |interval| format!(", {interval}"));
    let percent =
        percent.map_or_else(String::new, |percent| format!(" ({}{noise})", signed_percent(Some(percent))));
    format!("{} → {}{percent}", duration(before), duration(after))
}

fn changed(direction: Direction<'_>) -> Vec<Phrase> {
    let (before, after) = direction.walls();
    let (difference, percent) = change(before, after);
    let size = match percent {
        Some(percent) => signed_percent(Some(percent.abs())).trim_start_matches('+').to_owned(),
        None => duration(difference.abs()),
    };
    let noise = match direction.summary().evidence.reason {
        VerdictReason::SingleRun => " (single runs, so noise is not known)".to_owned(),
        _ => direction.interval().map_or_else(String::new, |interval| format!(" ({interval})")),
    };
    let (label_before, label_after) = direction.labels();
    vec![
        Phrase::name(label(label_after, NAME)),
        Phrase::words(" took "),
        Phrase::figure(format!("{size} {} time", if difference.is_negative() { "less" } else { "more" })),
        Phrase::words(" than "),
        Phrase::name(label(label_before, NAME)),
        Phrase::words(format!(": {} → {} of wall time{noise}", duration(before), duration(after))),
    ]
}

/// Columns of a name within the sentence; the names of the sides stand in full just above it.
const NAME: usize = 32;

/// Parts of the change, in percent, that are worth a sentence.
const MOST_OF_IT: f64 = 90.0;
const WORTH_SAYING: f64 = 50.0;

/// What made the change: functions by themselves, or that calls ran at one time.
fn explanation(direction: Direction<'_>) -> Vec<Phrase> {
    let (comparison, summary) = (direction.comparison, direction.summary());
    let busy = summary.busy_time_before.abs_diff(summary.busy_time_after);
    // Where threads were as busy as ever, no function's own time explains anything.
    if busy.as_secs_f64() < 0.3 * summary.time_saved.abs().as_secs_f64() {
        let (before, after) = direction.peaks();
        return if before.differs_from(after) {
            vec![Phrase::words(format!("; peak concurrency went from {before} to {after}"))]
        } else {
            Vec::new()
        };
    }
    let causes = comparison.root_causes.iter().filter(|cause| cause.verdict == summary.verdict);
    let shares = causes.filter_map(|cause| Some((cause.node, cause.share_pct?)));
    let (mut functions, mut sum) = (Vec::new(), 0.0);
    for (function, share) in shares {
        if sum >= MOST_OF_IT {
            break;
        }
        functions.push(function);
        sum += share;
    }
    if functions.is_empty() || functions.len() > 9 || sum < WORTH_SAYING.max(10.0 * functions.len() as f64) {
        return Vec::new();
    }
    let who = match functions[..] {
        [function] => Phrase::name(label(comparison.node_comparisons[function].short_name(), NAME)),
        _ => Phrase::words(counted(functions.len() as u64, "function")),
    };
    let verb = if functions.len() == 1 { "accounts" } else { "account" };
    let what = if direction.verdict() == Verdict::Improved { "saved" } else { "added" };
    vec![
        Phrase::words("; "),
        who,
        Phrase::words(format!(" {verb} for ")),
        Phrase::figure(format!("{:.0} %", sum.min(100.0))),
        Phrase::words(format!(" of the self time {what}")),
    ]
}

/// That single functions changed although the whole did not.
fn verdicts(direction: Direction<'_>) -> Vec<Phrase> {
    let summary = direction.summary();
    let (less, more) = direction.order(summary.improvements, summary.regressions);
    let take = |number: usize| if number == 1 { "takes" } else { "take" };
    let words = match (less, more) {
        (0, 0) => return Vec::new(),
        (less, 0) => format!("{} {} less total time", counted(less as u64, "function"), take(less)),
        (0, more) => format!("{} {} more total time", counted(more as u64, "function"), take(more)),
        (less, more) => {
            format!("{} {} less total time and {more} more", counted(less as u64, "function"), take(less))
        }
    };
    vec![Phrase::words(format!("; of its parts, {words}"))]
}
