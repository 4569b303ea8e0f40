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
