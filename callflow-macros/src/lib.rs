//! The attributes of the `callflow` crate.
