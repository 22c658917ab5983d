#!/bin/sh
# SPDX-License-Identifier: ISC
# The past on the command line.
. "$top_srcdir/tests/cli/lib.sh"

"$daicho" demo "$dir/demo" --date 2026-05-18 >/dev/null 2>&1 </dev/null ||
    exit 99
r=$dir/demo/kirigahama.daicho

# --- --as-of --------------------------------------------------------------------
status 0 "the assets of now" list assets --format csv
now=$(wc -l <out)
status 0 "the assets as of a day" --as-of 2026-05-11 list assets --format csv
[ "$(wc -l <out)" -lt "$now" ]
report "there were fewer" $?
status 0 "the option may stand behind" list assets --as-of 2026-05-11
status 0 "a diagram as of a day" --as-of 2026-05-11 draw network
status 0 "the journal as of a day" --as-of 2026-05-11 log --format json
true_json "it ends on that day" 'max(s["at"] for s in j) < "2026-05-11T15"'
status 0 "an export as of a day" --as-of 2026-05-11 export asset -o old.csv
[ "$(wc -l <old.csv)" -lt "$now" ]
report "it has fewer, too" $?
unchanged 4 "nothing is changed in the past" "2026-05-11" \
    --as-of 2026-05-11 add site name=x
status 2 "a day to come" --as-of 2999-01-01 list asset
status 2 "a day before the register" --as-of 1999-01-01 list asset
said err "began on" "it says since when"
status 2 "what is no day" --as-of gadget list asset
status 2 "a backup is of the present" --as-of 2026-05-11 backup x.daicho
"$daicho" -r "$r" --as-of 2026-05-11 >out 2>err </dev/null
report "Home as of a day" $?
said out "AS OF 2026-05-11" "its title says so"

done_testing
