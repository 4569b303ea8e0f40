//! The command as it is used: run on files, judged by its exit code and by what it writes.

mod baselines;
mod compare;
mod inputs;
mod outputs;
mod reports;
mod support;
mod usage;
