#!/bin/sh
# shellcheck disable=SC2154 # seam and rc are set by the script that reads this one
# Names, options and input that would forge lines, steer terminals or spoil the encoding of what is
# printed. Read by tests/cli/test_cli.

# clean NAME FILE: one line of well-formed UTF-8 without a control character. `check` is held against
# other decoders in decode.sh.
clean() {
    n_cases=$((n_cases + 1))
    [ "$(wc -l <"$2")" -eq 1 ] && "$seam" check -q "$2" &&
        ! tr -d '\n' <"$2" | grep -q '[[:cntrl:]]' && return
    fail "$1: one clean line"
    od -c "$2" | head -n 20
}

# shown ESCAPES FORM: a text from outside, and how it is shown.
shown() {
    says "'$2'" 2 "seam: none/$2: No such file or directory" check "none/$(bytes "$1")"
    clean "'$2'" err
}

# plain ESCAPES: is shown as it is.
plain() {
    shown "$1" "$(bytes "$1")"
}

shown 'a\nb:1:1: ' 'a\x0Ab:1:1: '
shown '\rx' '\x0Dx'
shown 't\tt' 't\x09t'
shown '\033[2Jx' '\x1B[2Jx'
shown '\001\037x' '\x01\x1Fx'
shown '\177x' '\x7Fx'
shown '\302\200\302\205\302\233\302\237x' '\xC2\x80\xC2\x85\xC2\x9B\xC2\x9Fx'
shown '\302x' '\xC2x'
shown '\377' '\xFF'
shown '\200\233' '\x80\x9B'
shown '\340\200\257' '\xE0\x80\xAF'
shown '\355\240\200' '\xED\xA0\x80'
shown '\364\220\200\200' '\xF4\x90\x80\x80'
shown '\360\237\230' '\xF0\x9F\x98'
# shellcheck disable=SC1003 # a form is not a quote
shown '\134' '\\'
shown 'a\134nb\134x0A' 'a\\nb\\x0A'
# U+061C, 200E, 200F, 2028, 202E, 2066, 206F, FEFF, FFF9, FFFB
shown '\330\234\342\200\216\342\200\217' '\xD8\x9C\xE2\x80\x8E\xE2\x80\x8F'
shown '\342\200\250\342\200\256' '\xE2\x80\xA8\xE2\x80\xAE'
shown '\342\201\246\342\201\257' '\xE2\x81\xA6\xE2\x81\xAF'
shown '\357\273\277\357\277\271\357\277\273' '\xEF\xBB\xBF\xEF\xBF\xB9\xEF\xBF\xBB'
# U+FFFE, FFFF, FDD0, FDEF, 1FFFF, E0000, E007F
shown '\357\277\276\357\277\277' '\xEF\xBF\xBE\xEF\xBF\xBF'
shown '\357\267\220\357\267\257' '\xEF\xB7\x90\xEF\xB7\xAF'
shown '\360\237\277\277\363\240\200\200\363\240\201\277' \
    '\xF0\x9F\xBF\xBF\xF3\xA0\x80\x80\xF3\xA0\x81\xBF'
plain ' ~'
plain '\302\240\303\251\342\202\254\360\237\230\200'
# Neighbours of what is hidden: U+061B, 061D, 200D, 2010, 2027, 202F, 2065, 2070, FDCF, FDF0, FFFD, E0080
plain '\330\233\330\235\342\200\215\342\200\220\342\200\247\342\200\257\342\201\245\342\201\260'
plain '\357\267\217\357\267\260\357\277\275\363\240\202\200'

# One text with something of every kind, in every place where a text from outside is shown.
nasty=$(bytes 'x\n\033[31mg.txt:1:1: \302\205\342\200\256\303\251\134\377')
form='x\x0A\x1B[31mg.txt:1:1: \xC2\x85\xE2\x80\xAE'$(bytes '\303\251')'\\\xFF'
# forged MESSAGE CODE ARGUMENT...: the command says exactly that.
forged() {
    forged_line=$1 forged_code=$2
    shift 2
    says "forged: $forged_line" "$forged_code" "$forged_line" "$@"
    clean "forged: $forged_line" err
}

