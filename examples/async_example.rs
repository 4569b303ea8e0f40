//! Seven small async programs, each with two pages that show where its time went.
//!
//! `cargo run --example async_example` writes `target/callflow/NN_name.html`, the call graph, and
//! `target/callflow/NN_name.async.html`, the async statistics. Both open offline.

use std::{error::Error, time::Duration};

use callflow::{CallGraph, Traced, export_async_stats_html, get_async_stats, trace_scope_async};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    page("01_basic", "Basic async function tracing", basic::program).await?;
    page("02_concurrent", "Concurrent execution with gather_traced", concurrent::program).await?;
    page("03_nested", "Nested async calls", nested::program).await?;
    page("04_api_patterns", "Real-world API patterns", api_patterns::program).await?;
    let graph = page("05_performance", "Performance analysis", performance::program).await?;
    performance::explain(&graph)?;
    page("06_errors", "Error handling", errors::program).await?;
    page("07_pipeline", "Async data pipeline", pipeline::program).await?;
    Ok(())
}

/// Runs a program in a scope of its own, prints its statistics, and writes its two pages.
async fn page(name: &str, title: &str, program: impl AsyncFnOnce()) -> Result<CallGraph, Box<dyn Error>> {
    println!("── {title} ──");
    let path = format!("target/callflow/{name}.html");
    let Traced { value: (), graph } = trace_scope_async!(&path, program()).await?;

    let async_path = format!("target/callflow/{name}.async.html");
    export_async_stats_html(&graph, &async_path)?;

    println!("\n{:100}", get_async_stats(&graph));
    println!("{path}\n{async_path}\n");
    Ok(graph)
}

/// Stands for a network or a disk: the task is suspended, the thread is free.
async fn wait(milliseconds: u64) {
    tokio::time::sleep(Duration::from_millis(milliseconds)).await;
}

/// Stands for real work on the processor: the task is active, the thread is taken.
fn compute(rounds: u64) -> u64 {
    (0..rounds * 1_000).fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ byte).wrapping_mul(0x0100_0000_01b3))
}

/// One call after another. The statistics say that nearly all of the time was spent waiting.
mod basic {
    use callflow::{trace, trace_async};

    use super::wait;

    struct User {
        id: u64,
        name: String,
    }

    #[trace_async]
    async fn fetch_user(id: u64) -> User {
        wait(40).await;
        User { id, name: format!("User {id}") }
    }

    #[trace_async]
    async fn fetch_orders(user: &User) -> Vec<u64> {
        wait(60).await;
        (1..=3).map(|order| user.id * 100 + order).collect()
    }

    /// Sync functions have an attribute of their own, and stand in the same graph.
    #[trace]
    fn render(user: &User, orders: &[u64]) -> String {
        format!("{} has {} orders: {orders:?}", user.name, orders.len())
    }

    pub(super) async fn program() {
        let user = fetch_user(1).await;
        let orders = fetch_orders(&user).await;
        println!("{}", render(&user, &orders));
    }
}

/// Many calls at the same time. Each child of a gather is a lane of its own in the timeline.
mod concurrent {
    use callflow::{gather_traced, trace_async};

    use super::wait;

    #[trace_async]
    async fn fetch_price(item: u64) -> u64 {
        wait(20 + 10 * (item % 4)).await;
        100 + item
    }

    #[trace_async]
    async fn fetch_currency() -> &'static str {
        wait(30).await;
        "EUR"
    }

    pub(super) async fn program() {
        // Any number of futures of one type; the outputs come in the order of the futures.
        let prices: Vec<u64> = gather_traced((0..10).map(fetch_price)).await;
        // Some futures of different types.
        let (first, currency) = gather_traced!(fetch_price(0), fetch_currency()).await;
        println!("{} prices, the first is {first} {currency}", prices.len());
    }
}

/// Calls inside of calls: gathers inside of gathers, and recursion, whose time is counted once.
mod nested {
    use callflow::{gather_traced, trace_async};

    use super::wait;

    #[trace_async]
    async fn fetch_avatar() -> usize {
        wait(30).await;
        2_048
    }

    #[trace_async]
    async fn fetch_friends() -> usize {
        wait(50).await;
        7
    }

    #[trace_async]
    async fn profile() -> usize {
        let (avatar, friends) = gather_traced!(fetch_avatar(), fetch_friends()).await;
        avatar + friends
    }

