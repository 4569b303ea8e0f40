//! What each route does. Every handler is one `#[trace_async]` function.

use std::{
    collections::hash_map::DefaultHasher,
    fmt::Write as _,
    hash::{Hash as _, Hasher as _},
};

use axum::{
    Json,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};
use callflow::{propagate, trace, trace_async};
use serde::{Deserialize, Serialize};
use tokio::{sync::Notify, task::spawn_blocking};

use crate::store::{Bookmark, NewBookmark, Store, StoreError, TagCount};

/// What the handlers work with.
#[derive(Debug, Clone)]
pub(crate) struct App {
    pub(crate) store: Store,
    /// Told of every change of the bookmarks; nobody makes one while the long polls of this example wait.
    pub(crate) changes: std::sync::Arc<Notify>,
}

/// An answer that is not the one asked for. The attribute sees the `Err` and counts an error.
#[derive(Debug)]
pub(crate) enum Refusal {
    NotFound,
    Unauthorized,
    Failed(StoreError),
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND.into_response(),
            Self::Unauthorized => StatusCode::UNAUTHORIZED.into_response(),
            Self::Failed(error) => {
                eprintln!("web-service: {error}");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }
}

type Result<T> = std::result::Result<T, Refusal>;

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Created {
    pub(crate) id: i64,
}

#[trace_async]
pub(crate) async fn create(State(app): State<App>, Json(new): Json<NewBookmark>) -> Result<Json<Created>> {
    let id = app.store.create_bookmark(new).await?;
    Ok(Json(Created { id }))
}

#[trace_async]
pub(crate) async fn show(State(app): State<App>, Path(id): Path<i64>) -> Result<Json<Bookmark>> {
    app.store.bookmark(id).await?.map(Json).ok_or(Refusal::NotFound)
}

#[derive(Debug, Deserialize)]
pub(crate) struct Words {
    words: String,
}

#[trace_async]
pub(crate) async fn search(
    State(app): State<App>,
    Query(Words { words }): Query<Words>,
) -> Result<Json<Vec<Bookmark>>> {
    Ok(Json(app.store.search(words).await?))
}

#[trace_async]
pub(crate) async fn report(State(app): State<App>) -> Result<Json<Vec<TagCount>>> {
    Ok(Json(app.store.report().await?))
}

/// How many bookmarks the two lists show.
pub(crate) const LISTED: usize = 25;

/// One query for the list and one more for every entry: the page shows it as an edge with 25 calls a request.
#[trace_async]
pub(crate) async fn list_one_by_one(State(app): State<App>) -> Result<Html<String>> {
    let mut entries = Vec::new();
    for bookmark in app.store.newest(LISTED).await? {
        let tags = app.store.tags_of(bookmark.id).await?;
        entries.push((bookmark, tags));
    }
    Ok(Html(render(&entries)))
}

/// The same list from one query.
#[trace_async]
pub(crate) async fn list_joined(State(app): State<App>) -> Result<Html<String>> {
    Ok(Html(render(&app.store.newest_with_tags(LISTED).await?)))
}

#[trace]
fn render(entries: &[(Bookmark, Vec<String>)]) -> String {
    let mut page = String::from("<ul>");
    for (Bookmark { title, url, .. }, tags) in entries {
        let _ = write!(page, "<li><a href=\"{}\">{}</a>", escape(url), escape(title));
        for tag in tags {
            let _ = write!(page, " <b>{}</b>", escape(tag));
        }
        page.push_str("</li>");
    }
    page + "</ul>"
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Login {
    pub(crate) name: String,
    pub(crate) password: String,
}

/// Work on the processor goes to a blocking thread, and keeps its caller.
#[trace_async]
pub(crate) async fn login(Json(login): Json<Login>) -> Result<String> {
    let hash = propagate(move || stretch(&login.name, &login.password));
    let hash = spawn_blocking(hash).await.map_err(|_| StoreError::Gone)?;
    if hash % 5 == 0 { Err(Refusal::Unauthorized) } else { Ok(format!("{hash:016x}")) }
}

/// As slow as a password hash has to be, and good for nothing else.
#[trace]
pub(crate) fn stretch(name: &str, password: &str) -> u64 {
    (0..2_000_u32).fold(0, |hash: u64, round| {
        let mut hasher = DefaultHasher::new();
        (hash, round, name, password).hash(&mut hasher);
        hasher.finish()
    })
}

/// A long poll. Clients give up before anything happens, and each such call is counted as cancelled.
#[trace_async]
pub(crate) async fn next_change(State(app): State<App>) -> StatusCode {
    app.changes.notified().await;
    StatusCode::NO_CONTENT
}
