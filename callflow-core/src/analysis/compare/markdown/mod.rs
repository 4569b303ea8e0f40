//! A comparison as Markdown, for pull requests.

mod escape;
mod lists;
mod tables;

use std::fmt::Write as _;

use self::{
    lists::{causes, findings, warnings},
    tables::{changes, everything, summary},
};
use super::{comparison::Comparison, headline::word, table::Headline};

impl Comparison {
    /// The comparison as Markdown in GitHub's dialect, for the comment on a pull request: the verdict, a summary, what
    /// changed, the root causes, findings and warnings, and folded below them the table of all functions.
    ///
    /// Names from the graphs cannot break a table, add HTML, mention someone or become a link. Long names lose
    /// their beginning. Comments are limited to 65 536 characters, so the table of all functions ends before that
    /// and says how many are missing; [`to_json`](Self::to_json) has all of everything.
    ///
    /// ```
    /// use callflow::{compare_graphs, trace, trace_scope};
    ///
    /// #[trace]
    /// fn work() {}
    ///
    /// let graph = trace_scope!(|| work()).graph;
    /// let markdown = compare_graphs(&graph, &graph).to_markdown();
    /// assert!(markdown.starts_with("## ⚪ Unchanged: `Before` → `After`\n"));
    /// ```
    pub fn to_markdown(&self) -> String {
        let (icon, verdict) = match word(self) {
            "not comparable" => ("⚠️", "Not comparable"),
            "regressed" => ("🔴", "Regressed"),
            "improved" => ("🟢", "Improved"),
            "inconclusive" => ("⚪", "Inconclusive"),
            _ => ("⚪", "Unchanged"),
        };
        let (before, after) = (escape::name(&self.label_before), escape::name(&self.label_after));
        let mut text = format!("## {icon} {verdict}: {before} → {after}\n\n");
        if let Some(why) = &self.not_comparable {
            let _ = write!(text, "**Not comparable:** {}\n\n", escape::prose(why));
        }
        let _ = write!(text, "**{}.**", Headline(&self.summary));
        if let Some(hint) = self.hint() {
            let _ = write!(text, " {}", escape::prose(&hint));
        }
        text.push_str("\n\n");
        summary(&mut text, self);
        changes(&mut text, self);
        causes(&mut text, self);
        findings(&mut text, self);
        warnings(&mut text, self);
        everything(&mut text, self);
        text
    }
}
