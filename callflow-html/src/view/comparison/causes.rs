use callflow_core::{Cause, Comparison, RootCause, count};

use crate::format::label;

use super::{
    super::{name::Name, shell::Phrase},
    numbers::Numbers,
    tone::Tone,
};

/// Where the change comes from: functions by the change of their own time, then those that only inherit one.
pub(crate) struct Causes<'c> {
    pub(crate) rows: Vec<CauseRow<'c>>,
    /// What was left out; empty when nothing was.
    pub(crate) note: String,
}

/// One function and what it has to do with the change.
pub(crate) struct CauseRow<'c> {
    pub(crate) node: usize,
    pub(crate) name: Name<'c>,
    pub(crate) tone: &'static str,
    pub(crate) mark: &'static str,
    /// `inherited` and the like; empty where the function itself is the cause.
    pub(crate) badge: &'static str,
    pub(crate) sentence: Vec<Phrase>,
}

const MOST: usize = 20;
/// Columns of a name within a sentence.
const NAME: usize = 40;

impl<'c> Causes<'c> {
    pub(super) fn of(comparison: &'c Comparison, numbers: &Numbers) -> Self {
        let causes = &comparison.root_causes;
        let note = if causes.len() > MOST {
            format!("{MOST} of {}, those that changed most", count(causes.len() as u64))
        } else {
            String::new()
        };
        let row = |cause: &'c RootCause| {
            let compared = &comparison.node_comparisons[cause.node];
            let tone = Tone::of(cause.verdict);
            CauseRow {
                node: numbers.of_row(cause.node),
                name: Name::of_compared(compared),
                tone: tone.class(),
                mark: tone.mark(),
                badge: match cause.cause {
                    Cause::Inherited { .. } => "inherited",
                    Cause::Waiting => "waiting",
                    Cause::Unexplained => "many small",
                    _ => "",
                },
                sentence: sentence(cause, comparison),
            }
        };
        Self { rows: causes.iter().take(MOST).map(row).collect(), note }
    }
}

/// What the cause says of itself, without the name, which stands before it.
fn sentence(cause: &RootCause, comparison: &Comparison) -> Vec<Phrase> {
    let Cause::Inherited { from } = &cause.cause else {
        let whole = cause.to_string();
        let own = whole.strip_prefix(&cause.name).and_then(|rest| rest.strip_prefix(": "));
        return vec![Phrase::words(own.unwrap_or(&whole))];
    };
    let mut phrases = vec![Phrase::words(format!("{} inherited from ", cause.time_diff))];
    for (place, name) in from.iter().enumerate() {
        if place > 0 {
            phrases.push(Phrase::words(", "));
        }
        let row = comparison.node_comparisons.iter().find(|row| row.name == *name);
        phrases.push(Phrase::name(label(row.map_or(name.as_str(), |row| row.short_name()), NAME)));
    }
    phrases
}
