//! The guide quotes messages as they are printed.

use std::{fs, path::Path};

/// What stands between fences: the language and the lines.
struct Block {
    language: String,
    text: String,
}

fn blocks(chapter: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut inside = false;
    for line in chapter.lines() {
        if let Some(language) = line.strip_prefix("```") {
            if !inside {
                blocks.push(Block { language: language.to_owned(), text: String::new() });
            }
            inside = !inside;
        } else if inside && let Some(block) = blocks.last_mut() {
            block.text.extend([line, "\n"]);
        }
    }
    assert!(!inside, "a fence is open");
    blocks
}

fn chapter(name: &str) -> String {
    fs::read_to_string(Path::new("docs/guide").join(name)).unwrap()
}

/// The compiler's answers to every misuse of the attributes, which `ui.rs` holds.
fn refusals() -> String {
    let files = fs::read_dir("tests/ui/misuse").unwrap().map(|file| file.unwrap().path());
    let answers = files.filter(|file| file.extension().is_some_and(|ending| ending == "stderr"));
    answers.map(|file| fs::read_to_string(file).unwrap()).collect()
}

/// Messages of the compiler are those of the `ui` tests; others are asserted by a doctest of the same chapter.
#[test]
fn every_message_that_is_quoted_is_printed() {
    let refusals = refusals();
    let mut quoted = 0;
    for name in ["troubleshooting.md", "testing.md"] {
        let blocks = blocks(&chapter(name));
        let is_snippet = |block: &&Block| block.language.is_empty();
        let snippets: String = blocks.iter().filter(is_snippet).map(|block| block.text.as_str()).collect();
        // What a snippet asserts it holds as a string.
        let snippets = snippets.replace("\\\"", "\"");
        for block in blocks.iter().filter(|block| block.language == "text" && block.text != "cargo test\n") {
            let of_the_compiler = block.text.starts_with("error: ");
            for line in block.text.lines() {
                let printed = if of_the_compiler {
                    refusals.lines().any(|printed| printed == line)
                } else {
                    snippets.contains(line)
                };
                assert!(printed, "{name} quotes what nothing prints: {line}");
                quoted += 1;
            }
        }
    }
    assert!(quoted > 40, "only {quoted}");
}

/// No snippet is left out: each is compiled and run.
#[test]
fn every_snippet_runs() {
    let mut snippets = 0;
    for file in fs::read_dir("docs/guide").unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "md") {
            for block in blocks(&fs::read_to_string(&path).unwrap()) {
                assert!(
                    ["", "text"].contains(&block.language.as_str()),
                    "{}: {}",
                    path.display(),
                    block.language
                );
                snippets += u32::from(block.language.is_empty());
            }
        }
    }
    assert!(snippets > 60, "only {snippets}");
}
