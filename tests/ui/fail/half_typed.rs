//! Somebody is typing. One error for each, and no second one that would hide what follows.

use callflow::{trace, trace_async};

struct Cart {
    items: Vec<u8>,
}

#[trace]
fn sync(cart: &Cart) -> Result<usize, String> {
    let items = cart.;
    Ok(1)
}

#[trace_async]
async fn asynchronous(cart: &Cart) -> usize {
    cart.items.
}

#[trace]
impl Cart {
    fn len(&self) -> usize {
        let length = self.items.len() +;
        length
    }
}

fn main() {
    // The functions are there.
    let cart = Cart { items: Vec::new() };
    let _ = (sync(&cart), asynchronous(&cart), cart.len());
}
