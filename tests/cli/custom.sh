#!/bin/sh
# SPDX-License-Identifier: ISC
# Fields, choices and levels that a register defines itself, as commands see
# them: like what is built in.
. "$top_srcdir/tests/cli/lib.sh"

# column KEY ARGUMENTS…: the asset numbers that a list gives, on one line.
numbers() {
	"$daicho" -r $r list assets -c asset_no --format plain "$@" 2>err |
	    tr '\n' ' '
}
# gives WANTED NAME ARGUMENTS…
gives() {
	wanted=$1
	name=$2
	shift 2
	numbers "$@" >out
	[ "$(cat out)" = "$wanted" ]
	report "$name" $?
}

status 0 "init" init
status 0 "a choice of a new set" add custom_choice set=floor key=b1 \
    label_en=Basement label_ja=地下 order=1
status 0 "another" add custom_choice set=floor key=f1 label_ja=一階 order=2
status 0 "a choice" add custom_field key=floor entity=asset type=choice \
    set=floor label_en=Floor label_ja=階
status 0 "a number" add custom_field key=seats entity=asset type=int \
    label_ja=席数
status 0 "a text" add custom_field key=memo entity=asset type=note
status 0 "a day" add custom_field key=checked entity=asset type=date
status 0 "yes or no" add custom_field key=leased entity=asset type=yesno
status 0 "several texts" add custom_field key=also entity=asset type=text \
    many=yes sensitive=yes
status 0 "a built-in key elsewhere" add custom_field key=serial entity=zone \
    type=text

# --- what is refused --------------------------------------------------------
unchanged 3 "a built-in key" "key: " add custom_field key=name entity=asset \
    type=text
unchanged 3 "no key" "key: " add custom_field entity=asset type=text
unchanged 3 "no type" "type: " add custom_field key=x entity=asset
unchanged 3 "a wrong type" "type: " add custom_field key=x entity=asset \
    type=gadget
unchanged 3 "a key with blanks" "key: " add custom_field "key=a b" \
    entity=asset type=text
unchanged 3 "a key that reads as SQL" "key: " add custom_field "key=a'b" \
    entity=asset type=text
unchanged 3 "a taken key" "key: " add custom_field key=seats entity=asset \
    type=text
unchanged 3 "a choice of no set" "set: " add custom_field key=x entity=asset \
    type=choice
unchanged 3 "a choice of an unknown set" "gadget" add custom_field key=x \
    entity=asset type=choice set=gadget
unchanged 3 "a set where there is no choice" "set: " add custom_field key=x \
    entity=asset type=int set=floor
unchanged 3 "several numbers" "many: " add custom_field key=x entity=asset \
    type=int many=yes
unchanged 3 "a field of evidence" "entity: " add custom_field key=x \
    entity=observation type=text
unchanged 3 "a choice that the program decides by" "mac_kind" add \
    custom_choice set=mac_kind key=x
unchanged 3 "no choice but yes and no" "yesno" add custom_choice set=yesno \
    key=perhaps
unchanged 3 "a built-in choice" "key: " add custom_choice set=asset_kind \
    key=server
unchanged 3 "a choice twice" "key: " add custom_choice set=floor key=b1

# --- values -----------------------------------------------------------------
status 0 "values" add asset asset_no=A-1 name=one kind=server floor=地下 \
    seats=10 memo=東京タワー checked=2026-01-02 leased=yes "also=x;Y"
status 0 "more" add asset asset_no=A-2 name=two kind=pc floor=f1 seats=9 \
    checked=2025-12-31
status 0 "fewer" add asset asset_no=A-3 name=three kind=pc seats=100
status 0 "a zone" add zone name=Z serial=Abc
unchanged 3 "a wrong number" "seats: " set asset A-1 seats=7x
unchanged 3 "a wrong choice" "b1 (Basement)" set asset A-1 floor=roof
gives "A-2 A-1 A-3 " "numbers sort as numbers" -s seats
gives "A-3 A-1 A-2 " "and back" -s seats:desc
gives "A-1 A-2 A-3 " "choices sort by weight, empty last" -s floor
gives "A-2 A-1 A-3 " "days sort as days" -s checked
gives "A-1 A-3 " "numbers compare as numbers" -w "seats>9"
gives "A-2 " "choices by rank" -w "floor>b1"
gives "A-3 " "empty" -w 'floor=""'
gives "A-1 A-2 " "not empty" -w 'floor!=""'
gives "A-1 " "any of several, folded" -w "also=y"
gives "A-2 " "days" -w "checked<2026-01-01"
gives "A-1 " "a part" -w "memo~京タ"
gives "A-1 " "search text" -w "東京"
gives "A-2 " "by label" -w "席数=9"
gives "A-1 " "yes" -w "leased=yes"
status 0 "a key of another entity's column" list zones -w serial=aBC -c serial
said out "Abc" "is the zone's own"
status 0 "bulk edit" set asset -w "seats<50" seats=11 --yes 2
gives "A-1 A-2 " "was written" -w seats=11
status 0 "undo" undo
gives "A-1 " "and taken back" -w seats=10
status 0 "log" log asset A-1 --format json
true_json "the journal has the field" \
    "any('seats' in x['changes'] for t in j for x in t['records'])"
