//! The processor's counter of time: whether it is steady, and its value.
//!
//! Steady is a counter that runs at one rate, whatever the processor does, and alike on all of its cores.

#[cfg(target_arch = "aarch64")]
mod aarch64;
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
mod none;
#[cfg(target_arch = "x86_64")]
mod x86_64;

#[cfg(target_arch = "aarch64")]
pub(super) use aarch64::{is_steady, read};
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
pub(super) use none::{is_steady, read};
#[cfg(target_arch = "x86_64")]
pub(super) use x86_64::{is_steady, read};
