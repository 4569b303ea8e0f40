#!/bin/sh
# Endurance: threads, a runtime, scopes, panics, cancellations and snapshots for so many seconds, 600 unless told. No call
# is lost, the laws hold, and memory does not grow in the last third. Unoptimised, so that overflow checks are on.
set -eu
cd "$(dirname "$0")/.."

CALLFLOW_SOAK_SECONDS=${1:-600} cargo test --quiet --test soak -- --nocapture
