//! What generated code may name. It changes with the attributes and promises nothing to anybody else.
//!
//! Everything a macro expands to goes through here, so that a user's `crate = path` is all it takes to find it and
//! nothing else of the facade has to stay where it is.

pub use crate::assertions::assert_no_regressions;
pub use callflow_core::generated::*;
// A traced `impl` or module hands these on to its functions.
pub use crate::attributes::{trace, trace_async};
// The four forms of `trace_scope!` and `trace_scope_async!`.
pub use crate::scope::{scope, scope_async, scope_async_to, scope_to};

/// Calls a body that became a closure.
///
/// As an argument of a function with this bound the closure may hand out borrows of what it captured.
#[inline]
pub fn call<R>(body: impl FnOnce() -> R) -> R {
    body()
}

/// Boxes a traced future; `Box` may mean something else where the code stands.
#[inline]
pub fn boxed<F: Future>(future: F) -> core::pin::Pin<Box<F>> {
    Box::pin(future)
}

/// Stands for a value of the declared type in a statement that never runs.
#[cold]
pub fn never<R>() -> R {
    unreachable!("`callflow` expands this behind `if false`")
}
