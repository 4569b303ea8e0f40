//! `join_all`, `join!` and `try_join_all` that show each child as a lane of its own.

mod woken;

use std::{
    fmt,
    future::Future,
    ops::ControlFlow,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, Wake, Waker},
};

use crate::{
    classify::{Fallible, Returned},
    record::{Gathering, Lane, gathering, lane},
};
use woken::Woken;

/// Runs futures at the same time and returns their outputs in the same order, like `join_all`.
///
/// The futures are polled lazily, on whatever executor polls the returned one, and only when woken. Each is a
/// lane in the graph, with its own times, polls and outcome. Dropping the returned future drops them in order.
///
/// ```
/// # futures::executor::block_on(async {
/// use callflow::{gather_traced, trace_async, trace_scope_async};
///
/// #[trace_async]
/// async fn square(n: u64) -> u64 {
///     n * n
/// }
///
/// let traced = trace_scope_async!(gather_traced((1..=3).map(square))).await;
/// assert_eq!(traced.value, [1, 4, 9]);
/// assert_eq!(traced.graph.node("square").unwrap().calls(), 3);
/// # });
/// ```
pub fn gather_traced<I>(futures: I) -> GatherTraced<I::Item>
where
    I: IntoIterator<Item: Future>,
{
    let lanes = futures.into_iter().enumerate().map(|(index, future)| lane(Returned, future, index));
    GatherTraced { future: gathering(Returned, Gather::new(lanes)) }
}

/// Runs futures at the same time and returns their values in the same order, or the first error.
///
/// Like `try_join_all`: at the first `Err` the others are dropped, in order, and count as cancelled.
///
/// ```
/// # futures::executor::block_on(async {
/// let halves = [4, 6].map(|n: u32| async move { if n % 2 == 0 { Ok(n / 2) } else { Err(n) } });
/// assert_eq!(callflow::try_gather_traced(halves).await, Ok(vec![2, 3]));
/// # });
/// ```
pub fn try_gather_traced<I, T, E>(futures: I) -> TryGatherTraced<I::Item, T, E>
where
    I: IntoIterator<Item: Future<Output = Result<T, E>>>,
{
    let lanes = futures.into_iter().enumerate().map(|(index, future)| lane(Fallible, future, index));
    TryGatherTraced {
        future: gathering(Fallible, TryGather { lanes: Lanes::new(lanes), values: Vec::new() }),
    }
}

/// The future of [`gather_traced`].
#[must_use = "futures do nothing unless polled"]
pub struct GatherTraced<F: Future> {
    future: Gathering<Gather<Lane<F, Returned>>, Returned>,
}

impl<F: Future> Unpin for GatherTraced<F> {}

impl<F: Future> Future for GatherTraced<F> {
    type Output = Vec<F::Output>;

    fn poll(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.future).poll(task)
    }
}

/// The future of [`try_gather_traced`].
#[must_use = "futures do nothing unless polled"]
pub struct TryGatherTraced<F: Future<Output = Result<T, E>>, T, E> {
    future: Gathering<TryGather<Lane<F, Fallible>, T>, Fallible>,
}

impl<F: Future<Output = Result<T, E>>, T, E> Unpin for TryGatherTraced<F, T, E> {}

impl<F: Future<Output = Result<T, E>>, T, E> Future for TryGatherTraced<F, T, E> {
    type Output = Result<Vec<T>, E>;

    fn poll(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.future).poll(task)
    }
}

impl<F: Future> fmt::Debug for GatherTraced<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GatherTraced").finish_non_exhaustive()
    }
}

impl<F: Future<Output = Result<T, E>>, T, E> fmt::Debug for TryGatherTraced<F, T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TryGatherTraced").finish_non_exhaustive()
    }
}

/// Wakes the gathering future for one child.
#[derive(Debug)]
struct ChildWaker {
    woken: Arc<Woken>,
    child: usize,
}

impl Wake for ChildWaker {
    fn wake(self: Arc<Self>) {
        self.woken.wake(self.child);
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.woken.wake(self.child);
    }
}

/// Children that are polled when woken.
struct Lanes<F> {
    /// A child goes as soon as it is ready. The others go in order, with the vector.
    children: Vec<Option<Pin<Box<F>>>>,
    wakers: Vec<Option<Waker>>,
    woken: Arc<Woken>,
    open: usize,
}

impl<F: Future> Lanes<F> {
    fn new(futures: impl Iterator<Item = F>) -> Self {
        let children: Vec<_> = futures.map(|future| Some(Box::pin(future))).collect();
        let open = children.len();
        let woken = Arc::new(Woken::new(open));
        (0..open).for_each(|child| woken.wake(child));
        Self { wakers: vec![None; open], children, woken, open }
    }

    /// Polls the woken children in order; `done` gets the output of each that is ready.
    fn poll(&mut self, task: &mut Context<'_>, mut done: impl FnMut(usize, F::Output) -> ControlFlow<()>) {
        for child in self.woken.take(task.waker()) {
            let Some(future) = &mut self.children[child] else { continue };
            let waker = self.wakers[child].get_or_insert_with(|| {
                Waker::from(Arc::new(ChildWaker { woken: self.woken.clone(), child }))
            });
            let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(waker)) else { continue };
            (self.children[child], self.wakers[child]) = (None, None);
            self.open -= 1;
            if done(child, output).is_break() {
                return;
            }
        }
    }
}

/// Joins all.
struct Gather<F: Future> {
    lanes: Lanes<F>,
    outputs: Vec<Option<F::Output>>,
}

