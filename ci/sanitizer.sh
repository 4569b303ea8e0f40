# Shared by tsan.sh and asan.sh: runs the recorder's thread tests under the named sanitizer of the nightly
# toolchain, or says why it cannot.

sanitize() {
    target=$(rustc --version --verbose | sed -n 's/^host: //p')
    if ! cargo +nightly --version >/dev/null 2>&1; then
        echo "skipped: the $1 sanitizer needs a nightly toolchain (rustup toolchain install nightly)"
        exit 0
    fi
    case $1 in
        thread) runtime=tsan ;;
        address) runtime=asan ;;
    esac
    library=$(rustc +nightly --print sysroot)/lib/rustlib/$target/lib
    if ! ls "$library"/librustc*_rt."$runtime".a >/dev/null 2>&1; then
        echo "skipped: the nightly toolchain has no runtime of the $1 sanitizer for $target"
        exit 0
    fi
    # One test at a time: each starts its own threads, and what the process does once is ordered by code of the standard
    # library that is not instrumented.
    # A directory of its own, since the flags would make every other build start anew.
    CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-target}/$runtime"
    export CARGO_TARGET_DIR
    # The standard library comes without the sanitizer, which the compiler calls another ABI.
    RUSTFLAGS="${RUSTFLAGS:-} -Zsanitizer=$1 -Cunsafe-allow-abi-mismatch=sanitizer" \
    CALLFLOW_ROUNDS="${CALLFLOW_ROUNDS:-30}" \
        cargo +nightly test --package callflow-core --features enabled --target "$target" \
        --test recorder_threads --test recorder_allocator --test recorder_selection \
        -- --test-threads=1
}
