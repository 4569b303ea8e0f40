use callflow_core::{CallGraph, Comparison, Metadata, count, duration};

use crate::{
    assets::{self, Asset, Place, Subject},
    format::counted,
};

/// What every page has around its drawings: head, headline, cards and notes.
pub(crate) struct Shell {
    /// The heading: the title given, the scope's name, or the kind of page.
    pub(crate) title: String,
    /// What kind of page it is.
    pub(crate) kind: &'static str,
    /// One plain sentence: what the page shows.
    pub(crate) headline: Vec<Phrase>,
    pub(crate) cards: Vec<Card>,
    /// What is missing from the data, or wrong with it.
    pub(crate) warnings: Vec<String>,
    /// The word before each warning.
    pub(crate) warning_word: &'static str,
    /// What to keep in mind when reading it.
    pub(crate) notes: Vec<String>,
    /// Why there is nothing to show; empty when there is something.
    pub(crate) nothing: &'static str,
    /// The recorder was compiled in.
    pub(crate) is_recording: bool,
    /// How the data came about.
    pub(crate) origin: String,
    pub(crate) policy: String,
    pub(crate) styles: Vec<&'static Asset>,
    pub(crate) scripts: Vec<&'static Asset>,
}

/// A piece of a sentence; names of functions are set apart from the words around them.
pub(crate) struct Phrase {
    pub(crate) text: String,
    pub(crate) role: Role,
}

/// What a piece of a sentence is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Words,
    /// The number the sentence is about.
    Figure,
    Name,
}

impl Phrase {
    pub(crate) fn words(text: impl Into<String>) -> Self {
        Self { text: text.into(), role: Role::Words }
    }

    pub(crate) fn figure(text: impl Into<String>) -> Self {
        Self { text: text.into(), role: Role::Figure }
    }

    pub(crate) fn name(text: impl Into<String>) -> Self {
        Self { text: text.into(), role: Role::Name }
    }

    pub(crate) fn is_figure(&self) -> bool {
        self.role == Role::Figure
    }

    pub(crate) fn is_name(&self) -> bool {
        self.role == Role::Name
    }
}

/// One figure of the summary.
pub(crate) struct Card {
    pub(crate) label: &'static str,
    pub(crate) value: String,
    /// What the figure means or is made of.
    pub(crate) detail: String,
    /// The class that sets it apart: `alert` where something went wrong or is missing, `down` or `up` for a
    /// change; empty for most.
    pub(crate) tone: &'static str,
}

impl Card {
    pub(crate) fn new(label: &'static str, value: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { label, value: value.into(), detail: detail.into(), tone: "" }
    }

    pub(crate) fn alert(label: &'static str, value: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::new(label, value, detail).tone("alert")
    }

    pub(crate) fn tone(self, tone: &'static str) -> Self {
        Self { tone, ..self }
    }

    pub(crate) fn count(label: &'static str, value: u64, detail: impl Into<String>) -> Self {
        Self::new(label, count(value), detail)
    }
}

impl Shell {
    /// The title may have to be scrolled, so the keyboard must reach it.
    pub(crate) fn is_long(&self) -> bool {
        self.title.chars().count() > 80
    }

    /// A page about `graph` whose headline and cards are still to be filled in.
    pub(crate) fn new(graph: &CallGraph, kind: &'static str, title: Option<&str>) -> Self {
        let metadata = graph.metadata();
        let mut origin = vec![format!("callflow {}", metadata.version)];
        if !metadata.clock.is_empty() {
            origin.push(format!("clock {}", metadata.clock));
        }
        if metadata.threads > 0 {
            origin.push(counted(metadata.threads, "recording thread"));
        }
        Self {
            // The page of a build without a recorder says nothing else anyway.
            warnings: if metadata.recording { metadata.warnings() } else { Vec::new() },
            notes: notes(metadata),
            nothing: if metadata.recording { "" } else { "Nothing was recorded." },
            is_recording: metadata.recording,
            ..Self::empty(Subject::Recording, kind, [title, metadata.name.as_deref()], &origin)
        }
    }

    /// A page about `comparison`, likewise.
    pub(crate) fn of_comparison(comparison: &Comparison, title: Option<&str>) -> Self {
        let summary = &comparison.summary;
        let sides = format!("{} → {}", comparison.label_before, comparison.label_after);
        let runs = (summary.runs_before as u64, summary.runs_after as u64);
        let mut origin = vec![
            format!("callflow {}", env!("CARGO_PKG_VERSION")),
            format!("{} before, {} after", counted(runs.0, "run"), counted(runs.1, "run")),
        ];
        if summary.tests > 0 {
            origin.push(format!("{} tested together", counted(summary.tests as u64, "time")));
        }
        let is_comparable = comparison.not_comparable.is_none();
        let of_debug_build = is_comparable && comparison.debug_build;
        Self {
            warnings: if is_comparable { comparison.warnings.clone() } else { Vec::new() },
            warning_word: "Mind:",
            notes: of_debug_build.then(|| DEBUG_BUILD.to_owned()).into_iter().collect(),
            nothing: if is_comparable { "" } else { "Not comparable." },
            ..Self::empty(Subject::Comparison, "Comparison", [title, Some(&sides)], &origin)
        }
    }

    /// A page under the first of `titles` that says anything, or else its kind.
    fn empty(subject: Subject, kind: &'static str, titles: [Option<&str>; 2], origin: &[String]) -> Self {
        let title = titles.into_iter().flatten().find(|title| !title.trim().is_empty());
        Self {
            title: title.unwrap_or(kind).to_owned(),
            kind,
            headline: Vec::new(),
            cards: Vec::new(),
            warnings: Vec::new(),
            warning_word: "Incomplete:",
            notes: Vec::new(),
            nothing: "",
            is_recording: true,
            origin: origin.join(" · "),
            policy: assets::policy(subject),
            styles: assets::at(Place::Style, subject),
            scripts: assets::at(Place::Script, subject),
        }
    }
}

const DEBUG_BUILD: &str = "Recorded by a build with debug assertions, as cargo test makes them: \
    times say little about a release build.";

/// What to keep in mind when reading a graph.
fn notes(metadata: &Metadata) -> Vec<String> {
    let mut notes: Vec<String> = metadata.debug_build.then(|| DEBUG_BUILD.to_owned()).into_iter().collect();
    notes.extend(metadata.notes().into_iter().map(|note| format!("{note}.")));
    if metadata.probe_cost.is_known() {
        let cost = metadata.probe_cost;
        let mut note = format!(
            "Self and active times are compensated: what recording itself cost is taken off, {:.1} ns a sync call and \
             {:.1} ns a poll. Total and await times are as they were measured.",
            (cost.sync_inside.as_nanos() + cost.sync_outside.as_nanos()),
            (cost.poll_inside.as_nanos() + cost.poll_outside.as_nanos()),
        );
        if !metadata.clamped.is_zero() {
            note.push_str(" Of that cost, ");
            note.push_str(&duration(metadata.clamped));
            note.push_str(" was more than the self times it was to be taken off.");
        }
        notes.push(note);
    }
    notes
}
