//! `gather_traced`: order, laziness, wakes, lanes and ends.

#![cfg(feature = "enabled")]

use std::{
    cell::Cell,
    future::{pending, poll_fn, ready},
    pin::{Pin, pin},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    task::{Context, Poll, Wake, Waker},
    thread,
};

use callflow::{
    CallGraph, Outcome, Traced, gather_traced, get_async_stats, trace_async, trace_scope, trace_scope_async,
    try_gather_traced,
};
use futures::channel::oneshot;

#[allow(dead_code, reason = "each test file uses a part of it")]
mod support;
use support::{
    Log, Logged, assert_drawn, block_on, leaf, nap, poll_once, timeline, unwind, unwinds, yield_now,
};

#[trace_async]
async fn double(n: usize) -> usize {
    nap().await;
    2 * n
}

#[test]
fn outputs_are_in_the_order_of_the_futures_however_many() {
    for children in [0, 1, 31, 64, 65, 1_000, 5_000] {
        let Traced { value, graph } = block_on(trace_scope_async!(gather_traced((0..children).map(double))));
        assert_eq!(value, (0..children).map(|n| 2 * n).collect::<Vec<_>>());

        let stats = get_async_stats(&graph);
        let gather = graph.node("callflow::gather_traced").unwrap();
        assert_eq!((gather.calls(), gather.is_library()), (1, true));
        if children == 0 {
            assert_drawn(&graph, "gather_traced");
            continue;
        }
        let lane = graph.node("<lane>").unwrap();
        assert_eq!((lane.calls(), lane.polls()), (children as u64, 2 * children as u64), "polled when woken");
        assert_eq!(stats.max_concurrent_tasks, children as u64);
        assert_eq!(stats.total_async_functions, 2, "the library's own are no functions of the program");
        if children <= 1_000 {
            let lanes: Vec<_> = timeline(&graph, "<lane>").iter().map(|lane| lane.lane()).collect();
            assert_eq!(lanes, (0..children as u32).map(Some).collect::<Vec<_>>());
        }
    }
}

#[test]
fn a_gather_that_does_not_fit_the_timeline_is_counted_whole() {
    let scope = callflow::TraceScope::builder().max_timeline_calls(100).build().unwrap();
    let graph = block_on(scope.run_async(|| gather_traced((0..1_000).map(double)))).graph;
    assert_eq!(graph.timeline().len(), 100);
    assert_eq!(graph.timeline().left_out(), 1 + 3 * 1_000 - 100);
    assert_eq!(graph.node("double").unwrap().calls(), 1_000);
    assert_eq!(graph.metadata().max_concurrent_tasks, 1_000);
    assert_eq!(graph.metadata().warnings().len(), 1);
}

#[test]
fn a_call_whose_polls_do_not_fit_the_timeline_is_left_out_whole() {
    #[trace_async]
    async fn naps(times: u32) {
        for _ in 0..times {
            yield_now().await;
        }
    }
    // Room for ten calls of four polls each, or for one of more than that and none after it.
    let scope = callflow::TraceScope::builder().max_timeline_calls(10).build().unwrap();
    for times in [3, 99, 3] {
        scope.run(|| block_on(naps(times)));
    }
    let graph = scope.finish();
    let kept: Vec<_> =
        timeline(&graph, "naps").iter().map(|call| (call.slices().len(), call.outcome())).collect();
    assert_eq!(kept, [(4, Some(Outcome::Ok))]);
    assert_eq!(graph.timeline().left_out(), 2);
    let naps = graph.node("naps").unwrap();
    assert_eq!((naps.calls(), naps.polls()), (3, 4 + 100 + 4), "sums are exact");
}

#[test]
fn nothing_runs_before_the_first_poll() {
    let graph = trace_scope!(|| {
        let mut gathered = pin!(gather_traced((0..3).map(double)));
        leaf();
        assert!(poll_once(gathered.as_mut()).is_pending());
        assert_eq!(poll_once(gathered.as_mut()), Poll::Ready(vec![0, 2, 4]));
    })
    .graph;
    let first = timeline(&graph, "gather_traced")[0];
    assert!(timeline(&graph, "double").iter().all(|call| call.start() >= first.start()));
}

