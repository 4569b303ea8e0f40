//! The page of a comparison: [`page`] puts together what each of the others words.

mod cards;
mod changes;
mod direction;
mod headline;
mod page;
mod tone;
mod worded;

pub(crate) use page::ComparisonView;
pub(crate) use worded::Worded;
