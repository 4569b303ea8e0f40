//! `#[trace_async]`: what it records, and that the futures stay what they were.

#![cfg(feature = "enabled")]
#![expect(
    clippy::many_single_char_names,
    clippy::too_many_arguments,
    reason = "what is tested are functions that do nothing, and plain ones beside traced ones"
)]

use std::{
    cell::RefCell,
    future::{Future, Ready, pending, ready},
    io,
    pin::{Pin, pin},
    rc::Rc,
    sync::{Arc, Mutex},
    task::{Context, Poll, Waker},
};

use async_trait::async_trait;
use callflow::{CallGraph, Traced, trace, trace_async, trace_scope, trace_scope_async};
use futures::{
    executor::block_on,
    future::{BoxFuture, FutureExt as _, LocalBoxFuture},
};

/// The drawing of what a future called.
fn drawn<F: Future>(future: F) -> String {
    block_on(trace_scope_async!(future)).graph.draw()
}

/// Polls once.
fn poll<F: Future>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

/// Pending once, then done.
async fn yielded() {
    let mut done = false;
    std::future::poll_fn(|context| {
        context.waker().wake_by_ref();
        if std::mem::replace(&mut done, true) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

mod recorded {
    use super::*;

    #[trace_async]
    async fn leaf(number: u8) -> u8 {
        yielded().await;
        number + 1
    }

    #[trace]
    fn sync(number: u8) -> u8 {
        number + 1
    }

    #[trace_async]
    async fn branch(number: u8) -> u8 {
        leaf(sync(leaf(number).await)).await
    }

    #[test]
    fn callees_hang_below_their_callers() {
        let Traced { value, graph } = block_on(trace_scope_async!(branch(1)));
        assert_eq!(value, 4);
        assert_eq!(graph.draw(), "branch\n  leaf ×2\n  sync\n");
        assert!(graph.node("leaf").is_some_and(|node| node.is_async() && node.polls() == 4));
    }

    #[test]
    fn nothing_is_recorded_without_a_scope() {
        assert_eq!(block_on(branch(1)), 4);
    }

    type Leaf = Pin<Box<dyn Future<Output = u8>>>;

    #[trace]
    fn caller() -> Leaf {
        Box::pin(leaf(1))
    }

    #[test]
    fn a_call_belongs_to_where_it_was_made_and_not_to_where_it_is_polled() {
        let Traced { value: future, graph: _ } = trace_scope!(caller);
        // Polled in another scope, which learns nothing of it.
        let graph = block_on(trace_scope_async!(future)).graph;
        assert_eq!(graph.draw(), "");

        let graph = trace_scope!(|| block_on(caller())).graph;
        assert_eq!(graph.draw(), "caller\n  ~leaf\n");
    }

    #[trace_async]
    async fn gives_up(early: bool) -> Result<u8, String> {
        yielded().await;
        if early {
            return Err("early".to_owned());
        }
        "x".parse::<u8>().map_err(|error| error.to_string())
    }

    #[trace_async(err = false)]
    async fn gives_up_unseen() -> Result<u8, String> {
        Err(String::new())
    }

    #[trace_async]
    async fn reads(path: &str) -> io::Result<String> {
        Ok(std::fs::read_to_string(path)?.to_lowercase())
    }

    #[trace_async(err, name = "db::query")]
    async fn renamed() -> Outcome {
        Err(1)
    }

    type Outcome = Result<u8, u8>;

    #[test]
    fn returned_errors_are_errors() {
        let work = async {
            let _ = (gives_up(true).await, gives_up(false).await, gives_up_unseen().await);
            let _ = (reads("/does/not/exist").await, renamed().await);
        };
        let graph = block_on(trace_scope_async!(work)).graph;
        assert_eq!(graph.draw(), "gives_up ×2, 2 error\ngives_up_unseen\nreads, 1 error\nquery, 1 error\n");
        let observed = |name| graph.node(name).expect("recorded").errors_observed();
        assert!(observed("gives_up") && observed("db::query") && !observed("gives_up_unseen"));
    }

    #[test]
    fn a_dropped_future_is_cancelled_and_an_unpolled_one_was_never_polled() {
        let work = || {
            drop(leaf(1));
            assert!(poll(pin!(leaf(1))).is_pending());
        };
        assert_eq!(trace_scope!(work).graph.draw(), "leaf, 1 cancelled, 1 never polled\n");
    }

    #[trace_async]
    async fn panics() {
        yielded().await;
        panic!("told to");
    }

    #[test]
    fn panics_are_recorded_and_go_on() {
        let work = async {
            assert!(std::panic::AssertUnwindSafe(panics()).catch_unwind().await.is_err());
            leaf(1).await;
        };
        assert_eq!(drawn(work), "leaf\npanics, 1 panicked\n");
    }

    #[trace_async]
    async fn recursive(depth: u8) -> u8 {
        if depth == 0 { 0 } else { Box::pin(recursive(depth - 1)).await + 1 }
    }

    #[test]
    fn recursion_is_recorded_call_by_call() {
        assert_eq!(drawn(recursive(2)), "recursive\n  recursive\n    recursive\n");
    }
}

mod shapes {
    use super::*;

    #[trace_async]
    fn block(number: u8) -> impl Future<Output = u8> + Send + 'static {
        let number = number + 1;
        async move {
            yielded().await;
            number
        }
    }

    #[trace_async]
    fn early(number: u8) -> impl Future<Output = u8> {
        if number == 0 {
            return ready(1);
        }
        ready(number)
    }

    #[trace_async]
    fn borrowing(text: &str) -> impl Future<Output = Result<u8, Box<dyn std::error::Error>>> {
        async move {
            yielded().await;
            Ok(text.parse::<u8>()?)
        }
    }

    #[trace_async]
    fn boxed<'a>(a: &'a str, b: &'a str) -> Pin<Box<dyn Future<Output = usize> + Send + 'a>> {
        Box::pin(async move {
            yielded().await;
            a.len() + b.len()
        })
    }

    #[trace_async]
    fn boxed_early(fail: bool) -> Pin<Box<dyn Future<Output = Result<u8, u8>>>> {
        if fail {
            return Box::pin(ready(Err(1)));
        }
        Box::pin(async move {
            yielded().await;
            Ok(1)
        })
    }

    #[trace_async]
    fn alias(items: &mut Vec<u8>) -> BoxFuture<'_, io::Result<usize>> {
        async move {
            yielded().await;
            items.push(1);
            Ok(items.len())
        }
        .boxed()
    }

    #[trace_async]
    fn local_alias(number: Rc<u8>) -> LocalBoxFuture<'static, u8> {
        async move {
            yielded().await;
            *number
        }
        .boxed_local()
    }

    #[trace_async(future)]
    fn declared(number: u8) -> Ready<u8> {
        ready(number)
    }

    #[trace_async(future, err)]
    fn spawned(number: u8) -> tokio::task::JoinHandle<u8> {
        tokio::spawn(async move {
            assert!(number > 0, "told to");
            number
        })
    }

    /// Nothing says that `T` outlives the box, and nothing has to.
    #[trace_async]
    fn closed<'a, T>(future: impl Future<Output = T> + Send + 'a) -> BoxFuture<'a, T> {
        future.boxed()
    }

    #[test]
    fn a_closed_box_gives_out_what_only_its_caller_knows() {
        let text = "borrowed".to_owned();
        let work = async {
            let slow = async {
                yielded().await;
                text.as_str()
            };
            let dropped = closed(ready(String::new()));
            let unfinished = async { closed(pending::<&str>()).now_or_never() };
            drop(dropped);
            (closed(slow).await, unfinished.await)
        };
        let Traced { value, graph } = block_on(trace_scope_async!(work));
        assert_eq!(value, ("borrowed", None));
        let node = graph.node("closed").expect("recorded");
        assert_eq!((node.outcomes().ok, node.outcomes().cancelled, node.never_polled()), (1, 1, 1));
        assert_eq!(node.polls(), 3);
    }

    #[test]
    fn every_shape_is_timed_to_completion() {
        let work = async {
            let mut items = Vec::new();
            let sum = block(1).await + early(0).await + early(5).await + declared(1).await;
            let texts = (borrowing("1").await.is_ok(), borrowing("x").await.is_ok(), boxed("a", "bc").await);
            let boxes = (boxed_early(true).await, boxed_early(false).await, local_alias(Rc::new(1)).await);
            (sum, texts, boxes, alias(&mut items).await.is_ok())
        };
        let Traced { value, graph } = block_on(trace_scope_async!(work));
        assert_eq!(value, (9, (true, false, 3), (Err(1), Ok(1), 1), true));
        assert_eq!(
            graph.draw(),
            "alias\nblock\nborrowing ×2, 1 ok, 1 error\nboxed\nboxed_early ×2, 1 ok, 1 error\ndeclared\nearly ×2\n\
             local_alias\n"
        );
        for waits in ["alias", "block", "boxed", "local_alias"] {
            assert_eq!(graph.node(waits).expect("recorded").polls(), 2, "{waits}");
        }
    }

    #[test]
    fn a_declared_future_may_say_that_it_failed() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let work = async {
            let _ = (spawned(1).await, spawned(0).await);
        };
        assert_eq!(runtime.block_on(trace_scope_async!(work)).graph.draw(), "spawned ×2, 1 ok, 1 error\n");
    }

    #[trace_async]
    async fn impl_trait(items: impl Iterator<Item = u8>) -> impl Iterator<Item = u8> {
        yielded().await;
        items.map(|item| item + 1)
    }

    #[trace_async]
    async fn impl_trait_in_result(
        text: &str,
    ) -> Result<impl Iterator<Item = u8>, Box<dyn std::error::Error>> {
        let number: u8 = text.parse()?;
        if number == 0 {
            return Err("zero".into());
        }
        yielded().await;
        Ok(0..number)
    }

    #[test]
    fn impl_trait_on_both_sides() {
        let work = async {
            assert_eq!(impl_trait([1].into_iter()).await.collect::<Vec<_>>(), [2]);
            let counts = ["2", "0", "x"]
                .map(|text| async move { impl_trait_in_result(text).await.map(Iterator::count).ok() });
            assert_eq!(futures::future::join_all(counts).await, [Some(2), None, None]);
        };
        assert_eq!(drawn(work), "impl_trait\nimpl_trait_in_result ×3, 1 ok, 2 error\n");
    }

    #[trace_async]
    async fn never() -> ! {
        pending::<()>().await;
        unreachable!()
    }

    #[trace_async]
    async fn forever(mut turns: u8) {
        loop {
            if turns == 0 {
                return;
            }
            turns -= 1;
            yielded().await;
        }
    }

    #[test]
    fn functions_that_do_not_end() {
        let work = async {
            assert!(poll(pin!(never())).is_pending());
            forever(2).await;
        };
        assert_eq!(drawn(work), "forever\nnever, 1 cancelled\n");
    }
}

