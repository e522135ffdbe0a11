#!/bin/sh
# shellcheck disable=SC2154 # seam and rc are set by the script that reads this one
# `seam pool-map` on small snapshots written by hand, whole and broken. Read by tests/cli/test_cli.

cat >snapshot <<'TEXT'
seam-pool-snapshot 1
pool 200000 17000000
arena 0x7f0000000000 class 1536 4
slab 0 4
live 0 1536 1500 1 0x2a
free 1 1
cached 2 2
decommitted 1
slab 2 1
live 8 1536 1100 3 0x0
arena 0x7f0002000000 adopted 0 256
slab 0 2
live 0 5000 5000 1 0x2a
free 1 1
arena 0x7f0004000000 large 0 1
slab 0 1
live 0 1048576 1000000 1 0xffffffffffffffff
end 4
TEXT

run pool-map snapshot
is "pool-map: exit code" 0 "$rc"
is "pool-map: nothing on stderr" "" "$(cat err)"
has "pool-map: is a picture" '<svg xmlns="http://www.w3.org/2000/svg"' out
has "pool-map: counts" 'live in 4 blocks of 3 tags' out
has "pool-map: names a tag" '>0x2a (42)<' out
has "pool-map: names the largest tag" '>0xffffffffffffffff (18446744073709551615)<' out
has "pool-map: hover titles" 'block 0: 1 live, 1536 bytes, tag 0x2a' out
cp out whole.svg
run pool-map -o map.svg snapshot
is "pool-map -o: exit code" 0 "$rc"
is "pool-map -o: nothing on stdout" "" "$(cat out)"
same "pool-map -o: the same picture" whole.svg map.svg

mkdir -p '<script>'
cp snapshot '<script>/"&x'
run pool-map '<script>/"&x'
is "pool-map: a name that is markup: exit code" 0 "$rc"
is "pool-map: no name becomes markup" "" "$(grep -o '<script>' out)"
has "pool-map: the name is shown" '&#60;script&#62;/&#34;&#38;x' out

says "pool-map: missing file" 2 "seam: none: No such file or directory" pool-map none
says "pool-map: two files" 2 "seam pool-map: unexpected operand 'b'; see 'seam help pool-map'" \
    pool-map a b
says "pool-map: no folder for the output" 2 "seam: none/x: No such file or directory" \
    pool-map -o none/x snapshot

ln -f snapshot snapshot-hard
ln -sf snapshot snapshot-soft
for name in snapshot snapshot-hard snapshot-soft; do
    refused "pool-map: -o $name" snapshot snapshot pool-map snapshot -o $name
    refused "pool-map: -o snapshot of $name" $name snapshot pool-map $name -o snapshot
done
cp snapshot in
refused "pool-map: -o in, the standard input" "<stdin>" in pool-map -o in
: >in
# shellcheck disable=SC2094 # that is the case
"$seam" pool-map snapshot >>snapshot-hard 2>err
is "pool-map >>snapshot" "2 seam: snapshot: input file is output file" "$? $(cat err)"
same "pool-map >>snapshot: the file is untouched" kept snapshot

# wrong NAME LINE MESSAGE SED: the snapshot after an edit is refused at that line, nothing is drawn.
wrong() {
    sed "$4" snapshot >broken
    rm -f map.svg
    says "pool-map: $1" 2 "seam: broken:$2: $3" pool-map broken -o map.svg
    is "pool-map: $1: no output" "no" "$([ -e map.svg ] && echo yes || echo no)"
}

wrong "another version" 1 "not a snapshot of a pool of version 1" '1s/1$/2/'
wrong "an unknown record" 3 "an unknown record" '3s/arena/arenas/'
wrong "a missing field" 3 "a record with wrong fields" '3s/ 4$//'
wrong "a field too many" 3 "a record with wrong fields" '3s/$/ 4/'
wrong "a number past 64 bits" 2 "a record with wrong fields" '2s/200000/20000000000000000000000/'
wrong "a negative number" 2 "a record with wrong fields" '2s/200000/-1/'
wrong "an unknown kind" 3 "an unknown kind of arena" '3s/class/glass/'
wrong "a class of nothing" 3 "an impossible class" '3s/1536/0/'
wrong "slabs of nothing" 3 "an impossible number of blocks in a slab" '3s/4$/0/'
wrong "slabs out of order" 9 "slabs do not ascend" '9s/2 1/1 1/'
wrong "a slab too full" 4 "more blocks than a slab has" '4s/4$/5/'
wrong "a block twice" 6 "a block that is not the next of its slab" '6s/1 1/0 1/'
wrong "a run too long" 7 "a block that is not the next of its slab" '7s/2 2/2 3/'
wrong "a block too few" 7 "a slab lacks some of its blocks" '7d'
wrong "no references" 5 "an impossible number of references" '5s/ 1 0x2a/ 0 0x2a/'
wrong "a block of everything" 5 "an impossible size" '5s/1536/18446744073709551615/'
wrong "a slab before an arena" 3 "a slab before the first arena" '3d'
wrong "another count" 18 "another number of live blocks than came" '18s/4/5/'
wrong "no end" 18 "the file ends before the record 'end'" '18d'
# shellcheck disable=SC1003,SC2016 # for the commands of sed
wrong "more behind the end" 19 "something behind the record 'end'" '$a\
end 4'

# Every cut, and a wrong byte in many places, gives a picture or one line of message, and never anything else.
odd=0
see_what_comes() {
    "$seam" pool-map broken >out 2>err
    rc=$?
    case $rc in
    0) grep -q '^</svg>$' out || odd=$((odd + 1)) ;;
    2) [ "$(wc -l <err)" -eq 1 ] && [ ! -s out ] || odd=$((odd + 1)) ;;
    *) odd=$((odd + 1)) ;;
    esac
}
size=$(wc -c <snapshot)
at=0
while [ "$at" -lt "$size" ]; do
    head -c "$at" snapshot >broken
    see_what_comes
    [ "$rc" -eq 2 ] || odd=$((odd + 1))
    at=$((at + 1))
    [ $((at % 5)) -eq 0 ] || continue
    {
        head -c "$at" snapshot
        printf '9'
        tail -c +$((at + 2)) snapshot
    } >broken
    see_what_comes
done
is "pool-map: cuts and wrong bytes" 0 "$odd"
