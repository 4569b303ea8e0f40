//! Questions answered from a graph.

mod assertions;
mod async_stats;
mod compare;

pub use async_stats::{AsyncFunction, AsyncStats, CurvePoint, get_async_stats};
pub use compare::{
    Cause, CompareOptions, Comparison, CountRange, Difference, EdgeComparison, Evidence, ExactChange,
    Finding, FindingKind, Floor, Gate, GateError, GateFailure, NodeComparison, NodeSide, NodeStatus,
    PathComparison, RootCause, SignedDuration, Summary, Verdict, VerdictReason, compare_graphs, percent,
};
