# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # tests/run has the variables that the files here share
# What is proved by trying everything, or much at random: exhaustive, encodings, text, soak, model, node.

run_exhaustive() {
    want_compiler
    want_check
    prepare
    configure_test
    compile test tests/proof/exhaustive/exhaustive
    build/test/tests/proof/exhaustive/exhaustive --jobs "$jobs" "$@"
}

run_encodings() {
    want_compiler
    want_check
    prepare
    configure_test
    compile test tests/proof/encodings/encodings
    build/test/tests/proof/encodings/encodings "$@"
}

run_text() {
    want_compiler
    want_check
    want_if_known libicu-dev
    want_if_known libunistring-dev
    # What is built depends on them.
    [ -z "$optional" ] || rm -rf build/test
    prepare
    configure_test
    compile test tests/proof/text/texts
    build/test/tests/proof/text/texts "$@"
}

run_soak() {
    n=${1:-10000000}
    case $n in
    *[!0-9]* | 0)
        echo "tests/run: not a number of operations: $n" >&2
        exit 2
        ;;
    esac
    want_compiler
    want_check
    want_command g++ g++
    want_clang
    prepare
    sanitizer_env
    configure_test
    compile test tests/proof/soak/soak
    build/test/tests/proof/soak/soak --model "$n"
    configure_sanitized tsan thread
    compile tsan tests/proof/soak/soak
    fixed_addresses build/tsan/tests/proof/soak/soak --threads "${n}0"
}

# model_part EXPECTED MODEL [MACRO...]: one line, with the number of states
model_part() {
    expected=$1 model=$2
    shift 2
    part "$model $expected${*:+: $*}" tests/proof/model/check build/model "$model" "$expected" "$@"
    sed -n 's/^\([0-9].* states\)$/        \1/p' "$part_log"
}

run_model() {
    want_compiler
    want_command spin spin
    prepare
    model_part right count
    model_part right count CHECKED
    model_part right count CHECKED TWICE
    for fault in TWICE RELAXED_LOAD RELAXED_RELEASE RELAXED_ACQUIRE PLAIN_SUB; do
        model_part wrong count $fault
    done
    model_part right cache
    model_part right cache STRONG
    for fault in NO_BARRIER NO_WAIT CHECK_FIRST EARLY_LEAVE NO_ORDER FORGET_SELF FORGET_TRANSFER \
        CLEAR_FIRST TAKE_INSIDE TAKE_UNASKED; do
        model_part wrong cache $fault
    done
}

# Node is not installed for it: whoever has one wants that one.
run_node() {
    cases=${1:-200000}
    case $cases in
    *[!0-9]* | 0)
        echo "tests/run: not a number of cases: $cases" >&2
        exit 2
        ;;
    esac
    want_compiler
    want_check
    prepare
    configure_test
    compile test tests/proof/node/node_replay tests/proof/node/buffer_replay
    tests/proof/node/test_node decoder build/test/tests/proof/node/node_replay "$cases" ||
        failures=$((failures + 1))
    tests/proof/node/test_node buffer build/test/tests/proof/node/buffer_replay "$cases" ||
        failures=$((failures + 1))
}
