#!/bin/sh
# One style, kept by a machine: a difference is never about taste.
set -eu
cd "$(dirname "$0")/.."

cargo fmt --all -- --check
