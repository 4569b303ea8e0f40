//! What is shown under no name cannot be found.

fn main() {
    callflow::span!("", {});
}
