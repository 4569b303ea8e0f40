//! Two sides as a page carries them: what is worded here and not in the script is worded once.

mod edges;
mod functions;
mod paths;
mod sentences;

use callflow_core::{
    Comparison, Evidence, Verdict,
    json_text::{Object, ToJson},
};

use crate::{format::nanos, view::Worded};

use super::{column::Number, strings::Strings};
use edges::Edges;
use functions::Functions;
use paths::Paths;

/// Everything that a page carries of a comparison.
pub(super) struct Sides<'c> {
    comparison: &'c Comparison,
    title: &'c str,
    functions: Functions<'c>,
    paths: Paths<'c>,
    forwards: &'c Worded,
    backwards: &'c Worded,
    markdown: String,
}

impl<'c> Sides<'c> {
    /// `worded` is what is read without the script, from before to after and the other way round.
    pub(super) fn new(
        comparison: &'c Comparison,
        title: &'c str,
        worded: &'c [Worded; 2],
        strings: &mut Strings,
    ) -> Self {
        let [forwards, backwards] = worded;
        Self {
            comparison,
            title,
            functions: Functions::new(comparison, strings),
            paths: Paths::new(comparison),
            forwards,
            backwards,
            markdown: comparison.to_markdown(),
        }
    }
}

impl ToJson for Sides<'_> {
    fn write(&self, out: &mut String) {
        let (comparison, summary) = (self.comparison, &self.comparison.summary);
        let mut object = Object::begin(out);
        object.key("title", &self.title);
        object.key("labels", &(&comparison.label_before, &comparison.label_after));
        object.key("runs", &(summary.runs_before as u64, summary.runs_after as u64));
        object.key(
            "wall",
            &(Number(nanos(summary.total_time_before)), Number(nanos(summary.total_time_after))),
        );
        object.key("verdict", &judged(summary.verdict, &summary.evidence));
        object.key("confidence", &Number(summary.confidence_pct.round() as u64));
        object.key("functions", &self.functions);
        object.key("edges", &Edges(comparison));
        object.key("paths", &self.paths);
        object.key("causes", &sentences::causes(comparison));
        object.key("findings", &sentences::findings(comparison));
        object.key("worded", &(self.forwards, self.backwards));
        object.key("markdown", &self.markdown);
        object.key("leftOut", &self.paths.left_out);
        object.end();
    }
}

/// The number of a verdict in the tables, which tell a steady change below the floor apart.
fn judged(of: Verdict, evidence: &Evidence) -> u64 {
    if of == Verdict::Unchanged && evidence.is_steady() { 4 } else { verdict(of) }
}

/// The number of a verdict.
fn verdict(verdict: Verdict) -> u64 {
    match verdict {
        Verdict::Unchanged => 0,
        Verdict::Improved => 1,
        Verdict::Regressed => 2,
        Verdict::Inconclusive => 3,
    }
}

/// The number of a status in the tables.
fn status(status: callflow_core::NodeStatus) -> u64 {
    match status {
        callflow_core::NodeStatus::Modified => 0,
        callflow_core::NodeStatus::Added => 1,
        callflow_core::NodeStatus::Removed => 2,
    }
}
