#!/bin/sh
# SPDX-License-Identifier: ISC
# One change in many records: reassign, replace, clone, retire with dependents.
. "$top_srcdir/tests/cli/lib.sh"

status 0 "init" init --name Test
for line in "department name=Old" "department name=New" \
    "person name=Ann department=Old" "person name=Bob department=New" \
    "site name=Hall contact=Ann" \
    "zone name=LAN owner=Ann" \
    "system name=Tax owner=Ann department=Old" \
    "asset asset_no=A-1 name=サーバ一号 owner=Ann custodian=Ann department=Old
        system=Tax serial=S1 hostname=h1 reviewed_by=Ann" \
    "asset asset_no=A-2 name=ｻｰﾊﾞ二号 owner=Bob department=Old" \
    "asset asset_no=A-3 name=端末 host=A-1"; do
	# shellcheck disable=SC2086
	status 0 "add $line" add $line
done

# --- count --------------------------------------------------------------------
status 0 "count" count asset
said out "3" "all of them"
status 0 "count none" count asset -w name=nobody --format csv
[ "$(cat out)" = "$(printf 'count\r\n0\r')" ]
report "none is a number" $?
status 0 "count by a reference" count asset --by owner --format csv
[ "$(tr -d '\r' <out | tr '\n' ' ')" = "owner,count Ann,1 Bob,1 ,1 " ]
report "by name, the empty ones last" $?
status 0 "set kinds" set asset -w asset_no~A kind=client --yes 3
status 0 "set days" set asset A-1 kind=server introduced_on=2024-05-01 \
    tags='x;y'
status 0 "count by choice and year" count asset --by kind,introduced_on:year --format csv
[ "$(tr -d '\r' <out | tr '\n' ' ')" = \
    "kind,introduced_on:year,count server,2024,1 client,,2 " ]
report "choices in their order, days by year" $?
status 0 "count by month, as JSON" count asset -w kind=server --by introduced_on:month --format json
said out '{"introduced_on:month": "2024-05", "count": 1}' "keys and numbers"
status 0 "count by tags" count asset --by tags --format plain
said out "$(printf 'x\t1')" "each value of several counts"
said err "3 records" "and the records once"
status 2 "count no entity" count gadget
status 2 "count by no field" count asset --by gadget
status 2 "count a choice by year" count asset --by kind:year
status 2 "count by no such part" count asset --by introduced_on:week
status 2 "count by nothing" count asset --by ''
status 2 "count by a bad query" count asset -w gadget=1

# --- reassign -----------------------------------------------------------------
unchanged 3 "reassign without the count" "--yes 4" reassign Ann Bob
status 0 "reassign, dry" reassign Ann Bob --dry-run
said out "Owner: Ann → Bob" "each field is shown"
silent out "Last reviewed by" "who looked at it is no duty"
status 3 "reassign to nobody" reassign Ann Carol
status 3 "reassign to oneself" reassign Ann Ann
status 3 "a person is no department" reassign Ann New
status 2 "reassign, to whom" reassign Ann
status 2 "reassign in no entity" reassign Ann Bob --entity gadget
status 2 "reassign no field" reassign Ann Bob --field gadget
status 2 "a query of what" reassign Ann Bob -w name=x
status 2 "a person has no last day here" reassign Ann Bob --until 2026-03-31
status 4 "reassign, read-only" --read-only reassign Ann Bob --yes 4
status 0 "only the zones" reassign Ann Bob --entity zone --yes 1
status 0 "only one field of some" reassign Ann Bob --entity asset \
    --field custodian -w asset_no=A-1 --yes 1
status 0 "the others" reassign Ann Bob --yes 3 --reason 異動 --format json
said out '"changed": 3' "three are left"
status 0 "as they are" list asset -c owner,custodian,reviewed_by --format csv
said out "Bob,Bob,Ann" "all but the fact moved"
status 0 "one undo" undo
status 0 "takes back all" show site Hall
said out "Ann" "of one change set"
status 0 "facts, too" reassign Ann Bob --facts --entity asset --dry-run
said out "Ann → Bob" "when asked for"

status 2 "a department without successor" reassign Old
status 0 "the successor of a department" reassign Old New \
    --until 2026-03-31 --yes 5
status 0 "what became of it" list department -c successor,valid_until \
    -w name=Old --format csv
