//! How much memory this process holds.

use std::fs;

/// Bytes of a process that are in memory.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Resident {
    /// Now.
    pub(crate) now: f64,
    /// At most so far.
    pub(crate) peak: f64,
}

impl Resident {
    /// That of this process; `None` where the system does not tell it in `/proc/self/status`, as Linux does.
    pub(crate) fn read() -> Option<Self> {
        let status = fs::read_to_string("/proc/self/status").ok()?;
        let kibibytes = |name: &str| -> Option<f64> {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            line.trim().strip_suffix("kB")?.trim().parse().ok()
        };
        Some(Self { now: 1024.0 * kibibytes("VmRSS:")?, peak: 1024.0 * kibibytes("VmHWM:")? })
    }

    /// Of a child, which the parent only starts where there is an answer.
    pub(crate) fn of_child() -> Self {
        Self::read().expect("the parent could read its own")
    }
}