    #[trace_async]
    async fn dashboard(users: usize) -> usize {
        gather_traced((0..users).map(|_| profile())).await.into_iter().sum()
    }

    /// A recursive async function is boxed, as ever.
    #[trace_async]
    async fn count_files(depth: u32) -> u32 {
        wait(10).await;
        if depth == 0 {
            return 1;
        }
        let left = Box::pin(count_files(depth - 1)).await;
        let right = Box::pin(count_files(depth - 1)).await;
        left + right
    }

    pub(super) async fn program() {
        println!("{} bytes, {} files", dashboard(3).await, count_files(3).await);
    }
}

/// What clients of a remote service do: cache, retry, give up after a while, and not ask for too much at once.
mod api_patterns {
    use std::{
        collections::HashMap,
        sync::{
            Mutex,
            atomic::{AtomicU32, Ordering},
        },
        time::Duration,
    };

    use callflow::{gather_traced, trace, trace_async};
    use tokio::{sync::Semaphore, time::timeout};

    use super::wait;

    struct Client {
        cache: Mutex<HashMap<u32, String>>,
        requests: AtomicU32,
        rate_limit: Semaphore,
    }

    /// One attribute for a whole `impl`: every method, sync or async, is traced.
    #[trace]
    impl Client {
        /// Every third request fails.
        async fn request(&self, id: u32) -> Result<String, String> {
            wait(15).await;
            match self.requests.fetch_add(1, Ordering::Relaxed) % 3 {
                2 => Err(format!("503 for {id}")),
                _ => Ok(format!("item {id}")),
            }
        }

        async fn retried(&self, id: u32) -> Result<String, String> {
            let mut pause = 5;
            loop {
                match self.request(id).await {
                    Err(_) if pause < 40 => wait(pause).await,
                    result => return result,
                }
                pause *= 2;
            }
        }

        fn cached(&self, id: u32) -> Option<String> {
            self.cache.lock().ok()?.get(&id).cloned()
        }

        /// Waits for a permit: that time is await time of this function.
        async fn get(&self, id: u32) -> Result<String, String> {
            if let Some(item) = self.cached(id) {
                return Ok(item);
            }
            let _permit = self.rate_limit.acquire().await.map_err(|closed| closed.to_string())?;
            let item = self.retried(id).await?;
            if let Ok(mut cache) = self.cache.lock() {
                cache.insert(id, item.clone());
            }
            Ok(item)
        }
    }

    #[trace_async]
    async fn slow_service() -> &'static str {
        wait(10_000).await;
        "fresh"
    }

    /// The call that was given up is counted as cancelled.
    #[trace_async]
    async fn with_fallback() -> &'static str {
        timeout(Duration::from_millis(50), slow_service()).await.unwrap_or("from yesterday")
    }

    pub(super) async fn program() {
        let client =
            Client { cache: Mutex::default(), requests: AtomicU32::new(0), rate_limit: Semaphore::new(3) };
        let cold = gather_traced((0..9).map(|id| client.get(id))).await;
        let warm = gather_traced((0..9).map(|id| client.get(id))).await;
        let found = |items: &[Result<String, String>]| items.iter().flatten().count();
        println!("{} cold, {} warm, news {}", found(&cold), found(&warm), with_fallback().await);
    }
}

/// The same work twice: one after another, and at the same time.
mod performance {
    use callflow::{CallGraph, LookupError, gather_traced, trace, trace_async};

    use super::{compute, wait};

    #[trace_async]
    async fn download(part: u64) -> u64 {
        wait(30).await;
        part
    }

    #[trace]
    fn decode(part: u64) -> u64 {
        compute(20 + part)
    }

    #[trace_async]
    async fn process(part: u64) -> u64 {
        decode(download(part).await)
    }

    #[trace_async]
    async fn sequential(parts: u64) -> u64 {
        let mut sum = 0_u64;
        for part in 0..parts {
            sum = sum.wrapping_add(process(part).await);
        }
        sum
    }

    #[trace_async]
    async fn concurrent(parts: u64) -> u64 {
        gather_traced((0..parts).map(process)).await.into_iter().fold(0, u64::wrapping_add)
    }

    pub(super) async fn program() {
        let equal = sequential(8).await == concurrent(8).await;
        println!("same result: {equal}");
    }

