#!/bin/sh
# SPDX-License-Identifier: ISC
# Several accounts at one register: what each may do, what becomes of the
# files, and what a service account does for whom.
. "$top_srcdir/tests/cli/lib.sh"
if [ "$(id -u)" -ne 0 ] || ! command -v setpriv >/dev/null 2>&1; then
	echo "1..0 # SKIP root and setpriv are needed"
	exit 0
fi
chmod 755 "$dir"
admin=4001
editor=4002
approver=4003
viewer=4004
nobody=4005
group=4100

# as UID COMMAND…: with an empty home, in the team's group.
as() {
	uid=$1
	shift
	env HOME=/nonexistent XDG_STATE_HOME=/nonexistent \
	    setpriv --reuid "$uid" --regid $group --groups $group "$@"
}
# by UID WANTED NAME ARGUMENTS…
by() {
	uid=$1
	wanted=$2
	name=$3
	shift 3
	as "$uid" "$daicho" -r "$r" "$@" >out 2>err </dev/null
	judge "$name" $?
}

# --- a team ----------------------------------------------------------------------
by $admin 3 "a team needs a folder of its own" init --mode team
install -d -g $group -m 2770 team
r=$dir/team/r.daicho
umask 077
by $admin 0 "a team's register" init --mode team
by $admin 0 "who made it is admin" list role --format json
true_json "and nobody else is" \
    '[(r["account"], r["role"]) for r in j] == [("4001", "admin")]'
by $admin 0 "an editor" add role account=$editor role=editor
by $admin 0 "an approver, by group" add role account=@4103 role=approver
by $admin 0 "a viewer" add role account=$viewer role=viewer
by $editor 0 "an editor adds" add software title=One
by $editor 4 "and approves nothing" set software One approved=yes
said err "Approver" "the role that is needed is named"
said err "uid $editor" "who it is, too"
said err "4001, @4103" "and who may"
by $editor 4 "a dry run says the same" set software One approved=yes --dry-run
by $editor 4 "an editor gives no roles" add role account=x role=admin
by $editor 4 "and changes no settings" settings four_eyes=yes
wanted=0
env HOME=/nonexistent setpriv --reuid $approver --regid $group \
    --groups $group,4103 "$daicho" -r "$r" set software One approved=yes \
    >out 2>err
judge "an approver approves" $?
by $editor 4 "an editor does not take it back" undo 6
by $nobody 0 "who has no role reads" list software
by $admin 3 "the last admin stays" retire role $admin
by $nobody 0 "doctor tells who one is" doctor
said out "Viewer" "a viewer"
said out "Mode team" "of a team"
by $admin 0 "settings are shown" settings --format json
true_json "as one object" 'j["mode"] == "team" and j["service_uid"] is None
    and j["four_eyes"] == "no"'
by $admin 3 "a setting that does not exist" settings colour=red

# Every verb as a viewer: whatever it answers, the register stays.
before=$(sum "$r")
"$daicho" help | awk '/^  [a-z]/ { print $1 }' >verbs
echo 'title' >in.csv
echo 'Two' >>in.csv
good=0
for verb in $(cat verbs); do
	for words in "" "software One" "software One approved=no" \
	    "in.csv --entity software --apply" "mode=personal"; do
		# shellcheck disable=SC2086
		as $viewer "$daicho" -r "$r" "$verb" $words >out 2>err \
		    </dev/null
		[ "$before" = "$(sum "$r")" ] || {
			echo "$verb $words" >>changed
			good=1
			before=$(sum "$r")
		}
	done
done
[ "$(wc -l <verbs)" -gt 20 ] || good=1
cat changed >err 2>/dev/null
report "no verb of a viewer changes a byte" $good
for words in "add site name=x" "set software One notes=x" \
    "retire software One" "settings four_eyes=yes" "undo 5"; do
	# shellcheck disable=SC2086
	by $viewer 4 "a viewer: $words" $words
done

# --- four-eyes -------------------------------------------------------------------
by $admin 0 "four-eyes" settings four_eyes=yes --reason test
by $admin 0 "the admin asks" add software title=Two
by $admin 4 "and does not answer" set software Two approved=yes
said err "change set" "who asked is told"
printf 'title,approved\nThree,yes\n' >in.csv
by $admin 0 "its log" log --format json
true_json "the settings are in the journal" 'any(r["entity"] == "setting"
    and r["changes"]["value"] == [None, "yes"] for t in j
    for r in t["records"])'
as $admin "$daicho" -r "$r" import - --entity software --apply <in.csv \
    >out 2>err
[ $? -ge 3 ]
report "an import does not approve either" $?
by $admin 0 "no trace of it" list software -w title=Three --format json
true_json "none" 'j == []'

