//! Each attribute names the other, and says where it has to stand.

use callflow::trace_async;

#[trace_async]
fn sync() -> u8 {
    1
}

#[tokio::main]
#[trace_async]
async fn below_a_runtime() {}

struct MyFuture;

#[trace_async]
fn unrecognised() -> MyFuture {
    MyFuture
}

fn main() {
    let _ = (sync(), unrecognised());
    below_a_runtime();
}
