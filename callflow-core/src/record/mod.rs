//! The recorder: from a traced call to numbers that can be read at any time.
//!
//! README.md beside this file tells which threads write what, and argues the orderings.
//!
//! This is the one file that reads the `enabled` feature. With it, the modules of the recorder; without it,
//! [`noop`], which has the same face and records nothing.
#![cfg_attr(callflow_loom, expect(dead_code, reason = "the models do without some of it"))]

#[cfg(feature = "enabled")]
mod arena;
#[cfg(feature = "enabled")]
mod clock;
#[cfg(feature = "enabled")]
mod concurrency;
#[cfg(feature = "enabled")]
mod counter;
#[cfg(feature = "enabled")]
mod histogram;
#[cfg(feature = "enabled")]
mod index;
#[cfg(feature = "enabled")]
mod leaves;
#[cfg(all(callflow_loom, test))]
mod models;
#[cfg(feature = "enabled")]
mod rate;
#[cfg(feature = "enabled")]
mod scope;
#[cfg(feature = "enabled")]
mod selection;
#[cfg(feature = "enabled")]
mod sites;
#[cfg(feature = "enabled")]
mod slab;
#[cfg(feature = "enabled")]
mod sync;
#[cfg(feature = "enabled")]
mod tallies;
#[cfg(feature = "enabled")]
mod timeline;
#[cfg(feature = "enabled")]
mod tree;

// The parts with statics and thread-locals, which the models of loom leave out.
#[cfg(all(feature = "enabled", not(callflow_loom)))]
mod activation;
#[cfg(all(feature = "enabled", not(callflow_loom)))]
mod adopt;
#[cfg(all(feature = "enabled", not(callflow_loom)))]
mod arguments;
#[cfg(all(feature = "enabled", not(callflow_loom)))]
mod boxed;
#[cfg(all(feature = "enabled", not(callflow_loom)))]
mod calibration;
#[cfg(all(feature = "enabled", not(callflow_loom)))]
mod context;
#[cfg(all(feature = "enabled", not(callflow_loom)))]
mod guard;
#[cfg(all(feature = "enabled", not(callflow_loom)))]
mod lease;
#[cfg(all(feature = "enabled", not(callflow_loom)))]
mod outside;
#[cfg(all(feature = "enabled", not(callflow_loom)))]
mod place;
#[cfg(all(feature = "enabled", not(callflow_loom)))]
mod read;
#[cfg(all(feature = "enabled", not(callflow_loom)))]
mod recording;
#[cfg(all(feature = "enabled", not(callflow_loom)))]
mod segment;
#[cfg(all(feature = "enabled", not(callflow_loom)))]
mod stack;
#[cfg(all(feature = "enabled", not(callflow_loom)))]
mod table;
#[cfg(all(feature = "enabled", not(callflow_loom)))]
mod task;
#[cfg(all(feature = "enabled", not(callflow_loom)))]
mod thread;

#[cfg(any(not(feature = "enabled"), callflow_loom))]
mod noop;
mod pinned;

pub(crate) use pinned::Pinned;
#[cfg(all(feature = "enabled", not(callflow_loom)))]
pub(crate) use task::{Gathering, Lane, gathering, lane};
#[cfg(all(feature = "enabled", not(callflow_loom)))]
pub use {
    arguments::{Arguments, arguments},
    boxed::traced_box,
    context::{Context, ContextGuard, Contextual, InContext, propagate},
    guard::{Call, enter, observe, span},
    recording::Recording,
    task::{TracedFuture, traced},
};

#[cfg(any(not(feature = "enabled"), callflow_loom))]
pub use noop::*;
