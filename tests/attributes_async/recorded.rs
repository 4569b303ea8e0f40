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
