use callflow_core::{Evidence, NodeComparison, NodeStatus, Verdict};

/// Which way something changed, beyond noise. It is always shown by a colour, a mark and a word or sign together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    Less,
    More,
    /// Not at all, or not so that it could be told.
    Same,
}

impl Tone {
    pub(super) fn of(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Improved => Self::Less,
            Verdict::Regressed => Self::More,
            Verdict::Unchanged | Verdict::Inconclusive => Self::Same,
        }
    }

    /// The way a function's self time went; one that is new or gone has all of its time to answer for. This
    /// library's own nodes are not judged.
    pub(super) fn of_own(row: &NodeComparison) -> Self {
        match row.status {
            _ if row.is_library => Self::Same,
            NodeStatus::Added if row.self_diff.is_positive() => Self::More,
            NodeStatus::Removed if row.self_diff.is_negative() => Self::Less,
            NodeStatus::Added | NodeStatus::Removed => Self::Same,
            NodeStatus::Modified => Self::of(row.self_verdict),
        }
    }

    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Less => "down",
            Self::More => "up",
            Self::Same => "same",
        }
    }

    pub(super) fn mark(self) -> &'static str {
        match self {
            Self::Less => "▼",
            Self::More => "▲",
            Self::Same => "",
        }
    }
}

/// A word on a coloured ground.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Badge {
    pub(super) class: &'static str,
    pub(super) text: &'static str,
}

impl Badge {
    pub(super) fn of_verdict(verdict: Verdict, evidence: &Evidence) -> Self {
        let text = match verdict {
            Verdict::Unchanged if evidence.is_steady() => "≈ small",
            Verdict::Improved => "▼ less time",
            Verdict::Regressed => "▲ more time",
            Verdict::Unchanged => "= unchanged",
            Verdict::Inconclusive => "? inconclusive",
        };
        Self { class: Tone::of(verdict).class(), text }
    }

    pub(super) fn of_status(status: NodeStatus) -> Self {
        match status {
            NodeStatus::Added => Self { class: "added", text: "+ new" },
            NodeStatus::Removed => Self { class: "removed", text: "− gone" },
            NodeStatus::Modified => Self { class: "same", text: "on both sides" },
        }
    }

    /// The status of what is on one side only, else the verdict given.
    pub(super) fn of(row: &NodeComparison, verdict: Verdict, evidence: &Evidence) -> Self {
        match row.status {
            NodeStatus::Modified => Self::of_verdict(verdict, evidence),
            status => Self::of_status(status),
        }
    }
}
