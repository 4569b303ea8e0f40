#!/usr/bin/env bash
# The invariants behind the recorder's unsafe code and orderings, broken one at a time in a copy of the sources. Each change
# must make the test that stands beside it fail: one that survives is an invariant that nothing tests.
#
# All changes are made at once, each where BROKEN holds, which is while its test runs: there is one build for each kind of
# test. `ci/mutations-unsafe.sh` breaks everything; with words, only what has one of them in its line:
# `ci/mutations-unsafe.sh arena 'loom scopes'`.
set -euo pipefail
cd "$(dirname "$0")/.."

asked=("$@")
# Directories of their own: to cargo the copy is the same package, and the next build here would take what was broken there.
work=$(mkdir -p "${CARGO_TARGET_DIR:-target}/mutations" && cd "${CARGO_TARGET_DIR:-target}/mutations" && pwd)
copy=$work/sources
rm -rf "$copy" "$work/outputs" && mkdir -p "$copy" "$work/outputs"
git ls-files -z | tar --null --files-from - -cf - | tar -xf - -C "$copy"
# Only examples in the documentation need the facade, and it would be built anew.
sed -i '/^callflow = /d' "$copy/callflow-core/Cargo.toml"
record=callflow-core/src/record
cat >>"$copy/$record/sync.rs" <<'RUST'

/// Whether this process is to break the invariant of that number.
pub(crate) fn broken(number: u32) -> bool {
    static ASKED: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(u32::MAX);
    if ASKED.load(std::sync::atomic::Ordering::Relaxed) == u32::MAX {
        // Not twice: reading it allocates, and the allocator may be traced.
        ASKED.store(0, std::sync::atomic::Ordering::Relaxed);
        let asked = std::env::var("CALLFLOW_BROKEN").map_or(0, |number| number.parse().unwrap());
        ASKED.store(asked, std::sync::atomic::Ordering::Relaxed);
    }
    ASKED.load(std::sync::atomic::Ordering::Relaxed) == number
}
RUST
export CALLFLOW_ROUNDS=${CALLFLOW_ROUNDS:-30} CARGO_INCREMENTAL=1

# The kinds of tests: each builds what it needs and nothing else. Without a pattern, it is built only.
core=(--quiet --package callflow-core --features enabled --config profile.dev.package.callflow-core.debug=0)
loom() { # model
    # What is broken shows itself with few preemptions.
    LOOM_MAX_PREEMPTIONS=${LOOM_MAX_PREEMPTIONS:-2} RUSTFLAGS="--cfg callflow_loom" CARGO_TARGET_DIR=$work/loom \
        cargo test "${core[@]}" --lib --release --config profile.release.package.callflow-core.opt-level=1 \
        --config profile.release.package.callflow-core.debug=0 -- "models::$1"
}
unit() { # test
    CARGO_TARGET_DIR=$work/plain cargo test "${core[@]}" --lib -- "record::$1"
}
plain() { # file test
    CARGO_TARGET_DIR=$work/plain cargo test "${core[@]}" --test "$1" -- --test-threads=1 "$2"
}
asan() { # file test
    ASAN_OPTIONS=detect_leaks=0 CARGO_TARGET_DIR=$work/asan \
    RUSTFLAGS="-Zsanitizer=address -Cunsafe-allow-abi-mismatch=sanitizer" \
        cargo +nightly test "${core[@]}" --target "$(rustc -vV | sed -n 's/^host: //p')" --test "$1" \
        -- --test-threads=1 "$2"
}

# tested <output> <how it is tested>...: 124 when it had to be stopped.
tested() {
    local output=$1
    shift
    export -f "$1"
    (cd "$copy" && timeout "${patience:-300}" bash -c "$(declare -p core work); \"\$@\"" - "$@") >"$output" 2>&1
}

number=0
caught=0
missed=0
lines=()
tests=()
numbers=()

