#!/bin/sh
# SPDX-License-Identifier: ISC
# make bench: our times against anchors measured in the same run, as ratios.
# Seconds of a shared machine say little; the ratios are what to compare.
set -u
bin=$top_builddir
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
daicho="$bin/daicho"
generator="$SHARED/discovery/gen_nmap.py"

# run COMMAND…: milliseconds of wall time; its output goes nowhere.
run() {
	begin=$(date +%s%N)
	"$@" >/dev/null 2>"$dir/error" || [ $? = 1 ] ||
	    { echo "failed: $*" >&2; cat "$dir/error" >&2; }
	echo $((($(date +%s%N) - begin) / 1000000))
}

# ratio NAME OURS ANCHOR
ratio() {
	awk -v n="$1" -v a="$2" -v b="$3" 'BEGIN {
		printf "%-42s %8d ms  anchor %8d ms  ratio %6.2f\n", n, a, b,
		    a / (b > 0 ? b : 1) }'
}

if [ -f "$generator" ] && command -v python3 >/dev/null; then
	for n in 10000 100000; do
		python3 "$generator" "$n" "$dir/scan.xml"
		"$daicho" -r "$dir/r$n.daicho" init 2>/dev/null
		"$daicho" -r "$dir/r$n.daicho" add site name=本庁舎 2>/dev/null
		floor=$("$bin/tests/bench/floor" parse "$dir/scan.xml")
		insert=$("$bin/tests/bench/floor" insert "$n" "$dir/f$n.db")
		ours=$(run "$daicho" -r "$dir/r$n.daicho" discover \
		    "$dir/scan.xml" --site 本庁舎)
		ratio "discover $n nmap hosts" "$ours" $((floor + insert))
		if command -v ndiff >/dev/null && [ "$n" = 10000 ]; then
			python3 "$generator" "$n" "$dir/next.xml" --gen 1
			anchor=$(run ndiff "$dir/scan.xml" "$dir/next.xml")
			ours=$(run "$daicho" -r "$dir/r$n.daicho" discover \
			    "$dir/next.xml" --site 本庁舎)
			ratio "the next scan, against ndiff" "$ours" "$anchor"
		fi
	done
else
	echo "discover: skipped, no $generator"
fi

awk 'BEGIN {
	print "asset_no,name,kind,status,location,manufacturer,model,serial," \
	    "hostname,introduced_on,notes"
	for (i = 0; i < 100000; i++)
		printf "PC-%06d,業務端末%d,%s,in_use,%d階,富士通,FMV-U%d," \
		    "SN%09d,pc%06d,202%d-05-18,更新%d\n", i, i,
		    i % 5 ? "client" : "server", i % 9, i % 30,
		    i * 7919 % 100000007, i, i % 6, i }' >"$dir/assets.csv"
"$daicho" -r "$dir/import.daicho" init 2>/dev/null
insert=$("$bin/tests/bench/floor" insert 100000 "$dir/i.db")
ours=$(run "$daicho" -r "$dir/import.daicho" import "$dir/assets.csv" --apply)
ratio "import 100000 rows of CSV" "$ours" "$insert"

insert=$("$bin/tests/bench/floor" insert 200000 "$dir/f.db")
ours=$(run "$bin/tests/bench/browse" fill "$dir/big.daicho" 100000)
ratio "100000 assets and interfaces, one set" "$ours" "$insert"
"$bin/tests/bench/browse" look "$dir/big.daicho" |
    while read -r name ms; do
	printf '%-42s %8.2f ms\n' "$name, 100000 assets" "$ms"
done
# The past is a copy of the file with the change sets since taken away.
"$bin/tests/bench/browse" edit "$dir/big.daicho" 20000
ours=$("$bin/tests/bench/browse" past "$dir/big.daicho" |
    awk '{ print int($2) }')
anchor=$(run cp "$dir/big.daicho" "$dir/copy.daicho")
ratio "as of, 20000 edits of 100000 assets away" "$ours" "$anchor"

"$daicho" demo "$dir/demo" </dev/null >/dev/null 2>&1
register="$dir/demo/kirigahama.daicho"
for kind in network dataflow; do
	"$daicho" -r "$register" draw "$kind" -o "$dir/$kind.dot" 2>/dev/null
	anchor=$(run dot -Tsvg "$dir/$kind.dot" -o "$dir/$kind-dot.svg")
	ours=$(run "$daicho" -r "$register" draw "$kind" -o "$dir/$kind.svg")
	ratio "draw $kind as SVG, against dot" "$ours" "$anchor"
done
