#!/bin/sh
# Runs the recorder's thread tests under Miri, which checks every access against the rules for references.
set -eu
cd "$(dirname "$0")/.."

if ! cargo +nightly miri --version >/dev/null 2>&1; then
    echo "skipped: Miri is not installed (rustup +nightly component add miri)"
    exit 0
fi
# The clock reads the time of the machine; places of scopes live as long as the process.
MIRIFLAGS="${MIRIFLAGS:-} -Zmiri-disable-isolation -Zmiri-ignore-leaks" \
CALLFLOW_ROUNDS="${CALLFLOW_ROUNDS:-1}" \
    cargo +nightly miri test --package callflow-core --features enabled --test recorder_threads --test recorder_selection
