//! `#[trace]` on functions: what they record, and that they stay what they were.

#![cfg(feature = "enabled")]
#![expect(
    clippy::many_single_char_names,
    clippy::needless_pass_by_value,
    clippy::type_complexity,
    clippy::unnecessary_wraps,
    clippy::unused_self,
    reason = "what is tested are functions that do nothing, and plain ones beside traced ones"
)]

use std::{
    cell::RefCell,
    fmt::{self, Debug},
    io,
    panic::{AssertUnwindSafe, Location, catch_unwind},
    rc::Rc,
};

use callflow::{CallGraph, Traced, trace, trace_scope};

/// The drawing of what a piece of code called.
fn drawn<T>(work: impl FnOnce() -> T) -> String {
    trace_scope!(work).graph.draw()
}

mod recorded {
    use super::*;

    #[trace]
    fn leaf(number: u8) -> u8 {
        number + 1
    }

    #[trace]
    fn branch(number: u8) -> u8 {
        leaf(leaf(number))
    }

    #[test]
    fn callees_hang_below_their_callers() {
        let Traced { value, graph } = trace_scope!(|| (branch(1), leaf(1)));
        assert_eq!(value, (3, 2));
        assert_eq!(graph.draw(), "branch\n  leaf ×2\nleaf\n");
    }

    #[test]
    fn nothing_is_recorded_without_a_scope() {
        assert_eq!(branch(1), 3);
    }

    #[trace(name = "shop::checkout")]
    fn renamed() {}

    #[test]
    fn a_name_is_taken_as_it_is() {
        let graph = trace_scope!(renamed).graph;
        assert_eq!(graph.nodes()[0].full_name(), "shop::checkout");
        assert_eq!(graph.nodes()[0].module(), "attributes_sync::recorded");
    }

    #[trace]
    fn placed() {}

    #[test]
    fn the_place_is_that_of_the_functions_name() {
        let graph = trace_scope!(placed).graph;
        let node = &graph.nodes()[0];
        assert!(node.file().ends_with("attributes_sync.rs"), "{}", node.file());
        let line = include_str!("attributes_sync.rs").lines().position(|line| line == "    fn placed() {}");
        assert_eq!(Some(node.line() as usize), line.map(|before| before + 1));
    }

    #[trace]
    fn recursive(depth: u8) -> Result<u8, String> {
        if depth == 0 { Err("bottom".to_owned()) } else { recursive(depth - 1) }
    }

    #[test]
    fn recursion_is_recorded_call_by_call() {
        assert_eq!(
            drawn(|| recursive(2)),
            "recursive, 1 error\n  recursive, 1 error\n    recursive, 1 error\n"
        );
    }

    #[trace(skip)]
    fn skipped() {}

    #[test]
    fn skipped_functions_are_left_alone() {
        assert_eq!(drawn(skipped), "");
    }
}

mod outcomes {
    use super::*;

    type Answer<T> = Result<T, u8>;
    // Not named after what it is.
    type Outcome = Result<(), u8>;

    #[trace]
    fn result(fail: bool) -> Result<(), u8> {
        if fail {
            return Err(1);
        }
        Ok(())
    }

    #[trace]
    fn io_result(path: &str) -> io::Result<String> {
        Ok(std::fs::read_to_string(path)?.to_lowercase())
    }

    #[trace]
    fn plain_alias() -> Answer<u8> {
        Err(1)
    }

    #[trace(err)]
    fn asked() -> Outcome {
        Err(1)
    }

    #[trace]
    fn not_recognised() -> Outcome {
        Err(1)
    }

    #[trace(err = false)]
    fn switched_off() -> Result<(), u8> {
        Err(1)
    }

    #[trace(err)]
    fn generic<R>(value: R) -> R {
        value
    }

    #[trace]
    fn impl_trait(fail: bool) -> Result<impl Iterator<Item = u8>, String> {
        if fail { Err(String::new()) } else { Ok([1, 2].into_iter()) }
    }

    /// Named like one, and none.
    #[derive(PartialEq, Debug)]
    struct TestResult(u8);

    #[trace]
    fn only_the_name() -> TestResult {
        TestResult(1)
    }

    fn observed(graph: &CallGraph, name: &str) -> bool {
        graph.node(name).expect("recorded").errors_observed()
    }

    #[test]
    fn returned_errors_are_errors() {
        assert_eq!(drawn(|| (result(true), result(false))), "result ×2, 1 ok, 1 error\n");
        assert_eq!(drawn(|| io_result("/does/not/exist")), "io_result, 1 error\n");
        assert_eq!(drawn(asked), "asked, 1 error\n");
        assert_eq!(drawn(|| impl_trait(true).is_err()), "impl_trait, 1 error\n");
        assert_eq!(drawn(|| impl_trait(false).map(Iterator::count)), "impl_trait\n");
    }

