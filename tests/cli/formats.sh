#!/bin/sh
# SPDX-License-Identifier: ISC
# The shapes of results: JSON as promised, CSV, TSV, plain and tables.
. "$top_srcdir/tests/cli/lib.sh"

"$daicho" demo city >out 2>err </dev/null || exit 99
r=city/kirigahama.daicho

status 0 "list as JSON" list asset --format json
true_json "objects with every field by key, in order" \
    '[k for k in j[0]][:3] == ["uuid", "rev", "created_at"] and
    len(set(map(len, j))) == 1 and len(j) > 100'
true_json "empty is null, several are []" \
    'any(a["notes"] is None for a in j) and
    all(isinstance(a["tags"], list) for a in j)'
true_json "choices are keys, references objects, instants in UTC" \
    'all(a["kind"] == a["kind"].lower() and ref(a["site"]) for a in j) and
    all(a["created_at"].endswith("Z") for a in j)'
status 0 "list named fields as JSON" list asset -c name,site --format json
true_json "only those" 'all(list(a) == ["name", "site"] for a in j)'
status 0 "no rows as JSON" list asset -w name=nothing --format json
true_json "an empty array" 'j == []'
status 0 "list as CSV" list asset -c asset_no,kind -n 2 --format csv
printf 'asset_no,kind\r\n' >want
head -n 1 out | cmp - want >>err
report "keys as header, lines end in CR LF" $?
status 0 "no rows as CSV" list asset -c name -w name=nothing --format csv
printf 'name\r\n' | cmp - out >>err
report "only the header" $?
status 0 "in Japanese for a spreadsheet" --lang ja list asset -c name,kind -n 1 \
    --format csv --spreadsheet --encoding cp932
iconv -f CP932 -t UTF-8 out >utf8 && grep -q 資産名称 utf8
report "labels in CP932" $?
status 0 "with a mark" list asset -c name -n 1 --format csv --bom
[ "$(head -c 3 out | od -An -tx1 | tr -d ' ')" = efbbbf ]
report "it begins with one" $?
status 2 "CP932 is for CSV and TSV" list asset --encoding cp932
status 2 "so is the mark" list asset --format json --bom
status 0 "list as TSV" list asset -c asset_no,kind -n 2 --format tsv
said out "asset_no	kind" "divided by TAB"
status 0 "list as plain text" list asset -c asset_no,kind -n 2 --format plain
[ "$(grep -c '	' out)" -eq 2 ]
report "two rows, no header" $?
status 0 "newest first" list asset -c name -s created_at:desc,name -n 3 --plain
status 0 "sorted" list asset -c asset_no -s asset_no:desc -n 1 --plain
cp out want
"$daicho" -r $r list asset -c asset_no --plain 2>err | LC_ALL=C sort -r |
    head -n 1 | cmp - want >>err
report "the last comes first" $?

status 0 "show as JSON" show asset PC-013 --format json
true_json "its five parts" \
    'list(j) == ["uuid", "entity", "rev", "fields", "relations",
        "two_steps"] and
    j["entity"] == "asset" and j["fields"]["asset_no"] == "PC-013"'
true_json "relations by entity and field" \
    'all("." in k and all(map(ref, v)) for k, v in j["relations"].items()) and
    j["relations"]'
status 0 "log as JSON" log -n 3 --format json
true_json "change sets" \
    'len(j) == 3 and all(list(t) == ["tx", "at", "who", "why", "ref",
    "approved_by", "records"] for t in j)'
true_json "records with their changes" \
    'all(list(x) == ["uuid", "entity", "name", "op", "changes"] and
    all(len(c) == 2 for c in x["changes"].values())
    for t in j for x in t["records"])'
status 0 "log of one as JSON" log asset PC-013 --format json
true_json "only its own records" \
    'j and all(x["name"] == j[0]["records"][0]["name"] for t in j
    for x in t["records"])'
awk 'BEGIN { print "asset_no,name"; for (i = 0; i < 700; i++)
    printf "M-%d,many\n", i }' >many.csv
