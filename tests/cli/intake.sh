#!/bin/sh
# SPDX-License-Identifier: ISC
# What discover takes in: folders, packed files, standard input, formats by
# name, tables with a mapping; and what it refuses with words.
. "$top_srcdir/tests/cli/lib.sh"
corpus=$top_srcdir/tests/corpus
gz=1
command -v gzip >/dev/null 2>&1 || gz=

"$daicho" -r $r init >out 2>err </dev/null || exit 99
status 0 "a site" add site name=Main
status 0 "help names every format" help discover
said out "mac-table" "with its word"
said out "masscan -oL" "and what it reads"

mkdir all
for f in masscan_list/lab_masscan.list lldp/lldp_neighbors.json \
    zeek_json/conn.json kea/lab_kea4.csv mac_table/ios.txt; do
	cp "$corpus/$f" all/
done
[ -z "$gz" ] || gzip all/conn.json
status 1 "a folder is one round" discover all --format json
true_json "of all its files, each of its kind" \
    'sorted(f["kind"] for f in j["import"]["files"]) ==
    ["kea", "lldp", "mac_table", "masscan", "zeek"] and
    j["import"]["complete"]'
# .10 from masscan, LLDP and Zeek is one device.
true_json "one device is one finding" \
    'sum("192.168.77.10" in (f["ip"] or "").split() for f in j["findings"])
    == 1'
mkdir empty
unchanged 3 "an empty folder is told" "empty" discover empty
echo "nothing that any reader knows" >all/junk.txt
unchanged 3 "one file of no format refuses the round" "junk.txt" discover all
echo "and this neither" >all/waste.txt
unchanged 3 "two of them are told at once" "2 of 7" discover all
said err "junk.txt" "the one by its name"
said err "waste.txt" "and the other"
rm all/junk.txt all/waste.txt

wanted=1
"$daicho" -r $r discover - --dry-run --format json \
    <"$corpus/cisco_arp/ios.txt" >out 2>err
judge "standard input" $?
true_json "by its contents" 'j["import"]["file"] == "stdin" and
    j["import"]["kind"] == "arp_table" and
    j["import"]["strength"] == "gateway_arp"'
if [ -n "$gz" ]; then
	gzip -c "$corpus/nmap/nmap_syn.xml" >whole.gz
	head -c 900 whole.gz >cut.gz
	status 1 "a packed file that was cut" discover cut.gz --dry-run \
	    --format json
	true_json "gives what stands before" 'not j["import"]["complete"] and
    0 < j["counts"]["sightings"]'
	dd if=/dev/zero bs=1024 count=40000 2>/dev/null | gzip -9 >bomb.gz
	unchanged 3 "a bomb is refused" "bomb.gz" discover bomb.gz --as arp
fi

printf 'unit,first,second\nX1,10.9.0.7,00:0c:29:11:11:11\n' >odd.csv
unchanged 3 "headings that say nothing" "--as" discover odd.csv
printf 'unit,hostname\nfirst,ip\nsecond,interface.mac\n' >map.csv
status 1 "with a mapping they do" discover odd.csv --map map.csv --dry-run \
    --format json
true_json "it is read by it" 'j["findings"][0]["ip"] == "10.9.0.7" and
    j["findings"][0]["mac"] == "00:0c:29:11:11:11"'
status 0 "a mapping is saved" add mapping name=factory \
    "answers=unit		hostname
first		ip"
status 1 "and asked for by name" discover odd.csv --map factory
unchanged 3 "an unknown one is told" "nowhere" discover odd.csv --map nowhere
unchanged 3 "one of other things too" "hostname" discover odd.csv --map odd.csv
unchanged 2 "an unknown format names those that are known" "windows-dhcp" \
    discover odd.csv --as foo
unchanged 3 "a format by force still has to fit" "odd.csv" discover odd.csv \
    --as kea
done_testing
