#[trace_async]
pub async fn plain(a: &str, mut b: u8, (c, _): (u8, u8)) -> u8 {
    b += c;
    later(a).await + b
}

#[trace_async]
async fn result(text: &str) -> Result<Box<dyn Debug>, Error> {
    let number = text.parse()?;
    Ok(Box::new(number))
}

#[trace_async]
async fn nothing() {
    work().await;
}

#[trace_async]
#[tokio::main]
async fn main() {
    work().await;
}

#[trace_async]
async fn never() -> ! {
    loop {
        work().await;
    }
}

#[trace_async]
fn tail(a: u8) -> impl Future<Output = u8> + Send {
    let b = a + 1;
    async move { b }
}

#[trace_async]
fn early(a: u8) -> impl Future<Output = u8> {
    if a == 0 {
        return ready(0);
    }
    ready(a)
}

#[trace_async(future)]
fn declared(a: u8) -> Ready<u8> {
    ready(a)
}
