#!/usr/bin/env bash
# A page can be well-formed and still fail in a browser: the pages of the examples, and pages of all sizes, are opened
# in headless Chromium without a network and used as a reader would. Their console stays silent, what they show runs
# nothing, and axe finds nothing. Pictures to look at are left in target/screenshots.
set -euo pipefail
cd "$(dirname "$0")/.."

. ci/browser-setup.sh
cargo run --quiet -p callflow-html --example preview >/dev/null
pages=$(find target/callflow -name '*.html' 2>/dev/null | wc -l)
[ "$pages" -ge 15 ] || { echo "only $pages pages to look at; run ci/examples.sh and ci/web-service.sh first" >&2; exit 1; }

cd callflow-html/ui
if ! node e2e/run.mjs >../../target/e2e.log 2>&1; then
    # Without the tests that passed.
    grep -vE '^(ok |# Subtest|  \.\.\.|  ---|  duration_ms)' ../../target/e2e.log >&2
    exit 1
fi
grep -E '^# (tests|pass|fail|duration)' ../../target/e2e.log
node e2e/run.mjs --script screenshots
