//! Futures that come in a closed box, and leave in one of the same type.
//!
//! Whatever is put into a `Box<dyn Future<Output = T> + 'a>` has to outlive `'a`, and with it `T`; of the box itself
//! nothing of the kind is asked. So a function that is generic over `T` can return a box that it was given, and could
//! not put that box into another one.
#![expect(unsafe_code, reason = "no safe cast turns a lifetime that is long enough into the declared one")]

use std::{future::Future, mem, pin::Pin};

use super::task::traced;
use crate::{classify::Classify, site::Site};

/// The types of future that boxes are declared for.
pub trait Closed: Future {
    /// The box in another one that records its polls.
    fn traced<K>(site: &'static Site, kind: K, future: Pin<Box<Self>>) -> Pin<Box<Self>>
    where
        K: Classify<Self::Output> + Send + Sync + Unpin;
}

macro_rules! closed {
    ($($auto:ident)*) => {
        impl<'a, T> Closed for dyn Future<Output = T> $(+ $auto)* + 'a {
            fn traced<K>(site: &'static Site, kind: K, future: Pin<Box<Self>>) -> Pin<Box<Self>>
            where
                K: Classify<T> + Send + Sync + Unpin,
            {
                // For as long as this function runs, everything outlives it.
                let here: Pin<Box<dyn Future<Output = T> $(+ $auto)* + '_>> = Box::pin(traced(site, kind, future));
                // SAFETY: the types differ in a lifetime alone. Of all that is in the new box, only the old box can
                // dangle, and that one is good for `'a` by its type; the site is static and the rest owns itself.
                unsafe { mem::transmute::<Pin<Box<dyn Future<Output = T> $(+ $auto)* + '_>>, Pin<Box<Self>>>(here) }
            }
        }
    };
}

closed!();
closed!(Send);
closed!(Sync);
closed!(Unpin);
closed!(Send Sync);
closed!(Send Unpin);
closed!(Sync Unpin);
closed!(Send Sync Unpin);

/// Wraps a boxed future as a call of `site` in the context of this thread, now.
pub fn traced_box<F: Closed + ?Sized, K>(site: &'static Site, kind: K, future: Pin<Box<F>>) -> Pin<Box<F>>
where
    K: Classify<F::Output> + Send + Sync + Unpin,
{
    F::traced(site, kind, future)
}
