//! Programs that run in a process of their own: how much memory a process holds is told for all of it, and so is what
//! some peers install.

use std::{
    env,
    process::{Command, Stdio},
};

use crate::{memory, peers};

/// What a child does with the numbers it is given, and the numbers it gives back.
pub(crate) type Program = fn(&[u64]) -> Vec<f64>;

/// What makes the benchmarks such a child; the name of a program and its numbers follow.
const ARGUMENT: &str = "--child";

fn programs() -> impl Iterator<Item = (&'static str, Program)> {
    memory::PROGRAMS.into_iter().chain(peers::PROGRAMS)
}

/// Runs a program in a child and returns what it gives back.
///
/// # Panics
/// When the child fails; it has said why.
pub(crate) fn run(program: &str, numbers: &[u64]) -> Vec<f64> {
    let this = env::current_exe().expect("the benchmarks know where they are");
    let child = Command::new(this)
        .args([ARGUMENT, program])
        .args(numbers.iter().map(u64::to_string))
        // hotpath would listen on a port.
        .env("HOTPATH_METRICS_SERVER_OFF", "1")
        .stderr(Stdio::inherit())
        .output()
        .expect("the benchmarks can run themselves");
    assert!(child.status.success(), "{program} {numbers:?} failed: {}", child.status);
    let printed = String::from_utf8(child.stdout).expect("a child prints numbers");
    printed.split_whitespace().map(|number| number.parse().expect("a child prints numbers")).collect()
}

/// Runs the program if this process is a child, and says so.
pub(crate) fn is_this(arguments: &[String]) -> bool {
    let [argument, name, numbers @ ..] = arguments else { return false };
    if argument != ARGUMENT {
        return false;
    }
    let (_, program) = programs().find(|(program, _)| program == name).expect("such a program");
    let numbers: Vec<u64> = numbers.iter().map(|number| number.parse().expect("a number")).collect();
    for number in program(&numbers) {
        println!("{number}");
    }
    true
}
