//! As many call paths as one likes, from two functions.
//!
//! The calls are numbered like a heap: number k calls numbers 2k and 2k + 1. So each number has a path of its own, which
//! is its binary digits.

#[callflow::trace]
#[inline(never)]
fn even(number: u64, last: u64) {
    both(number, last);
}

#[callflow::trace]
#[inline(never)]
fn odd(number: u64, last: u64) {
    both(number, last);
}

#[inline]
fn both(number: u64, last: u64) {
    if 2 * number <= last {
        even(2 * number, last);
    }
    if 2 * number < last {
        odd(2 * number + 1, last);
    }
}

/// Makes one call on each of so many paths.
pub(crate) fn walk(paths: u64) {
    if paths > 0 {
        odd(1, paths);
    }
}
