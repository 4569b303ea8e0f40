//! The `callflow` command: compares, reports and sums up call graphs that were recorded with the `callflow` crate.
//!
//! [`args`] is what can be asked for, [`cmd`] does it, [`exit`] is how it ends. [`input`] reads graphs, [`output`] writes
//! what was asked for, and [`terminal`] talks to the person who asked.

#![forbid(unsafe_code)]

mod args;
mod cmd;
mod exit;
mod input;
mod output;
mod terminal;
mod thresholds;

use std::process::ExitCode;

use crate::{args::Args, exit::Exit};

fn main() -> ExitCode {
    let args = match Args::read(std::env::args_os().collect()) {
        Ok(args) => args,
        Err(shown) => {
            // Help and version go to stdout and are no error. Nobody may be there to read either.
            let _ = shown.print();
            return if shown.use_stderr() { Exit::BadInput.into() } else { ExitCode::SUCCESS };
        }
    };
    match cmd::run(args.command) {
        Ok(exit) => exit.into(),
        Err(failure) => {
            terminal::say(&format!("error: {failure}"));
            failure.exit().into()
        }
    }
}
