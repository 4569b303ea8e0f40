//! Causes and findings as sentences whose names the script can make into links.

use callflow_core::{
    Cause, Comparison, Finding, RootCause,
    json_text::{Object, ToJson},
};

use super::{super::column, verdict};

/// A piece of a sentence.
#[derive(Debug, PartialEq, Eq)]
enum Piece {
    Words(String),
    /// A function, by its place.
    Function(usize),
}

impl ToJson for Piece {
    fn write(&self, out: &mut String) {
        match self {
            Self::Words(text) => text.write(out),
            Self::Function(row) => row.write(out),
        }
    }
}

/// A sentence about a function, or about the whole.
pub(super) struct Sentence {
    node: Option<usize>,
    /// The number of the verdict that goes with it.
    verdict: u64,
    /// `inherited` and the like; empty for most.
    kind: &'static str,
    pieces: Vec<Piece>,
}

impl ToJson for Sentence {
    fn write(&self, out: &mut String) {
        let place = self.node.and_then(|node| i64::try_from(node).ok()).unwrap_or(-1);
        let mut object = Object::begin(out);
        object.key("fn", &place);
        object.key("verdict", &column::Number(self.verdict));
        object.key("kind", &self.kind);
        object.key("pieces", &self.pieces);
        object.end();
    }
}

/// Where the change comes from, the function itself left out of its sentence.
pub(super) fn causes(comparison: &Comparison) -> Vec<Sentence> {
    let sentence = |cause: &RootCause| Sentence {
        node: Some(cause.node),
        verdict: verdict(cause.verdict),
        kind: match cause.cause {
            Cause::Inherited { .. } => "inherited",
            Cause::Waiting => "waiting",
            Cause::Concurrency => "concurrency",
            Cause::Unexplained => "many small",
            _ => "",
        },
        pieces: cause_pieces(cause, comparison),
    };
    comparison.root_causes.iter().map(sentence).collect()
}

fn cause_pieces(cause: &RootCause, comparison: &Comparison) -> Vec<Piece> {
    let Cause::Inherited { from } = &cause.cause else {
        let whole = cause.to_string();
        let own = whole.strip_prefix(&cause.name).and_then(|rest| rest.strip_prefix(": "));
        return vec![Piece::Words(own.unwrap_or(&whole).to_owned())];
    };
    let mut pieces = vec![Piece::Words(format!("{} inherited from ", cause.time_diff))];
    for (place, name) in from.iter().enumerate() {
        if place > 0 {
            pieces.push(Piece::Words(", ".to_owned()));
        }
        let row = comparison.node_comparisons.iter().position(|row| row.name == *name);
        pieces.push(row.map_or_else(|| Piece::Words(name.clone()), Piece::Function));
    }
    pieces
}

/// What happened to concurrency, polls and outcomes.
pub(super) fn findings(comparison: &Comparison) -> Vec<Sentence> {
    let sentence = |finding: &Finding| Sentence {
        node: finding.node,
        verdict: if finding.kind.is_worse() { 2 } else { 1 },
        kind: "",
        pieces: finding_pieces(finding, comparison),
    };
    comparison.findings.iter().map(sentence).collect()
}

fn finding_pieces(finding: &Finding, comparison: &Comparison) -> Vec<Piece> {
    let split = finding.node.and_then(|node| {
        let (before, after) = split(&finding.text, &comparison.node_comparisons[node].name)?;
        Some(vec![Piece::Words(before.to_owned()), Piece::Function(node), Piece::Words(after.to_owned())])
    });
    split.unwrap_or_else(|| vec![Piece::Words(finding.text.clone())])
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
