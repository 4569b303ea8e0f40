//! Each is answered with the right form.

use callflow::trace;

#[trace(name)]
fn no_value() {}

#[trace(name = 5)]
fn not_a_string() {}

#[trace(name = "")]
fn empty() {}

#[trace(name("x"))]
fn list() {}

#[trace(name = concat!("a", "b"))]
fn computed() {}

#[trace(crate = "callflow")]
fn quoted() {}

#[trace(crate)]
fn no_path() {}

#[trace(err = "no")]
fn not_a_bool() -> Result<(), ()> {
    Ok(())
}

#[trace(err name = "x")]
fn no_comma() -> Result<(), ()> {
    Ok(())
}

fn main() {
    no_value();
    not_a_string();
    empty();
    list();
    computed();
    quoted();
    no_path();
    let _ = (not_a_bool(), no_comma());
}
