#!/usr/bin/env bash
# How processes end and fork while they record, two versions of the library in one program, and other targets. What ends a
# process never leaves half a file: the old one stays, whole. (Files that cannot be written: tests/faults.rs.)
set -euo pipefail
cd "$(dirname "$0")/.."

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
target=${CARGO_TARGET_DIR:-target}
fail() {
    echo "faults: $1" >&2
    exit 1
}

# ends <program> <how> <code> <what is printed> [written]: the file is the old one, or a new one where it was written.
ends() {
    local program=$1 how=$2 code=$3 printed=$4 got=0
    echo "the old file" >"$folder/page.json"
    "$program" "$how" "$folder/page.json" >"$folder/stdout" 2>"$folder/stderr" || got=$?
    [ "$got" = "$code" ] || fail "$how: ended with $got, not with $code: $(cat "$folder/stderr")"
    [ "$(cat "$folder/stdout")" = "$printed" ] || fail "$how: printed $(cat "$folder/stdout")"
    if [ "${5:-}" = written ]; then
        grep -q '"callflow":' "$folder/page.json" || fail "$how: no file was written"
    else
        [ "$(cat "$folder/page.json")" = "the old file" ] || fail "$how: the old file is gone"
    fi
    rm "$folder"/std* "$folder/page.json"
    [ -z "$(ls -A "$folder")" ] || fail "$how: left $(ls -A "$folder")"
}
aborted=134 # 128 and the signal's number.
in_flight=$'ends ×0, 1 in flight\n  work'
later=$'ends_later ×0, 1 in flight\n  ends ×0, 1 in flight\n    work'

cargo build --quiet --package callflow-test-faults
built=$target/debug/ends
ends "$built" return 0 "came back" written
ends "$built" later-return 0 "came back" written
ends "$built" panic 101 "$in_flight" written
ends "$built" later-panic 101 "$later" written
for how in exit:7 abort:$aborted; do
    ends "$built" "${how%:*}" "${how#*:}" "$in_flight"
    ends "$built" "later-${how%:*}" "${how#*:}" "$later"
done

# Nothing unwinds: a panic ends the process where it is.
cargo build --quiet --package callflow-test-faults --bin ends --config 'profile.dev.panic="abort"' \
    --target-dir "$target/panic-abort"
built=$target/panic-abort/debug/ends
ends "$built" return 0 "came back" written
ends "$built" later-return 0 "came back" written
ends "$built" panic "$aborted" "$in_flight"
ends "$built" later-panic "$aborted" "$later"
echo "faults: ends of processes: as promised, with and without panic = \"abort\""

echo "faults: $("$target/debug/fork")"

# Two versions in one program. Both are in this repository but for the number.
git ls-files -z -- . | tar --null --files-from - -cf - | (mkdir "$folder/old" && tar -xf - -C "$folder/old")
grep -rl --include Cargo.toml '0\.1\.0' "$folder/old" | xargs sed -i 's/"\(=\?\)0\.1\.0"/"\10.0.9"/'
cp -r tests/crates/versions "$folder/versions"
sed "s|@NEW@|$PWD|; s|@OLD@|$folder/old|" "$folder/versions/Cargo.toml.in" >"$folder/versions/Cargo.toml"
cp Cargo.lock "$folder/versions/Cargo.lock"
cargo run --quiet --manifest-path "$folder/versions/Cargo.toml" --target-dir "$target/versions" >"$folder/stdout"
echo "faults: two versions in one program: $(cat "$folder/stdout")"

# Other targets compile, where the toolchain has their standard library or its sources.
sources=$(rustc +nightly --print sysroot 2>/dev/null || true)/lib/rustlib/src/rust/library/Cargo.lock
for other in wasm32-unknown-unknown aarch64-unknown-linux-gnu; do
    if ls "$(rustc --print sysroot)/lib/rustlib/$other/lib/"libcore-* >/dev/null 2>&1; then
        cargo check --quiet --package callflow --target "$other"
        echo "faults: $other: compiles"
    elif [ -e "$sources" ]; then
        cargo +nightly check --quiet -Zbuild-std --package callflow --target "$other"
        echo "faults: $other: compiles, with a standard library built for it"
    else
        echo "skipped: $other has no standard library here, nor its sources (rustup target add $other)"
    fi
done
