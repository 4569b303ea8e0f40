#!/usr/bin/env bash
# The invariants behind the recorder's unsafe code and orderings, broken one at a time in a copy of the sources. Each change
# must make the test that stands beside it fail: one that survives is an invariant that nothing tests.
#
# `ci/mutations-unsafe.sh` breaks all of them; with words, only those whose line has one of them: `ci/mutations-unsafe.sh arena scope`.
set -euo pipefail
cd "$(dirname "$0")/.."

asked=("$@")
# Directories of their own: to cargo the copy is the same package, and the next build here would take what was broken there.
work=$(mkdir -p "${CARGO_TARGET_DIR:-target}/mutations" && cd "${CARGO_TARGET_DIR:-target}/mutations" && pwd)
copy=$work/sources
rm -rf "$copy" && mkdir -p "$copy"
git ls-files -z | tar --null --files-from - -cf - | tar -xf - -C "$copy"
# Only examples in the documentation need the facade, and it would be built anew for each change.
sed -i '/^callflow = /d' "$copy/callflow-core/Cargo.toml"
record=callflow-core/src/record
export CALLFLOW_ROUNDS=${CALLFLOW_ROUNDS:-30}
caught=0
survivors=

# The ways to test. A last word builds the test only.
core=(--quiet --package callflow-core --features enabled)
loom() { # model
    RUSTFLAGS="--cfg callflow_loom" CARGO_TARGET_DIR=$work/loom cargo test "${core[@]}" --lib --release \
        --config profile.release.package.callflow-core.opt-level=1 ${2:+--no-run} -- "models::$1"
}
unit() { # test
    CARGO_TARGET_DIR=$work/plain cargo test "${core[@]}" --lib ${2:+--no-run} -- "record::$1"
}
plain() { # file test
    CARGO_TARGET_DIR=$work/plain cargo test "${core[@]}" --test "$1" ${3:+--no-run} -- --test-threads=1 "$2"
}
asan() { # file test
    ASAN_OPTIONS=detect_leaks=0 CARGO_TARGET_DIR=$work/asan \
    RUSTFLAGS="-Zsanitizer=address -Cunsafe-allow-abi-mismatch=sanitizer" \
        cargo +nightly test "${core[@]}" --target "$(rustc -vV | sed -n 's/^host: //p')" --test "$1" ${3:+--no-run} \
        -- --test-threads=1 "$2"
}

# Whether the test passes. One that hangs does not.
tested() {
    export -f "$1"
    timeout 300 bash -c "$(declare -p core work); \"\$@\"" - "$@"
}

