//! JSON, as much of it as data files need: text to rows and back.
//!
//! Written here because `serde_json` cannot be in a library that people put into their tests: with it in the build,
//! `assert_eq!(bytes, [])` no longer compiles anywhere, since numbers can be compared with its values as well.

mod read;
mod rows;
mod write;

pub(crate) use read::{FromJson, Reader, parse};
pub(crate) use rows::{data_row, row};
pub use write::{Object, ToJson, text};
