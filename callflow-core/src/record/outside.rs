//! Calls without a context: they belong to the scope of the whole process while there is one. Else they are counted, so
//! that whoever misses them learns that they were there.

use super::sync::{AtomicU32, AtomicU64, Relaxed};

use super::scope::ScopeId;

/// Scopes that have not ended. While there are none, a call without a context costs nothing more.
static OPEN: AtomicU32 = AtomicU32::new(0);

/// The scope of the whole process.
static GLOBAL: AtomicU64 = AtomicU64::new(ScopeId::NONE.to_bits());

/// Calls that went nowhere. Threads seldom share a counter.
static UNHEARD: [Counter; 64] = [const { Counter(AtomicU64::new(0)) }; 64];

/// Alone on its cache lines.
#[repr(align(128))]
struct Counter(AtomicU64);

/// Whether any scope is open in the process.
#[inline]
pub(super) fn any_scope() -> bool {
    OPEN.load(Relaxed) != 0
}

pub(super) fn scope_opens() {
    OPEN.fetch_add(1, Relaxed);
}

pub(super) fn scope_ends() {
    OPEN.fetch_sub(1, Relaxed);
}

/// The scope of the whole process, which may have ended by now.
pub(super) fn global() -> Option<ScopeId> {
    let scope = ScopeId::from_bits(GLOBAL.load(Relaxed));
    (!scope.is_none()).then_some(scope)
}

/// Makes a scope that of the whole process, unless there is one.
pub(super) fn set_global(scope: ScopeId) -> bool {
    GLOBAL.compare_exchange(ScopeId::NONE.to_bits(), scope.to_bits(), Relaxed, Relaxed).is_ok()
}

/// The scope is no longer that of the whole process, if it was.
pub(super) fn clear_global(scope: ScopeId) {
    let _ = GLOBAL.compare_exchange(scope.to_bits(), ScopeId::NONE.to_bits(), Relaxed, Relaxed);
}

/// Counts a call of the thread whose state lies at `thread`.
pub(super) fn count(thread: usize) {
    // Thread-locals of different threads are pages apart, and at the same place in theirs.
    let place = super::index::mix(thread as u64) as usize % UNHEARD.len();
    UNHEARD[place].0.fetch_add(1, Relaxed);
}

/// The calls that went nowhere since the process began, while some scope was open.
pub(super) fn counted() -> u64 {
    UNHEARD.iter().map(|counter| counter.0.load(Relaxed)).sum()
}
