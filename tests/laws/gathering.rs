//! `gather_traced` as a future: order, laziness, cancellation.

use std::{
    future::poll_fn,
    sync::{Arc, Mutex},
    task::Poll,
};

use callflow::{gather_traced, get_async_stats, trace_scope, try_gather_traced};
use futures::FutureExt as _;
use proptest::{collection::vec, prelude::*};

use crate::{cases, executor::Executor};

/// Notes its number when it is dropped.
struct Noted(usize, Arc<Mutex<Vec<usize>>>);

impl Drop for Noted {
    fn drop(&mut self) {
        self.1.lock().unwrap().push(self.0);
    }
}

async fn child(executor: Arc<Executor>, turns: u8, noted: Noted) -> usize {
    let sleep = executor.sleep(turns);
    poll_fn(|task| executor.poll_sleep(sleep, task)).await;
    noted.0
}

proptest! {
    #![proptest_config(cases(64))]

    /// Outputs keep their order whatever the order of completion, and as many untraced children as are waiting are
    /// at work at once. More than 64 children take more than one word of woken bits.
    #[test]
    fn outputs_keep_their_order(turns in vec(0..6_u8, 0..150)) {
        let executor = Arc::new(Executor::default());
        let dropped = Arc::default();
        let children: Vec<_> = turns
            .iter()
            .enumerate()
            .map(|(index, &turns)| child(executor.clone(), turns, Noted(index, Arc::clone(&dropped))))
            .collect();
        let traced = trace_scope!(|| executor.block_on(gather_traced(children)));
        prop_assert_eq!(traced.value, (0..turns.len()).collect::<Vec<_>>());
        // The gather counts until it has a child; a child counts beside those before it that wait.
        let waiting_before = |index: usize| turns[..index].iter().filter(|&&turns| turns > 0).count();
        let peak = (0..turns.len()).map(|index| waiting_before(index) + 1).max().unwrap_or(1);
        prop_assert_eq!(get_async_stats(&traced.graph).max_concurrent_tasks, peak as u64);
    }

    /// Dropping a gather drops its unfinished children in the order of their places; so does the first error.
    #[test]
    fn children_are_dropped_in_order(turns in vec(0..6_u8, 1..100), polls in 0..4_u8, fails in 0..100_usize) {
        let executor = Arc::new(Executor::default());
        let dropped: Arc<Mutex<Vec<usize>>> = Arc::default();
        let fails = fails % turns.len();
        let children = turns.iter().enumerate().map(|(index, &turns)| {
            let child = child(executor.clone(), turns, Noted(index, Arc::clone(&dropped)));
            child.map(move |index| if index == fails { Err(index) } else { Ok(index) })
        });
        let mut gathered = try_gather_traced(children);
        let mut left = polls;
        let mut failed = false;
        executor.block_on(poll_fn(|task| {
            if left == 0 {
                return Poll::Ready(());
            }
            left -= 1;
            gathered.poll_unpin(task).map(|result| failed = result.is_err())
        }));
        let ended = dropped.lock().unwrap().len();
        drop(gathered);
        let dropped = dropped.lock().unwrap();
        prop_assert_eq!(dropped.len(), turns.len());
        let at_error = dropped.iter().position(|&child| child == fails).map(|place| place + 1);
        let by_drop = if failed { at_error.unwrap_or_default() } else { ended };
        prop_assert!(dropped[by_drop..].is_sorted(), "{:?}", &dropped[by_drop..]);
    }
}
