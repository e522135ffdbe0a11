#!/bin/sh
# shellcheck disable=SC2154 # seam, rc, texts, nonblocking and by_sigpipe are set by the script that reads this one, or by pipes.sh
# Commands about text: count, graphemes, normalize, fold, cut. Read by tests/cli/test_cli.

# A build without text says so, and there is nothing else to try.
run count empty
if [ "$rc $(cat err)" = \
    "2 seam: this build of seam knows nothing of characters; it lacks utf8proc" ]; then
    skip "count, graphemes, normalize, fold, cut: a build without text"
    return
fi

# e + acute; a family; HIEUH A NIEUN; two flags; CRLF; wide; a tab.
bytes 'e\314\201 \360\237\221\250\342\200\215\360\237\221\251\n' >hard
bytes '\341\204\222\341\205\241\341\206\253\t\360\237\207\251\360\237\207\252\360\237\207\253' >>hard
bytes '\360\237\207\267\r\n\344\270\255\346\226\207 Stra\303\237E\n' >>hard

cat >want <<'END'
     lines code-points utf16-units   clusters      bytes    columns
         3          27          33         19         59         12
END
cp hard in
run count
is "count: exit code" "0 " "$rc $(cat err)"
same "count: all there is" want out
run count hard
has "count: the file has its name" " hard" out
for options in --block-size=1 --block-size=3 --chop=7; do
    run count $options - <in
    same "count $options: as whole" want out
done
run count -l -m -c -L hard
is "count -l -m -c -L: the order of wc" "3 27 59 12 hard" "$(cat out)"
run count -cL hard empty
printf '59 12 hard\n0 0 empty\n59 12 total\n' >want
same "count: a total of several" want out
run count -l none hard
is "count: the other files are counted" "2 3 hard 3 total" "$rc $(tr '\n' ' ' <out | sed 's/ $//')"
bytes '\302\247\n' >ambiguous
run count -L ambiguous
is "count -L: ambiguous is narrow" "1 ambiguous" "$(cat out)"
run count -L --ambiguous-wide ambiguous
is "count -L --ambiguous-wide" "2 ambiguous" "$(cat out)"
run count -m ill
is "count: an ill-formed sequence is one code point" "$("$seam" decode ill | "$seam" count -m)" \
    "$(sed 's/ .*//' out)"
# counted FILE: lines, code points and bytes by wc.
counted() {
    LC_ALL=C.UTF-8 wc -l -m -c <"$1" | tr -s ' ' | sed 's/^ //'
}

if [ "$(bytes '\303\251' | LC_ALL=C.UTF-8 wc -m | tr -d ' ')" = 1 ]; then
    for file in well hard; do
        run count -l -m -c $file
        is "count $file: as wc" "$(counted $file) $file" "$(cat out)"
    done
    if [ -n "$texts" ]; then
        find "$texts" -type f -name '*.txt' | sort | head -n 5 >files
        while IFS= read -r file; do
            "$seam" check -q "$file" || continue
            is "count $file: as wc" "$(counted "$file")" \
                "$("$seam" count -l -m -c - <"$file")"
        done <files
    fi
else
    skip "count as wc: wc knows no UTF-8"
fi

bytes 'e\314\201\r\n\360\237\207\251\360\237\207\252\360\237\207\253\000\134' >in
printf 'U+0065 U+0301\te\314\201\nU+000D U+000A\t\\x0D\\x0A\n' >want
printf 'U+1F1E9 U+1F1EA\t\360\237\207\251\360\237\207\252\n' >>want
printf 'U+1F1EB\t\360\237\207\253\nU+0000\t\\x00\nU+005C\t\\\\\n' >>want
for options in "" --block-size=1 --chop=3; do
    # shellcheck disable=SC2086 # the word is an option or none
    run graphemes $options
    is "graphemes $options: exit code" "0 " "$rc $(cat err)"
    same "graphemes $options" want out
done
{
    bytes a
    for _ in 1 2 3 4 5 6 7 8 9 10; do bytes '\314\201\314\201\314\201\314\201\314\201\314\201\314\201'; done
} >in
run graphemes
is "graphemes: a long one is one line" 1 "$(wc -l <out | tr -d ' ')"
is "graphemes: all its code points" 71 "$(grep -o 'U+' out | wc -l | tr -d ' ')"
has "graphemes: and the start of it" "..." out

# form NAME INPUT OUTPUT: whole, byte by byte and cut at random places.
form() {
    bytes "$2" >in
    bytes "$3" >want
    for options in "" --block-size=1 --block-size=2 --chop=5; do
        # shellcheck disable=SC2086 # the word is an option or none
        run normalize --form="$1" $options
        is "normalize --form=$1 $options: exit code" "0 " "$rc $(cat err)"
        same "normalize --form=$1 $options: $2" want out
    done
}

form nfc 'Cafe\314\201 \305\214\314\233' 'Caf\303\251 \306\240\314\204'
form nfd 'Caf\303\251 \352\260\201' 'Cafe\314\201 \341\204\200\341\205\241\341\206\250'
form nfkc '\357\254\201\342\221\240' 'fi1'
form NFKD '\357\254\201\303\251' 'fie\314\201'
form nfkc-casefold '\302\255STRASSE\303\204\342\201\245' 'strasse\303\244'
bytes 'Stra\303\237e \303\204\304\260\n' >in
bytes 'strasse \303\244i\314\207\n' >want
for options in "" --block-size=1 --chop=5; do
    # shellcheck disable=SC2086 # the word is an option or none
    run fold $options
    is "fold $options: exit code" "0 " "$rc $(cat err)"
    same "fold $options" want out
