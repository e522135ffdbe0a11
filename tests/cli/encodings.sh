#!/bin/sh
# shellcheck disable=SC2154 # seam, rc and texts are set by the script that reads this one
# Encodings, against iconv; the rules of StringDecoder and TextDecoder as chunks and answers. Read by
# tests/cli/test_cli.

# answers NAME ANSWERS LINES...: the answers have `/` between them.
answers() {
    title=$1 wanted=$2
    shift 2
    printf '%s\n' "$@" >in
    run steps
    is "$title" "0 $wanted" "$rc $(paste -s -d/ out)$(cat err)"
}

node16='@ profile=node from=utf-16le to=utf-16le'
answers "node: a unit cut in two" "- 3d/3dd8 -" "$node16" 3d d8
answers "node: a lead is held, and then goes out as it is" "- 3dd8/3dd84ddc -" "$node16" 3dd8 4ddc
answers "node: two leads" "- 3dd8/3dd83dd8 -" "$node16" 3dd8 3dd8
answers "node: an odd byte lets the lead before it go" "3dd8 4d" "$node16" 3dd84d
answers "node: a lead that follows half a unit" "- 00/003d d8/d841 -" "$node16" 00 3dd8 41
answers "node: the end drops half a unit" "- 3dd8/- 3dd841/3dd8 -" "$node16" 3dd8 41 .
node8='@ profile=node to=utf-16le'
answers "node: utf8 holds what cannot come" "- c1/fdfffdff -" "$node8" c1 80
answers "node: utf8 holds four" "- f5/- f580/- f58080/fdfffdfffdfffdff -" "$node8" f5 80 80 80
answers "node: latin1 and ascii" "4100e900 -/4100 -" '@ profile=node from=latin1 to=utf-16le' 41e9 \
    '@ profile=node from=ascii-masked to=utf-16le' c1
whatwg='@ profile=whatwg to=utf-16le errors=fatal'
answers "whatwg: a throw loses the chunk and the carry" \
    "4100 e282/! truncated 1 2 -/- -/! invalid-byte 3 1 -/- -" "$whatwg" 41e282 ff ff
answers "whatwg: a BOM may follow a throw at the start" \
    "! invalid-byte 1 1 -/- -/4200 -" "$whatwg" 41ff efbbbf42
answers "whatwg: and may not behind text" \
    "4100 -/! invalid-byte 1 1 -/- -/fffe4100 -" "$whatwg" 41 ff efbbbf41
answers "whatwg: nor behind another BOM" \
    "- -/! invalid-byte 3 1 -/- -/fffe -" "$whatwg" efbbbf ff efbbbf
answers "whatwg: a fault disarms the BOM" "fdff -/fffe4200 -" '@ profile=whatwg to=utf-16le' ff efbbbf42
answers "sniffing" "- ff/- -/41 -" '@ bom=sniff' ff fe 4100
answers "escaped bytes" "dce2dc82dceddca0dc80 -" '@ errors=lossless to=utf-16be' e282eda080
answers "numeric references" "- e282/2623383336343b -" '@ to=ascii unmappable=ncr' e282 ac
answers "utf-32 is little-endian where its mark says so" \
    "- fffe/- fffe00/- -/0041 -/- -/0041 00" '@ from=utf-32 to=utf-16be errors=fatal' fffe 00 00 \
    41000000 . 0000feff0000004100
answers "mqtt refuses NUL" "! denied 1 1 41/42 -" '@ profile=mqtt' 410042

# same_as_iconv FROM TO ICONV_FROM ICONV_TO: the text `text`, cut at random.
same_as_iconv() {
    iconv -f UTF-8 -t "$3" text >input
    iconv -f "$3" -t "$4" input >want
    run decode -f "$1" -t "$2" --chop=7 --block-size=100 input
    is "$1 to $2: exit code" 0 "$rc"
    same "$1 to $2" want out
}

