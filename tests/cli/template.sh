#!/bin/sh
# SPDX-License-Identifier: ISC
# Templates: forms of others, filled from the register.
. "$top_srcdir/tests/cli/lib.sh"

"$daicho" -r $r init --name Test >out 2>err &&
    "$daicho" -r $r add site name=Plant 'address=1-2 Shiomi' >out 2>err &&
    "$daicho" -r $r add person name=Sato phone=2233 >out 2>err &&
    "$daicho" -r $r add system name=Water owner=Sato >out 2>err &&
    "$daicho" -r $r add information 'name=Set points' category=Water \
	stored_in=Water >out 2>err &&
    "$daicho" -r $r add zone name=OT kind=ot_control site=Plant owner=Sato \
	>out 2>err &&
    "$daicho" -r $r add network name=Control cidr=10.9.0.0/24 zone=OT \
	>out 2>err &&
    "$daicho" -r $r add asset asset_no=OT-1 name=PLC kind=ot site=Plant \
	system=Water model=MC-1 specified_computer=yes notified_on=2020-04-01 \
	>out 2>err &&
    "$daicho" -r $r add asset asset_no=OT-2 name=Switch kind=network \
	>out 2>err &&
    "$daicho" -r $r add interface name=eth0 asset=OT-1 ip=10.9.0.5 \
	network=Control switch=OT-2 >out 2>err &&
    "$daicho" -r $r add interface name=eth1 asset=OT-1 ip=10.9.0.6 \
	network=Control >out 2>err &&
    "$daicho" -r $r add service interface=eth0 protocol=tcp port=502 \
	name=modbus >out 2>err &&
    "$daicho" -r $r set asset OT-1 model=MC-2 >out 2>err ||
    { cat err; exit 99; }

"$daicho" help export >help.txt 2>err
for file in "$top_srcdir"/share/templates/*.tsv; do
	form=$(basename "$file" .tsv)
	status 0 "$form" export --template "$form" -o "$form.csv"
	status 0 "$form as a workbook" --lang ja export --template "$form" \
	    -o "$form.xlsx"
	said help.txt "$form" "the help names $form"
done
for word in "OT-1" '"10.9.0.5, 10.9.0.6"' ",502,modbus," "1-2 Shiomi"; do
	said cisa-14.csv "$word" "a path from the asset leads to $word"
done
grep "^,.*OT-2" cisa-14.csv | grep -qv 10.9.0.5
report "another's interface on a switch is not the switch's" $?
said systems.csv "1,Water," "rows are numbered"
said systems.csv ",Sato,2233," "a reference leads on"
said systems.csv ",OT-1,Control," "and those that refer to it, further"
said systems.csv "Set points" "whatever the field is called"
said information-assets.csv "Water,Set points," "the form of information"
tr -d '\r' <specified-computers.csv >out
said out " Model: MC-1 → MC-2" "what changed since the notice is told"
[ "$(grep -c 'OT-' out)" -eq 1 ]
report "only those that the template wants" $?
"$daicho" -r $r set asset OT-1 change_notified_on=2999-01-01 >out 2>err
status 0 "after the next notice" export --template specified-computers \
    -o - --format csv
silent out "MC-1" "nothing has changed since"
status 0 "other records" export --template cisa-14 -w asset_no=OT-2 \
    -o - --format tsv
silent out "OT-1" "by a query"

# A form of the site's own, as a spreadsheet saves it.
printf 'entity\tasset\r\ntitle\t様式\r\ncolumn\tname\t名称\r\ncolumn\tmodel\r\n' |
    iconv -f UTF-8 -t CP932 >own.tsv
status 0 "the site's own template" export --template own.tsv -o - --format csv
said out "名称,Model" "its headers, and labels where it has none"
said out "PLC,MC-2" "its columns"

# wrong NAME TEXT LINES: a template that says what is wrong.
wrong() {
	printf "$3" >bad.tsv
	unchanged 3 "$1" "$2" export --template bad.tsv -o bad.csv
}
wrong "an unknown entity" 'bad.tsv:1: there is no entity "gadget"' \
    'entity\tgadget\n'
wrong "an unknown field" 'bad.tsv:2: "gadget"' \
    'entity\tasset\ncolumn\tgadget\n'
wrong "a path that goes on behind its end" 'bad.tsv:2: "model"' \
    'entity\tasset\ncolumn\tmodel.name\n'
wrong "changes since no day" 'bad.tsv:2: "model"' \
    'entity\tasset\ncolumn\tchanges:model\n'
wrong "columns before the entity" "bad.tsv:1" 'column\tname\n'
wrong "an unknown word" "bad.tsv:2" 'entity\tasset\ngadget\tx\n'
wrong "no columns" "has no column" 'entity\tasset\n'
unchanged 2 "an unknown template" "cisa-14" export --template x -o bad.csv
unchanged 2 "an entity beside it" "leave the entity out" \
    export asset --template cisa-14 -o bad.csv
unchanged 2 "as JSON" ".xlsx" export --template cisa-14 -o bad.json
[ ! -e bad.csv ] && [ ! -e bad.json ]
report "no file was made of them" $?
printf 'entity\tasset\nwhere\tgadget=1\ncolumn\tname\n' >bad.tsv
unchanged 2 "a bad query in it" "gadget" export --template bad.tsv -o bad.csv
done_testing
