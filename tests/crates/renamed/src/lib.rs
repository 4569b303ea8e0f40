//! A crate to which the facade is known under another name: `crate = ::tracer` is all that the attributes need.

#![forbid(unsafe_code)]

/// A module of the old name, to which nothing may go by mistake.
pub mod callflow {}

/// Half of an even number.
///
/// # Errors
/// When the number is odd.
#[tracer::trace(crate = ::tracer, args(number))]
pub fn half(number: u32) -> Result<u32, String> {
    if number.is_multiple_of(2) { Ok(number / 2) } else { Err(format!("{number} is odd")) }
}

/// A type whose functions are all recorded.
#[derive(Debug, Default)]
pub struct Cart {
    items: Vec<u32>,
}

#[tracer::trace(crate = ::tracer)]
impl Cart {
    /// Adds an item.
    pub fn add(&mut self, item: u32) {
        self.items.push(item);
    }

    /// The sum of all items.
    pub async fn total(&self) -> u32 {
        std::future::ready(self.items.iter().sum()).await
    }
}

/// All of a module.
#[tracer::trace(crate = ::tracer)]
pub mod module {
    /// A future in a box.
    pub fn boxed(number: u32) -> std::pin::Pin<Box<dyn Future<Output = u32> + Send>> {
        Box::pin(async move { number })
    }
}

/// An `async fn` that its attribute leaves one.
#[tracer::trace_async(crate = ::tracer)]
#[must_use]
pub async fn important() -> u32 {
    1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_recorded_under_the_other_name() {
        let work = async {
            let mut cart = Cart::default();
            cart.add(half(4).unwrap_or_default());
            cart.add(half(3).unwrap_or_default());
            cart.total().await + module::boxed(1).await + important().await
        };
        let traced = futures::executor::block_on(tracer::trace_scope_async!(work));
        assert_eq!(traced.value, 4);
        assert_eq!(
            traced.graph.draw(),
            "Cart::add ×2\nCart::total\nhalf ×2, 1 ok, 1 error\nimportant\nboxed\n"
        );
    }
}
