//! Two sides compared: what changed, whether it is more than noise, and what caused it.
//!
//! [`matching`] brings functions of the same name together, [`samples`] takes their run-level values, [`family`] says
//! which of them are tested together, [`statistics`] tests them, and [`judge`] makes a [`verdict`] of it. Each of
//! [`node`], [`side`], [`paths`], [`edges`], [`causes`], [`findings`], [`comparability`] and [`summary`] owns one part
//! of the [`Comparison`] that [`comparison`] puts together. [`table`], [`headline`], [`json`] and [`markdown`] print it.

mod causes;
mod comparability;
mod comparison;
mod count;
mod edges;
mod family;
mod findings;
mod gate;
mod headline;
mod json;
mod judge;
mod markdown;
mod matching;
mod node;
mod options;
mod paths;
mod samples;
mod side;
mod signed;
mod statistics;
mod summary;
mod table;
#[cfg(test)]
mod tests;
mod verdict;

pub use causes::{Cause, RootCause};
pub use comparability::Difference;
pub use comparison::{Comparison, compare_graphs};
pub use count::{CountRange, ExactChange};
pub use edges::EdgeComparison;
pub use findings::{Finding, FindingKind};
pub use gate::{Gate, GateError, GateFailure};
pub use node::{NodeComparison, NodeStatus};
pub use options::{CompareOptions, Floor};
pub use paths::PathComparison;
pub use side::NodeSide;
pub use signed::{SignedDuration, percent};
pub use summary::Summary;
pub use verdict::{Evidence, Verdict, VerdictReason};
