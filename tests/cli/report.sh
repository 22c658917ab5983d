#!/bin/sh
# SPDX-License-Identifier: ISC
# Reports: their numbers are those of the register, on every kind of paper.
. "$top_srcdir/tests/cli/lib.sh"
"$daicho" demo city >/dev/null 2>&1 </dev/null
r=city/kirigahama.daicho
# Today ends where the register is.
end=$(date -u -d "$(TZ=Asia/Tokyo date -d tomorrow +%F)T00:00:00+09:00" +%FT%TZ)

# number TEXT: the last word of the line of the report that begins so.
number() {
	sed -n "s/^$1 .*[^0-9]\([0-9][0-9]*\)\$/\1/p" out
}

status 0 "weekly on standard output" report weekly
cp out weekly.txt
open=$(number "Findings that wait for a decision")
overdue=$(number "Of those past their due date")
"$daicho" -r $r findings --format json >out 2>err
true_json "as many wait as the queue says" \
    "$open == sum(f['state'] in ('new', 'triaged', 'reopened')
    for f in j if f['result'])"
true_json "as many are late" \
    "$overdue == sum(f['state'] in ('new', 'triaged', 'reopened') and
    f['result'] and f['due'] is not None and f['due'] < '$end' for f in j)"
"$daicho" -r $r coverage >out 2>err
head -1 out >line
grep -qFf line weekly.txt
report "the coverage line stands beside it" $?
said weekly.txt "OT safety" "what was never looked at is named"
said weekly.txt "Approved by" "there is room to sign"

status 0 "a week in which nothing happened" report weekly \
    --from 2001-01-01 --to 2001-01-07
said out "No file was imported in this period." "it says so"
said out "Nothing was decided in this period." "and that nothing was decided"
status 0 "survey" report survey
cp out survey.txt
said survey.txt "CISA-OT" "completeness by the measure of others"
total=$(sed -n 's/^Total  *//p' survey.txt | head -1)
"$daicho" -r $r list asset --format json >out 2>err
true_json "the survey counts every asset" "len(j) == $total"
status 0 "findings" report findings
said out "F-" "findings have their numbers"
status 0 "audit" report audit
said out "Chain of hashes" "the audit pack speaks of the journal"

for kind in weekly survey findings audit; do
	for format in txt xlsx pdf; do
		status 0 "$kind as $format" report $kind -o "a.$format"
		[ -s "a.$format" ]
		report "$kind: $format was written" $?
	done
	[ "$(head -c 5 a.pdf)" = "%PDF-" ]
	report "$kind: it is a PDF" $?
	if command -v pdfinfo >/dev/null 2>&1; then
		pages=$(pdfinfo a.pdf | sed -n 's/Pages: *//p')
		[ "$kind" != weekly ] || [ "$pages" -eq 1 ]
		report "$kind: the week takes one page" $?
	fi
	if command -v python3 >/dev/null 2>&1; then
		python3 -c 'import sys, zipfile
book = zipfile.ZipFile("a.xlsx")
sheets = [n for n in book.namelist() if n.startswith("xl/worksheets/sheet")]
assert len(sheets) >= 2, sheets
assert not any(b"<f>" in book.read(n) for n in sheets)' 2>err
		report "$kind: a workbook of sheets without formulas" $?
	fi
done
"$daicho" -r $r --lang ja report weekly >out 2>err
said out "未承認機器の週次報告" "in Japanese"

printf 'To the head of department\n{period}\n{summary}\n{sign}\n' >t.txt
status 0 "a template" report weekly --template t.txt
said out "To the head of department" "its own words stay"
said out "Of those past their due date" "its words are replaced"
silent out "{" "no brace is left"
printf '{nonsense}\n' >t.txt
unchanged 3 "a template with an unknown word" "{nonsense}" report weekly \
    --template t.txt
unchanged 2 "an unknown report" "weekly" report yearly
unchanged 2 "an unknown format" "xlsx" report weekly -o a.doc
unchanged 2 "a PDF on standard output" "-o" report weekly --format pdf
unchanged 2 "no day" "2026-05-18" report weekly --from yesterday
unchanged 2 "a period that runs backwards" "--from" report weekly \
    --from 2026-02-01 --to 2026-01-01
done_testing
