#!/bin/sh
# SPDX-License-Identifier: ISC
# Every verb with every exit status that it can give.
. "$top_srcdir/tests/cli/lib.sh"

broken=$dir/broken.daicho
printf 'no register' >"$broken"
for verb in demo init list search count show explain add set retire replace \
    reassign attach import export discover \
    findings decide proposals coverage draw log diff snapshot signoff erase \
    undo redo verify fields doctor backup \
    restore scheme help; do
	r=/nowhere/r status 0 "$verb --help needs no register" $verb --help
	said out "daicho $verb" "$verb --help tells its use"
	status 2 "$verb refuses an option that is not known" $verb --gadget
	said err "daicho help $verb" "$verb says where its options are"
	status 0 "help $verb" help $verb
done

# --- init -----------------------------------------------------------------------
status 5 "no register, no rows" list asset
said err "daicho init" "it says how to make one"
status 2 "init knows its modes" init --mode gadget
status 0 "init" init --name Test
[ ! -s out ]
report "init has no results" $?
status 3 "init over something" init
status 5 "init where no file can be" -r /proc/none/r init

# --- search ---------------------------------------------------------------------
status 0 "search finds nothing" search x
[ "$(wc -l <out)" -le 1 ]
report "nothing found, no rows" $?
status 2 "search for nothing" search
status 2 "search for blanks" search ' '
status 2 "search in no such format" search x --format gadget
status 2 "a word that is no verb is none" x

# --- add, set, retire -------------------------------------------------------------
status 0 "add" add site name=Hall
status 0 "add an asset" add asset asset_no=A-1 name=one kind=server
status 0 "and another" add asset asset_no=A-2 name=two kind=printer
status 0 "and its namesake" add asset asset_no=A-3 name=two kind=printer
before=$(sum $r)
status 0 "search" search ＯＮＥ --format csv
said out "asset,A-1,one,name,one" "search says what matched"
status 0 "search, table" search wo
said out "t[wo]" "and where"
status 0 "search, the best" search -n 1 two
said err "2" "how many more there are is said"
status 0 "add, dry" add asset name=three --dry-run
status 2 "add nothing" add asset
status 2 "add to what is no entity" add gadget name=x
said err "asset" "the entities are named"
status 3 "add no such field" add asset gadget=x
said err "gadget" "the field is named"
status 3 "add a wrong value" add asset name=x kind=gadget
status 3 "add a wrong value, dry" add asset name=x kind=gadget --dry-run
status 3 "add a taken number" add asset asset_no=A-1 name=x
status 3 "add a word without =" add asset name
status 3 "add a bad date" add asset name=x introduced=2026-02-30
status 3 "add a reference to nobody" add asset name=x site=Nowhere
status 4 "add, read-only" --read-only add asset name=x
status 0 "set, dry" set asset A-1 notes=x --dry-run
status 2 "set nothing" set asset A-1
status 2 "set by a bad query" set asset -w gadget=1 notes=x --yes 1
status 3 "set nobody" set asset A-9 notes=x
status 3 "set one of two" set asset two notes=x
said err "A-2" "the first candidate is named"
said err "A-3" "the second candidate is named"
status 3 "set many without the count" set asset -w name=two notes=x
said err "--yes 2" "the right count is said"
status 3 "set many with a wrong count" set asset -w name=two notes=x --yes 3
status 3 "the same, dry" set asset -w name=two notes=x --yes 3 --dry-run
status 0 "dry without a count" set asset -w name=two notes=x --dry-run
status 4 "set, read-only" --read-only set asset A-1 notes=x
status 0 "retire, dry" retire asset A-3 --dry-run
status 2 "retire nothing" retire asset
status 3 "retire nobody" retire asset A-9
status 4 "retire, read-only" --read-only retire asset A-3
[ "$before" = "$(sum $r)" ]
report "none of it wrote" $?
status 0 "set" set asset A-1 notes=x --reason why --ref 12
status 0 "set many with the count" set asset -w name=two notes=x --yes 2
status 0 "retire" retire asset A-3

# --- list, show -------------------------------------------------------------------
status 0 "list" list asset
status 0 "list in words" list assets
status 0 "list nothing" list zone
status 0 "list no match" list asset -w name=gadget
status 2 "list what is no entity" list gadget
status 2 "list by a bad query" list asset -w "name="
status 2 "list by an unknown key" list asset -w gadget=1
said err "  ^" "a caret stands under it"
status 2 "list an unknown column" list asset -c gadget
status 2 "list no column" list asset -c ""
status 2 "list a column twice" list asset -c name,name
status 2 "list by an unknown order" list asset -s gadget
status 2 "list so many" list asset -n many
status 2 "list in an unknown format" list asset --format gadget
status 2 "list in an unknown encoding" list asset --encoding gadget
status 2 "list in two words too many" list asset asset
status 0 "show" show asset A-1
status 2 "show what is no entity" show gadget A-1
status 2 "show in an unknown format" show asset A-1 --format gadget
status 3 "show nobody" show asset A-9
status 3 "show a number of another entity" show site A-1

