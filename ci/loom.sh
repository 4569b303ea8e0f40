#!/bin/sh
# Runs the models of the recorder, and that of a gather's wakes: loom tries every order of their threads and every value an
# atomic may show. What the recorder's prove is told in callflow-core/src/record/README.md. Arguments go to the tests: `ci/loom.sh cells`.
set -eu
cd "$(dirname "$0")/.."

# A directory of its own, since the flag would make every other build start anew.
CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-target}/loom"
export CARGO_TARGET_DIR

RUSTFLAGS="${RUSTFLAGS:-} --cfg callflow_loom" \
    cargo test --package callflow-core --features enabled --lib --release -- "models::${1:-}"
