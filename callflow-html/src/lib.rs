//! The self-contained pages of the `callflow` crate.
