# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # tests/run has the variables that the files here share
# Under sanitizers and Valgrind: the suite, and the fuzz targets.

# The sanitizers of clang 14 need their shadow where newer kernels may put a program.
fixed_addresses() {
    bits=$(cat /proc/sys/vm/mmap_rnd_bits 2>/dev/null || echo 28)
    if [ "$bits" -gt 28 ] && setarch "$(uname -m)" -R true 2>/dev/null; then
        setarch "$(uname -m)" -R "$@"
    else
        "$@"
    fi
}

# Errors exit with a status of their own, so that a test which expects an abort cannot hide them.
sanitizer_env() {
    ASAN_OPTIONS=abort_on_error=0:exitcode=97:detect_leaks=1:detect_stack_use_after_return=1
    UBSAN_OPTIONS=abort_on_error=0:halt_on_error=1:print_stacktrace=1
    TSAN_OPTIONS=abort_on_error=0:exitcode=97:halt_on_error=1
    export ASAN_OPTIONS UBSAN_OPTIONS TSAN_OPTIONS
}

# configure_sanitized NAME SANITIZERS. Reports name functions and lines, and that is all they need.
configure_sanitized() {
    configure "$1" clang-14 -Dbuildtype=debugoptimized -Dchecks=1 "-Db_sanitize=$2" \
        -Db_lundef=false '-Dc_args=-fno-sanitize-recover=all -fno-omit-frame-pointer -gline-tables-only'
}

# sanitized NAME SANITIZERS: a build and a run of the suite, in which planted faults are found
sanitized() {
    configure_sanitized "$1" "$2"
    compile "$1"
    fixed_addresses meson test -C "build/$1" --no-rebuild --print-errorlogs --timeout-multiplier 3
}

valgrind='valgrind -q --error-exitcode=97 --leak-check=full --errors-for-leak-kinds=definite'
valgrind="$valgrind --show-leak-kinds=definite"

under_valgrind() {
    # shellcheck disable=SC2086 # a command and its options
    $valgrind "$1"
}

# The build of the suite, made anew if it was set up before valgrind's header was there.
configure_valgrind() {
    configure_test
    grep -q SEAM_HAVE_VALGRIND build/test/compile_commands.json && return
    rm -rf build/test
    configure_test
}

short_under_valgrind() {
    export SEAM_SHORT=1
    under_valgrind "$1"
}

# example_under_valgrind CHECK ARGS...: a short part of what checks an example
example_under_valgrind() {
    env SEAM_SHORT=1 "SEAM_EMULATOR=$valgrind" "$@"
}

# valgrind_part CONCEPT|pty|sse|redis|ndjson|websocket|websocket_parser: that it sees misuse is a test of the suite
valgrind_part() {
    examples=build/test/tests/examples
    case $1 in
    pty)
        part 'valgrind example pty' example_under_valgrind tests/examples/check_pty $examples/pty
        ;;
    sse)
        part 'valgrind example sse' example_under_valgrind \
            node tests/examples/check_sse.js $examples/sse
        ;;
    redis)
        part 'valgrind example redis' example_under_valgrind tests/examples/check_redis \
            $examples/redis $examples/redis_faulty none none
        ;;
    ndjson)
        part 'valgrind example ndjson' example_under_valgrind tests/examples/check_ndjson \
            $examples/ndjson $examples/ndjson_faulty none
        ;;
    websocket)
        part 'valgrind example websocket' example_under_valgrind \
            $examples/drive_websocket $examples/websocket none
        ;;
    websocket_parser)
        part 'valgrind websocket parser' short_under_valgrind $examples/check_websocket
        ;;
    *) part "valgrind test_$1" under_valgrind "build/test/tests/test_$1" ;;
    esac
}

