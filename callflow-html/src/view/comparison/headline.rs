use callflow_core::{Comparison, Summary, Verdict, VerdictReason, duration, signed_percent};

use crate::format::{counted, label};

use super::super::shell::Phrase;

/// `After took 63.4 % less time than Before: 12.3 ms → 4.50 ms of wall time (95 % interval −65.0 % to −61.2 %); query
/// accounts for 91 % of the self time saved.`
pub(super) fn headline(comparison: &Comparison) -> Vec<Phrase> {
    let summary = &comparison.summary;
    let mut phrases = match (summary.verdict, summary.evidence.reason) {
        (Verdict::Improved | Verdict::Regressed, _) => changed(comparison),
        (Verdict::Unchanged, VerdictReason::Equal) => {
            vec![Phrase::figure("The same wall time"), Phrase::words(format!(": {}", walls(summary)))]
        }
        (Verdict::Unchanged, _) => vec![
            Phrase::figure("No change of wall time beyond noise"),
            Phrase::words(format!(": {}", walls(summary))),
        ],
        (Verdict::Inconclusive, reason) => vec![
            Phrase::figure("Whether wall time changed cannot be told"),
            Phrase::words(format!(": {}, {reason}", walls(summary))),
        ],
    };
    phrases.extend(match summary.verdict {
        Verdict::Improved | Verdict::Regressed => explanation(comparison),
        Verdict::Unchanged | Verdict::Inconclusive => verdicts(summary),
    });
    phrases.push(Phrase::words("."));
    phrases
}

/// `12.3 ms → 4.50 ms`, with the percentage and, where it is known, the interval.
fn walls(summary: &Summary) -> String {
    let (before, after) = (duration(summary.total_time_before), duration(summary.total_time_after));
    let percent = summary.time_saved_pct.map_or_else(String::new, |saved| {
        format!(" ({}{})", signed_percent(Some(-saved)), interval(summary, ", "))
    });
    format!("{before} → {after}{percent}")
}

/// The noise in which a change lies.
fn interval(summary: &Summary, separator: &str) -> String {
    let Some((low, high)) = summary.evidence.interval_pct else { return String::new() };
    let (low, high) = (signed_percent(Some(low)), signed_percent(Some(high)));
    format!("{separator}{:.0} % interval {low} to {high}", summary.confidence_pct)
}

fn changed(comparison: &Comparison) -> Vec<Phrase> {
    let summary = &comparison.summary;
    let (percent, less) = match summary.time_saved_pct {
        Some(saved) => (signed_percent(Some(saved.abs())), saved > 0.0),
        None => (duration(summary.time_saved.abs()), summary.time_saved.is_positive()),
    };
    let percent = percent.trim_start_matches('+');
    let noise = match summary.evidence.reason {
        VerdictReason::SingleRun => " (single runs, so noise is not known)".to_owned(),
        _ if summary.evidence.interval_pct.is_some() => format!(" ({})", interval(summary, "")),
        _ => String::new(),
    };
    vec![
        Phrase::name(label(&comparison.label_after, NAME)),
        Phrase::words(" took "),
        Phrase::figure(format!("{percent} {} time", if less { "less" } else { "more" })),
        Phrase::words(" than "),
        Phrase::name(label(&comparison.label_before, NAME)),
        Phrase::words(format!(
            ": {} → {} of wall time{noise}",
            duration(summary.total_time_before),
            duration(summary.total_time_after)
        )),
    ]
}

/// Columns of a name within the sentence; the names of the sides stand in full just above it.
const NAME: usize = 32;

/// Parts of the change, in percent, that are worth a sentence.
const MOST_OF_IT: f64 = 90.0;
const WORTH_SAYING: f64 = 50.0;

/// What made the change: functions by themselves, or that calls ran at one time.
fn explanation(comparison: &Comparison) -> Vec<Phrase> {
    let summary = &comparison.summary;
    let busy = summary.busy_time_before.abs_diff(summary.busy_time_after);
    // Where threads were as busy as ever, no function's own time explains anything.
    if busy.as_secs_f64() < 0.3 * summary.time_saved.abs().as_secs_f64() {
        let (before, after) = (summary.max_concurrent_tasks_before, summary.max_concurrent_tasks_after);
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
    let what = if summary.verdict == Verdict::Improved { "saved" } else { "added" };
    vec![
        Phrase::words("; "),
        who,
        Phrase::words(format!(" {verb} for ")),
        Phrase::figure(format!("{:.0} %", sum.min(100.0))),
        Phrase::words(format!(" of the self time {what}")),
    ]
}

/// That single functions changed although the whole did not.
fn verdicts(summary: &Summary) -> Vec<Phrase> {
    let count = |number: usize, word| (number > 0).then(|| format!("{number} {word}"));
    let changes = [count(summary.improvements, "improved"), count(summary.regressions, "regressed")];
    let changes: Vec<String> = changes.into_iter().flatten().collect();
    if changes.is_empty() {
        return Vec::new();
    }
    let functions = if summary.improvements + summary.regressions == 1 { "function" } else { "functions" };
    vec![Phrase::words(format!("; of its {functions}, {}", changes.join(" and ")))]
}
