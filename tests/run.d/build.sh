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

# part NAME COMMAND...
part() {
    title=$1
    shift
    if ("$@") >build/part.log 2>&1; then
        echo "  ok    $title"
    else
        echo "  FAIL  $title"
        cat build/part.log
        failures=$((failures + 1))
    fi
}
