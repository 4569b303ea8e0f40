//! How much memory the process holds over time.

use std::{fmt, fs, time::Duration};

/// What the last third may grow by: what allocators keep for their threads, and no more.
const SLACK: f64 = (2 << 20) as f64;

/// Fewer samples tell no slope.
const ENOUGH: usize = 300;

/// Bytes in memory, each with the seconds since the beginning. Empty where the system does not tell.
#[derive(Default)]
pub(crate) struct Resident(Vec<(f64, f64)>);

impl Resident {
    pub(crate) fn sample(&mut self, at: Duration) {
        let pages = || fs::read_to_string("/proc/self/statm").ok()?.split(' ').nth(1)?.parse::<u64>().ok();
        self.0.extend(pages().map(|pages| (at.as_secs_f64(), pages as f64 * 4096.0)));
    }

    fn last_third(&self) -> &[(f64, f64)] {
        &self.0[self.0.len() * 2 / 3..]
    }

    /// What the last third grew by, as a line through its samples tells.
    fn growth(&self) -> f64 {
        let samples = self.last_third();
        let count = samples.len() as f64;
        let mean = |of: fn(&(f64, f64)) -> f64| samples.iter().map(of).sum::<f64>() / count;
        let (time, size) = (mean(|sample| sample.0), mean(|sample| sample.1));
        let (mut both, mut square) = (0.0, 0.0);
        for sample in samples {
            both += (sample.0 - time) * (sample.1 - size);
            square += (sample.0 - time).powi(2);
        }
        let (Some(first), Some(last)) = (samples.first(), samples.last()) else { return 0.0 };
        both / square * (last.0 - first.0)
    }

    pub(crate) fn is_flat(&self) {
        if self.0.len() >= ENOUGH {
            assert!(self.growth() <= SLACK, "memory grows: {self}");
        }
    }
}

impl fmt::Display for Resident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mib = |bytes: f64| bytes / f64::from(1 << 20);
        let at = |place: usize| self.0.get(place).map_or(0.0, |sample| mib(sample.1));
        let places = [0, self.0.len() / 3, self.0.len() * 2 / 3, self.0.len().saturating_sub(1)];
        let [first, second, third, last] = places.map(at);
        write!(f, "memory at the thirds: {first:.1} {second:.1} {third:.1} {last:.1} MiB, ")?;
        write!(f, "the last third grew by {:.3} MiB", mib(self.growth()))
    }
}
