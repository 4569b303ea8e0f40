//! Routes, and the middleware that puts each request into the scope.

use std::{
    collections::BTreeMap,
    error::Error,
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    Router,
    extract::{MatchedPath, Request, State},
    middleware::{Next, from_fn_with_state},
    response::Response,
    routing::{get, post},
};
use callflow::{Context, InContext as _};
use tempfile::TempDir;
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

use crate::{
    handlers::{self, App},
    store::Store,
};

/// What the server counted by itself for one route.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Count {
    /// Requests that reached the handler.
    pub(crate) begun: u64,
    /// Requests that were answered.
    pub(crate) answered: u64,
    /// Answers of a status from 400 on.
    pub(crate) refused: u64,
}

/// Counts by method and route.
pub(crate) type Served = BTreeMap<String, Count>;

/// A running server and its database.
pub(crate) struct Server {
    address: SocketAddr,
    served: Arc<Mutex<Served>>,
    stop: oneshot::Sender<()>,
    task: JoinHandle<io::Result<()>>,
    /// Deletes the database.
    _directory: TempDir,
}

impl Server {
    /// Starts a server whose requests belong to the scope that is in force here.
    pub(crate) async fn start() -> Result<Self, Box<dyn Error>> {
        let directory = TempDir::with_prefix("callflow-web-service-")?;
        let store = Store::create(&directory.path().join("bookmarks.sqlite"), 4)?;
        let counts = Arc::default();
        let router = router(App { store, changes: Arc::default() }, &counts);

        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let (stop, stopped) = oneshot::channel::<()>();
        let server = axum::serve(listener, router).with_graceful_shutdown(async {
            let _ = stopped.await;
        });
        let task = tokio::spawn(server.into_future());
        Ok(Self { address, served: counts, stop, task, _directory: directory })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits for the last request and says what was served.
    pub(crate) async fn stop(self) -> Result<Served, Box<dyn Error>> {
        let _ = self.stop.send(());
        self.task.await??;
        Ok(std::mem::take(&mut self.served.lock().unwrap_or_else(PoisonError::into_inner)))
    }
}

fn router(app: App, served: &Arc<Mutex<Served>>) -> Router {
    Router::new()
        .route("/bookmarks", post(handlers::create).get(handlers::search))
        .route("/bookmarks/{id}", get(handlers::show))
        .route("/report", get(handlers::report))
        .route("/list/one-by-one", get(handlers::list_one_by_one))
        .route("/list/joined", get(handlers::list_joined))
        .route("/login", post(handlers::login))
        .route("/changes", get(handlers::next_change))
        .route_layer(from_fn_with_state(served.clone(), count))
        .layer(from_fn_with_state(Context::current(), in_scope))
        .with_state(app)
}

/// axum serves each connection in a task of its own, which knows nothing of the scope that the server was
/// started in. So the context of the start is kept, and set around every request.
async fn in_scope(State(context): State<Context>, request: Request, next: Next) -> Response {
    next.run(request).in_context(context).await
}

/// Counts apart from callflow, to have something to compare with.
async fn count(State(served): State<Arc<Mutex<Served>>>, request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>().map_or("?", MatchedPath::as_str);
    let route = format!("{} {path}", request.method());
    let change = |change: fn(&mut Count)| {
        change(served.lock().unwrap_or_else(PoisonError::into_inner).entry(route.clone()).or_default());
    };
    change(|count| count.begun += 1);
    let response = next.run(request).await;
    change(|count| count.answered += 1);
    if !response.status().is_success() {
        change(|count| count.refused += 1);
    }
    response
}
