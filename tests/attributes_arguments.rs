//! `args(…)`: what a function offers of its arguments, when it does, and that the function stays what it was.
//!
//! The functions of [`offered`] find a recorder of this file under `crate = crate::asking`, which always asks.

#![cfg(feature = "enabled")]
#![expect(
    clippy::similar_names,
    clippy::toplevel_ref_arg,
    clippy::trivially_copy_pass_by_ref,
    clippy::used_underscore_binding,
    reason = "arguments of every kind, under names of every kind, are what is tested"
)]
use std::{
    cell::Cell,
    fmt::{self, Debug},
    future::{Future, Ready, ready},
    pin::{Pin, pin},
    task::{Context, Waker},
};

use callflow::{trace, trace_async, trace_scope, trace_scope_async};
use futures::executor::block_on;

/// The facade, but for a scope that asks every function for its arguments.
mod asking {
    pub(crate) mod __private {
        use std::{cell::RefCell, fmt::Debug};

        pub(crate) use callflow::__private::*;

        thread_local! {
            static SEEN: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
        }

        pub(crate) struct Arguments(Vec<String>);

        impl Arguments {
            pub(crate) fn debug(&mut self, name: &'static str, value: &dyn Debug) {
                self.0.push(format!("{name}={value:?}"));
            }
        }

        pub(crate) fn arguments(site: &'static Site, offer: impl FnOnce(&mut Arguments)) -> &'static Site {
            let mut arguments = Arguments(Vec::new());
            offer(&mut arguments);
            SEEN.with_borrow_mut(|seen| seen.push(arguments.0.join(", ")));
            site
        }

        pub(crate) fn note(what: &str) {
            SEEN.with_borrow_mut(|seen| seen.push(what.to_owned()));
        }

        pub(crate) fn seen() -> Vec<String> {
            SEEN.take()
        }
    }

    pub(crate) use __private::{note, seen};
}

/// No `Clone`, no `Copy`: cannot be had twice.
#[derive(Debug, PartialEq)]
struct Order {
    id: u32,
    items: Vec<&'static str>,
}

fn order() -> Order {
    Order { id: 7, items: vec!["tea", "jam"] }
}

mod offered {
    use super::*;

    #[trace(args(order, order.items.len(), next = order.id + 1), crate = crate::asking)]
    fn guarded(order: Order) -> Order {
        asking::note("body");
        order
    }

    #[trace(args(order.id, text), crate = crate::asking)]
    fn observed(order: Order, text: &mut String, mut count: u32) -> Result<Order, String> {
        asking::note("body");
        text.push('!');
        count += 1;
        if count > 5 { Err(format!("{count}")) } else { Ok(order) }
    }

    #[test]
    fn before_the_body_and_never_moved() {
        assert_eq!(guarded(order()), order());
        assert_eq!(
            asking::seen(),
            ["order=Order { id: 7, items: [\"tea\", \"jam\"] }, order.items.len()=2, next=8", "body"]
        );
        assert_eq!(observed(order(), &mut "text".to_owned(), 1), Ok(order()));
        assert_eq!(asking::seen(), ["order.id=7, text=\"text\"", "body"]);
    }

    #[trace(args(a, _b, first, rest, x, whole.1, n), crate = crate::asking)]
    fn patterns_guarded(
        (mut a, _b): (Vec<u8>, u8),
        [first, rest @ ..]: [u8; 3],
        Point { x, y: _, .. }: Point,
        ref whole @ (_, _): (u8, u8),
        &n: &u8,
    ) -> usize {
        a.push(first + rest[0] + x + whole.0 + n);
        a.len()
    }

    #[trace(args(a, _b, first, rest, x, whole.1, n, _unused), crate = crate::asking)]
    fn patterns_observed(
        (mut a, _b): (Vec<u8>, u8),
        [first, rest @ ..]: [u8; 3],
        Point { x, y: _, .. }: Point,
        ref whole @ (_, _): (u8, u8),
        &n: &u8,
        _unused: &str,
        _: u8,
    ) -> Result<usize, String> {
        a.push(first + rest[0] + x + whole.0 + n);
        Ok(a.len())
    }

    #[trace_async(args(a, _b, first, rest, x, whole.1, n, _unused), crate = crate::asking)]
    async fn patterns_later(
        (mut a, _b): (Vec<u8>, u8),
        [first, rest @ ..]: [u8; 3],
        Point { x, y: _, .. }: Point,
        ref whole @ (_, _): (u8, u8),
        &n: &u8,
        _unused: &str,
        _: u8,
    ) -> usize {
        a.push(first + rest[0] + x + whole.0 + ready(n).await);
        a.len()
    }

