//! The machine that a graph was recorded on, as far as it bears on times.

use std::{
    fs::File,
    io::{BufRead as _, BufReader, Read},
    sync::OnceLock,
};

/// The machine that a graph was recorded on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Machine {
    /// The operating system, as Rust names it: `linux`, `macos`, `windows` …
    pub os: String,
    /// The processor's architecture, as Rust names it: `x86_64`, `aarch64` …
    pub arch: String,
    /// The processor's model; empty where the operating system does not tell.
    pub model: String,
    /// Threads that can run at one time.
    pub cpus: usize,
}

impl Machine {
    /// The machine that this program runs on.
    pub fn current() -> &'static Self {
        static CURRENT: OnceLock<Machine> = OnceLock::new();
        if let Some(machine) = CURRENT.get() {
            return machine;
        }
        // Not under the lock: an allocator may be traced, and come by here.
        let machine = Self {
            os: std::env::consts::OS.to_owned(),
            arch: std::env::consts::ARCH.to_owned(),
            model: File::open("/proc/cpuinfo").ok().and_then(model).unwrap_or_default(),
            cpus: std::thread::available_parallelism().map_or(1, Into::into),
        };
        CURRENT.get_or_init(|| machine)
    }
}

/// The model as Linux tells it. A part of the file is enough: it repeats itself for every processor.
fn model(cpuinfo: impl Read) -> Option<String> {
    let info = BufReader::new(cpuinfo.take(4096));
    let mut lines = info.lines().map_while(Result::ok);
    lines.find_map(|line| {
        let (key, value) = line.split_once(':')?;
        (key.trim() == "model name").then(|| value.trim().to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_has_a_name_and_processors() {
        let machine = Machine::current();
        assert!(!machine.os.is_empty() && !machine.arch.is_empty() && machine.cpus > 0, "{machine:?}");
    }

    #[test]
    fn the_model_is_the_first_that_is_named() {
        let told =
            "processor\t: 0\nmodel\t\t: 85\nmodel name\t: Quick @ 3 GHz: the first \nmodel name\t: Slow\n";
        assert_eq!(model(told.as_bytes()).unwrap(), "Quick @ 3 GHz: the first");
        assert_eq!(model(&b"processor: 0\n\nno key\n"[..]), None);
    }
}
