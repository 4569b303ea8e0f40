//! `join_all`, `join!` and `try_join_all` that show each child as a lane of its own.

mod woken;

use std::{
    convert::Infallible,
    fmt,
    future::Future,
    ops::ControlFlow,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, Wake, Waker},
};

use pin_project_lite::pin_project;

use crate::{
    classify::{Fallible, Returned},
    record::{Gathering, Lane, Pinned, gathering, lane},
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
    GatherTraced { future: gathering(Returned, Gather(Lanes::new(lanes))) }
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
    TryGatherTraced { future: gathering(Fallible, TryGather(Lanes::new(lanes))) }
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

pin_project! {
    /// A child, and what became of it.
    #[project = State]
    enum Child<F, T> {
        Running { #[pin] future: F, waker: Option<Waker> },
        Done { value: Option<T> },
    }
}

impl<F: Future, T> Child<F, T> {
    fn new(future: F) -> Self {
        Self::Running { future, waker: None }
    }

    /// Polls it unless it is done.
    fn poll(self: Pin<&mut Self>, woken: &Arc<Woken>, child: usize) -> Poll<F::Output> {
        let State::Running { future, waker } = self.project() else { return Poll::Pending };
        let make = || Waker::from(Arc::new(ChildWaker { woken: woken.clone(), child }));
        future.poll(&mut Context::from_waker(waker.get_or_insert_with(make)))
    }

    /// Its value, once, when it is done.
    fn take(self: Pin<&mut Self>) -> Option<T> {
        match self.project() {
            State::Running { .. } => None,
            State::Done { value } => value.take(),
        }
    }
}

/// Children that are polled when woken. One that is ready is dropped then; the others are dropped in order.
struct Lanes<F, T> {
    children: Pinned<Child<F, T>>,
    woken: Arc<Woken>,
    open: usize,
}

impl<F: Future, T> Lanes<F, T> {
    fn new(futures: impl Iterator<Item = F>) -> Self {
        let children: Pinned<_> = futures.map(Child::new).collect();
        Self { woken: Arc::new(Woken::new(children.len())), open: children.len(), children }
    }

    /// Polls the woken children in order, until all are done or one breaks off. `judge` tells which from an output, and what
    /// is kept of it.
    fn poll<B>(
        &mut self,
        task: &mut Context<'_>,
        judge: impl Fn(F::Output) -> ControlFlow<B, T>,
    ) -> Poll<ControlFlow<B, Vec<T>>> {
        for index in self.woken.take(task.waker()) {
            let Some(mut child) = self.children.get(index) else { continue };
            let Poll::Ready(output) = child.as_mut().poll(&self.woken, index) else { continue };
            self.open -= 1;
            match judge(output) {
                ControlFlow::Continue(value) => child.set(Child::Done { value: Some(value) }),
                ControlFlow::Break(end) => {
                    child.set(Child::Done { value: None });
                    self.children = Pinned::from_iter([]);
                    return Poll::Ready(ControlFlow::Break(end));
                }
            }
        }
        if self.open > 0 {
            return Poll::Pending;
        }
        let values = (0..self.children.len()).filter_map(|index| self.children.get(index)?.take());
        Poll::Ready(ControlFlow::Continue(values.collect()))
    }
}

/// Joins all.
struct Gather<F: Future>(Lanes<F, F::Output>);

impl<F: Future> Unpin for Gather<F> {}

impl<F: Future> Future for Gather<F> {
    type Output = Vec<F::Output>;

    fn poll(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.poll(task, ControlFlow::<Infallible, _>::Continue).map(|ControlFlow::Continue(values)| values)
    }
}

/// Joins all unless one fails.
struct TryGather<F, T>(Lanes<F, T>);

impl<F, T> Unpin for TryGather<F, T> {}

impl<F: Future<Output = Result<T, E>>, T, E> Future for TryGather<F, T> {
    type Output = Result<Vec<T>, E>;

    fn poll(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        let judge = |output| match output {
            Ok(value) => ControlFlow::Continue(value),
            Err(error) => ControlFlow::Break(error),
        };
        self.0.poll(task, judge).map(|ended| match ended {
            ControlFlow::Continue(values) => Ok(values),
            ControlFlow::Break(error) => Err(error),
        })
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

/// A child of a tuple.
struct Single<F: Future>(Pin<Box<LaneChild<F>>>);

type LaneChild<F> = Child<Lane<F, Returned>, <F as Future>::Output>;

impl<F: Future> Single<F> {
    fn new(future: F, index: usize) -> Self {
        Self(Box::pin(Child::new(lane(Returned, future, index))))
    }

    /// Polls it. The answer is whether it is ready now.
    fn poll(&mut self, woken: &Arc<Woken>, index: usize) -> bool {
        let Poll::Ready(output) = self.0.as_mut().poll(woken, index) else { return false };
        self.0.set(Child::Done { value: Some(output) });
        true
    }
}

macro_rules! tuples {
    ($($name:ident: $($future:ident $index:tt),+;)+) => { $(
        /// The children of one `gather_traced!`; dropped in order.
        #[doc(hidden)]
        pub struct $name<$($future: Future),+> {
            children: ($(Single<$future>,)+),
            woken: Arc<Woken>,
            open: usize,
        }

        impl<$($future: Future),+> Unpin for $name<$($future),+> {}

        impl<$($future: Future),+> Future for $name<$($future),+> {
            type Output = ($($future::Output,)+);

            fn poll(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
                let Self { children, woken, open } = &mut *self;
                for child in woken.take(task.waker()) {
                    *open -= usize::from(match child {
                        $($index => children.$index.poll(woken, $index),)+
                        _ => false,
                    });
                }
                if *open > 0 {
                    return Poll::Pending;
                }
                match ($(children.$index.0.as_mut().take(),)+) {
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
                let open = const { [$($index),+].len() };
                let children = ($(Single::new(self.$index, $index),)+);
                let woken = Arc::new(Woken::new(open));
                GatheredTuple { future: gathering(Returned, $name { children, woken, open }) }
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
