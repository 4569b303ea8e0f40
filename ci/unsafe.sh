#!/bin/sh
# Unsafe code stays where it can be read in an afternoon: in few files of the recorder, each block with the reason
# why it is sound. Everything else denies it.
set -eu
cd "$(dirname "$0")/.."
failed=0

fail() {
    echo "$1" >&2
    failed=1
}

allowed="callflow-core/src/record/arena.rs
callflow-core/src/record/boxed.rs
callflow-core/src/record/counter/aarch64.rs
callflow-core/src/record/counter/x86_64.rs
callflow-core/src/record/lease.rs
callflow-core/src/record/pinned.rs
callflow-core/src/record/scope.rs
callflow-core/src/record/segment.rs
callflow-core/src/record/stack.rs
callflow-core/src/record/thread.rs"

# The keyword, not the word in a comment, a string or a lint's name. (Attributes speak of it for users' functions.)
for file in $(find src ./*/src -name '*.rs' | sed 's|^\./||' | sort); do
    case "$file" in callflow-macros/*) continue ;; esac
    uses=$(sed -e 's|//.*||' -e 's|"[^"]*"||g' "$file" | grep -nE '(^|[^_[:alnum:]])unsafe([^_[:alnum:]]|$)' || true)
    if [ -n "$uses" ] && ! echo "$allowed" | grep -qx "$file"; then
        fail "$file: unsafe code belongs into the files that this script names:
$uses"
    fi
done

# Each use has its reason right above, in the comment that ends on the line before the statement.
for file in $allowed; do
    missing=$(awk '
        { line = $0; sub(/\/\/.*/, "", line) }
        /^[[:space:]]*\/\/ SAFETY:/ { reason = 1; next }
        /^[[:space:]]*\/\// { next }
        line ~ /(^|[^_[:alnum:]])unsafe[[:space:]]*(\{|impl|fn|extern)/ && !reason { print FILENAME ":" FNR ": " $0 }
        # A statement may go on over lines; the reason holds until one ends or a block begins.
        line ~ /[;{},][[:space:]]*$/ { reason = 0 }
    ' "$file")
    if [ -n "$missing" ]; then
        fail "without a \`// SAFETY:\` comment above:
$missing"
    fi
    grep -q '^#!\[.*expect(unsafe_code, reason = ' "$file" || fail "$file does not say why it needs unsafe code"
done

# The lint that keeps it out is on for all.
sed -n '/^\[workspace\.lints\.rust\]/,/^\[/p' Cargo.toml | grep -qE '^unsafe_code = "(deny|forbid)"' ||
    fail "Cargo.toml: unsafe_code is not denied"
for manifest in Cargo.toml $(find ./*/Cargo.toml | sed 's|^\./||'); do
    grep -A1 '^\[lints\]' "$manifest" | grep -qx 'workspace = true' ||
        fail "$manifest does not take the lints of the workspace"
done
# Only those files lift it again, outside of tests.
lifted=$(grep -rlE '(allow|expect|warn)\([^)]*unsafe_code' --include '*.rs' src ./*/src | sed 's|^\./||' | sort)
[ "$lifted" = "$allowed" ] || fail "unsafe_code is lifted in:
$lifted"

exit $failed
