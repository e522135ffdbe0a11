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

# A test that fails here fails the command, but what it reached counts.
run_coverage() {
    want_compiler
    want_check
    want_command g++ g++
    want_command python3 python3
    want_clang_19
    prepare
    configure coverage clang-19 -Dbuildtype=debugoptimized -Dchecks=1 -Db_lundef=false -Dwerror=false \
        '-Dc_args=-fprofile-instr-generate -fcoverage-mapping -fcoverage-mcdc' \
        -Dc_link_args=-fprofile-instr-generate
    compile coverage
    rm -rf build/coverage/profiles
    # The processes of a program merge what they reached into one file.
    tests/proof/coverage --tests build/coverage |
        LLVM_PROFILE_FILE=$root/build/coverage/profiles/%m xargs -d '\n' meson test -C build/coverage \
            --no-rebuild --print-errorlogs --timeout-multiplier 4 || failures=$((failures + 1))
    tests/proof/coverage build/coverage || failures=$((failures + 1))
}
