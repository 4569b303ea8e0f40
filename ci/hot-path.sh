#!/usr/bin/env bash
# What an attribute adds to a call, in instructions, which no neighbour on the machine has a say in: callgrind counts
# them for the least functions there are (`tests/crates/identical`), and bench/instructions.txt is what they were when
# somebody last looked. More or less of them by more than 2 % and one is an error: they may be few by a mistake as well.
#
#   ci/hot-path.sh         compares
#   ci/hot-path.sh bless   writes bench/instructions.txt anew; read the difference
#   ci/hot-path.sh read [CASE]
#                          prints the instructions of a sync call, or of another case of the file ("async, ready at
#                          once"), those that run without a scope and those in one
#
# A histogram that meets a new bucket takes a few instructions more, hence the tolerance; ten runs on a busy machine
# differed by half an instruction. Compilers differ by more, so what one has counted says nothing of another's code: only
# that an attribute that is off costs none is then still held. ci/identical.sh compares that code line by line.
set -euo pipefail
cd "$(dirname "$0")/.."

kept=bench/instructions.txt
for tool in valgrind objdump; do
    command -v "$tool" >/dev/null || { echo "skipped: $tool is not installed"; exit 0; }
done

# The libraries are those of ci/identical.sh.
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-target}/identical/target
work=$CARGO_TARGET_DIR/../hot-path
mkdir -p "$work"
for features in plain traced recording; do
    # The recorder is on only where the attributes stand on the functions.
    case $features in
        plain) with= ;;
        traced) with=traced ;;
        recording) with=traced,recording ;;
    esac
    cargo build --quiet --release --package callflow-test-identical --bin calls --features "$with"
    cp "$CARGO_TARGET_DIR/release/calls" "$work/$features"
done

# Leaves what was counted of each line of `names` in `part.<its number>`.
counted() { # program option...
    local program=$1
    shift
    rm -f "$work"/part*
    valgrind --tool=callgrind --callgrind-out-file="$work/part" --collect-atstart=no \
        '--toggle-collect=calls::measured*' '--dump-after=calls::counted*' "$@" "$work/$program" \
        >"$work/names" 2>"$work/log" || { cat "$work/log" >&2; return 1; }
}

# Instructions for each call: many calls less few, by how many more they are.
per_call() { # program
    local calls case part=0
    counted "$1"
    while IFS=$'\t' read -r calls case; do
        part=$((part + 1))
        printf '%s\t%s\t%s\n' "$calls" "$(awk '$1 == "totals:" { print $2 }' "$work/part.$part")" "$case"
    done <"$work/names" |
        awk -F'\t' 'NR % 2 { few = $1; base = $2; next } { printf "%.1f\t%s\n", ($2 - base) / ($1 - few), $3 }'
}

# Each instruction that such a call executes, by how often it does so without a scope and in one.
read_aloud() {
    local case=$1 without within
    counted recording --dump-instr=yes --dump-line=no --compress-strings=no --compress-pos=no
    without=$(grep -nP "^3000\t$case: no scope\$" "$work/names" | cut -d: -f1)
    within=$(grep -nP "^3000\t$case: in a scope\$" "$work/names" | cut -d: -f1)
    objdump --disassemble --demangle --no-show-raw-insn -M intel "$work/recording" >"$work/code"
    awk -v calls=3000 '
        FNR == 1 { file++ }
        # What follows `calls=` is what the callee took.
        file < 3 && /^calls=/ { getline; next }
        file < 3 && /^0x/ { times[file, substr($1, 3)] += $2; next }
        file < 3 { next }
        /^[0-9a-f]+ <.*>:$/ { name = $0; sub(/^[0-9a-f]+ /, "", name); shown = 0; gap = 0; next }
        /^ *[0-9a-f]+:/ {
            address = $1; sub(/:/, "", address)
            without = times[1, address] / calls; within = times[2, address] / calls
            # Once in many calls is not the way that a call takes.
            if (without < 0.5 && within < 0.5) { gap = shown; next }
            if (!shown) { printf "\n%s\n%8s %8s\n", name, "no scope", "scope"; shown = 1 }
            if (gap) { print "                     …"; gap = 0 }
            code = $0; sub(/^[^:]*:[[:space:]]*/, "", code)
            printf "%8s %8s   %s\n", without < 0.5 ? "" : int(without + 0.5), within < 0.5 ? "" : int(within + 0.5), code
            sums[1] += without; sums[2] += within
        }
        END { printf "\n%8.0f %8.0f   in all, with the loop around the call\n", sums[1], sums[2] }
    ' "$work/part.$without" "$work/part.$within" "$work/code"
    echo
    echo "And with the recorder off:"
    objdump --disassemble --demangle --no-show-raw-insn -M intel "$work/traced" |
        awk '/<callflow_test_identical::least::empty>:$/ { on = 1 } /^$/ { on = 0 } on && !/int3/'
}

if [ "${1:-}" = read ]; then
    read_aloud "${2:-sync}"
    exit
fi

per_call plain >"$work/plain.txt"
per_call traced >"$work/traced.txt"
per_call recording >"$work/recording.txt"
diff "$work/plain.txt" "$work/traced.txt" >&2 || { echo "hot-path: an attribute that is off costs something" >&2; exit 1; }

compiler=$(rustc --version --verbose | awk 'NR == 1 { version = $0 } $1 == "host:" { print version " on " $2 }')
if [ "${1:-}" = bless ]; then
    {
        echo "Instructions of a call or a poll, the loop around it included: without the attribute or with the recorder off,"
        echo "and with the recorder on. Counted and compared by ci/hot-path.sh."
        echo
        echo "compiler: $compiler"
        echo
        printf '%5s %5s\n' off on
        paste "$work/plain.txt" "$work/recording.txt" |
            awk -F'\t' '{ printf "%5.0f %5.0f   %s\n", $1, $3, $4 }'
    } >"$kept"
    echo "hot-path: wrote $kept"
    exit
fi

counted_by=$(sed -n 's/^compiler: //p' "$kept")
if [ "$counted_by" != "$compiler" ]; then
    echo "skipped: $kept is of $counted_by, and this is $compiler; off is as cheap as no attribute"
    exit 0
fi
# Each case of the file must have been counted and the other way round, hence the count.
awk -F'\t' '
    FNR == NR { now[$2] = $1; cases++; next }
    match($0, /^ *[0-9]+ +[0-9]+   /) {
        split($0, numbers, " "); what = substr($0, RLENGTH + 1); seen++
        if (!(what in now)) { print "hot-path: no longer counted: " what; failed = 1; next }
        difference = now[what] - numbers[2]
        if (difference < 0) difference = -difference
        if (difference > 0.02 * numbers[2] + 1) {
            print "hot-path: " what ": " now[what] " instructions, and it was " numbers[2]; failed = 1
        }
    }
    END {
        if (seen != cases) { print "hot-path: " seen " cases in the file, and " cases " were counted"; failed = 1 }
        if (failed) print "if that is meant: ci/hot-path.sh bless"
        exit failed
    }
' "$work/recording.txt" "$kept" >&2
echo "hot-path: $(wc -l <"$work/recording.txt") cases take as many instructions as before; none where the recorder is off"
