use callflow_core::{Comparison, Finding};

use super::{super::shell::Phrase, numbers::Numbers};

/// What happened to concurrency, polls or outcomes, as a sentence.
pub(crate) struct FindingRow {
    /// The function's number, where it is about one.
    pub(crate) node: Option<usize>,
    pub(crate) is_worse: bool,
    pub(crate) sentence: Vec<Phrase>,
}

/// More are in the table, as numbers.
const MOST: usize = 30;

pub(super) fn rows(comparison: &Comparison, numbers: &Numbers) -> Vec<FindingRow> {
    let row = |finding: &Finding| FindingRow {
        node: finding.node.map(|row| numbers.of_row(row)),
        is_worse: finding.kind.is_worse(),
        sentence: sentence(finding, comparison),
    };
    comparison.findings.iter().take(MOST).map(row).collect()
}

/// The sentence with the function's short name, set apart, in place of the full one.
fn sentence(finding: &Finding, comparison: &Comparison) -> Vec<Phrase> {
    let row = finding.node.map(|row| &comparison.node_comparisons[row]);
    let Some((row, (before, after))) = row.and_then(|row| Some((row, split(&finding.text, &row.name)?)))
    else {
        return vec![Phrase::words(&finding.text)];
    };
    vec![Phrase::words(before), Phrase::name(row.short_name()), Phrase::words(after)]
}

/// What stands before and after the name that calls are said to be of.
fn split<'t>(text: &'t str, name: &str) -> Option<(&'t str, &'t str)> {
    let place = text.find(&format!(" of {name} "))? + " of ".len();
    Some((&text[..place], &text[place + name.len()..]))
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn a_name_is_found_behind_its_calls() {
        assert_eq!(split("2 of 5 calls of calls ended.", "calls"), Some(("2 of 5 calls of ", " ended.")));
        assert_eq!(split("Polls per call of a b rose.", "a b"), Some(("Polls per call of ", " rose.")));
        assert_eq!(split("Concurrency fell.", "fell"), None);
    }
}
