//! Causes, findings and warnings.

use std::fmt::Write as _;

use super::{
    super::{
        causes::{Cause, RootCause},
        comparison::Comparison,
        findings::Finding,
        table::sentence,
    },
    escape,
};

/// The most entries of a list.
const SHOWN: usize = 10;

pub(super) fn causes(text: &mut String, comparison: &Comparison) {
    list(text, "Root causes", &comparison.root_causes, cause);
}

pub(super) fn findings(text: &mut String, comparison: &Comparison) {
    list(text, "Findings", &comparison.findings, |each| finding(each, comparison));
}

pub(super) fn warnings(text: &mut String, comparison: &Comparison) {
    list(text, "Warnings", &comparison.warnings, |warning| escape::prose(sentence(warning).trim()));
}

fn list<T>(text: &mut String, heading: &str, entries: &[T], print: impl Fn(&T) -> String) {
    if entries.is_empty() {
        return;
    }
    let _ = write!(text, "### {heading}\n\n");
    for entry in entries.iter().take(SHOWN) {
        let _ = writeln!(text, "- {}", print(entry));
    }
    if entries.len() > SHOWN {
        let _ = writeln!(text, "- and {} more", entries.len() - SHOWN);
    }
    text.push('\n');
}

/// The sentence with its names as code.
fn cause(root: &RootCause) -> String {
    let sentence = root.to_string();
    let Some(rest) = sentence.strip_prefix(&root.name) else { return escape::prose(&sentence) };
    let mut line = escape::name(&root.name);
    match &root.cause {
        Cause::Inherited { from } => {
            let names: Vec<String> = from.iter().map(|name| escape::name(name)).collect();
            line.push_str(&escape::prose(rest.strip_suffix(&from.join(", ")).unwrap_or(rest)));
            line.push_str(&names.join(", "));
        }
        Cause::Own | Cause::Waiting | Cause::Concurrency | Cause::Unexplained => {
            line.push_str(&escape::prose(rest));
        }
    }
    line
}

/// Likewise.
fn finding(finding: &Finding, comparison: &Comparison) -> String {
    let row = finding.node.and_then(|node| comparison.node_comparisons.get(node));
    let parts = row.and_then(|row| {
        let (start, end) = finding.text.split_once(&format!("of {} ", row.name))?;
        Some(format!("{}of {} {}", escape::prose(start), escape::name(&row.name), escape::prose(end)))
    });
    parts.unwrap_or_else(|| escape::prose(&sentence(finding)))
}
