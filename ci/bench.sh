#!/bin/sh
# Whether every benchmark still runs and finds recorded what it measures: one round of each, so its times say nothing.
set -eu
cd "$(dirname "$0")/.."

table=$(cargo run --quiet --release --package callflow-bench -- "${1:-1}")
# A section without rows would be one that measured nothing.
echo "$table" | awk '
    NR > 2 && NF && !/^ / { sections++; title = $0; next }
    /^ / && NF { rows[title]++ }
    END { for (title in rows) filled++; if (!sections || filled != sections) exit 1; print "bench: " sections " sections" }
' || { echo "$table" >&2; echo "bench: a section has no rows" >&2; exit 1; }
