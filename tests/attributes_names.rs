//! The names under which functions are recorded, as this toolchain prints them.
//!
//! How a compiler prints a path is nobody's promise: one that prints another way shows here.

#![cfg(feature = "enabled")]
#![expect(
    clippy::unused_self,
    reason = "functions inside of functions are what is tested, and they do nothing"
)]

use callflow::{CallGraph, trace, trace_async, trace_scope};
use callflow_core::fixture::{Link, PathReading, Reading, SiteKind, SiteReading, Tally};
use futures::executor::block_on;

/// The full names of what a piece of code calls, in order and without the name of this file.
fn names<T>(work: impl FnOnce() -> T) -> Vec<String> {
    let graph = trace_scope!(work).graph;
    let mut names: Vec<_> =
        graph.nodes().iter().map(|node| node.full_name().replace("attributes_names::", "")).collect();
    names.sort();
    names
}

#[trace]
fn free() {}

#[trace]
fn generic<T, const N: usize>(_: [T; N]) {}

#[trace]
fn r#match() {}

#[trace]
fn größe() {}

#[trace]
fn observed() -> Result<(), ()> {
    Err(())
}

#[trace_async]
async fn asynchronous() {}

#[trace_async]
#[must_use]
async fn still_async() -> u8 {
    1
}

#[trace_async]
fn returned() -> impl Future<Output = ()> {
    async {}
}

#[test]
fn functions() {
    let work = || {
        free();
        generic([1]);
        generic(["a", "b"]);
        r#match();
        größe();
        let _ = observed();
        block_on(async {
            asynchronous().await;
            let _ = still_async().await;
            returned().await;
        });
    };
    let expected =
        ["asynchronous", "free", "generic", "größe", "match", "observed", "returned", "still_async"];
    assert_eq!(names(work), expected);
}

mod deep {
    pub(crate) mod deeper {
        #[callflow::trace]
        pub(crate) fn free() {}
    }
}

#[test]
fn functions_in_modules_functions_closures_and_constants() {
    #[trace]
    fn inner() {
        #[trace]
        fn inner() {}
        inner();
    }

    struct Local;

    impl Local {
        #[trace]
        fn method() {}
    }

    const CONST: fn() = {
        #[trace]
        fn in_const() {}
        in_const
    };

    let work = || {
        #[trace]
        fn in_closure() {}
        deep::deeper::free();
        inner();
        Local::method();
        CONST();
        in_closure();
        block_on(async {
            #[trace_async]
            async fn in_async_block() {}
            in_async_block().await;
        });
    };
    let outer = "functions_in_modules_functions_closures_and_constants";
    assert_eq!(
        names(work),
        [
            "deep::deeper::free".to_owned(),
            format!("{outer}::CONST::in_const"),
            format!("{outer}::Local::method"),
            format!("{outer}::in_async_block"),
            format!("{outer}::in_closure"),
            format!("{outer}::inner"),
            format!("{outer}::inner::inner"),
        ]
    );
}

struct S<T>(T);

impl<T> S<T> {
    #[trace]
    fn generic(&self) {}
    #[trace]
    fn observed(self) -> Result<T, ()> {
        Ok(self.0)
    }
    #[trace_async]
    async fn asynchronous(&self) {}
}

impl S<u8> {
    #[trace]
    fn concrete(&self) {}
}

struct Array<const N: usize>;

impl Array<{ 1 + 2 }> {
    #[trace]
    fn computed() {}
}

mod elsewhere {
    use callflow::trace;

    impl super::S<Vec<u8>> {
        #[trace]
        pub(crate) fn far(&self) {}
    }

    impl dyn super::Tr<u8> {
        #[trace]
        pub(crate) fn on_trait_object(&self) {}
    }

    impl super::Tr<u8> for u64 {
        #[trace]
        fn m(&self) {}
    }
}

