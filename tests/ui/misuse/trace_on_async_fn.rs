//! Each attribute names the other.

use async_trait::async_trait;
use callflow::trace;
use std::pin::Pin;

#[trace]
async fn free() {}

struct Cart;

impl Cart {
    #[trace]
    pub(crate) async fn save(&self) {}
}

#[async_trait]
trait Store {
    async fn load(&self);
}

#[async_trait]
impl Store for Cart {
    #[trace]
    async fn load(&self) {}
}

#[trace]
fn returned() -> impl Future<Output = u8> {
    async { 1 }
}

#[trace]
fn boxed() -> Pin<Box<dyn Future<Output = u8>>> {
    Box::pin(returned())
}

fn main() {
    // The items are still there.
    let _ = (free(), Cart.save(), Cart.load(), boxed());
}
