//! An executor whose every decision is in the program: which task is polled next, on which thread, and which is
//! dropped instead. Its clock counts turns.

use std::{
    collections::VecDeque,
    future::Future,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    task::{Context, Poll, Wake, Waker},
};

use crate::{
    program::Turn,
    sites::{Boxed, FaultResult},
};

/// More turns than any program takes.
const PATIENCE: usize = 100_000;

#[derive(Default)]
pub(crate) struct Executor {
    tasks: Mutex<Vec<Task>>,
    schedule: Mutex<VecDeque<Turn>>,
    clock: Mutex<Clock>,
    unplanned: Mutex<Vec<String>>,
}

/// What the panics of a program carry.
pub(crate) struct Planned;

struct Task {
    future: Boxed<FaultResult>,
    woken: Arc<Flag>,
}

#[derive(Default)]
struct Clock {
    now: u64,
    sleepers: Vec<(u64, Waker)>,
}

/// Remembers being woken.
#[derive(Default)]
pub(crate) struct Flag(AtomicBool);

impl Flag {
    pub(crate) fn woken() -> Arc<Self> {
        Arc::new(Self(AtomicBool::new(true)))
    }

    pub(crate) fn set(&self) {
        self.0.store(true, SeqCst);
    }

    pub(crate) fn take(&self) -> bool {
        self.0.swap(false, SeqCst)
    }
}

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.set();
    }
}

impl Executor {
    pub(crate) fn new(schedule: &[Turn]) -> Self {
        Self { schedule: Mutex::new(schedule.iter().copied().collect()), ..Self::default() }
    }

    pub(crate) fn spawn(&self, future: Boxed<FaultResult>) {
        self.tasks.lock().unwrap().push(Task { future, woken: Flag::woken() });
    }

    /// Makes one turn; whether there is a task left, apart from those that are being polled further out.
    pub(crate) fn turn(&self) -> bool {
        self.tick();
        let turn = self.schedule.lock().unwrap().pop_front().unwrap_or(Turn::Poll(0));
        match turn {
            Turn::Poll(pick) => self.poll(pick, false),
            Turn::PollOnOtherThread(pick) => self.poll(pick, true),
            Turn::Abort(pick) => drop(self.take(pick, |_| true)),
            Turn::AbortOnOtherThread(pick) => {
                let task = self.take(pick, |_| true);
                on_other_thread(move || drop(task));
            }
        }
        !self.tasks.lock().unwrap().is_empty()
    }

    /// Makes turns until no task is left.
    pub(crate) fn drain(&self) {
        for _ in 0..PATIENCE {
            if !self.turn() {
                return;
            }
        }
        panic!("a task never ends");
    }

    /// Polls a future on this thread until it is ready, when woken, without running any task.
    pub(crate) fn block_on<F: Future + Unpin>(&self, mut future: F) -> F::Output {
        let woken = Flag::woken();
        let waker = Waker::from(woken.clone());
        for _ in 0..PATIENCE {
            if woken.take()
                && let Poll::Ready(value) = Pin::new(&mut future).poll(&mut Context::from_waker(&waker))
            {
                return value;
            }
            self.tick();
        }
        panic!("a future never ends");
    }

    /// A future that is pending for so many turns.
    pub(crate) fn sleep(&self, turns: u8) -> Sleep {
        Sleep { until: self.clock.lock().unwrap().now + u64::from(turns) }
    }

    pub(crate) fn poll_sleep(&self, sleep: Sleep, task: &Context<'_>) -> Poll<()> {
        let mut clock = self.clock.lock().unwrap();
        if clock.now >= sleep.until {
            return Poll::Ready(());
        }
        clock.sleepers.push((sleep.until, task.waker().clone()));
        Poll::Pending
    }

    fn tick(&self) {
        let mut clock = self.clock.lock().unwrap();
        clock.now += 1;
        let now = clock.now;
        let (due, later) = std::mem::take(&mut clock.sleepers).into_iter().partition(|(at, _)| *at <= now);
        clock.sleepers = later;
        drop(clock);
        let due: Vec<(u64, Waker)> = due;
        for (_, waker) in due {
            waker.wake();
        }
    }

    /// Catches the panics of a program; one of something else is kept to be told.
    pub(crate) fn catch<T>(&self, work: impl FnOnce() -> T) -> Option<T> {
        let panic = match catch_unwind(AssertUnwindSafe(work)) {
            Ok(value) => return Some(value),
            Err(panic) => panic,
        };
        if !panic.is::<Planned>() {
            let text = panic.downcast::<String>().map(|text| *text);
            let text = text.or_else(|panic| panic.downcast::<&str>().map(|text| (*text).to_owned()));
            self.unplanned.lock().unwrap().push(text.unwrap_or_else(|_| "a panic".to_owned()));
        }
        None
    }

    pub(crate) fn unplanned_panics(&self) -> Vec<String> {
        std::mem::take(&mut *self.unplanned.lock().unwrap())
    }

    fn take(&self, pick: u8, fits: impl Fn(&Task) -> bool) -> Option<Task> {
        let mut tasks = self.tasks.lock().unwrap();
        let fitting: Vec<usize> = (0..tasks.len()).filter(|&index| fits(&tasks[index])).collect();
        let index = *fitting.get(usize::from(pick) % fitting.len().max(1))?;
        Some(tasks.remove(index))
    }

    fn poll(&self, pick: u8, elsewhere: bool) {
        let Some(mut task) = self.take(pick, |task| task.woken.0.load(SeqCst)) else { return };
        let step = move || {
            task.woken.take();
            let waker = Waker::from(task.woken.clone());
            let poll = self.catch(|| task.future.as_mut().poll(&mut Context::from_waker(&waker)));
            matches!(poll, Some(Poll::Pending)).then_some(task)
        };
        let pending = if elsewhere { on_other_thread(step) } else { step() };
        self.tasks.lock().unwrap().extend(pending);
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Sleep {
    until: u64,
}

/// Runs code on a thread of its own and waits for it; its panic goes on here.
pub(crate) fn on_other_thread<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| scope.spawn(work).join())
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// A future that is pending so many times and wakes itself at once.
pub(crate) struct Yield(pub(crate) u8);

impl Future for Yield {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<()> {
        if self.0 == 0 {
            return Poll::Ready(());
        }
        self.0 -= 1;
        task.waker().wake_by_ref();
        Poll::Pending
    }
}
