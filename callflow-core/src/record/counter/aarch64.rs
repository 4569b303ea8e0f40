//! The virtual counter of the generic timer.

#![expect(unsafe_code, reason = "reads the processor's counter")]

use std::arch::asm;

/// The architecture promises it. Whether programs may read the counter is up to the operating system: these let them,
/// and read it themselves for their clocks.
pub(crate) fn is_steady() -> bool {
    cfg!(any(target_os = "linux", target_os = "android", target_os = "macos", target_os = "windows"))
}

/// Without a barrier, as on x86-64: it may be read a few instructions early.
#[inline]
pub(crate) fn read() -> u64 {
    let ticks;
    // SAFETY: every such processor has the register, and it is read on systems only that let programs do so.
    unsafe { asm!("mrs {}, cntvct_el0", out(reg) ticks, options(nostack, preserves_flags)) };
    ticks
}
