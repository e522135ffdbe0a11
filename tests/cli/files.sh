#!/bin/sh
# shellcheck disable=SC2154 # seam, rc and texts are set by the script that reads this one
# Where input comes from, where output goes, and what goes wrong on the way. Read by tests/cli/test_cli.

for command in decode check; do
    says "$command: missing file" 2 "seam: none: No such file or directory" $command none
    mkdir -p folder
    says "$command: directory" 2 "seam: folder: Is a directory" $command folder
    run $command empty
    is "$command: empty file" "0 " "$rc $(cat out err)"
    run $command
    is "$command: empty standard input" "0 " "$rc $(cat out err)"
    "$seam" $command <&- >out 2>err
    is "$command: closed standard input" "2 seam: <stdin>: Bad file descriptor" "$? $(cat err)"
done
cp well in
run decode
same "decode: standard input" well out
run decode -
same "decode: - is standard input" well out
cat piece well piece >three
"$seam" decode three >want
run decode piece - piece
same "decode: standard input between files" want out
run decode piece none piece
is "decode: stops at a missing file" "2 seam: none: No such file or directory" "$rc $(cat err)"
"$seam" decode piece >want
same "decode: what came before it is written" want out
run check -- well - none
is "check: a missing file beside good ones" 2 "$rc"
cp piece ./-dash
run decode -- -dash
same "decode: a name that begins with a dash" want out
bytes 'a\342' >part1
bytes '\202' >part2
bytes '\254b' >part3
run decode part1 part2 part3
is "decode: files are one stream" "$(bytes 'a\342\202\254b')" "$(cat out)"
(bytes 'x\342' && sleep 0.2 && bytes '\202\254') | "$seam" decode >out
is "decode: a slow pipe" "$(bytes 'x\342\202\254')" "$(cat out)"
: >in

rm -f file
run decode -o file well
is "-o: exit code" "0 " "$rc $(cat out err)"
same "-o: text" well file
cp ill file
run decode --output=file well
same "-o: an old file is replaced" well file
run decode -o - well
same "-o -: standard output" well out
cp well file
says "-o: the input" 2 "seam: file: input file is output file" decode -o file file
ln -sf file link
says "-o: the input by another name" 2 "seam: link: input file is output file" \
    decode -o file well link
same "-o: the input is untouched" well file
# shellcheck disable=SC2094 # that is the case
"$seam" decode file >>file 2>err
is "stdout: the input" "2 seam: file: input file is output file" "$? $(cat err)"
# shellcheck disable=SC2094
"$seam" decode <file >>file 2>err
is "stdout: standard input" "2 seam: <stdin>: input file is output file" "$? $(cat err)"
same "stdout: the input is untouched" well file

# refused NAME LABEL FILE ARGUMENT...: the command would read what it writes, so it does not write; in is
# standard input, and standard output is `out`.
refused() {
    refused_name=$1 refused_label=$2 refused_file=$3
    shift 3
    cp "$refused_file" kept
    says "$refused_name" 2 "seam: $refused_label: input file is output file" "$@"
    same "$refused_name: the file is untouched" kept "$refused_file"
}

bytes '41\n' >lines
cp well text
ln -f text hard
ln -sf text soft
for name in text hard soft ./text; do
    refused "decode: -o $name" text text decode -o $name text
    refused "decode: -o text of $name" $name text decode -o text $name
done
ln -sf in soft-in
for name in in soft-in; do
    cp text in
    refused "decode: -o $name, the standard input" "<stdin>" in decode -o $name
    refused "decode: -o $name, the standard input by name" "<stdin>" in decode -o $name well -
done
cp ill text
for command in "decode text" "decode well hard" "check text" "check well soft"; do
    name=${command##* }
    # shellcheck disable=SC2086,SC2094 # the words are arguments, and this is the case
    "$seam" $command >>text 2>err
    is "$command >>text" "2 seam: $name: input file is output file" "$? $(cat err)"
    # shellcheck disable=SC2086,SC2094
    "$seam" $command 1<>text 2>err
    is "$command 1<>text" "2 seam: $name: input file is output file" "$? $(cat err)"
    same "$command: the file is untouched" ill text
done
for command in decode check steps; do
    cp lines text
    # shellcheck disable=SC2094
    "$seam" $command <text >>text 2>err
    is "$command <text >>text" "2 seam: <stdin>: input file is output file" "$? $(cat err)"
    same "$command <text >>text: the file is untouched" lines text
done
cp ill text
# shellcheck disable=SC2094
"$seam" check -q text >>text
is "check -q writes nothing" 1 "$?"
: >in
says "-o: no such folder" 2 "seam: none/file: No such file or directory" decode -o none/file
says "-o: a directory" 2 "seam: folder: Is a directory" decode -o folder well
"$seam" decode well >&- 2>err
is "decode: closed standard output" "2 seam: <stdout>: Bad file descriptor" "$? $(cat err)"

full_disk() {
    if [ ! -w /dev/full ]; then
        skip "full disk: no /dev/full here"
        return
    fi
    says "-o /dev/full" 2 "seam: /dev/full: No space left on device" decode -o /dev/full ill
    bytes 'ff\n' >chunk
    for line in "decode ill" "check ill-long" "check piece" "info" "help" "help decode" \
        "--version" "steps"; do
        # shellcheck disable=SC2086 # the words of the line are arguments
        "$seam" $line <chunk >/dev/full 2>err
        is "$line >/dev/full" "2 seam: <stdout>: No space left on device" "$? $(cat err)"
    done
}
full_disk
