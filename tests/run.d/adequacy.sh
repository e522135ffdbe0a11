# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # tests/run has the variables that the files here share
# What the tests are worth: mutants of the library that they must notice, and what of it they reach.

run_mutants() {
    want_compiler
    want_check
    want_command python3 python3
    prepare
    CC=${CC:-gcc} SEAM_JOBS=$jobs python3 -B tests/proof/mutants "$@"
}

want_clang_19() {
    want_package clang-19
    want_package llvm-19
    want_package libclang-rt-19-dev
}

# A test that fails here fails the command, but what it reached counts. Valgrind, under which one is run, cannot
# read newer debug information.
run_coverage() {
    want_compiler
    want_check
    want_command g++ g++
    want_command python3 python3
    want_clang_19
    prepare
    # The processes of a program merge what they reached into one file. What is run before the tests, by meson,
    # writes there too, and not into the tree.
    LLVM_PROFILE_FILE=$root/build/coverage/profiles/%m
    export LLVM_PROFILE_FILE
    configure coverage clang-19 -Dbuildtype=debugoptimized -Dchecks=1 -Db_lundef=false -Dwerror=false \
        '-Dc_args=-gdwarf-4 -fprofile-instr-generate -fcoverage-mapping -fcoverage-mcdc' \
        -Dc_link_args=-fprofile-instr-generate
    compile coverage
    rm -rf build/coverage/profiles
    tests/proof/coverage --tests build/coverage |
        xargs -d '\n' meson test -C build/coverage --no-rebuild --print-errorlogs --timeout-multiplier 4 ||
        failures=$((failures + 1))
    tests/proof/coverage build/coverage || failures=$((failures + 1))
}