impl<F: Future> Gather<F> {
    fn new(futures: impl Iterator<Item = F>) -> Self {
        let lanes = Lanes::new(futures);
        Self { outputs: lanes.children.iter().map(|_| None).collect(), lanes }
    }
}

impl<F: Future> Unpin for Gather<F> {}

impl<F: Future> Future for Gather<F> {
    type Output = Vec<F::Output>;

    fn poll(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { lanes, outputs } = &mut *self;
        lanes.poll(task, |child, output| {
            outputs[child] = Some(output);
            ControlFlow::Continue(())
        });
        if lanes.open > 0 {
            return Poll::Pending;
        }
        Poll::Ready(std::mem::take(outputs).into_iter().flatten().collect())
    }
}

/// Joins all unless one fails.
struct TryGather<F, T> {
    lanes: Lanes<F>,
    values: Vec<Option<T>>,
}

impl<F, T> Unpin for TryGather<F, T> {}

impl<F: Future<Output = Result<T, E>>, T, E> Future for TryGather<F, T> {
    type Output = Result<Vec<T>, E>;

    fn poll(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { lanes, values } = &mut *self;
        values.resize_with(lanes.children.len(), || None);
        let mut failure = None;
        lanes.poll(task, |child, output| match output {
            Ok(value) => {
                values[child] = Some(value);
                ControlFlow::Continue(())
            }
            Err(error) => {
                failure = Some(error);
                ControlFlow::Break(())
            }
        });
        if let Some(error) = failure {
            lanes.children.clear();
            return Poll::Ready(Err(error));
        }
        if lanes.open > 0 {
            return Poll::Pending;
        }
        Poll::Ready(Ok(std::mem::take(values).into_iter().flatten().collect()))
    }
}

/// Futures of different types that [`gather_traced!`](../callflow/macro.gather_traced.html) runs.
pub trait GatherTuple {
    /// The tuple of the outputs.
    type Output;
    /// The future of the outputs.
    type Gathered: Future<Output = Self::Output>;

    /// Makes the future.
    fn gather(self) -> Self::Gathered;
}

/// Runs the futures of a tuple at the same time.
pub fn gather_tuple<T: GatherTuple>(futures: T) -> T::Gathered {
    futures.gather()
}

/// A child that keeps its output.
struct Child<F: Future> {
    lane: Option<Pin<Box<Lane<F, Returned>>>>,
    waker: Option<Waker>,
    output: Option<F::Output>,
}

impl<F: Future> Child<F> {
    fn new(future: F, index: usize) -> Self {
        Self { lane: Some(Box::pin(lane(Returned, future, index))), waker: None, output: None }
    }

    fn poll(&mut self, woken: &Arc<Woken>, child: usize) {
        let Some(lane) = &mut self.lane else { return };
        let waker = self
            .waker
            .get_or_insert_with(|| Waker::from(Arc::new(ChildWaker { woken: woken.clone(), child })));
        if let Poll::Ready(output) = lane.as_mut().poll(&mut Context::from_waker(waker)) {
            (self.lane, self.waker, self.output) = (None, None, Some(output));
        }
    }
}

macro_rules! tuples {
    ($($name:ident: $($future:ident $index:tt),+;)+) => { $(
        /// The children of one `gather_traced!`; dropped in order.
        #[doc(hidden)]
        pub struct $name<$($future: Future),+> {
            children: ($(Child<$future>,)+),
            woken: Arc<Woken>,
        }

        impl<$($future: Future),+> Unpin for $name<$($future),+> {}

        impl<$($future: Future),+> Future for $name<$($future),+> {
            type Output = ($($future::Output,)+);

            fn poll(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
                let Self { children, woken } = &mut *self;
                for child in woken.take(task.waker()) {
                    match child {
                        $($index => children.$index.poll(woken, $index),)+
                        _ => {}
                    }
                }
                if $(children.$index.output.is_none())||+ {
                    return Poll::Pending;
                }
                match ($(children.$index.output.take(),)+) {
                    #[expect(non_snake_case, reason = "a name for each type parameter")]
                    ($(Some($future),)+) => Poll::Ready(($($future,)+)),
                    _ => Poll::Pending,
                }
            }
        }

        impl<$($future: Future),+> GatherTuple for ($($future,)+) {
            type Output = ($($future::Output,)+);
            type Gathered = GatheredTuple<$name<$($future),+>>;

            fn gather(self) -> Self::Gathered {
                let woken = Arc::new(Woken::new(const { [$($index),+].len() }));
                $(woken.wake($index);)+
                let children = ($(Child::new(self.$index, $index),)+);
                GatheredTuple { future: gathering(Returned, $name { children, woken }) }
            }
        }
    )+ };
}

tuples! {
    Tuple1: A 0;
    Tuple2: A 0, B 1;
    Tuple3: A 0, B 1, C 2;
    Tuple4: A 0, B 1, C 2, D 3;
    Tuple5: A 0, B 1, C 2, D 3, E 4;
    Tuple6: A 0, B 1, C 2, D 3, E 4, F 5;
    Tuple7: A 0, B 1, C 2, D 3, E 4, F 5, G 6;
    Tuple8: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7;
    Tuple9: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8;
    Tuple10: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9;
    Tuple11: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10;
    Tuple12: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11;
}

/// The future of `gather_traced!`.
#[must_use = "futures do nothing unless polled"]
pub struct GatheredTuple<F> {
    future: Gathering<F, Returned>,
}

impl<F> fmt::Debug for GatheredTuple<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GatheredTuple").finish_non_exhaustive()
    }
}

impl<F: Future + Unpin> Future for GatheredTuple<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.future).poll(task)
    }
}