#[test]
fn children_are_polled_only_when_woken() {
    let polls = [const { Cell::new(0) }; 40];
    let wakers: [Cell<Option<Waker>>; 40] = [const { Cell::new(None) }; 40];
    let children = (0..40).map(|child| {
        let (polls, wakers) = (&polls, &wakers);
        poll_fn(move |task| {
            polls[child].set(polls[child].get() + 1);
            if polls[child].get() == 3 {
                return Poll::Ready(child);
            }
            wakers[child].set(Some(task.waker().clone()));
            Poll::Pending
        })
    });
    let mut gathered = pin!(gather_traced(children));
    assert!(poll_once(gathered.as_mut()).is_pending());
    assert!(polls.iter().all(|polls| polls.get() == 1));

    // Polled for no reason: nobody was woken.
    assert!(poll_once(gathered.as_mut()).is_pending());
    assert!(polls.iter().all(|polls| polls.get() == 1));

    let wake = |child: usize| wakers[child].take().unwrap().wake();
    for child in [39, 7, 0] {
        wake(child);
    }
    assert!(poll_once(gathered.as_mut()).is_pending());
    let polled: Vec<_> = (0..40).filter(|child| polls[*child].get() == 2).collect();
    assert_eq!(polled, [0, 7, 39]);

    for _ in 0..2 {
        (0..40).for_each(|child| {
            if let Some(waker) = wakers[child].take() {
                waker.wake_by_ref();
                // Wakes that come late, or twice, do no harm.
                waker.wake();
            }
        });
        let _ = poll_once(gathered.as_mut());
    }
    assert!(polls.iter().all(|polls| polls.get() == 3));
}

#[test]
fn lanes_are_numbered_whichever_gather_they_are_of() {
    let lanes = |graph: &CallGraph| -> Vec<_> {
        timeline(graph, "<lane>").iter().filter_map(|lane| lane.lane()).collect()
    };
    let of_any =
        block_on(trace_scope_async!(try_gather_traced((0..3).map(|n| async move { Ok::<_, ()>(n) }))));
    assert_eq!(lanes(&of_any.graph), [0, 1, 2]);
    let of_types = block_on(trace_scope_async!(callflow::gather_traced!(ready(1), ready("text"), ready(()))));
    assert_eq!(lanes(&of_types.graph), [0, 1, 2]);
}

/// Wakers that count how often they were used.
#[derive(Default)]
struct Wakes(AtomicUsize);

impl Wake for Wakes {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Relaxed);
    }
}

