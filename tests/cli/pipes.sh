#!/bin/sh
# shellcheck disable=SC2154 # seam, rc and nonblocking are set by the script that reads this one
# Pipes that do not block or that nobody reads, and files that may not grow. Read by tests/cli/test_cli.

for _ in 1 2 3 4 5 6 7 8 9; do cat ill-long; done >huge
awk 'BEGIN { for (i = 0; i < 60000; i++) print "4142" }' >chunks
{
    echo "seam-pool-snapshot 1"
    echo "pool 200000 17000000"
    echo "arena 0x7f0000000000 class 1536 65536"
    for slab in 0 1 2 3 4 5 6 7; do
        echo "slab $slab 65536"
        awk -v from=$((slab * 65536)) 'BEGIN {
            for (i = 0; i < 65536; i += 256) {
                printf "live %d 1536 1500 1 0x%x\n", from + i, i / 256
                printf "free %d 255\n", from + i + 1
            }
        }'
    done
    echo "end 2048"
} >large-snapshot

# The program waits where reading finds nothing and writing no room: more goes in and out than pipes hold.
without_blocking() {
    if [ ! -x "$nonblocking" ]; then
        skip "descriptors that do not block: no program for them was given"
        return
    fi
    # Values of --stats that differ between runs, and with the pieces that pipes give.
    varying='/^seconds\|^rate\|^peak-rss\|^chunks\|^cut-characters\|^pool-committed/d'
    for line in "decode" "decode --chop=3" "decode --errors=fatal" "decode --stats -t none" "check" \
        "check none - none" "steps" "pool-map" "info" "list" "help" "help decode" "--version" "frob"; do
        case $line in
        steps*) cp chunks in ;;
        pool-map*) cp large-snapshot in ;;
        *) cp ill-long in ;;
        esac
        # shellcheck disable=SC2086 # the words of the line are arguments
        run $line
        sed "$varying" err >want.err
        wanted=$rc
        mv out want
        # shellcheck disable=SC2086
        "$nonblocking" "$seam" $line <in >out 2>err
        is "does not block: $line" "$wanted $(cat want.err)" \
            "$? $(sed "$varying" err)"
        same "does not block: $line" want out
    done
    n_cases=$((n_cases + 1))
    cp ill-long in
    "$nonblocking" "$seam" check <in >out
    [ "$(wc -c <out)" -gt 200000 ] || fail "does not block: more than three pipes hold comes out"
    # A message of more than a pipe holds.
    awk 'BEGIN { printf "@ "; for (i = 0; i < 300000; i++) printf "\033"; print "" }' >in
    "$nonblocking" "$seam" steps <in >out 2>err
    is "does not block: a long message" "2 $((300000 * 4 + 41))" "$? $(wc -c <err | tr -d ' ')"
}
without_blocking
: >in

# How this shell sees an end by SIGPIPE; 0 where whoever started the tests has it ignored.
sh -c 'kill -PIPE $$' 2>/dev/null
by_sigpipe=$?
for line in "decode huge" "decode --chop=1 huge" "check huge" "steps" "pool-map large-snapshot" \
    "info" "list" "help" "help decode" "--version" "info --help"; do
    # The reader has ended before the program writes.
    # shellcheck disable=SC2086 # the words of the line are arguments
    {
        sleep 0.1
        "$seam" $line <chunks 2>err
        echo $? >code
    } | true
    if [ $by_sigpipe -ne 0 ]; then
        is "$line | true" "$by_sigpipe " "$(cat code) $(cat err)"
    else
        skip "$line | true: SIGPIPE is ignored here"
    fi
    # shellcheck disable=SC2086
    (
        trap '' PIPE
        {
            sleep 0.1
            "$seam" $line <chunks 2>err
            echo $? >code
        } | true
    )
    is "$line | true, and no SIGPIPE" "2 seam: <stdout>: Broken pipe" "$(cat code) $(cat err)"
done
rm -f huge

# limited BLOCKS LABEL ARGUMENT...: files may not grow past so many blocks of 512 bytes, and the signal
# that says so is ignored or not. Standard output is the file `file`.
limited() {
    blocks=$1 label=$2
    shift 2
    for how in default ignored; do
        rm -f file
        {
            (
                [ $how = default ] || trap '' XFSZ
                ulimit -f "$blocks"
                exec "$seam" "$@" <in >file
            )
            echo $? >code
        } 2>&1 | cat >err
        is "a file of limited size, $how: $*" "2 seam: $label: File too large" \
            "$(cat code) $(cat err)"
    done
}

"$seam" decode ill-long >want
limited 40 "<stdout>" decode --chop=1 ill-long
head -c "$(wc -c <file)" want >part
same "a file of limited size: what fits is right" part file
is "a file of limited size: all that fits" 0 "$(($(wc -c <file) % 20480))"
"$seam" check ill-long >want
limited 40 "<stdout>" check ill-long
head -c 20480 want >part
same "a file of limited size: lines that fit" part file
limited 40 other decode -o other ill-long
limited 8 other pool-map large-snapshot -o other
limited 8 "<stdout>" pool-map large-snapshot
cp chunks in
limited 40 "<stdout>" steps
limited 4 "<stdout>" list
# ThreadSanitizer's runtime writes a file of its own before main(), which the limit ends.
if grep -q __tsan_init "$seam"; then
    skip "no byte may be written: ThreadSanitizer's runtime writes before the program starts"
else
    for line in info list help "help decode" "decode --help" --version; do
        # shellcheck disable=SC2086 # the words of the line are arguments
        limited 0 "<stdout>" $line
    done
fi
: >in
rm -f chunks large-snapshot other