    #[test]
    fn what_cannot_or_may_not_be_seen_is_no_error_and_says_so() {
        let graph = trace_scope!(|| (switched_off(), not_recognised(), plain_alias(), result(false))).graph;
        assert_eq!(graph.draw(), "not_recognised\nplain_alias\nresult\nswitched_off\n");
        assert!(!observed(&graph, "switched_off"));
        assert!(!observed(&graph, "not_recognised"));
        assert!(!observed(&graph, "plain_alias"));
        assert!(observed(&graph, "result"));
    }

    #[test]
    fn a_generic_value_is_no_error_whatever_it_turns_out_to_be() {
        assert_eq!(drawn(|| generic(Err::<u8, u8>(1))), "generic\n");
    }

    #[test]
    fn a_name_alone_makes_no_result() {
        assert_eq!(drawn(only_the_name), "only_the_name\n");
    }

    #[trace]
    fn panics(how: u8) -> Result<u8, String> {
        assert!(how != 1, "told to");
        Ok(how)
    }

    #[trace]
    fn panics_plainly() {
        panic!("told to");
    }

    #[test]
    fn panics_are_recorded_and_go_on() {
        let work = || {
            let _ = catch_unwind(|| panics(1));
            let _ = catch_unwind(panics_plainly);
            let _ = panics(2);
        };
        assert_eq!(drawn(work), "panics ×2, 1 ok, 1 panicked\npanics_plainly, 1 panicked\n");
    }
}

mod methods {
    use super::*;

    #[derive(Clone, Debug, Default)]
    struct Cart {
        items: Vec<u8>,
    }

    impl Cart {
        #[trace]
        fn create() -> Self {
            Self::default()
        }
        #[trace]
        fn by_ref(&self) -> Result<&u8, String> {
            self.items.first().ok_or_else(String::new)
        }
        #[trace]
        fn by_mut(&mut self, item: u8) -> Result<&mut u8, String> {
            self.items.push(item);
            self.items.last_mut().ok_or_else(String::new)
        }
        #[trace]
        fn by_value(mut self) -> Result<u8, String> {
            self.items.pop().ok_or_else(String::new)
        }
        #[trace]
        fn by_box(self: Box<Self>) -> Result<Vec<u8>, String> {
            Ok(self.items)
        }
        #[trace]
        fn by_rc(self: Rc<Self>) -> usize {
            self.items.len()
        }
        #[trace]
        fn by_pin(self: std::pin::Pin<&mut Self>) -> Result<usize, String> {
            let this = self.get_mut();
            this.items.clear();
            Ok(this.items.len())
        }
    }

    #[test]
    fn every_kind_of_self() {
        let work = || {
            let mut cart = Cart::create();
            let _ = cart.by_ref();
            *cart.by_mut(1).expect("pushed") += 1;
            let first = cart.by_ref().copied();
            let _ = std::pin::Pin::new(&mut cart.clone()).by_pin();
            (first, Rc::new(cart.clone()).by_rc(), Box::new(cart.clone()).by_box(), cart.by_value())
        };
        let Traced { value, graph } = trace_scope!(work);
        assert_eq!(value, (Ok(2), 1, Ok(vec![2]), Ok(2)));
        assert_eq!(
            graph.draw(),
            "Cart::by_box\nCart::by_mut\nCart::by_pin\nCart::by_rc\nCart::by_ref ×2, 1 ok, 1 error\nCart::by_value\n\
             Cart::create\n"
        );
    }

    trait Total {
        fn count(&self) -> usize;
        #[trace]
        fn total(&self) -> usize {
            self.count() + 1
        }
    }

    impl Total for Cart {
        #[trace]
        fn count(&self) -> usize {
            self.items.len()
        }
    }

    impl<T> Total for Vec<T> {
        #[trace]
        fn count(&self) -> usize {
            self.len()
        }
    }

