#!/bin/sh
# SPDX-License-Identifier: ISC
# The past on the command line.
. "$top_srcdir/tests/cli/lib.sh"

"$daicho" demo "$dir/demo" --date 2026-05-18 >/dev/null 2>&1 </dev/null ||
    exit 99
r=$dir/demo/kirigahama.daicho

# --- --as-of --------------------------------------------------------------------
status 0 "the assets of now" list assets --format csv
now=$(wc -l <out)
status 0 "the assets as of a day" --as-of 2026-05-11 list assets --format csv
[ "$(wc -l <out)" -lt "$now" ]
report "there were fewer" $?
status 0 "the option may stand behind" list assets --as-of 2026-05-11
status 0 "a diagram as of a day" --as-of 2026-05-11 draw network
status 0 "the journal as of a day" --as-of 2026-05-11 log --format json
true_json "it ends on that day" 'max(s["at"] for s in j) < "2026-05-11T15"'
status 0 "an export as of a day" --as-of 2026-05-11 export asset -o old.csv
[ "$(wc -l <old.csv)" -lt "$now" ]
report "it has fewer, too" $?
unchanged 4 "nothing is changed in the past" "2026-05-11" \
    --as-of 2026-05-11 add site name=x
status 2 "a day to come" --as-of 2999-01-01 list asset
status 2 "a day before the register" --as-of 1999-01-01 list asset
said err "began on" "it says since when"
status 2 "what is no day" --as-of gadget list asset
status 2 "a backup is of the present" --as-of 2026-05-11 backup x.daicho
"$daicho" -r "$r" --as-of 2026-05-11 >out 2>err </dev/null
report "Home as of a day" $?
said out "AS OF 2026-05-11" "its title says so"

# --- diff -----------------------------------------------------------------------
status 0 "a change" set asset PC-014 location=9F --reason moved
status 0 "a creation" add asset asset_no=N-1 name=new kind=server
status 0 "a retirement" retire asset PC-015 --keep
status 2 "diff needs a beginning" diff
status 2 "diff in the wrong order" diff --from 2026-05-17 --to 2026-05-11
status 2 "diff with a query of nothing" diff --from 2026-05-17 -w kind=server
status 2 "diff from no day" diff --from gadget
status 1 "diff finds what was done" diff --from 2026-05-18 --format json
true_json "created, changed and retired" \
    'sorted((d["name"], d["change"]) for d in j) == [("N-1", "created"),
    ("PC-014", "changed"), ("PC-015", "retired")]'
true_json "the field, before and after" '[d for d in j
    if d["name"] == "PC-014"][0]["changes"]["location"][1] == "9F"'
status 1 "diff as a table" diff --from 2026-05-18 asset
said out "9F" "it shows the value"
status 1 "diff as csv" diff --from 2026-05-18 --format csv
said out "entity,name,uuid,change,field,old,new" "it has keys as heads"
status 1 "diff of a part" diff --from 2026-05-18 asset -w asset_no=PC-014
silent out "N-1" "others are left out"
status 1 "what matched only before" diff --from 2026-05-18 asset \
    -w "location!=9F asset_no=PC-014"
said out "PC-014" "counts, too"
status 1 "diff into a workbook" diff --from 2026-05-18 -o d.xlsx
[ "$(head -c 2 d.xlsx)" = PK ]
report "it is one" $?
status 0 "a change is undone" undo
status 1 "diff without it" diff --from 2026-05-18 --format csv
silent out "PC-015" "what was taken back is no difference"
status 0 "no difference" diff --from 2026-05-18 --to 2026-05-18

# --- snapshot -------------------------------------------------------------------
status 0 "the snapshots" snapshot
status 0 "a snapshot" snapshot "year's end" --reason audit
said err "asset=" "it says how many there are"
status 0 "a snapshot as JSON" snapshot second --format json
true_json "with revision and hash" 'j["revision"] > 0 and len(j["hash"]) == 64'
status 3 "the name is taken" snapshot second
status 3 "a snapshot without a name" snapshot ""
status 4 "a snapshot, read-only" --read-only snapshot third
status 0 "the list" snapshot --format json
true_json "it has both" '{"second", "year\x27s end"} <=
    {s["name"] for s in j}'
status 0 "a snapshot proved" snapshot second --verify
status 3 "a snapshot that is none" snapshot gadget --verify
status 0 "another change" set asset PC-014 location=8F
status 1 "diff from a snapshot" diff --from second --format csv
said out "8F" "it has what came after"
silent out "N-1" "and nothing before"
status 0 "the register as of a snapshot" --as-of snapshot:second \
    show asset PC-014
said out "9F" "it has what stood there"
unchanged 3 "a snapshot is not edited" "daicho snapshot" \
    set snapshot second name=other
unchanged 3 "nor made by hand" "daicho snapshot" add snapshot name=other

