#!/usr/bin/env bash
# The attributes find the facade where a crate has it: under another name, or only by way of a crate that re-exports it.
# Each is a crate of its own, since only there the usual path leads nowhere.
set -euo pipefail
cd "$(dirname "$0")/.."

for crate in renamed reexported; do
    cargo test --quiet --package "callflow-test-$crate"
done
