//! Graphs made from plain data: what the pages are tested on and looked at with.
#![allow(dead_code, unreachable_pub, unused_imports, reason = "every test uses a part of it")]

mod builder;
mod comparisons;
pub mod island;
pub mod markup;
mod scenes;

pub use builder::Builder;
pub use comparisons::*;
pub use scenes::*;
