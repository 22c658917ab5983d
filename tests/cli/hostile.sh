#!/bin/sh
# SPDX-License-Identifier: ISC
# Hostile names in by add, import and discover; out by everything that prints.
. "$top_srcdir/tests/cli/lib.sh"

# tame NAME: nothing in out can act on a terminal.  (CR LF may end lines.)
tame() {
	tr -d '\r' <out | LC_ALL=C awk '
	    /[\001-\010\013-\037\177]/ || /\342\200[\213-\217\250-\256]/ ||
	    /\302[\200-\237]/ { print "line " NR; exit 1 }' >>err
	report "$1" $?
}

"$daicho" -r $r init >out 2>err && "$daicho" -r $r add site name=S >out 2>err &&
    "$daicho" -r $r add person name=P >out 2>err &&
    "$daicho" -r $r add zone name=Z kind=corporate site=S owner=P >out 2>err &&
    "$daicho" -r $r add network name=N cidr=10.0.0.0/24 zone=Z >out 2>err ||
    exit 99
escape=$(printf 'a\033[31mred\007\033]0;title\033\\')
bidi=$(printf 'b\342\200\256evil\342\200\213x')
quotes='c"; DROP TABLE asset; -- $(x)`<svg onload=1>&amp;%s%n\'
c1=$(printf 'd\302\233\302\205x')
lines=$(printf 'e\nf\tg\rh')
number=0
for text in "$escape" "$bidi" "$quotes" "$c1" "$lines" '=1+1' '-rf' '@x' '$(x)'
do
	number=$((number + 1))
	status 0 "add hostile name $number" add asset asset_no=H-$number \
	    "name=$text" "notes=$text" "hostname=h$number"
done
status 3 "bytes that are no text" add asset "name=$(printf 'a\377b')"
long=$(head -c 100000 /dev/zero | tr '\0' z)
status 3 "a name of 100 kB" add asset "name=$long"
said err "4000" "the limit is said"
[ "$(wc -c <err)" -lt 1000 ]
report "and not buried" $?
status 0 "a note of 100 kB" add asset asset_no=LONG name=long "notes=$long"
status 0 "is listed" list asset -c notes,asset_no
[ "$(wc -c <out)" -lt 200000 ]
report "without stretching the other rows" $?
"$daicho" -r $r retire asset LONG >out 2>err

printf '<?xml version="1.0"?>
<nmaprun scanner="nmap" args="nmap -sn 10.0.0.0/24" start="1790000000">
<host><status state="up"/><address addr="10.0.0.9" addrtype="ipv4"/>
<address addr="02:00:00:00:00:09" addrtype="mac"
 vendor="ev&#x202e;il&lt;&#x9b;&#10;&#9;31m"/>
<hostnames><hostname name="h&#x9b;31m&quot;&#10;x" type="PTR"/></hostnames>
</host><runstats><finished time="1790000100"/><hosts up="1" down="255"
 total="256"/></runstats></nmaprun>\n' >evil.xml
status 1 "discover a hostile name" discover evil.xml
tame "discover prints it tamely"
mv evil.xml "$(printf 'evil\033[31m.xml')"
status 1 "a hostile file name" discover "$(printf 'evil\033[31m.xml')"
tame "is printed tamely"
status 3 "a hostile name of nothing" discover "$(printf 'none\033[31m')"
status 2 "a hostile entity" list "$(printf 'a\033[31m')"
status 2 "a hostile query" list asset -w "$(printf 'a\033[31m=1')"
status 3 "a hostile reference" show asset "$(printf 'a\033[31m')"
status 2 "a hostile column" list asset -c "$(printf 'a\033[31m')"
status 2 "a hostile format" list asset --format "$(printf 'a\033[31m')"
status 0 "a hostile reason" set asset H-1 notes=x \
    --reason "$(printf 'a\033[31m')"
status 5 "a hostile register" -r "$(printf 'a\033[31m')" list asset

for verb in "list asset" "list asset --plain" "list asset --format json" \
    "show asset H-1" "show asset H-2" "show asset H-4" "show asset H-5" \
    "show asset H-1 --format json" "log --format json" log "findings" \
    "findings --plain" "findings --format json" "explain 10.0.0.9" \
    "explain 10.0.0.9 --format json" coverage "coverage --format json" \
    "list asset --format csv --spreadsheet" "list finding --plain" \
    "export asset -o - --format csv --spreadsheet"; do
	"$daicho" -r $r $verb >out 2>err </dev/null
	tame "$verb"
	case $verb in
	*json) true_json "$verb is JSON" "True" ;;
	esac
done
"$daicho" -r $r list asset -c name --format csv --spreadsheet >out 2>err
! grep -qE '^"?[=@-]' out
report "no formula begins a cell of a spreadsheet" $?

"$daicho" -r $r decide -w result=unapproved register --yes 1 >out 2>err
report "the hostile device is registered" $?
for type in svg dot txt; do
	"$daicho" -r $r draw network -o net.$type >out 2>err
	report "drawn as $type" $?
	cp net.$type out
	tame "the $type is tame"
done
if command -v python3 >/dev/null 2>&1; then
	python3 -c 'import xml.dom.minidom
xml.dom.minidom.parse("net.svg")' 2>err
	report "the SVG is well formed" $?
fi
"$daicho" -r $r draw network >out 2>err
tame "drawn in cells"

status 0 "exported as a workbook" export asset finding -o a.xlsx
if command -v python3 >/dev/null 2>&1; then
	python3 - >out 2>err <<'END'
import re, zipfile
import xml.etree.ElementTree as tree
book = zipfile.ZipFile("a.xlsx")
assert book.testzip() is None
text = ""
for name in book.namelist():
    root = tree.fromstring(book.read(name))
    assert not any(e.tag.endswith("}f") for e in root.iter()), name
    text += "\n".join(root.itertext()) + "\n"
# What a spreadsheet makes of _x001B_.
print(re.sub("_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)), text))
END
	report "the workbook is well formed, without a formula" $?
	tame "and tame"
fi

status 0 "all of it is exported" export -o all.json
"$daicho" -r two.daicho init >out 2>err &&
    "$daicho" -r two.daicho import all.json --apply >out 2>err &&
    "$daicho" -r two.daicho export -o again.json >out 2>err &&
    cmp all.json again.json >>err
report "and comes back the same" $?
status 0 "the assets as CSV" export asset -o asset.csv
status 0 "come back" import asset.csv
said out "New 0, changed 0" "unchanged"
printf 'asset_no,name\r\nR-1,"a""b"\r\nR-2,"two\r\nlines"\r\n' >crlf.csv
status 0 "CR LF and quotation marks" import crlf.csv --entity asset --apply
"$daicho" -r $r list asset -w asset_no=R-1 -c name --plain >out 2>err
said out 'a"b' "are read"
status 0 "the journal is whole" verify
status 0 "the register is sound" doctor

if command -v script >/dev/null 2>&1; then
	script -qc "$daicho -r $r export asset -o - --format csv" /dev/null \
	    </dev/null >out 2>err
	grep -q '<1B>' out
	report "tables for programs are tame on a terminal" $?
	tame "in every line"
fi
done_testing
