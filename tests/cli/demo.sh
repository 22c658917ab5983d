#!/bin/sh
# SPDX-License-Identifier: ISC
# The demo by the real program: its two languages, its exit statuses, and the
# tour through its second week.
daicho=$top_builddir/daicho
DAICHO_SHARE=$top_srcdir/share
export DAICHO_SHARE
unset DAICHO_REGISTER LANGUAGE
dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 99
n=0
failed=0

# report NAME STATUS: a TAP line.
report() {
	n=$((n + 1))
	if [ "$2" -eq 0 ]; then
		echo "ok $n - $1"
	else
		failed=1
		echo "not ok $n - $1"
		sed 's/^/# /' out err
	fi
}

# status WANTED NAME ARGUMENTS…
status() {
	wanted=$1
	name=$2
	shift 2
	"$daicho" "$@" >out 2>err </dev/null
	got=$?
	[ "$got" -eq "$wanted" ] || echo "exit $got instead of $wanted" >>err
	report "$name" "$([ "$got" -eq "$wanted" ]; echo $?)"
}

# said FILE TEXT NAME
said() {
	grep -qF -- "$2" "$1"
	report "$3" $?
}

r=city/kirigahama.daicho
echo 1..33
status 0 "the demo is made and Home printed" --lang ja demo city
said out "霧ヶ浜市" "Home bears the city's name"
said err "-r $r" "how to open it again is told"
status 3 "nothing is written over it" demo city
said err "$r exists already" "what is in the way is named"
status 2 "a day that does not exist" demo other --date 2026-02-30
status 2 "a word too many" demo other more
[ ! -e other ]
report "nothing is left of them" $?
status 0 "the journal is whole" -r $r verify
status 0 "the assets are listed" -r $r list asset --format csv -c asset_no
[ "$(wc -l <out)" -eq 221 ]
report "220 of them" $?
status 1 "findings wait for a person" -r $r findings
said out "raspberrypi" "the Raspberry Pi is among them"
status 1 "two zones are not covered" -r $r coverage
status 1 "the week after at the plant" -r $r discover city/week2/ot_nmap.xml \
    --site 潮見浄水場 --format json
status 1 "the week after at the hospital" -r $r discover \
    city/week2/his_nmap.xml --site 市立病院 --format json
status 1 "what came back is listed" -r $r findings -w state=reopened
said out "nas-4f" "the NAS is back"
status 1 "the same file again" -r $r discover city/week2/his_nmap.xml \
    --site 市立病院 --format json
said out '"duplicate": true' "is a duplicate"
status 1 "candidates are offered to be linked at once" -r $r proposals \
    --kind mac
[ "$(grep -c lgwan_nmap.xml out)" -eq 14 ]
report "14 of them" $?
status 1 "conversations and neighbours are taken in" -r $r discover \
    city/zeek_conn.log city/his_lldp.json --site 市立病院
said out "travel-router" "the private router is found"
status 1 "they propose flows and cables" -r $r proposals --format csv
for word in undeclared reversed unused plaintext; do
	said out ",flow,$word," "a flow that is $word"
done
status 3 "the spreadsheet has rows to settle" -r $r import city/台帳.csv \
    --map asset-sheet
status 0 "the demo speaks English" --lang en demo town --date 2027-03-01
said out "OT safety" "its zones, too"
grep -q "令和8年度" town/台帳.csv && false ||
    iconv -f CP932 -t UTF-8 town/台帳.csv | grep -q "令和8年度"
report "the spreadsheet is in CP932 and of its year" $?
exit $failed
