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

# used COMMAND…: milliseconds of the processor; in a $(…) of its own.
used() {
	"$@" >/dev/null 2>&1
	times >"$dir/times"
	awk 'END { split($1, u, /[ms]/); split($2, s, /[ms]/)
	    print int(60000 * (u[1] + s[1]) + 1000 * (u[2] + s[2])) }' \
	    "$dir/times"
}

# ratio NAME OURS ANCHOR
ratio() {
	awk -v n="$1" -v a="$2" -v b="$3" 'BEGIN {
		printf "%-42s %8d ms  anchor %8d ms  ratio %6.2f\n", n, a, b,
		    a / (b > 0 ? b : 1) }'
}

# An empty register to discover into.
small() {
	for words in "init" "add site name=本庁舎" "add department name=IT" \
	    "add person name=Ryo department=IT"; do
		"$daicho" -r "$1" $words 2>/dev/null
	done
}

# An approved asset for each host of a scan.
hosts_to_assets() {
	python3 - "$1" <<'EOF'
import re, sys
print("asset_no,name,kind,status,site,owner,department,review_due,approval,"
      "hostname,ip,mac")
scan = open(sys.argv[1], encoding="utf-8").read()
for n, host in enumerate(re.findall(r"<host[ >].*?</host>", scan, re.S)):
    def one(pattern):
        found = re.search(pattern, host)
        return found.group(1) if found else ""
    print(f"A-{n},asset {n},media,in_use,本庁舎,Ryo,IT,2099-01-01,approved," +
          ",".join((one(r'hostname name="([^"]+)"'),
                    one(r'addr="([^"]+)" addrtype="ipv4"'),
                    one(r'addr="([^"]+)" addrtype="mac"'))))
EOF
}

if [ -f "$generator" ] && command -v python3 >/dev/null; then
	for n in 10000 100000; do
		python3 "$generator" "$n" "$dir/scan.xml"
		small "$dir/r$n.daicho"
		floor=$("$bin/tests/bench/floor" parse "$dir/scan.xml")
		insert=$("$bin/tests/bench/floor" insert "$n" "$dir/f$n.db")
		ours=$(run "$daicho" -r "$dir/r$n.daicho" discover \
		    "$dir/scan.xml" --site 本庁舎)
		ratio "discover $n nmap hosts, none known" "$ours" \
		    $((floor + insert))
		if command -v ndiff >/dev/null && [ "$n" = 10000 ]; then
			python3 "$generator" "$n" "$dir/next.xml" --gen 1
			anchor=$(run ndiff "$dir/scan.xml" "$dir/next.xml")
			ours=$(run "$daicho" -r "$dir/r$n.daicho" discover \
			    "$dir/next.xml" --site 本庁舎)
			ratio "the next scan, against ndiff" "$ours" "$anchor"
		fi
	done
	rm -f "$dir"/r100000.daicho* "$dir"/f100000.db*
	# The usual week: all hosts are registered and approved.
	hosts_to_assets "$dir/scan.xml" >"$dir/known.csv"
	small "$dir/known.daicho"
	run "$daicho" -r "$dir/known.daicho" import "$dir/known.csv" \
	    --apply >/dev/null
	floor=$("$bin/tests/bench/floor" parse "$dir/scan.xml")
	insert=$("$bin/tests/bench/floor" insert 100000 "$dir/f.db")
	ours=$(run "$daicho" -r "$dir/known.daicho" discover \
	    "$dir/scan.xml" --site 本庁舎)
	ratio "discover 100000 nmap hosts, all known" "$ours" \
	    $((floor + insert))
	first=$ours
	# A million observations: the same hosts, seen later each time.
	for week in 1755 1756 1757 1758 1759 1760 1761 1762 1763; do
		sed "s/time=\"1754/time=\"$week/g" "$dir/scan.xml" \
		    >"$dir/next.xml"
		ours=$(run "$daicho" -r "$dir/known.daicho" discover \
		    "$dir/next.xml" --site 本庁舎)
	done
	ratio "the tenth of them, against the first" "$ours" "$first"
	rm -f "$dir"/known.daicho*
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

# The large register: 100000 assets, 300000 interfaces, 100000 connections,
# 50000 flows, and a year of 20000 edits.
big="$dir/big.daicho"
insert=$("$bin/tests/bench/floor" insert 400000 "$dir/f.db")
ours=$(run "$bin/tests/bench/fill" devices "$big" 100000)
ratio "100000 assets with 3 interfaces, one set" "$ours" "$insert"
insert=$("$bin/tests/bench/floor" insert 150000 "$dir/l.db")
ours=$(run "$bin/tests/bench/fill" links "$big")
ratio "100000 connections, 50000 flows, one set" "$ours" "$insert"
run "$bin/tests/bench/fill" edits "$big" 20000 >/dev/null

# what NAME VALUE [BUDGET]: one number, and what it should stay under; ms of the
# processor where nothing else is said.
what() {
	awk -v n="$1" -v v="$2" -v b="${3-}" 'BEGIN {
		printf "%-42s %11.2f%s\n", n, v,
		    b == "" ? "" : "  budget " b (v > b ? "  OVER" : "") }'
}
{
	"$bin/tests/bench/browse" look "$big"
	HOME="$dir" XDG_STATE_HOME="$dir/state" "$bin/tests/bench/watch" \
	    "$daicho" "$big"
} | while read -r line; do
	name=${line% *}
	case $name in
	"open and"* | "list filter"* | search* | *Home\ drawn) budget=50 ;;
	page*) budget=1 ;;
	sort,\ worst*) budget=100 ;;
	*scroll,\ p99*) budget=5 ;;
	*MiB*) budget=64 ;;
	*) budget= ;;
	esac
	what "$name" "${line##* }" "$budget"
done
# The past is a copy of the file with the change sets since taken away.
ours=$("$bin/tests/bench/browse" past "$big" | awk '{ print int($NF) }')
anchor=$(used cp "$big" "$dir/copy.daicho")
ratio "as of a year ago, 20000 edits since" "$ours" "$anchor"
what "as of a year ago" "$ours" 2000
what "verb search" "$(used "$daicho" -r "$big" search 操作)"
what "verb check, five findings an asset" "$(used "$daicho" -r "$big" check --dry-run)"
rm -f "$big"* "$dir/copy.daicho"

# Eight people and an import: p99 200 ms, fairness 0.5, no lost update.
"$bin/tests/bench/together" "$dir/together.daicho" 10

"$daicho" demo "$dir/demo" </dev/null >/dev/null 2>&1
register="$dir/demo/kirigahama.daicho"
for kind in network dataflow; do
	"$daicho" -r "$register" draw "$kind" -o "$dir/$kind.dot" 2>/dev/null
	anchor=$(run dot -Tsvg "$dir/$kind.dot" -o "$dir/$kind-dot.svg")
	ours=$(run "$daicho" -r "$register" draw "$kind" -o "$dir/$kind.svg")
	ratio "draw $kind as SVG, against dot" "$ours" "$anchor"
done
