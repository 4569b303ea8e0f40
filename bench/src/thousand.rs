//! A thousand functions, plain, clocked and traced.

use crate::clocks::{body, clock};

/// A function of a number.
pub(crate) type Function = fn(u64) -> u64;

type Thousand = [[[Function; 10]; 10]; 10];

/// Calls a macro with 0 to 9 as last argument.
macro_rules! ten {
    ($each:ident $($argument:tt)*) => {
        [
            $each!($($argument)* 0), $each!($($argument)* 1), $each!($($argument)* 2), $each!($($argument)* 3),
            $each!($($argument)* 4), $each!($($argument)* 5), $each!($($argument)* 6), $each!($($argument)* 7),
            $each!($($argument)* 8), $each!($($argument)* 9),
        ]
    };
}

macro_rules! hundreds {
    ($one:ident $a:literal) => {
        ten!(tens $one $a)
    };
}

macro_rules! tens {
    ($one:ident $a:literal $b:literal) => {
        ten!($one $a $b)
    };
}

// Each adds a number of its own, or the compiler would make all plain ones one function.

macro_rules! plain {
    ($a:literal $b:literal $c:literal) => {{
        #[inline(never)]
        fn callee(n: u64) -> u64 {
            body(n) + $a * 100 + $b * 10 + $c
        }
        callee as Function
    }};
}

macro_rules! clocked {
    ($a:literal $b:literal $c:literal) => {{
        #[inline(never)]
        fn callee(n: u64) -> u64 {
            let start = clock().raw();
            let value = body(n) + $a * 100 + $b * 10 + $c;
            std::hint::black_box(clock().raw().wrapping_sub(start));
            value
        }
        callee as Function
    }};
}

macro_rules! traced {
    ($a:literal $b:literal $c:literal) => {{
        #[callflow::trace]
        #[inline(never)]
        fn callee(n: u64) -> u64 {
            body(n) + $a * 100 + $b * 10 + $c
        }
        callee as Function
    }};
}

static PLAIN: Thousand = ten!(hundreds plain);
static CLOCKED: Thousand = ten!(hundreds clocked);
static TRACED: Thousand = ten!(hundreds traced);

pub(crate) fn plain() -> &'static [Function] {
    PLAIN.as_flattened().as_flattened()
}

pub(crate) fn clocked() -> &'static [Function] {
    CLOCKED.as_flattened().as_flattened()
}

pub(crate) fn traced() -> &'static [Function] {
    TRACED.as_flattened().as_flattened()
}
