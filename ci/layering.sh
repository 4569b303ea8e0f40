#!/bin/sh
# The directions of the design: who may name whom. A line that goes against one of them is shown.
set -eu
cd "$(dirname "$0")/.."
failed=0

# forbid <why> <pattern> <file or directory>...: no line of code may match; comments may.
forbid() {
    why=$1 pattern=$2
    shift 2
    for place in "$@"; do
        [ -e "$place" ] || continue
        found=$(find "$place" -name '*.rs' -exec sh -c '
            for file; do sed "s|//.*||" "$file" | grep -nE "$0" | sed "s|^|$file:|"; done
        ' "$pattern" {} + || true)
        if [ -n "$found" ]; then
            echo "$why:
$found" >&2
            failed=1
        fi
    done
}

# Crates: cli -> html -> core, facade -> {html, macros, core}, macros -> none of ours.
dependencies() {
    # What only tests use does not count.
    awk '/^\[/ { counts = /dependencies\]$/ && !/dev-/ && !/workspace/ } counts' "$1" | sed -nE 's/^(callflow[a-z-]*)[ .=].*/\1/p'
    # As a table of its own.
    sed -nE '/dev-|workspace/d; s/^\[.*dependencies\.(callflow[a-z-]*)\]/\1/p' "$1"
}
allow() {
    [ -e "$1" ] || return 0
    for dependency in $(dependencies "$1"); do
        case " $2 " in
            *" $dependency "*) ;;
            *)
                echo "$1: must not depend on $dependency" >&2
                failed=1
                ;;
        esac
    done
}
allow callflow-core/Cargo.toml ""
allow callflow-macros/Cargo.toml ""
allow callflow-html/Cargo.toml "callflow-core"
allow callflow-cli/Cargo.toml "callflow-core callflow-html"
allow Cargo.toml "callflow callflow-core callflow-macros callflow-html"

# Parts of core: base <- record <- snapshot <- {analysis, export}, which do not see each other.
core=callflow-core/src
named='(^|[^_[:alnum:]])'
# `crate::{a, b}` is often spread over lines, so a module is found by its name and a path or list after it.
uses() {
    echo "${named}($1)::|[{,][[:space:]]*($1)[[:space:]]*[,}]|crate::($1)[^_[:alnum:]]"
}
for file in "$core"/*.rs; do
    case $(basename "$file") in
        # The map, and what joins the parts: gather makes futures of the recorder, scope hands graphs out.
        lib.rs | gather.rs | scope.rs) ;;
        # An error carries the graph that could not be written.
        error.rs) forbid "base names what is built on it" "$(uses 'record|analysis|export')" "$file" ;;
        *) forbid "base names what is built on it" "$(uses 'record|snapshot|analysis|export')" "$file" ;;
    esac
done
forbid "the recorder names what reads it" "$(uses 'snapshot|analysis|export')" "$core/record"
forbid "the snapshot names what reads it" "$(uses 'analysis|export')" "$core/snapshot"
forbid "the snapshot sees more of the recorder than its reading" "$(uses 'record')" "$core/snapshot"
forbid "analysis names export or the recorder" "$(uses 'export|record')" "$core/analysis"
forbid "export names analysis or the recorder" "$(uses 'analysis|record')" "$core/export"

# Past the recorder there is no atomic, no thread and no clock.
live='sync::atomic|Atomic(Bool|Ptr|U32|U64|Usize)|std::thread|thread_local!|Instant|SystemTime'
forbid "atomics, threads and clocks belong to the recorder" "$live" "$core/snapshot" "$core/analysis"

# The recorder takes its atomics from one file, so that loom can stand in for them.
for file in "$core"/record/*.rs; do
    case $(basename "$file") in
        # The clock's are set once, before any scope; loom has no clock.
        sync.rs | clock.rs | models.rs) ;;
        # Tests are not run by loom.
        *)
            found=$(sed '/^#\[cfg(all(test/,$d' "$file" | sed 's|//.*||' | grep -nE 'sync::atomic' || true)
            if [ -n "$found" ]; then
                echo "$file: atomics come from sync.rs: $found" >&2
                failed=1
            fi
            ;;
    esac
done

# The switch is read in one place of each crate.
readers=$(grep -rlE 'cfg!?\(.*feature = "enabled"' --include '*.rs' callflow-core/src callflow-macros/src callflow-html/src src | sort | tr '\n' ' ')
for file in $readers; do
    case "$file" in
        callflow-core/src/record/mod.rs | src/attributes.rs) ;;
        *)
            echo "$file reads the feature \`enabled\`" >&2
            failed=1
            ;;
    esac
done

exit $failed
