//! `#[trace]` on functions: what they record, and that they stay what they were.

#![cfg(feature = "enabled")]
#![expect(
    clippy::many_single_char_names,
    clippy::needless_pass_by_value,
    clippy::type_complexity,
    clippy::unnecessary_wraps,
    clippy::unused_self,
    reason = "what is tested are functions that do nothing, and plain ones beside traced ones"
)]

mod methods;
mod outcomes;
mod recorded;
mod unchanged;
mod whole;

use std::{
    cell::RefCell,
    fmt::{self, Debug},
    io,
    panic::{AssertUnwindSafe, Location, catch_unwind},
    rc::Rc,
};

use callflow::{CallGraph, Traced, trace, trace_scope};

/// The drawing of what a piece of code called.
fn drawn<T>(work: impl FnOnce() -> T) -> String {
    trace_scope!(work).graph.draw()
}
