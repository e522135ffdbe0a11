#!/bin/sh
# shellcheck disable=SC2154 # seam and rc are set by the script that reads this one
# Rows of bytes beside their text. Read by tests/cli/test_cli.

has_text=no
run count empty
[ "$rc" -ne 0 ] || has_text=yes

bytes 'HTTP/1.1 na\303\257ve \342\202\254\r\n\377x\342\202' >bits
cat >want <<'END'
00000000  48 54 54 50 2f 31 2e 31  20 6e 61 c3 af 76 65 20  |HTTP/1.1 naï ve |
00000010  e2 82 ac 0d 0a ff 78 e2  82                       |€  ..�x� |
END
run dump bits
is "dump: exit code" "0 " "$rc $(cat err)"
same "dump: characters in the columns of their bytes" want out
cp bits in
run dump
same "dump: standard input" want out
run dump -
same "dump: standard input by its name" want out
: >in
run dump bits bits
{
    echo 'bits:'
    cat want
    echo 'bits:'
    cat want
} >want2
same "dump: several files begin at 0 each" want2 out

# The hex of a file does not depend on how it is read, but for the marks of joints.
run dump ill
cp out whole
for options in "--block-size=1" "--block-size=7" "--chop=1" "--chop=2"; do
    # shellcheck disable=SC2086 # the words are options
    run dump $options ill
    sed 's/\(^.\{60\}\).*/\1/; s/|/ /g' out >got
    sed 's/\(^.\{60\}\).*/\1/' whole >want
    same "dump $options: the same bytes" want got
    sed 's/^.\{60\}//' out >got
    sed 's/^.\{60\}//' whole >want
    same "dump $options: the same text" want got
done
run dump --block-size=3 bits
cat >want <<'END'
00000000  48 54 54|50 2f 31|2e 31  20|6e 61 c3|af 76 65|20  |HTTP/1.1 naï ve |
00000010  e2 82|ac 0d 0a|ff 78 e2 |82                       |€  ..�x� |
END
same "dump: a mark where a read ended" want out
bytes '0123456789abcdefg' >in
run dump --block-size=16
has "dump: a mark at the start of a row" '00000010 |67' out
: >in

if [ $has_text = yes ]; then
    # U+4E2D is wide, U+0301 and U+200E have no width. The last one begins in the last column.
    bytes '\344\270\255e\314\201\342\200\216 0123\344\270\255x' >wide
    cat >want <<'END'
00000000  e4 b8 ad 65 cc 81 e2 80  8e 20 30 31 32 33 e4 b8  |中 e..... 0123中|
00000010  ad 78                                             | x|
END
    run dump wide
    same "dump: wide characters and none" want out
    bytes '0123456789abcde\344\270\255x' >wide
    cat >want <<'END'
00000000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 e4  |0123456789abcde |
00000010  b8 ad 78                                          |中x|
END
    run dump wide
    same "dump: a wide character that begins in the last column" want out
else
    skip "dump: wide characters, there is no text layer"
fi
bytes '\033[31mred\033[0m\302\205\177' >in
run dump
has "dump: controls are dots" '|.[31mred.[0m...|' out
bytes 'a\000\254\040\000\330b\000\001' >in
run dump --from=utf-16le
has "dump --from" '61 00 ac 20 00 d8 62 00  01                       |a € � b �|' out
bytes '\244\344' >in
run dump -f iso-8859-15
has "dump: one byte a character" 'a4 e4                                             |€ä|' out
bytes 'a\000b\302\205\n' >in
run dump --deny=nul,c1
has "dump --deny" '61 00 62 c2 85 0a                                 |a�b� .|' out
run dump --profile=mqtt
has "dump --profile" '61 00 62 c2 85 0a                                 |a�b...|' out

bytes 'a\377b' >in
run dump --color=always
esc=$(bytes '\033')
has "dump --color: the hex of a fault" "61 ${esc}[31;1mff${esc}[0m 62" out
has "dump --color: its text" "|a${esc}[31;1m�${esc}[0mb|" out
run dump --color=always --block-size=2
has "dump --color: a joint" "${esc}[36m|${esc}[0m62" out
for options in "--color=auto" "--color=never" ""; do
    # shellcheck disable=SC2086 # the words are options
    run dump $options
    is "dump $options: no escapes in a file" 0 "$(grep -c "$esc" out)"
done
says "dump: a color that is none" 2 \
    "seam dump: --color is auto, always or never, not 'red'; see 'seam help dump'" dump --color=red
: >in
run dump none bits
is "dump: the other files are printed" "2 seam: none: No such file or directory" "$rc $(cat err)"
has "dump: a file behind one that is not there" '|HTTP/1.1 na' out
run dump empty
is "dump: nothing" "0 " "$rc $(cat out err)"

# Of ASCII it is what hexdump prints but for the last line, which is the length.
if command -v hexdump >/dev/null; then
    od -An -v -c "$seam" | LC_ALL=C tr -cd '[:print:]\n' | head -c 20000 >ascii
    hexdump -v -C ascii | sed '$d' >want
    run dump ascii
    same "dump: as hexdump -C" want out
else
    skip "dump: there is no hexdump"
fi
