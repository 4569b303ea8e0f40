#!/bin/sh
# Runs the recorder's thread tests under Valgrind's memcheck, which also sees what the standard library does.
set -eu
cd "$(dirname "$0")/.."

if ! command -v valgrind >/dev/null 2>&1; then
    echo "skipped: valgrind is not installed"
    exit 0
fi
for name in recorder_threads recorder_selection; do
    binary=$(cargo test --package callflow-core --features enabled --test "$name" --no-run \
        --message-format json | sed -n 's/.*"executable":"\([^"]*'"$name"'[^"]*\)".*/\1/p')
    # Leaks of what the tests forget on purpose, and of places, which live as long as the process, are not errors.
    CALLFLOW_ROUNDS="${CALLFLOW_ROUNDS:-1}" \
        valgrind --quiet --error-exitcode=1 --fair-sched=yes "$binary" --test-threads=1
done
