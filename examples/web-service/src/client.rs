//! The requests: three hundred, sixteen at a time.

use std::{
    error::Error,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use callflow::trace_async;
use reqwest::{Client, RequestBuilder};
use tokio::task::JoinSet;

use crate::{handlers::Login, store::NewBookmark};

/// How many requests are sent in all.
pub(crate) const REQUESTS: usize = 300;
/// How many are under way at one time.
const WORKERS: usize = 16;
/// How many bookmarks exist before the others begin.
pub(crate) const CREATED_FIRST: usize = 40;

/// What a client saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    /// Method and route, as the server counts them.
    pub(crate) route: &'static str,
    /// The status, or `None` where the client gave up.
    pub(crate) status: Option<u16>,
}

/// Sends every request and returns the answers.
///
/// # Errors
/// When a request fails otherwise than by a status or by the time that it was given.
#[trace_async]
pub(crate) async fn drive(address: SocketAddr) -> Result<Vec<Answer>, Box<dyn Error>> {
    let api = Arc::new(Api { client: Client::new(), base: format!("http://{address}") });
    let mut answers = send_all(&api, 0..CREATED_FIRST).await?;
    answers.extend(send_all(&api, CREATED_FIRST..REQUESTS).await?);
    Ok(answers)
}

/// Spawned futures belong to the caller that made them: their requests stand below `send_all`.
#[trace_async]
async fn send_all(api: &Arc<Api>, numbers: std::ops::Range<usize>) -> Result<Vec<Answer>, Box<dyn Error>> {
    let next = Arc::new(AtomicUsize::new(numbers.start));
    let mut workers = JoinSet::new();
    for _ in 0..WORKERS {
        workers.spawn(worker(api.clone(), next.clone(), numbers.end));
    }
    let mut answers = Vec::new();
    for worker in workers.join_all().await {
        answers.extend(worker?);
    }
    Ok(answers)
}

#[trace_async]
async fn worker(api: Arc<Api>, next: Arc<AtomicUsize>, end: usize) -> reqwest::Result<Vec<Answer>> {
    let mut answers = Vec::new();
    loop {
        let number = next.fetch_add(1, Relaxed);
        if number >= end {
            return Ok(answers);
        }
        let (route, request) = api.request(number);
        answers.push(Answer { route, status: send(request).await? });
    }
}

/// The status of the answer; `None` where none came in the time that the request was given.
#[trace_async]
async fn send(request: RequestBuilder) -> reqwest::Result<Option<u16>> {
    match request.send().await {
        Ok(response) => {
            let status = response.status().as_u16();
            response.bytes().await?;
            Ok(Some(status))
        }
        Err(error) if error.is_timeout() => Ok(None),
        Err(error) => Err(error),
    }
}

struct Api {
    client: Client,
    base: String,
}

const WORDS: [&str; 8] = ["rust", "async", "graph", "trace", "flame", "poll", "await", "scope"];

impl Api {
    /// The request of that number, the same in every run.
    fn request(&self, number: usize) -> (&'static str, RequestBuilder) {
        let get = |path: &str| self.client.get(format!("{}{path}", self.base));
        let post = |path: &str| self.client.post(format!("{}{path}", self.base));
        let word = WORDS[number % WORDS.len()];
        if number < CREATED_FIRST {
            return ("POST /bookmarks", post("/bookmarks").json(&new_bookmark(number)));
        }
        match number % 13 {
            0 | 1 => ("POST /bookmarks", post("/bookmarks").json(&new_bookmark(number))),
            2..=4 => ("GET /bookmarks", get("/bookmarks").query(&[("words", word)])),
            5 => ("GET /bookmarks/{id}", get(&format!("/bookmarks/{}", number % CREATED_FIRST + 1))),
            6 => ("GET /bookmarks/{id}", get("/bookmarks/1000000")),
            7 | 8 => ("GET /report", get("/report")),
            9 => ("GET /list/one-by-one", get("/list/one-by-one")),
            10 => ("GET /list/joined", get("/list/joined")),
            11 => {
                let login = Login { name: format!("user {number}"), password: word.to_owned() };
                ("POST /login", post("/login").json(&login))
            }
            _ => ("GET /changes", get("/changes").timeout(Duration::from_millis(100))),
        }
    }
}

fn new_bookmark(number: usize) -> NewBookmark {
    let word = |place: usize| WORDS[(number / 3 + place * number) % WORDS.len()].to_owned();
    NewBookmark {
        title: format!("{} & {} <{number}>", word(1), word(2)),
        url: format!("https://example.org/{number}?a=1&b=2"),
        tags: (3..6).map(word).collect(),
    }
}
