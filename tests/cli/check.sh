#!/bin/sh
# shellcheck disable=SC2154 # seam, rc and texts are set by the script that reads this one
# Lines, columns, offsets and reasons. Read by tests/cli/test_cli.

run check well empty
is "check: well-formed" "0 " "$rc $(cat out err)"
# A CR is a code point like others; characters of 2, 3 and 4 bytes are one column each.
bytes 'ok\r\n\303\251\342\202\254\360\237\230\200\377z\300\r\n\n\200' >lines
cat >want <<'END'
lines:2:4: byte 13: invalid-byte: FF
lines:2:6: byte 15: overlong: C0
lines:4:1: byte 19: stray-continuation: 80
END
for options in "" "--block-size=1" "--block-size=2" "--chop=1"; do
    # shellcheck disable=SC2086 # the words are options
    run check $options lines
    is "check $options: exit code" 1 "$rc"
    same "check $options: line, column and offset" want out
done
run check lines well lines
cat want want >want2
same "check: each file is a stream of its own" want2 out
cp lines in
run check -
sed 's/^lines/<stdin>/' want >want2
same "check: standard input" want2 out
: >in
run check -q lines
is "check -q" "1 " "$rc $(cat out err)"
run check -q well
is "check -q: well-formed" "0 " "$rc $(cat out err)"
run check -q none lines
is "check -q: an error is said" "2 seam: none: No such file or directory" "$rc $(cat out err)"
run check none lines
is "check: the other files are checked" "2 3" "$rc $(grep -c '^lines:' out)"
bytes 'x\342\202' >torn
bytes '\254' >rest
run check torn rest
cat >want <<'END'
torn:1:2: byte 1: truncated: E2 82
rest:1:1: byte 0: stray-continuation: AC
END
same "check: no sequence spans two files" want out

# reason ESCAPES LINE...: the faults of `A`, these bytes, `A`.
reason() {
    bytes "A$1A" >odd
    shift
    printf '%s\n' "$@" >want
    run check odd
    sed 's/^odd:1://' out >got
    same "reason: $1" want got
}

reason '\200' '2: byte 1: stray-continuation: 80'
reason '\277\277' '2: byte 1: stray-continuation: BF' '3: byte 2: stray-continuation: BF'
reason '\370' '2: byte 1: invalid-byte: F8'
reason '\377' '2: byte 1: invalid-byte: FF'
reason '\301' '2: byte 1: overlong: C1'
reason '\340\237\277' '2: byte 1: overlong: E0 9F' '3: byte 2: stray-continuation: 9F' \
    '4: byte 3: stray-continuation: BF'
reason '\360\217' '2: byte 1: overlong: F0 8F' '3: byte 2: stray-continuation: 8F'
reason '\355\240\200' '2: byte 1: surrogate: ED A0' '3: byte 2: stray-continuation: A0' \
    '4: byte 3: stray-continuation: 80'
reason '\365' '2: byte 1: too-large: F5'
reason '\364\220' '2: byte 1: too-large: F4 90' '3: byte 2: stray-continuation: 90'
reason '\303' '2: byte 1: truncated: C3 41'
reason '\342\202' '2: byte 1: truncated: E2 82 41'
reason '\360\237\230' '2: byte 1: truncated: F0 9F 98 41'
