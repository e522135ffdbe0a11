# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # tests/run has the variables that the files here share
# Lint: what holds the source together.

c_files() {
    find include lib tests fuzz -name '*.[ch]' | LC_ALL=C sort
}

check_format() {
    c_files | xargs clang-format-14 --dry-run -Werror
}

# Prints the commands that compile a file of the build for clang: one a line, all of them.
clang_commands() {
    sed -n 's/^ *"command": "\(.*\)",*$/\1/p' build/lint-clang/compile_commands.json | sed 's/\\\(.\)/\1/g'
}

# What clang warns of it knows when it has read a file: nothing has to be made of it.
check_clang() {
    configure lint-clang clang-14 -Dbuildtype=debugoptimized -Dchecks=2
    clang_commands | sed 's/ -MD -MQ [^ ]* -MF [^ ]* -o [^ ]* / -fsyntax-only /' | tr '\n' '\0' |
        (cd build/lint-clang && xargs -0 -P "$jobs" -n 1 sh -c)
}

# Only files that the build knows have flags that are right for them. A file that is compiled several times
# is looked at once, as it is compiled first.
check_tidy() {
    mkdir -p build/tidy
    awk '
        /^ *\{/ { entry = ""; inside = 1 }
        inside { entry = entry $0 "\n" }
        /"file":/ { file = $0 }
        /^ *\}/ {
            inside = 0
            sub(/,?\n$/, "", entry)
            if (!(file in seen)) {
                printf "%s%s", n++ ? ",\n" : "[\n", entry
                seen[file]
            }
        }
        END { print "\n]" }' build/lint-clang/compile_commands.json >build/tidy/compile_commands.json
    sed -n 's|^ *"file": "\.\./\.\./\(.*\)",*$|\1|p' build/tidy/compile_commands.json |
        LC_ALL=C sort -u |
        xargs -P "$jobs" -n 2 clang-tidy-14 --quiet -p build/tidy
}

check_shell() {
    find tests .ci -type f ! -name '*.[ch]' | LC_ALL=C sort | while IFS= read -r file; do
        ! head -n 1 "$file" | grep -q '^#!.*sh$\|^# shellcheck shell=' || echo "$file"
    done | xargs shellcheck
}

# The laws of the allocator where locks are released, which only a build with checks=2 looks at.
check_laws() {
    concepts='pool cache cache_bounds guarded large_cache quota'
    # shellcheck disable=SC2046,SC2086 # one argument per word
    compile lint-clang $(printf 'tests/test_%s ' $concepts)
    for concept in $concepts; do
        "build/lint-clang/tests/test_$concept" || return 1
    done
}

# The tests are compiled and not linked: the suite links them. Kernels that are emulated take the time of 200 other
# files, and are compiled by the suite as well.
check_gcc() {
    configure lint-gcc gcc -Dbuildtype=release
    # shellcheck disable=SC2046 # one argument per object
    compile lint-gcc lib/libseam.a lib/cli/seam tests/bench/bench tests/bench/bench_static \
        $(ninja -C build/lint-gcc -t targets rule c_COMPILER | grep -v /libemulated_)
}

# lint_part WORD: those that use one core
lint_part() {
    case $1 in
    headers)
        part 'headers, clang' \
            env CXX=clang++-14 tests/proof/surface/headers "$root/include" clang-14
        ;;
    format) part 'clang-format' check_format ;;
    layers) part 'layers' tests/lint/layers ;;
    layers-planted) part 'layers finds planted faults' tests/lint/layers --self-test ;;
    components) part 'components' tests/lint/components build/lint-gcc/lib/libseam.a ;;
    components-planted)
        part 'components finds planted circles' tests/lint/components --self-test
        ;;
    map) part 'map' tests/lint/check_map ;;
    map-planted) part 'map finds planted faults' tests/lint/check_map --self-test ;;
    handles) part 'handles' tests/lint/lint_handles ;;
    handles-planted) part 'handles finds planted faults' tests/lint/lint_handles --self-test ;;
    words) part 'words' tests/lint/check_words ;;
    words-planted) part 'words finds planted faults' tests/lint/check_words --self-test ;;
    tables) part 'tables of Unicode' tests/lint/unicode_tables --check ;;
    boxes) part 'boxes of Unicode' tests/lint/box_tables --check ;;
    shell) part 'shellcheck' check_shell ;;
    esac
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
    part 'gcc, no warning' check_gcc
    part 'clang, no warning' check_clang
    part 'clang-tidy' check_tidy
    part 'laws at every unlock' check_laws
    side_by_side lint_part handles headers layers-planted format shell words-planted map-planted \
        components-planted handles-planted components words layers map tables boxes
}