/// Polls a gather from two tasks by turns; whoever polled last is woken for its children.
fn moves_to_another_task(mut gathered: Pin<&mut impl Future>, child: impl Fn() -> Waker) {
    let tasks = [(); 2].map(|()| Arc::new(Wakes::default()));
    for turn in 0..4 {
        let waker = Waker::from(tasks[turn % 2].clone());
        assert!(gathered.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
        child().wake();
        let woken = [0, 1].map(|task: usize| tasks[task].0.load(Relaxed));
        assert_eq!(woken, [turn / 2 + 1, turn.div_ceil(2)]);
    }
}

#[test]
fn the_task_that_polled_last_is_woken() {
    let waker = Cell::new(None);
    let waits = || {
        poll_fn(|task| {
            waker.set(Some(task.waker().clone()));
            Poll::<()>::Pending
        })
    };
    let child = || waker.take().unwrap();
    moves_to_another_task(pin!(gather_traced([waits()])), child);
    moves_to_another_task(pin!(callflow::gather_traced!(waits(), ready(1))), child);
}

/// A chain: each child waits for the next one and then tells the one before it.
async fn chain(links: usize, last_first: bool) -> Vec<usize> {
    let (senders, receivers): (Vec<_>, Vec<_>) = (0..links).map(|_| oneshot::channel::<usize>()).unzip();
    let mut senders: Vec<_> = senders.into_iter().map(Some).collect();
    let mut receivers: Vec<_> = receivers.into_iter().map(Some).collect();
    let children: Vec<_> = (0..links)
        .map(|child| {
            let next = if last_first { child + 1 } else { child.wrapping_sub(1) };
            let wait = receivers.get_mut(next).and_then(Option::take);
            let tell = senders[child].take();
            async move {
                let heard = match wait {
                    Some(wait) => wait.await.unwrap() + 1,
                    None => 0,
                };
                let _ = tell.unwrap().send(heard);
                heard
            }
        })
        .collect();
    drop(receivers);
    gather_traced(children).await
}

#[test]
fn children_may_wake_each_other() {
    for links in [1, 2, 64, 200] {
        let up = block_on(trace_scope_async!(chain(links, false)));
        assert_eq!(up.value, (0..links).collect::<Vec<_>>());
        let polls = up.graph.node("<lane>").unwrap().polls();
        assert!(polls <= 2 * links as u64, "each hears once: {polls} polls of {links} links");

        let down = block_on(trace_scope_async!(chain(links, true)));
        assert_eq!(down.value, (0..links).rev().collect::<Vec<_>>());
        assert_eq!(down.graph.node("<lane>").unwrap().polls(), 2 * links as u64 - 1);
    }
}

#[test]
fn children_may_be_woken_from_other_threads() {
    for _ in 0..50 {
        let (senders, receivers): (Vec<_>, Vec<_>) = (0..40).map(|_| oneshot::channel::<usize>()).unzip();
        let sender = thread::spawn(move || {
            for (n, sender) in senders.into_iter().enumerate().rev() {
                sender.send(n).unwrap();
            }
        });
        let sum: usize = block_on(gather_traced(receivers)).into_iter().map(Result::unwrap).sum();
        assert_eq!(sum, 39 * 40 / 2);
        sender.join().unwrap();
    }
}

#[test]
fn futures_of_different_types_give_a_tuple() {
    let traced = block_on(trace_scope_async!(callflow::gather_traced!(
        double(1),
        async { "text" },
        ready(None::<u8>),
        Box::pin(async {
            yield_now().await;
            vec![1.5]
        }),
    )));
    assert_eq!(traced.value, (2, "text", None, vec![1.5]));
    assert_drawn(
        &traced.graph,
        "
        gather_traced
          <lane> ×4
            double
              nap
        ",
    );
    // The others were ready before the last one began.
    assert_eq!(block_on(callflow::gather_traced!(ready(1))), (1,));
    let twelve = callflow::gather_traced!(
        ready(0),
        ready('b'),
        ready(2),
        ready(3),
        ready(4),
        ready(5),
        ready(6),
        ready(7),
        ready(8),
        ready(9),
        ready(10),
        ready("l"),
    );
    assert_eq!(block_on(twelve).11, "l");
}

#[test]
fn futures_need_neither_be_sent_nor_live_for_ever() {
    let (text, counter) = (String::from("text"), Cell::new(0));
    let lengths = block_on(gather_traced((0..3).map(|n| {
        let (text, counter) = (&text, &counter);
        async move {
            counter.set(counter.get() + n);
            yield_now().await;
            text.len() + counter.get()
        }
    })));
    assert_eq!(lengths, [7, 7, 7]);
}

#[trace_async]
async fn fails_at(n: usize, failing: usize) -> Result<usize, usize> {
    for _ in 0..n {
        yield_now().await;
    }
    if n == failing { Err(n) } else { Ok(n) }
}

#[test]
fn the_first_error_stops_the_others() {
    let fine = block_on(trace_scope_async!(try_gather_traced((0..5).map(|n| fails_at(n, 9)))));
    assert_eq!(fine.value, Ok(vec![0, 1, 2, 3, 4]));
    assert_drawn(&fine.graph, "gather_traced\n  <lane> ×5\n    fails_at ×5");

    let failed = block_on(trace_scope_async!(try_gather_traced((0..5).map(|n| fails_at(n, 2)))));
    assert_eq!(failed.value, Err(2));
    assert_drawn(
        &failed.graph,
        "
        gather_traced, 1 error
          <lane> ×5, 2 ok, 1 error, 2 cancelled
            fails_at ×5, 2 ok, 1 error, 2 cancelled
        ",
    );
    let outcomes: Vec<_> =
        timeline(&failed.graph, "<lane>").iter().filter_map(|lane| lane.outcome()).collect();
    assert_eq!(outcomes, [Outcome::Ok, Outcome::Ok, Outcome::Error, Outcome::Cancelled, Outcome::Cancelled]);

    // One that fails at once keeps those behind it from beginning at all.
    let at_once = block_on(trace_scope_async!(try_gather_traced((0..3).map(|n| fails_at(n, 0)))));
    assert_eq!(at_once.value, Err(0));
    assert_drawn(
        &at_once.graph,
        "
        gather_traced, 1 error
          <lane>, 1 error
            fails_at, 1 error
        fails_at ×0, 2 never polled
        ",
    );
    assert_eq!(block_on(try_gather_traced(Vec::<std::future::Ready<Result<u8, ()>>>::new())), Ok(vec![]));
}

/// Futures that write their number when they are dropped, after `polls` polls.
fn logged(log: &Log, count: usize) -> impl Iterator<Item = impl Future<Output = ()>> + '_ {
    (0..count).map(|number| {
        let logged = Logged(log.clone(), number);
        async move {
            let _logged = logged;
            pending::<()>().await;
        }
    })
}

