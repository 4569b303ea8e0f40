//! All forms of functions in a crate that denies every lint, forbids `unsafe` and imports no prelude.

#![deny(warnings, missing_docs, unused_results, clippy::all, clippy::pedantic, clippy::nursery)]
#![forbid(unsafe_code)]
#![no_implicit_prelude]

use ::core::{
    future::Future,
    marker::Send,
    pin::Pin,
    result::Result::{self, Err, Ok},
};
use ::std::{boxed::Box, string::String};

/// What may go wrong.
#[derive(Debug)]
pub struct Failure;

/// One statement at the head.
#[::callflow::trace]
#[must_use]
pub fn guarded(number: u8) -> u8 {
    number.wrapping_add(1)
}

/// Nothing at all.
#[::callflow::trace(name = "lints::nothing")]
pub fn nothing() {}

/// A closure, patterns and offered arguments.
///
/// # Errors
/// For zero.
#[::callflow::trace(args(text, pair.0, last, more = last.wrapping_add(1)), crate = ::callflow)]
pub fn observed(mut text: String, pair: (u8, u8), [_, last]: [u8; 2]) -> Result<String, Failure> {
    if last == pair.0 {
        return Err(Failure);
    }
    text.push('!');
    Ok(text)
}

/// Without a look at errors.
///
/// # Errors
/// Never.
#[::callflow::trace(err = false)]
pub fn unobserved(number: u8) -> Result<u8, Failure> {
    Ok(guarded(number))
}

/// Desugared.
///
/// # Errors
/// For zero.
#[::callflow::trace_async(args(text, last))]
pub async fn later(text: &str, [_, last]: [u8; 2]) -> Result<usize, Failure> {
    if ::core::future::ready(last).await == 0 {
        return Err(Failure);
    }
    Ok(text.len())
}

/// An `async fn` that stays one.
#[::callflow::trace_async(args(number))]
#[must_use]
pub async fn important(number: u8) -> u8 {
    ::core::future::ready(number).await
}

/// Never done.
#[::callflow::trace_async]
pub async fn never() -> ! {
    ::core::future::pending().await
}

/// Returned.
#[::callflow::trace_async(args(text))]
pub fn returned(text: &str) -> impl Future<Output = usize> + Send {
    let length = text.len();
    async move { ::core::future::ready(length).await }
}

/// Returned early.
#[::callflow::trace_async(args(number))]
pub fn returned_early(number: u8) -> impl Future<Output = u8> + Send {
    if number == 0 {
        return ::core::future::ready(1);
    }
    ::core::future::ready(number)
}

/// Boxed, and opened to look inside.
#[::callflow::trace_async(args(number))]
#[must_use]
pub fn boxed(number: u8) -> Pin<Box<dyn Future<Output = u8> + Send>> {
    Box::pin(async move { ::core::future::ready(number).await })
}

/// Boxed twice.
#[::callflow::trace_async(args(number))]
#[must_use]
pub fn boxed_early(number: u8) -> Pin<Box<dyn Future<Output = u8> + Send>> {
    if number == 0 {
        return Box::pin(::core::future::ready(1));
    }
    Box::pin(::core::future::ready(number))
}

/// Under a name of its own.
#[::callflow::trace_async(future, args(number))]
pub fn declared(number: u8) -> ::core::future::Ready<u8> {
    ::core::future::ready(number)
}

/// A type.
#[derive(Debug)]
pub struct Cart {
    items: usize,
}

#[::callflow::trace]
impl Cart {
    /// Left alone.
    #[must_use]
    pub const fn new() -> Self {
        Self { items: 0 }
    }

    /// By reference.
    #[::callflow::trace(args(self.items))]
    pub fn add(&mut self) {
        self.items += 1;
        nothing();
    }

    /// By value.
    ///
    /// # Errors
    /// When empty.
    pub fn into_items(self) -> Result<usize, Failure> {
        if self.items == 0 { Err(Failure) } else { Ok(self.items) }
    }

    /// Later.
    pub async fn count(&self) -> usize {
        ::core::future::ready(self.items).await
    }
}

#[::callflow::trace]
impl ::core::default::Default for Cart {
    fn default() -> Self {
        Self::new()
    }
}

#[::callflow::trace]
mod module {
    pub fn inner() -> u8 {
        1
    }
}

/// Uses the module.
#[::callflow::trace]
#[must_use]
pub fn outer() -> u8 {
    module::inner()
}

/// What clippy lets an empty body have and no other.
#[::callflow::trace]
fn is_debug<T: ::core::fmt::Debug>() {}

/// Asks.
#[::callflow::trace]
pub fn asks() {
    is_debug::<u8>();
}

/// Bodies that clippy knows one right form of, on functions and on a whole `impl`.
#[expect(
    clippy::expl_impl_clone_on_copy,
    reason = "that it could be derived is true without the attribute, too"
)]
pub mod canonical {
    use ::core::{
        clone::Clone,
        cmp::{Eq, Ord, Ordering, PartialEq, PartialOrd},
        marker::Copy,
        option::Option::{self, Some},
    };

    /// By functions.
    #[derive(Debug, Copy, PartialEq, Eq)]
    pub struct One(pub u8);

    impl Clone for One {
        #[::callflow::trace]
        fn clone(&self) -> Self {
            *self
        }
    }

    impl PartialOrd for One {
        #[::callflow::trace]
        fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
            Some(self.cmp(other))
        }
    }

    impl Ord for One {
        #[::callflow::trace]
        fn cmp(&self, other: &Self) -> Ordering {
            self.0.cmp(&other.0)
        }
    }

    /// As a whole.
    #[derive(Debug, Copy, PartialEq, Eq)]
    pub struct Two(pub u8);

    #[::callflow::trace]
    impl Clone for Two {
        fn clone(&self) -> Self {
            *self
        }
    }

    #[::callflow::trace]
    impl PartialOrd for Two {
        fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
            Some(Self::cmp(self, other))
        }
    }

    #[::callflow::trace]
    impl Ord for Two {
        fn cmp(&self, other: &Self) -> Ordering {
            self.0.cmp(&other.0)
        }
    }
}
