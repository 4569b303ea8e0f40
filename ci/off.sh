#!/usr/bin/env bash
# A library keeps the attributes in and the recorder out: all of the API compiles and runs without it, and every graph
# says that nothing was recorded. Built alone, since another package would switch the recorder on.
set -euo pipefail
cd "$(dirname "$0")/.."

used=tests/crates/off
# What the facade offers: the names that it exports and its macros.
offered=$(awk '/^pub use/ { open = 1 } open { print } /;$/ { open = 0 }' src/lib.rs | sed 's/^pub use//' |
    tr -c '[:alnum:]_:' '\n' | sed 's/.*:://' | grep -vE '^(|as|self|crate|callflow_[a-z]*|pages|scope)$' | sort -u)
macros=$(sed -nE 's/^macro_rules! ([a-z_]+) .*/\1/p' src/lib.rs)
[ "$(echo "$offered" | wc -l)" -gt 20 ] || { echo "off: the names of src/lib.rs were not found" >&2; exit 1; }
forgotten=
for name in $offered; do
    grep -rqwE "$name" "$used/src" "$used/tests" || forgotten="$forgotten $name"
done
for name in $macros; do
    grep -rqE "(^|[^[:alnum:]_])$name!" "$used/src" "$used/tests" || forgotten="$forgotten $name!"
done
[ -z "$forgotten" ] || { echo "off: $used does not use$forgotten" >&2; exit 1; }

cargo test --quiet --package callflow-test-off
# Nothing of the recorder is compiled either.
features=$(cargo tree --quiet --package callflow-test-off --edges normal --no-dedupe --prefix none --format '{p}: {f}' |
    grep '^callflow-core ' | sort -u)
[[ "$features" == *": " ]] || { echo "off: has a recorder: $features" >&2; exit 1; }
