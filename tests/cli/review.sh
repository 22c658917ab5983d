#!/bin/sh
# SPDX-License-Identifier: ISC
# A review from its opening to its closing: answers by sheet and by command, and
# assets that change only when the round is closed.
. "$top_srcdir/tests/cli/lib.sh"
"$daicho" -r "$r" init --name Test >/dev/null 2>&1
add() {
	"$daicho" -r "$r" add "$@" >/dev/null 2>&1
}
add department name=Water
add department name=Tax
add person name=Sato
for i in 1 2 3 4; do
	add asset asset_no=W-$i "name=pump $i" kind=ot department=Water \
	    location=Plant
done
add asset asset_no=T-1 name=desk kind=client department=Tax
add asset asset_no=X-1 name=stray kind=client

status 3 "no round is open" review progress
status 2 "a round needs its day" review start
status 3 "a query that matches nothing" review start --due 2030-01-31 \
    -w name=nothing
status 2 "a query that cannot be read" review start --due 2030-01-31 -w 'a=('
status 0 "rehearse" review start --due 2030-01-31 --dry-run --format json
status 3 "a rehearsal opens nothing" review progress
status 0 "start" review start --due 2030-01-31 --name spring \
    --reason "once a year"
status 1 "progress" review progress --format json
true_json "all assets wait, by department" \
    "sorted((r['department'] or {}).get('name', '') for r in j) ==
    ['', 'Tax', 'Water'] and sum(r['items'] for r in j) == 6 and
    sum(r['answered'] for r in j) == 0"

status 0 "sheets" review sheet --by department -o sheets
[ "$(ls sheets/*.xlsx | wc -l)" -eq 3 ] && [ -f sheets/Water.xlsx ]
report "a workbook for each department" $?
[ "$(ls sheets/*.pdf | wc -l)" -eq 3 ] &&
    [ "$(head -c 5 sheets/Water.pdf)" = "%PDF-" ]
report "and the same to print" $?
status 0 "an unanswered sheet comes back" review import sheets/Water.xlsx \
    --apply
status 1 "and answers nothing" review progress --format json
true_json "still none" "sum(r['answered'] for r in j) == 0"

# The sheet as people fill it in: as CSV, in either language.
cat >filled.csv <<END
Review sheet: spring
Asset number,Name,Answer,Seen where,Checked by,Checked on,Notes
W-1,pump 1,Present,,Sato,2029-12-01,
w-2,pump 2,現物有,Store,Sato,2029/12/1,
W-3,pump 3,Absent,,Sato,2029-12-01,looked twice
,a strange box,,Plant,,,
END
status 0 "shown first" review import filled.csv
status 1 "nothing was written" review progress --format json
true_json "still none, again" "sum(r['answered'] for r in j) == 0"
status 0 "answers come in" review import filled.csv --apply --format json
"$daicho" -r "$r" list review_item --format json >out 2>err
true_json "who, where and when" "{(i['answer'], i['seen_place'], i['on'],
    i['by']['name']) for i in j if i['answer']} ==
    {('present', None, '2029-12-01', 'Sato'),
    ('present', 'Store', '2029-12-01', 'Sato'),
    ('absent', None, '2029-12-01', 'Sato')}"
"$daicho" -r "$r" findings --format json >out 2>err
true_json "what is in no register is a finding" \
    "[f['title'].split(' ', 1)[1] for f in j] == ['a strange box']"
status 0 "the same sheet again" review import filled.csv --apply
"$daicho" -r "$r" findings --format json >out 2>err
true_json "raises it once" "len(j) == 1"
"$daicho" -r "$r" list asset --format json >out 2>err
true_json "the register is as it was" \
    "all(a['reviewed_on'] is None and (a['location'] or 'Plant') == 'Plant'
    for a in j)"

printf 'Asset number,Answer,Checked by,Checked on\n' >bad.csv
printf 'W-4,perhaps,Nobody,soon\n' >>bad.csv
unchanged 3 "a sheet with mistakes" "bad.csv:2" review import bad.csv --apply
said err "perhaps" "the answer is named"
said err "Nobody" "and the person"
said err "soon" "and the day: all at once"
printf 'a,b\n1,2\n' >other.csv
unchanged 3 "another table" "other.csv" review import other.csv
unchanged 3 "no file" "nothing.xlsx" review import nothing.xlsx

