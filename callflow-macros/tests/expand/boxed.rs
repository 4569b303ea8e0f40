#[trace_async]
fn inside<'a>(a: &'a str) -> Pin<Box<dyn Future<Output = usize> + Send + 'a>> {
    let more = 1;
    Box::pin(async move { a.len() + more })
}

#[trace_async]
fn around(a: &str) -> BoxFuture<'_, io::Result<usize>> {
    if a.is_empty() {
        return ready(Ok(0)).boxed();
    }
    async move { Ok(a.len()) }.boxed()
}
