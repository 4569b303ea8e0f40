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

#[trace_async]
fn whatever<'a, T>(self) -> BoxFuture<'a, T>
where
    Self: Future<Output = T> + Sized + Send + 'a,
{
    Box::pin(self)
}

#[trace_async]
fn either(a: Option<u8>) -> BoxFuture<'static, u8> {
    Box::pin(match a {
        Some(a) => ready(a),
        None => return none(),
    })
}
