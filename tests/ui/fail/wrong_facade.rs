//! The path given is the one that is used.

#[callflow::trace(crate = ::nowhere::callflow)]
fn f() {}

fn main() {
    f();
}
