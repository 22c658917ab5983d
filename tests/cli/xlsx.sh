#!/bin/sh
# SPDX-License-Identifier: ISC
# Workbooks out and in: what people have, and what enemies make.  The samples
# are from tests/tools/make_xlsx.py.
. "$top_srcdir/tests/cli/lib.sh"
samples=$top_srcdir/tests/corpus/xlsx

small_register >out 2>err || exit 99
status 0 "a workbook of two entities" export asset site -o two.xlsx
said err "two.xlsx was written" "it is said"
if command -v python3 >/dev/null 2>&1; then
	python3 - 2>err <<'END'
import zipfile
import xml.etree.ElementTree as tree
book = zipfile.ZipFile("two.xlsx")
parts = {n: tree.fromstring(book.read(n)) for n in book.namelist()}
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
names = [(s.get("name"), s.get("state"))
         for s in parts["xl/workbook.xml"].iter(S + "sheet")]
assert names == [("Asset", None), ("Site", None), ("Choices", "hidden")], names
sheet = parts["xl/worksheets/sheet1.xml"]
rows = [["".join(c.itertext()) for c in r] for r in sheet.iter(S + "row")]
assert rows[0][:2] == ["UUID", "Retired at"], rows[0]
assert "A-1" in rows[1] and "Server" in rows[1], rows[1]
assert len(rows) == 4, len(rows)
for name in ("autoFilter", "pane", "dataValidation", "pageSetup"):
    assert sheet.find(".//" + S + name) is not None, name
ranges = [f.text for f in sheet.iter(S + "formula1")]
assert ranges and all("!$" in r for r in ranges), ranges
END
	report "it has a sheet for each, and one of choices" $?
fi
status 0 "both of its tables" import two.xlsx
said out "New 0, changed 0, same 4" "they come back unchanged"
status 0 "the one of an entity" import two.xlsx --entity asset
said out "New 0, changed 0, same 3" "it comes back unchanged"
status 0 "by the name of a sheet" import two.xlsx --sheet site
said out "same 1" "that one"
status 2 "a sheet that is not there" import two.xlsx --sheet Sheet9
said err "Asset, Site" "those that are"
status 0 "in Japanese" --lang ja export asset -o ja.xlsx
status 0 "comes back in either language" import ja.xlsx
said out "New 0, changed 0, same 3" "unchanged"
mv ja.xlsx ja.csv
status 0 "whatever it is called" import ja.csv
said out "same 3" "it is a workbook"
status 0 "a query" export asset -w kind=printer -o p.xlsx
status 0 "chooses rows" import p.xlsx
said out "same 2" "two of them"
status 2 "of one entity" export asset site -w kind=printer -o p2.xlsx
status 2 "not to standard output" export asset -o - --format xlsx
[ ! -e p2.xlsx ]
report "nothing was written" $?
status 5 "into no folder" export asset -o none/x.xlsx

# All of a register in one workbook, into an empty one and out again.
"$daicho" -r $r add person name=Sato >out 2>err
"$daicho" -r $r add system name=Water owner=Sato >out 2>err
"$daicho" -r $r set asset A-1 site=Hall system=Water owner=Sato \
    introduced_on=2026-05-18 'tags=a;b' >out 2>err
"$daicho" -r $r add interface asset=A-1 name=eth0 ip=10.0.0.1 >out 2>err
status 0 "the whole register" --lang ja export -o whole.xlsx
"$daicho" -r empty.daicho init >out 2>err
status 0 "an empty register" -r empty.daicho export -o form.xlsx
status 0 "gives a form to fill in" -r empty.daicho import form.xlsx
status 0 "the whole fills it" -r empty.daicho import whole.xlsx --apply
said out "New 7, changed 0, same 0, refused 0" "as one change set"
status 0 "a second time" -r empty.daicho import whole.xlsx
said out "New 0, changed 0, same 7" "it is the same"
for entity in site person system asset interface; do
	"$daicho" -r $r export $entity -o a.csv >out 2>err &&
	    "$daicho" -r empty.daicho export $entity -o b.csv >out 2>err &&
	    cmp a.csv b.csv >>err
	report "$entity is the same, byte by byte" $?
done

status 0 "what people have" import "$samples/people.xlsx" --apply
said out "header in line 4" "titles stand over it"
said err "people.xlsx:6: There are formulas" "formulas are told of by row"
said err "people.xlsx:8: #DIV/0!" "and errors"
"$daicho" -r $r list asset -w 'location!=""' --format csv \
    -c asset_no,name,kind,introduced_on,location -s asset_no >out 2>err
printf '%s\r\n' asset_no,name,kind,introduced_on,location \
    "0012,窓口 端末,client,2026-05-18,窓口" \
    "0013,ab,client,2026-05-19,窓口" \
    "14,三台目,client,2026-05-20,別室" | cmp - out >>err
report "dates, zeros, rich text and merged cells are what was seen" $?
status 0 "the calendar of 1904" import "$samples/old_calendar.xlsx" --apply
"$daicho" -r $r list asset -w name=Mac -c introduced_on --plain >out 2>err
said out "2026-05-18" "is understood"
status 0 "a sheet that only seems ours" import "$samples/several.xlsx"
said out "sheet 資産台帳" "the one with something in it"
status 0 "names with a prefix" import "$samples/prefixed.xlsx"
said out "New 0, changed 1" "are the same names"
status 0 "a formula" import "$samples/formula.xlsx" --apply
"$daicho" -r $r list asset -w asset_no=PC-1 -c name --plain >out 2>err
said out "=cmd|x" "is text as it was worked out"

# unfit FILE TEXT
unfit() {
	unchanged 3 "$1" "$2" import "$samples/$1.xlsx" --apply
}
unfit bomb "unpacks to far more"
unfit entities "document type"
unfit external "document type"
unfit deep "nested too deeply"
unfit cut "cut off"
unfit locked "password"
unfit encrypted "password"
unfit old "(.xls)"
unfit binary "(.xlsb)"
unfit ods "OpenDocument"
unfit word "no workbook"
unfit other "archive"
unfit no_sheet "part of it is missing"
unfit disorder "out of order"
unfit far "column 1024"
plan=yes
unfit strange "right of the last header"
plan=
plan=yes
unchanged 3 "refused rows of several tables" "nowhere" import \
    "$samples/mixed.xlsx" --apply
plan=
unchanged 2 "do not fit one file" "--sheet" import "$samples/mixed.xlsx" \
    --refused refused.csv --apply
[ ! -e refused.csv ]
report "which is not made" $?
printf 'asset_no,name\nX-1,x\n' >text.xlsx
unchanged 3 "a text called a workbook" "no workbook" import text.xlsx
"$daicho" -r $r import - <two.xlsx >out 2>err
[ $? -eq 3 ] && grep -qF "save the sheet as CSV" err
report "not from standard input" $?
done_testing
