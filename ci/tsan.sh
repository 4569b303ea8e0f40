#!/bin/sh
# Runs the recorder's thread tests under ThreadSanitizer, which reports accesses that nothing orders.
# It does not model fences and the standard library is not instrumented; but everything that threads share in the
# recorder is an atomic, so what remains are reports from the standard library: see tsan-suppressions.txt.
set -eu
cd "$(dirname "$0")/.."
. ci/sanitizer.sh

TSAN_OPTIONS="suppressions=$PWD/ci/tsan-suppressions.txt ${TSAN_OPTIONS:-}"
export TSAN_OPTIONS
sanitize thread
