//! What compiles and what does not, and the words that a user reads.
//!
//! `TRYBUILD=overwrite cargo test --test ui` writes the words anew; read them before keeping them. Those of `fail/`
//! are mostly the compiler's own and differ between its versions.

/// Wrong use of the attributes: ours to word, and the same with and without recording.
#[test]
fn misuse() {
    trybuild::TestCases::new().compile_fail("tests/ui/misuse/*.rs");
}

/// What the compiler has to say of the user's own code, which the attributes must not change.
#[test]
#[cfg(feature = "enabled")]
fn fail() {
    trybuild::TestCases::new().compile_fail("tests/ui/fail/*.rs");
}

#[test]
fn pass() {
    trybuild::TestCases::new().pass("tests/ui/pass/*.rs");
}
