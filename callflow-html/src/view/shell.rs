use callflow_core::{CallGraph, count, duration};

use crate::assets::{self, Asset, Place};

/// What every page has around its drawings: head, headline, cards and notes.
pub(crate) struct Shell {
    /// The heading: the title given, the scope's name, or the kind of page.
    pub(crate) title: String,
    /// What kind of page it is.
    pub(crate) kind: &'static str,
    /// One plain sentence: what the page shows.
    pub(crate) headline: Vec<Phrase>,
    pub(crate) cards: Vec<Card>,
    /// What is missing from the data.
    pub(crate) warnings: Vec<String>,
    /// What to keep in mind when reading it.
    pub(crate) notes: Vec<String>,
    /// The sections of the page: anchor and heading.
    pub(crate) sections: Vec<(&'static str, &'static str)>,
    /// Why there is nothing to show; empty when there is something.
    pub(crate) nothing: &'static str,
    /// The recorder was compiled in.
    pub(crate) is_recording: bool,
    /// How the data came about.
    pub(crate) origin: String,
    pub(crate) policy: String,
    pub(crate) styles: Vec<&'static Asset>,
    pub(crate) head_scripts: Vec<&'static Asset>,
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
    /// Set apart because something went wrong or is missing.
    pub(crate) is_alert: bool,
}

impl Card {
    pub(crate) fn new(label: &'static str, value: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { label, value: value.into(), detail: detail.into(), is_alert: false }
    }

    pub(crate) fn alert(label: &'static str, value: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { is_alert: true, ..Self::new(label, value, detail) }
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

    /// A page about `graph` whose headline, cards and sections are still to be filled in.
    pub(crate) fn new(graph: &CallGraph, kind: &'static str, title: Option<&str>) -> Self {
        let metadata = graph.metadata();
        let given = title.or(metadata.name.as_deref()).filter(|title| !title.trim().is_empty());
        let mut notes = Vec::new();
        if metadata.debug_build {
            notes.push(
                "Recorded by a build with debug assertions, as cargo test makes them: \
                 times say little about a release build."
                    .to_owned(),
            );
        }
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
                note += &format!(
                    " {} of that cost was more than the self times it was to be taken off.",
                    duration(metadata.clamped)
                );
            }
            notes.push(note);
        }
        let mut origin = vec![format!("callflow {}", metadata.version)];
        if !metadata.clock.is_empty() {
            origin.push(format!("clock {}", metadata.clock));
        }
        if metadata.threads > 0 {
            origin.push(crate::format::counted(metadata.threads, "recording thread"));
        }
        Self {
            title: given.unwrap_or(kind).to_owned(),
            kind,
            headline: Vec::new(),
            cards: Vec::new(),
            // The page of a build without a recorder says nothing else anyway.
            warnings: if metadata.recording { metadata.warnings() } else { Vec::new() },
            notes,
            sections: Vec::new(),
            nothing: if metadata.recording { "" } else { "Nothing was recorded." },
            is_recording: metadata.recording,
            origin: origin.join(" · "),
            policy: assets::policy(),
            styles: assets::at(Place::Style),
            head_scripts: assets::at(Place::Head),
            scripts: assets::at(Place::End),
        }
    }
}
