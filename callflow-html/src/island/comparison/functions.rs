use callflow_core::{
    Comparison, CountRange, Evidence, NodeComparison, NodeSide,
    json_text::{Object, ToJson},
};

use crate::format::nanos;

use super::{super::column, super::flags::flags, super::strings::Strings, judged, status};

/// Every function of either side, in the order of the comparison.
pub(super) struct Functions<'c> {
    rows: &'c [NodeComparison],
    /// Places of texts.
    texts: Vec<(&'static str, Vec<usize>)>,
}

impl<'c> Functions<'c> {
    pub(super) fn new(comparison: &'c Comparison, strings: &mut Strings) -> Self {
        let rows = &comparison.node_comparisons[..];
        let mut column = |text: &dyn Fn(&NodeComparison) -> String| {
            rows.iter().map(|row| strings.place(&text(row))).collect::<Vec<_>>()
        };
        let module =
            |row: &NodeComparison| if row.is_library { "callflow".to_owned() } else { row.module.clone() };
        let texts = vec![
            ("name", column(&|row| row.name.clone())),
            ("module", column(&module)),
            ("file", column(&|row| row.file.clone())),
            ("evidence", column(&|row| evidence(&row.evidence))),
            ("ownEvidence", column(&|row| evidence(&row.self_evidence))),
            ("counts", column(&counts)),
            ("endings", column(&|row| format!("{} → {}", endings(&row.before), endings(&row.after)))),
        ];
        Self { rows, texts }
    }
}

/// Why a verdict is what it is; the same whichever side is read first. The interval has columns of its own.
fn evidence(evidence: &Evidence) -> String {
    let corrected = evidence.corrected_p_value;
    let probability =
        corrected.map_or_else(String::new, |corrected| format!("; p = {corrected:.2e} over all functions"));
    format!("{evidence}{probability}")
}

/// Counts that differ in every run, which needs no test; calls have columns of their own.
fn counts(row: &NodeComparison) -> String {
    let changes = row.exact_changes();
    let others = changes.iter().filter(|change| change.what != "calls").map(ToString::to_string);
    others.collect::<Vec<_>>().join(", ")
}

/// How the calls of one side ended, in words.
fn endings(side: &NodeSide) -> String {
    let counts: [(CountRange, &str); 6] = [
        (side.ok, "ok"),
        (side.error, "errors"),
        (side.panicked, "panicked"),
        (side.cancelled, "cancelled"),
        (side.in_flight, "in flight"),
        (side.never_polled, "never polled"),
    ];
    let words =
        counts.iter().filter(|(count, _)| count.max > 0).map(|(count, word)| format!("{count} {word}"));
    let words: Vec<String> = words.collect();
    if words.is_empty() { "not called".to_owned() } else { words.join(", ") }
}

impl ToJson for Functions<'_> {
    fn write(&self, out: &mut String) {
        let rows = self.rows;
        let each = |of: fn(&NodeComparison) -> u64| column::numbers(rows.iter().map(of));
        let mut table = Object::begin(out);
        table.key("rows", &rows.len());
        for (name, places) in &self.texts {
            table.key(name, &column::places(places.iter().map(|&place| Some(place))));
        }
        table.key("cut", &each(cut));
        table.key("line", &each(|row| row.line.into()));
        table.key("flags", &each(|row| flags(row.is_async, row.is_library, false)));
        table.key("status", &each(|row| status(row.status)));
        table.key("verdict", &each(|row| judged(row.verdict, &row.evidence)));
        table.key("ownVerdict", &each(|row| judged(row.self_verdict, &row.self_evidence)));
        let (from, to) = column::ranges(rows.iter().map(|row| row.evidence.interval));
        table.key("intervalFrom", &from);
        table.key("intervalTo", &to);
        let (from, to) = column::ranges(rows.iter().map(|row| row.self_evidence.interval));
        table.key("ownIntervalFrom", &from);
        table.key("ownIntervalTo", &to);
        table.key("totalBefore", &each(|row| nanos(row.time_before)));
        table.key("totalAfter", &each(|row| nanos(row.time_after)));
        table.key("selfBefore", &each(|row| nanos(row.self_before)));
        table.key("selfAfter", &each(|row| nanos(row.self_after)));
        table.key("activeBefore", &each(|row| nanos(row.active_before)));
        table.key("activeAfter", &each(|row| nanos(row.active_after)));
        table.key("awaitBefore", &each(|row| nanos(row.await_before)));
        table.key("awaitAfter", &each(|row| nanos(row.await_after)));
        table.key("meanBefore", &each(|row| nanos(row.before.mean)));
        table.key("meanAfter", &each(|row| nanos(row.after.mean)));
        table.key("p95Before", &each(|row| nanos(row.before.p95)));
        table.key("p95After", &each(|row| nanos(row.after.p95)));
        table.key("callsBefore", &each(|row| row.before.calls.median));
        table.key("callsAfter", &each(|row| row.after.calls.median));
        table.key("callsDiffer", &each(|row| row.before.calls.differs_from(row.after.calls).into()));
        table.end();
    }
}

/// Where the short name begins in the full one, counted as JavaScript counts.
fn cut(row: &NodeComparison) -> u64 {
    let before = row.name.strip_suffix(row.short_name()).unwrap_or_default();
    before.encode_utf16().count() as u64
}
