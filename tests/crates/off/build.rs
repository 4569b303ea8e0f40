//! Records, which must not switch anything on in the crate itself.

#[callflow::trace]
fn count() {}

fn main() {
    assert_eq!(callflow::trace_scope!(count).graph.calls(), 1);
    println!("cargo::rerun-if-changed=build.rs");
}