# --- import, export: tests/cli/exchange.sh has the rest -----------------------------
printf 'asset_no,name\nA-7,seven\n' >new.csv
status 0 "import, dry" import new.csv --entity asset
status 0 "import" import new.csv --entity asset --apply
status 2 "import an unknown entity" import new.csv --entity gadget
status 3 "import nothing" import none.csv
printf 'asset_no,name\nA-8,eight\n' >new.csv
status 4 "import, read-only" --read-only import new.csv --entity asset --apply
status 0 "export" export asset -o out.csv
status 2 "export nowhere" export asset
status 2 "export two in one table" export asset site -o two.csv
status 5 "export to no folder" export asset -o nowhere/out.csv

# --- discover, findings, decide, coverage, explain ------------------------------------
status 0 "no findings" findings
status 0 "no coverage wanted" coverage
status 0 "its owner" add person name=Someone
status 0 "a zone" add zone name=Office site=Hall kind=corporate \
    owner=Someone
status 0 "its network" add network name=Net cidr=10.1.0.0/24 zone=Office
status 1 "an uncovered zone" coverage
printf '10.1.0.7 dev eth0 lladdr 02:00:00:00:00:07 REACHABLE\n' >neigh.txt
before=$(sum $r)
status 1 "discover, dry" discover neigh.txt --as ip-neigh --dry-run
[ "$before" = "$(sum $r)" ]
report "it wrote nothing" $?
status 2 "discover nothing" discover
status 2 "discover as gadget" discover neigh.txt --as gadget
status 2 "discover in a scope that is none" discover neigh.txt --scope gadget
status 3 "discover no file" discover none.txt
status 3 "discover a folder" discover .
status 3 "discover a file of no format" discover "$daicho"
status 3 "one bad file refuses the round" discover neigh.txt none.txt
status 3 "discover at no site" discover neigh.txt --site gadget
status 4 "discover, read-only" --read-only discover neigh.txt --as ip-neigh
[ "$before" = "$(sum $r)" ]
report "none of it wrote" $?
status 1 "discover" discover neigh.txt --as ip-neigh
status 1 "the same again" discover neigh.txt --as ip-neigh
"$daicho" -r $r discover - --as ip-neigh --dry-run <neigh.txt >out 2>err
wanted=1 judge "discover standard input" $?
status 1 "findings" findings
status 1 "findings that match" findings -w result=unapproved
status 0 "findings that do not" findings -w severity=info
status 2 "findings of a bad query" findings -w gadget=1
number=$("$daicho" -r $r findings -w result=unapproved --plain 2>err | cut -f1)
status 0 "explain" explain "$number"
status 0 "explain an asset" explain A-1
status 0 "explain a MAC" explain 02:00:00:00:00:07
status 3 "explain nobody" explain gadget
status 2 "explain nothing" explain
status 2 "decide nothing" decide
status 3 "decide what is no word" decide "$number" gadget
said err "register" "the decisions are named"
status 3 "decide what does not fit" decide "$number" accept
status 3 "decide about nothing" decide F-9999 investigate
status 3 "ignore without a reason" decide "$number" ignore
status 3 "decide by query without the count" decide -w result=unapproved \
    investigate
status 2 "decide by a bad query" decide -w gadget=1 investigate --yes 1
status 4 "decide, read-only" --read-only decide "$number" investigate
status 0 "decide, dry" decide "$number" investigate --dry-run
status 0 "decide by query" decide -w result=unapproved investigate --yes 1
status 0 "decide" decide "$number" register

# --- draw -----------------------------------------------------------------------
status 0 "draw" draw network
status 0 "draw a file" draw network -o net.svg
status 2 "draw what is no diagram" draw gadget
status 2 "draw nothing" draw
status 2 "draw to an unknown extension" draw network -o net.gadget
status 2 "draw by a bad query" draw network -w gadget=1
status 3 "draw no match" draw network -w name=gadget -o none.svg
said err "name=gadget" "the query is named"
[ ! -e none.svg ]
report "there is no file" $?
status 5 "draw into no folder" draw network -o nowhere/net.svg