mkdir -p names
bytes '\377' >"names/$nasty"
run check "names/$nasty"
is "forged: check" "1 names/$form:1:1: byte 0: invalid-byte: FF" "$rc $(cat out)"
clean "forged: check" out
forged "names/$form: byte 0: invalid-byte: FF" 1 decode --errors=fatal "names/$nasty"
forged "seam: names/$form: input file is output file" 2 decode -o "names/$nasty" "names/$nasty"
forged "seam: none/$form: No such file or directory" 2 decode "none/$nasty"
forged "seam: none/$form: No such file or directory" 2 decode -o "none/$nasty" well
forged "seam: none/$form: No such file or directory" 2 pool-map "none/$nasty"
forged "seam: names/$form:1: the file ends inside a line" 2 pool-map "names/$nasty"
forged "seam: unknown command '$form'; see 'seam help'" 2 "$nasty"
forged "seam: unknown option '--$form'; see 'seam help'" 2 "--$nasty"
forged "seam help: unknown command '$form'; see 'seam help help'" 2 help "$nasty"
forged "seam help: unexpected operand '$form'; see 'seam help help'" 2 help help "$nasty"
forged "seam info: unexpected operand '$form'; see 'seam help info'" 2 info "$nasty"
forged "seam list: unexpected operand '$form'; see 'seam help list'" 2 list "$nasty"
forged "seam list: unknown or ambiguous option '--$form'; see 'seam help list'" 2 list "--$nasty"
forged "seam steps: unexpected operand '$form'; see 'seam help steps'" 2 steps "$nasty"
forged "seam pool-map: unexpected operand '$form'; see 'seam help pool-map'" 2 pool-map a "$nasty"
forged "seam check: unknown or ambiguous option '--$form'; see 'seam help check'" 2 \
    check "--$nasty"
forged "seam decode: option '--stats' takes no value; see 'seam help decode'" 2 \
    decode "--stats=$nasty"
forged "seam check: unknown option '-\\x1B'; see 'seam help check'" 2 check "-$(bytes '\033')"
forged "seam check: unknown option '-\\xC3'; see 'seam help check'" 2 check "-$(bytes '\303\251')"
forged "seam check: --deny: '$form' is unknown or not built; this version has: none, nul, c0, \
tab-lf-cr, c1, noncharacters, private, bidi; see 'seam help check'" 2 check "--deny=$nasty"
forged "seam check: --block-size: '$form' is not a size from 1 to 16M (suffixes K, M); see \
'seam help check'" 2 check "--block-size=$nasty"
forged "seam check: --chop: '$form' is not a decimal number of at most 64 bits; see \
'seam help check'" 2 check "--chop=$nasty"

# A line of input has no LF, and a setting no blank.
word=$(bytes 'x\033[31m\302\205\342\200\256\303\251\134\377')
form='x\x1B[31m\xC2\x85\xE2\x80\xAE'$(bytes '\303\251')'\\\xFF'
printf '@ %s\n' "$word" >in
forged "seam: steps: line 1: '$form' is not KEY=VALUE" 2 steps
printf '@ %s=1\n' "$word" >in
forged "seam: steps: line 1: unknown key '$form'; the keys are: from, to, errors, hold, bom, tail, \
unmappable, deny, profile" 2 steps
printf '@ to=%s\n' "$word" >in
forged "seam: steps: line 1: to: '$form' is unknown or not built; this version has: those that \
'seam list' shows" 2 steps
bytes '41\033\n' >in
forged "seam: steps: line 1: byte 3, '\\x1B', is no hex digit; a line is hex digits, \
'@ KEY=VALUE...' or '.'" 2 steps
: >in

# The picture of a snapshot has its name, as text.
form='names/x\x1B[31m\xC2\x85\xE2\x80\xAE'$(bytes '\303\251')'\\\xFF&#60;&#38;&#34;&#39;'
cp snapshot "names/$word<&\"'"
run pool-map "names/$word<&\"'"
is "picture: exit code" 0 "$rc"
is "picture: the name" ">$form< >$form<" "$(grep -oF ">$form<" out | tr '\n' ' ' | sed 's/ $//')"
tr -d '\n' <out >picture
echo >>picture
clean "picture" picture

# A name of great length is shown whole in messages, and its end in a picture.
long=$(printf '%0200d' 0)
long=$long/$long/$long/$long/$long
says "a long name" 2 "seam: $long: No such file or directory" check "$long"
cp snapshot "$(printf '%0180d\303\251x' 0)"
run pool-map "$(printf '%0180d\303\251x' 0)"
has "a long name: whole" ">$(printf '%0180d\303\251x' 0)</title>" out
has "a long name: its end" ">... $(printf '%093d\303\251x' 0)</text>" out
