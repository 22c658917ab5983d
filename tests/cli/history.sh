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

# --- diff -----------------------------------------------------------------------
status 0 "a change" set asset PC-014 location=9F --reason moved
status 0 "a creation" add asset asset_no=N-1 name=new kind=server
status 0 "a retirement" retire asset PC-015
status 2 "diff needs a beginning" diff
status 2 "diff in the wrong order" diff --from 2026-05-17 --to 2026-05-11
status 2 "diff with a query of nothing" diff --from 2026-05-17 -w kind=server
status 2 "diff from no day" diff --from gadget
status 1 "diff finds what was done" diff --from 2026-05-18 --format json
true_json "created, changed and retired" \
    'sorted((d["name"], d["change"]) for d in j) == [("N-1", "created"),
    ("PC-014", "changed"), ("PC-015", "retired")]'
true_json "the field, before and after" '[d for d in j
    if d["name"] == "PC-014"][0]["changes"]["location"][1] == "9F"'
status 1 "diff as a table" diff --from 2026-05-18 asset
said out "9F" "it shows the value"
status 1 "diff as csv" diff --from 2026-05-18 --format csv
said out "entity,name,uuid,change,field,old,new" "it has keys as heads"
status 1 "diff of a part" diff --from 2026-05-18 asset -w asset_no=PC-014
silent out "N-1" "others are left out"
status 1 "what matched only before" diff --from 2026-05-18 asset \
    -w "location!=9F asset_no=PC-014"
said out "PC-014" "counts, too"
status 1 "diff into a workbook" diff --from 2026-05-18 -o d.xlsx
[ "$(head -c 2 d.xlsx)" = PK ]
report "it is one" $?
status 0 "a change is undone" undo
status 1 "diff without it" diff --from 2026-05-18 --format csv
silent out "PC-015" "what was taken back is no difference"
status 0 "no difference" diff --from 2026-05-18 --to 2026-05-18

done_testing