    /// Reads single numbers from the graph.
    pub(super) fn explain(graph: &CallGraph) -> Result<(), LookupError> {
        for name in ["performance::sequential", "performance::concurrent"] {
            let node = graph.find(name)?;
            println!(
                "{:11} {:>9.1?} in all, {:>9.1?} active, {:>9.1?} awaiting",
                node.name(),
                node.total_time(),
                node.active_time(),
                node.await_time()
            );
        }
        let peak = graph.find("performance::process")?.max_concurrent().unwrap_or_default();
        println!("at most {peak} parts at one time\n");
        Ok(())
    }
}

/// Calls that do not end well: each kind is counted apart.
mod errors {
    use std::{io, panic, time::Duration};

    use callflow::{trace_async, try_gather_traced};
    use tokio::{select, time::timeout};

    use super::wait;

    #[trace_async]
    async fn read_config(name: &str) -> Result<String, io::Error> {
        wait(10).await;
        match name {
            "missing" => Err(io::ErrorKind::NotFound.into()),
            name => Ok(format!("config of {name}")),
        }
    }

    /// `?` inside: this call ends with an error too.
    #[trace_async]
    async fn start(name: &str) -> Result<usize, io::Error> {
        Ok(read_config(name).await?.len())
    }

    #[trace_async]
    async fn check_invariant(holds: bool) {
        wait(5).await;
        assert!(holds, "this message belongs to the example: the panic is caught");
    }

    #[trace_async]
    async fn replica(milliseconds: u64) -> u64 {
        wait(milliseconds).await;
        milliseconds
    }

    pub(super) async fn program() {
        let errors = [start("server").await, start("missing").await].iter().filter(|r| r.is_err()).count();
        println!("{errors} error returned");

        // The usual hook may write a backtrace, which would be active time of the call that panics.
        panic::set_hook(Box::new(|panic| eprintln!("{panic}")));
        let panicked = tokio::spawn(check_invariant(false)).await.is_err_and(|error| error.is_panic());
        println!("panic caught: {panicked}");

        let in_time = timeout(Duration::from_millis(20), replica(5_000)).await.is_ok();
        println!("slow replica answered in time: {in_time}");

        let fastest = select! {
            fastest = replica(10) => fastest,
            fastest = replica(3_000) => fastest,
        };
        println!("the fastest replica took {fastest} ms");

        // The first error stops the others, which count as cancelled.
        let all = try_gather_traced(["missing", "server", "client"].map(start)).await;
        println!("all started: {}", all.is_ok());
    }
}

/// Three stages in tasks of their own, joined by channels. Spawned calls belong to the caller that made them.
mod pipeline {
    use callflow::{propagate, trace, trace_async};
    use tokio::{
        sync::mpsc::{Receiver, Sender, channel},
        task::{JoinError, spawn_blocking},
    };

    use super::{compute, wait};

    #[trace_async]
    async fn read_page(page: u64) -> Vec<u64> {
        wait(10).await;
        (page * 5..page * 5 + 5).collect()
    }

    #[trace_async]
    async fn extract(pages: u64, records: Sender<u64>) {
        for page in 0..pages {
            for record in read_page(page).await {
                // A full channel makes this stage wait.
                if records.send(record).await.is_err() {
                    return;
                }
            }
        }
    }

    #[trace]
    fn clean(record: u64) -> u64 {
        compute(record % 5 + 1)
    }

    /// Heavy work goes to a blocking thread, and `propagate` takes the call path along.
    #[trace_async]
    async fn transform(mut records: Receiver<u64>, cleaned: Sender<u64>) -> Result<(), JoinError> {
        while let Some(record) = records.recv().await {
            let record = spawn_blocking(propagate(move || clean(record))).await?;
            if cleaned.send(record).await.is_err() {
                break;
            }
        }
        Ok(())
    }

    #[trace_async]
    async fn write_batch(batch: &[u64]) -> usize {
        wait(15).await;
        batch.len()
    }

    #[trace_async]
    async fn load(mut cleaned: Receiver<u64>) -> usize {
        let (mut batch, mut written) = (Vec::new(), 0);
        while cleaned.recv_many(&mut batch, 8).await > 0 {
            written += write_batch(&batch).await;
            batch.clear();
        }
        written
    }

    pub(super) async fn program() {
        let (records, raw) = channel(4);
        let (cleaned, ready) = channel(16);
        let extracting = tokio::spawn(extract(8, records));
        let transforming = tokio::spawn(transform(raw, cleaned));
        let written = load(ready).await;
        let ended = extracting.await.is_ok() && transforming.await.is_ok();
        println!("{written} records written, all stages ended: {ended}");
    }
}