said out "New,2026-03-31" "it has an end and a successor"
status 0 "and of its assets" list asset -w department=New -c asset_no --format csv
said out "A-2" "they follow"
status 3 "nothing is left" reassign Old
status 0 "a part of it" add department name=Top
status 0 "of a part" add department name=Middle parent=Top
status 0 "of a part of it" add department name=Heir parent=Middle
status 0 "a part succeeds the whole" reassign Middle Heir --yes 2
status 0 "and moves up" list department -w name=Heir -c parent --format plain
said out "Top" "to where the whole was"

# --- replace --------------------------------------------------------------------
status 0 "replace, dry" replace asset name サーバ SV --dry-run
said out "サーバ一号 → SV一号" "before and after"
silent out "二号" "literally"
unchanged 3 "replace without the count" "--yes 2" replace asset name さーば SV --folded
status 0 "replace, folded" replace asset -w asset_no~A name さーば SV --folded --yes 2
status 0 "replaced" list asset -c name --format csv
said out "SV二号" "whatever the width"
status 2 "replace in a choice" replace asset kind server client
status 2 "replace in no field" replace asset gadget a b
status 2 "replace nothing" replace asset name "" b
status 2 "replace by a bad query" replace asset -w gadget=1 name a b
status 3 "replace what is not there" replace asset name gadget b
status 4 "replace, read-only" --read-only replace asset name SV x --yes 2

# --- clone ------------------------------------------------------------------------
status 2 "add nothing" add asset
status 0 "clone" add asset --from A-1 asset_no=A-9
status 0 "the clone" list asset -w asset_no=A-9 -c name,system,serial,hostname,reviewed_by --format csv
said out "SV一号,Tax,,," "without what belongs to one device"
status 3 "clone nothing" add asset --from A-7

# --- retire -------------------------------------------------------------------------
unchanged 3 "retire what others refer to" "A-1" retire system Tax
status 2 "two fates" retire system Tax --keep --detach
status 0 "retire, dry" retire system Tax --detach --dry-run
said out "Tax → (empty)" "the fields are shown"
status 0 "retire and detach" retire system Tax --detach
silent err "Still referred" "nothing refers to it any more"
status 0 "no system" list asset -w 'system!=""' -c asset_no --format csv
silent out "A-1" "the field is empty"
status 0 "back" undo
status 0 "another system" add system name=Levy
status 0 "retire to another" retire system Tax --to Levy
status 0 "moved" list asset -w system=Levy -c asset_no --format csv
said out "A-1" "it refers to the other"
status 0 "retire with dependents" retire asset A-1 --with-dependents
status 0 "gone" list asset -c asset_no --format csv
silent out "A-3" "the guest, too"
status 0 "retire and keep" retire person Bob --keep

# --- attach -------------------------------------------------------------------------
echo one >manual.txt
echo two >plan.txt
status 2 "attach nothing" attach
status 2 "attach no file" attach A-2
status 3 "attach to nobody" attach A-7 manual.txt
status 3 "attach what is not there" attach A-2 gone.txt
status 3 "attach a folder" attach A-2 .
status 4 "attach, read-only" --read-only attach A-2 manual.txt
status 0 "attach, dry" attach A-2 manual.txt --dry-run
status 0 "nothing attached yet" attach --verify
status 0 "attach" attach A-2 manual.txt --title 手順書
status 0 "attach another" attach A-2 plan.txt
status 0 "attach to another" attach Levy manual.txt
status 0 "one record for a file" list attachment -c title,subject,bytes --format csv
said out "手順書,A-2;Levy,4" "of both"
said out "plan.txt," "its name where no title is given"
status 0 "its hash" list attachment -w title=手順書 -c sha256 --format plain
said out "$(sha256sum manual.txt | cut -c1-64)" "as sha256sum says"
status 0 "all as they were" attach --verify
echo three >>manual.txt
rm plan.txt
status 1 "files change" attach --verify --format csv
said out "changed,手順書" "this one changed"
said out "gone,plan.txt" "that one is gone"
status 0 "attach it anew" attach A-2 manual.txt
status 1 "one is still gone" attach --verify --format plain
silent out "changed" "the other is known again"
status 2 "verify and attach" attach --verify A-2 manual.txt
status 2 "verify in no format" attach --verify --format gadget

done_testing
