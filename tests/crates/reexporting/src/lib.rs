//! A framework that hands the facade on, and whose macros trace what they make.

#![forbid(unsafe_code)]

pub use callflow;

/// A traced handler.
#[macro_export]
macro_rules! handler {
    ($(#[$meta:meta])* $vis:vis async fn $name:ident($arg:ident: $ty:ty) -> $output:ty $body:block) => {
        $(#[$meta])*
        #[$crate::callflow::trace_async(crate = $crate::callflow, args($arg))]
        $vis async fn $name($arg: $ty) -> $output $body
    };
    ($(#[$meta:meta])* $vis:vis fn $name:ident($arg:ident: $ty:ty) -> $output:ty $body:block) => {
        $(#[$meta])*
        #[$crate::callflow::trace(crate = $crate::callflow, args($arg))]
        $vis fn $name($arg: $ty) -> $output $body
    };
}