# mutant <what is broken> <file> <change, as sed does it> <how it is tested>...
mutant() {
    local what=$1 file=$record/$2 change=$3
    shift 3
    number=$((number + 1))
    last="$what | $file"
    cp "$copy/$file" "$work/original"
    sed -i -E -e "${change//BROKEN/crate::record::sync::broken($number)}" "$copy/$file"
    if cmp -s "$copy/$file" "$work/original"; then
        echo "mutations: nothing was changed: $last" >&2
        exit 1
    fi
    again "$@"
}

# again <how it is tested>...: the last one is noticed there too.
again() {
    local line="$last | $*" word wanted=
    for word in "${asked[@]}"; do case $line in *"$word"*) wanted=yes ;; esac done
    if [ ${#asked[@]} = 0 ] || [ -n "$wanted" ]; then
        lines+=("$line")
        tests+=("$(printf '%q ' "$@")")
        numbers+=("$number")
    fi
}

# unmade <what> <file> <change> <error>: the tests do not even compile.
unmade() {
    local what=$1 file=$record/$2 change=$3 error=$4
    local line="$what | $file | compile" word wanted=
    for word in "${asked[@]}"; do case $line in *"$word"*) wanted=yes ;; esac done
    [ ${#asked[@]} = 0 ] || [ -n "$wanted" ] || return 0
    cp "$copy/$file" "$work/original"
    sed -i -E -e "$change" "$copy/$file"
    local start=$SECONDS
    if ! tested "$work/output" unit none && grep -qF "$error" "$work/output"; then
        echo "caught in $((SECONDS - start)) s: $line"
        caught=$((caught + 1))
    else
        echo "SURVIVED: $line"
        missed=$((missed + 1))
    fi
    mv "$work/original" "$copy/$file"
    touch "$copy/$file"
}

# Memory that is published: what a pointer or a number leads to was written before.
mutant "pointer read without acquire" arena.rs '/fn get\(\&self\) -> Option<\&T>/,/^    }/s/load\(Acquire\)/load(if BROKEN { Relaxed } else { Acquire })/' loom arena
mutant "pointer set without release" arena.rs 's/made, AcqRel, Acquire/made, if BROKEN { Acquire } else { AcqRel }, Acquire/' loom arena
mutant "loser takes the value of the winner without acquire" arena.rs 's/(null_mut\(\), made, .*), Acquire\)/\1, if BROKEN { Relaxed } else { Acquire })/' loom arena
mutant "loser keeps its value" arena.rs '/only pointer to that box/{n;s/drop\((.*)\);/if BROKEN { let _ = made; } else { drop(\1) }/}' loom arena
mutant "value is freed twice" arena.rs '/^impl<T> Drop for Once/,/^}/s/drop\(unsafe \{ Box::from_raw\(pointer\) \}\);/& if BROKEN { & }/' asan recorder_threads numbers_add_up
mutant "entry linked without release" index.rs 's/compare_exchange\(0, id, AcqRel, Acquire\)/compare_exchange(0, id, if BROKEN { Acquire } else { AcqRel }, Acquire)/' loom index
mutant "link searched without acquire" index.rs 's/let id = link.load\(Acquire\)/let id = link.load(if BROKEN { Relaxed } else { Acquire })/' loom index

# Slots: what is read whole belongs together.
mutant "no odd number while a call ends" slab.rs 's/self.sequence.store\(sequence \+ 1, Relaxed\);/if !BROKEN { & }/' loom slots
mutant "even number without release" slab.rs 's/store\(sequence \+ 2, Release\)/store(sequence + 2, if BROKEN { Relaxed } else { Release })/' loom slots
mutant "no fence behind the odd number" slab.rs 's/^        fence\(Release\);/if !BROKEN { & }/' loom slots
mutant "no fence before the second look" slab.rs '/Whoever saw one of the stores/{n;s/.*/if !BROKEN { & }/}' loom slots
mutant "no fence after a torn read" slab.rs '/are not older than these outcomes/{n;s/.*/if !BROKEN { & }/}' loom slots
mutant "entries are read before outcomes" tallies.rs '/let mut sum = Tally/s/\.\.Tally/entered: shared.slabs.iter().filter_map(|slab| slab.slot(id)).map(Slot::entered).sum(), ..Tally/;s/sum.entered = .*/if !BROKEN { & }/' loom snapshots::every_call
again unit tallies
mutant "a call ends before its duration is counted" guard.rs '/^fn end\(/,/^}/{s/lease.count\(slot, total\);/if !BROKEN { & }/;s/slot.end_sync\(.*\);/& if BROKEN { lease.count(slot, total); }/}' plain recorder_stalls a_thread

# Leases: nobody else writes a slab, and it lives as long as what points into it.
mutant "slab given back without release" slab.rs 's/leased.store\(false, Release\)/leased.store(false, if BROKEN { Relaxed } else { Release })/' loom slabs
mutant "slab leased without acquire" slab.rs 's/compare_exchange\(false, true, Acquire, Relaxed\)/compare_exchange(false, true, if BROKEN { Relaxed } else { Acquire }, Relaxed)/' loom slabs
mutant "slab leased by load and store" slab.rs 's/slab.leased.compare_exchange\(.*\).is_ok\(\)/if BROKEN { !slab.leased.load(Acquire) \&\& { slab.leased.store(true, Relaxed); true } } else { & }/' loom slabs
mutant "lease freed while a context uses it" lease.rs 's/lease.scope.id\(\) == scope \&\& lease.uses.get\(\) == 0/lease.scope.id() == scope \&\& (BROKEN || lease.uses.get() == 0)/' asan recorder_threads guards_and_calls
mutant "idle lease freed while a context uses it" lease.rs 's/let drop = lease.uses.get\(\) == 0 \&\& /let drop = (BROKEN || lease.uses.get() == 0) \&\& /' asan recorder_threads a_lease_in_use
mutant "entry without a use of its lease" stack.rs 's/lease.uses.set\(lease.uses.get\(\) \+ 1\);/if !BROKEN { & }/' plain recorder_threads guards_and_calls
mutant "child remembered under its key before it is there" lease.rs 's/parent.child.store\(child.cast_mut\(\), Relaxed\);/if !BROKEN { & }/' plain recorder_threads numbers_add_up
mutant "table finds the child of another parent" table.rs 's/ptr::eq\(entry.parent, parent\) \&\& entry.key/(BROKEN || ptr::eq(entry.parent, parent)) \&\& entry.key/' unit table

# Scopes: freed once, when nobody holds them, and never taken for the next one.
mutant "name of an ended scope leads to the next" scope.rs 's/\(state >> 32\) as u32 == id.generation\(\) \&\& count/(BROKEN || (state >> 32) as u32 == id.generation()) \&\& count/' loom scopes
mutant "scope is used while it is freed" scope.rs 's/count != 0 \&\& count != CHANGING/count != 0 \&\& (BROKEN || count != CHANGING)/' loom scopes
mutant "clone is not counted" scope.rs 's/self.place.state.fetch_add\(1, Relaxed\);/if !BROKEN { & }/' loom scopes
mutant "holder leaves without release" scope.rs 's/fetch_update\(AcqRel, Relaxed, leave\)/fetch_update(if BROKEN { Acquire } else { AcqRel }, Relaxed, leave)/' loom scopes
mutant "last holder frees without acquire" scope.rs 's/fetch_update\((.*), Relaxed, leave\)/fetch_update(if BROKEN { Release } else { \1 }, Relaxed, leave)/' loom scopes
mutant "moved out without release" scope.rs 's/state.store\(next, Release\)/state.store(next, if BROKEN { Relaxed } else { Release })/' loom scopes
mutant "moved in without acquire" scope.rs 's/state \| CHANGING, Acquire, Relaxed/state | CHANGING, if BROKEN { Relaxed } else { Acquire }, Relaxed/' loom scopes
mutant "place published without release" scope.rs 's/compare_exchange\(first, place, AcqRel, Acquire\)/compare_exchange(first, place, if BROKEN { Acquire } else { AcqRel }, Acquire)/' loom scopes
mutant "closer does not fence" scope.rs '/let first = !self.closed.swap/{n;s/.*/if !BROKEN { & }/}' loom slabs
mutant "lessee does not fence" scope.rs '/^    pub\(crate\) fn lease/,/^    }/s/fence\(SeqCst\);/if !BROKEN { & }/' loom slabs

# Cells: free once, and only when nobody refers to them.
mutant "cell free without references" concurrency.rs 's/while word == Word\(0\)/while word == Word(0) || BROKEN \&\& word.0 >> 32 == 0/' loom cells::a_grandchild
mutant "child of a call that is a leaf counted as one more" concurrency.rs 's/\(self.0 as u32 != ALIVE as u32\).into\(\)/(BROKEN || self.0 as u32 != ALIVE as u32).into()/' loom cells::two_spawned_children_of
mutant "child of a call that has ended counted as none" concurrency.rs 's/self.0 as u32 != ALIVE as u32/(& \&\& !(BROKEN \&\& self.0 as u32 == 0))/' loom cells::two_spawned_children_that
mutant "free cells taken without acquire" concurrency.rs 's/self.free.swap\(0, Acquire\)/self.free.swap(0, if BROKEN { Relaxed } else { Acquire })/' loom cells::cells_freed
mutant "free cells pushed without release" concurrency.rs 's/compare_exchange\(free, id, Release, Relaxed\)/compare_exchange(free, id, if BROKEN { Relaxed } else { Release }, Relaxed)/' loom cells::cells_freed

# Leaves: a peak is a number of calls that were in flight at one time.
mutant "leaf is parked late" leaves.rs 's/self.0.fetch_add\(PARKED, AcqRel\);/if BROKEN { self.0.store(self.0.load(Relaxed) + PARKED, Relaxed); } else { & }/' loom cells::calls_one_after_another
mutant "places are looked at late" leaves.rs 's/self.0.fetch_add\(0, AcqRel\)/if BROKEN { self.0.load(Relaxed) } else { & }/' loom cells::calls_one_after_another
mutant "claimed leaf counts" leaves.rs 's/before.claimed \+ changed\)/(if BROKEN { 0 } else { before.claimed }) + changed)/' loom cells::parked_on_one_thread
mutant "parked leaf counts" leaves.rs 's/wrapping_sub\(before.parked \+/wrapping_sub((if BROKEN { 0 } else { before.parked }) +/' loom cells::parked_on_one_thread
mutant "change of a place goes unseen" leaves.rs 's/words.wrapping_sub\(before.words\);/& let changed = if BROKEN { 0 } else { changed };/' loom cells::a_call_that_follows_another_and_is_counted
mutant "parked leaf stays in the number" leaves.rs 's/filter\(\|place\| place.change/filter(|place| !BROKEN \&\& place.change/' loom cells::calls_one_after_another

mutant "timeline entry published without release" timeline.rs 's/state.store\(IN_FLIGHT, Release\)/state.store(IN_FLIGHT, if BROKEN { Relaxed } else { Release })/' loom timeline

# A thread: what a call finds at its end is what it left, or it touches nothing.
mutant "ticket given out twice" stack.rs 's/self.last_ticket.set\(ticket\);/if !BROKEN { & }/' asan recorder_threads guards_and_calls
mutant "call ends as if its context were on top" segment.rs 's/self.ticket.get\(\) == before.ticket$/BROKEN \&\& self.ticket.get() != u64::MAX || &/' plain recorder_threads guards_and_calls
mutant "displaced call ends in whatever lies on top" segment.rs '/fn end_displaced/,/^    }/s/entry.ticket == before.ticket\)/BROKEN || &/' plain recorder_threads a_displaced_call
mutant "poll records in the scope that is in force" segment.rs '/fn arrive/,/^    }/s/if lease.scope.id\(\) == scope/if BROKEN || lease.scope.id() == scope/' plain recorder_threads a_future_is_recorded
mutant "dead entry stays on top" stack.rs '/fn pop_dead/,/^    }/s/entry.live\)/BROKEN || &/' plain recorder_threads guards_and_calls
mutant "thread that is gone still records" thread.rs '/^impl Drop for Farewell/,/^}/s/thread.set\(State::nowhere\(\)\);|thread.ticket.set\(u64::MAX\);/if !BROKEN { & }/' asan recorder_threads threads_end
mutant "thread that is gone keeps contexts" thread.rs 's/thread.gone.set\(true\);/if !BROKEN { & }/' plain recorder_allocator a_thread_that_is_gone
mutant "allocator is traced while the recorder allocates" thread.rs 's/thread.place.replace\(Place::NOWHERE\)/if BROKEN { thread.place.get() } else { & }/' plain recorder_allocator ""
mutant "contexts change while the recorder allocates" thread.rs 's/thread.busy.replace\(true\)/if BROKEN { thread.busy.get() } else { & }/' asan recorder_allocator ""
mutant "guard goes while the stack grows" stack.rs '/fn pop_anywhere\(/,/^    }/s/self.stack.try_borrow_mut\(\)/if BROKEN { Ok(self.stack.borrow_mut()) } else { & }/' plain recorder_allocator an_allocator_that_drops

# Nothing blocks.
mutant "recording waits for a lock" sites.rs 's/match self.0.try_lock\(\)/match if BROKEN { self.0.lock().map_err(TryLockError::from) } else { self.0.try_lock() }/' unit sites
again plain recorder_stalls ""
mutant "recording tries to lock until it can" sites.rs '/fn push/,/^    }/s/let Some\(mut calls\) = self.open\(\) else \{ return false \};/let mut calls = loop { match self.open() { Some(calls) => break calls, None if BROKEN => yield_now(), None => return false } };/' plain recorder_stalls ""
mutant "snapshot waits for ever" sites.rs 's/for _ in 0..PATIENCE/for _ in 0..if BROKEN { usize::MAX } else { PATIENCE }/' unit sites
mutant "thread waits for the slab of another" slab.rs '/self.first;/,/^    }/s/^            (place = \&slab.next|number \+= 1);/if !BROKEN { & }/' plain recorder_stalls ""
mutant "scope waits for the place of one that ends" scope.rs '/for place in self.places/a while BROKEN \&\& place.state.load(Relaxed) \& COUNT == CHANGING { super::sync::yield_now(); }' plain recorder_stalls ""
mutant "snapshot waits for a call to end" slab.rs 's/for attempt in 1..=TRIES/for attempt in 1..=if BROKEN { usize::MAX } else { TRIES }/' unit slab

# A test that fails anyway sees nothing: each has to pass while nothing is broken. The first of its kind builds.
declare -A sound=()
for place in "${!lines[@]}"; do
    eval "how=(${tests[place]})"
    [ -z "${sound[${how[*]}]-}" ] || continue
    if ! patience=1800 tested "$work/output" "${how[@]}"; then
        cat "$work/output" >&2
        echo "mutations: fails with nothing broken: ${how[*]}" >&2
        exit 1
    fi
    sound[${how[*]}]=yes
done
for place in "${!lines[@]}"; do
    eval "how=(${tests[place]})"
    start=$SECONDS
    ended=0
    CALLFLOW_BROKEN=${numbers[place]} tested "$work/outputs/$place" "${how[@]}" || ended=$?
    result=caught
    if [ $ended = 0 ]; then
        result=SURVIVED
    elif [ $ended = 124 ]; then
        # A model that takes long tells nothing; loom sees for itself what hangs.
        if [ "${how[0]}" = loom ]; then result=UNDECIDED; else result='caught, as it hangs'; fi
    fi
    echo "$result in $((SECONDS - start)) s: ${lines[place]}"
    case $result in caught*) caught=$((caught + 1)) ;; *) missed=$((missed + 1)) ;; esac
done

# What no longer compiles.
unmade "value is not shared but a pointer to it is" arena.rs 's/unsafe impl<T: Send \+ Sync> Sync for Once<T>/unsafe impl<T: Send> Sync for Once<T>/' 'E0283'
unmade "value is not sent but a pointer to it is" arena.rs 's/unsafe impl<T: Send \+ Sync> Send for Once<T>/unsafe impl<T> Send for Once<T>/' 'E0283'

echo "mutations: $caught caught"
[ $missed = 0 ] || { echo "mutations: $missed not; what the tests printed is in $work/outputs" >&2; exit 1; }
