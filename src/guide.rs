//! A guide to callflow, chapter by chapter. Everything in it is compiled and run by `cargo test`.
//!
//! | chapter | what it answers |
//! |---|---|
//! | [`async_tracing`] | How do I trace code, and what do the numbers of async calls mean? Start here. |
//! | [`scopes`] | How do I choose what is recorded, and look at it while it runs? How does work that moves keep its scope? |
//! | [`testing`] | How do I write tests and reports with it? |
//! | [`data_files`] | How do I keep, merge and exchange what was recorded? |
//! | [`comparison`] | Did a change make it better or worse, and which function did it? |
//! | [`troubleshooting`] | What does this message mean? Why do I not see what I expect? |
//!
//! These modules hold documentation only. Besides them, the attributes have a manual each
//! ([`trace`](macro@crate::trace), [`trace_async`](macro@crate::trace_async)), every public item says what it means, and
//! `cargo run --example async_example` writes seven pairs of pages to look at.

#[doc = include_str!("../docs/guide/async_tracing.md")]
pub mod async_tracing {}

#[doc = include_str!("../docs/guide/scopes.md")]
pub mod scopes {}

#[doc = include_str!("../docs/guide/testing.md")]
pub mod testing {}

#[doc = include_str!("../docs/guide/data_files.md")]
pub mod data_files {}

#[doc = include_str!("../docs/guide/comparison.md")]
pub mod comparison {}

#[doc = include_str!("../docs/guide/troubleshooting.md")]
pub mod troubleshooting {}