# The programs that meson leaves out under TSan are of one thread: those of rooms that it leaves out, and those
# that do not include pthread.h, as no header includes it for them.
has_one_thread() {
    for room in kernel bytes codec text stream frame cli; do
        echo "lib/$room" "tests/$room"
    done | xargs grep -rnE '<(pthread|threads)\.h>' tests/support tests/proof/exhaustive tests/examples fuzz && return 1
    grep -nE '<(pthread|threads)\.h>' tests/data/*.h tests/proof/oom/*.h && return 1
    grep -rnE '<threads\.h>' tests/data tests/proof/oom && return 1
    return 0
}

run_sanitize() {
    want_compiler
    want_check
    want_command g++ g++
    want_clang
    want_command valgrind valgrind
    prepare
    sanitizer_env
    echo "== ASan and UBSan"
    (sanitized asan address,undefined) || failures=$((failures + 1))
    echo "== TSan"
    part 'what it leaves out has one thread' has_one_thread
    (sanitized tsan thread) || failures=$((failures + 1))
    echo "== Valgrind"
    configure_valgrind
    concepts='view bytes_checked buf buf_adopt buf_memory chain chain_reserve pool_end decoder decode'
    parts='pty'
    # Examples are left out whose libraries or peers are not there.
    ! command -v node >/dev/null || parts="$parts sse"
    ! command -v redis-server >/dev/null || parts="$parts redis"
    for name in ndjson websocket; do
        ! grep -q "build tests/examples/$name:" build/test/build.ninja || parts="$parts $name"
    done
    ! grep -q 'build tests/examples/check_websocket:' build/test/build.ninja ||
        parts="$parts websocket_parser"
    # shellcheck disable=SC2046,SC2086 # one argument per word
    {
        compile test \
            $(sed -n 's/^build \(tests\/examples\/[a-z_]*\): .*LINKER.*/\1/p' build/test/build.ninja) \
            $(printf 'tests/test_%s ' $concepts)
        side_by_side valgrind_part $parts $concepts
    }
}

# fuzz_one PROGRAM: runs to $limit on a scratch copy of the corpus, so that the tree stays as it is
fuzz_one() {
    name=$(basename "$1")
    work=build/fuzz-work/$name
    rm -rf "$work/corpus"
    mkdir -p "$work/corpus" "$work/found"
    for corpus in "fuzz/corpus/$name" "fuzz/corpus/${name#fuzz_}"; do
        [ -d "$corpus" ] && cp -R "$corpus/." "$work/corpus"
    done
    set -- "$1" "$limit" -timeout=20 -rss_limit_mb=2048 -print_final_stats=1 \
        "-artifact_prefix=$work/found/"
    for dictionary in "fuzz/dict/$name.dict" "fuzz/dict/${name#fuzz_}.dict"; do
        [ -f "$dictionary" ] && set -- "$@" "-dict=$dictionary"
    done
    if fixed_addresses "$@" "$work/corpus" >"$work/log" 2>&1; then
        runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$work/log")
        rate=$(sed -n 's/^stat::average_exec_per_sec: *//p' "$work/log")
        echo "  ok    $name: $runs runs, $rate each second"
        return
    fi
    tail -n 60 "$work/log"
    echo "  FAIL  $name"
    input=$(sed -n 's/.*Test unit written to //p' "$work/log" | tail -n 1)
    if [ -n "$input" ]; then
        echo "the input is $input; replay it from $root with"
        echo "  $1 $input"
    fi
    failures=$((failures + 1))
}

run_fuzz() {
    limit=-max_total_time=60
    case ${1-} in
    *runs) limit=-runs=${1%runs} ;;
    [0-9]*) limit=-max_total_time=$1 ;;
    esac
    case ${1-} in
    [0-9]*) shift ;;
    esac
    case ${limit#*=} in
    *[!0-9]*)
        echo "tests/run: not a number of seconds or runs: ${limit#*=}" >&2
        exit 2
        ;;
    esac
    target=${1-}
    want_compiler
    want_check
    want_clang
    prepare
    sanitizer_env
    configure fuzz clang-14 -Dbuildtype=debugoptimized -Dchecks=1 -Dfuzz=true \
        -Db_sanitize=address,undefined -Db_lundef=false \
        '-Dc_args=-fno-sanitize-recover=all -gline-tables-only'
    targets=$(find fuzz -name 'fuzz_*.c' | sed 's/\.c$//')
    # shellcheck disable=SC2086 # one argument per target
    compile fuzz $targets
    programs=
    for program in build/fuzz/fuzz/fuzz_*; do
        case ${program##*/} in
        *.p | *.c | *\**) ;;
        "${target:-${program##*/}}" | "fuzz_$target") programs="$programs $program" ;;
        esac
    done
    [ -n "$programs" ] || {
        echo "tests/run: no fuzz target ${target:+called }$target" >&2
        exit 2
    }
    # shellcheck disable=SC2086 # one argument per program
    side_by_side fuzz_one $programs
}
