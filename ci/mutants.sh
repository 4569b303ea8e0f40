#!/usr/bin/env bash
# Whether a test notices when the analysis is wrong: cargo-mutants makes one mistake at a time and runs the tests. Each
# that none notices wants a test, or a reason in .cargo/mutants.toml why nothing can. There are some 1,900, which take
# hours, so it is no part of the checks; options choose among them:
#
#   ci/mutants.sh --file '**/judge.rs'   those of a file
#   ci/mutants.sh --shard 0/10           every tenth
#   ci/mutants.sh --in-diff FILE         those of the lines of a diff
#
# Needs cargo-mutants (`cargo install cargo-mutants --locked`).
set -euo pipefail
cd "$(dirname "$0")/.."

cargo mutants --version >/dev/null 2>&1 || { echo "skipped: cargo-mutants is not installed"; exit 0; }

# Code whose numbers people act on, and what leads to it by way of futures and files, unless a file was asked for.
case " $* " in
    *" --file"*) ;;
    *)
        set -- "$@" --file 'callflow-core/src/{analysis,snapshot}/**/*.rs' \
            --file 'callflow-core/src/export/{baseline,json/*}.rs' \
            --file 'callflow-core/src/{classify,gather,gather/*,options,scope,site}.rs'
        ;;
esac

export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/target}/mutants/build
# Builds are small and many.
export CARGO_PROFILE_DEV_DEBUG=0 CARGO_INCREMENTAL=1 PROPTEST_CASES=${PROPTEST_CASES:-32}
found=target/mutants
mkdir -p "$found"
rm -rf "$found/mutants.out"

# Mistakes that were missed are no failure of a pass: the next looks on.
pass() {
    local ended=0
    nice cargo mutants --jobs 1 --baseline skip --timeout 60 --package callflow-core --output "$found" "$@" || ended=$?
    # 2: some were missed; 3: some took too long, which is to be noticed.
    case $ended in 0 | 2 | 3) ;; *) exit "$ended" ;; esac
}

# First the quick tests, beside the code; of those, not the two that take ten seconds each and look for other things.
pass --features enabled "$@" -- --lib -- --skip simulation --skip long_and_strange_names_fit_the_table
# Those that were missed, with the tests of the facade.
tests="attributes_names attributes_sync baselines comparison compensation data_files gather isolation laws options runs"
# shellcheck disable=SC2046 # they are words.
pass --iterate --test-package callflow --no-default-features --features callflow/enabled "$@" -- $(printf -- '--test %s ' $tests)

# The second pass has a list of its own.
missed=$found/mutants.out/missed.txt
[ ! -s "$missed" ] || { cat "$missed" >&2; exit 1; }
echo "mutants: every mistake was noticed"