if command -v iconv >/dev/null; then
    printf 'Жук, \303\251t\303\251, \342\202\254 and \360\237\221\215\n%.0s' $(seq 50) >text
    wide='utf-8 utf-16le utf-16be utf-32le utf-32be'
    for from in $wide; do
        for to in $wide; do
            same_as_iconv "$from" "$to" "$from" "$to"
        done
    done
    printf 'caf\303\251 \303\277\302\240 plain text, and more of it\n%.0s' $(seq 50) >text
    for to in $wide latin1 whatwg:windows-1252; do
        same_as_iconv latin1 "$to" ISO-8859-1 "${to#whatwg:}"
    done
    printf 'Жук и Щука\n%.0s' $(seq 50) >text
    for from in koi8-r koi8-u iso-8859-5 cp1251 ibm866; do
        same_as_iconv "$from" utf-8 "$from" UTF-8
        same_as_iconv utf-8 "$from" UTF-8 "$from"
        same_as_iconv "$from" utf-16le "$from" UTF-16LE
    done
    printf '\357\273\277caf\303\251\n' | iconv -f UTF-8 -t UTF-16LE >input
    printf 'caf\303\251\n' >want
    run decode -f utf-16 input
    same "utf-16 says its order" want out
    printf 'Жук \303\251t\303\251 \360\237\221\215\n' >want
    for order in LE BE; do
        printf '\357\273\277' | cat - want | iconv -f UTF-8 -t UTF-32$order >marked
        for more in --chop=1 --block-size=1 --block-size=3 --block-size=64K; do
            run decode -f UTF-32 $more marked
            is "utf-32, $order says its order, $more: exit code" "0 " "$rc $(cat err)"
            same "utf-32, $order says its order, $more" want out
        done
        run check -f utf32 marked marked
        is "check of utf-32, $order" "0 " "$rc $(cat out err)"
    done
    iconv -f UTF-8 -t UTF-32BE want >unmarked
    run decode -f utf32 --block-size=2 unmarked
    same "utf-32 without a mark is big-endian" want out
    # shellcheck disable=SC2020 # each of the two becomes a line end
    for name in $(iconv -l | tr -d '/' | tr ' ,' '\n\n' | sort -u |
        grep -ixE 'utf-?(8|16|32)([lb]e)?|iso-?8859-[0-9]+|cp(819|866|874|125[0-8])|koi8-?[ru]|latin[0-9]+|l[12]|(us-)?ascii|mac(intosh)?|mac-cyrillic|windows-125[0-8]' |
        grep -vixE 'iso-?8859-(9|11)|latin5'); do
        printf '@ from=%s\n' "$name" >in
        run steps
        is "iconv's $name is known" "0 " "$rc $(cat err)"
    done
else
    skip "no iconv: encodings are not compared with it"
fi

printf '\377\303\251\342\202\n' >input
printf '\303\277\303\203\302\251\303\242\302\202\n' >want
run decode -f latin1 input
same "every byte is Latin-1" want out
run decode --errors=lossless -t wtf-8 -o wtf input
run decode --errors=lossless -f wtf-8 wtf
same "lossless, there and back" input out
printf '?\303\251 ??\n' >want
printf '\377\303\251 \342\202\n' >input
run decode -t utf-8 --errors=skip input
printf '\303\251 \n' >want
same "skip" want out
printf '&#8364;\n' >want
printf '\342\202\254\n' >input
run decode -t ascii --unmappable=ncr input
same "a numeric reference" want out
printf '\254\n' >want
run decode -t latin1 --unmappable=low-byte input
same "the low byte" want out
printf '=\330A' >input
printf '\357\277\275' >want
run decode -f utf-16le --tail=drop input
same "half a unit is dropped" want out
printf 'a\000b\033[0m\n' >input
printf 'a\357\277\275b\357\277\275[0m\n' >want
run decode --deny=nul,c0 input
same "control characters are denied" want out
run check --profile=mqtt input
is "check as MQTT wants it" "1 input:1:2: byte 1: denied: 00" "$rc $(cat out)"
printf '\000a\000\n\000b\330' >input
run check -f utf-16be input
is "check of half a unit" "1 input:2:2: byte 6: odd-tail: D8" "$rc $(cat out)"

run list
is "list: exit code" 0 "$rc"
is "list: encodings" 37 "$(sed -n '/^# profiles/q;p' out | grep -vc '^#')"
is "list: labels" 183 "$(tr ' ' '\n' <out | grep -c '^whatwg:')"
cp out listed
tr ' ' '\n' <listed | sed -n '/^profiles$/q;p' | grep -v '^#\|^encodings:\|^the\|^name\|^other\|^$' |
    while read -r name; do
        printf '@ from=%s\n' "$name"
    done >in
run steps
is "list: --from takes each" "0 " "$rc $(cat err)"
