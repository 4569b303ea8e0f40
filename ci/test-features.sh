#!/bin/sh
# The facade builds in each combination of features that a user may choose, and behaves as promised in it: a gate that
# is missing breaks one of them only. (The README's test command runs everything with the default features; what only
# the compiler judges, the `ui` and `attributes_editions` tests, is not repeated here.)
set -eu
cd "$(dirname "$0")/.."

for features in "--no-default-features" "--no-default-features --features enabled" \
    "--no-default-features --features html"; do
    echo "== cargo test --package callflow $features"
    # shellcheck disable=SC2086 # they are words.
    cargo test --quiet --package callflow $features --lib --test async_tracing --test comparison --test runs --test contexts --test gather \
        --test guards --test isolation --test tokio_runtime --test disabled
    # Alone, without what tests bring in.
    # shellcheck disable=SC2086
    cargo build --quiet --package callflow $features
done