    struct Point {
        x: u8,
        y: u8,
        #[expect(dead_code, reason = "there is more than the pattern names")]
        z: u8,
    }

    #[test]
    fn names_of_patterns() {
        let point = || Point { x: 6, y: 7, z: 8 };
        assert_eq!(point().y, 7);
        assert_eq!(patterns_guarded((vec![1], 2), [3, 4, 5], point(), (9, 10), &11), 2);
        let expected = "a=[1], _b=2, first=3, rest=[4, 5], x=6, whole.1=10, n=11";
        assert_eq!(asking::seen(), [expected]);
        assert_eq!(patterns_observed((vec![1], 2), [3, 4, 5], point(), (9, 10), &11, "u", 0), Ok(2));
        assert_eq!(asking::seen(), [format!("{expected}, _unused=\"u\"")]);
        assert_eq!(block_on(patterns_later((vec![1], 2), [3, 4, 5], point(), (9, 10), &11, "u", 0)), 2);
        assert_eq!(asking::seen(), [format!("{expected}, _unused=\"u\"")]);
    }

    #[trace_async(args(order.id, text), crate = crate::asking)]
    async fn asynchronous(order: Order, text: &mut String) -> Order {
        asking::note("body");
        text.push('!');
        order
    }

    #[trace_async(args(order.id), crate = crate::asking)]
    #[must_use]
    async fn still_async(order: Order) -> u32 {
        asking::note("body");
        ready(order.id).await
    }

    #[trace_async(args(order.id), crate = crate::asking)]
    fn future(order: Order) -> impl Future<Output = Order> {
        const ONE: u32 = 1;
        asking::note("body");
        let mut moved = order;
        moved.id += ONE;
        async move {
            asking::note("poll");
            moved
        }
    }

    #[trace_async(args(number), crate = crate::asking)]
    fn early(number: u8) -> impl Future<Output = u8> {
        asking::note("body");
        if number == 0 {
            return ready(1);
        }
        ready(number)
    }

    #[trace_async(args(order.id), crate = crate::asking)]
    fn boxed(order: Order) -> Pin<Box<dyn Future<Output = u32>>> {
        asking::note("body");
        let moved = order;
        Box::pin(async move {
            asking::note("poll");
            moved.id
        })
    }

    #[trace_async(args(order.id), crate = crate::asking)]
    fn boxed_early(order: Order) -> Pin<Box<dyn Future<Output = u32>>> {
        asking::note("body");
        if order.id == 0 {
            return Box::pin(ready(0));
        }
        Box::pin(async move { order.id })
    }

    #[trace_async(future, args(number), crate = crate::asking)]
    fn declared(number: u8) -> Ready<u8> {
        asking::note("body");
        ready(number)
    }

    #[test]
    fn futures_offer_at_the_call_and_not_at_the_poll() {
        let mut text = "text".to_owned();
        let future = asynchronous(order(), &mut text);
        assert_eq!(asking::seen(), ["order.id=7, text=\"text\""]);
        assert_eq!((block_on(future), asking::seen()), (order(), vec!["body".to_owned()]));

        let future = super::offered::future(order());
        assert_eq!(asking::seen(), ["order.id=7", "body"]);
        assert_eq!((block_on(future).id, asking::seen()), (8, vec!["poll".to_owned()]));

        let future = super::offered::boxed(order());
        assert_eq!(asking::seen(), ["order.id=7", "body"]);
        assert_eq!((block_on(future), asking::seen()), (7, vec!["poll".to_owned()]));

        drop((early(0), boxed_early(order()), declared(3)));
        assert_eq!(asking::seen(), ["number=0", "body", "order.id=7", "body", "number=3", "body"]);

        // One that stays an `async fn` has nowhere else to do it.
        let future = still_async(order());
        assert_eq!(asking::seen(), [""; 0]);
        assert_eq!((block_on(future), asking::seen()), (7, vec!["order.id=7".to_owned(), "body".to_owned()]));
    }

