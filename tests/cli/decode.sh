#!/bin/sh
# shellcheck disable=SC2154 # seam, rc and texts are set by the script that reads this one
# What decode makes of well-formed and ill-formed text, wherever it is cut. Read by tests/cli/test_cli.

bytes 'a\200b\342\202c\355\240\200d\360\237\230' >bad
run decode bad
fffd='\357\277\275'
is "replace" "0 $(bytes "a${fffd}b${fffd}c${fffd}${fffd}${fffd}d${fffd}")" "$rc $(cat out)"
run decode --errors=skip bad
is "skip" "0 abcd" "$rc $(cat out)"
run decode -t none bad
is "to none" "0 " "$rc $(cat out err)"
run decode -t none --errors=fatal bad
is "to none, fatal" "1 bad: byte 1: stray-continuation: 80" "$rc $(cat out err)"
for hold in eager lazy; do
    run decode --errors=fatal --hold=$hold bad
    is "fatal, $hold: prefix" "1 a" "$rc $(cat out)"
    is "fatal, $hold: message" "bad: byte 1: stray-continuation: 80" "$(cat err)"
    run decode --errors=fatal --hold=$hold --block-size=1 well bad
    is "fatal, $hold: offset over all files" "1 bad: byte 25: stray-continuation: 80" \
        "$rc $(cat err)"
    cat well >want
    bytes a >>want
    same "fatal, $hold: everything before it is written" want out
    bytes 'ok\360\237' >torn
    run decode --errors=fatal --hold=$hold empty torn empty
    is "fatal, $hold: truncated end" "1 oktorn: byte 2: truncated: F0 9F" "$rc $(cat out err)"
    run decode --errors=fatal --hold=$hold torn - well
    is "fatal, $hold: truncated by another file" "1 oktorn: byte 2: truncated: F0 9F 6E" \
        "$rc $(cat out err)"
done
cp bad in
run decode --errors=fatal
is "fatal: standard input" "1 a<stdin>: byte 1: stray-continuation: 80" "$rc $(cat out err)"
: >in
bytes '\357\273\277A\357\273\277' >marks
run decode marks
same "bom: kept" marks out
for size in 1 2 3 64K; do
    run decode --bom=strip --block-size=$size marks
    is "bom: stripped, blocks of $size" "$(bytes 'A\357\273\277')" "$(cat out)"
done
bytes '\357\273' >half
run decode --bom=strip half
is "bom: half of one is a fault" "$(bytes '\357\277\275')" "$(cat out)"

# Every cut gives the same bytes.
for options in "--errors=replace" "--errors=skip" "--hold=lazy" "--hold=lazy --errors=skip" \
    "--bom=strip" "--errors=fatal"; do
    # shellcheck disable=SC2086 # the words are options
    "$seam" decode $options ill >want 2>want.err
    for seed in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        # shellcheck disable=SC2086
        run decode $options --chop=$seed ill
        same "decode $options --chop=$seed" want out
        is "decode $options --chop=$seed: stderr" "$(cat want.err)" "$(cat err)"
    done
    for size in 1 2 3 5 64 4096 1M; do
        # shellcheck disable=SC2086
        run decode $options --block-size=$size --chop=7 ill8
        # shellcheck disable=SC2086
        "$seam" decode $options ill8 >want8 2>/dev/null
        same "decode $options --block-size=$size" want8 out
    done
done
"$seam" check ill >want
for seed in 1 2 3 4 5; do
    run check --chop=$seed ill
    same "check --chop=$seed" want out
done
run check --block-size=1 ill
same "check --block-size=1" want out

# Python's decoder follows the same rule for ill-formed sequences and is not ours.
compare_with_python() {
    if ! command -v python3 >/dev/null 2>&1; then
        skip "comparison with Python: no python3 here"
        return
    fi
    for errors in replace ignore; do
        python3 -c 'import sys; sys.stdout.buffer.write(
            sys.stdin.buffer.read().decode("utf-8", sys.argv[1]).encode("utf-8"))' \
            $errors <ill >want
        ours=$errors
        [ $errors = replace ] || ours=skip
        run decode --errors=$ours --chop=3 ill
        same "Python's $errors" want out
    done
}
compare_with_python

# Real text: every cut gives the file itself.
stream_texts() {
    if [ -z "$texts" ]; then
        skip "texts: no folder was given"
        return
    fi
    find "$texts" -type f ! -name '*test*' >list
    seed=0
    while IFS= read -r file; do
        seed=$((seed + 1))
        name=$(basename "$file")
        run decode --errors=fatal --chop=$seed "$file"
        is "$name: exit code" "0 " "$rc $(cat err)"
        same "$name: text" "$file" out
        run check -q --chop=$seed "$file"
        is "$name: check" 0 "$rc"
    done <list
}
stream_texts
