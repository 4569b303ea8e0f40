//! The commands.

mod baseline;
mod compare;
mod report;
mod stats;

use crate::{
    args::Command,
    exit::{Exit, Failure},
};

pub(crate) fn run(command: Command) -> Result<Exit, Failure> {
    match command {
        Command::Compare(args) => compare::run(&args),
        Command::Report(args) => report::run(&args),
        Command::Stats(args) => stats::run(&args),
        Command::Baseline(command) => baseline::run(&command),
    }
}
