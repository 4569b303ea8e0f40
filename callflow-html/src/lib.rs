//! The self-contained pages of the `callflow` crate.
//!
//! Use `callflow`; this crate draws its pages and makes no promise of its own. A page is a pure function of
//! the graph: the same graph gives the same bytes, on any machine at any time.
//!
//! - `view` turns a graph into structs of ready text: what is read without a script.
//! - `templates/` prints those structs with `if`, `for` and `include` alone.
//! - `island` writes the data that the page's script draws.
//! - `ui/` is that script; `assets/` holds it as it is put into pages, listed in `assets.rs`.

#![forbid(unsafe_code)]

mod assets;
mod format;
mod island;
mod page;
mod view;

pub use page::{AsyncPage, ComparisonPage, GraphPage, export_async_stats_html, export_html};
