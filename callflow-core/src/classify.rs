//! Whether a returned value is an error, decided for the declared type and never by running code of the user.
//!
//! The attributes cannot know what `io::Result<T>` or `Outcome` stands for, so the compiler decides:
//! `Probe::<R>::new().kind()` finds the method of `Probe<Result<T, E>>` where `R` is a `Result`, aliases included,
//! and the one of [`Otherwise`], one dereference further, for every other type. A generic `R` is never a `Result`.

use core::{marker::PhantomData, ops::Deref};

/// Tells errors from other returned values.
///
/// Its implementors hold nothing, so that a future which carries one does not grow.
pub trait Classify<R>: Copy {
    /// Whether `value` counts as an error.
    fn is_error(self, value: &R) -> bool;
}

/// The kind of every type that is not known to be a `Result`: never an error.
#[derive(Clone, Copy, Debug)]
pub struct Returned;

impl<R> Classify<R> for Returned {
    #[inline]
    fn is_error(self, _value: &R) -> bool {
        false
    }
}

/// The kind of `Result`: `Err` is an error.
#[derive(Clone, Copy, Debug)]
pub struct Fallible;

impl<T, E> Classify<Result<T, E>> for Fallible {
    #[inline]
    fn is_error(self, value: &Result<T, E>) -> bool {
        value.is_err()
    }
}

/// Finds the kind of a declared return type: `Probe::<R>::new().kind()`.
#[derive(Debug)]
pub struct Probe<R>(PhantomData<fn() -> R>);

impl<R> Probe<R> {
    /// A probe of `R`; no value of it is made.
    #[inline]
    #[expect(clippy::new_without_default, reason = "only generated code makes one, by this name")]
    pub const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<T, E> Probe<Result<T, E>> {
    /// The kind of a `Result`.
    #[inline]
    pub const fn kind(&self) -> Fallible {
        Fallible
    }
}

/// Where the search for `kind` goes on when the probed type is not a `Result`.
#[derive(Debug)]
pub struct Otherwise;

impl Otherwise {
    /// The kind of everything else.
    #[inline]
    pub const fn kind(&self) -> Returned {
        Returned
    }
}

impl<R> Deref for Probe<R> {
    type Target = Otherwise;

    #[inline]
    fn deref(&self) -> &Otherwise {
        &Otherwise
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{fmt, io};

    type Answer<T> = Result<T, String>;

    trait Named {
        fn name(self) -> &'static str;
    }
    impl Named for Returned {
        fn name(self) -> &'static str {
            "returned"
        }
    }
    impl Named for Fallible {
        fn name(self) -> &'static str {
            "fallible"
        }
    }

    #[test]
    fn results_are_found_behind_every_alias() {
        assert_eq!(Probe::<Result<u8, ()>>::new().kind().name(), "fallible");
        assert_eq!(Probe::<io::Result<()>>::new().kind().name(), "fallible");
        assert_eq!(Probe::<fmt::Result>::new().kind().name(), "fallible");
        assert_eq!(Probe::<Answer<&str>>::new().kind().name(), "fallible");
    }

    #[test]
    fn everything_else_is_merely_returned() {
        // Shares nothing with the real one but the name.
        #[expect(dead_code, reason = "only its type matters")]
        struct TestResult(u8);
        assert_eq!(Probe::<TestResult>::new().kind().name(), "returned");
        assert_eq!(Probe::<Option<Result<(), ()>>>::new().kind().name(), "returned");
        assert_eq!(Probe::<&Result<(), ()>>::new().kind().name(), "returned");
        assert_eq!(Probe::<()>::new().kind().name(), "returned");
    }

    #[test]
    fn a_generic_type_is_never_a_result() {
        fn probed<R>() -> &'static str {
            Probe::<R>::new().kind().name()
        }
        // Its parts may be generic, though.
        fn parts<T, E>() -> &'static str {
            Probe::<Result<T, E>>::new().kind().name()
        }
        assert_eq!(probed::<Result<(), ()>>(), "returned");
        assert_eq!(parts::<u8, u8>(), "fallible");
    }

    #[test]
    fn kinds_weigh_nothing_and_see_errors() {
        assert_eq!(size_of::<Returned>() + size_of::<Fallible>(), 0);
        assert!(Fallible.is_error(&Err::<(), _>(1)));
        assert!(!Fallible.is_error(&Ok::<_, ()>(1)));
        assert!(!Returned.is_error(&Err::<(), _>(1)));
    }
}