#[test]
fn inherent_methods() {
    let work = || {
        S(1).generic();
        let _ = S("a").observed();
        block_on(S(1).asynchronous());
        S(1_u8).concrete();
        S(vec![1]).far();
        Array::<3>::computed();
        let object: &dyn Tr<u8> = &1_u64;
        object.on_trait_object();
    };
    assert_eq!(
        names(work),
        [
            "<dyn Tr>::on_trait_object",
            "Array::computed",
            "S::asynchronous",
            "S::concrete",
            "S::far",
            "S::generic",
            "S::observed",
        ]
    );
}

trait Tr<T> {
    #[trace]
    fn by_default(&self) {}
    fn m(&self);
}

macro_rules! implement {
    ($($(#[$meta:meta])* [$($generics:tt)*] $ty:ty;)*) => {
        $($(#[$meta])* impl<$($generics)*> Tr<u8> for $ty {
            #[trace]
            fn m(&self) {}
        })*
    };
}

implement! {
    [T] S<T>;
    [T] Vec<T>;
    [] (u8, &str);
    [] [u8; 4];
    [] [u16];
    [const N: usize] [i8; N];
    [] &str;
    [] *const u8;
    [] fn(u8) -> Vec<u8>;
    [] dyn std::fmt::Debug;
    [] dyn Fn(u8) -> u8 + Send;
}

const _: () = {
    impl Tr<u8> for u32 {
        #[trace]
        fn m(&self) {}
    }
};

#[callflow::trace]
impl<T> From<S<T>> for Array<1> {
    fn from(_: S<T>) -> Self {
        Self
    }
}

#[async_trait::async_trait]
trait Remote {
    async fn fetch(&self) -> Result<(), ()>;
}

#[async_trait::async_trait]
impl Remote for S<u8> {
    #[trace_async]
    async fn fetch(&self) -> Result<(), ()> {
        Ok(())
    }
}

#[test]
fn methods_of_traits() {
    struct Local;

    impl Tr<u16> for Local {
        #[trace]
        fn m(&self) {}
    }

    let work = || {
        S(1).m();
        vec![1].m();
        vec![1].by_default();
        (1_u8, "a").m();
        [1_u8; 4].m();
        [1_u16][..].m();
        [1_i8].m();
        "a".m();
        std::ptr::null::<u8>().m();
        let pointer: fn(u8) -> Vec<u8> = |_| Vec::new();
        pointer.m();
        let debug: &dyn std::fmt::Debug = &1;
        debug.m();
        let function: &(dyn Fn(u8) -> u8 + Send) = &|one| one;
        function.m();
        1_u32.m();
        1_u64.m();
        Local.m();
        let _ = Array::<1>::from(S(1));
        block_on(async {
            let _ = S(1_u8).fetch().await;
        });
    };
    assert_eq!(
        names(work),
        [
            "<&str as Tr>::m",
            "<(u8, &str) as Tr>::m",
            "<*const u8 as Tr>::m",
            "<Array as core::convert::From>::from",
            "<S as Remote>::fetch",
            "<S as Tr>::m",
            "<[i8; N] as Tr>::m",
            "<[u16] as Tr>::m",
            "<[u8; 4] as Tr>::m",
            "<alloc::vec::Vec as Tr>::m",
            "<dyn core::fmt::Debug as Tr>::m",
            "<dyn core::ops::function::Fn(u8) -> u8 + core::marker::Send as Tr>::m",
            "<fn(u8) -> alloc::vec::Vec as Tr>::m",
            "<methods_of_traits::Local as Tr>::m",
            "<u32 as Tr>::m",
            "<u64 as Tr>::m",
            "Tr::by_default",
        ]
    );
}

macro_rules! twins {
    ($($scope:ident)*) => {
        $(mod $scope {
            #[callflow::trace]
            pub(crate) fn twin() {}
        })*
    };
}

twins!(first second);

#[test]
fn functions_made_by_one_macro_are_still_two() {
    let work = || {
        first::twin();
        second::twin();
    };
    assert_eq!(names(work), ["first::twin", "second::twin"]);
}

macro_rules! block_twins {
    () => {{
        #[trace]
        fn twin() {}
        twin();
    }};
}

#[test]
fn functions_made_at_one_place_are_one() {
    let work = || {
        block_twins!();
        block_twins!();
    };
    let graph = trace_scope!(work).graph;
    assert_eq!(graph.draw(), "twin ×2\n");
}

macro_rules! named_twins {
    ($($scope:ident)*) => {
        $(mod $scope {
            #[callflow::trace(name = "named twin")]
            pub(crate) fn twin() {}
        })*
    };
}

named_twins!(earlier later);

#[test]
fn functions_of_one_place_and_name_are_one_whichever_is_called_first() {
    let calls: [[fn(); 2]; 2] = [[earlier::twin, later::twin], [later::twin, earlier::twin]];
    for order in calls {
        let graph = trace_scope!(|| order.iter().for_each(|twin| twin())).graph;
        let [twin] = graph.nodes() else { panic!("{graph}") };
        assert_eq!((twin.calls(), twin.module()), (2, "attributes_names::earlier"));
    }
}

#[trace(name = "shared")]
fn first_shared() {}

#[trace(name = "shared")]
fn second_shared() {}

#[test]
fn equal_names_at_different_places_are_numbered_in_their_order() {
    // Whichever is called first.
    for order in [[first_shared, second_shared], [second_shared, first_shared]] {
        let graph = trace_scope!(|| order.map(|function| function())).graph;
        let numbered =
            |name| graph.nodes().iter().find(|node| node.full_name() == name).map(callflow::Node::line);
        let (first, second) = (numbered("shared"), numbered("shared#2"));
        assert!(first.is_some() && first < second, "{first:?} {second:?}");
    }
    // One alone is not; the other was not called.
    assert_eq!(names(second_shared), ["shared"]);

    // Blocks have no name of their own, so two of them in one function may share all but their place.
    let work = || {
        {
            #[trace]
            fn block() {}
            block();
        }
        {
            #[trace]
            fn block() {}
            block();
        }
    };
    let outer = "equal_names_at_different_places_are_numbered_in_their_order";
    assert_eq!(names(work), [format!("{outer}::block"), format!("{outer}::block#2")]);
}

/// A recording of functions that share one name, each called once; told by module, file, line and column.
fn namesakes(places: &[(&str, &str, u32, u32)]) -> CallGraph {
    let mut reading = Reading { recording: true, ..Reading::default() };
    for (site, &(module, file, line, column)) in places.iter().enumerate() {
        reading.sites.push(SiteReading {
            full_name: "shared".to_owned(),
            module: module.to_owned(),
            file: file.to_owned(),
            line,
            column,
            kind: SiteKind::Sync,
            errors_observed: false,
            max_concurrent: 0,
            durations: Vec::new(),
            arguments: Vec::new(),
        });
        let tally = Tally { entered: 1, ok: 1, ..Tally::default() };
        reading.paths.push(PathReading { parent: None, site, link: Link::Nested, tally });
    }
    CallGraph::from_reading(reading)
}

#[test]
fn numbers_go_by_file_then_line_then_column_within_a_crate() {
    let graph = namesakes(&[
        ("shop::b", "b.rs", 1, 1),
        ("shop::a", "a.rs", 20, 5),
        ("shop::a", "a.rs", 20, 1),
        ("shop::a", "a.rs", 3, 9),
        ("other::a", "a.rs", 10, 1),
    ]);
    let nodes = graph.nodes().iter();
    let numbered: Vec<_> = nodes.map(|node| (node.full_name(), node.module(), node.calls())).collect();
    // The one of the other crate takes no number; it is joined by name.
    assert_eq!(
        numbered,
        [
            ("shared", "shop::a", 2),
            ("shared#2", "shop::a", 1),
            ("shared#3", "shop::a", 1),
            ("shared#4", "shop::b", 1)
        ]
    );
}
