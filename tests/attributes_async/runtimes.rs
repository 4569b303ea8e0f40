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
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().expect("a runtime");
    let graph = runtime.block_on(trace_scope_async!(spawns())).graph;
    assert_eq!(graph.draw(), "spawns\n  ~inner\n");
}
