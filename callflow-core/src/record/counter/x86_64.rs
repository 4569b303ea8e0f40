//! The time stamp counter.

#![expect(unsafe_code, reason = "reads the processor's counter")]

use std::{arch::x86_64, fs::File, io::Read as _};

/// The clocks that Linux could keep time with.
const CLOCKS: &str = "/sys/devices/system/clocksource/clocksource0/available_clocksource";

/// The processor promises it. But there are machines that break the promise, and virtual ones that are moved to another
/// machine while they run. Linux compares the counter with other clocks and strikes it off its list when they disagree;
/// hence its word counts too. Which clock of the list it uses does not: virtual machines often have one of their own that
/// is read off the same counter.
pub(crate) fn is_steady() -> bool {
    is_invariant() && (!cfg!(target_os = "linux") || is_listed())
}

/// The promise is bit 8 of EDX in leaf `8000_0007h` of CPUID, "invariant TSC" in the manuals.
fn is_invariant() -> bool {
    const LARGEST: u32 = 0x8000_0000;
    const POWER: u32 = 0x8000_0007;
    #[allow(unused_unsafe, reason = "safe in newer compilers")]
    // SAFETY: every x86-64 processor has the instruction.
    unsafe {
        x86_64::__cpuid(LARGEST).eax >= POWER && x86_64::__cpuid(POWER).edx & 1 << 8 != 0
    }
}

/// Without an allocation, since the allocator may be traced.
fn is_listed() -> bool {
    let mut list = [0; 256];
    // Without the file, as in some sandboxes, the promise has to do.
    let length = File::open(CLOCKS).and_then(|mut file| file.read(&mut list));
    length.map_or(true, |length| names_counter(&list[..length]))
}

fn names_counter(list: &[u8]) -> bool {
    list.split(u8::is_ascii_whitespace).any(|name| name == b"tsc")
}

#[inline]
pub(crate) fn read() -> u64 {
    // SAFETY: every x86-64 processor has the instruction.
    unsafe { x86_64::_rdtsc() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counter_that_linux_does_not_list_is_not_steady() {
        assert!(names_counter(b"tsc hpet acpi_pm \n"));
        assert!(names_counter(b"kvm-clock tsc acpi_pm \n"));
        assert!(names_counter(b"tsc"));
        assert!(!names_counter(b"hpet acpi_pm \n"));
        // As a hypervisor scales it that may move the machine, and as it is before Linux has looked at it.
        assert!(!names_counter(b"hyperv_clocksource_tsc_page tsc-early acpi_pm \n"));
        assert!(!names_counter(b""));
    }

    /// It names the promise on its own.
    #[test]
    fn a_promise_that_linux_has_read_is_read_here_too() {
        let processors = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let promised = processors.split_whitespace().any(|flag| flag == "nonstop_tsc");
        assert!(is_invariant() || !promised);
    }
}
