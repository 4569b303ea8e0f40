//! What `max_concurrent_tasks` may be: the peak of some order of starts and ends that agrees with every pair of
//! them not overlapping in real time, found the slow way.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Mutex, PoisonError},
};

use super::check;
use loom::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// A call, by its place among the calls of a model.
pub(super) type Call = usize;

/// What happens to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Step {
    /// It starts, below another one or the scope.
    Start(Call, Option<Call>),
    /// It ends.
    End(Call),
}

/// The peaks of logs that other runs have had, too.
type Known = HashMap<Vec<(Step, bool)>, BTreeSet<usize>>;

/// When the steps of a run began and were done. The threads of a model run one at a time, so this is the real time.
#[derive(Debug, Default)]
pub(super) struct Log {
    steps: Mutex<Vec<(Step, bool)>>,
    /// Loom only tries orders of what touches the same atomic: without this, not those of steps that have none in common.
    moment: AtomicUsize,
}

impl Log {
    /// Does what the step stands for.
    pub(super) fn step<T>(&self, step: Step, work: impl FnOnce() -> T) -> T {
        self.push(step, false);
        let done = work();
        self.push(step, true);
        done
    }

    fn push(&self, step: Step, done: bool) {
        self.moment.fetch_add(1, Relaxed);
        self.steps.lock().unwrap_or_else(PoisonError::into_inner).push((step, done));
    }

    /// The most threads that were in a step while another was.
    pub(super) fn others(&self) -> usize {
        let log = self.steps.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut steps, mut most) = (0_usize, 0);
        for (_, done) in &*log {
            steps = if *done { steps - 1 } else { steps + 1 };
            most = most.max(steps);
        }
        most.saturating_sub(1)
    }

    /// The peaks of all orders that agree with the run.
    pub(super) fn peaks(&self) -> BTreeSet<usize> {
        static KNOWN: Mutex<Option<Known>> = Mutex::new(None);
        let log = self.steps.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        known.get_or_insert_default().entry(log).or_insert_with_key(|log| peaks(log)).clone()
    }
}

/// A step and the places in the log where it began and was done.
struct Span {
    step: Step,
    begun: usize,
    done: usize,
}

fn peaks(log: &[(Step, bool)]) -> BTreeSet<usize> {
    let spans: Vec<Span> = (0..log.len())
        .filter(|&begun| !log[begun].1)
        .map(|begun| {
            let step = log[begun].0;
            let done = log.iter().position(|entry| *entry == (step, true)).unwrap_or(usize::MAX);
            Span { step, begun, done }
        })
        .collect();
    let mut peaks = BTreeSet::new();
    let mut taken = vec![false; spans.len()];
    extend(&spans, &mut taken, &mut Vec::new(), 0, &mut peaks);
    peaks
}

/// Tries every step that may come next.
fn extend(
    spans: &[Span],
    taken: &mut [bool],
    in_flight: &mut Vec<(Call, Option<Call>)>,
    peak: usize,
    peaks: &mut BTreeSet<usize>,
) {
    if taken.iter().all(|taken| *taken) {
        peaks.insert(peak);
        return;
    }
    for next in 0..spans.len() {
        let waits = spans.iter().zip(&*taken).any(|(span, taken)| !taken && span.done < spans[next].begun);
        if taken[next] || waits {
            continue;
        }
        let before = in_flight.clone();
        match spans[next].step {
            Step::Start(call, parent) => in_flight.push((call, parent)),
            Step::End(call) => in_flight.retain(|known| known.0 != call),
        }
        let is_leaf = |call: &&(Call, Option<Call>)| in_flight.iter().all(|other| other.1 != Some(call.0));
        let leaves = in_flight.iter().filter(is_leaf).count();
        taken[next] = true;
        extend(spans, taken, in_flight, peak.max(leaves), peaks);
        taken[next] = false;
        *in_flight = before;
    }
}

#[test]
fn orders_of_one_thread_have_one_peak() {
    check(|| {
        let log = Log::default();
        let steps = [Step::Start(0, None), Step::Start(1, Some(0)), Step::Start(2, Some(0)), Step::End(0)];
        for step in steps {
            log.step(step, || {});
        }
        assert_eq!(log.peaks(), BTreeSet::from([2]));
    });
}

#[test]
fn overlapping_steps_may_come_in_any_order() {
    check(|| {
        let log = Log::default();
        log.step(Step::Start(0, None), || {});
        log.step(Step::End(0), || log.step(Step::Start(1, None), || {}));
        assert_eq!(log.peaks(), BTreeSet::from([1, 2]));
    });
}
