#!/usr/bin/env bash
# What depending on the library costs a build from nothing: packages, processor time and time on the wall, with what a
# user may choose of its features, beside other tracing libraries. Takes minutes, so it is no part of the checks:
# `ci/build-cost.sh [rounds]`. Prints the least of all rounds, and then where our processor time goes. What attributes
# cost the crates that carry them is told by ci/build-time.sh.
set -euo pipefail
cd "$(dirname "$0")/.."

rounds=${1:-1}
root=$PWD
work=${CARGO_TARGET_DIR:-$root/target}/build-cost
mkdir -p "$work"

# Name and dependency; the peers as bench/ uses them.
libraries="callflow|callflow = { path = '$root' }
callflow without html|callflow = { path = '$root', default-features = false, features = ['enabled'] }
callflow, disabled|callflow = { path = '$root', default-features = false }
tracing, attributes|tracing = '0.1.44'
tracing, registry|tracing = '0.1.44'\ntracing-subscriber = { version = '0.3.23', default-features = false, features = ['registry'] }
fastrace|fastrace = { version = '0.7.19', features = ['enable'] }
hotpath|hotpath = { version = '0.30.3', default-features = false, features = ['hotpath'] }"

export CARGO_INCREMENTAL=0
unset CARGO_TARGET_DIR
folder() { echo "$work/${1//[^a-z]/-}"; }

while IFS='|' read -r name dependency; do
    package=$(folder "$name")
    mkdir -p "$package/src"
    echo 'fn main() {}' >"$package/src/main.rs"
    printf '[package]\nname = "user"\nversion = "0.0.0"\nedition = "2024"\npublish = false\n[workspace]\n[dependencies]\n%b\n' \
        "$dependency" >"$package/Cargo.toml"
    # The versions that we are tested with.
    cp Cargo.lock "$package/Cargo.lock"
done <<<"$libraries"

# Who takes the time: each compiler's own is written down by a wrapper of it.
cat >"$work/rustc" <<'WRAPPER'
#!/usr/bin/env bash
TIMEFORMAT='%U %S'
crate=$(sed -nE 's/.*--crate-name ([^ ]+).*/\1/p' <<<"$*")
exec 3>&2
if [ -z "${CRATE_TIMES:-}" ] || [ -z "$crate" ]; then exec "$@"; fi
{ time "$@" 2>&3; } 2> >(awk -v crate="$crate" '{ printf "%.2f %s\n", $1 + $2, crate }' >>"$CRATE_TIMES")
WRAPPER
chmod +x "$work/rustc"

build() { # name profile
    rm -rf "$(folder "$1")/target"
    # shellcheck disable=SC2086 # an option or none.
    cargo build --quiet --offline --manifest-path "$(folder "$1")/Cargo.toml" $2 2>"$work/log" || { cat "$work/log" >&3; return 1; }
}
exec 3>&2
TIMEFORMAT='%U %S %R'
declare -A cpu wall
least() { printf '%s\n' "$@" | sort -n | head -n 1; }
for _ in $(seq "$rounds"); do
    for profile in "" --release; do
        while IFS='|' read -r name _; do
            read -r user system real < <({ time build "$name" "$profile" </dev/null; } 2>&1)
            key=$name$profile
            taken=$(awk "BEGIN { print $user + $system }")
            cpu[$key]=$(least "${cpu[$key]:-$taken}" "$taken")
            wall[$key]=$(least "${wall[$key]:-$real}" "$real")
        done <<<"$libraries"
    done
done

printf '%-22s %9s %17s %17s\n' "from nothing" packages "debug, s" "release, s"
printf '%-22s %9s %8s %8s %8s %8s\n' "" "" cpu wall cpu wall
while IFS='|' read -r name _; do
    packages=$(cargo tree --quiet --offline --manifest-path "$(folder "$name")/Cargo.toml" --edges normal,build --prefix none --no-dedupe |
        sed 's/ (.*//' | sort -u | grep -vc '^user ')
    printf '%-22s %9s %8.1f %8.1f %8.1f %8.1f\n' "$name" "$packages" "${cpu[$name]}" "${wall[$name]}" \
        "${cpu[$name--release]}" "${wall[$name--release]}"
done <<<"$libraries"

export CRATE_TIMES=$work/crates RUSTC_WRAPPER=$work/rustc
rm -f "$CRATE_TIMES"
build callflow --release
printf '\n%s\n' "callflow, release: seconds of processor time by crate"
sort -rn "$CRATE_TIMES" | awk '{ printf "%8.1f  %s\n", $1, $2 }' | head -n 12
