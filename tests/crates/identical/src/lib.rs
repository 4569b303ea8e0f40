//! Functions with and without the attributes, for `ci/identical.sh` to compare their machine code.

#![forbid(unsafe_code)]

pub mod least;

use std::{
    collections::BTreeMap,
    num::ParseIntError,
    pin::{Pin, pin},
    task::{Context, Poll, Waker},
};

/// One-`let` form.
#[cfg_attr(feature = "traced", callflow::trace)]
#[inline(never)]
pub fn plain(items: &[u64], most: u64) -> u64 {
    items.iter().filter(|item| **item < most).fold(0, |sum, item| sum.wrapping_mul(31).wrapping_add(*item))
}

/// Closure form.
///
/// # Errors
/// For what is no number.
#[cfg_attr(feature = "traced", callflow::trace(args(text, text.len()), name = "named"))]
#[inline(never)]
pub fn result(text: &str, (a, _): (u64, String)) -> Result<u64, ParseIntError> {
    let number: u64 = text.trim().parse()?;
    if number == 7 {
        return Ok(a);
    }
    Ok(plain(&[number, a], 100))
}

/// A method and its callees.
#[derive(Debug, Default)]
pub struct Cart {
    items: BTreeMap<u64, String>,
    total: u64,
}

#[cfg_attr(feature = "traced", callflow::trace)]
impl Cart {
    /// Adds an item.
    #[inline(never)]
    pub fn add(&mut self, item: u64, name: String) -> Option<String> {
        self.total += item;
        self.items.insert(item, name)
    }

    /// Adds two.
    ///
    /// # Errors
    /// When the first was there.
    pub async fn save(&mut self, name: &str) -> Result<u64, String> {
        let before = self.add(1, name.to_owned());
        yielded().await;
        self.add(2, name.to_owned());
        before.map_or(Ok(self.total), Err)
    }
}

/// Pending once.
async fn yielded() {
    let mut done = false;
    std::future::poll_fn(
        |_| if std::mem::replace(&mut done, true) { Poll::Ready(()) } else { Poll::Pending },
    )
    .await;
}

/// An `async fn` with an argument across an await.
#[cfg_attr(feature = "traced", callflow::trace_async)]
pub async fn later(number: u64, text: String) -> u64 {
    yielded().await;
    number + text.len() as u64
}

/// Its caller.
///
/// # Errors
/// For what is no number.
#[cfg_attr(feature = "traced", callflow::trace_async(args(text)))]
pub async fn fails(text: &str) -> Result<u64, ParseIntError> {
    let number = result(text, (1, String::new()))?;
    Ok(later(number, text.to_owned()).await)
}

/// In a box.
#[cfg_attr(feature = "traced", callflow::trace_async)]
#[must_use]
pub fn boxed(number: u64) -> Pin<Box<dyn Future<Output = u64> + Send>> {
    Box::pin(async move {
        yielded().await;
        number + 1
    })
}

/// Returned.
#[cfg_attr(feature = "traced", callflow::trace_async)]
pub fn returned(number: u64) -> impl Future<Output = u64> + Send {
    let more = number + 1;
    async move {
        yielded().await;
        more
    }
}

/// Runs a future to its end, which makes the compiler write down what its polls do.
fn finished<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return value;
        }
    }
}

/// All of the above.
#[inline(never)]
pub fn all(text: &str) -> u64 {
    let mut cart = Cart::default();
    finished(async {
        let saved = cart.save(text).await.unwrap_or(0);
        saved + fails(text).await.unwrap_or(0) + boxed(1).await + returned(2).await
    })
}
