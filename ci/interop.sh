#!/usr/bin/env bash
# Data files are those of callflow-tracer, too: it loads ours and compares them as we do, up to its rounding and its double
# counting, and we load what it writes. In a virtual environment of its own.
set -euo pipefail
cd "$(dirname "$0")/.."

target=${CARGO_TARGET_DIR:-$PWD/target}
work=$target/interop
python=$work/venv/bin/python
mkdir -p "$work"
if ! "$python" -c 'import callflow_tracer' 2>/dev/null; then
    if ! python3 -m venv "$work/venv" || ! "$python" -m pip install --quiet callflow-tracer==0.7.0; then
        echo "skipped: callflow-tracer 0.7.0 cannot be installed here"
        exit 0
    fi
fi

cargo build --quiet --package callflow-cli --bins --examples
built=$target/debug
"$built/examples/record" "$work/before" 1 3
"$built/examples/record" "$work/after" 1 12 refund
"$built/callflow" compare "$work/before/0.json" "$work/after/0.json" --fail-on never --json "$work/ours.json" \
    >/dev/null 2>&1
"$python" ci/interop.py write "$work/theirs.json"
"$built/callflow" compare "$work/theirs.json" "$work/theirs.json" --fail-on never --json "$work/theirs-read.json" \
    >/dev/null 2>&1
"$python" ci/interop.py check "$work"
