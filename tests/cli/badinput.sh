#!/bin/sh
# SPDX-License-Identifier: ISC
# Bad input: one clear sentence that says what to do, the right status, and the
# register as it was, byte for byte.
. "$top_srcdir/tests/cli/lib.sh"

small_register >out 2>err || exit 99
cp $r good.daicho

# --- registers ----------------------------------------------------------------
head -c 100000 good.daicho >cut.daicho
head -c 50 good.daicho >stump.daicho
: >empty.daicho
cp "$daicho" foreign.daicho
for verb in "list asset" "add asset name=x" findings verify doctor "log" \
    "draw network" "export -o x.json" "backup x.daicho" undo; do
	r=none.daicho unchanged 5 "missing: $verb" "'daicho init'" $verb
	r=cut.daicho unchanged 5 "cut: $verb" "'daicho restore'" $verb
	r=stump.daicho unchanged 5 "a stump: $verb" "'daicho restore'" $verb
	r=empty.daicho unchanged 5 "empty: $verb" "Check the name" $verb
	r=foreign.daicho unchanged 5 "foreign: $verb" "Check the name" $verb
done
[ ! -e none.daicho ] && [ ! -e x.json ] && [ ! -e x.daicho ]
report "no file was made" $?
if command -v python3 >/dev/null 2>&1; then
	python3 - <<'END'
import shutil, sqlite3
def alter(name, sql):
    shutil.copy("good.daicho", name)
    db = sqlite3.connect(name)
    db.execute(sql)
    db.commit()
    db.close()
alter("newer.daicho", "pragma user_version = 99")
alter("other.daicho", "pragma application_id = 7")
alter("trigger.daicho", "create trigger x after insert on asset begin "
      "delete from asset; end")
END
	for verb in "list asset" "add asset name=x" doctor; do
		r=newer.daicho unchanged 5 "newer: $verb" "Update daicho" $verb
		r=other.daicho unchanged 5 "another program's: $verb" \
		    "Check the name" $verb
		r=trigger.daicho unchanged 5 "with a trigger: $verb" \
		    "'daicho restore'" $verb
	done
fi

# --- tables --------------------------------------------------------------------
# table NAME TEXT BYTES OPTIONS…: refused (or what $refusal says), shown or
# applied.
refusal=3
table() {
	name=$1
	text=$2
	printf "$3" >table.csv
	shift 3
	plan=yes
	unchanged "$refusal" "$name" "$text" import table.csv --entity asset "$@"
	unchanged "$refusal" "$name, applied" "$text" import table.csv --entity asset \
	    --apply "$@"
	plan=
}

# What a column means is a question, and an open one keeps all back.
refusal=1
table "an unknown column" "gadget" 'asset_no,gadget\nX-1,x\n'
refusal=3
table "a bad date" "table.csv:3: introduced_on" \
    'asset_no,introduced_on\nX-1,2026-05-18\nX-2,2026-02-30\n'
table "one key twice" "X-1" 'asset_no,name\nX-1,a\nX-1,b\n'
table "an unknown choice" "table.csv:2: kind" 'name,kind\na,gadget\n'
table "a reference to nobody" "table.csv:2: site" 'name,site\na,Nowhere\n'
table "bytes of no encoding" "table.csv:2: name" 'name\n\377\376\201\n'
table "a byte too much in UTF-8" "table.csv:3: name" \
    'name\nあ\nab\303\n'
table "an open quotation mark" "table.csv" 'name,notes\n"a,b\n'
table "NUL in a cell" "table.csv" 'name\na\000b\n'
table "nothing at all" "table.csv" ''
unchanged 3 "a folder" "Check its name" import . --entity asset
printf '{"asset": [' >cut.json
unchanged 3 "cut JSON" "cut.json" import cut.json

# --- words that are empty or say too little --------------------------------------
unchanged 2 "no day to look back to" "2026-03-31" --as-of "" list asset
unchanged 2 "no snapshot to verify" "snapshot" snapshot --verify
"$daicho" -r $r review start --due 2030-01-31 >out 2>err
unchanged 2 "no folder for sheets" "-o" review sheet -o ""
printf 'ip,mac\n10.0.0.1,02:00:00:00:00:01\n' >seen.csv
for address in "" "a b" "$(printf 'a@b\nBcc: c@d')"; do
	unchanged 2 "no mail address" "mail address" discover seen.csv \
	    --mail "$address"
done

# --- where results go ------------------------------------------------------------
mkfifo pipe
mkdir folder
ln -s good.daicho link.csv
for target in pipe folder; do
	for verb in "export asset --format csv" "export --format json" \
	    "report weekly --format pdf" "report audit --format xlsx"; do
		# shellcheck disable=SC2086
		unchanged 5 "$verb over a $target" "Choose another" $verb \
		    -o $target
	done
