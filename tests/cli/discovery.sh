#!/bin/sh
# SPDX-License-Identifier: ISC
# discover, findings, decide, coverage and explain as scripts use them: what
# they print, where, and with which exit status.
unset DAICHO_REGISTER LANGUAGE
daicho=$top_builddir/daicho
dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 99
n=0
failed=0
plan=69

check() {	# NAME, then a command that must succeed
	name=$1
	shift
	n=$((n + 1))
	if "$@"; then
		echo "ok $n - $name"
	else
		failed=1
		echo "not ok $n - $name"
		sed 's/^/# out: /' out 2>/dev/null | head -20
		sed 's/^/# err: /' err 2>/dev/null | head -20
	fi
}

# run STATUS ARGUMENTS: keeps out and err; true when the status is that.
run() {
	want=$1
	shift
	"$daicho" -r r.daicho "$@" >out 2>err </dev/null
	status=$?
	[ $status -eq "$want" ] || {
		echo "# status $status, not $want: $*"
		return 1
	}
}

says() { grep -qF -- "$1" out; }
complains() { grep -qF -- "$1" err; }
silent() { [ ! -s out ]; }
# The value of a key in the indented JSON, its first occurrence.
value() { sed -n "s/^ *\"$1\": \(.*[^,]\),\{0,1\}$/\1/p" out | head -1; }
is() { [ "$(value "$1")" = "$2" ] || {
	echo "# $1 is $(value "$1"), not $2"
	return 1
}; }
count() { [ "$(grep -c "$1" out)" -eq "$2" ]; }

cat >scan.txt <<'EOF'
Interface: eth0, type: EN10MB, MAC: 00:11:22:33:44:55, IPv4: 10.1.0.2
Starting arp-scan 1.9.7 with 256 hosts (https://github.com/royhills/arp-scan)
10.1.0.5	00:1b:63:00:00:01	Apple, Inc.
10.1.0.6	06:1d:7c:40:a1:77	(Unknown: locally administered)
10.1.0.1	00:00:5e:00:01:0a	IANA

3 packets received by filter, 0 packets dropped by kernel
Ending arp-scan 1.9.7: 256 hosts scanned in 1.9 seconds (134 hosts/sec). 3 responded
EOF
sed '/10.1.0.6/d; s/^3 p/2 p/; s/3 responded/2 responded/' scan.txt >later.txt
echo "nothing that any reader knows" >junk.txt

echo "1..$plan"
"$daicho" -r r.daicho init >out 2>err
check "a register without a site takes no file" \
    run 3 discover scan.txt
check "… and says how to add one" complains "daicho add site"
run 0 add site name=Main
run 0 add person name=Ryo
run 0 add zone name=Office kind=corporate site=Main owner=Ryo
run 0 add network name=office cidr=10.1.0.0/24 zone=Office

check "an empty queue needs nobody" run 0 findings
check "… but says that nothing was looked at" says "0 of 1 zones"
check "coverage: never, so 1" run 1 coverage --format json
check "… in the state never" says '"state": "never"'
check "… with the interval of the zone" says '"interval_days": 7,'

check "a dry run ends as the real one would" \
    run 1 discover scan.txt --scope 10.1.0.0/24 --dry-run --format json
check "… names no import" is uuid null
check "… and writes nothing" run 0 findings

check "two unknown devices need a person" \
    run 1 discover scan.txt --scope 10.1.0.0/24 --format json
check "three answered" is sightings 3
check "two are devices" is devices 2
check "the virtual router is none" is ignored 1
check "both are unapproved" is unapproved 2
check "every row is tested" is conflict 0
check "what is tested and absent is 0" is wrong_zone 0
check "the file is known by its format" is kind '"arp_scan"'
check "… and its name" is file '"scan.txt"'
check "… is complete" is complete true
check "… and new" is duplicate false
check "the scope is kept" says '"10.1.0.0/24"'
check "evidence names file and line" says 'scan.txt:3: 10.1.0.5'
check "the place is covered now" says '"state": "covered"'
check "coverage agrees" run 0 coverage
import=$("$daicho" -r r.daicho list import --format json |
    sed -n 's/.*{"uuid": "\([^"]*\)".*/\1/p' | head -1)

check "the same file again still needs a person" \
    run 1 discover scan.txt --scope 10.1.0.0/24 --format json
check "… is a duplicate" is duplicate true
check "… of the first import" is uuid "\"$import\""
"$daicho" -r r.daicho list import --format plain >out
check "… and makes no other" [ "$(wc -l <out)" -eq 1 ]
check "a table for people names the coverage" \
    run 1 discover scan.txt --scope 10.1.0.0/24
check "… beside the counts" says "Coverage 1 of 1 zones"

check "findings wait: 1" run 1 findings --format json
check "… two of them" count '"number": ' 2
check "… with their facts" says '"mac": "00:1b:63:00:00:01"'
check "a query with a mistake is usage" run 2 findings -w 'colour=red'
check "… and prints nothing" silent

check "explain an address" run 0 explain 10.1.0.5 --format json
check "… by its rule" is rule '"13"'
check "… and evidence" is line 3
check "explain what nobody saw" run 3 explain 10.9.9.9
check "… prints nothing" silent

check "an unfit word is refused" run 3 decide F-0001 accept
check "… naming those that fit" complains "register"
check "no such finding" run 3 decide F-0099 remove
check "ignore needs a reason" run 3 decide F-0001 ignore --until 2099-01-01
check "a wrong count is refused" \
    run 3 decide -w result=unapproved remove --yes 3
check "… prints nothing" silent
check "a dry run of a decision" \
    run 0 decide F-0001 remove --dry-run --format json
check "… has no change set" is tx null
check "all at once with the right count" \
    run 0 decide -w result=unapproved remove --reason gone --yes 2 \
    --format json
check "… one decision and one finding each" is changed 2
check "nobody needs to decide any more" run 0 findings
check "the later scan sees one of them: reopened" \
    run 1 discover later.txt --scope 10.1.0.0/24
check "one verified, one reopened" sh -c \
    "'$daicho' -r r.daicho list finding -c state --format plain |
    sort | tr '\n' ' ' | grep -qx 'Reopened Verified '"

check "an unknown file refuses the round" run 3 discover later.txt junk.txt
check "a missing file refuses the round" run 3 discover scan.txt none.txt
check "… prints nothing" silent
check "browsing only" sh -c \
    "'$daicho' -r r.daicho --read-only discover later.txt >out 2>err; \
    [ \$? -eq 4 ]"

# --- pruning ------------------------------------------------------------------
seen() { "$daicho" -r r.daicho count observation --format plain | tail -1; }
check "pruning needs a reason" run 2 discover --prune 2099-01-01
check "… and a date" run 2 discover --prune old --reason old
check "… and no files" run 2 discover --prune 2099-01-01 later.txt
check "nothing is that old" \
    run 0 discover --prune 2000-01-01 --reason old --format json
check "… and no change set" is rounds 0
check "a rehearsal counts" run 0 discover --prune 2099-01-01 --reason old \
    --dry-run --format json
check "… and removes nothing" test "$(seen)" -gt 2
check "old rounds go" \
    run 0 discover --prune 2099-01-01 --reason old --format json
kept=$(seen)
check "… but what findings rest on" is kept "${kept##* }"
check "the journal is whole, and says so" sh -c \
    "'$daicho' -r r.daicho verify >out 2>err &&
    '$daicho' -r r.daicho log --format plain | grep -q 'prune.*old'"
check "that is not taken back" run 3 undo "$("$daicho" -r r.daicho log \
    --format plain | head -1 | cut -f1)"
exit $failed
