#!/bin/sh
# Runs the recorder's thread tests under AddressSanitizer, which reports memory that is used after it was freed.
# Not leaks: the tests forget things on purpose.
set -eu
cd "$(dirname "$0")/.."
. ci/sanitizer.sh

ASAN_OPTIONS="detect_leaks=0 ${ASAN_OPTIONS:-}"
export ASAN_OPTIONS
sanitize address
