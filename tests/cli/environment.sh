#!/bin/sh
# SPDX-License-Identifier: ISC
# What surrounds the program: streams, locales, HOME, umask, pipes.
. "$top_srcdir/tests/cli/lib.sh"
small_register >out 2>err || exit 99
"$daicho" demo city >out 2>err </dev/null || exit 99
city=city/kirigahama.daicho

# --- standard streams ----------------------------------------------------------
wanted=5
for verb in "list asset" "findings" "draw network" "log" "fields" "help" \
    "coverage" "verify" "export -o - --format json" ""; do
	"$daicho" -r $city $verb >/dev/full 2>err </dev/null
	got=$?
	: >out
	judge "standard output is full: daicho $verb" $got
	"$daicho" -r $city $verb >&- 2>err </dev/null
	got=$?
	: >out
	judge "standard output is closed: daicho $verb" $got
done
before=$(sum r.daicho)
"$daicho" -r r.daicho list asset <&- >out 2>err
wanted=0 judge "standard input is closed" $?
"$daicho" -r r.daicho list asset 2>&- >out </dev/null
report "standard error is closed" $?
"$daicho" -r r.daicho list gadget <&- >&- 2>&-
report "all are closed" $(($? - 2))
[ "$before" = "$(sum r.daicho)" ]
report "nothing of it went into the register" $?
"$daicho" -r r.daicho set asset A-1 notes=closed <&- >&- 2>&-
report "all are closed, and it writes" $?
status 0 "the register is whole" verify
(
	"$daicho" -r $city fields 2>err
	echo $? >status
) | head -n 1 >out
[ ! -s err ]
report "a reader who leaves is no news" $?
(
	trap '' PIPE
	"$daicho" -r $city fields 2>err
	echo $? >status
) | head -n 1 >out
[ ! -s err ]
report "even when nobody is told" $?
"$daicho" -r $city discover city/ot_nmap.xml --site "Shiomi water plant" \
    --dry-run >out 2>err </dev/null
! grep -q "$(printf '\r')" err
report "no progress where no terminal is" $?

# --- languages -------------------------------------------------------------------
spoke() {
	name=$1
	shift
	env -u LC_ALL "$@" "$daicho" -r r.daicho list asset -n 1 >out 2>err
}
spoke C LC_ALL=C
said out "Asset number" "C is English"
spoke POSIX LANG=POSIX
said out "Asset number" "so is POSIX"
spoke nothing LANG=
said out "Asset number" "so is no wish"
spoke missing LC_ALL=ja_JP.UTF-8
said out "資産番号" "Japanese, whether or not the system has it"
[ ! -s err ]
report "without a word about it" $?
spoke missing LANG=ja_JP.eucJP
said out "資産番号" "in UTF-8 whatever the locale says"
spoke both LC_ALL=C LANG=ja_JP.UTF-8
said out "Asset number" "LC_ALL is stronger"
LC_ALL=C "$daicho" --lang ja -r r.daicho list asset -n 1 >out 2>err
said out "資産番号" "--lang is the strongest"
LC_ALL=C "$daicho" -r r.daicho list asset -n 1 --lang ja >out 2>err
said out "資産番号" "behind the verb as well"
LC_ALL=C "$daicho" -r r.daicho set asset A-1 "notes=日本語" >out 2>err
report "Japanese is taken in any locale" $?
LC_ALL=C "$daicho" -r r.daicho show asset A-1 >out 2>err
said out "日本語" "and given"

# --- HOME ---------------------------------------------------------------------------
env -u XDG_DATA_HOME "$daicho" init >out 2>err
wanted=0 judge "the first register of a newcomer" $?
[ -f "$HOME/.local/share/daicho/register.daicho" ]
report "lies below HOME" $?
[ "$(stat -c %a "$HOME/.local/share/daicho")" = 700 ]
report "in a folder of their own" $?
"$daicho" list asset >out 2>err
wanted=5 judge "XDG_DATA_HOME is stronger" $?
env -u HOME -u XDG_DATA_HOME -u XDG_STATE_HOME -u XDG_CONFIG_HOME \
    "$daicho" -r r.daicho list asset >out 2>err
wanted=0 judge "without HOME" $?

# --- umask -----------------------------------------------------------------------------
for mask in 000 022 077; do
	mkdir mask$mask
	(
		umask $mask
		cd mask$mask || exit 1
		"$daicho" -r r.daicho init &&
		    "$daicho" -r r.daicho add asset name=x &&
		    "$daicho" -r r.daicho set asset x notes=y &&
		    "$daicho" -r r.daicho undo &&
		    "$daicho" -r r.daicho redo &&
		    "$daicho" -r r.daicho export -o x.json &&
		    "$daicho" -r r.daicho import x.json --apply &&
		    "$daicho" -r r.daicho backup b.daicho &&
		    "$daicho" -r r.daicho restore b.daicho c.daicho &&
		    "$daicho" -r c.daicho set asset x notes=z
	) >out 2>err
	report "umask $mask: everything works" $?
	find mask$mask -type f ! -perm 0600 >out
	[ ! -s out ]
	report "umask $mask: nobody else may read" $?
done
if chmod 2770 mask077 2>err && [ -g mask077 ]; then
	(
		umask 077
		"$daicho" -r mask077/team.daicho init --mode team &&
		    "$daicho" -r mask077/team.daicho add asset name=x
	) >out 2>err
	report "a register of a team" $?
	find mask077 -name 'team*' ! -perm 0660 >out
	[ ! -s out ]
	report "is the team's to write" $?
fi
status 3 "a team's register where nobody shares" -r new.daicho init --mode team
[ ! -e new.daicho ]
report "is not made" $?
done_testing