    #[test]
    fn offering_leaves_no_trace_in_a_future() {
        #[trace_async(crate = crate::asking)]
        async fn without(order: Order, cell: &Cell<u8>) -> u32 {
            ready(order.id + u32::from(cell.get())).await
        }
        #[trace_async(args(order.id, cell), crate = crate::asking)]
        async fn with(order: Order, cell: &Cell<u8>) -> u32 {
            ready(order.id + u32::from(cell.get())).await
        }
        #[trace_async(args(cell), crate = crate::asking)]
        #[must_use]
        async fn still_async(cell: Cell<u8>) -> u8 {
            let number = cell.into_inner();
            ready(number).await
        }
        fn send<T: Send>(value: T) -> T {
            value
        }
        let cell = Cell::new(1);
        assert_eq!(size_of_val(&with(order(), &cell)), size_of_val(&without(order(), &cell)));
        // Nor where the call is made and awaited by one statement: the argument itself is `Send`, a borrow of it is not.
        assert_eq!(block_on(send(still_async(Cell::new(1)))), 1);
        asking::seen();
    }

    struct Cart {
        items: Vec<u8>,
        owner: Order,
    }

    impl Cart {
        #[trace(args(self.items, self.owner.id, more), crate = crate::asking)]
        fn add(&mut self, more: u8) -> Result<&mut u8, String> {
            self.items.push(more);
            self.items.last_mut().ok_or_else(String::new)
        }

        #[trace(args(self.items.len()), crate = crate::asking)]
        fn into_owner(self) -> Result<Order, String> {
            Ok(self.owner)
        }

        #[trace_async(args(self.items.len(), more), crate = crate::asking)]
        async fn extend(&mut self, more: &[u8]) -> usize {
            self.items.extend_from_slice(more);
            self.items.len()
        }
    }

    #[async_trait::async_trait]
    trait Remote {
        async fn fetch(&self, key: &str, times: u8) -> usize;
    }

    #[async_trait::async_trait]
    impl Remote for Vec<u8> {
        #[trace_async(args(self.len(), key, twice = times * 2), crate = crate::asking)]
        async fn fetch(&self, key: &str, times: u8) -> usize {
            key.len() * usize::from(times)
        }
    }

    #[trace(crate = crate::asking)]
    #[async_trait::async_trait]
    impl Remote for u8 {
        #[callflow::trace_async(args(self, key), crate = crate::asking)]
        async fn fetch(&self, key: &str, times: u8) -> usize {
            key.len() * usize::from(times)
        }
    }

    #[test]
    fn methods() {
        let mut cart = Cart { items: vec![1], owner: order() };
        *cart.add(2).expect("pushed") += 1;
        assert_eq!(block_on(cart.extend(&[4])), 3);
        assert_eq!(cart.into_owner(), Ok(order()));
        assert_eq!(block_on(vec![1].fetch("key", 2)) + block_on(1.fetch("key", 2)), 12);
        assert_eq!(
            asking::seen(),
            [
                "self.items=[1], self.owner.id=7, more=2",
                "self.items.len()=2, more=[4]",
                "self.items.len()=3",
                "self.len()=1, key=\"key\", twice=4",
                "self=1, key=\"key\"",
            ]
        );
    }

    /// Names that generated code might want for itself.
    #[trace(args(args, site, arg0, body), crate = crate::asking)]
    fn names(args: u8, (site, _): (u8, u8), arg0: u8, body: u8) -> Result<u8, String> {
        Ok(args + site + arg0 + body)
    }

    #[trace(args(value, all.len()), crate = crate::asking)]
    fn generic<T: Debug, const N: usize>(value: impl Debug, all: [T; N]) -> Result<(), fmt::Error> {
        let _ = (value, all);
        Ok(())
    }

    #[test]
    fn names_and_types_of_every_kind() {
        assert_eq!(names(1, (2, 0), 3, 4), Ok(10));
        assert_eq!(generic("text", [1, 2]), Ok(()));
        assert_eq!(asking::seen(), ["args=1, site=2, arg0=3, body=4", "value=\"text\", all.len()=2"]);
    }
}

/// Counts how often it is looked at.
struct Watched<'a>(&'a Cell<u32>);

impl Debug for Watched<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.set(self.0.get() + 1);
        f.write_str("seen")
    }
}