mod methods {
    use super::*;

    #[derive(Clone, Default)]
    struct Cart {
        items: Vec<u8>,
    }

    impl Cart {
        #[trace_async]
        async fn by_ref(&self) -> Option<&u8> {
            yielded().await;
            self.items.first()
        }
        #[trace_async]
        async fn by_mut(&mut self, more: &[u8]) -> &mut u8 {
            yielded().await;
            self.items.extend_from_slice(more);
            &mut self.items[0]
        }
        #[trace_async]
        async fn by_value(mut self) -> Option<u8> {
            yielded().await;
            self.items.pop()
        }
        #[trace_async]
        async fn by_box(self: Box<Self>) -> Vec<u8> {
            yielded().await;
            self.items
        }
        #[trace_async]
        async fn by_arc(self: Arc<Self>) -> usize {
            self.items.len()
        }
        #[trace_async]
        async fn by_pin(self: Pin<&mut Self>) -> usize {
            self.items.len()
        }
        #[trace_async]
        fn future(&self, add: u8) -> impl Future<Output = u8> + '_ {
            async move { self.items.len() as u8 + add }
        }
    }

    #[test]
    fn every_kind_of_self() {
        let work = async {
            let mut cart = Cart::default();
            *cart.by_mut(&[1, 2]).await += 1;
            assert_eq!((cart.by_ref().await, cart.future(1).await), (Some(&2), 3));
            assert_eq!(Pin::new(&mut cart).by_pin().await, Arc::new(cart.clone()).by_arc().await);
            assert_eq!((Box::new(cart.clone()).by_box().await, cart.by_value().await), (vec![2, 2], Some(2)));
        };
        assert_eq!(
            drawn(work),
            "Cart::by_arc\nCart::by_box\nCart::by_mut\nCart::by_pin\nCart::by_ref\nCart::by_value\nCart::future\n"
        );
    }

    trait Store {
        async fn load(&self, key: &str) -> Result<u8, String>;
        #[trace_async]
        async fn twice(&self, key: &str) -> Result<u8, String> {
            Ok(self.load(key).await? + self.load(key).await?)
        }
        fn later(&self, key: String) -> impl Future<Output = usize> + Send;
    }

    impl Store for Cart {
        #[trace_async]
        async fn load(&self, key: &str) -> Result<u8, String> {
            yielded().await;
            self.items.get(key.len()).copied().ok_or_else(|| key.to_owned())
        }
        #[trace_async]
        fn later(&self, key: String) -> impl Future<Output = usize> + Send {
            async move { key.len() }
        }
    }

    #[test]
    fn traits_with_async_functions() {
        let work = async {
            let cart = Cart { items: vec![1, 2] };
            (cart.twice("x").await, cart.twice("xy").await, cart.later("xyz".to_owned()).await)
        };
        let Traced { value, graph } = block_on(trace_scope_async!(work));
        assert_eq!(value, (Ok(4), Err("xy".to_owned()), 3));
        assert_eq!(
            graph.draw(),
            "<attributes_async::methods::Cart as attributes_async::methods::Store>::later\n\
             Store::twice ×2, 1 ok, 1 error\n  \
             <attributes_async::methods::Cart as attributes_async::methods::Store>::load ×3, 2 ok, 1 error\n"
        );
    }

    #[async_trait]
    trait Remote: Sync {
        async fn fetch(&mut self, key: &str) -> Result<u8, String>;
        #[trace_async]
        async fn by_default(&self, (a, b): (u8, u8)) -> u8 {
            yielded().await;
            a + b
        }
    }

    #[async_trait]
    impl Remote for Cart {
        #[trace_async]
        async fn fetch(&mut self, key: &str) -> Result<u8, String> {
            yielded().await;
            if key.is_empty() {
                return Err("empty".to_owned());
            }
            self.items.pop().ok_or_else(String::new)
        }
    }

    #[trace]
    #[async_trait]
    impl Remote for u8 {
        async fn fetch(&mut self, key: &str) -> Result<u8, String> {
            yielded().await;
            *self += 1;
            if key.is_empty() { Err("empty".to_owned()) } else { Ok(*self) }
        }
    }

    #[async_trait]
    #[trace]
    impl Remote for u16 {
        async fn fetch(&mut self, key: &str) -> Result<u8, String> {
            yielded().await;
            *self += 1;
            if key.is_empty() { Err("empty".to_owned()) } else { Ok(1) }
        }
    }

    #[test]
    fn async_trait_in_either_order() {
        let work = async {
            let mut remotes: Vec<Box<dyn Remote>> =
                vec![Box::new(Cart { items: vec![1] }), Box::new(1_u8), Box::new(1_u16)];
            for remote in &mut remotes {
                let _ = (remote.fetch("x").await, remote.fetch("").await, remote.by_default((1, 2)).await);
            }
        };
        let graph = block_on(trace_scope_async!(work)).graph;
        assert_eq!(
            graph.draw(),
            "<attributes_async::methods::Cart as attributes_async::methods::Remote>::fetch ×2, 1 ok, 1 error\n\
             <u16 as attributes_async::methods::Remote>::fetch ×2, 1 ok, 1 error\n\
             <u8 as attributes_async::methods::Remote>::fetch ×2, 1 ok, 1 error\n\
             Remote::by_default ×3\n"
        );
        assert!(graph.nodes().iter().all(|node| node.polls() == 2 * node.calls()), "{graph}");
    }
}