#[test]
fn a_cancelled_gather_drops_its_children_in_order() {
    for polls in 0..2 {
        let log = Log::default();
        let mut gathered = Box::pin(gather_traced(logged(&log, 40)));
        for _ in 0..polls {
            assert!(poll_once(gathered.as_mut()).is_pending());
        }
        drop(gathered);
        assert_eq!(log.entries(), (0..40).collect::<Vec<_>>());
    }

    let log = Log::default();
    let [first, second, third] = [0, 1, 2].map(|number| {
        let logged = Logged(log.clone(), number);
        async move { drop((pending::<()>().await, logged)) }
    });
    let mut gathered = Box::pin(callflow::gather_traced!(first, second, third));
    assert!(poll_once(gathered.as_mut()).is_pending());
    drop(gathered);
    assert_eq!(log.entries(), [0, 1, 2]);

    // After an error too, as soon as it is told; the one that failed is gone before.
    let log = Log::default();
    let children = (0..4).map(|number| {
        let logged = Logged(log.clone(), number);
        async move {
            let _logged = logged;
            yield_now().await;
            if number == 2 { Err(()) } else { pending().await }
        }
    });
    let mut gathered = pin!(try_gather_traced(children));
    assert!(poll_once(gathered.as_mut()).is_pending());
    assert_eq!(poll_once(gathered.as_mut()), Poll::Ready(Err::<Vec<()>, ()>(())));
    assert_eq!(log.entries(), [2, 0, 1, 3]);
}

#[test]
fn a_child_goes_as_soon_as_it_is_ready() {
    let log = Log::default();
    let children = (0..3).map(|number| {
        let logged = Logged(log.clone(), number);
        let log = log.clone();
        async move {
            let _logged = logged;
            for _ in number..3 {
                yield_now().await;
            }
            log.push(10 + number);
        }
    });
    block_on(gather_traced(children));
    assert_eq!(log.entries(), [12, 2, 11, 1, 10, 0]);
}

