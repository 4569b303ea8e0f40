//! A hundred traced functions with names of their own, and as many call paths through them as one likes.

use std::hint::black_box;

/// Calls the numbers below its own; [`walk`] tells which.
type Numbered = fn(u64, u64);

macro_rules! modules {
    ($($module:ident)*) => {
        $(mod $module {
            functions!(alpha beta gamma delta epsilon zeta eta theta iota kappa);
        })*
        static FUNCTIONS: [[Numbered; 10]; 10] = [$($module::FUNCTIONS),*];
    };
}

macro_rules! functions {
    ($($function:ident)*) => {
        $(#[callflow::trace]
        #[inline(never)]
        fn $function(number: u64, last: u64) {
            super::both(number, last);
        })*
        pub(super) static FUNCTIONS: [super::Numbered; 10] = [$($function),*];
    };
}

modules!(north east south west spring summer autumn winter dawn dusk);

fn both(number: u64, last: u64) {
    for next in [2 * number, 2 * number + 1] {
        if next <= last {
            call(next, last);
        }
    }
}

fn call(number: u64, last: u64) {
    // Neighbours have different functions, and so have a number and its double.
    let place = (number * 37 % 100) as usize;
    black_box(FUNCTIONS[place / 10][place % 10])(number, last);
}

/// Makes one call on each of so many paths.
///
/// The calls are numbered like a heap: number k calls numbers 2k and 2k + 1.
pub(crate) fn walk(paths: u64) {
    if paths > 0 {
        call(1, paths);
    }
}