mod runtimes {
    use super::*;

    #[trace_async]
    async fn leaf() {}

    #[trace_async]
    #[tokio::test]
    async fn the_attribute_stands_above_that_of_a_runtime() {
        tokio::task::yield_now().await;
        leaf().await;
    }

    #[trace_async]
    #[tokio::main(flavor = "current_thread")]
    async fn started() -> Result<(), String> {
        tokio::task::yield_now().await;
        leaf().await;
        Err("told to".to_owned())
    }

    #[test]
    fn a_started_function_is_recorded_with_its_callees() {
        assert_eq!(trace_scope!(started).graph.draw(), "started, 1 error\n  leaf\n");
    }

    #[trace_async]
    #[must_use]
    async fn important() -> u8 {
        leaf().await;
        1
    }

    #[test]
    fn an_output_that_must_be_used_is_recorded() {
        assert_eq!(drawn(important()), "important\n  leaf\n");
    }

    #[test]
    fn spawned_calls_belong_to_the_caller() {
        #[trace_async]
        async fn spawns() -> u8 {
            tokio::spawn(inner()).await.expect("no panic")
        }
        #[trace_async]
        async fn inner() -> u8 {
            tokio::task::yield_now().await;
            1
        }
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().expect("a runtime");
        let graph = runtime.block_on(trace_scope_async!(spawns())).graph;
        assert_eq!(graph.draw(), "spawns\n  ~inner\n");
    }
}

