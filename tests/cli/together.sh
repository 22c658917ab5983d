#!/bin/sh
# SPDX-License-Identifier: ISC
# Eight writers at once, and writers that are killed: no change is lost, none
# is half there, nobody is told that the register is busy.
. "$top_srcdir/tests/cli/lib.sh"
rounds=6
small_register >out 2>err || exit 99

# --- eight writers -------------------------------------------------------------
for who in 1 2 3 4 5 6 7 8; do
	"$daicho" -r $r add asset asset_no=W-$who name=w$who >out 2>err || exit 99
done
writer() {
	round=0
	while [ $round -lt $rounds ]; do
		round=$((round + 1))
		"$daicho" -r $r set asset W-$1 location=$1.$round \
		    >/dev/null 2>>err.$1 </dev/null || echo failed >>err.$1
		"$daicho" -r $r add asset asset_no=N-$1-$round name=n$1 \
		    >/dev/null 2>>err.$1 </dev/null || echo failed >>err.$1
	done
}
for who in 1 2 3 4 5 6 7 8; do
	writer $who &
done
wait
cat err.? | grep -v '^New' >err
[ ! -s err ]
report "eight writers are never refused" $?
"$daicho" -r $r list asset -w name~w -c location --plain >out 2>err
[ "$(grep -c "\.$rounds\$" out)" -eq 8 ]
report "the last word of each stands" $?
"$daicho" -r $r list asset -w asset_no~N- -c asset_no --plain >out 2>err
[ "$(sort -u out | wc -l)" -eq $((8 * rounds)) ]
report "each of their records is there" $?
"$daicho" -r $r log --plain >out 2>err
[ "$(wc -l <out)" -eq $((4 + 8 + 16 * rounds)) ]
report "each change is in the journal" $?
status 0 "the journal is whole" verify

# All change one field of one record: the journal tells every step.
for who in 1 2 3 4 5 6 7 8; do
	"$daicho" -r $r set asset A-1 location=by-$who >out 2>err.$who \
	    </dev/null &
done
wait
cat err.? >err
grep -q '^New' err && ! grep -qi 'busy\|lock' err
report "one record, eight writers: nobody waits in vain" $?
status 0 "the log of it" log asset A-1 --format json
true_json "each old value is the value before" \
    '[c[0] for c in [x["changes"]["location"] for t in j
    for x in t["records"] if "location" in x["changes"]]][:-1] ==
    [c[1] for c in [x["changes"]["location"] for t in j
    for x in t["records"] if "location" in x["changes"]]][1:]'

# --- killed ----------------------------------------------------------------------
"$daicho" demo city >out 2>err </dev/null || exit 99
awk 'BEGIN { print "asset_no,name,notes"; for (i = 0; i < 2500; i++)
    printf "K-%d,killed,%d\n", i, i }' >many.csv
city=city/kirigahama.daicho
r=$city
have() {
	"$daicho" -r $r list asset -w name=killed -c asset_no --plain \
	    2>>err | wc -l
}
good=0
halves=0
: >trace
for pause in 0.01 0.03 0.05 0.08 0.12 0.16 0.2 0.25 0.3 0.4; do
	"$daicho" -r $r import many.csv --entity asset --apply >/dev/null 2>&1 \
	    </dev/null &
	job=$!
	sleep $pause
	kill -9 $job 2>/dev/null
	wait $job 2>/dev/null
	"$daicho" -r $r verify >out 2>err </dev/null || good=1
	count=$(have)
	echo "$pause: $count" >>trace
	[ "$count" -eq 0 ] || [ "$count" -eq 2500 ] || halves=1
	[ "$count" -eq 0 ] || "$daicho" -r $r undo >/dev/null 2>>err || good=1
done
cp trace out
sed "s/^/# killed after /" trace
report "killed while importing: the journal is whole" $good
report "all or nothing of it is there" $halves
good=0
for pause in 0.01 0.02 0.03 0.04 0.06 0.08 0.1 0.15; do
	"$daicho" -r $r discover city/week2/ot_nmap.xml \
	    --site "Shiomi water plant" >/dev/null 2>&1 </dev/null &
	job=$!
	sleep $pause
	kill -9 $job 2>/dev/null
	wait $job 2>/dev/null
	"$daicho" -r $r verify >out 2>err </dev/null || good=1
	"$daicho" -r $r doctor >out 2>err </dev/null || good=1
done
report "killed while discovering: the register is sound" $good
"$daicho" -r $r discover city/week2/ot_nmap.xml --site "Shiomi water plant" \
    --format json >out 2>err </dev/null
[ $? -le 1 ]
report "afterwards the round is taken" $?
cp out first
"$daicho" demo calm >out 2>err </dev/null
"$daicho" -r calm/kirigahama.daicho discover calm/week2/ot_nmap.xml \
    --site "Shiomi water plant" --format json >out 2>err </dev/null
if command -v python3 >/dev/null 2>&1; then
	python3 - >>err 2>&1 <<'END'
import json
a, b = json.load(open("first")), json.load(open("out"))
assert a["counts"] == b["counts"], (a["counts"], b["counts"])
END
	report "and finds what it finds without kills" $?
fi

# --- back to nothing ------------------------------------------------------------------
r=empty.daicho
"$daicho" -r $r init >out 2>err
"$daicho" -r $r export -o - --format json >empty.json 2>err
small=0
r=empty.daicho
for name in a b c d; do
	"$daicho" -r $r add site name=$name >out 2>err || small=1
	"$daicho" -r $r add asset asset_no=$name name=$name site=$name \
	    >out 2>err || small=1
	"$daicho" -r $r set asset $name notes=$name >out 2>err || small=1
done
"$daicho" -r $r import many.csv --entity asset --apply >out 2>err || small=1
report "a register of some history" $small
"$daicho" -r $r export -o - --format json >full.json 2>err
steps=0
while "$daicho" -r $r undo >out 2>err; do
	steps=$((steps + 1))
done
[ "$steps" -eq 13 ]
report "every step is taken back" $?
"$daicho" -r $r export -o - --format json >out 2>err
cmp out empty.json >>err
report "what remains is empty" $?
status 0 "its journal is whole" verify
steps=0
while "$daicho" -r $r redo >out 2>err; do
	steps=$((steps + 1))
done
[ "$steps" -eq 13 ]
report "every step is made again" $?
"$daicho" -r $r list asset -c asset_no,name,notes,site --plain >out 2>err
[ "$(wc -l <out)" -eq 2504 ]
report "everything is back" $?
status 0 "and the journal is whole" verify
done_testing
