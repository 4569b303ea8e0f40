//! The reference: every event of a run is kept, and what a scope must show is worked out from the list.
//!
//! It knows nothing of slots, cells or leases, only the words of the semantics.

use std::{collections::HashMap, thread::ThreadId};

use callflow::Outcome;

use crate::sites::Site;

pub(crate) type CallId = usize;
pub(crate) type ScopeId = usize;

/// A context: a scope, and the call in it under which calls stand; none directly below the scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct At {
    pub(crate) scope: ScopeId,
    pub(crate) call: Option<CallId>,
}

/// One step of a call path: the function, and whether it was called away from its caller.
pub(crate) type Step = (String, bool);
pub(crate) type Path = Vec<Step>;

#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) scope: ScopeId,
    pub(crate) site: Site,
    pub(crate) parent: Option<CallId>,
    pub(crate) path: Path,
    pub(crate) lane: Option<u32>,
    pub(crate) outcome: Option<Outcome>,
    /// Whether its first poll began with no async segment of the scope below it on the thread.
    pub(crate) top_level: bool,
    pub(crate) segments: Vec<Segment>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Sync,
    Poll,
    Drop,
}

#[derive(Debug)]
pub(crate) struct Segment {
    pub(crate) kind: Kind,
    pub(crate) ended: bool,
    /// The call whose segment, of the same scope, it directly stands on.
    pub(crate) below: Option<CallId>,
}

/// A call starts or ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Event {
    Start(CallId),
    End(CallId),
}

#[derive(Debug)]
pub(crate) struct Scope {
    pub(crate) closed: bool,
    pub(crate) max_paths: usize,
    /// The call paths in order of their first call, those past the cap left out.
    pub(crate) paths: Vec<Path>,
    pub(crate) overflowed: u64,
    pub(crate) never_polled: Vec<(Path, Site)>,
    pub(crate) threads: Vec<ThreadId>,
}

/// What is in force on a thread, and which segments are open on it.
#[derive(Debug, Default)]
struct Thread {
    contexts: Vec<Option<At>>,
    open: Vec<CallId>,
}

#[derive(Debug, Default)]
pub(crate) struct Model {
    pub(crate) calls: Vec<Call>,
    pub(crate) events: Vec<Event>,
    pub(crate) scopes: Vec<Scope>,
    /// The contexts that futures hold: one that they were called in and not polled yet, or one set around them.
    pub(crate) held: Vec<At>,
    threads: HashMap<ThreadId, Thread>,
}

pub(crate) const OVERFLOW: &str = "<overflow>";

impl Model {
    pub(crate) fn open_scope(&mut self, max_paths: usize) -> ScopeId {
        self.scopes.push(Scope {
            closed: false,
            max_paths,
            paths: Vec::new(),
            overflowed: 0,
            never_polled: Vec::new(),
            threads: Vec::new(),
        });
        self.scopes.len() - 1
    }

    fn thread(&mut self) -> &mut Thread {
        self.threads.entry(std::thread::current().id()).or_default()
    }

    /// The context in force on this thread.
    pub(crate) fn here(&mut self) -> Option<At> {
        self.thread().contexts.last().copied().flatten()
    }

    /// The calls whose segments are open on this thread, the innermost one last.
    pub(crate) fn open(&mut self) -> Vec<CallId> {
        self.thread().open.clone()
    }

    /// Whether anything may still happen in a scope: a call in flight, or a context that something holds.
    pub(crate) fn is_in_use(&self, scope: ScopeId) -> bool {
        let in_force = self.threads.values().flat_map(|thread| thread.contexts.iter().flatten());
        self.calls.iter().any(|call| call.scope == scope && call.outcome.is_none())
            || self.held.iter().chain(in_force).any(|at| at.scope == scope)
    }

    pub(crate) fn hold(&mut self, at: Option<At>) {
        self.held.extend(at);
    }

    pub(crate) fn release(&mut self, at: Option<At>) {
        if let Some(place) = self.held.iter().position(|held| Some(*held) == at) {
            self.held.swap_remove(place);
        }
    }

    /// Sets a context; an empty one changes nothing.
    pub(crate) fn push(&mut self, context: Option<At>) {
        let context = context.or(self.here());
        self.thread().contexts.push(context);
    }

    pub(crate) fn pop(&mut self) {
        self.thread().contexts.pop();
    }