    impl fmt::Display for Cart {
        #[trace]
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "{:?}", self.items)
        }
    }

    #[test]
    fn traits_and_their_impls() {
        let graph =
            trace_scope!(|| (Cart::default().total(), vec![1, 2].total(), Cart::default().to_string())).graph;
        assert_eq!(
            graph.draw(),
            "<attributes_sync::methods::Cart as core::fmt::Display>::fmt\nTotal::total ×2\n  \
             <alloc::vec::Vec as attributes_sync::methods::Total>::count\n  \
             <attributes_sync::methods::Cart as attributes_sync::methods::Total>::count\n"
        );
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

    /// The same functions, traced and not.
    macro_rules! both {
        ($(#[$meta:meta])* fn $name:ident $signature:tt -> $ret:ty $body:block) => {
            mod traced {
                use super::*;
                $(#[$meta])* #[trace] pub(super) fn $name $signature -> $ret $body
            }
            mod plain {
                use super::*;
                $(#[$meta])* pub(super) fn $name $signature -> $ret $body
            }
        };
    }

    mod drop_order {
        use super::*;

        both! {
            fn order(
                a: Loud, (b, _): (Loud, Loud), _: Loud, mut c: Loud, _d: Loud, [e, .., f]: [Loud; 3], give_up: bool
            ) -> Result<Loud, Loud> {
                let _local = Loud("local", a.1.clone());
                c.0 = "c";
                let moved = e;
                if give_up {
                    return Err(b);
                }
                drop(f);
                Ok(moved)
            }
        }

        fn run(
            order: fn(Loud, (Loud, Loud), Loud, Loud, Loud, [Loud; 3], bool) -> Result<Loud, Loud>,
        ) -> Vec<&'static str> {
            let log = Log::default();
            let loud = |name| Loud(name, log.clone());
            for give_up in [false, true] {
                let result = order(
                    loud("a"),
                    (loud("b"), loud("b rest")),
                    loud("_"),
                    loud("changed"),
                    loud("_d"),
                    [loud("e"), loud("e rest"), loud("f")],
                    give_up,
                );
                log.borrow_mut().push("returned");
                drop(result);
            }
            log.take()
        }

        #[test]
        fn arguments_end_in_the_same_order() {
            let plain = run(plain::order);
            assert!(plain.len() > 18, "{plain:?}");
            assert_eq!(trace_scope!(|| run(traced::order)).value, plain);
        }
    }

    mod receivers {
        use super::*;

        struct Owner(#[expect(dead_code, reason = "dropped with it")] Loud, Loud);

        impl Owner {
            fn plain(self, other: Loud) -> Result<(), String> {
                drop(self.1);
                let _local = Loud("local", other.1.clone());
                Ok(())
            }
            #[trace]
            fn traced(self, other: Loud) -> Result<(), String> {
                drop(self.1);
                let _local = Loud("local", other.1.clone());
                Ok(())
            }
            fn plain_unused(self, _: Loud) -> Result<(), String> {
                Ok(())
            }
            #[trace]
            fn traced_unused(self, _: Loud) -> Result<(), String> {
                Ok(())
            }
        }

        fn run(method: fn(Owner, Loud) -> Result<(), String>) -> Vec<&'static str> {
            let log = Log::default();
            let loud = |name| Loud(name, log.clone());
            method(Owner(loud("self.0"), loud("self.1")), loud("other")).expect("no error");
            log.take()
        }

        #[test]
        fn self_ends_last() {
            assert_eq!(run(Owner::traced), run(Owner::plain));
            assert_eq!(run(Owner::traced_unused), run(Owner::plain_unused));
            assert_eq!(run(Owner::plain_unused), ["other", "self.0", "self.1"]);
        }
    }

    #[trace]
    fn coerced(kind: u8) -> Result<Box<dyn Debug>, Box<dyn std::error::Error>> {
        let limit: u8 = "1".parse()?;
        if kind > limit {
            return Err("too much".into());
        }
        if kind == limit {
            return Ok(Box::new(kind));
        }
        Ok(Box::new("text"))
    }

    #[trace]
    fn slices(short: bool) -> Result<&'static [u8], String> {
        if short {
            return Ok(&[1]);
        }
        Ok(&[1, 2])
    }

    #[test]
    fn values_coerce_to_the_declared_type() {
        assert_eq!(format!("{:?} {:?}", coerced(0).unwrap(), coerced(1).unwrap()), "\"text\" 1");
        assert_eq!(coerced(2).unwrap_err().to_string(), "too much");
        assert_eq!(slices(true).unwrap().len() + slices(false).unwrap().len(), 3);
    }

    #[trace]
    #[track_caller]
    fn caller() -> u32 {
        Location::caller().line()
    }

    #[trace]
    #[track_caller]
    fn caller_result() -> Result<u32, String> {
        Ok(Location::caller().line())
    }

    #[test]
    fn callers_are_tracked() {
        assert_eq!(caller(), line!());
        assert_eq!(caller_result(), Ok(line!()));
        let graph = trace_scope!(|| caller_result()).graph;
        assert!(!graph.nodes()[0].errors_observed());
    }

    #[trace]
    fn diverges(code: u8) -> ! {
        panic!("{code}")
    }

    #[test]
    fn never_is_still_never() {
        let work = || {
            let _: u8 = catch_unwind(AssertUnwindSafe(|| diverges(1))).unwrap_or(2);
        };
        assert_eq!(drawn(work), "diverges, 1 panicked\n");
    }

    #[trace]
    extern "C" fn from_c(number: u32) -> u32 {
        number + 1
    }

    #[test]
    fn functions_for_c() {
        let pointer: extern "C" fn(u32) -> u32 = from_c;
        let Traced { value, graph } = trace_scope!(|| pointer(1));
        assert_eq!((value, graph.draw().as_str()), (2, "from_c\n"));
    }

    #[trace]
    fn inner_attributes() -> Result<u8, String> {
        #![allow(non_snake_case, reason = "what is tested")]
        let Name = "1".parse::<u8>().map_err(|error| error.to_string())?;
        Ok(Name)
    }

    #[test]
    fn inner_attributes_apply() {
        assert_eq!(inner_attributes(), Ok(1));
    }

    #[trace]
    fn tail_borrows_from_an_argument(cell: Rc<RefCell<Vec<u8>>>) -> Result<u8, String> {
        cell.borrow().first().copied().ok_or_else(String::new)
    }

    #[test]
    fn temporaries_of_the_tail_end_before_the_arguments() {
        assert_eq!(tail_borrows_from_an_argument(Rc::new(RefCell::new(vec![1]))), Ok(1));
    }

    mod hidden_return {
        use super::*;

        macro_rules! bail {
            ($number:expr) => {
                return Err($number)
            };
        }

        #[trace]
        fn bails(number: u8) -> Result<u8, u8> {
            if number > 1 {
                bail!(number);
            }
            Ok(number)
        }

        #[test]
        fn a_return_inside_a_macro_is_seen() {
            assert_eq!(drawn(|| (bails(1), bails(2))), "bails ×2, 1 ok, 1 error\n");
        }
    }

    #[trace]
    fn generic<T: Clone, const N: usize>(
        value: &T,
        others: impl Iterator<Item = T>,
    ) -> Result<Vec<T>, [T; N]> {
        Ok(std::iter::once(value.clone()).chain(others).collect())
    }

    #[test]
    fn instances_are_one_function() {
        let work = || (generic::<_, 1>(&1, [2].into_iter()), generic::<_, 2>(&"a", ["b"].into_iter()));
        let Traced { value, graph } = trace_scope!(work);
        assert_eq!(value, (Ok(vec![1, 2]), Ok(vec!["a", "b"])));
        assert_eq!(graph.draw(), "generic ×2\n");
    }
}

mod whole {
    use super::*;

    struct Cart(Vec<u8>);

    #[trace]
    impl Cart {
        const fn create() -> Self {
            Self(Vec::new())
        }
        fn add(&mut self, item: u8) -> Result<(), String> {
            self.0.push(item);
            if self.len() > 1 { Err("full".to_owned()) } else { Ok(()) }
        }
        #[trace(skip)]
        fn len(&self) -> usize {
            self.0.len()
        }
        #[trace(name = "cart::clear")]
        fn clear(&mut self) {
            self.0.clear();
        }
    }

    #[trace]
    impl Drop for Cart {
        fn drop(&mut self) {
            self.clear();
        }
    }

    #[test]
    fn each_function_of_an_impl() {
        let work = || {
            let mut cart = Cart::create();
            let _ = (cart.add(1), cart.add(2));
        };
        assert_eq!(
            drawn(work),
            "<attributes_sync::whole::Cart as core::ops::drop::Drop>::drop\n  clear\nCart::add ×2, 1 ok, 1 error\n"
        );
    }

    #[trace(err = false)]
    mod module {
        pub(super) fn outer() -> Result<u8, u8> {
            let _ = inner::leaf();
            Total::total(&1_u8);
            left_alone();
            Err(1)
        }

        #[super::trace(skip)]
        fn left_alone() {}

        pub(super) mod inner {
            pub(in super::super) fn leaf() -> Result<u8, u8> {
                Err(1)
            }
        }

        trait Total {
            fn total(&self) {}
        }

        impl Total for u8 {}

        #[super::trace(skip)]
        pub(super) mod skipped {
            pub(in super::super) fn f() {}
        }
    }

    #[test]
    fn each_function_of_a_module_and_of_those_inside() {
        assert_eq!(drawn(|| (module::outer(), module::skipped::f())), "outer\n  Total::total\n  leaf\n");
    }
}
