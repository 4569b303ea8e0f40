#!/usr/bin/env bash
# The examples are what a newcomer runs first: they must write the pages that the README promises.
set -euo pipefail
cd "$(dirname "$0")/.."
rm -rf target/callflow
cargo run --quiet --example async_example
pages=$(find target/callflow -name '0*.html' ! -name '*.async.html' | wc -l)
[ "$pages" -eq 7 ] || { echo "async_example wrote $pages pages, not seven" >&2; exit 1; }
cargo run --quiet --example comparison_example
pages=$(find target/callflow -name 'cmp*.html' | wc -l)
[ "$pages" -eq 6 ] || { echo "comparison_example wrote $pages pages, not six" >&2; exit 1; }
