#!/bin/sh
# SPDX-License-Identifier: ISC
# The manual, the completion and the README speak of the program as it is.
. "$top_srcdir/tests/cli/lib.sh"
page=$top_builddir/man/daicho.1
readme=$top_srcdir/README.md

# The manual without the escapes of troff.
sed 's/\\-/-/g; s/\\e/\\/g; s/\\&//g; s/\\f[BIR]//g' "$page" >manual
"$daicho" help >help 2>err
sed -n 's/^  \([a-z][a-z]*\) .*/\1/p' help >verbs
[ "$(wc -l <verbs)" -gt 30 ]
report "help names the verbs" $?

: >out
while read -r verb; do
	grep -q "^$verb\b" manual || echo "verb $verb" >>out
	"$daicho" help "$verb" >told 2>>err
	sed -n 's/^  \(-., \)\{0,1\}\(--[a-z-]*\).*/\2/p' told >options
	# Its entry: from its line to the next verb's.
	awk -v v="$verb" '$1 == v { on = 1; print; next }
	    on && /^\.TP/ { getline; if ($1 !~ /^-/) exit } on { print }' \
	    manual >entry
	while read -r option; do
		grep -q -- "$option\b" entry || echo "$verb $option" >>out
	done <options
done <verbs
[ ! -s out ]
report "each verb and each of its options is in the manual" $?

: >out
grep -rhoE 'getenv\("[A-Z_]+"\)' "$top_srcdir"/base "$top_srcdir"/model \
    "$top_srcdir"/render "$top_srcdir"/verb "$top_srcdir"/tui \
    "$top_srcdir/daicho.c" --include='*.c' | cut -d'"' -f2 | sort -u |
    while read -r name; do
	case $name in
	TERM | ESCDELAY | COLORFGBG | HOME | SUDO_UID) continue ;;
	esac
	grep -q "$name" manual || echo "$name" >>out
done
[ ! -s out ]
report "each variable of the environment is in the manual" $?

if command -v man >/dev/null 2>&1 && command -v groff >/dev/null 2>&1; then
	LC_ALL=C.UTF-8 groff -man -ww -Tutf8 -K utf8 "$page" >/dev/null \
	    2>out
	! grep -q 'error\|unbalanced\|undefined' out
	report "troff finds nothing wrong" $?
fi

# --- README ------------------------------------------------------------------------
: >out
grep -oE '(daicho|kirigahama\.daicho)( -r [^ ]+)? [a-z]+' "$readme" |
    sed 's/.* //' | sort -u >used
while read -r word; do
	grep -qx "$word" verbs && echo "$word" >>known
done <used
[ "$(wc -l <known)" -ge 10 ]
report "the README shows verbs" $?
grep -E '^    daicho ' "$readme" | while read -r line; do
	verb=$(echo "$line" | sed 's/^ *daicho //' | cut -d' ' -f1)
	grep -qx -- "$verb" verbs || echo "verb $verb" >>out
	"$daicho" help "$verb" >told 2>>err
	for option in $(echo "$line" | sed 's/#.*//' |
	    grep -oE -- ' --[a-z-]+'); do
		grep -q -- "$option\b" told help || echo "$line" >>out
	done
done
[ ! -s out ]
report "the verbs and options of the README exist" $?
: >out
grep -oE '\b(share|man|tests)/[A-Za-z0-9_./-]*' "$readme" |
    sed 's/[.)]*$//' | sort -u | while read -r file; do
	[ -e "$top_srcdir/$file" ] || echo "$file" >>out
done
[ ! -s out ]
report "the files of the README exist" $?

"$daicho" demo tour >out 2>err </dev/null
"$daicho" -r tour/kirigahama.daicho show finding F-0045 >out 2>err
said out raspberrypi "the finding that the README names is the Raspberry Pi"

# --- completion --------------------------------------------------------------------
if ! command -v bash >/dev/null 2>&1; then
	done_testing
fi
# complete WORD…: what would follow; the last word is the one begun.
complete() {
	bash -c '. "$1"; shift
	    COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _daicho
	    printf "%s\n" "${COMPREPLY[@]}"' \
	    - "$top_srcdir/share/completions/daicho.bash" "$@" >out 2>err
}
complete "$daicho" ""
sort out >had
sort verbs | comm -23 - had >out
[ ! -s out ]
report "completion offers every verb" $?
complete "$daicho" -r x.daicho disc
[ "$(cat out)" = discover ]
report "a verb behind an option" $?
complete "$daicho" discover --spo
[ "$(cat out)" = --spool ]
report "an option of a verb" $?
complete "$daicho" list inter
[ "$(cat out)" = interface ]
report "an entity" $?
done_testing