done
[ -p pipe ] && [ -z "$(ls folder)" ]
report "stay what they are" $?
led=$(sum good.daicho)
status 0 "over a link" export asset -o link.csv
[ "$led" = "$(sum good.daicho)" ] && [ ! -h link.csv ]
report "what it led to stays" $?

# --- discovery files --------------------------------------------------------------
printf 'something else\n' >else.txt
: >nothing.txt
unchanged 3 "a missing discovery file" "none.xml" discover none.xml
unchanged 3 "a discovery file of no format" "--as" discover else.txt
unchanged 3 "an empty discovery file" "is empty" discover nothing.txt
unchanged 3 "a folder with files of no format" "--as" discover .

# --- queries ------------------------------------------------------------------------
for query in "gadget=1" "kind=gadget" "kind=" "(kind=server" "kind=server or" \
    "introduced_on<tomorrow" "name~" ")" '"' "not" "interfaces=x"; do
	unchanged 2 "the query $query" "^" list asset -w "$query"
	[ "$(grep -c '^ *^$' err)" -eq 1 ]
	report "one caret under it" $?
done
unchanged 2 "a query of other writing" "^" list asset -w '種別=サーバ 　所管=x'

# --- no fonts --------------------------------------------------------------------------
printf '<fontconfig></fontconfig>\n' >fonts.conf
"$daicho" demo city >out 2>err </dev/null
for type in svg pdf png dot txt; do
	FONTCONFIG_FILE=$dir/fonts.conf FONTCONFIG_PATH=$dir \
	    "$daicho" -r city/kirigahama.daicho draw network -o net.$type \
	    >out 2>err
	got=$?
	[ $got -eq 0 ] && [ -s net.$type ] ||
	    { [ $got -eq 5 ] && [ ! -e net.$type ] && grep -q "Install" err; }
	report "$type without fonts: drawn, or refused in words" $?
done

# --- no permission -----------------------------------------------------------------------
other="setpriv --reuid 65534 --regid 65534 --clear-groups"
if [ "$(id -u)" -eq 0 ] && $other "$daicho" --version >out 2>&1; then
	chmod 755 "$dir"
	printf 'name\nx\n' >plain.csv
	mkdir shared
	cp good.daicho shared/r.daicho
	r=shared/r.daicho
	before=$(sum $r)
	# refused WANTED NAME TEXT ARGUMENTS…: as somebody else
	refused() {
		wanted=$1
		name=$2
		text=$3
		shift 3
		$other "$daicho" -r "$r" "$@" >out 2>err </dev/null
		judge "$name" $?
		[ -z "$text" ] || said err "$text" "it says: $text"
	}
	chmod 600 $r
	refused 5 "a register of somebody else" "Ask its owner" list asset
	chmod 644 $r
	chmod 755 shared
	refused 5 "one where no companion files can be" "the published copy" \
	    list asset
	chmod 777 shared
	refused 0 "a register to read" "" list asset
	refused 4 "but not to change" "permission" add asset name=x
	refused 4 "nor to import into" "permission" \
	    import plain.csv --entity asset --apply
	chmod 755 shared
	refused 5 "a register in a folder of somebody else" "permission" \
	    -r shared/new.daicho init
	refused 5 "a backup into it" "permission" backup shared/copy.daicho
	[ "$before" = "$(sum $r)" ]
	report "the register is the same" $?
	chmod 755 .
	r=r.daicho
else
	n=$((n + 1))
	echo "ok $n - no permission # SKIP root and setpriv are needed"
fi

# --- a full disk -----------------------------------------------------------------------------
# A file may not grow: what a full disk does, without one.
size=$(($(wc -c <r.daicho) / 512))
awk 'BEGIN { print "asset_no,name,notes"; for (i = 0; i < 3000; i++)
    printf "X-%d,name %d,%0100d\n", i, i, i }' >many.csv
before=$("$daicho" -r $r export -o - --format json 2>err | cksum)
for verb in "import many.csv --entity asset --apply" "backup copy.daicho" \
    "-r new.daicho init" "demo town"; do
	wanted=5
	(ulimit -f 64 && "$daicho" -r $r $verb >out 2>err </dev/null)
	judge "a full disk: $verb" $?
done
[ ! -e copy.daicho ] && [ ! -e new.daicho ]
report "nothing was left of them" $?
[ "$before" = "$("$daicho" -r $r export -o - --format json 2>err | cksum)" ]
report "the register holds what it held" $?
status 0 "its journal is whole" verify
done_testing