mod unchanged {
    use super::*;

    type Log = Rc<RefCell<Vec<&'static str>>>;

    /// Says when it goes.
    struct Loud(&'static str, Log);

    impl Drop for Loud {
        fn drop(&mut self) {
            self.1.borrow_mut().push(self.0);
        }
    }

    struct Owner(Loud);

    /// The same method, traced and not.
    macro_rules! both {
        ($(#[$meta:meta])* async fn order $signature:tt -> $ret:ty $body:block) => {
            impl Owner {
                #[trace_async]
                async fn traced $signature -> $ret $body
                async fn plain $signature -> $ret $body
            }
        };
    }

    both! {
        async fn order(
            self, a: Loud, (b, _): (Loud, Loud), _: Loud, mut c: Loud, _d: Loud, [e, .., f]: [Loud; 3], way: u8
        ) -> Result<Loud, Loud> {
            let _local = Loud("local", a.1.clone());
            c.0 = "c";
            let moved = e;
            yielded().await;
            if way == 1 {
                return Err(b);
            }
            if way == 2 {
                drop(self.0);
                pending::<()>().await;
            }
            drop(f);
            Ok(moved)
        }
    }

    /// Runs one of them to its end, to an early end, half, and not at all.
    macro_rules! run {
        ($method:path) => {{
            let log = Log::default();
            let loud = |name| Loud(name, log.clone());
            let call = |way| {
                $method(
                    Owner(loud("self")),
                    loud("a"),
                    (loud("b"), loud("b rest")),
                    loud("_"),
                    loud("changed"),
                    loud("_d"),
                    [loud("e"), loud("e rest"), loud("f")],
                    way,
                )
            };
            for way in [0, 1] {
                let result = block_on(call(way));
                log.borrow_mut().push("returned");
                drop(result);
            }
            for polls in [0, 1, 2] {
                let mut future = Box::pin(call(2));
                for _ in 0..polls {
                    assert!(poll(future.as_mut()).is_pending());
                }
                log.borrow_mut().push("cancelled");
            }
            log.take()
        }};
    }

    #[test]
    fn arguments_end_in_the_same_order() {
        let plain = run!(Owner::plain);
        assert!(plain.len() > 50, "{plain:?}");
        assert_eq!(trace_scope!(|| run!(Owner::traced)).value, plain);
    }

    /// Four futures in each other, with an argument that each holds across an await or only hands on.
    macro_rules! nested {
        ($name:ident, $(#[$meta:meta])*) => {
            mod $name {
                use super::*;
                type Kilobyte = [u8; 1024];

                $(#[$meta])*
                pub(super) async fn held1(bytes: Kilobyte) -> u8 { held2(bytes).await + bytes[1] }
                $(#[$meta])*
                async fn held2(bytes: Kilobyte) -> u8 { held3(bytes).await + bytes[1] }
                $(#[$meta])*
                async fn held3(bytes: Kilobyte) -> u8 { held4(bytes).await + bytes[1] }
                $(#[$meta])*
                async fn held4(bytes: Kilobyte) -> u8 { yielded().await; bytes[1] }

                $(#[$meta])*
                pub(super) async fn moved1(bytes: Kilobyte) -> u8 { moved2(bytes).await }
                $(#[$meta])*
                async fn moved2(bytes: Kilobyte) -> u8 { moved3(bytes).await }
                $(#[$meta])*
                async fn moved3(bytes: Kilobyte) -> u8 { moved4(bytes).await }
                $(#[$meta])*
                async fn moved4(bytes: Kilobyte) -> u8 { let first = bytes[0]; yielded().await; first }
            }
        };
    }

    nested!(plain,);
    nested!(traced, #[trace_async]);

    #[test]
    fn futures_grow_by_eight_words_a_level_at_most() {
        const LEVELS: usize = 4;
        let bytes = [0; 1024];
        for (what, plain, traced) in [
            ("held", size_of_val(&plain::held1(bytes)), size_of_val(&traced::held1(bytes))),
            ("moved", size_of_val(&plain::moved1(bytes)), size_of_val(&traced::moved1(bytes))),
        ] {
            let per_level = (traced - plain) as f64 / LEVELS as f64;
            println!("{what}: plain {plain} B, traced {traced} B, {per_level} B a level");
            assert!(traced <= plain + LEVELS * 8 * size_of::<usize>(), "{what}: {plain} B, {traced} B");
        }
    }

    /// Whether the type of a value has an auto trait.
    macro_rules! is {
        ($auto:path, $value:expr) => {{
            struct Is<T>(std::marker::PhantomData<T>);
            #[allow(dead_code, reason = "the answer is one of the two")]
            impl<T: $auto> Is<T> {
                fn answer(&self) -> bool {
                    true
                }
            }
            #[allow(dead_code, reason = "the answer is one of the two")]
            trait Otherwise {
                fn answer(&self) -> bool {
                    false
                }
            }
            impl<T> Otherwise for Is<T> {}
            fn of<T>(_: &T) -> Is<T> {
                Is(std::marker::PhantomData)
            }
            #[allow(unused_imports, reason = "used when the answer is no")]
            use Otherwise as _;
            of(&$value).answer()
        }};
    }

    #[test]
    fn guards_stay_on_their_thread() {
        use callflow::__private::{Site, SiteKind, enter};
        static SITE: Site =
            Site::new(SiteKind::Sync, "module", "guarded", "file", 1, 1, || "module::guarded");
        assert!(!is!(Send, enter(&SITE)));
        assert!(!is!(Send, callflow::TraceScope::new().enter()));
        assert!(!is!(Send, callflow::Context::current().attach()));
    }

    macro_rules! auto_traits {
        ($name:ident, $(#[$meta:meta])*) => {
            mod $name {
                use super::*;
                $(#[$meta])*
                pub(super) async fn unused(_: &Cell) {}
                $(#[$meta])*
                pub(super) async fn held(number: Rc<u8>) { yielded().await; drop(number); }
                $(#[$meta])*
                pub(super) async fn dropped(number: u8) { drop(Rc::new(number)); yielded().await; }
                $(#[$meta])*
                pub(super) async fn shared(number: Arc<Mutex<u8>>) { yielded().await; drop(number); }
                $(#[$meta])*
                pub(super) fn unpin(number: u8) -> impl Future<Output = u8> { ready(number) }
                impl Cell {
                    $(#[$meta])*
                    pub(super) async fn $name(&self) {}
                }
            }
        };
    }

    mod autos {
        use super::*;

        /// Not `Sync`.
        pub(super) struct Cell(#[expect(dead_code, reason = "only its type matters")] std::cell::Cell<u8>);

        impl Cell {
            pub(super) fn new() -> Self {
                Self(std::cell::Cell::new(0))
            }
        }

        auto_traits!(plain,);
        auto_traits!(traced, #[trace_async]);

        #[test]
        fn futures_are_send_sync_and_unpin_when_the_plain_ones_are() {
            macro_rules! all {
                ($module:ident) => {{
                    let cell = Cell::new();
                    macro_rules! three {
                        ($future:expr) => {
                            [is!(Send, $future), is!(Sync, $future), is!(Unpin, $future)]
                        };
                    }
                    [
                        three!($module::unused(&cell)),
                        three!(cell.$module()),
                        three!($module::held(Rc::new(1))),
                        three!($module::dropped(1)),
                        three!($module::shared(Arc::default())),
                        three!($module::unpin(1)),
                    ]
                }};
            }
            let plain = all!(plain);
            assert_eq!(plain.map(|[send, ..]| send), [false, false, false, true, true, true]);
            assert!(plain[5][2], "a ready future can move");
            assert_eq!(all!(traced), plain);
        }
    }

    /// A type whose lifetime hides.
    #[derive(Clone, Copy)]
    struct Ref<'a>(&'a str);

    #[trace_async]
    #[allow(elided_lifetimes_in_paths, reason = "what is tested")]
    async fn hidden(a: Ref, b: &mut String) -> usize {
        yielded().await;
        b.push_str(a.0);
        b.len()
    }

    #[test]
    fn lifetimes_may_hide() {
        let mut text = "a".to_owned();
        assert_eq!(block_on(hidden(Ref("bc"), &mut text)), 3);
    }

    #[trace_async]
    async fn coerced(kind: u8) -> Result<Box<dyn std::fmt::Debug>, Box<dyn std::error::Error>> {
        let limit: u8 = "1".parse()?;
        yielded().await;
        if kind > limit {
            return Err("too much".into());
        }
        if kind == limit {
            return Ok(Box::new(kind));
        }
        Ok(Box::new("text"))
    }

    #[trace_async]
    async fn slices(short: bool) -> &'static [u8] {
        if short {
            return &[1];
        }
        &[1, 2]
    }

    #[test]
    fn values_coerce_to_the_declared_type() {
        block_on(async {
            assert_eq!(
                format!("{:?} {:?}", coerced(0).await.unwrap(), coerced(1).await.unwrap()),
                "\"text\" 1"
            );
            assert_eq!(coerced(2).await.unwrap_err().to_string(), "too much");
            assert_eq!(slices(true).await.len() + slices(false).await.len(), 3);
        });
    }

    #[trace_async]
    async fn tail_borrows_from_an_argument(counter: Arc<Mutex<u8>>) -> u8 {
        yielded().await;
        counter.lock().map_or(0, |number| *number)
    }

    #[test]
    fn temporaries_of_the_tail_end_before_the_arguments() {
        assert_eq!(block_on(tail_borrows_from_an_argument(Arc::new(Mutex::new(1)))), 1);
    }
}

mod whole {
    use super::*;

    struct Cart(Vec<u8>);

    #[trace]
    impl Cart {
        fn len(&self) -> usize {
            self.0.len()
        }
        async fn save(&self) -> Result<(), String> {
            yielded().await;
            if self.len() == 0 { Err("empty".to_owned()) } else { Ok(()) }
        }
        fn load(&mut self) -> impl Future<Output = usize> + '_ {
            async move {
                yielded().await;
                self.0.push(1);
                self.len()
            }
        }
    }

    #[test]
    fn each_function_as_what_it_is() {
        let work = async {
            let mut cart = Cart(Vec::new());
            (cart.save().await, cart.load().await, cart.save().await)
        };
        let graph: CallGraph = block_on(trace_scope_async!(work)).graph;
        assert_eq!(graph.draw(), "Cart::load\n  Cart::len\nCart::save ×2, 1 ok, 1 error\n  Cart::len ×2\n");
    }
}
