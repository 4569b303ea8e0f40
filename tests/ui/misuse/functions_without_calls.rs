//! Functions that cannot be recorded.

use callflow::{trace, trace_async};

#[trace]
const fn constant() -> u8 {
    1
}

trait Store {
    #[trace]
    fn load(&self) -> u8;

    #[trace_async]
    async fn save(&self);
}

impl Store for u8 {
    fn load(&self) -> u8 {
        constant()
    }

    async fn save(&self) {}
}

const ONE: u8 = constant();

fn main() {
    let _ = (ONE.load(), ONE.save());
}
