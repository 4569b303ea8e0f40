#!/usr/bin/env bash
# The attributes neither raise a lint nor swallow one. First: a crate with all forms of functions is silent under the
# compiler's and clippy's lints, without `unsafe` and without a prelude. Then the words of *every* lint that clippy has,
# those that are meant for nobody included, are compared between the crate that records and the same crate with the
# recorder off, where functions are what their author wrote. Compiled alone, since features unite.
set -euo pipefail
cd "$(dirname "$0")/.."

CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-target}/lints
export CARGO_TARGET_DIR
mkdir -p "$CARGO_TARGET_DIR"
crate=(--quiet --package callflow-test-lints --no-default-features --no-deps)

cargo clippy "${crate[@]}" --features enabled

words() { # features
    touch tests/crates/lints/src/lib.rs tests/hostile/functions.rs tests/hostile/futures.rs
    cargo clippy "${crate[@]}" --features "$1" --message-format short -- --cap-lints warn \
        -W clippy::all -W clippy::pedantic -W clippy::nursery -W clippy::restriction -W unused -W rust-2018-idioms 2>&1 |
        grep -E '^tests/(crates/lints|hostile)/' | sed -E 's/^(.*:[0-9]+):[0-9]+: /\1: /' | sort -u
}

# Lints that nobody turns on for all code, and that see a body in a closure or a block another way.
elsewhere='missing `return` statement'
# `#[inline]` is missed at the attribute of a whole `impl` or module instead of at the function.
elsewhere+='|missing `#\[inline\]`'
# Arguments are bound again under their own names where the body now is.
raised='is shadowed by itself in|this ident consists of a single char|type of pattern does not match the expression type'
# True of the function that was written and not of the one that is recorded: it records, it is not `async` any more, and
# its arguments go on into its body.
swallowed='this could be a `const fn`|unused `async` for function|this function can be simplified using the `async fn` syntax'
swallowed+='|this argument is passed by value, but not consumed|local variable doesn.t need to be boxed here'
swallowed+='|docs for function returning `Result` missing|already exists, having another argument|infinite loop detected'

words enabled >"$CARGO_TARGET_DIR/traced"
words "" >"$CARGO_TARGET_DIR/plain"
heard=$(wc -l <"$CARGO_TARGET_DIR/plain")
[ "$heard" -gt 200 ] || { echo "lints: $heard words are not those of every lint" >&2; exit 1; }
differences=$(diff "$CARGO_TARGET_DIR/plain" "$CARGO_TARGET_DIR/traced" | grep '^[<>]' | grep -vE "$elsewhere" |
    grep -vE "^> .*($raised)" | grep -vE "^< .*($swallowed)" || true)
if [ -n "$differences" ]; then
    echo "lints: only without (<) and only with (>) the recorder:
$differences" >&2
    exit 1
fi
echo "lints: none of $heard words is added or lost"
