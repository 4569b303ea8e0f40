#!/bin/sh
# What a user's build compiles besides our own code is as much as CONTRIBUTING.md accounts for: users put us into their test
# builds. `ci/build-cost.sh` measures what it costs.
set -eu
cd "$(dirname "$0")/.."

packages() {
    cargo tree --quiet --locked --package callflow --edges normal,build --prefix none "$@" |
        awk '{ print $1, $2 }' | sort -u | wc -l
}
accounted() { tr '\n' ' ' <CONTRIBUTING.md | sed -nE "s/.*$1.*/\1/p"; }

check() { # what, number, accounted
    echo "packages: $2 $1"
    [ "$2" = "$3" ] || { echo "CONTRIBUTING.md accounts for $3: say what the others are for" >&2; exit 1; }
}
check "by default" "$(packages)" "$(accounted 'all of it is [0-9]+ s and ([0-9]+) packages')"
check "without html" "$(packages --no-default-features --features enabled)" "$(accounted 'Without .html. ([0-9]+) packages are left')"
