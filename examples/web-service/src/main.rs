//! A bookmark service with a database, driven over HTTP, with a page that shows where the time went.
//!
//! It is the real thing in small: axum on a socket of this machine, `SQLite` in a file, blocking queries on their
//! own threads, and clients that come sixteen at a time. `cargo run -p web-service` writes
//! `target/callflow/web_service.html`, `web_service.async.html` and `web_service.json`, prints what they say,
//! and fails when the recorded calls are not the calls that were made.
//!
//! - `server`: routes, and the middleware that puts each request into the scope
//! - `handlers`: what each route does
//! - `store`: the database, and how blocking queries keep their callers
//! - `client`: the requests
//! - `check`: recorded calls against counted ones

mod check;
mod client;
mod handlers;
mod server;
mod store;

use std::{error::Error, process::ExitCode};

use callflow::{CallGraph, TraceScope, export_async_stats_html, export_html, get_async_stats};

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let scope = TraceScope::builder().name("web service").build()?;
    let traced = scope.run_async(serve_and_drive).await;
    let graph = scope.finish();
    let (answers, served) = traced.value?;

    write(&graph)?;
    println!("{graph:120}\n{:120}", get_async_stats(&graph));

    let differences = check::differences(&graph, &answers, &served);
    for difference in &differences {
        eprintln!("web-service: {difference}");
    }
    if !differences.is_empty() {
        eprintln!("web-service: the graph does not show what happened; its call tree is\n{}", graph.draw());
        return Ok(ExitCode::FAILURE);
    }
    println!("Every one of {} requests was recorded as it happened.", answers.len());
    Ok(ExitCode::SUCCESS)
}

/// Starts the service, sends it all requests, and stops it when the last one has been answered.
async fn serve_and_drive() -> Result<(Vec<client::Answer>, server::Served), Box<dyn Error>> {
    let service = server::Server::start().await?;
    let answers = client::drive(service.address()).await?;
    let served = service.stop().await?;
    Ok((answers, served))
}

fn write(graph: &CallGraph) -> Result<(), callflow::Error> {
    export_html(graph, "target/callflow/web_service.html")?;
    export_async_stats_html(graph, "target/callflow/web_service.async.html")?;
    graph.save("target/callflow/web_service.json")
}
