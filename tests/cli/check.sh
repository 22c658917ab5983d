#!/bin/sh
# SPDX-License-Identifier: ISC
# check as cron, scripts and people use it, and decisions about what it finds.
. "$top_srcdir/tests/cli/lib.sh"

"$daicho" -r "$r" init --name Test 2>/dev/null
status 0 "an empty register is clean" check
status 0 "and says nothing to cron" check --quiet
[ ! -s out ] && [ ! -s err ]
report "neither words nor rows" $?
"$daicho" -r "$r" add site name=Hall 2>/dev/null
"$daicho" -r "$r" add person name=aki 2>/dev/null
"$daicho" -r "$r" add zone name=Office kind=corporate site=Hall \
    declared_closed=no 2>/dev/null
unchanged 1 "a dry run writes nothing" "undecided 2" check --dry-run
unchanged 1 "nor where it may not" "Nothing was recorded" --read-only check
said out "Zone without an owner" "the check is named"
said out "Name the person accountable" "with its advice"
said out "62443-3-2 ZCR 7" "and its clauses"
said out "Office" "and the record"
status 1 "recorded" check
said err "New 2, reopened 0" "two are new"
status 0 "a finding is shown by its number" show finding F-0002
said out "F-0002" "that one"
status 3 "no such finding" show finding F-0003
said err "There is no finding F-0003" "and it is said"
status 1 "again" check
said err "New 0, reopened 0" "none is new twice"
status 0 "of another kind" check D001
status 1 "as JSON" check D206 --format json
true_json "one object a finding" "len(j) == 1 and j[0]['code'] == 'D206' and
    ref(j[0]['subject']) and j[0]['state'] == 'new' and
    j[0]['number'] == 'F-0002' and j[0]['undecided'] == 'yes'"
status 1 "as CSV" check --format csv
[ "$(wc -l <out)" -eq 3 ]
report "a header and two rows" $?
status 0 "the queue of discovery has none of them" findings --format csv
status 1 "but for who asks" findings -w origin=check
status 0 "a query that fits" check -w name=nowhere
status 2 "a query that fits nothing" check -w nonsense=1
status 2 "no such check" check D999
status 2 "no such format" check --format xml

unchanged 3 "a word unfit" "ignore, investigate, escalate, fixed, except" \
    decide F-0002 quarantine --reason x
unchanged 3 "an exception without its end" "--until" \
    decide F-0002 except --reason later
unchanged 3 "nor without who approves it" "--approver" \
    decide F-0002 except --reason later --until 2099-01-01
status 0 "an exception" decide F-0002 except --reason later \
    --until 2099-01-01 --approver aki --control "a weekly look"
status 0 "list" list exception --format json
true_json "it is a record" "j[0]['what'] == 'D206 Office' and
    j[0]['approver']['name'] == 'aki' and j[0]['until'] == '2099-01-01' and
    j[0]['control'] == 'a weekly look'"
status 0 "it is left alone" check D206
said out "Decided" "and told as decided"
uuid=$("$daicho" -r "$r" list exception -c uuid --format plain)
status 0 "the exception goes" retire exception "$uuid"
status 1 "the finding is back" check D206
said err "reopened 1" "reopened"
status 0 "fixed, it is said" decide F-0002 fixed --reason done
status 1 "which it is not" check D206
status 0 "mended" set zone Office owner=aki
status 0 "and gone" check D206
said err "no longer so 1" "closed"

printf 'code\tentity\tseverity\ten\tja\tquery\tsource\tadvice_en\tadvice_ja\n' \
    >own.tsv
printf 'X001\tzone\tlow\tOffices\t\tname~office\t\tMove out.\t\n' >>own.tsv
status 1 "our own check" check --file own.tsv X001
said out "Move out." "with our advice"
mkdir -p config/daicho && mv own.tsv config/daicho/checks.tsv
status 1 "found where it belongs" check X001
status 0 "in the list" check --list --format csv
said out "X001" "beside the others"
printf 'X001\tzone\tlow\tTwice\t\tname=x\t\t\t\nY1\tlorry\tlow\tNo\t\tx\t\t\t\n' \
    >>config/daicho/checks.tsv
unchanged 3 "two mistakes" "checks.tsv:3" check
said err "checks.tsv:4" "both told"
said err "entity" "with their column"
status 0 "verify" verify
done_testing