# mutant <what is broken> <file> <change, as sed does it> <how it is tested>...
mutant() {
    local what=$1 file=$record/$2 change=$3 result=caught
    shift 3
    local line="$what | $file | $*"
    if [ ${#asked[@]} -gt 0 ]; then
        local word wanted=
        for word in "${asked[@]}"; do case $line in *"$word"*) wanted=yes ;; esac done
        [ -n "$wanted" ] || return 0
    fi
    cp "$copy/$file" "$work/original"
    sed -i -E -e "$change" "$copy/$file"
    if cmp -s "$copy/$file" "$work/original"; then
        echo "mutations: nothing was changed: $line" >&2
        exit 1
    fi
    # What no longer compiles tests nothing, unless that is the test.
    if [ "$1" = compile ]; then
        if (cd "$copy" && unit "$2" build) >"$work/output" 2>&1; then result=SURVIVED; fi
    elif ! (cd "$copy" && "$@" build) >"$work/output" 2>&1; then
        cat "$work/output" >&2
        echo "mutations: does not compile: $line" >&2
        exit 1
    elif (cd "$copy" && tested "$@") >"$work/output" 2>&1; then
        result=SURVIVED
    fi
    mv "$work/original" "$copy/$file"
    touch "$copy/$file"
    echo "$result: $line"
    if [ "$result" = caught ]; then caught=$((caught + 1)); else survivors=yes; fi
}

# Memory that is published: what a pointer or a number leads to was written before.
mutant "pointer read without acquire" arena.rs '/fn get\(\&self\) -> Option<\&T>/,/^    }/s/load\(Acquire\)/load(Relaxed)/' loom arena
mutant "pointer set without release" arena.rs 's/made, AcqRel, Acquire/made, Acquire, Acquire/' loom arena
mutant "loser takes the value of the winner without acquire" arena.rs 's/made, AcqRel, Acquire/made, AcqRel, Relaxed/' loom arena
mutant "loser keeps its value" arena.rs '/only pointer to that box/{n;s/drop\(unsafe \{ Box::from_raw\(made\) \}\)/let _ = made/}' loom arena
mutant "value is freed twice" arena.rs '/^impl<T> Drop for Once/,/^}/s/drop\(unsafe \{ Box::from_raw\(pointer\) \}\);/drop(unsafe { (Box::from_raw(pointer), Box::from_raw(pointer)) });/' asan recorder_threads numbers_add_up
mutant "value is not shared but a pointer to it is" arena.rs 's/unsafe impl<T: Send \+ Sync> Sync for Once<T>/unsafe impl<T: Send> Sync for Once<T>/' compile arena
mutant "value is not sent but a pointer to it is" arena.rs 's/unsafe impl<T: Send \+ Sync> Send for Once<T>/unsafe impl<T> Send for Once<T>/' compile arena
mutant "entry linked without release" index.rs 's/compare_exchange\(0, id, AcqRel, Acquire\)/compare_exchange(0, id, Acquire, Acquire)/' loom index
mutant "link searched without acquire" index.rs 's/let id = link.load\(Acquire\)/let id = link.load(Relaxed)/' loom index

# Slots: what is read whole belongs together.
mutant "no odd number while a call ends" slab.rs '/self.sequence.store\(sequence \+ 1, Relaxed\);/d' loom slots
mutant "even number without release" slab.rs 's/store\(sequence \+ 2, Release\)/store(sequence + 2, Relaxed)/' loom slots
mutant "no fence behind the odd number" slab.rs '/^        fence\(Release\);/d' loom slots
mutant "no fence before the second look" slab.rs '/Whoever saw one of the stores/{n;d}' loom slots
mutant "no fence after a torn read" slab.rs '/are not older than these outcomes/{n;d}' loom slots
mutant "entries are read before outcomes" tallies.rs '/let mut sum = Tally/s/\.\.Tally/entered: shared.slabs.iter().filter_map(|slab| slab.slot(id)).map(Slot::entered).sum(), ..Tally/;/sum.entered = /d' loom snapshots
mutant "entries are read before outcomes, on real threads" tallies.rs '/let mut sum = Tally/s/\.\.Tally/entered: shared.slabs.iter().filter_map(|slab| slab.slot(id)).map(Slot::entered).sum(), ..Tally/;/sum.entered = /d' unit tallies
mutant "a call ends before its duration is counted" guard.rs '/^fn end\(/,/^}/{/lease.count\(slot, total\);/d;s/slot.end_sync\(.*\);/& lease.count(slot, total);/}' plain recorder_threads no_call_has_ended

# Leases: nobody else writes a slab, and it lives as long as what points into it.
mutant "slab given back without release" slab.rs 's/leased.store\(false, Release\)/leased.store(false, Relaxed)/' loom slabs
mutant "slab leased without acquire" slab.rs 's/compare_exchange\(false, true, Acquire, Relaxed\)/compare_exchange(false, true, Relaxed, Relaxed)/' loom slabs
mutant "slab leased by load and store" slab.rs 's/slab.leased.compare_exchange\(false, true, Acquire, Relaxed\).is_ok\(\)/!slab.leased.load(Acquire) \&\& { slab.leased.store(true, Relaxed); true }/' loom slabs
mutant "lease freed while a context uses it" lease.rs 's/lease.scope.id\(\) == scope \&\& lease.uses.get\(\) == 0/lease.scope.id() == scope/' asan recorder_threads guards_and_calls
mutant "idle lease freed while a context uses it" lease.rs 's/let drop = lease.uses.get\(\) == 0 \&\& /let drop = /' asan recorder_threads ""
mutant "entry without a use of its lease" stack.rs '/lease.uses.set\(lease.uses.get\(\) \+ 1\);/d' plain recorder_threads guards_and_calls
mutant "child remembered under its key before it is there" lease.rs '/parent.child.store\(ptr::from_ref\(child\)/d' plain recorder_threads numbers_add_up
mutant "table finds the child of another parent" table.rs 's/ptr::eq\(entry.parent, parent\) \&\& entry.key/entry.key/' unit table

# Scopes: freed once, when nobody holds them, and never taken for the next one.
mutant "name of an ended scope leads to the next" scope.rs 's/\(state >> 32\) as u32 == id.generation\(\) \&\& count/count/' loom scopes
mutant "scope is used while it is freed" scope.rs 's/count != 0 \&\& count != CHANGING/count != 0/' loom scopes
mutant "clone is not counted" scope.rs '/self.place.state.fetch_add\(1, Relaxed\);/d' loom scopes
mutant "holder leaves without release" scope.rs 's/fetch_update\(AcqRel, Relaxed, leave\)/fetch_update(Acquire, Relaxed, leave)/' loom scopes
mutant "last holder frees without acquire" scope.rs 's/fetch_update\(AcqRel, Relaxed, leave\)/fetch_update(Release, Relaxed, leave)/' loom scopes
mutant "moved out without release" scope.rs 's/state.store\(next, Release\)/state.store(next, Relaxed)/' loom scopes
mutant "moved in without acquire" scope.rs 's/state \| CHANGING, Acquire, Relaxed/state | CHANGING, Relaxed, Relaxed/' loom scopes
mutant "place published without release" scope.rs 's/compare_exchange\(first, place, AcqRel, Acquire\)/compare_exchange(first, place, Acquire, Acquire)/' loom scopes
mutant "closer does not fence" scope.rs '/let first = !self.closed.swap/{n;d}' loom slabs
mutant "lessee does not fence" scope.rs '/^    pub\(crate\) fn lease/,/^    }/{/fence\(SeqCst\);/d}' loom slabs

# Cells: free once, and only when nobody refers to them.
mutant "cell free without references" concurrency.rs 's/while word == Word\(0\)/while word.0 >> 32 == 0/' loom cells
mutant "free cells taken without acquire" concurrency.rs 's/self.free.swap\(0, Acquire\)/self.free.swap(0, Relaxed)/' loom cells
mutant "free cells pushed without release" concurrency.rs 's/compare_exchange\(free, id, Release, Relaxed\)/compare_exchange(free, id, Relaxed, Relaxed)/' loom cells
mutant "timeline entry published without release" timeline.rs 's/state.store\(IN_FLIGHT, Release\)/state.store(IN_FLIGHT, Relaxed)/' loom timeline

# A thread: what a call finds at its end is what it left, or it touches nothing.
mutant "ticket given out twice" stack.rs '/self.last_ticket.set\(ticket\);/d' asan recorder_threads ""
mutant "call ends as if its context were on top" segment.rs 's/self.ticket.get\(\) == before.ticket$/self.ticket.get() != u64::MAX || before.ticket == 0/' plain recorder_threads guards_and_calls
mutant "displaced call ends in whatever lies on top" segment.rs '/fn end_displaced/,/^    }/s/rposition\(\|entry\| entry.ticket == before.ticket\)/rposition(|_| true)/' asan recorder_threads guards_and_calls
mutant "poll records in the scope that is in force" segment.rs '/fn arrive/,/^    }/s/\&\& lease.scope.id\(\) == scope/\&\& (lease.scope.id() == scope || true)/' asan recorder_threads ""
mutant "dead entry stays on top" stack.rs '/fn pop_dead/,/^    }/s/rposition\(\|entry\| entry.live\)/rposition(|_| true)/' plain recorder_threads guards_and_calls
mutant "thread that is gone still records" thread.rs '/^impl Drop for Farewell/,/^}/{/thread.set\(State::nowhere\(\)\);/d;/thread.ticket.set\(u64::MAX\);/d}' asan recorder_threads threads_end
mutant "thread that is gone leases again" thread.rs '/thread.gone.set\(true\);/d' asan recorder_threads threads_end
mutant "allocator is traced while the recorder allocates" thread.rs 's/thread.place.replace\(Place::NOWHERE\)/thread.place.get()/' plain recorder_allocator ""
mutant "contexts change while the recorder allocates" thread.rs 's/thread.busy.replace\(true\)/thread.busy.get()/' asan recorder_allocator ""

# Nothing blocks.
mutant "recording waits for a lock" sites.rs 's/match self.0.try_lock\(\)/match self.0.lock().map_err(TryLockError::from)/' unit sites
mutant "snapshot waits for ever" sites.rs 's/for _ in 0..PATIENCE/loop/;/^        Vec::new\(\)$/d' unit sites

echo "mutations: $caught caught"
[ -z "$survivors" ] || { echo "mutations: some survived" >&2; exit 1; }
