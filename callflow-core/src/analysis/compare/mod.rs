//! Two sides compared: what changed, whether it is more than noise, and what caused it.
//!
//! [`matching`] brings functions of the same name together, [`statistics`] tests run-level values, [`verdict`]
//! turns the tests into words, and each of [`node`], [`paths`], [`edges`], [`causes`], [`findings`] and
//! [`comparability`] owns one part of the [`Comparison`] that [`comparison`] puts together.

mod causes;
mod comparability;
mod comparison;
mod count;
mod edges;
mod findings;
mod gate;
mod matching;
mod node;
mod options;
mod paths;
mod signed;
mod statistics;
mod table;
#[cfg(test)]
mod tests;
mod verdict;

pub use causes::{Cause, RootCause};
pub use comparability::Difference;
pub use comparison::{Comparison, Summary, compare_graphs};
pub use count::{CountRange, ExactChange};
pub use edges::EdgeComparison;
pub use findings::{Finding, FindingKind};
pub use gate::{Gate, GateError, GateFailure};
pub use node::{NodeComparison, NodeSide, NodeStatus};
pub use options::{CompareOptions, Floor};
pub use paths::PathComparison;
pub use signed::SignedDuration;
pub use verdict::{Evidence, Verdict, VerdictReason};
