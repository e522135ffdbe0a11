#!/bin/sh
# shellcheck disable=SC2154 # seam and rc are set by the script that reads this one
# Hex and base64, against base64(1) and od. Read by tests/cli/test_cli.

# Bytes of every value, in a length that leaves a group open.
i=0
: >raw
while [ $i -lt 256 ]; do
    # shellcheck disable=SC2059 # the argument is a format
    printf "\\$(printf %03o $i)" >>raw
    i=$((i + 1))
done
cat raw raw raw ill raw well >mixed

# ---- base64, as base64(1) has it

if command -v base64 >/dev/null && base64 -w 0 empty >want 2>err; then
    for file in empty well mixed ill-long; do
        for options in "" "-w 0" "--wrap=64" "-w 4"; do
            # shellcheck disable=SC2086 # the words are arguments
            {
                base64 $options <$file >want
                for more in "" --block-size=1000 --chop=5; do
                    run base64 $options $more $file
                    is "base64 $options $more $file: exit code" "0 " "$rc $(cat err)"
                    same "base64 $options $more $file: as base64(1)" want out
                done
            }
        done
        for options in "" "--block-size=777" "--chop=9"; do
            base64 $file >coded
            # shellcheck disable=SC2086 # the word is an option or none
            run base64 -d $options coded
            is "base64 -d $options $file: exit code" "0 " "$rc $(cat err)"
            same "base64 -d $options $file" $file out
        done
    done
    head -c 5000 mixed >piece5000
    base64 -w 76 piece5000 | sed 's/^\(.....\)/\1!?/' >littered
    run base64 -d -i littered
    is "base64 -d -i: exit code" "0 " "$rc $(cat err)"
    same "base64 -d -i: garbage is ignored" piece5000 out
else
    skip "base64 as base64(1): there is none"
fi
if command -v basenc >/dev/null; then
    basenc --base64url -w 76 mixed >want
    run base64 --url mixed
    same "base64 --url: as basenc" want out
    run base64 --url --decode want
    same "base64 --url --decode" mixed out
else
    skip "base64 --url as basenc: there is none"
fi

# decodes NAME TEXT CODE WANTED MESSAGE OPTION...: in pieces of every kind.
decodes() {
    decodes_name=$1
    bytes "$2" >in
    decodes_code=$3
    bytes "$4" >want
    decodes_says=$5
    shift 5
    for more in --block-size=64K --block-size=1 --chop=3; do
        run "$@" $more
        is "$decodes_name $more: exit code" "$decodes_code $decodes_says" "$rc $(cat err)"
        same "$decodes_name $more" want out
    done
}

wrong='ill-formed sequence'
short='the stream ended inside a sequence'
decodes "base64 -d: white space" 'YW Jj\r\n\tZA ==\n' 0 abcd "" base64 -d
decodes "base64 -d: strict" 'YWJj\n' 1 abc "<stdin>: byte 4: $wrong" base64 -d --forgive=none
decodes "base64 -d: garbage" 'YWJjZA!=' 1 abc "<stdin>: byte 6: $wrong" base64 -d
decodes "base64 -d: any" 'Y!W?Jj' 0 abc "" base64 -d --forgive=any
decodes "base64 -d: no padding" 'YWJjZA' 1 abc "<stdin>: byte 6: $short" base64 -d
decodes "base64 -d: padding" 'YWJjZA' 0 abcd "" base64 -d --forgive=padding
decodes "base64 -d: bits" 'YR==' 1 '' "<stdin>: byte 1: $wrong" base64 -d
decodes "base64 -d: loose bits" 'YR==' 0 a "" base64 -d --forgive=bits
decodes "base64 -d: the other alphabet" '\055_\055_' 1 '' "<stdin>: byte 0: $wrong" base64 -d
decodes "base64 -d: either alphabet" '\055_+/' 0 '\373\377\277' "" base64 -d --forgive=alphabet
decodes "base64 -d: twice" 'QQ==QQ==' 1 A "<stdin>: byte 4: $wrong" base64 -d
decodes "base64 -d: end" 'QQ==QQ==' 0 A "" base64 -d --forgive=end
decodes "base64 -d: forgiving" ' YR\n' 0 a "" base64 -d --forgive=forgiving
decodes "base64 -d: lenient" 'Y-_/+A!=!' 0 'c\357\377\370' "" base64 -d --forgive=lenient
decodes "base64 -d: a list" 'YR' 0 a "" base64 -d --forgive=padding,bits
decodes "base64 -d --no-padding" 'YWI' 0 ab "" base64 -d --no-padding
decodes "base64 -d --no-padding, padded" 'YWI=' 1 '' "<stdin>: byte 3: $wrong" base64 -d --no-padding
decodes "base64 --no-padding" 'ab' 0 'YWI\n' "" base64 --no-padding
decodes "base64 --url" '\373\377\277' 0 '\055_\055_' "" base64 --url --wrap=0

# ---- hex, as od has it