status 0 "show as JSON" show asset A-1 --format json
true_json "values have their types" "j['fields']['seats'] == 10 and
    j['fields']['also'] == ['x', 'Y'] and j['fields']['floor'] == 'b1'"
status 0 "fields" fields asset
said out "席数" "the register's own are listed"
printf 'asset_no,席数,Floor\nA-1,12,Basement\nA-4,7,一階\n' >in.csv
status 0 "import by label" import in.csv --entity asset --apply
gives "A-1 " "changes" -w seats=12
gives "A-4 " "creates" -w "floor=f1 seats=7"
status 0 "export" export asset -o out.csv
"$daicho" -r $r import out.csv --entity asset >out 2>err
said out "New 0, changed 0, same 4" "a table comes back unchanged"

# --- what is in use -----------------------------------------------------------
unchanged 3 "the type stays" "one, two, three" set custom_field seats \
    type=text
unchanged 3 "a choice in use stays" "one" retire custom_choice b1
status 0 "a label may change" set custom_field seats label_en=Chairs
status 0 "an added choice" add custom_choice set=asset_kind key=drone \
    label_ja=ドローン
status 0 "by label" set asset A-4 kind=ドローン
gives "A-4 " "and by key" -w kind=drone
status 0 "a field is retired" retire custom_field memo
unchanged 3 "and takes no values" "memo: " set asset A-1 memo=x
status 0 "fields" fields asset
silent out "memo" "it is listed no more"
unchanged 3 "its key is not given again" "key: " add custom_field key=memo \
    entity=asset type=text
status 0 "undo" undo
status 0 "it is back" set asset A-2 memo=x

# --- the whole ------------------------------------------------------------------
status 0 "export all" export -o a.json
status 0 "init" -r s.daicho init
"$daicho" -r s.daicho import a.json >out 2>err
said out "refused 0" "definitions come before values"
status 0 "a dry run leaves nothing" -r s.daicho list custom_fields
[ "$(wc -l <out)" -le 1 ]
report "no field is there" $?
status 0 "import all" -r s.daicho import a.json --apply
status 0 "and again" -r s.daicho export -o b.json
cmp a.json b.json >>err
report "the same bytes" $?
status 0 "one undo" -r s.daicho undo
status 0 "one redo" -r s.daicho redo
status 0 "export" -r s.daicho export -o c.json
cmp a.json c.json >>err
report "the same bytes after undo and redo" $?
status 0 "verify" -r s.daicho verify

# --- the scheme -------------------------------------------------------------------
r=t.daicho
status 0 "init" init --scheme municipal
status 0 "levels" add information name=a confidentiality=3A integrity=2 \
    availability=1
status 0 "levels" add information name=b confidentiality=3C integrity=2 \
    availability=1
status 0 "export" export -o a.json
status 0 "scheme" scheme --format json
true_json "levels are counted" "[x['records'] for x in j
    if x['key'] == '3A' and x['axis'] == 'confidentiality'] == [1]"
unchanged 2 "no such scheme" "municipal" scheme gadget
unchanged 2 "no such level" "confidentiality.9=high" scheme iso \
    --map confidentiality.9=high
unchanged 3 "levels without a home" "--map confidentiality.3A" scheme iso
unchanged 3 "the same, dry" "--map integrity.2" scheme iso --dry-run
before=$(sum $r)
status 0 "dry" scheme government --dry-run
said err "3A becomes 3 in 1 records" "it says what becomes of levels"
[ "$before" = "$(sum $r)" ]
report "and writes nothing" $?
status 4 "read-only" --read-only scheme government
status 0 "another scheme" scheme government
unchanged 3 "has its levels only" "confidentiality" add information name=c \
    confidentiality=3A
status 0 "which hold at once" add information name=c confidentiality=3
status 0 "list" list information -w "confidentiality>=3" --format json
true_json "all were moved" \
    "[x['confidentiality'] for x in j] == ['3', '3', '3'] and
    [x['importance'] for x in j] == ['3', '3', '3']"
unchanged 3 "an undo that others build on" "c" undo 3
status 0 "one step" undo 4
status 0 "the scheme is taken back" undo 3
status 0 "export" export -o b.json
cmp a.json b.json >>err
report "all is as it was" $?
status 0 "its levels hold again" set information a confidentiality=3B
status 0 "with a map" scheme iso --map confidentiality.3B=high,\
confidentiality.3C=medium,integrity.2=high,availability.1=low
status 0 "list" list information --format json
true_json "by the map" \
    "[x['confidentiality'] for x in j] == ['high', 'medium']"
unchanged 3 "levels in use stay" "value" retire setting scheme
status 0 "verify" verify
done_testing
