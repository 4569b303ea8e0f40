#!/bin/sh
# The recorder's tests, and those of scopes and tasks, as on a machine without an invariant counter: the recorder reads the
# operating system's clock there, on other ways than elsewhere.
set -eu
cd "$(dirname "$0")/.."

# A directory of its own, since the flag would make every other build start anew.
CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-target}/os-clock"
export CARGO_TARGET_DIR
RUSTFLAGS="${RUSTFLAGS:-} --cfg callflow_os_clock"
export RUSTFLAGS

cargo test --quiet --package callflow-core --features enabled --lib -- record:: snapshot:: scope::
cargo test --quiet --package callflow-core --features enabled --test '*'
cargo test --quiet --package callflow --test soak --test laws --test tokio_runtime --test compensation --test isolation
