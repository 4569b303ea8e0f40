//! Records runs for the command to compare: `record FOLDER RUNS MILLISECONDS` writes so many data files of a program
//! whose slow part takes so long.

use std::{env, error::Error, path::PathBuf, thread, time::Duration};

use callflow::{trace, trace_runs};

#[trace]
fn checkout(milliseconds: u64) {
    for item in 0..3 {
        price(item);
    }
    pay(milliseconds);
}

#[trace]
fn price(item: u64) {
    std::hint::black_box(item);
}

#[trace]
fn pay(milliseconds: u64) {
    thread::sleep(Duration::from_millis(milliseconds));
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [folder, runs, milliseconds] = arguments.as_slice() else {
        return Err("usage: record FOLDER RUNS MILLISECONDS".into());
    };
    let milliseconds = milliseconds.parse()?;
    for (run, graph) in trace_runs(runs.parse()?, || checkout(milliseconds)).iter().enumerate() {
        graph.save(PathBuf::from(folder).join(format!("{run}.json")))?;
    }
    Ok(())
}
