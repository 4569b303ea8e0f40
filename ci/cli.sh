#!/usr/bin/env bash
# The command from end to end: its tests, then a session as a person has one, on runs recorded just now.
set -euo pipefail
cd "$(dirname "$0")/.."

cargo test --quiet --package callflow-cli
cargo build --quiet --package callflow-cli --examples --bins
built=$(cd "${CARGO_TARGET_DIR:-target}/debug" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

# ends <code> <how the verdict starts> <arguments>...
ends() {
    local code=$1 verdict=$2 got=0
    shift 2
    "$built/callflow" "$@" >stdout 2>stderr || got=$?
    # shellcheck disable=SC2254 # it is a pattern.
    case "$got $(tail -n 1 stderr)" in
        "$code "$verdict*) return ;;
    esac
    echo "callflow $*: ended with $got, not with $code and \"$verdict\"" >&2
    cat stdout stderr >&2
    exit 1
}

# shows <file> <words>: the file has them.
shows() {
    grep -qiF "$2" "$1" || {
        echo "no \"$2\" in $1:" >&2
        cat "$1" >&2
        exit 1
    }
}

# Several times the time, so that no machine is too busy to show it.
"$built/examples/record" before 8 4
"$built/examples/record" after 8 40

ends 0 "callflow: unchanged" compare before/0.json before/0.json
ends 1 "callflow: failed, *pay*" compare before/*.json -- after/*.json --html c.html --json c.json --markdown c.md
shows c.html "record::pay"
shows c.json '"regressions":2'
shows c.md "| \`record::pay\` | 🔴 regressed |"
ends 0 "callflow: improved" compare after/*.json -- before/*.json
ends 0 "callflow: regressed" compare --fail-on never before/*.json -- after/*.json
ends 2 "error: cannot read \`missing.json\`" compare before/0.json missing.json
ends 2 "error: " compare before/*.json --
echo '{"runs": []}' >none.json
ends 3 "callflow: not comparable" compare none.json before/0.json
ends 4 "error: there is no baseline" compare --baseline release after/*.json
ends 0 "kept 8 runs" baseline save release before/*.json
ends 1 "callflow: failed, *pay*" compare --baseline release after/*.json
ends 0 "" baseline list
shows stdout "release  8 runs"
ends 0 "" stats before/*.json
shows stdout "8 runs added up"
ends 0 "" report before/*.json -o page.html
shows page.html "<!doctype html>"