# --- files -----------------------------------------------------------------------
modes() {
	for file in "$1"/*; do
		stat -c %a "$file"
	done | sort -u | tr '\n' ' '
}
everything() {
	as "$1" "$daicho" -r "$r" add site name="$2" >out 2>err
	as "$1" "$daicho" -r "$r" export -o - --format json >all.json 2>err
	as "$1" "$daicho" -r "$r" check >out 2>err
	as "$1" "$daicho" -r "$r" undo >out 2>err
	as "$1" "$daicho" -r "$r" backup "$3" >out 2>err
	as "$1" "$daicho" -r "$r" doctor >out 2>err
}
for mask in 000 077; do
	umask $mask
	everything $admin site$mask "$dir/team/b$mask"
	modes team >out
	[ "$(cat out)" = "660 " ]
	report "a team's files under umask $mask" $?
	install -d -o $nobody -m 700 own$mask
	r=$dir/own$mask/r.daicho
	by $nobody 0 "a personal register under umask $mask" init
	everything $nobody one "$dir/own$mask/b"
	modes own$mask >out
	[ "$(cat out)" = "600 " ]
	report "its files under umask $mask" $?
	r=$dir/team/r.daicho
done
umask 022

# --- hardened ----------------------------------------------------------------------
service=4200
# through UID WANTED NAME ARGUMENTS…: as sudo calls it, with a hostile
# environment.
through() {
	uid=$1
	wanted=$2
	name=$3
	shift 3
	env -i PATH="$PATH" TERM=xterm LANG=C.UTF-8 LANGUAGE=ja \
	    DAICHO_REGISTER=/nonexistent DAICHO_SHARE=/nonexistent \
	    XDG_STATE_HOME="$dir/evil" SUDO_UID="$uid" \
	    setpriv --reuid $service --regid $service --clear-groups $strace \
	    "$daicho" -r "$r" "$@" >out 2>err </dev/null
	judge "$name" $?
}
install -d -o $service -m 700 hard
install -d -o $service evil
r=$dir/hard/r.daicho
wanted=4
setpriv --reuid $service --regid $service --clear-groups "$daicho" -r "$r" \
    init --mode hardened >out 2>err
judge "nobody known, no hardened register" $?
through $admin 3 "not the account that was meant" init --mode hardened \
    --service-uid 4201
through $admin 0 "a hardened register" init --mode hardened \
    --service-uid $service
through $admin 0 "who called sudo is admin" add role account=$editor \
    role=editor
through $editor 0 "an editor behind sudo" add software title=One
through $editor 4 "approves nothing" set software One approved=yes
through $editor 0 "the journal names people" log --format json
true_json "not the service account" \
    '[t["who"] for t in j] == ["uid 4002", "uid 4001", "uid 4001"]'
through $nobody 0 "who has no role reads" list software
through $nobody 4 "and writes nothing" add software title=Two
through $editor 4 "no file is written" export software -o "$dir/evil/x.csv"
through $editor 4 "none is read" import /etc/passwd --entity software
through $editor 4 "no copy is made" backup "$dir/evil/b"
through $editor 0 "standard output is" export software -o - --format csv
[ -z "$(ls evil)" ]
report "nothing was left behind" $?
wanted=5
setpriv --reuid $editor --regid $editor --clear-groups "$daicho" -r "$r" \
    list software >out 2>err
judge "past the service account nobody opens it" $?
through $admin 0 "an admin of the service account" add role \
    account=$service role=admin
wanted=0
setpriv --reuid $service --regid $service --clear-groups "$daicho" -r "$r" \
    add software title=Cron >out 2>err
judge "the account itself edits" $?
wanted=4
setpriv --reuid $service --regid $service --clear-groups "$daicho" -r "$r" \
    set software Cron approved=yes >out 2>err
judge "but is nobody who approves" $?
if command -v strace >/dev/null 2>&1; then
	install -d -o $service trace
	# What looks for leaks traces, too; there can be only one.
	strace="strace -f -o $dir/trace/t -E ASAN_OPTIONS=detect_leaks=0"
	through $nobody 0 "a viewer, traced" list software
	cp trace/t err
	! grep -E 'open.*(O_WRONLY|O_RDWR|O_CREAT)' trace/t |
	    grep -v '"/dev/null"' >err
	report "opens nothing for writing" $?
	[ "$(grep -c execve trace/t)" -eq 1 ]
	report "starts no program" $?
	grep -q 'RLIMIT_CORE.*rlim_cur=0' trace/t
	report "leaves no core" $?
	strace=
fi
done_testing