# --- signoff --------------------------------------------------------------------
me=$(id -un)
status 4 "who is nobody cannot sign" signoff start
said err "$me" "the account is named"
"$daicho" -r "$r" add person "name=$me" 2>/dev/null
status 0 "a sign-off" signoff start register --comment complete
status 2 "a part without a query" signoff start query
status 2 "what cannot be signed" signoff start gadget
status 2 "what cannot be done" signoff gadget
status 2 "no sign-off named" signoff approve
status 3 "no such sign-off" signoff approve 00000000
status 0 "a sign-off of a part" signoff start query -w kind=server
status 0 "the sign-offs" signoff --format json
true_json "two wait for an approver" 'sum(not s["approver"] for s in j) == 2'
id=$("$daicho" -r "$r" signoff --format csv |
    awk -F, '$6 == "" { print $1; exit }')
unchanged 4 "not by who made it" "another person" signoff approve "$id"
unchanged 3 "nor by an edit" "daicho signoff" \
    set signoff "$id" "approver=$me"
status 0 "what was signed stands" signoff show "$id"
status 0 "a change" set asset PC-014 location=7F
status 1 "it does not any more" signoff show "$id"
said out "1 changes since revision" "it says how many changes there were"
status 0 "the chain" verify

# --- log --------------------------------------------------------------------------
status 0 "the log of a person" log --by "Kuze Makoto" --format json
true_json "has only theirs" 'j and all(s["who"] == "Kuze Makoto" for s in j)'
status 0 "the log of a period" log --from 2026-05-01 --to 2026-05-10 \
    --format json
true_json "has only those days" 'j and all("2026-04-30T15" <= s["at"] <
    "2026-05-10T15" for s in j)'
status 0 "some of a record's" log asset PC-014 -n 1 --format json
true_json "is one" 'len(j) == 1'
status 2 "a period of no days" log --from gadget
status 0 "nobody's" log --by gadget
[ ! -s out ]
report "is empty" $?
awk 'BEGIN { print "asset_no,name,kind"
    for (i = 0; i < 600; i++) print "M-" i ",many,server" }' >many.csv
"$daicho" -r "$r" import many.csv --apply >/dev/null 2>&1
status 0 "the journal as a file" log --export journal.ndjson
if command -v python3 >/dev/null 2>&1; then
	sed -n '/^```python/,/^```$/p' "$top_srcdir/share/doc/journal.md" |
	    grep -v '^```' >prove.py
	"$daicho" -r "$r" verify >verified 2>err
	python3 prove.py journal.ndjson >out 2>err &&
	    grep -q "head $(sed -n 's/^Head //p' verified)" out
	report "proved without daicho, a large set in it" $?
	sed '30s/"op": *"create"/"op":"update"/' journal.ndjson >bad.ndjson
	cmp -s journal.ndjson bad.ndjson || ! python3 prove.py bad.ndjson >out
	report "an altered line is found" $?
	sed 40d journal.ndjson >bad.ndjson
	! python3 prove.py bad.ndjson >out 2>err
	report "a missing line is found" $?
fi

# --- erase ------------------------------------------------------------------------
status 0 "somebody" add person name=Secret mail=hidden@example.org
status 0 "is changed" set person Secret mail=veiled@example.org
status 2 "an erasure needs a reason" erase person Secret --field mail
status 2 "and a field" erase person Secret --field gadget --reason x
status 3 "or a retired record" erase person Secret --reason x
status 3 "of somebody" erase person Nobody --reason x
status 4 "not when read-only" --read-only erase person Secret --field mail \
    --reason x
unchanged 0 "a rehearsal" "2 journal entries would" \
    erase person Secret --field mail --reason x --dry-run
status 0 "an erasure" erase person Secret --field mail --reason "request 12"
! grep -q "veiled@\|hidden@" "$r" "$r-wal"
report "nothing of it is left in the file" $?
status 0 "the chain is whole" verify
last=$("$daicho" -r "$r" log -n 1 --format plain | cut -f 1)
status 3 "it is not undone" undo "$last"
status 0 "its log" log person Secret --format json
true_json "says so" 'any(r["op"] == "erase" for s in j for r in s["records"])'
silent out "veiled@" "and not what it was"
if command -v python3 >/dev/null 2>&1; then
	"$daicho" -r "$r" log --export journal.ndjson 2>err
	python3 prove.py journal.ndjson >out 2>>err
	report "the journal is proved without daicho, still" $?
fi

# --- a broken chain -----------------------------------------------------------------
if command -v python3 >/dev/null 2>&1; then
	alter() {
		python3 - "$r" "$1" <<'END'
import sqlite3, sys
c = sqlite3.connect(sys.argv[1])
c.execute("UPDATE entry SET payload = replace(payload, ?, ?) WHERE id = 100",
    ("name", sys.argv[2]) if sys.argv[2] != "name" else ("eman", "name"))
c.commit()
END
	}
	alter eman
	status 1 "verify finds an altered entry" verify
	said out "entry 100" "and says which"
	status 4 "nobody writes into it from then on" add site name=x
	said err "entry 100" "the place is named"
	status 0 "it can be read" list site
	alter name
	status 0 "what is whole again" verify
	status 0 "is written to" add site name=x
	"$daicho" -r "$r" backup b.daicho >/dev/null 2>&1
	python3 -c '
import sqlite3
c = sqlite3.connect("b.daicho")
c.execute("DELETE FROM entry WHERE id = (SELECT max(id) FROM entry)")
c.commit()'
	r=b.daicho
	status 4 "a missing end is seen at once" add site name=y
fi

done_testing
