use std::fmt::Write as _;

use callflow_core::get_async_stats;

use crate::{
    args::StatsArgs,
    exit::{Exit, Failure},
    input, output, terminal,
};

pub(crate) fn run(args: &StatsArgs) -> Result<Exit, Failure> {
    let (graph, runs) = input::merged(&args.files)?;
    let width = terminal::width();
    let mut text = String::new();
    if runs > 1 {
        let _ = writeln!(text, "{runs} runs added up");
    }
    let _ = write!(text, "{graph:width$}");
    let stats = get_async_stats(&graph);
    if stats.total_async_functions > 0 {
        let _ = write!(text, "\n{stats:width$}");
    }
    output::print(&text)?;
    Ok(Exit::Passed)
}
