#!/bin/sh
# shellcheck disable=SC2154 # seam, rc and texts are set by the script that reads this one
# Every value of the options that have a list, and whether every option that help shows was tried by these tests.
# Read by tests/cli/test_cli, last.

# words OPTION: the values that decode takes for it.
words() {
    "$seam" decode "--$1=frob" 2>&1 | sed -n 's/.*this version has: \(.*\); see .*/\1/p' | tr -d ','
}

printf 'caf\303\251\n' >input
for option in errors hold bom tail unmappable deny profile; do
    for word in $(words $option); do
        to=utf-8
        [ "$option=$word" != unmappable=low-byte ] || to=latin1
        [ "$option=$word" != errors=lossless ] || to=wtf-8
        run decode --$option="$word" -t $to input
        is "decode --$option=$word" "0 " "$rc $(cat err)"
        printf '@ %s=%s to=%s\n636166\n.\n' $option "$word" $to >in
        run steps
        is "steps: $option=$word" "0 636166 -/- -" "$rc $(paste -s -d/ out)$(cat err)"
    done
done
is "words of decode" "31" "$(for option in errors hold bom tail unmappable deny profile; do words $option; done | wc -w | tr -d ' ')"
for word in $(words deny); do
    run dump --deny="$word" input
    is "dump --deny=$word" "0 " "$rc $(cat err)"
    run check --deny="$word" input
    is "check --deny=$word" "$(grep -c "denied" out | sed "s,[1-9].*,1,") " "$rc $(cat err)"
done
for word in $(words profile); do
    run dump --profile="$word" input
    is "dump --profile=$word" "0 " "$rc $(cat err)"
    run check --profile="$word" input
    is "check --profile=$word" "0 " "$rc $(cat err)"
done

# Every encoding both ways. What is ASCII is so in all of them.
printf 'cafe\n' >input
: >in
"$seam" list | sed -n '/^# profiles/q;p' | sed '/^#/d; s/ .*//' >encodings
while read -r name; do
    [ "$name" = ascii-masked ] || {
        run decode -t "$name" -o coded input
        is "decode --to $name" "0 " "$rc $(cat err)"
        run check --from "$name" coded
        is "check --from $name" "0 " "$rc $(cat out err)"
        run dump --from="$name" coded
        is "dump --from $name" "0 " "$rc $(cat err)"
        run decode --from="$name" --to=utf-8 coded
        same "decode --from $name" input out
    }
done <encodings
run decode -f ascii-masked input
same "decode --from ascii-masked" input out

# Long and short spellings do the same.
# alike COMMAND... -- OPTION OTHER: the command says the same with one and with the other.
alike() {
    alike_command=
    while [ "$1" != -- ]; do
        alike_command="$alike_command $1"
        shift
    done
    # shellcheck disable=SC2086 # the words are arguments
    run $alike_command "$2" input
    mv out want
    mv err want.err
    # shellcheck disable=SC2086
    run $alike_command "$3" input
    is "$alike_command: $2 and $3" "0 $(cat want.err)" "$rc $(cat err)"
    same "$alike_command: $2 and $3: output" want out
}

printf 'na\303\257ve \342\202\254\n\302\241ab\tc\n' >input
alike count -- -l --lines
alike count -- -m --chars
alike count -- -c --bytes
alike count -- -L --max-line-length
alike check -- -q --quiet
alike base64 -- -w8 --wrap=8
for command in check count graphemes normalize fold cut hex base64 list dump; do
    run help $command
    mv out want
    run $command -h
    is "$command -h: exit code" "0 " "$rc $(cat err)"
    same "$command -h: as seam help" want out
    run $command --help
    same "$command --help: as seam help" want out
done
for command in decode count graphemes normalize fold 'cut --columns=3' hex base64; do
    # shellcheck disable=SC2086 # the words are arguments
    alike $command -- --progress --block-size=64K
done
for command in normalize fold 'cut --columns=3' hex base64; do
    for option in "-o made" --output=made; do
        # shellcheck disable=SC2086 # the words are arguments
        run $command input
        mv out want
        # shellcheck disable=SC2086
        run $command $option input
        is "$command $option" "0 " "$rc $(cat out err)"
        same "$command $option: in the file" want made
    done
done
run cut --columns=1 input
is "cut: an ambiguous character takes one column" 1 "$(grep -c "$(printf '\302\241')" out)"
run cut --columns=1 --ambiguous-wide input
is "cut --ambiguous-wide: and two" 0 "$(grep -c "$(printf '\302\241')" out)"
printf 'Y!W?Jj' >in
run base64 -d --ignore-garbage
is "base64 --ignore-garbage" abc "$(cat out)"
: >in
if [ -f snapshot ]; then
    run pool-map snapshot
    mv out want
    run pool-map --output=made snapshot
    same "pool-map --output" want made
fi

# shown COMMAND: its options as help shows them, one a line.
shown() {
    "$seam" help "$1" | sed -n 's/^  *\(-[A-Za-z]\), \(--[a-z-]*\).*/\1\n\2/p; s/^  *\(--[a-z-]*\).*/\1/p'
}

# was_tried COMMAND OPTION: by itself, or with its value or other letters behind it.
was_tried() {
    case $2 in
    --*) grep -qE -e "^$1 (.* )?$2(=| |$)" tried ;;
    *) grep -qE -e "^$1 (.* )?-[A-Za-z]*${2#-}" tried ;;
    esac
}

for command in $("$seam" help | sed -n 's/^  \([a-z0-9-]*\)  *[a-z].*/\1/p'); do
    n_cases=$((n_cases + 1))
    grep -qE "^$command( |\$)" tried || fail "no test runs $command"
    for option in $(shown "$command"); do
        n_cases=$((n_cases + 1))
        was_tried "$command" "$option" || fail "no test tries $command $option"
    done
done
n_cases=$((n_cases + 1))
[ "$(for command in decode check dump; do shown $command; done | wc -l)" -ge 30 ] ||
    fail "options are read out of help"