done
run normalize --form=nfx
is "normalize --form=nfx" "2 seam normalize: --form: 'nfx' is unknown; there are nfc, nfd, nfkc, nfkd, \
nfkc-casefold; see 'seam help normalize'" "$rc $(cat err)"
bytes 'e' >first
bytes '\314\201' >second
run normalize -o made first second
bytes '\303\251' >want
same "normalize: the files are one text" want made
run normalize -o first first
is "normalize: no file is read and written" "2 seam: first: input file is output file" "$rc $(cat err)"
run normalize none
is "normalize: an error is said" "2 seam: none: No such file or directory" "$rc $(cat err)"
run fold -o /dev/full hard
is "fold: an error of output" 2 "$rc"
bytes '\377x' >in
run normalize
bytes '\357\277\275x' >want
same "normalize: ill-formed is U+FFFD" want out
# python's tables are of another version; these texts are the same in all.
if command -v python3 >/dev/null && [ -n "$texts" ]; then
    find "$texts" -type f -name '*.txt' -size -100k | sort | head -n 4 >files
    while IFS= read -r file; do
        "$seam" check -q "$file" || continue
        for one in NFC NFD NFKC NFKD; do
            python3 -c 'import sys, unicodedata
text = open(sys.argv[2], encoding="utf-8", newline="").read()
sys.stdout.buffer.write(unicodedata.normalize(sys.argv[1], text).encode())' $one "$file" >want
            run normalize --form=$one --chop=9 "$file"
            same "normalize --form=$one $file: as python" want out
        done
    done <files
else
    skip "normalize as python: no python3, or no texts"
fi

# cuts NAME WANTED OPTION...: of the file `in`, in every way.
cuts() {
    cuts_name=$1
    bytes "$2" >want
    shift 2
    for options in --block-size=64K --block-size=1 --chop=2; do
        run cut "$@" "$options"
        is "cut $cuts_name $options: exit code" "0 " "$rc $(cat err)"
        same "cut $cuts_name $options" want out
    done
}

bytes 'e\314\201tude\r\n\344\270\255\346\226\207x\n\nab' >in
cuts "to 3 columns" 'e\314\201tu\r\n\344\270\255\n\nab' --columns=3
cuts "to 2 clusters" 'e\314\201t\r\n\344\270\255\346\226\207\n\nab' --clusters=2
cuts "to nothing" '\r\n\n\n' --columns=0
cuts "to all" 'e\314\201tude\r\n\344\270\255\346\226\207x\n\nab' --clusters=100
# A second indicator makes the flag too wide for what was left.
bytes 'a\360\237\207\251\360\237\207\252b\n' >in
cuts "before a flag" 'a\n' --columns=2
run cut --columns=1 --clusters=1
is "cut: two limits" "2 seam cut: one of --columns and --clusters is needed; see 'seam help cut'" \
    "$rc $(cat err)"
run cut --columns=x
is "cut: no number" "2 seam cut: --columns: 'x' is not a decimal number of at most 64 bits; \
see 'seam help cut'" "$rc $(cat err)"

# What holds for the commands of files.sh, pipes.sh and names.sh holds for these: names are shown as text, no
# file is read and written, errors of output are told, and pipes are waited for or end the command.
strange=$(bytes 'x\n\033[31m\302\205\377')
form='x\x0A\x1B[31m\xC2\x85\xFF'
for command in count graphemes normalize fold "cut --clusters=9"; do
    # shellcheck disable=SC2086,SC2094 # the words are arguments, and one file is read and written
    {
        says "$command: a strange name" 2 "seam: none/$form: No such file or directory" \
            $command "none/$strange"
        clean "$command: a strange name" err
        says "$command: a strange option" 2 "seam ${command%% *}: unknown or ambiguous option \
'--$form'; see 'seam help ${command%% *}'" $command "--$strange"
        cp hard kept
        cp hard file
        "$seam" $command file >>file 2>err
        is "$command file >>file" "2 seam: file: input file is output file" "$? $(cat err)"
        same "$command file >>file: the file is untouched" kept file
        cp ill-long in
        if [ -w /dev/full ]; then
            "$seam" $command <in >/dev/full 2>err
            is "$command >/dev/full" "2 seam: <stdout>: No space left on device" "$? $(cat err)"
        fi
        if [ -x "$nonblocking" ]; then
            run $command
            wanted=$rc
            mv out want
            "$nonblocking" "$seam" $command <in >out 2>err
            is "does not block: $command" "$wanted " "$? $(cat err)"
            same "does not block: $command" want out
        fi
        {
            sleep 0.1
            "$seam" $command <in 2>err
            echo $? >code
        } | true
        if [ "$by_sigpipe" -ne 0 ]; then
            is "$command | true" "$by_sigpipe " "$(cat code) $(cat err)"
        fi
        limited 0 "<stdout>" $command
    }
done
for command in normalize fold "cut --clusters=9"; do
    # shellcheck disable=SC2086 # the words of the line are arguments
    refused "$command: -o is the input" file file $command -o ./file file
done
cp hard in
