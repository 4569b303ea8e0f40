//! One run of a program: its executor, its scopes, what it keeps, and the model beside it.

use std::{
    mem,
    sync::{Arc, Mutex, MutexGuard},
};

use callflow::{CallGraph, Context, TraceScope};

use crate::{
    executor::Executor,
    known,
    model::{At, Model, ScopeId},
    picture::Picture,
    program::{End, Program, SLOTS, Task},
    run::{body_sync, is_traced},
    shadow::Force,
    sites::{Boxed, FaultResult},
    times,
};

/// A context of the library, and the same of the model.
type Kept = (Context, Option<At>);

/// Everything that the parts of one program share.
pub(crate) struct World {
    pub(crate) executor: Executor,
    root: Root,
    model: Mutex<Model>,
    pub(crate) contexts: Mutex<[Option<Kept>; SLOTS]>,
    pub(crate) futures: Mutex<[Option<Boxed<FaultResult>>; SLOTS]>,
    scopes: Mutex<Vec<Option<Arc<TraceScope>>>>,
    failures: Mutex<Vec<String>>,
}

/// What is known of the outermost scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Root {
    /// It shows what the program does and nothing else; with a cap on call paths.
    Alone { max_paths: usize },
    /// It shows other things too.
    Shared,
}

impl World {
    pub(crate) fn new(program: &Program, root: Root) -> Arc<Self> {
        Arc::new(Self {
            executor: Executor::new(&program.schedule),
            root,
            model: Mutex::default(),
            contexts: Mutex::default(),
            futures: Mutex::default(),
            scopes: Mutex::default(),
            failures: Mutex::default(),
        })
    }

    /// Runs a program in a scope, which is number 0 of the model.
    pub(crate) fn run(self: &Arc<Self>, program: &Program, scope: Arc<TraceScope>) -> Result<(), String> {
        let (at, scope) = self.open_scope(scope);
        self.executor.catch(|| {
            let _in_force = Force::new(self, Some(at));
            scope.run(|| body_sync(self, &program.main, End::Ok))
        });
        self.executor.drain();
        let kept = mem::take(&mut *self.futures.lock().unwrap());
        drop(kept);
        self.compare_all("at the end");
        let unplanned = self.executor.unplanned_panics();
        let failures = mem::take(&mut *self.failures.lock().unwrap());
        failures.into_iter().chain(unplanned).next().map_or(Ok(()), Err)
    }

    /// Whether the wrappers between lanes and children are boxed. A lane knows its child by what lies directly in it
    /// or behind a box; else by the context that it was called in.
    pub(crate) fn boxes_lanes<'t>(&self, children: impl IntoIterator<Item = &'t Task>) -> bool {
        known::boxes_lanes(self) || children.into_iter().all(is_traced)
    }

    /// Whether the outermost scope has a cap on call paths.
    pub(crate) fn is_capped(&self) -> bool {
        matches!(self.root, Root::Alone { max_paths } if max_paths < usize::MAX)
    }

    /// What the outermost scope is to show.
    pub(crate) fn expected(&self) -> Picture {
        Picture::expected(&self.model(), 0)
    }

    pub(crate) fn model(&self) -> MutexGuard<'_, Model> {
        self.model.lock().unwrap()
    }

    /// Notes a disagreement. A panic might be caught by the program.
    pub(crate) fn fail(&self, what: String) {
        self.failures.lock().unwrap().push(what);
    }

    pub(crate) fn open_scope(&self, scope: Arc<TraceScope>) -> (At, Arc<TraceScope>) {
        let mut model = self.model();
        let max_paths = match self.root {
            Root::Alone { max_paths } if model.scopes.is_empty() => max_paths,
            _ => usize::MAX,
        };
        let id = model.open_scope(max_paths);
        drop(model);
        self.scopes.lock().unwrap().push(Some(scope.clone()));
        (At { scope: id, call: None }, scope)
    }

    pub(crate) fn compare(&self, scope: ScopeId, graph: &CallGraph, when: &str) {
        if scope == 0 && self.root == Root::Shared {
            return;
        }
        let model = self.model();
        let text = |picture: Picture| {
            // Below `<overflow>` a function does not find its own calls further up.
            if self.is_capped() { picture.sums() + &picture.calls_and_totals() } else { picture.whole() }
        };
        let (expected, shown) = (text(Picture::expected(&model, scope)), text(Picture::shown(graph)));
        if shown != expected {
            self.fail(format!("scope {scope}, {when}\n--- expected\n{expected}--- shown\n{shown}"));
        } else if let Err(law) = times::check(&model, scope, graph) {
            self.fail(format!("scope {scope}, {when}: {law}\n{shown}"));
        }
    }

    pub(crate) fn compare_all(&self, when: &str) {
        let scopes = self.scopes.lock().unwrap().clone();
        for (id, scope) in scopes.iter().enumerate() {
            if let Some(scope) = scope {
                self.compare(id, &scope.snapshot(), when);
            }
        }
    }

    /// Ends a scope; what happens in it from here on is not recorded.
    pub(crate) fn end_scope(&self, id: ScopeId, scope: Arc<TraceScope>) {
        if known::spares_scope(self, id) {
            return;
        }
        self.scopes.lock().unwrap()[id] = None;
        let scope = Arc::into_inner(scope).expect("nothing else has the scope");
        self.compare(id, &scope.finish(), "when it ended");
        self.model().scopes[id].closed = true;
    }
}

/// Runs a program in a scope of its own.
pub(crate) fn run(program: &Program) -> Result<(), String> {
    World::new(program, Root::Alone { max_paths: usize::MAX }).run(program, Arc::new(TraceScope::new()))
}
