use std::time::Duration;

use callflow_core::{Comparison, CountRange, Evidence, SignedDuration, Summary, Verdict, signed_percent};

/// A comparison read from before to after, or the other way round as the page's reader may wish.
#[derive(Clone, Copy)]
pub(super) struct Direction<'c> {
    pub(super) comparison: &'c Comparison,
    is_reversed: bool,
}

impl<'c> Direction<'c> {
    pub(super) fn forwards(comparison: &'c Comparison) -> Self {
        Self { comparison, is_reversed: false }
    }

    pub(super) fn backwards(comparison: &'c Comparison) -> Self {
        Self { comparison, is_reversed: true }
    }

    /// What is read first and what is read second.
    pub(super) fn order<T>(self, before: T, after: T) -> (T, T) {
        if self.is_reversed { (after, before) } else { (before, after) }
    }

    pub(super) fn summary(self) -> &'c Summary {
        &self.comparison.summary
    }

    pub(super) fn labels(self) -> (&'c str, &'c str) {
        self.order(&self.comparison.label_before, &self.comparison.label_after)
    }

    pub(super) fn walls(self) -> (Duration, Duration) {
        self.order(self.summary().total_time_before, self.summary().total_time_after)
    }

    pub(super) fn busy(self) -> (Duration, Duration) {
        self.order(self.summary().busy_time_before, self.summary().busy_time_after)
    }

    pub(super) fn peaks(self) -> (CountRange, CountRange) {
        let summary = self.summary();
        self.order(summary.max_concurrent_tasks_before, summary.max_concurrent_tasks_after)
    }

    /// The verdict about the wall time.
    pub(super) fn verdict(self) -> Verdict {
        self.turned(self.summary().verdict)
    }

    /// A verdict as it is read in this direction.
    pub(super) fn turned(self, verdict: Verdict) -> Verdict {
        match verdict {
            Verdict::Improved if self.is_reversed => Verdict::Regressed,
            Verdict::Regressed if self.is_reversed => Verdict::Improved,
            other => other,
        }
    }

    /// The interval in which the change of the wall time lies: `95 % interval −65.0 % to −61.2 %`.
    pub(super) fn interval(self) -> Option<String> {
        let summary = self.summary();
        let Evidence { interval_pct, interval, .. } = summary.evidence;
        let (low, high) = if self.is_reversed {
            let (low, high) = interval?;
            let of = |change: SignedDuration| (-change).percent_of(summary.total_time_after);
            (of(high)?, of(low)?)
        } else {
            interval_pct?
        };
        let (low, high) = (signed_percent(Some(low)), signed_percent(Some(high)));
        Some(format!("{:.0} % interval {low} to {high}", summary.confidence_pct))
    }
}

/// The change from one time to another, and the same in percent; no percentage of nothing, nor one of next to nothing,
/// whose digits nobody reads.
pub(super) fn change(before: Duration, after: Duration) -> (SignedDuration, Option<f64>) {
    let change = SignedDuration::between(before, after);
    (change, change.percent_of(before).filter(|percent| percent.abs() < LEGIBLE))
}

/// The largest percentage that is printed without an exponent.
const LEGIBLE: f64 = 9_999.5;
