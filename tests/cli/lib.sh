# SPDX-License-Identifier: ISC
# Sourced by the tests of the command line: a folder of their own with HOME and
# all that follows it, and TAP.
daicho=$top_builddir/daicho
DAICHO_SHARE=$top_srcdir/share
export DAICHO_SHARE
unset DAICHO_REGISTER LANGUAGE LC_MESSAGES LANG
dir=$(mktemp -d) || exit 99
trap 'cd /; rm -rf "$dir"' EXIT
cd "$dir" || exit 99
HOME=$dir/home
XDG_DATA_HOME=$dir/data
XDG_STATE_HOME=$dir/state
XDG_CONFIG_HOME=$dir/config
export HOME XDG_DATA_HOME XDG_STATE_HOME XDG_CONFIG_HOME
mkdir "$HOME"
r=r.daicho
plan=
bad=0
n=0
failed=0

# report NAME STATUS: a TAP line; out and err explain a failure.
report() {
	n=$((n + 1))
	if [ "$2" -eq 0 ]; then
		echo "ok $n - $1"
	else
		failed=1
		echo "not ok $n - $1"
		head -c 1000 err out 2>/dev/null | cat -v | sed 's/^/# /; $a\'
	fi
}

# status WANTED NAME ARGUMENTS…: runs the program on $r.  An error has to say
# something, in words that cannot act on a terminal, and nothing on standard
# output.
status() {
	wanted=$1
	name=$2
	shift 2
	"$daicho" -r "$r" "$@" >out 2>err </dev/null
	judge "$name" $?
}

# judge NAME STATUS: what status does with a program that ran already.  With
# plan=yes the results of a refused import may be printed.
judge() {
	good=${bad:-0}
	[ "$2" -eq "$wanted" ] || {
		echo "exit $2 instead of $wanted" >>err
		good=1
	}
	if [ "$2" -ge 2 ] && { [ ! -s err ] ||
	    { [ -s out ] && [ -z "$plan" ]; }; }; then
		echo "an error on standard output, or without words" >>err
		good=1
	fi
	if LC_ALL=C grep -q "$(printf '[\001-\010\013-\037\177]')" err; then
		echo "controls among the messages" >>err
		good=1
	fi
	report "$1" $good
}

# unchanged WANTED NAME TEXT ARGUMENTS…: as status; the error says TEXT, and the
# register is the same, byte for byte.
unchanged() {
	wanted=$1
	name=$2
	text=$3
	shift 3
	before=$(sum "$r")
	bad=0
	"$daicho" -r "$r" "$@" >out 2>err </dev/null
	got=$?
	grep -qF -- "$text" err || {
		echo "it does not say: $text" >>err
		bad=1
	}
	[ "$before" = "$(sum "$r")" ] || {
		echo "the register changed" >>err
		bad=1
	}
	judge "$name" $got
	bad=0
}

# said FILE TEXT NAME; silent FILE TEXT NAME
said() {
	grep -qF -- "$2" "$1"
	report "$3" $?
}
silent() {
	! grep -qF -- "$2" "$1"
	report "$3" $?
}

# true_json NAME EXPRESSION: Python's word on out, loaded as j, no key of an
# object twice.
true_json() {
	if ! command -v python3 >/dev/null 2>&1; then
		n=$((n + 1))
		echo "ok $n - $1 # SKIP python3 is missing"
		return
	fi
	python3 - "$2" >>err 2>&1 <<'END'
import json, sys
def pairs(items):
    keys = [key for key, _ in items]
    assert len(set(keys)) == len(keys), keys
    return dict(items)
j = json.load(open("out", encoding="utf-8"), object_pairs_hook=pairs)
ref = lambda r: r is None or sorted(r) == ["entity", "name", "uuid"]
assert eval("(" + sys.argv[1] + ")"), sys.argv[1]
END
	report "$1" $?
}

# sum FILE: its bytes, and those of the journal beside it.
sum() {
	cat "$1" "$1-wal" 2>/dev/null | cksum
}

# A register with some records.
small_register() {
	"$daicho" -r "$r" init --name Test &&
	    "$daicho" -r "$r" add site name=Hall &&
	    "$daicho" -r "$r" add asset asset_no=A-1 name=one kind=server &&
	    "$daicho" -r "$r" add asset asset_no=A-2 name=two kind=printer &&
	    "$daicho" -r "$r" add asset asset_no=A-3 name=two kind=printer
}

done_testing() {
	echo "1..$n"
	exit "$failed"
}