for file in empty well mixed; do
    od -An -v -tx1 $file | tr -d ' \n' >want
    for more in "" --block-size=1000 --chop=6; do
        # shellcheck disable=SC2086 # the word is an option or none
        run hex -w 0 $more $file
        is "hex -w 0 $more $file: exit code" "0 " "$rc $(cat err)"
        same "hex -w 0 $more $file: as od" want out
    done
    run hex --upper --wrap=0 $file
    tr a-f A-F <want >big
    same "hex --upper $file" big out
    [ ! -s $file ] || {
        fold -w 60 want >lines
        echo >>lines
        run hex $file
        same "hex $file: in lines" lines out
    }
    "$seam" hex $file >coded
    for more in "" --block-size=777 --chop=8; do
        # shellcheck disable=SC2086 # the word is an option or none
        run hex -d $more coded
        is "hex -d $more $file: exit code" "0 " "$rc $(cat err)"
        same "hex -d $more $file" $file out
    done
done
decodes "hex -d" '41\n4 2' 0 AB "" hex -d
decodes "hex -d: strict" '41\n42' 1 A "<stdin>: byte 2: $wrong" hex --decode --forgive=none
decodes "hex -d: odd" '41424' 1 AB "<stdin>: byte 5: $short" hex -d
decodes "hex -d: garbage" '41x42' 1 A "<stdin>: byte 2: $wrong" hex -d
decodes "hex -d: any" '41x4-2' 0 AB "" hex -d --forgive=any
decodes "hex -d: ignore garbage" '41x4-2' 0 AB "" hex -d --ignore-garbage
decodes "hex -d: end" '4142zz43' 0 AB "" hex -d --forgive=end
decodes "hex -d: lenient" '41424' 0 AB "" hex -d --forgive=lenient
decodes "hex -u" 'J\377' 0 '4AFF\n' "" hex -u

# ---- files, and what is refused

bytes 'YWJ' >first
bytes 'jZ!' >second
says "base64 -d: the file of a fault" 1 "second: byte 5: $wrong" base64 -d first second
is "base64 -d: the files are one stream" abc "$(cat out)"
run base64 -o made first second
bytes 'WVdKaloh\n' >want
is "base64 -o: exit code" "0 " "$rc $(cat err)"
same "base64 -o" want made
bytes 'WVdKalpT\n' >want
bytes 'YWJjZS' >in
run base64
same "base64: six bytes" want out
refused "base64: -o is the input" first first base64 -o ./first first
run base64 --progress first
is "base64 --progress: nothing but text" "0 WVdK " "$rc $(cat out) $(cat err)"
for command in hex base64; do
    lines="see 'seam help $command'"
    says "$command: wrap" 2 "seam $command: --wrap: a line has a multiple of 4 digits, or with 0 no \
end; $lines" $command --wrap=10
    says "$command: wrap and decode" 2 "seam $command: --wrap is for encoding, without --decode; $lines" \
        $command -d --wrap=8
    says "$command: forgive and encode" 2 "seam $command: --forgive and --ignore-garbage are for \
--decode; $lines" $command --forgive=any
    says "$command: garbage and encode" 2 "seam $command: --forgive and --ignore-garbage are for \
--decode; $lines" $command -i
    says "$command: no file" 2 "seam: none: No such file or directory" $command none
    run help $command
    has "help $command" "usage: seam $command" out
    run $command --help
    has "$command --help: every word of --forgive" "lenient" out
    if [ -w /dev/full ]; then
        "$seam" $command <mixed >/dev/full 2>err
        is "$command >/dev/full" "2 seam: <stdout>: No space left on device" "$? $(cat err)"
    fi
    limited 0 "<stdout>" $command
done
says "hex: forgive" 2 "seam hex: --forgive: 'bits' is unknown; there are none, spaces, any, end, \
lenient; see 'seam help hex'" hex -d --forgive=bits
says "hex: upper and decode" 2 "seam hex: --upper is for encoding, without --decode; \
see 'seam help hex'" hex -d -u
says "base64: forgive" 2 "seam base64: --forgive: 'spaces,x' is unknown; there are none, spaces, any, end, \
padding, bits, alphabet, forgiving, lenient; see 'seam help base64'" base64 -d --forgive=spaces,x
says "base64: contradiction" 2 "seam base64: these options exclude each other; \
see 'seam help base64'" base64 -d --no-padding --forgive=padding

# Many groups, and what each command makes of the other's output.
head -c 20000000 /dev/zero >zeros
"$seam" base64 <zeros | "$seam" base64 -d >out
same "base64: 20 MB there and back" zeros out
rm -f zeros out

# ---- iconv's -c

bytes 'a\377b\303\244c\200' >in
bytes 'ab\303\244c' >want
run decode -c
is "decode -c: exit code" "0 " "$rc $(cat err)"
same "decode -c" want out
run decode --omit-invalid -t latin1
is "decode --omit-invalid" "0 61 62 e4 63" "$rc $(od -An -tx1 out | tr -s ' ' | sed 's/^ //')"
run decode -c -t ascii
is "decode -c: what the output lacks is left out too" abc "$(cat out)"
: >in
