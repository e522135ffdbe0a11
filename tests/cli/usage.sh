#!/bin/sh
# shellcheck disable=SC2154 # seam, rc and texts are set by the script that reads this one
# Help, usage errors and option values. Read by tests/cli/test_cli.

run
is "no command: exit code" 2 "$rc"
has "no command: usage on stderr" "usage: seam COMMAND" err
is "no command: nothing on stdout" "" "$(cat out)"
run --version
is "--version: exit code" 0 "$rc"
n_cases=$((n_cases + 1))
grep -qE '^seam [0-9]+\.[0-9]+\.[0-9]+$' out || fail "--version: seam X.Y.Z"
run help
is "help: exit code" 0 "$rc"
for command in decode check steps count graphemes normalize fold cut info dump pool-map help; do
    has "help: lists $command" "  $command " out
done
for command in decode check steps count graphemes normalize fold cut info dump pool-map help; do
    run help $command
    is "help $command: exit code" 0 "$rc"
    has "help $command: usage" "usage: seam $command" out
    has "help $command: exit status" "Exit status:" out
    cp out help.out
    [ $command = help ] && continue
    run $command --help
    is "$command --help: exit code" 0 "$rc"
    same "$command --help: as seam help" help.out out
done
says "unknown command" 2 "seam: unknown command 'frob'; see 'seam help'" frob
says "unknown option" 2 "seam: unknown option '--frob'; see 'seam help'" --frob
says "help of an unknown command" 2 \
    "seam help: unknown command 'frob'; see 'seam help help'" help frob
says "unknown long option" 2 \
    "seam decode: unknown or ambiguous option '--frob'; see 'seam help decode'" decode --frob
says "unknown letter" 2 "seam check: unknown option '-x'; see 'seam help check'" check -qx
says "another command's letter" 2 \
    "seam check: unknown option '-t'; see 'seam help check'" check -t
says "missing value" 2 \
    "seam decode: option '--errors' needs a value; see 'seam help decode'" decode --errors
says "missing value of a letter" 2 \
    "seam decode: option '-f' needs a value; see 'seam help decode'" decode -f
says "value for none" 2 \
    "seam decode: option '--stats' takes no value; see 'seam help decode'" decode --stats=1
says "steps takes no file" 2 \
    "seam steps: unexpected operand 'x'; see 'seam help steps'" steps x
says "info takes no file" 2 "seam info: unexpected operand 'x'; see 'seam help info'" info x

# not_built COMMAND OPTION VALUE BUILT: the error lists what there is, and no file is touched.
not_built() {
    says "$1 --$2=$3" 2 \
        "seam $1: --$2: '$3' is unknown or not built; this version has: $4; see 'seam help $1'" \
        "$1" "--$2=$3" -- empty
}

names="those that 'seam list' shows"
classes="none, nul, c0, tab-lf-cr, c1, noncharacters, private, bidi"
not_built decode from utf-7 "$names"
not_built decode from "" "$names"
not_built decode from none "$names"
not_built decode from whatwg:utf-32 "$names"
not_built decode to utf-16 "$names"
not_built decode to ascii-masked "$names"
not_built decode errors callback "replace, fatal, skip, lossless"
not_built decode hold node "eager, lazy"
not_built decode bom guess "keep, strip, sniff"
not_built decode tail keep "fault, drop"
not_built decode unmappable translit "fault, ncr, low-byte"
not_built decode deny NULL "$classes"
not_built decode deny "" "$classes"
not_built decode deny c0, "$classes"
not_built decode profile ldap "none, node, whatwg, websocket, mqtt, sse, json, terminal, cbor"
not_built check from utf-7 "$names"
not_built check deny C0,C3 "$classes"
says "lossless to utf-8" 2 "seam decode: these options exclude each other; see 'seam help decode'" \
    decode --errors=lossless -- empty
says "a profile without the pair" 2 "seam decode: --profile: it has no decoder from and to these \
encodings; see 'seam help decode'" decode --profile=mqtt -f latin1 -- empty
for name in utf-8 UTF-8 utf8 Utf8; do
    run decode -f $name -t $name well
    is "encoding $name: exit code" 0 "$rc"
    same "encoding $name: text" well out
done
for size in 0 -1 +1 x 1x 1KK 17M 16385K 99999999999999999999 18446744073709551617 ""; do
    says "--block-size=$size" 2 "seam decode: --block-size: '$size' is not a size from 1 to 16M \
(suffixes K, M); see 'seam help decode'" decode "--block-size=$size"
done
for size in 1 2k 64K 1m 16M 16777216; do
    run decode --block-size=$size well
    is "--block-size=$size: exit code" 0 "$rc"
    same "--block-size=$size: text" well out
done
for seed in x -1 18446744073709551616 ""; do
    says "--chop=$seed" 2 "seam decode: --chop: '$seed' is not a decimal number of at most \
64 bits; see 'seam help decode'" decode "--chop=$seed"
done
run decode -o kept --errors=frob well
n_cases=$((n_cases + 1))
[ ! -e kept ] || fail "a bad option leaves no output file"