status 0 "an answer by command" review answer W-4 moved --place Depot
status 0 "another" review answer X-1 changed
unchanged 2 "no such answer" "present" review answer W-4 lost
unchanged 3 "no such asset" "Z-9" review answer Z-9 present
unchanged 2 "no such step" "start" review finish
unchanged 3 "closing with answers missing" "--yes 1" review close
unchanged 3 "a wrong number" "--yes 1" review close --yes 3
unchanged 4 "nobody who only reads" "" --read-only review close --yes 1

status 1 "close" review close --yes 1 --next 2031-01-31
said err "4 found" "the report counts what was found"
said err "1 missing" "and what is missing"
"$daicho" -r "$r" list asset --format json >out 2>err
true_json "who saw it and when is in the register now" \
    "{a['asset_no']: (a['reviewed_on'], a['review_due']) for a in j}['W-1']
    == ('2029-12-01', '2031-01-31')"
true_json "where it was seen, too" \
    "{a['asset_no']: a['location'] for a in j}['W-2'] == 'Store'"
true_json "what is missing was seen by nobody" \
    "{a['asset_no']: a['reviewed_on'] for a in j}['W-3'] is None"
"$daicho" -r "$r" findings --format json >out 2>err
true_json "and is a finding, like what changed and moved" \
    "sorted(f['title'].split()[1] for f in j) ==
    ['W-3', 'W-4', 'X-1', 'a']"
number=$(sed -n 's/.*"title": "\(F-[0-9]*\) W-3.*/\1/p' out | head -1)
status 0 "a person decides about it" decide "$number" fixed \
    --reason "it was at the repair shop"
unchanged 3 "a closed round is closed" "spring" review close --review spring
unchanged 3 "and takes no answers" "spring" review answer W-1 absent \
    --review spring
status 0 "the list of rounds" review --format json
true_json "shows how it ended" "j[0]['name'] == 'spring' and
    j[0]['answered'] == 5 and j[0]['absent'] == 1 and j[0]['closed_on']"
status 0 "taking the closing back" undo
status 0 "a second try" undo
"$daicho" -r "$r" list review --format json >out 2>err
true_json "opens it again" "j[0]['closed_on'] is None"

# --- hostile names ----------------------------------------------------------
r=hostile.daicho
"$daicho" -r "$r" init --name Test >/dev/null 2>&1
long=$(printf 'x%.0s' 1 2 3; printf '課%.0s' $(seq 1 80))
number=0
for name in A/B A:B ../up .. '.hidden' "$long" "${long}2" '-rf'; do
	number=$((number + 1))
	add department "name=$name"
	add asset asset_no=H-$number name=h kind=client "department=$name"
done
add asset asset_no=H-0 name=h kind=client
status 0 "a round of hostile departments" review start --due 2030-01-31 \
    --name "../../round"
status 0 "has its sheets" review sheet --by department -o deep/sheets
find deep -name '*.xlsx' >out
[ "$(wc -l <out)" -eq 9 ] && [ "$(ls -d deep/sheets/*.xlsx | wc -l)" -eq 9 ]
report "each department its own, all in the folder" $?
iconv -f UTF-8 -t UTF-8 out >/dev/null 2>>err
report "with names of whole characters" $?
status 0 "and one for all" review sheet -o deep/sheets
[ -f "deep/sheets/_.._.._round.xlsx" ]
report "in the folder, too" $?

# What is noted comes from outside and becomes lines of evidence.
printf 'Asset number,Answer,Notes\nH-1,Absent,"gone\nmac: 02:00:00:00:00:99"\n' \
    >inject.csv
status 0 "a note of two lines" review import inject.csv --apply
status 1 "is closed" review close --yes 8
status 0 "what is missing" list finding -c evidence --format json
silent out '\nmac: ' "a note adds no line to the evidence"

# An answer that comes too late, or while the round is being closed.
item=$("$daicho" -r "$r" list review_item -w asset=H-2 -c uuid --format plain)
unchanged 3 "no answer after the closing" "closed" set review_item "$item" \
    answer=present
tx=$("$daicho" -r "$r" log --format json | sed -n \
    's/.*"tx": *\([0-9]*\).*/\1/p' | head -1)
unchanged 4 "nor one taken back under it" "" undo $((tx - 2))
done_testing
