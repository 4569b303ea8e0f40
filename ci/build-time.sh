#!/usr/bin/env bash
# What the attributes cost a build, beside `#[tracing::instrument]` and beside no attribute at all: a crate of 1,000
# functions, half of them async, built with each in turn. Takes minutes and needs a quiet machine to say much, so it is
# no part of the checks: `ci/build-time.sh [rounds]`. Prints processor time, the least of all rounds.
set -euo pipefail
cd "$(dirname "$0")/.."

rounds=${1:-5}
root=$PWD
work=${CARGO_TARGET_DIR:-$root/target}/build-time
mkdir -p "$work"

# One module of fifty functions; `sync` and `later` are the attributes.
module() { # number sync later
    awk -v n="$1" -v sync="$2" -v later="$3" 'BEGIN {
        print "use std::collections::BTreeMap;\n"
        print "#[derive(Debug, Default)]\npub struct Cart { items: BTreeMap<u64, String>, total: u64 }\n"
        for (i = 0; i < 10; i++) {
            print sync "\npub fn plain" i "(items: &[u64], most: u64) -> u64 {"
            print "    let mut sum = " i ";"
            print "    for item in items.iter().filter(|item| **item < most) { sum += item * " n "; }"
            print "    if sum > most { sum / 2 } else { sum }\n}\n"
            print sync "\npub fn result" i "(text: &str) -> Result<u64, std::num::ParseIntError> {"
            print "    let number: u64 = text.trim().parse()?;"
            print "    if number == " i " { return Ok(" n "); }"
            print "    Ok(plain" i "(&[number, " i "], 100))\n}\n"
            print later "\npub async fn later" i "(number: u64, text: String) -> u64 {"
            print "    let first = std::future::ready(number + " i ").await;"
            print "    let second = if first > 3 { std::future::ready(text.len() as u64).await } else { " n " };"
            print "    first + second\n}\n"
            print later "\npub async fn fails" i "(text: &str) -> Result<u64, std::num::ParseIntError> {"
            print "    let number = result" i "(text)?;"
            print "    let more = later" i "(number, text.to_owned()).await;"
            print "    Ok(number + more)\n}\n"
        }
        print "impl Cart {"
        for (i = 0; i < 5; i++) {
            print "    " sync "\n    pub fn add" i "(&mut self, item: u64, name: String) -> Option<String> {"
            print "        self.total += item * " i ";\n        self.items.insert(item, name)\n    }"
            print "    " later "\n    pub async fn save" i "(&mut self, name: &str) -> Result<u64, String> {"
            print "        let before = self.add" i "(" i ", name.to_owned());"
            print "        std::future::ready(()).await;"
            print "        before.map(|before| before.len() as u64 + self.total).ok_or_else(|| name.to_owned())\n    }"
        }
        print "}\n\npub async fn all() -> u64 {\n    let mut cart = Cart::default();\n    let mut sum = 0;"
        for (i = 0; i < 10; i++) print "    sum += fails" i "(\"" i "\").await.unwrap_or(0);"
        for (i = 0; i < 5; i++) print "    sum += cart.save" i "(\"" n "\").await.unwrap_or(0);"
        print "    sum\n}"
    }'
}

# A package whose functions carry the attributes of one library.
package() { # name dependency sync later
    mkdir -p "$work/$1/src"
    cat >"$work/$1/Cargo.toml" <<MANIFEST
[package]
name = "$1"
version = "0.0.0"
edition = "2024"
publish = false
[dependencies]
$2
MANIFEST
    {
        for n in $(seq 20); do echo "mod m$n;"; done
        echo "fn main() {"
        echo "    let mut task = std::task::Context::from_waker(std::task::Waker::noop());"
        for n in $(seq 20); do
            echo "    println!(\"{:?}\", std::future::Future::poll(std::pin::pin!(m$n::all()), &mut task));"
        done
        echo "}"
    } >"$work/$1/src/main.rs"
    for n in $(seq 20); do module "$n" "$3" "$4" >"$work/$1/src/m$n.rs"; done
}

package plain "" "" ""
package with-callflow "callflow = { path = '$root' }" "#[callflow::trace]" "#[callflow::trace_async]"
package with-tracing "tracing = '0.1.44'" "#[tracing::instrument(skip_all)]" "#[tracing::instrument(skip_all)]"
cat >"$work/Cargo.toml" <<'MANIFEST'
[workspace]
resolver = "3"
members = ["plain", "with-callflow", "with-tracing"]
MANIFEST
cp Cargo.lock "$work/Cargo.lock"

export CARGO_TARGET_DIR="$work/target" CARGO_INCREMENTAL=0
TIMEFORMAT='%U %S'
build() { # package profile
    # shellcheck disable=SC2086 # an option or none.
    cargo build --quiet --offline --manifest-path "$work/Cargo.toml" --package "$1" $2 2>"$work/log" ||
        { cat "$work/log" >&3; return 1; }
}
exec 3>&2
declare -A least
for round in $(seq 0 "$rounds"); do
    for profile in "" "--release"; do
        for package in plain with-callflow with-tracing; do
            touch "$work/$package/src/main.rs"
            taken=$({ time build "$package" "$profile"; } 2>&1 | awk '{ printf "%.2f", $1 + $2 }')
            # The first round builds the libraries.
            [ "$round" -gt 0 ] || continue
            key="$package$profile"
            least[$key]=$(printf '%s\n' "${least[$key]:-$taken}" "$taken" | sort -n | head -n 1)
        done
    done
done

printf '%-16s %10s %10s\n' "1,000 functions" "debug, s" "release, s"
for package in plain with-callflow with-tracing; do
    printf '%-16s %10s %10s\n' "$package" "${least[$package]}" "${least[$package--release]}"
done
