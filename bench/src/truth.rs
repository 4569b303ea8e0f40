//! Programs whose times are known, because their untraced twins were timed right before: how far from the truth raw and
//! compensated self times are.
//!
//! Work is one chain of multiplications that goes through callers and callees, so that nothing overlaps in the untraced
//! twin that the clock reads of the traced one would keep apart. A callee's true time is what the twin takes longer than
//! when the callee's part of the chain is left out.

use std::{
    cell::Cell,
    future::{Future, poll_fn},
    hint::black_box,
    pin::pin,
    task::Poll,
};

use callflow::{CallGraph, trace, trace_async, trace_scope};

use crate::{
    futures::{now, poll},
    measure::{Comparison, Random, timed},
    table::{Row, Section, duration},
    thousand::{self, Function},
};

/// Links of the chain between two calls, and in a callee.
const CALLER: u64 = 100;
const CALLEE: u64 = 40;
const CALLS: u64 = 10_000;
/// Few paths that are called often: the first call of a path makes it, which is no part of what a probe costs.
const DEPTH: u64 = 50;
const FANS: usize = 50;
/// Short enough to run without being interrupted on a busy machine, which the topic `fib` is not.
const FIB: u64 = 17;

/// So many links of the chain.
#[inline(always)]
#[expect(clippy::inline_always, reason = "the twins differ by what is around it")]
fn spin(links: u64, mut chain: u64) -> u64 {
    for _ in 0..links {
        chain = black_box(chain).wrapping_mul(31);
    }
    chain
}

