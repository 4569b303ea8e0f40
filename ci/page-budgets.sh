#!/usr/bin/env bash
# Prints how long pages take to show, redraw, search and lay out, and how large they are, beside what they are allowed
# to. Time is never a reason to fail, other programs on the machine change it; a page that does not come up is.
set -euo pipefail
cd "$(dirname "$0")/.."

. ci/browser-setup.sh
cargo run --quiet -p callflow-html --example preview >/dev/null
cd callflow-html/ui
node e2e/run.mjs --script budgets
echo
echo "Layouts against Graphviz's:"
node test.mjs graph-quality | grep -E '^# |^(not )?ok' | head -20
