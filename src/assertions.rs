//! What `assert_no_regressions!` accepts.

use callflow_core::{CallGraph, CompareOptions, Gate};

/// One run or several.
pub trait Runs {
    /// The runs.
    fn runs(&self) -> &[CallGraph];
}

impl Runs for CallGraph {
    fn runs(&self) -> &[CallGraph] {
        std::slice::from_ref(self)
    }
}

impl Runs for [CallGraph] {
    fn runs(&self) -> &[CallGraph] {
        self
    }
}

impl<const N: usize> Runs for [CallGraph; N] {
    fn runs(&self) -> &[CallGraph] {
        self
    }
}

impl Runs for Vec<CallGraph> {
    fn runs(&self) -> &[CallGraph] {
        self
    }
}

/// How to compare, what to demand, or both.
pub trait Demand {
    /// Both.
    fn demand(self) -> (CompareOptions, Gate);
}

impl Demand for () {
    fn demand(self) -> (CompareOptions, Gate) {
        (CompareOptions::default(), Gate::default())
    }
}

impl Demand for CompareOptions {
    fn demand(self) -> (CompareOptions, Gate) {
        (self, Gate::default())
    }
}

impl Demand for Gate {
    fn demand(self) -> (CompareOptions, Gate) {
        (CompareOptions::default(), self)
    }
}

impl Demand for (CompareOptions, Gate) {
    fn demand(self) -> (CompareOptions, Gate) {
        self
    }
}

/// `assert_no_regressions!(before, after, how)`.
///
/// # Panics
/// When the gate fails.
#[track_caller]
pub fn assert_no_regressions<B: Runs + ?Sized, A: Runs + ?Sized>(before: &B, after: &A, how: impl Demand) {
    let (options, gate) = how.demand();
    if let Err(error) = options.compare_runs(before.runs(), after.runs()).check(&gate) {
        panic!("{error}");
    }
}
