#!/bin/sh
# The script and style of the pages are committed, so that no build needs node: here they are built anew, checked, and
# must come out as they were committed.
set -eu
cd "$(dirname "$0")/../callflow-html/ui"

if ! command -v npm >/dev/null; then
    echo "skipped: no npm"
    exit 0
fi
npm ci --no-audit --no-fund --ignore-scripts --silent
npm run --silent check
npm test --silent
npm run --silent build
git diff --exit-code --stat -- ../assets ../src/assets.rs || {
    echo "callflow-html/assets is not what callflow-html/ui builds: run 'node build.mjs' there and commit" >&2
    exit 1
}
