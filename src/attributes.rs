//! The attributes that record or, without the feature `enabled`, those that only check what is written.
//!
//! The crate that has them cannot choose. Cargo builds one of it for all that a build needs on its own machine, so a build
//! script that records would switch them on in a program that does not.

#[cfg(not(feature = "enabled"))]
pub use callflow_macros::{checked_trace as trace, checked_trace_async as trace_async};
#[cfg(feature = "enabled")]
pub use callflow_macros::{trace, trace_async};
