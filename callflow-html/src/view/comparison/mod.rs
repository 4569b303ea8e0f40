//! The page of a comparison: [`page`] puts together what each of the others words or draws.

mod calls;
mod cards;
mod causes;
mod changes;
mod findings;
mod flame;
mod functions;
mod graphs;
mod headline;
mod numbers;
mod page;
mod tone;
mod top;

pub(crate) use page::ComparisonView;