# --- log, undo, redo, verify ------------------------------------------------------
status 0 "log" log
status 0 "log of a record" log asset A-1
status 0 "log of none" log -n 0
status 2 "log of so many" log -n many
status 2 "log of half a name" log asset
status 2 "log of no entity" log gadget A-1
status 3 "log of nobody" log asset A-99
status 0 "a change" set asset A-1 notes=z
status 4 "undo, read-only" --read-only undo
status 0 "undo" undo
status 4 "redo, read-only" --read-only redo
status 0 "redo" redo
"$daicho" -r $r show asset A-1 >out 2>err
said out " z" "what was undone stands again"
status 3 "redo without an undo" redo
status 2 "undo what is no number" undo gadget
status 3 "undo what never was" undo 9999
status 4 "undo what others build on" undo 2
status 0 "verify" verify
status 0 "doctor" doctor
status 0 "fields" fields
status 0 "fields of one" fields asset
status 2 "fields of none" fields gadget

# --- backup, restore ---------------------------------------------------------------
status 0 "backup" backup b.daicho
status 3 "backup over something" backup b.daicho
status 5 "backup into no folder" backup nowhere/b.daicho
status 0 "publish" backup p.daicho --publish
status 0 "publish again" backup p.daicho --publish
status 3 "publish over the register" backup "$r" --publish
status 3 "publish over a backup" backup b.daicho --publish
ln -s /dev/null link
status 3 "publish over what is no file" backup link --publish
r=p.daicho status 0 "anybody may read it" --read-only list asset
status 0 "restore" restore b.daicho again.daicho
status 3 "restore over something" restore b.daicho again.daicho
status 5 "restore what is missing" restore none.daicho x.daicho
status 5 "restore what is no register" restore "$broken" x.daicho
[ ! -e x.daicho ]
report "nothing was left of it" $?
"$daicho" -r $r export -o a.json 2>err && "$daicho" -r again.daicho export \
    -o b.json 2>err && cmp a.json b.json >>err
report "the restored register holds the same" $?

if command -v python3 >/dev/null 2>&1; then
	python3 - b.daicho <<'END'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.execute("update tx set who = 'nobody' where id = 2")
db.commit()
END
	r=b.daicho status 1 "verify sees a changed journal" verify
	r=b.daicho status 1 "doctor sees it" doctor
fi

# --- busy ----------------------------------------------------------------------------
if command -v flock >/dev/null 2>&1; then
	mkfifo held free
	flock $r-lock sh -c 'echo held >held; read -r word <free' &
	read -r word <held
	status 4 "busy: somebody else is writing" set asset A-1 notes=busy
	began=$(date +%s)
	status 0 "reading goes on" list asset
	[ $(($(date +%s) - began)) -le 1 ]
	report "without waiting for the writer" $?
	echo free >free
	wait
	status 0 "and writing, afterwards" set asset A-1 notes=free
fi

# --- demo, help --------------------------------------------------------------------
"$daicho" demo city >out 2>err </dev/null
wanted=0 judge "demo" $?
"$daicho" demo city >out 2>err </dev/null
wanted=3 judge "demo over something" $?
"$daicho" demo /proc/none/city >out 2>err </dev/null
wanted=5 judge "demo where no folder can be" $?
status 2 "demo on no day" demo other --date gadget
status 0 "help" help
said out "--read-only" "it lists the options of every verb"
status 2 "help for no verb" help gadget
status 2 "no verb" gadget
said err "gadget" "it is named"

# --- options of every verb ------------------------------------------------------------
status 2 "no time travel in this version" --as-of 2026-01-01 list asset
status 2 "nor behind the verb" list asset --as-of 2026-01-01
status 2 "no other language" --lang fr list asset
status 2 "no unnamed register" list asset -r ""
status 2 "a switch takes no value" --plain=3 list asset
status 2 "an option lacks its value" list asset -w
status 0 "--plain before the verb" --plain list asset -c asset_no
cp out want
status 0 "--plain behind it" list asset --plain -c asset_no
cmp out want >>err
report "is the same" $?
"$daicho" list asset -c asset_no --plain -r $r >out 2>err
wanted=0 judge "the register behind the verb" $?
DAICHO_REGISTER=$r "$daicho" --plain list asset -c asset_no >out 2>err
wanted=0 judge "the register of the environment" $?
cmp out want >>err
report "is the same register" $?
status 0 "operands behind --" list -c asset_no --plain -- asset
status 0 "--version" --version
"$daicho" -r none.daicho list asset -w >out 2>err
wanted=2 judge "usage is told before a missing register" $?
"$daicho" -r $r </dev/null >out 2>err
wanted=0 judge "without a verb or a terminal: Home" $?
said out "Test" "it names the register"
"$daicho" -r none.daicho </dev/null >out 2>err
wanted=5 judge "Home of no register" $?
done_testing
