//! The recorder, the call graph and its analysis behind the `callflow` crate.
//!
//! Use `callflow`; this crate is its engine and makes no promise of its own.

mod analysis;
mod error;
mod nanos;
mod reading;
mod snapshot;
mod text;

pub use analysis::{AsyncFunction, AsyncStats, CurvePoint, get_async_stats};
pub use error::{Error, ScopeError, Traced};
pub use reading::Outcome;
pub use snapshot::{
    CallGraph, CallPath, CallTree, Edge, LookupError, Metadata, Node, Outcomes, Slice, Timeline, TimelineCall,
};
pub use text::{count, duration};

/// Plain data from which a graph is built; for the pages' fixtures.
#[doc(hidden)]
pub mod fixture {
    pub use crate::{nanos::Nanos, reading::*};
}
