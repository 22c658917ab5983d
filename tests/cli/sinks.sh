#!/bin/sh
# SPDX-License-Identifier: ISC
# Hostile names out by mail, log, block list, report, search and comparison; and
# a spool folder that others fill.
. "$top_srcdir/tests/cli/lib.sh"

# tame FILE NAME: nothing in it can act on a terminal.  (CR LF may end lines.)
tame() {
	tr -d '\r' <"$1" | LC_ALL=C awk '
	    /[\001-\010\013-\037\177]/ || /\342\200[\213-\217\250-\256]/ ||
	    /\302[\200-\237]/ { print "line " NR; exit 1 }' >err
	report "$2" $?
}
scan() {
	printf '<?xml version="1.0"?>
<nmaprun scanner="nmap" args="nmap -sn 10.0.0.0/24" start="%s">
<host><status state="up"/><address addr="10.0.0.%s" addrtype="ipv4"/>
<address addr="02:00:00:00:00:0%s" addrtype="mac" vendor="ev&#x202e;il"/>
<hostnames><hostname name="h&#x9b;31m&#10;Bcc: evil&#10;deny any" type="PTR"/>
</hostnames></host><runstats><finished time="%s"/><hosts up="1" down="255"
 total="256"/></runstats></nmaprun>\n' "$1" "$2" "$2" $(($1 + 100))
}
cat >sendmail <<'END'
#!/bin/sh
cat >"$HOME/mail"
END
chmod +x sendmail
SENDMAIL=$dir/sendmail
export SENDMAIL

escape=$(printf 'x\033[31m\342\200\256')
lines=$(printf 'e\nBcc: evil@example.org\033[31m')
"$daicho" -r $r init --name "$lines" >out 2>err &&
    "$daicho" -r $r add site name=S >out 2>err &&
    "$daicho" -r $r add person "name=P$escape" >out 2>err &&
    "$daicho" -r $r add zone "name=Z$escape" kind=corporate site=S >out 2>err &&
    "$daicho" -r $r add network name=N cidr=10.0.0.0/24 "zone=Z$escape" \
	>out 2>err &&
    "$daicho" -r $r add asset asset_no=H-1 "name=name$escape" kind=server \
	>out 2>err || exit 99

# --- a folder that others fill ----------------------------------------------
bytes=$(printf 'bad\377')
mkdir spool spool/S spool/Nowhere "spool/$escape" "spool/$bytes"
scan 1790000000 1 >spool/a.xml
scan 1790001000 2 >spool/S/b.xml
for folder in Nowhere "$escape" "$bytes"; do
	scan 1790002000 3 >"spool/$folder/c.xml"
done
printf 'junk' >"spool/j$escape.txt"
printf 'junk' >"spool/k$bytes"
: >spool/empty
printf 'junk' >spool/empty.reason
mkfifo spool/fifo
ln -s /etc/passwd spool/link
find spool -type f -exec touch -d '1 hour ago' {} +
status 1 "what can be imported is" discover --spool spool --quiet \
    --mail root@localhost --syslog
tame err "the messages are tame"
tame out "and the findings"
said out 10.0.0.1 "those of the folder"
said out 10.0.0.2 "and of the site's"
for folder in Nowhere "$escape" "$bytes"; do
	[ -f "spool/$folder/c.xml" ]
	report "a folder that is no site keeps its files" $?
done
[ -p spool/fifo ] && [ -h spool/link ]
report "what is no file stays" $?
[ "$(find spool/refused -type f | wc -l)" -eq 8 ]
report "each refused file has its reason, and none took another's place" $?
find spool/refused -name '*.reason' -exec cat {} + >out
tame out "reasons are tame"
tame home/mail "the mail is tame"
! sed '/^$/q' home/mail | grep -i '^bcc' && [ "$(sed '/^$/q' home/mail |
    grep -c '^[A-Z]')" -eq 6 ]
report "and has its own headers only" $?

scan 1790004000 4 >spool/a.xml
scan 1790005000 5 >spool/S/b.xml
find spool -name '[ab].xml' -exec touch -d '1 hour ago' {} +
SENDMAIL=/nonexistent
wanted=5
"$daicho" -r $r discover --spool spool --mail root@localhost >out 2>err
judge "without a mailer it is told" $?
[ ! -e spool/a.xml ] && [ ! -e spool/S/b.xml ] &&
    [ "$(find spool/refused -type f | wc -l)" -eq 8 ]
report "and all was imported" $?
said err 10.0.0.4 "what could not be mailed is said"
said err 10.0.0.5 "of every round"

# --- out to machines ----------------------------------------------------------
"$daicho" -r $r decide -w result=unapproved quarantine --yes 4 >out 2>err
printf 'begin\nblock {mac} {ip}\nname {hostname}\n' >lines.txt
status 0 "a block list by template" blocklist --template lines.txt
[ "$(grep -c '^block 02:00:00:00:00:0. 10.0.0..$' out)" -eq 4 ] &&
    [ "$(wc -l <out)" -eq 5 ]
report "a hostile name adds no line" $?
status 0 "a block list" blocklist
tame out "is tame"

status 0 "a device is registered" add asset asset_no=M-1 name=m kind=server
tx=$(sed -n 's/.*Change set \([0-9]*\);.*/\1/p' err)
status 0 "with its address" add interface asset=M-1 mac=02:00:00:00:00:07 \
    ip=10.0.0.7 "zone=Z$escape"
scan 1790006000 7 >again.xml
"$daicho" -r $r discover again.xml >out 2>err
status 4 "what was seen of it is in the way of taking it back" undo "$tx"
said err "mac 02:00:00:00:00:07" "and is named"
silent err "1970" "with the time when it came"

# --- out to people --------------------------------------------------------------
"$daicho" -r $r snapshot before >out 2>err
"$daicho" -r $r set asset H-1 "name=b$lines" "notes=$lines" >out 2>err
for verb in "search x" "count asset --by name" "diff --from before" \
    "diff --from before --format json" "report weekly -o -" \
    "report audit -o - --format txt" "report survey -o - --format txt" \
    "report findings -o - --format txt" "settings" "snapshot" \
    "review list" "check" "doctor"; do
	# shellcheck disable=SC2086
	"$daicho" -r $r $verb >out 2>err </dev/null
	cat err >>out
	tame out "$verb"
done
for type in weekly audit survey findings; do
	"$daicho" -r $r report $type -o $type.pdf >out 2>err &&
	    "$daicho" -r $r report $type -o $type.xlsx >out 2>err
	report "report $type as PDF and workbook" $?
	if command -v pdftotext >/dev/null 2>&1; then
		pdftotext $type.pdf - 2>err | tr -d '\f' >out
		tame out "its PDF is tame"
	fi
done
printf '{period}\n{%%n}{register}\033[31m\n' >own.txt
"$daicho" -r $r report weekly --template own.txt -o - >out 2>err
tame out "a template of one's own"
if command -v python3 >/dev/null 2>&1; then
	python3 - >out 2>err <<'END'
import re, zipfile
import xml.etree.ElementTree as tree
for kind in "weekly", "audit", "survey", "findings":
    book = zipfile.ZipFile(kind + ".xlsx")
    for name in book.namelist():
        text = "\n".join(tree.fromstring(book.read(name)).itertext())
        print(re.sub("_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)),
            text))
END
	report "the workbooks are well formed" $?
	tame out "and tame"
fi
status 0 "the journal is whole" verify
done_testing
