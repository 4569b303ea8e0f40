#!/usr/bin/env bash
# Every reader of what comes from outside, for so many minutes each: the data files of all forms, files of several runs and
# baselines, and both sides of comparisons. Texts are changed at random; what fails is kept, and its seed printed. Where
# `cargo fuzz` and a nightly toolchain are installed, libFuzzer then looks for texts that reach new code.
set -euo pipefail
cd "$(dirname "$0")/.."

minutes=${1:-5}
CALLFLOW_FUZZ_SECONDS=$((minutes * 60)) cargo test --release --quiet --test readers -- --nocapture

if ! cargo +nightly fuzz --version >/dev/null 2>&1; then
    echo "skipped: libFuzzer needs a nightly toolchain and cargo-fuzz (cargo install cargo-fuzz)"
    exit 0
fi
work=$(cd "${CARGO_TARGET_DIR:-target}" && pwd)/fuzz
for target in graph comparison; do
    # Texts of earlier times are tried again first.
    mkdir -p "$work/corpus/$target" "$work/artifacts/$target"
    for seed in tests/data/*.json; do
        tr -d '\n' <"$seed" >"$work/corpus/$target/$(basename "$seed")"
    done
    cargo +nightly fuzz run --fuzz-dir tests/fuzz --target-dir "$work/target" "$target" "$work/corpus/$target" -- \
        -max_total_time=$((minutes * 60)) -max_len=32768 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="$work/artifacts/$target/"
done