#[test]
fn a_cancelled_gather_cancels_what_was_polled() {
    let graph = trace_scope!(|| {
        let mut gathered = Box::pin(gather_traced((0..3).map(|n| async move {
            if n > 0 {
                nap().await;
                nap().await;
            }
        })));
        assert!(poll_once(gathered.as_mut()).is_pending());
        assert!(poll_once(gathered.as_mut()).is_pending());
    })
    .graph;
    assert_drawn(
        &graph,
        "
        gather_traced, 1 cancelled
          <lane> ×3, 1 ok, 2 cancelled
            nap ×4, 2 ok, 2 cancelled
        ",
    );
    assert_eq!(graph.metadata().max_concurrent_tasks, 2, "the first had ended before the second began");
}

#[test]
fn a_panic_of_a_child_goes_through_the_gather() {
    let log = Log::default();
    let graph = trace_scope!(|| {
        let children = (0..3).map(|number| {
            let logged = Logged(log.clone(), number);
            async move {
                let _logged = logged;
                nap().await;
                if number == 1 {
                    unwind();
                }
                pending::<()>().await;
            }
        });
        assert!(unwinds(|| block_on(gather_traced(children))));
        leaf();
    })
    .graph;
    assert_drawn(
        &graph,
        "
        gather_traced, 1 panicked
          <lane> ×3, 1 panicked, 2 cancelled
            nap ×3, 2 ok, 1 cancelled
        leaf
        ",
    );
    assert_eq!(log.entries(), [1, 0, 2], "the one that panicked first, then the others in order");
}

#[trace_async]
async fn gathers_and_spawns() {
    let inner = || async {
        nap().await;
        gather_traced((0..2).map(double)).await;
    };
    gather_traced([inner(), inner()]).await;
    double(1).await;
}

fn peak(graph: &CallGraph) -> u64 {
    get_async_stats(graph).max_concurrent_tasks
}

#[test]
fn gathers_inside_of_gathers_hang_below_their_lanes() {
    let graph = block_on(trace_scope_async!(gathers_and_spawns())).graph;
    assert_drawn(
        &graph,
        "
        gathers_and_spawns
          gather_traced
            <lane> ×2
              gather_traced ×2
                <lane> ×4
                  double ×4
                    nap ×4
              nap ×2
          double
            nap
        ",
    );
    assert_eq!(peak(&graph), 4);
}

#[test]
fn without_a_scope_a_gather_only_gathers() {
    assert_eq!(block_on(gather_traced((0..3).map(double))), [0, 2, 4]);
    let mut gathered = Box::pin(gather_traced((0..3).map(double)));
    assert!(poll_once(gathered.as_mut()).is_pending());
    // Begun outside, it stays outside.
    let graph = trace_scope!(|| assert!(poll_once(gathered.as_mut()).is_ready())).graph;
    assert_drawn(&graph, "");
}

/// A future that is ready in a poll in which it wakes itself, and one that wakes itself again and again.
#[test]
fn children_that_wake_themselves_neither_hang_nor_starve_others() {
    struct Eager(u32);
    impl Future for Eager {
        type Output = ();
        fn poll(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<()> {
            self.0 -= 1;
            task.waker().wake_by_ref();
            if self.0 == 0 { Poll::Ready(()) } else { Poll::Pending }
        }
    }
    let traced = block_on(trace_scope_async!(gather_traced([Eager(1), Eager(500), Eager(3)])));
    assert_eq!(traced.graph.node("<lane>").unwrap().polls(), 504);
    assert_eq!(traced.graph.node("callflow::gather_traced").unwrap().polls(), 500);

    let traced = block_on(trace_scope_async!(callflow::gather_traced!(Eager(1), Eager(500), Eager(3))));
    assert_eq!(traced.graph.node("<lane>").unwrap().polls(), 504);
}

#[test]
fn a_gather_is_shown_by_its_name_whatever_its_children_are() {
    let both = format!("{:?}", (gather_traced([ready(1)]), try_gather_traced([ready(Ok::<u8, ()>(1))])));
    assert_eq!(both, "(GatherTraced { .. }, TryGatherTraced { .. })");
    assert_eq!(format!("{:?}", callflow::gather_traced!(ready(1), pending::<()>())), "GatheredTuple { .. }");
}
