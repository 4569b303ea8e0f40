#!/bin/sh
# Clippy and the compiler find nothing, in what is published and in what tests it. The lints are in Cargo.toml.
set -eu
cd "$(dirname "$0")/.."

cargo clippy --workspace --all-targets -- -D warnings
