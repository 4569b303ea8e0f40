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
fn generic<T: Clone, const N: usize>(value: &T, others: impl Iterator<Item = T>) -> Result<Vec<T>, [T; N]> {
    Ok(std::iter::once(value.clone()).chain(others).collect())
}

#[test]
fn instances_are_one_function() {
    let work = || (generic::<_, 1>(&1, [2].into_iter()), generic::<_, 2>(&"a", ["b"].into_iter()));
    let Traced { value, graph } = trace_scope!(work);
    assert_eq!(value, (Ok(vec![1, 2]), Ok(vec!["a", "b"])));
    assert_eq!(graph.draw(), "generic ×2\n");
}