#[test]
fn a_scope_that_does_not_ask_evaluates_nothing() {
    #[trace(args(watched, evaluated.set(true)))]
    fn observed(watched: Watched<'_>, evaluated: &Cell<bool>) -> Result<(), ()> {
        let _ = (watched, evaluated);
        Ok(())
    }
    #[trace_async(args(watched, evaluated.set(true)))]
    async fn asynchronous(watched: Watched<'_>, evaluated: &Cell<bool>) {
        let _ = (watched, evaluated);
    }
    let (looked, evaluated) = (Cell::new(0), Cell::new(false));
    let graph = trace_scope!(|| observed(Watched(&looked), &evaluated)).graph;
    assert_eq!(graph.draw(), "observed\n");
    let graph = block_on(trace_scope_async!(asynchronous(Watched(&looked), &evaluated))).graph;
    assert_eq!(graph.draw(), "asynchronous\n");
    // Nor does a call without a scope.
    assert_eq!(observed(Watched(&looked), &evaluated), Ok(()));
    assert!(
        pin!(asynchronous(Watched(&looked), &evaluated))
            .poll(&mut Context::from_waker(Waker::noop()))
            .is_ready()
    );
    assert_eq!((looked.get(), evaluated.get()), (0, false));
}

mod recorded {
    use super::*;
    use callflow::{CallGraph, TraceScope};

    /// A scope that asks.
    fn asking() -> TraceScope {
        TraceScope::builder().include_args(true).build().expect("possible options")
    }

    fn kept<'g>(graph: &'g CallGraph, name: &str) -> &'g [String] {
        graph.find(name).expect("recorded").arguments()
    }

    #[trace(args(number, text.len(), next = number + 1))]
    fn guarded(number: u32, text: &str) -> usize {
        text.len() + number as usize
    }

    #[trace(args(number))]
    fn observed(number: u32, secret: &str) -> Result<u32, String> {
        if secret.is_empty() { Err("no secret".to_owned()) } else { Ok(number) }
    }

    #[trace_async(args(text, number))]
    async fn later(text: String, (number, _): (u32, u32)) -> usize {
        ready(text).await.len() + number as usize
    }

    #[trace_async(args(number))]
    fn boxed(number: u32) -> Pin<Box<dyn Future<Output = u32>>> {
        Box::pin(async move { number })
    }

    #[trace]
    fn silent(secret: &str) -> usize {
        secret.len()
    }

    #[test]
    fn what_is_named_is_kept_and_nothing_else() {
        let work = || {
            let _ = (guarded(1, "ab"), observed(2, "hidden"), silent("hidden"));
            block_on(async { (later("x".to_owned(), (3, 0)).await, boxed(4).await) })
        };
        let graph = asking().run(work).graph;
        assert_eq!(kept(&graph, "guarded"), ["number = 1, text.len() = 2, next = 2"]);
        assert_eq!(kept(&graph, "observed"), ["number = 2"]);
        assert_eq!(kept(&graph, "later"), ["text = \"x\", number = 3"]);
        assert_eq!(kept(&graph, "boxed"), ["number = 4"]);
        assert_eq!(kept(&graph, "silent"), [""; 0]);
        assert!(!graph.to_json().contains("hidden"));
        // Nothing where the scope does not ask.
        let graph = trace_scope!(work).graph;
        assert!(graph.nodes().iter().all(|node| node.arguments().is_empty()));
    }

    #[test]
    fn the_last_five_are_kept_and_long_ones_are_cut() {
        let graph = asking()
            .run(|| {
                for number in 0..7 {
                    let _ = observed(number, "");
                }
            })
            .graph;
        let last: Vec<_> = (2..7).map(|number| format!("number = {number}")).collect();
        assert_eq!(kept(&graph, "observed"), last);

        let graph = asking().run(|| block_on(later("é".repeat(1000), (1, 1)))).graph;
        assert_eq!(kept(&graph, "later"), [format!("text = \"{}…", "é".repeat(100 - "text = \"".len()))]);
    }

    /// Cannot be printed.
    struct Bomb;

    impl Debug for Bomb {
        fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
            panic!("told to")
        }
    }

    #[trace(args(number, bomb))]
    fn explosive(number: u32, bomb: Bomb) -> Result<u32, String> {
        let Bomb = bomb;
        Ok(number)
    }

    /// Prints itself by way of a traced function.
    struct Chatty;

    impl Debug for Chatty {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "{}", guarded(1, "chatty"))
        }
    }

    #[trace(args(chatty))]
    fn quiet(chatty: &Chatty) {
        let _ = chatty;
    }

    #[test]
    fn a_debug_that_panics_or_is_traced_itself_does_no_harm() {
        let traced = asking().run(|| {
            quiet(&Chatty);
            explosive(1, Bomb)
        });
        assert_eq!(traced.value, Ok(1));
        assert_eq!(traced.graph.draw(), "explosive\nquiet\n");
        assert_eq!(kept(&traced.graph, "explosive"), ["number = 1, bomb = , <panicked>"]);
        assert_eq!(kept(&traced.graph, "quiet"), ["chatty = 7"]);
    }
}
