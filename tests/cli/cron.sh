#!/bin/sh
# SPDX-License-Identifier: ISC
# Discovery with nobody at the terminal: the spool folder, news told once, and
# the list of what is to be kept off the network.
. "$top_srcdir/tests/cli/lib.sh"
"$daicho" -r "$r" init --name Test >/dev/null 2>&1
"$daicho" -r "$r" add site name=Hall >/dev/null 2>&1

# neighbours NAME IP MAC: a discovery file that nobody is writing any more.
neighbours() {
	printf '%s dev eth0 lladdr %s REACHABLE\n' "$2" "$3" >"$1"
	touch -d '1 hour ago' "$1"
}
mkdir -p spool/Hall
neighbours spool/Hall/one.txt 10.0.0.5 00:1b:21:00:00:05
neighbours spool/Hall/.hidden 10.0.0.6 00:1b:21:00:00:06
neighbours spool/Hall/half.part 10.0.0.7 00:1b:21:00:00:07
printf '10.0.0.8 dev eth0 lladdr 00:1b:21:00:00:08 REACHABLE\n' \
    >spool/Hall/fresh.txt
touch -d '1 hour' spool/Hall/fresh.txt

# A mailer that keeps what it is given.
printf '#!/bin/sh\ncat >>"%s/mail"\necho "$@" >>"%s/arguments"\n' "$dir" \
    "$dir" >mailer
chmod +x mailer
SENDMAIL=$dir/mailer
export SENDMAIL

status 1 "what lies in the spool is imported" discover --spool spool --quiet \
    --mail it@example.jp
said out "00:1b:21:00:00:05" "the new device is named"
[ "$(wc -l <out)" -eq 1 ]
report "and nothing else is said" $?
[ -f spool/done/*/one.txt ] && [ ! -e spool/Hall/one.txt ]
report "the file is archived" $?
[ -f spool/Hall/.hidden ] && [ -f spool/Hall/half.part ] &&
    [ -f spool/Hall/fresh.txt ]
report "unfinished files wait" $?
said mail "To: it@example.jp" "mail goes to the address"
said mail "00:1b:21:00:00:05" "and names the device"
said mail "Coverage" "and what was looked at"
said arguments "-t -i" "the mailer takes the address from the message"

rm -f mail
status 0 "an empty spool is silent" discover --spool spool --quiet \
    --mail it@example.jp
[ ! -s out ] && [ ! -e mail ]
report "nobody is told" $?

neighbours spool/Hall/again.txt 10.0.0.5 00:1b:21:00:00:05
printf ' ' >>spool/Hall/again.txt
touch -d '1 hour ago' spool/Hall/again.txt
status 1 "the device is seen again" discover --spool spool --quiet \
    --mail it@example.jp
[ ! -s out ] && [ ! -e mail ]
report "it is not told twice" $?

printf 'this is no discovery file\n' >spool/Hall/bad.txt
neighbours spool/Hall/good.txt 10.0.0.9 00:1b:21:00:00:09
touch -d '1 hour ago' spool/Hall/bad.txt
status 1 "a bad file among good ones" discover --spool spool --quiet
said out "00:1b:21:00:00:09" "the good one is imported"
[ -f spool/refused/*/bad.txt ] && [ -s spool/refused/*/bad.txt.reason ]
report "the bad one is put aside with its reason" $?
said err "bad.txt" "and named"

SENDMAIL=/bin/false
neighbours spool/Hall/more.txt 10.0.0.10 00:1b:21:00:00:10
status 5 "a mailer that fails is an error" discover --spool spool --quiet \
    --mail it@example.jp
said err "00:1b:21:00:00:10" "what it should have told stands among the words"
[ -f spool/done/*/more.txt ]
report "the file is archived all the same" $?

status 3 "no such spool" discover --spool nowhere
status 2 "files and a spool" discover --spool spool x.xml
status 2 "a spool cannot be rehearsed" discover --spool spool --dry-run
status 2 "neither files nor a spool" discover

# --- blocklist
status 0 "nothing is blocked yet" blocklist --format json
true_json "an empty list" "j == []"
"$daicho" -r "$r" findings --format json >out 2>err
finding=$(sed -n 's/.*"number": "\(F-[0-9]*\)".*/\1/p' out | head -1)
status 0 "decide to remove" decide "$finding" remove --reason "not ours"
status 0 "the blocklist" blocklist --format json
true_json "it holds the device" \
    "len(j) == 1 and j[0]['mac'] and j[0]['decision'] == 'remove' and
    j[0]['number'] == '$finding'"
mac=$(sed -n 's/.*"mac": "\([^"]*\)".*/\1/p' out)
printf 'begin\ndrop {mac};\nport {port}\nend\n' >t.txt
status 0 "a template" blocklist --template t.txt
printf 'begin\ndrop %s;\nend\n' "$mac" | cmp -s - out
report "lines with words are filled, without their value left out" $?
printf 'nothing here\n' >t.txt
status 3 "a template that names nothing" blocklist --template t.txt
done_testing
