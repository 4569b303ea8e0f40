//! The recorder, the call graph and its analysis behind the `callflow` crate.
//!
//! Use `callflow`; this crate is its engine and makes no promise of its own.

mod analysis;
mod classify;
mod error;
mod export;
mod gather;
mod json;
mod machine;
mod name;
mod nanos;
mod options;
mod probe;
mod reading;
mod record;
mod scope;
mod site;
mod snapshot;
mod text;

#[doc(hidden)]
pub use analysis::percent as signed_percent;
pub use analysis::{
    AsyncFunction, AsyncStats, Cause, CompareOptions, Comparison, CountRange, CurvePoint, Difference,
    EdgeComparison, Evidence, ExactChange, Finding, FindingKind, Floor, Gate, GateError, GateFailure,
    NodeComparison, NodeSide, NodeStatus, PathComparison, RootCause, SignedDuration, Summary, Verdict,
    VerdictReason, compare_graphs, get_async_stats,
};
pub use error::{Error, ScopeError, Traced};
pub use export::Baseline;
#[doc(hidden)]
pub use export::{load_runs, write_file};
pub use gather::{GatherTraced, TryGatherTraced, gather_traced, try_gather_traced};
pub use machine::Machine;
pub use options::ScopeOptions;
pub use probe::{Picos, ProbeCost};
pub use reading::Outcome;
pub use record::{Context, ContextGuard, Contextual, InContext, Recording, propagate};
pub use scope::current_graph;
pub use snapshot::{
    CallGraph, CallPath, CallTree, Edge, LookupError, Metadata, Node, Outcomes, Slice, Timeline,
    TimelineCall, TraceStats,
};
pub use text::{count, duration};

/// What generated code names, by way of the facade.
#[doc(hidden)]
pub mod generated {
    pub use crate::{
        classify::*,
        gather::{GatherTuple, gather_tuple},
        record::*,
        site::{Site, SiteKind},
    };
}

/// The writer of JSON, for the data that pages carry.
#[doc(hidden)]
pub mod json_text {
    pub use crate::json::{Object, ToJson, text};
}

/// Plain data from which a graph is built; for the pages' fixtures.
#[doc(hidden)]
pub mod fixture {
    pub use crate::{nanos::Nanos, probe::TimelineCost, reading::*};
}