status 0 "a change set of many" import many.csv --entity asset --apply
status 0 "its log" log -n 1 --format json
true_json "has every record" 'len(j) == 1 and len(j[0]["records"]) == 700'
status 0 "undone" undo
status 1 "coverage as JSON" coverage --format json
true_json "rows of coverage" \
    'all(list(c) == ["zone", "network", "state", "last_covered", "strength",
    "interval_days", "import"] and c["state"] in ("covered", "partial",
    "overdue", "never") for c in j)'
status 1 "findings as JSON" findings --format json
true_json "rows of findings" 'all(f["result"] and f["severity"] for f in j)'
number=$("$daicho" -r $r findings -w result=unapproved --plain 2>err |
    head -n 1 | cut -f1)
status 0 "explain as JSON" explain "$number" --format json
true_json "an explanation" \
    'list(j) == ["subject", "result", "severity", "due", "rule", "compared",
    "evidence", "also", "would_change"] and j["result"] == "unapproved"'
true_json "what was compared" \
    'j["compared"] and all(set(c) >= {"key", "seen", "registered", "equal",
    "decides"} for c in j["compared"])'
true_json "the evidence" \
    'j["evidence"] and all(list(e) == ["file", "line", "text"]
    for e in j["evidence"])'
change='list(j) == ["tx", "new", "changed", "same", "refused"]'
status 0 "set as JSON" set asset PC-013 notes=x --format json
true_json "a change" "$change and j['tx'] and j['changed'] == 1"
status 0 "the same again" set asset PC-013 notes=x --format json
true_json "changes nothing" "$change and j['tx'] is None and j['same'] == 1"
status 0 "set as JSON, dry" set asset PC-013 notes=y --format json --dry-run
true_json "no change set" "$change and j['tx'] is None and j['changed'] == 1"
status 0 "add as JSON" add asset name=new --format json
true_json "one is new" "$change and j['new'] == 1"
status 0 "undo as JSON" undo --format json
true_json "a change too" "$change and j['tx']"
status 0 "decide as JSON" decide "$number" investigate --format json
true_json "and this" "$change and j['tx']"
"$daicho" -r $r import city/台帳.csv --format json >out 2>err
report "a refused dry run tells its plan" $(($? - 3))
true_json "refused rows" \
    "list(j) == ['tx', 'new', 'changed', 'same', 'refused', 'questions'] and
    j['tx'] is None and all(list(x) == ['line', 'column',
    'field', 'value', 'reason'] for x in j['refused']) and j['refused']"

status 0 "a register for a round" -r fresh.daicho init
r=fresh.daicho
"$daicho" -r $r add site name=Hall >out 2>err
printf '10.1.0.7 dev eth0 lladdr 02:00:00:00:00:07 REACHABLE
10.1.0.8 dev eth0 INCOMPLETE\n' >neigh.txt
status 1 "discover as JSON" discover neigh.txt --as ip-neigh --format json
true_json "its four parts" \
    'list(j) == ["import", "counts", "findings", "coverage"]'
true_json "the import" \
    'set(j["import"]) >= {"uuid", "kind", "sha256", "file", "complete", "site",
    "scope", "started", "ended", "warnings", "files"} and
    not j["import"].get("duplicate")'
true_json "the files" \
    'all(set(f) == {"file", "kind", "sha256", "strength", "complete",
    "started", "ended", "warnings"} for f in j["import"]["files"])'
true_json "the counts, in the order of the classification" \
    'list(j["counts"]) == ("sightings devices ignored conflict returned "
    "expired wrong_zone bridging drift ip_conflict confirmed candidate "
    "transient pending unapproved missing not_covered rogue").split()'
true_json "an incomplete row is no sighting, one device is unapproved" \
    'j["counts"]["sightings"] == 1 and j["counts"]["devices"] == 1 and
    j["counts"]["unapproved"] == 1'
true_json "the findings" \
    'all(set(f) >= {"uuid", "result", "severity", "due", "ip", "mac",
    "hostname", "vendor", "zone", "asset", "rule", "evidence", "also"}
    for f in j["findings"]) and j["findings"][0]["ip"] == "10.1.0.7"'
status 1 "the same again" discover neigh.txt --as ip-neigh --format json
true_json "is a duplicate" 'j["import"]["duplicate"] is True'
done_testing
