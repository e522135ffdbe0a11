#!/bin/sh
# shellcheck disable=SC2154,SC2086 # seam, value and the files are set by the scripts that are read before; options are words
# Memory: it does not grow with the input, and its lack is told. Read by tests/cli/test_cli behind measures.sh.

# Memory does not grow with the input. A sanitizer lets released blocks rest, and keeps stacks of its own.
measure_memory() {
    most_kib=8192
    [ -z "${ASAN_OPTIONS-}" ] || most_kib=16384
    run decode --stats empty
    small=$(value peak-rss-kib)
    head -c 67108864 /dev/zero | "$seam" decode --stats --chop=1 2>err | cksum >got
    head -c 67108864 /dev/zero | cksum >want
    same "64 MiB: text" want got
    n_cases=$((n_cases + 2))
    [ $(($(value peak-rss-kib) - small)) -le $most_kib ] ||
        fail "64 MiB: under $most_kib KiB of memory more"
    [ "$(value pool-committed-peak)" -le 4194304 ] || fail "64 MiB: under 4 MiB in the pool"
}
measure_memory

# limited_memory KIB ARGUMENT...: in so much address space. A shell that cannot limit it fails as well. The
# inner shell is there to swallow what is said about a program that the loader or a sanitizer kills.
limited_memory() {
    # shellcheck disable=SC2016 # the inner shell expands them
    sh -c 'ulimit -v "$1" && shift && "$@" >out 2>err; exit $?' limited "$@" 2>/dev/null
}

# least_memory ARGUMENT...: the least address space in KiB that the program needs for them, or nearly: most of it
# is what a pool reserves. Empty where none can be set, or under an emulator, which needs more than the program.
least_memory() {
    low=4096 high=262144
    [ -z "${SEAM_EMULATOR-}" ] && limited_memory $high "$seam" "$@" || return 0
    while [ $((high - low)) -gt 256 ]; do
        kib=$(((low + high) / 2))
        if limited_memory $kib "$seam" "$@"; then
            high=$kib
        else
            low=$kib
        fi
    done
    echo $high
}

exhaust_memory() {
    least=$(least_memory decode empty)
    if [ -z "$least" ]; then
        skip "memory: the program does not start in 256 MiB of address space here, or is emulated"
        return
    fi
    limited_memory $((least + 4096)) "$seam" decode --block-size=16M ill
    is "out of memory" "2 seam: out of memory" "$? $(cat err)"
    pass_endless
}

# A line without an end, and one character with marks without an end: what is enough for the start of them is
# enough for more than could be kept in it.
pass_endless() {
    commands="decode check hex base64"
    "$seam" count empty >out 2>err && commands="$commands count graphemes normalize fold cut"
    head -c 5000000 /dev/zero | tr '\0' x >line
    head -c 2500000 /dev/zero | sed 's/\x0/\xCC\x81/g' >marks # U+0301
    for command in $commands; do
        options=
        [ "$command" != cut ] || options=--columns=10000000
        # graphemes ends each character with a line of its own
        [ "$command" = graphemes ] || files=line
        for file in $files marks; do
            head -c 300000 "$file" >start
            least=$(least_memory "$command" $options start)
            limited_memory $((least + 2048)) "$seam" "$command" $options "$file"
            is "$command $file in little memory" "0 " "$? $(cat err)"
        done
        files=
    done
    rm -f line marks start out
}
exhaust_memory
