#!/bin/sh
# shellcheck disable=SC2154 # seam, rc and texts are set by the script that reads this one
# What info and --stats print, and the progress line. Read by tests/cli/test_cli.

run info
is "info: exit code" "0 " "$rc $(cat err)"
is "info: keys" "version encodings-from encodings-to kernels-built kernels-usable \
kernel-chosen page-size pool-classes" "$(sed 's/:.*//' out | tr '\n' ' ' | sed 's/ $//')"
has "info: the version is that of --version" "version: $("$seam" --version | sed 's/seam //')" out
n_cases=$((n_cases + 3))
grep -qE '^kernels-built:.* scalar( |$)' out || fail "info: the scalar kernel is built"
grep -qE '^kernel-chosen: [a-z0-9.-]+$' out || fail "info: one kernel is chosen"
grep -qE '^pool-classes: 64 .* 262144$' out || fail "info: pool classes from 64 to 256 KiB"
is "info: page size" "page-size: $(getconf PAGESIZE)" "$(grep '^page-size' out)"
SEAM_KERNEL=scalar "$seam" info >out
has "info: SEAM_KERNEL chooses" "kernel-chosen: scalar" out

# value KEY: of the statistics in the file err.
value() {
    sed -n "s/^$1: //p" err
}

run decode --stats ill
is "--stats: keys in order" "bytes-in bytes-out chunks faults cut-characters seconds \
rate-mib-per-s peak-rss-kib pool-committed-peak live-blocks" \
    "$(sed 's/:.*//' err | tr '\n' ' ' | sed 's/ $//')"
is "--stats: bytes-in" "$(wc -c <ill | tr -d ' ')" "$(value bytes-in)"
is "--stats: bytes-out" "$(wc -c <out | tr -d ' ')" "$(value bytes-out)"
is "--stats: faults as check counts them" "$("$seam" check ill | wc -l | tr -d ' ')" \
    "$(value faults)"
is "--stats: live-blocks" 0 "$(value live-blocks)"
for options in "--chop=5" "--block-size=1" "--errors=skip --chop=6" "--errors=fatal" \
    "-o /dev/full" "-t none"; do
    # shellcheck disable=SC2086 # the words are options
    run decode --stats $options ill
    is "--stats $options: live-blocks" 0 "$(value live-blocks)"
done
# Three characters of 2, 3 and 4 bytes, one byte per chunk: each is begun in one chunk alone.
bytes 'a\303\251\342\202\254\360\237\230\200' >chars
run decode --stats --block-size=1 chars
is "--stats: chunks and cut-characters" "10 3" "$(value chunks) $(value cut-characters)"
run decode --stats chars
is "--stats: nothing is cut in one chunk" "1 0" "$(value chunks) $(value cut-characters)"

watch_progress() {
    (cat well && sleep 0.8 && cat well) | "$seam" decode --progress >out 2>err
    is "--progress: nothing without a terminal" "" "$(cat err)"
    if ! script -qec true /dev/null <empty >/dev/null 2>&1; then
        skip "--progress on a terminal: no script(1) here"
        return
    fi
    cat >slow <<END
(cat well && sleep 0.8 && cat well) | "$seam" decode --progress >slow.out
END
    script -qec "sh slow" /dev/null <empty >out 2>&1
    has "--progress: bytes and rate on a terminal" "B/s" out
    cat well well >want
    same "--progress: the text is untouched" want slow.out
    script -qec "'$seam' decode --progress -o slow.out well" /dev/null <empty >out 2>&1
    is "--progress: nothing for a short input" "" "$(cat out)"
    cat >slow <<END
"$seam" decode --progress ill-long | (sleep 0.8 && cat) >slow.out
END
    script -qec "sh slow" /dev/null <empty >out 2>&1
    has "--progress: the share of a file" " %" out
    has "--progress: the time left" " left" out
    is "--progress: the line is erased" "" "$(tr '\r' '\n' <out | tail -n 1 | tr -d ' ')"
}
watch_progress
