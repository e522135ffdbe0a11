# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # tests/run has the variables that the files here share
# The suite here: test, metrics, and the demonstration.

run_test() {
    want_compiler
    want_check
    want_command g++ g++
    command -v musl-gcc >/dev/null || want_if_known musl-tools
    want_command node nodejs
    want_command valgrind valgrind
    want_consumers
    prepare
    configure_test
    compile test
    # Others may use the machine: a limit of 30 s is for programs that hang.
    meson test -C build/test --no-rebuild --print-errorlogs --timeout-multiplier 4 "$@"
}

# The test of the suite that is skipped without promtool.
run_metrics() {
    want_compiler
    want_check
    want_command promtool prometheus
    prepare
    configure_test
    compile test
    meson test -C build/test --no-rebuild --print-errorlogs 'metrics for promtool'
}

# Without a name it lists them.
run_example() {
    [ $# -gt 0 ] || {
        for file in tests/examples/*.c; do
            name=$(basename "$file" .c)
            grep -q "executable('$name'," tests/examples/meson.build && echo "$name"
        done
        return
    }
    name=$1
    shift
    want_compiler
    want_check
    [ "$name" != sse ] || want_command node nodejs
    prepare
    configure test "${CC:-gcc}" -Dbuildtype=debugoptimized -Dchecks=1
    compile test "tests/examples/$name" >&2
    if [ "$name $#" = 'sse 0' ]; then
        node tests/examples/check_sse.js --demo "build/test/tests/examples/sse"
    else
        "build/test/tests/examples/$name" "$@"
    fi
}

run_demo() {
    want_compiler
    want_package unicode-data
    has_guide || want_if_known installation-guide-amd64
    prepare
    has_guide || unpack_guide
    configure demo gcc -Dbuildtype=release -Dtests=false
    compile demo
    tests/cli/demo build/demo/lib/cli/seam build/demo-work
}

has_guide() {
    tests/cli/demo --has-guide build/demo-work
}

# Small systems are set up to leave /usr/share/doc out of every package.
unpack_guide() {
    rm -rf build/demo-work/package
    mkdir -p build/demo-work/package
    (
        cd build/demo-work/package
        apt-get -q download installation-guide-amd64 && dpkg-deb -x ./*.deb .
    ) >build/install.log 2>&1 || true
}
