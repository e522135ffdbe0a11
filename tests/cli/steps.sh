#!/bin/sh
# shellcheck disable=SC2154 # seam, rc and texts are set by the script that reads this one
# Chunks and their answers. Read by tests/cli/test_cli.

# steps NAME: the file `in` holds the lines to type, the file `want` the expected answers.
steps() {
    run steps
    is "$1: exit code and stderr" "0 " "$rc $(cat err)"
    same "$1: answers" want out
}

cat >want <<'END'
! invalid-byte 1 1 41
42 e2
- e282
! truncated 3 2 -
- -
END
printf '%s\n' '@ errors=fatal' 41ff42e2 82 . >in
steps "steps: the example"
cat >want <<'END'
41 -
- -
- c3
- c3
c3a9 -
- -
- -
- e2
efbfbd -
END
printf '%s\n' 41 '' C3 '' a9 . . e2 . >in
steps "steps: defaults before any @"
cat >want <<'END'
efbfbd41 -
efbfbdefbfbd -
- eda0
efbfbdefbfbd42 -
- f09f98
- -
END
printf '%s\n' ff41 eda0 '@ hold=lazy' eda0 42 '@ errors=skip hold=lazy' f09f98 . >in
steps "steps: new decoders"
cat >want <<'END'
- ef
- efbb
41 -
- -
42 -
efbbbf -
END
printf '%s\n' '@ bom=strip from=utf8 to=UTF-8 profile=none' ef bb bf41 . efbbbf42 efbbbf >in
steps "steps: byte order marks"
cat >want <<'END'
! stray-continuation 1 1 -
! stray-continuation 2 1 -
- -
- -
! stray-continuation 0 1 -
- c3
! truncated 1 1 -
- -
END
printf '%s\n' '@ errors=fatal to=none' 418080 . 80c3 . >in
steps "steps: offsets restart after ."
printf '41' >in
printf '41 -\n' >want
steps "steps: a last line without line feed"
# Longer than what is read at once.
awk 'BEGIN { for (i = 0; i < 50000; i++) printf "4142"; print ""; print "43" }' >in
sed 's/$/ -/' in >want
steps "steps: a long line"
: >want
: >in
steps "steps: no line"

# bad_step LINE MESSAGE: the second line of the input is refused.
bad_step() {
    printf '41\n%b\n42\n' "$1" >in
    run steps
    is "steps: $1" "2 41 - seam: steps: line 2: $2" "$rc $(cat out) $(cat err)"
}

form="a line is hex digits, '@ KEY=VALUE...' or '.'"
none="is unknown or not built; this version has:"
bad_step 4g "byte 2, 'g', is no hex digit; $form"
bad_step 414g "byte 4, 'g', is no hex digit; $form"
bad_step g "byte 1, 'g', is no hex digit; $form"
bad_step 41g "byte 3, 'g', is no hex digit; $form"
bad_step ..  "byte 1, '.', is no hex digit; $form"
bad_step 'e2 82' "byte 3 is a blank; $form"
bad_step '4 41' "byte 2 is a blank; $form"
bad_step '41 ' "byte 3 is a blank; $form"
bad_step ' @ to=none' "byte 1 is a blank; $form"
bad_step '41\t' "byte 3 is a tab; $form"
bad_step '41\r' "byte 3, '\x0D', is no hex digit; $form"
bad_step 414 "odd number of hex digits"
bad_step 4 "odd number of hex digits"
bad_step '\000041' "a NUL byte"
bad_step '@ frob=1' \
    "unknown key 'frob'; the keys are: from, to, errors, hold, bom, tail, unmappable, deny, profile"
bad_step '@ errors' "'errors' is not KEY=VALUE"
bad_step '@ errors=lossless' "these settings exclude each other"
bad_step '@ from=utf-7' "from: 'utf-7' $none those that 'seam list' shows"
bad_step '@ profile=json to=none from=latin1' "these settings exclude each other"
bad_step '@ hold=lazy from=utf-32le' "these settings exclude each other"
: >in