    /// A call begins with its first segment; `None` where it is not recorded.
    pub(crate) fn begin(&mut self, site: Site, at: Option<At>, lane: Option<u32>) -> Option<CallId> {
        let at = at?;
        if self.scopes[at.scope].closed {
            return None;
        }
        let path = self.path(at, site);
        self.scopes[at.scope].overflowed += u64::from(path[0].0 == OVERFLOW);
        let open = self.open();
        let top_level =
            !open.iter().any(|&call| self.calls[call].scope == at.scope && self.calls[call].site.is_async);
        let call = self.calls.len();
        self.calls.push(Call {
            scope: at.scope,
            site,
            parent: at.call,
            path,
            lane,
            outcome: None,
            top_level,
            segments: Vec::new(),
        });
        self.events.push(Event::Start(call));
        self.resume(call, if site.is_async { Kind::Poll } else { Kind::Sync });
        Some(call)
    }

    /// Another segment of a call begins; whether it is recorded.
    pub(crate) fn resume(&mut self, call: CallId, kind: Kind) -> bool {
        let scope = self.calls[call].scope;
        if self.scopes[scope].closed {
            return false;
        }
        let open = self.open();
        let below = open.iter().rev().copied().find(|&below| self.calls[below].scope == scope);
        self.calls[call].segments.push(Segment { kind, ended: false, below });
        let thread = std::thread::current().id();
        if !self.scopes[scope].threads.contains(&thread) {
            self.scopes[scope].threads.push(thread);
        }
        self.thread().open.push(call);
        self.thread().contexts.push(Some(At { scope, call: Some(call) }));
        true
    }

    /// The top segment of this thread ends, and with it the call if there is an outcome.
    pub(crate) fn end_segment(&mut self, call: CallId, outcome: Option<Outcome>) {
        self.pop();
        assert_eq!(self.thread().open.pop(), Some(call), "segments nest");
        let closed = self.scopes[self.calls[call].scope].closed;
        if closed {
            return;
        }
        let entry = &mut self.calls[call];
        entry.segments.last_mut().expect("a segment was open").ended = true;
        if let Some(outcome) = outcome {
            entry.outcome = Some(match outcome {
                Outcome::Error if !entry.site.errors => Outcome::Ok,
                outcome => outcome,
            });
            self.events.push(Event::End(call));
        }
    }

    /// A call is dropped before its first poll. Its place is where it would stand had it begun now.
    pub(crate) fn never_polled(&mut self, site: Site, at: Option<At>) {
        let Some(at) = at.filter(|at| !self.scopes[at.scope].closed) else { return };
        let path = self.path(at, site);
        self.scopes[at.scope].never_polled.push((path, site));
    }

    fn path_of(&self, at: At) -> Path {
        at.call.map_or(Path::new(), |call| self.calls[call].path.clone())
    }

    /// The path of a call that begins now.
    fn path(&mut self, at: At, site: Site) -> Path {
        let above = self.path_of(at);
        // The scope itself is no call that one could be away from. A segment of another scope is not the parent's.
        let top = self.open().last().copied();
        let parents = |top: CallId| self.calls[top].scope == at.scope && self.calls[top].path == above;
        let detached = at.call.is_some() && !top.is_some_and(parents);
        let mut path = above;
        path.push((site.name.to_owned(), detached));
        let scope = &mut self.scopes[at.scope];
        if scope.paths.contains(&path) {
            return path;
        }
        if scope.paths.len() < scope.max_paths && path[0].0 != OVERFLOW {
            scope.paths.push(path.clone());
            return path;
        }
        vec![(OVERFLOW.to_owned(), false), (site.name.to_owned(), false)]
    }

    /// The nearest async call above a call.
    pub(crate) fn async_parent(&self, call: CallId) -> Option<CallId> {
        self.ancestors(call).find(|&above| self.calls[above].site.is_async)
    }

    /// The nearest call of the same function above a call.
    pub(crate) fn same_parent(&self, call: CallId) -> Option<CallId> {
        let name = self.calls[call].site.name;
        self.ancestors(call).find(|&above| self.calls[above].site.name == name)
    }

    fn ancestors(&self, call: CallId) -> impl Iterator<Item = CallId> + '_ {
        std::iter::successors(self.calls[call].parent, |&above| self.calls[above].parent)
    }

    /// The highest number of calls in flight, of those that `counts` admits, that have none in flight whose
    /// parent they are.
    pub(crate) fn peak(
        &self,
        counts: impl Fn(CallId) -> bool,
        parent: impl Fn(CallId) -> Option<CallId>,
    ) -> u64 {
        let mut in_flight: Vec<CallId> = Vec::new();
        let mut peak = 0;
        for event in &self.events {
            match *event {
                Event::Start(call) if counts(call) => in_flight.push(call),
                Event::End(call) if counts(call) => in_flight.retain(|&other| other != call),
                _ => continue,
            }
            let waiting: Vec<CallId> = in_flight.iter().filter_map(|&call| parent(call)).collect();
            peak = peak.max(in_flight.iter().filter(|call| !waiting.contains(call)).count());
        }
        peak as u64
    }
}
