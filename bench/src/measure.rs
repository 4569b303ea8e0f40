//! Costs that can be compared although the machine is busy with other things.
//!
//! The cases of a comparison take turns, in an order that is shuffled in every round, and only numbers of one round
//! are divided by each other. What is reported is the median of the rounds.

use std::{hint::black_box, time::Instant};

use rustix::time::{ClockId, clock_gettime};

/// Nanoseconds that one operation took.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    /// From beginning to end.
    pub(crate) wall: f64,
    /// Of all threads of the process together.
    pub(crate) cpu: f64,
}

/// Times `operations` that are done by `work`.
pub(crate) fn timed<T>(operations: u64, work: impl FnOnce() -> T) -> Cost {
    let (start, cpu) = (Instant::now(), cpu_time());
    black_box(work());
    let (wall, cpu) = (start.elapsed(), cpu_time() - cpu);
    Cost { wall: wall.as_nanos() as f64 / operations as f64, cpu: cpu / operations as f64 }
}

/// Times `calls` of a function of a number.
#[inline]
pub(crate) fn calls<T>(calls: u64, mut call: impl FnMut(u64) -> T) -> Cost {
    timed(calls, || {
        for n in 0..calls {
            black_box(call(black_box(n)));
        }
    })
}

/// Nanoseconds of processor time that the process has used.
fn cpu_time() -> f64 {
    nanos(ClockId::ProcessCPUTime)
}

/// Nanoseconds of processor time that this thread has used.
pub(crate) fn thread_cpu_time() -> f64 {
    nanos(ClockId::ThreadCPUTime)
}

fn nanos(clock: ClockId) -> f64 {
    let time = clock_gettime(clock);
    time.tv_sec as f64 * 1e9 + time.tv_nsec as f64
}

/// One of the cases of a comparison.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Case(usize);

/// Cases that are compared with each other, by what they tell of themselves.
pub(crate) struct Comparison<'a, C = Cost> {
    cases: Vec<Box<dyn FnMut() -> C + 'a>>,
}

impl<C> Default for Comparison<'_, C> {
    fn default() -> Self {
        Self { cases: Vec::new() }
    }
}

impl<'a, C> Comparison<'a, C> {
    /// Adds a case. It is called once in every round, and once before.
    pub(crate) fn case(&mut self, case: impl FnMut() -> C + 'a) -> Case {
        self.cases.push(Box::new(case));
        Case(self.cases.len() - 1)
    }

    /// Runs all cases in all rounds.
    pub(crate) fn run(mut self, rounds: usize) -> Rounds<C> {
        let mut order: Vec<usize> = (0..self.cases.len()).collect();
        let mut random = Random::default();
        for case in &mut self.cases {
            case();
        }
        let mut costs: Vec<Vec<C>> = self.cases.iter().map(|_| Vec::with_capacity(rounds)).collect();
        for _ in 0..rounds {
            random.shuffle(&mut order);
            for &case in &order {
                costs[case].push((self.cases[case])());
            }
        }
        Rounds { costs }
    }
}

/// What the cases of a comparison cost in each round.
#[derive(Debug)]
pub(crate) struct Rounds<C = Cost> {
    costs: Vec<Vec<C>>,
}

impl Rounds {
    /// Nanoseconds of wall time of an operation.
    pub(crate) fn wall(&self, case: Case) -> f64 {
        median(self.costs[case.0].iter().map(|cost| cost.wall))
    }

    /// How many times as long as `base` a case takes.
    pub(crate) fn ratio(&self, case: Case, base: Case) -> f64 {
        self.median_of(|cost| cost(case).wall / cost(base).wall)
    }

    /// How many nanoseconds longer than `base` a case takes.
    pub(crate) fn above(&self, case: Case, base: Case) -> f64 {
        self.median_of(|cost| cost(case).wall - cost(base).wall)
    }
}

impl<C: Copy> Rounds<C> {
    /// The median of a number that is computed in each round from the costs of the cases.
    pub(crate) fn median_of(&self, number: impl Fn(&dyn Fn(Case) -> C) -> f64) -> f64 {
        let rounds = self.costs.first().map_or(0, Vec::len);
        median((0..rounds).map(|round| number(&|case: Case| self.costs[case.0][round])))
    }
}

fn median(numbers: impl Iterator<Item = f64>) -> f64 {
    let mut numbers: Vec<f64> = numbers.collect();
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Numbers in no order, the same in every run.
#[derive(Debug)]
pub(crate) struct Random(u64);

impl Default for Random {
    fn default() -> Self {
        Self(0x9e37_79b9_7f4a_7c15)
    }
}

impl Random {
    /// A number below `bound`. (Xorshift: Marsaglia, "Xorshift RNGs", 2003.)
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 32) as usize % bound
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}
