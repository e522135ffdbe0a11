# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # tests/run has the variables that the files here share
# Build folders, and the parts that a command consists of.

# configure NAME COMPILER ARGS...: sets build/NAME up, anew when the arguments have changed. Tests are
# part of it, and a warning is an error, unless the arguments say otherwise.
configure() {
    dir=build/$1 compiler=$2
    shift 2
    set -- -Dtests=true -Dwerror=true "$@"
    wanted="$root $compiler $*"
    if [ -f "$dir/build.ninja" ] && [ "$(cat "$dir/arguments" 2>/dev/null)" = "$wanted" ]; then
        return
    fi
    rm -rf "$dir"
    mkdir -p build
    quietly "$dir-setup.log" env CC="$compiler" meson setup "$dir" "$@"
    mv "$dir-setup.log" "$dir/setup.log"
    printf '%s\n' "$wanted" >"$dir/arguments"
}

# The build of the suite, which others use as well.
configure_test() {
    configure test "${CC:-gcc}" -Dbuildtype=debugoptimized -Dchecks=1
}

# compile NAME [TARGET...]
compile() {
    dir=build/$1
    shift
    echo "building $dir"
    quietly "$dir/build.log" ninja -j "$jobs" -C "$dir" "$@"
}

# quietly LOG COMMAND...: shows what the command said only when it fails
quietly() {
    log=$1
    shift
    "$@" >"$log" 2>&1 || {
        cat "$log"
        echo "tests/run: failed: $*" >&2
        exit 1
    }
}

# Parts of a command: all are run, each has one line, a failure shows its output.

part_log=build/part.log

# part NAME COMMAND...
part() {
    title=$1
    shift
    if ("$@") >"$part_log" 2>&1; then
        echo "  ok    $title"
    else
        echo "  FAIL  $title"
        cat "$part_log"
        failures=$((failures + 1))
    fi
}

# side_by_side FUNCTION WORD...: calls FUNCTION with each word, as many at a time as there are jobs. What
# they say comes in their order, and each that fails, or in which a part has failed, is counted.
side_by_side() {
    run_one=$1
    shift
    while [ $# -gt 0 ]; do
        n=0
        for word; do
            [ $n -lt "$jobs" ] || break
            n=$((n + 1))
            rm -f "build/side-$n.ok"
            # shellcheck disable=SC2030,SC2031 # the parts of one job are counted by what it leaves
            (
                part_log=build/side-$n.part failures=0
                "$run_one" "$word" && [ $failures -eq 0 ] && : >"build/side-$n.ok"
            ) >"build/side-$n.log" 2>&1 &
        done
        wait
        for i in $(seq $n); do
            cat "build/side-$i.log"
            # shellcheck disable=SC2031
            [ -f "build/side-$i.ok" ] || failures=$((failures + 1))
        done
        shift $n
    done
}