/// The same functions with and without the attributes; `$links` are the callee's.
macro_rules! twins {
    ($module:ident, $(#[$sync:meta])? $(; #[$later:meta])?) => {
        mod $module {
            use super::*;

            $(#[$sync])?
            #[inline(never)]
            fn callee(links: u64, chain: u64) -> u64 {
                spin(links, chain)
            }

            $(#[$sync])?
            #[inline(never)]
            fn other(links: u64, chain: u64) -> u64 {
                spin(links, chain) + 1
            }

            /// Calls one function over and over.
            $(#[$sync])?
            #[inline(never)]
            pub(super) fn same(links: u64) -> u64 {
                (0..CALLS).fold(1, |chain, _| callee(links, spin(CALLER, chain)))
            }

            /// Calls two functions by turns.
            $(#[$sync])?
            #[inline(never)]
            pub(super) fn turns(links: u64) -> u64 {
                (0..CALLS / 2).fold(1, |chain, _| {
                    let chain = callee(links, spin(CALLER, chain));
                    other(links, spin(CALLER, chain))
                })
            }

            /// Calls itself.
            $(#[$sync])?
            #[inline(never)]
            pub(super) fn down(depth: u64, chain: u64) -> u64 {
                let chain = spin(CALLEE, chain);
                if depth == 1 { chain } else { down(depth - 1, chain) + 1 }
            }

            /// Next to nothing but calls.
            $(#[$sync])?
            #[inline(never)]
            pub(super) fn fib(n: u64) -> u64 {
                if n < 2 { n } else { fib(n - 1) + fib(n - 2) }
            }

            /// Calls all of these, in an order of their own.
            $(#[$sync])?
            #[inline(never)]
            pub(super) fn all(functions: &[Function], order: &[usize]) -> u64 {
                order.iter().fold(1, |chain, &index| functions[index](chain))
            }

            $(#[$later])?
            async fn ready(links: u64, chain: u64) -> u64 {
                spin(links, chain)
            }

            $(#[$later])?
            async fn ready_too(links: u64, chain: u64) -> u64 {
                spin(links, chain) + 1
            }

            /// Awaits one function over and over.
            $(#[$later])?
            pub(super) async fn awaits(links: u64) -> u64 {
                let mut chain = 1;
                for _ in 0..CALLS {
                    chain = ready(links, spin(CALLER, chain)).await;
                }
                chain
            }

            /// Awaits two functions by turns.
            $(#[$later])?
            pub(super) async fn await_turns(links: u64) -> u64 {
                let mut chain = 1;
                for _ in 0..CALLS / 2 {
                    chain = ready(links, spin(CALLER, chain)).await;
                    chain = ready_too(links, spin(CALLER, chain)).await;
                }
                chain
            }

            $(#[$later])?
            async fn patient(links: u64, chain: &Cell<u64>) {
                let mut left = CALLS;
                poll_fn(|_| {
                    chain.set(spin(links, chain.get()));
                    left -= 1;
                    if left == 0 { Poll::Ready(()) } else { Poll::Pending }
                })
                .await;
            }

            /// Polls one call over and over, in one poll of its own.
            $(#[$later])?
            pub(super) async fn polls(links: u64) -> u64 {
                let chain = Cell::new(1);
                let mut child = pin!(patient(links, &chain));
                poll_fn(|_| {
                    loop {
                        chain.set(spin(CALLER, chain.get()));
                        if poll(child.as_mut()).is_ready() {
                            return Poll::Ready(chain.get());
                        }
                    }
                })
                .await
            }

            /// Awaits a function that awaits others, three levels of them.
            $(#[$later])?
            pub(super) async fn nested(links: u64) -> u64 {
                let mut chain = 1;
                for _ in 0..CALLS / 10 {
                    chain = level(links, spin(CALLER, chain)).await;
                }
                chain
            }

            $(#[$later])?
            async fn level(links: u64, mut chain: u64) -> u64 {
                for _ in 0..10 {
                    chain = ready(links, spin(CALLER, chain)).await;
                }
                chain
            }
        }
    };
}

twins!(plain,);
twins!(traced, #[trace]; #[trace_async]);

/// Nanoseconds of a function's self time, in all.
#[derive(Debug, Clone, Copy, Default)]
struct Times {
    truth: f64,
    raw: f64,
    net: f64,
}

/// What a case tells in one round: of the callers, and of the callees if they are told apart.
type Told = [Times; 2];

/// Self times of the functions of these names.
fn self_times(graph: &CallGraph, truth: f64, names: &[&str]) -> Times {
    let nodes = || graph.nodes().iter().filter(|node| names.contains(&node.name()));
    assert!(nodes().count() > 0, "none of {names:?} was recorded");
    let raw = nodes().map(|node| node.self_time_raw().as_nanos() as f64).sum();
    Times { truth, raw, net: nodes().map(|node| node.self_time().as_nanos() as f64).sum() }
}

fn wall<T>(work: impl FnOnce() -> T) -> f64 {
    timed(1, work).wall
}

/// Callers and callees apart.
fn apart(plain: impl Fn(u64) -> u64, traced: impl Fn(u64) -> u64, above: &[&str], below: &[&str]) -> Told {
    let without = wall(|| plain(black_box(0)));
    let with = wall(|| plain(black_box(CALLEE)));
    let graph = trace_scope!(|| black_box(traced(black_box(CALLEE)))).graph;
    [self_times(&graph, without, above), self_times(&graph, with - without, below)]
}

/// All functions together.
fn together(plain: impl Fn() -> u64, traced: impl Fn() -> u64) -> Told {
    let truth = wall(plain);
    let graph = trace_scope!(|| black_box(traced())).graph;
    let [raw, net] = [graph.busy_time(), graph.self_time()].map(|time| time.as_nanos() as f64);
    [Times { truth, raw, net }, Times::default()]
}

/// Recursions for as many calls as the other cases make.
fn repeat(recursion: impl Fn() -> u64) -> u64 {
    (0..CALLS / DEPTH).fold(0, |sum, _| sum + recursion())
}

fn future<F: Future<Output = u64>>(make: fn(u64) -> F) -> impl Fn(u64) -> u64 {
    move |links| now(make(links))
}

pub(crate) fn rows(rounds: usize) -> Section {
    let mut random = Random::default();
    let order: Vec<usize> = (0..CALLS).map(|_| random.below(FANS)).collect();
    let mut cases = Comparison::default();
    let same = cases.case(|| apart(plain::same, traced::same, &["same"], &["callee"]));
    let turns = cases.case(|| apart(plain::turns, traced::turns, &["turns"], &["callee", "other"]));
    let down =
        cases.case(|| together(|| repeat(|| plain::down(DEPTH, 1)), || repeat(|| traced::down(DEPTH, 1))));
    let fib = cases.case(|| together(|| plain::fib(black_box(FIB)), || traced::fib(black_box(FIB))));
    let all = cases.case(|| {
        together(|| plain::all(thousand::plain(), &order), || traced::all(thousand::traced(), &order))
    });
    let awaits = cases.case(|| apart(future(plain::awaits), future(traced::awaits), &["awaits"], &["ready"]));
    let await_turns = cases.case(|| {
        let (plain, traced) = (future(plain::await_turns), future(traced::await_turns));
        apart(plain, traced, &["await_turns"], &["ready", "ready_too"])
    });
    let polls = cases.case(|| apart(future(plain::polls), future(traced::polls), &["polls"], &["patient"]));
    let nested =
        cases.case(|| apart(future(plain::nested), future(traced::nested), &["nested", "level"], &["ready"]));
    let rounds = cases.run(rounds);

    let row = |what: &str, case, which: usize, probes: u64| {
        let median =
            |number: fn(Times) -> f64| rounds.median_of(|of: &dyn Fn(_) -> Told| number(of(case)[which]));
        let each = |nanos: f64| duration(nanos / probes as f64);
        let off = median(|times| times.net - times.truth) / probes as f64;
        let percent = |part: fn(Times) -> f64| format!("{:+.1} %", 100.0 * median(part));
        Row::of(what)
            .cell("true", each(median(|times| times.truth)))
            .cell("raw", each(median(|times| times.raw)))
            .cell("compensated", each(median(|times| times.net)))
            .cell("raw error", percent(|times| times.raw / times.truth - 1.0))
            .cell("error", percent(|times| times.net / times.truth - 1.0))
            .cell("off by", format!("{off:+.1} ns"))
    };
    Section {
        title: "Self time for each call or poll, against the untraced twin",
        rows: vec![
            row("one callee: the caller", same, 0, CALLS),
            row("one callee: the callee", same, 1, CALLS),
            row("two callees by turns: the caller", turns, 0, CALLS),
            row("two callees by turns: the callees", turns, 1, CALLS),
            row("recursion, 50 deep", down, 0, CALLS),
            row("fib(17)", fib, 0, 2 * plain::fib(FIB + 1) - 1),
            row("50 callees in random order, all together", all, 0, CALLS),
            row("awaits that are ready: the caller", awaits, 0, CALLS),
            row("awaits that are ready: the callee", awaits, 1, CALLS),
            row("two async callees by turns: the caller", await_turns, 0, CALLS),
            row("two async callees by turns: the callees", await_turns, 1, CALLS),
            row("awaits below awaits: the callers", nested, 0, CALLS),
            row("awaits below awaits: the callees", nested, 1, CALLS),
            row("polls that are pending: the poller", polls, 0, CALLS),
            row("polls that are pending: the future", polls, 1, CALLS),
        ],
    }
}
