//! The database: a few `SQLite` connections, each used by one blocking thread at a time.

use std::{
    fmt,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use callflow::{propagate, trace};
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde::{Deserialize, Serialize};
use tokio::{sync::Semaphore, task::spawn_blocking};

/// Why a query has no result.
#[derive(Debug)]
pub(crate) enum StoreError {
    Database(rusqlite::Error),
    /// The blocking thread panicked, or the runtime is going down.
    Gone,
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error)
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Database(error) => write!(f, "the database says: {error}"),
            Self::Gone => f.write_str("the thread of a query is gone"),
        }
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct NewBookmark {
    pub(crate) title: String,
    pub(crate) url: String,
    pub(crate) tags: Vec<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Bookmark {
    pub(crate) id: i64,
    pub(crate) title: String,
    pub(crate) url: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct TagCount {
    pub(crate) tag: String,
    pub(crate) bookmarks: i64,
    pub(crate) mean_title_length: f64,
}

/// A handle to the database; clones share the connections.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    idle: Arc<Mutex<Vec<Connection>>>,
    /// As many permits as connections.
    free: Arc<Semaphore>,
}

const SCHEMA: &str = "
    CREATE TABLE bookmarks (id INTEGER PRIMARY KEY, title TEXT NOT NULL, url TEXT NOT NULL);
    CREATE TABLE tags (bookmark INTEGER NOT NULL REFERENCES bookmarks, tag TEXT NOT NULL);
    CREATE INDEX tags_of_bookmark ON tags (bookmark);
    CREATE VIRTUAL TABLE titles USING fts5 (title, content = 'bookmarks', content_rowid = 'id');
";

impl Store {
    /// Makes the database and opens the connections.
    pub(crate) fn create(path: &Path, connections: usize) -> rusqlite::Result<Self> {
        let open = || {
            let connection = Connection::open(path)?;
            connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA busy_timeout = 10000;")?;
            rusqlite::Result::Ok(connection)
        };
        open()?.execute_batch(SCHEMA)?;
        let idle: Vec<_> = (0..connections).map(|_| open()).collect::<rusqlite::Result<_>>()?;
        Ok(Self { idle: Arc::new(Mutex::new(idle)), free: Arc::new(Semaphore::new(connections)) })
    }
}

#[trace]
impl Store {
    /// Runs a query on a blocking thread. A thread of its own knows nothing of the caller; `propagate` takes
    /// the call path there, so that the query stands below the request that asked for it.
    async fn query<T: Send + 'static>(
        &self,
        query: impl FnOnce(&mut Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let permit = self.free.clone().acquire_owned().await.map_err(|_| StoreError::Gone)?;
        let idle = self.idle.clone();
        let work = move || {
            let _permit = permit;
            let mut connection =
                idle.lock().unwrap_or_else(PoisonError::into_inner).pop().ok_or(StoreError::Gone)?;
            let result = query(&mut connection);
            idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
            Ok(result?)
        };
        spawn_blocking(propagate(work)).await.map_err(|_| StoreError::Gone)?
    }

    pub(crate) async fn create_bookmark(&self, new: NewBookmark) -> Result<i64, StoreError> {
        self.query(move |connection| insert(connection, &new)).await
    }

    pub(crate) async fn bookmark(&self, id: i64) -> Result<Option<Bookmark>, StoreError> {
        self.query(move |connection| select_one(connection, id)).await
    }

    pub(crate) async fn search(&self, words: String) -> Result<Vec<Bookmark>, StoreError> {
        self.query(move |connection| full_text(connection, &words)).await
    }

    pub(crate) async fn newest(&self, count: usize) -> Result<Vec<Bookmark>, StoreError> {
        self.query(move |connection| select_newest(connection, count)).await
    }

    pub(crate) async fn tags_of(&self, bookmark: i64) -> Result<Vec<String>, StoreError> {
        self.query(move |connection| select_tags(connection, bookmark)).await
    }

    pub(crate) async fn newest_with_tags(
        &self,
        count: usize,
    ) -> Result<Vec<(Bookmark, Vec<String>)>, StoreError> {
        self.query(move |connection| join_tags(connection, count)).await
    }

    pub(crate) async fn report(&self) -> Result<Vec<TagCount>, StoreError> {
        self.query(|connection| aggregate(connection)).await
    }
}

#[trace(name = "sql::insert")]
fn insert(connection: &mut Connection, new: &NewBookmark) -> rusqlite::Result<i64> {
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    transaction
        .prepare_cached("INSERT INTO bookmarks (title, url) VALUES (?1, ?2)")?
        .execute([&new.title, &new.url])?;
    let id = transaction.last_insert_rowid();
    transaction
        .prepare_cached("INSERT INTO titles (rowid, title) VALUES (?1, ?2)")?
        .execute(params![id, new.title])?;
    for tag in &new.tags {
        transaction
            .prepare_cached("INSERT INTO tags (bookmark, tag) VALUES (?1, ?2)")?
            .execute(params![id, tag])?;
    }
    transaction.commit()?;
    Ok(id)
}

#[trace(name = "sql::select_one")]
fn select_one(connection: &Connection, id: i64) -> rusqlite::Result<Option<Bookmark>> {
    connection
        .prepare_cached("SELECT id, title, url FROM bookmarks WHERE id = ?1")?
        .query_row([id], bookmark)
        .optional()
}

#[trace(name = "sql::full_text")]
fn full_text(connection: &Connection, words: &str) -> rusqlite::Result<Vec<Bookmark>> {
    connection
        .prepare_cached(
            "SELECT id, bookmarks.title, url FROM titles JOIN bookmarks ON id = titles.rowid
             WHERE titles MATCH ?1 ORDER BY rank LIMIT 20",
        )?
        .query_map([words], bookmark)?
        .collect()
}

#[trace(name = "sql::select_newest")]
fn select_newest(connection: &Connection, count: usize) -> rusqlite::Result<Vec<Bookmark>> {
    connection
        .prepare_cached("SELECT id, title, url FROM bookmarks ORDER BY id DESC LIMIT ?1")?
        .query_map([count], bookmark)?
        .collect()
}

#[trace(name = "sql::select_tags")]
fn select_tags(connection: &Connection, bookmark: i64) -> rusqlite::Result<Vec<String>> {
    connection
        .prepare_cached("SELECT tag FROM tags WHERE bookmark = ?1 ORDER BY tag")?
        .query_map([bookmark], |row| row.get(0))?
        .collect()
}

#[trace(name = "sql::join_tags")]
fn join_tags(connection: &Connection, count: usize) -> rusqlite::Result<Vec<(Bookmark, Vec<String>)>> {
    connection
        .prepare_cached(
            "SELECT id, title, url, (SELECT group_concat(tag, ' ') FROM tags WHERE bookmark = id)
             FROM bookmarks ORDER BY id DESC LIMIT ?1",
        )?
        .query_map([count], |row| {
            let tags: Option<String> = row.get(3)?;
            let tags = tags.unwrap_or_default().split_whitespace().map(str::to_owned).collect();
            Ok((bookmark(row)?, tags))
        })?
        .collect()
}

#[trace(name = "sql::aggregate")]
fn aggregate(connection: &Connection) -> rusqlite::Result<Vec<TagCount>> {
    connection
        .prepare_cached(
            "SELECT tag, count(*), avg(length(title)) FROM tags JOIN bookmarks ON id = bookmark
             GROUP BY tag ORDER BY count(*) DESC, tag",
        )?
        .query_map([], |row| {
            Ok(TagCount { tag: row.get(0)?, bookmarks: row.get(1)?, mean_title_length: row.get(2)? })
        })?
        .collect()
}

fn bookmark(row: &Row<'_>) -> rusqlite::Result<Bookmark> {
    Ok(Bookmark { id: row.get(0)?, title: row.get(1)?, url: row.get(2)? })
}
