#!/usr/bin/env bash
# With the recorder off an attribute costs nothing, which libraries rely on: functions with and without the attributes
# compile to the same machine code, async ones too. Compiled alone, since another package could switch the recorder on.
set -euo pipefail
cd "$(dirname "$0")/.."

work=${CARGO_TARGET_DIR:-target}/identical
mkdir -p "$work"
export CARGO_TARGET_DIR=$work/target

# The functions of the crate, in the order of their names, without what differs between two builds of one source: hashes
# in names, and the numbers of labels.
machine_code() { # file feature...
    local file=$1
    shift
    rm -f "$CARGO_TARGET_DIR"/release/deps/callflow_test_identical-*.s
    cargo rustc --quiet --release --package callflow-test-identical --features "$*" --lib -- \
        --emit asm -C debuginfo=0 -C codegen-units=1
    # shellcheck disable=SC2016 # they are the program's.
    sed -E 's/17h[0-9a-f]{16}E/E/g; s/^[[:space:]]*\.(file|ident|section|p2align|globl|hidden|type|size).*//; s/[.]L[A-Za-z0-9_.$]+/.L/g; /^[[:space:]]*$/d' \
        "$CARGO_TARGET_DIR"/release/deps/callflow_test_identical-*.s |
        awk '/^_[A-Za-z0-9_.$]*:/ { name = $0; n = 0 } name { printf "%s\t%06d\t%s\n", name, n++, $0 }' | sort | cut -f 1,3 >"$file"
}

machine_code "$work/plain" ""
machine_code "$work/traced" traced
machine_code "$work/recording" traced,recording

instructions=$(wc -l <"$work/plain")
[ "$instructions" -gt 500 ] || { echo "identical: $instructions lines are not the machine code of the crate" >&2; exit 1; }
diff "$work/plain" "$work/traced" >&2 || { echo "identical: an attribute that is off leaves its mark" >&2; exit 1; }
# Where it is on, it must leave one: else nothing was compared.
! diff -q "$work/plain" "$work/recording" >/dev/null || { echo "identical: the attributes did nothing" >&2; exit 1; }
echo "identical: $instructions lines of machine code are the same with and without the attributes"
