//! The programs of `tests/hostile` in every edition, silent under every lint of the compiler and of clippy.
//!
//! Braces and keywords that a macro writes carry the macro's edition and not the user's, so that a program can compile
//! in one edition and not in another. Cargo checks them in a workspace of its own, which this test writes.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The packages: their edition and the features of the facade.
const PACKAGES: [(&str, &str, &str); 4] = [
    ("edition-2018", "2018", "\"enabled\""),
    ("edition-2021", "2021", "\"enabled\""),
    ("edition-2024", "2024", "\"enabled\""),
    ("not-recording", "2024", ""),
];

/// The workspace; made anew, but for what it has built.
fn workspace() -> PathBuf {
    let root = env!("CARGO_MANIFEST_DIR");
    let workspace = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("editions");
    let members = PACKAGES.map(|(name, ..)| format!("\"{name}\"")).join(", ");
    fs::create_dir_all(&workspace).expect("a directory");
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = [{members}]\n");
    fs::write(workspace.join("Cargo.toml"), manifest).expect("the workspace's manifest");
    // The versions that this workspace has, which are here already.
    fs::copy(format!("{root}/Cargo.lock"), workspace.join("Cargo.lock")).expect("the lock file");
    for (name, edition, features) in PACKAGES {
        let mut manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"{edition}\"\npublish = false\n\
             [dependencies]\n\
             callflow = {{ path = '{root}', default-features = false, features = [{features}] }}\n\
             async-trait = \"*\"\nfutures = \"*\"\ntokio = {{ version = \"*\", features = [\"rt\", \"macros\"] }}\n"
        );
        for program in ["functions", "futures", "shadowed"] {
            let path = format!("{root}/tests/hostile/{program}.rs");
            let _ = writeln!(manifest, "[[bin]]\nname = \"{program}-{name}\"\npath = '{path}'");
        }
        if name == "edition-2024" {
            let _ = writeln!(manifest, "[[example]]\nname = \"loud\"\npath = '{root}/tests/hostile/loud.rs'");
        }
        fs::create_dir_all(workspace.join(name)).expect("a directory");
        fs::write(workspace.join(name).join("Cargo.toml"), manifest).expect("a package's manifest");
    }
    workspace
}

fn cargo(workspace: &Path, arguments: &[&str]) -> (bool, String) {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .args(["--offline", "--color", "never"])
        .current_dir(workspace)
        .env("CARGO_TARGET_DIR", workspace.join("target"))
        .env_remove("RUSTFLAGS")
        .output()
        .expect("cargo runs");
    (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn hostile_programs_are_silent_in_every_edition() {
    let workspace = workspace();
    let has_clippy = cargo(&workspace, &["clippy", "--version"]).0;

    // Separately, because a workspace would unite their features.
    for (name, _, features) in PACKAGES {
        // Of a function that is emitted untouched clippy says what it always does.
        let check = if has_clippy && !features.is_empty() { "clippy" } else { "check" };
        let (silent, words) = cargo(&workspace, &[check, "--bins", "--tests", "--package", name]);
        assert!(silent && !words.contains("tests/hostile"), "{name}:\n{words}");
    }

    if has_clippy {
        let (_, words) = cargo(&workspace, &["clippy", "--example", "loud", "--package", "edition-2024"]);
        for (lint, times) in LOUD {
            assert_eq!(words.matches(lint).count(), times, "{lint} is not heard any more:\n{words}");
        }
    }

    // Documentation shows what was written.
    let (documented, words) = cargo(&workspace, &["doc", "--no-deps", "--bins", "--package", "edition-2021"]);
    assert!(documented && !words.contains("tests/hostile"), "{words}");
    let page = |path: &str| fs::read_to_string(workspace.join("target/doc").join(path)).expect(path);
    assert!(page("futures_edition_2021/fn.plain.html").contains("async fn"));
    assert!(page("futures_edition_2021/fn.elided.html").contains("async fn"));
    let patterns = page("functions_edition_2021/fn.patterns.html");
    assert!(patterns.contains("[first, ") && !patterns.contains("arg1"), "{patterns}");
}

/// Lints of clippy that traced functions must go on to raise, and how often in `tests/hostile/loud.rs`.
const LOUD: [(&str, usize); 4] = [
    ("the following explicit lifetimes could be elided: 'a", 2),
    ("unneeded `return` statement", 1),
    ("use of `println!`", 3),
    ("this argument is passed by value, but not consumed in the function body", 1),
];
