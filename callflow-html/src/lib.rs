//! The self-contained pages of the `callflow` crate.
//!
//! Use `callflow`; this crate draws its pages and makes no promise of its own. A page is a pure function of
//! the graph: the same graph gives the same bytes, on any machine at any time.
//!
//! - `view` turns a graph into structs of ready text and ready coordinates; all logic is there.
//! - `templates/` prints those structs with `if`, `for` and `include` alone.
//! - `assets/` holds the styles and scripts as files of their own, listed in `assets.rs`.

#![forbid(unsafe_code)]

mod assets;
mod format;
mod page;
mod view;

pub use page::{AsyncPage, ComparisonPage, GraphPage, export_async_stats_html, export_html};
