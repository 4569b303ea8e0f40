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
    static SITE: Site = Site::new(SiteKind::Sync, "module", "guarded", "file", 1, 1, || "module::guarded");
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
        assert_eq!(format!("{:?} {:?}", coerced(0).await.unwrap(), coerced(1).await.unwrap()), "\"text\" 1");
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
