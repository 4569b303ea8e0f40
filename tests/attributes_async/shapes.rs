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
async fn impl_trait_in_result(text: &str) -> Result<impl Iterator<Item = u8>, Box<dyn std::error::Error>> {
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
