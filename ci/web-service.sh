#!/usr/bin/env bash
# Unit tests never move a request between threads, lose a client or wait for a database: a real service does.
# Runs it, which fails when a call was recorded otherwise than it happened, and looks at the files it wrote.
set -euo pipefail
cd "$(dirname "$0")/.."

pages=target/callflow
rm -f "$pages"/web_service.*
cargo run --quiet --manifest-path examples/web-service/Cargo.toml

# file, least size in bytes, a name that must stand in it
while read -r file least name; do
    size=$(wc -c <"$pages/$file" || echo 0)
    if [ "$size" -lt "$least" ]; then
        echo "web-service: $pages/$file has $size bytes, fewer than $least" >&2
        exit 1
    fi
    if ! grep -q "$name" "$pages/$file"; then
        echo "web-service: $pages/$file does not name $name" >&2
        exit 1
    fi
done <<FILES
web_service.html 20000 list_one_by_one
web_service.async.html 20000 list_one_by_one
web_service.json 20000 list_one_by_one
FILES
echo "web-service: pages and data are in $pages"
