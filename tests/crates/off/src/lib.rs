//! A library as `default-features = false` makes it: its functions carry the attributes, and nothing records.
//!
//! `tests/api.rs` uses all that the facade offers; `ci/off.sh` sees that nothing of it is forgotten.

#![forbid(unsafe_code)]

use std::pin::Pin;

use callflow::{trace, trace_async};

/// Every option of a sync function.
///
/// # Errors
/// When the number is odd.
#[trace(name = "half", args(number, twice = number * 2), err, crate = ::callflow)]
pub fn half(number: u32) -> Result<u32, String> {
    if number.is_multiple_of(2) { Ok(number / 2) } else { Err(format!("{number} is odd")) }
}

/// Doubles.
#[trace]
#[must_use]
pub fn double(number: u32) -> u32 {
    2 * number
}

/// Later.
#[trace_async(args(number))]
pub async fn later(number: u32) -> u32 {
    std::future::ready(double(number)).await
}

/// In a box.
#[trace_async]
#[must_use]
pub fn boxed(number: u32) -> Pin<Box<dyn Future<Output = u32> + Send>> {
    Box::pin(async move { number })
}

/// Under a name that says nothing; without the recorder the type stays as it is.
#[trace_async(future)]
pub fn declared(number: u32) -> std::future::Ready<u32> {
    std::future::ready(number)
}

/// A type whose functions would be recorded.
#[derive(Debug, Default)]
pub struct Cart {
    items: Vec<u32>,
}

#[trace]
impl Cart {
    /// Adds an item.
    pub fn add(&mut self, item: u32) {
        self.items.push(item);
    }

    /// The number of items.
    #[trace(skip)]
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The sum of all items.
    pub async fn total(&self) -> u32 {
        later(self.items.iter().sum()).await
    }
}
