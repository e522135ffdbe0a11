# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # tests/run has the variables that the files here share
# Lint: what holds the source together.

c_files() {
    find include lib tests fuzz -name '*.[ch]' | LC_ALL=C sort
}

check_format() {
    c_files | xargs clang-format-14 --dry-run -Werror
}

# Only files that the build knows have flags that are right for them.
check_tidy() {
    sed -n 's|^ *"file": "\.\./\.\./\(.*\)",*$|\1|p' build/lint-clang/compile_commands.json |
        LC_ALL=C sort -u |
        xargs -P "$jobs" -n 2 clang-tidy-14 --quiet -p build/lint-clang
}

check_shell() {
    find tests .ci -type f ! -name '*.[ch]' | LC_ALL=C sort | while IFS= read -r file; do
        ! head -n 1 "$file" | grep -q '^#!.*sh$\|^# shellcheck shell=' || echo "$file"
    done | xargs shellcheck
}

# The laws of the allocator where locks are released, which only a build with checks=2 looks at.
check_laws() {
    for concept in pool cache cache_bounds guarded large_shelf quota; do
        "build/lint-clang/tests/test_$concept" || return 1
    done
}

build_with() {
    configure "$@"
    compile "$1"
}

run_lint() {
    want_compiler
    want_check
    want_command g++ g++
    want_clang
    want_command clang-tidy-14 clang-tidy-14
    want_command clang-format-14 clang-format-14
    want_command shellcheck shellcheck
    prepare
    part 'gcc, no warning' build_with lint-gcc gcc -Dbuildtype=release
    part 'clang, no warning' build_with lint-clang clang-14 -Dbuildtype=debugoptimized -Dchecks=2
    part 'headers, clang' env CXX=clang++-14 tests/proof/surface/headers "$root/include" clang-14
    part 'clang-format' check_format
    part 'clang-tidy' check_tidy
    part 'layers' tests/lint/layers
    part 'layers finds planted faults' tests/lint/layers --self-test
    part 'components' tests/lint/components build/lint-gcc/lib/libseam.a
    part 'components finds planted circles' tests/lint/components --self-test
    part 'laws at every unlock' check_laws
    part 'map' tests/lint/check_map
    part 'map finds planted faults' tests/lint/check_map --self-test
    part 'words' tests/lint/check_words
    part 'words finds planted faults' tests/lint/check_words --self-test
    part 'handles' tests/lint/lint_handles
    part 'handles finds planted faults' tests/lint/lint_handles --self-test
    part 'tables of Unicode' tests/lint/unicode_tables --check
    part 'shellcheck' check_shell
}
