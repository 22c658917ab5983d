#!/bin/sh
# SPDX-License-Identifier: ISC
# import and export by the real program: what they print, their exit statuses,
# and that nothing is written unless it says so.
daicho=$top_builddir/daicho
DAICHO_SHARE=$top_srcdir/share
export DAICHO_SHARE
dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 99
n=0
failed=0

# report NAME STATUS: a TAP line.
report() {
	n=$((n + 1))
	if [ "$2" -eq 0 ]; then
		echo "ok $n - $1"
	else
		failed=1
		echo "not ok $n - $1"
		sed 's/^/# /' out err
	fi
}

# status WANTED NAME ARGUMENTS…: runs the program on r.daicho.
status() {
	wanted=$1
	name=$2
	shift 2
	"$daicho" -r r.daicho "$@" >out 2>err </dev/null
	got=$?
	[ "$got" -eq "$wanted" ] || echo "exit $got instead of $wanted" >>err
	report "$name" "$([ "$got" -eq "$wanted" ]; echo $?)"
}

# said FILE TEXT NAME
said() {
	grep -qF -- "$2" "$1"
	report "$3" $?
}

# count ENTITY: how many there are.
count() {
	"$daicho" -r r.daicho list "$1" --format csv -c uuid 2>/dev/null |
	    tail -n +2 | grep -c .
}

echo 1..57
status 0 "a register is made" init
iconv -f UTF-8 -t CP932 >sheet.csv <<'END'
情報機器台帳,,,,,,
令和8年5月18日現在,,,,,,
管理番号,機器名,種別,状態,配置課,有線MAC,導入日
PC-1,窓口端末,ノートPC,使用中,市民課,02-4B-11-9C-07-1F,R5.4.1
PC-2,窓口端末,〃,保管,〃,02-4B-11-9C,46160
PC-3,窓口端末,PC,稼働中,税務課,02-4B-11-9C-07-21,２０２６／５／１８
END
status 3 "a refused row refuses the dry run" import sheet.csv
said out "New 2, changed 0, same 0, refused 1, skipped 2." \
    "the dry run counts rows"
said err "sheet.csv:5: 有線MAC" "the refused row is named by line and column"
status 3 "a refused row refuses the whole import" import sheet.csv --apply
[ "$(count asset)" -eq 0 ]
report "nothing was written" $?
status 3 "JSON has the same status" import sheet.csv --format json
said out '"tx": null' "a dry run has no change set"
said out '"value": "02-4B-11-9C"' "JSON names the refused value"
status 1 "the good rows are taken, the others left over" \
    import sheet.csv --refused refused.csv --apply
[ "$(count asset)" -eq 2 ]
report "the good rows are in the register" $?
iconv -f CP932 -t UTF-8 refused.csv >refused.txt
said refused.txt "PC-2,窓口端末,ノートPC,保管,市民課" \
    "the refused row is in the file, with what 〃 stood for"
said refused.txt ",reason" "the file has a column for the reason"
sed 's/02-4B-11-9C,/02-4B-11-9C-07-20,/' refused.txt | iconv -f UTF-8 -t CP932 >mended.csv
status 0 "the mended file is taken" import mended.csv --apply
[ "$(count asset)" -eq 3 ]
report "and duplicates nothing" $?
status 0 "the same file again is clean" import mended.csv
said out "New 0, changed 0, same 1" "and changes nothing"

cat >open.csv <<'END'
管理番号,機器名,状態,導入日
PC-7,端末,廃棄予定,26/5/18
PC-8,端末,廃棄予定,R8.5.18
PC-9,端末,使用中,R8.5.18
END
status 1 "questions make the dry run ask" import open.csv --questions q.csv
said out "New 1, changed 0, same 0, to settle 2, refused 0, skipped 0." \
    "rows with questions are counted apart"
said q.csv "状態,廃棄予定,," "a question stands in the file"
said q.csv "(H26/5/18)" "with what may be answered"
status 1 "while one is open nothing is applied" \
    import open.csv --refused left.csv --apply
[ "$(count asset)" -eq 3 ]
report "and nothing was" $?
status 1 "JSON tells them" import open.csv --format json
said out '"value": "26/5/18"' "each with its value"
sed 's/廃棄予定,,/廃棄予定,disposed,/;s,26/5/18\,\,,26/5/18\,H26.5.18\,,' \
    q.csv >answers.csv
status 0 "the edited file is a map" import open.csv --map answers.csv
status 0 "answers are kept by name" \
    import open.csv --map answers.csv --save-map form-A --apply
said out "New 3" "all rows are taken"
status 0 "mappings are listed" list mappings
said out "form-A" "by name"
status 0 "and found again" import open.csv --map form-A
said out "same 3" "with the same meaning"
status 0 "undo takes the mapping back" undo
status 0 "and the import" undo
[ "$(count asset)" -eq 3 ]
report "as it was" $?

status 0 "everything is exported" export -o all.json
status 0 "a table of one entity" export asset -o asset.csv
"$daicho" -r r.daicho add site name=€庁舎 >out 2>err
status 0 "an encoding may lack characters" \
    export site -o site.csv --encoding cp932
said err "1 characters" "and then it says so"
status 0 "to standard output" export person -o - --format json
[ "$(head -c 1 out)" = "[" ]
report "it is an array" $?
status 2 "standard output needs a format" export -o -
status 2 "a table takes one entity" export asset person -o x.csv
status 2 "an unknown extension" export -o x.ods
status 2 "an unknown entity" export gadget -o x.json
status 2 "no file" export asset
[ ! -e x.csv ] && [ ! -e x.json ]
report "no file was made of them" $?
status 0 "the table comes back" import asset.csv
said out "New 0, changed 0, same 3" "unchanged"

"$daicho" -r r2.daicho init 2>err && "$daicho" -r r2.daicho import all.json \
    --apply >out 2>err && "$daicho" -r r2.daicho export -o again.json 2>err &&
    cmp all.json again.json >>err
report "all of it fills an empty register and exports the same bytes" $?

printf 'asset_no,gadget\nX-1,x\n' >bad.csv
status 1 "an unknown column is asked about" \
    import bad.csv --entity asset --apply
said err "? gadget (1 rows: 2)" "and named"
printf 'gadget,notes\n' >map.csv
status 0 "unless it is mapped" import bad.csv --entity asset --map map.csv
status 2 "an unknown mapping" import bad.csv --map nowhere
status 3 "a missing file" import missing.csv
status 3 "a missing workbook" import x.xlsx
status 4 "a read-only register takes nothing" \
    --read-only import bad.csv --entity asset --map map.csv --apply
exit $failed
