//! The one place where atomics come from, so that loom can stand in for them.

#[cfg(not(callflow_loom))]
pub(crate) use std::sync::atomic::{
    AtomicBool, AtomicPtr, AtomicU32, AtomicU64,
    Ordering::{AcqRel, Acquire, Relaxed, Release, SeqCst},
    fence,
};

#[cfg(callflow_loom)]
pub(crate) use loom::sync::atomic::{
    AtomicBool, AtomicPtr, AtomicU32, AtomicU64,
    Ordering::{AcqRel, Acquire, Relaxed, Release, SeqCst},
    fence,
};

#[cfg(not(callflow_loom))]
pub(crate) use std::thread::yield_now;

#[cfg(callflow_loom)]
pub(crate) use loom::thread::yield_now;
